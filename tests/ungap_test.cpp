// @ungap/structured-clone's records beyond the corpus: what else is read, written, refused and lost. What the package
// itself reads and writes is for tests/live/ungap.mjs to say.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include <clonewire/clonewire.hpp>

#include "support/corpus.hpp"

namespace clonewire::test {
namespace {

result<document> read(std::string_view text, decode_options options = {}) {
  options.format = format::ungap;
  return try_decode(as_bytes(text), options);
}

std::string written(const result<std::vector<std::byte>>& bytes) {
  return bytes ? as_text(*bytes) : bytes.error().message();
}

std::string notation_of(const result<document>& doc) {
  return doc ? written(try_encode(*doc, {.format = format::graph})) : doc.error().message();
}

document from_notation(std::string_view notation) {
  auto doc = try_decode(as_bytes(notation), {.format = format::graph});
  EXPECT_TRUE(doc) << notation << "\n" << doc.error().message();
  return std::move(doc).value();
}

std::string number(std::string_view v) {
  return R"({"t":"number","v":")" + std::string(v) + "\"}";
}
/// An array of these, the first object in it having the id 1.
std::string array(std::initializer_list<std::string> elements) {
  std::string list;
  for (const std::string& element : elements) {
    const std::size_t index = static_cast<std::size_t>(std::count(list.begin(), list.end(), '\n'));
    list += (index == 0 ? "\n[" : ",\n[") + std::to_string(index) + "," + element + "]";
  }
  return R"({"t":"array","id":0,"length":)" + std::to_string(elements.size()) + ",\"e\":[" + list + R"(],"p":[]})";
}
std::string view(std::string_view type, std::string_view bytes, std::string_view length, int id = 0) {
  return "{\"t\":\"" + std::string(type) + "\",\"id\":" + std::to_string(id) + R"(,"buffer":{"t":"ArrayBuffer","id":)" +
         std::to_string(id + 1) + ",\"bytes\":\"" + std::string(bytes) + "\"},\"byteOffset\":0," + std::string(length) +
         "}";
}

// ---- both ways ----

struct both_ways {
  std::string notation;
  std::string_view text;
};

TEST(Ungap, WritesWhatItReads) {
  const both_ways cases[] = {
      // Infinities and every -0, which the package's own writer loses and its reader reads.
      {number("Infinity"), "[[0,1e999]]"},
      {array({number("-Infinity"), number("-Infinity")}), "[[1,[1,1]],[0,-1e999]]"},
      {array({number("0"), number("-0"), number("-0"), number("0")}), R"([[1,[1,2,3,1]],[0,0],["-0"],["-0"]])"},
      {R"({"t":"Number","id":0,"v":"-0"})", R"([["Number",-0]])"},
      {R"({"t":"Number","id":0,"v":"NaN"})", R"([["Number","NaN"]])"},
      {R"({"t":"Number","id":0,"v":"-Infinity"})", R"([["Number",-1e999]])"},
      {view("Float64Array", "000000000000f87f000000000000f0ff0000000000000080", "\"length\":3"),
       R"([["Float64Array",["NaN",-1e999,-0]]])"},
      {view("Float32Array", "0000c07f0000807fcdcccc3d", "\"length\":3"),
       R"([["Float32Array",["NaN",1e999,0.10000000149011612]]])"},
      {view("Float16Array", "007e007c00800100ff7b003c", "\"length\":6"),
       R"([["Float16Array",["NaN",1e999,-0,5.960464477539063e-8,65504,1]]])"},
      {view("BigInt64Array", "ffffffffffffffff0000000000000080", "\"length\":2"),
       R"([["BigInt64Array",["-1","-9223372036854775808"]]])"},
      {view("BigUint64Array", "ffffffffffffffff", "\"length\":1"), R"([["BigUint64Array",["18446744073709551615"]]])"},
      {view("DataView", "", "\"byteLength\":0"), R"([["DataView",[]]])"},
      {R"({"t":"Error","id":0,"name":"RangeError"})", R"([[7,{"name":"RangeError"}]])"},
      {R"({"t":"Error","id":0,"name":"Error","message":""})", R"([[7,{"name":"Error","message":""}]])"},
      // Texts that are equal share a record, keys among them, whatever they were encoded in.
      {R"({"t":"object","id":0,"p":[["0",{"t":"string","v":"0"}],["é",{"t":"string","v":"é"}],["日",{"t":"string","v":"日"}]]})",
       "[[2,[[1,1],[2,2],[3,3]]],[0,\"0\"],[0,\"é\"],[0,\"日\"]]"},
      {R"({"t":"object","id":0,"p":[["__proto__",{"t":"string","v":"length"}],["length",{"t":"null"}]]})",
       R"([[2,[[1,2],[2,3]]],[0,"__proto__"],[0,"length"],[0,null]])"},
      // Kinds apart: the number, the string, the bigint and their objects.
      {array({number("1"), R"({"t":"string","v":"1"})", R"({"t":"bigint","v":"1"})", R"({"t":"bigint","v":"-1"})",
              R"({"t":"BigInt","id":1,"v":"1"})", R"({"t":"ref","v":1})", R"({"t":"bigint","v":"1"})"}),
       R"([[1,[1,2,3,4,5,5,3]],[0,1],[0,"1"],[8,"1"],[8,"-1"],["BigInt","1"]])"},
      // Ours: what a Blob and a File contain.
      {R"({"t":"host","id":0,"type":"Blob","mimeType":"text/plain","bytes":"00ff"})",
       R"([["Blob",{"mimeType":"text/plain","bytes":[0,255]}]])"},
      {R"({"t":"host","id":0,"type":"File","mimeType":"","name":"é.txt","lastModified":12,"bytes":""})",
       "[[\"File\",{\"mimeType\":\"\",\"name\":\"é.txt\",\"lastModified\":12,\"bytes\":[]}]]"},
  };
  for (const both_ways& c : cases) {
    const document doc = from_notation(c.notation);
    EXPECT_EQ(written(try_encode(doc, {.format = format::ungap})), c.text) << c.notation;
    const auto again = read(c.text);
    ASSERT_TRUE(again) << c.text << again.error().message();
    EXPECT_TRUE(*again == doc) << c.text << "\n" << notation_of(again);
    EXPECT_TRUE(again->notes().empty()) << c.text;
  }
}

TEST(Ungap, WritesTheExampleOfTheArticle) {
  // The package writes each view's own elements, though both lie over one buffer.
  const document doc = from_notation(
      R"({"t":"object","id":0,"p":[["big",{"t":"bigint","v":"18446744073709551615"}],)"
      R"(["set",{"t":"Set","id":1,"e":[{"t":"number","v":"1"},{"t":"number","v":"2"},{"t":"number","v":"3"}]}],)"
      R"(["exp",{"t":"RegExp","id":2,"source":"\\/^d+$\\/","flags":"g"}],)"
      R"(["map",{"t":"Map","id":3,"e":[[{"t":"string","v":"a"},{"t":"number","v":"3"}]]}],)"
      R"(["data",{"t":"Uint8Array","id":4,"buffer":{"t":"ArrayBuffer","id":5,"bytes":"ffffffffffffffff"},"byteOffset":0,"length":8}],)"
      R"(["view",{"t":"Uint16Array","id":6,"buffer":{"t":"ref","v":5},"byteOffset":0,"length":4}],)"
      R"(["self",{"t":"ref","v":0}]]})");
  EXPECT_EQ(
      written(try_encode(doc, {.format = format::ungap, .views = view_policy::slice})),
      R"([[2,[[1,2],[3,4],[8,9],[10,11],[13,14],[15,16],[17,0]]],[0,"big"],[8,"18446744073709551615"],[0,"set"],[6,[5,6,7]],)"
      R"([0,1],[0,2],[0,3],[0,"exp"],[4,{"source":"\\/^d+$\\/","flags":"g"}],[0,"map"],[5,[[12,7]]],[0,"a"],[0,"data"],)"
      R"(["Uint8Array",[255,255,255,255,255,255,255,255]],[0,"view"],["Uint16Array",[65535,65535,65535,65535]],[0,"self"]])");
}

TEST(Ungap, IndentsAsJsonStringifyDoes) {
  const document doc = from_notation(array({number("1")}));
  EXPECT_EQ(written(try_encode(doc, {.format = format::ungap, .indent = 1})),
            "[\n [\n  1,\n  [\n   1\n  ]\n ],\n [\n  0,\n  1\n ]\n]");
}

// ---- reading ----

TEST(Ungap, ReadsWhatOtherWritersWrite) {
  const both_ways cases[] = {
      // In any order, more than once, unused.
      {array({R"({"t":"object","id":1,"p":[]})", R"({"t":"ref","v":1})"}), "[[1,[2,2]],[0,9],[2,[]],[1,[7]]]"},
      {R"({"t":"Map","id":0,"e":[[{"t":"ref","v":0},{"t":"ref","v":0}]]})", "[[5,[[0,0]]]]"},
      {R"({"t":"Set","id":0,"e":[{"t":"Set","id":1,"e":[{"t":"ref","v":0}]}]})", "[[6,[1]],[6,[0]]]"},
      // Equal records that are not shared: of a Map's keys and a Set's members the first stays, the last value wins.
      {R"({"t":"Map","id":0,"e":[[{"t":"string","v":"k"},{"t":"number","v":"2"}]]})",
       R"([[5,[[1,3],[2,4]]],[0,"k"],[0,"k"],[0,1],[0,2]])"},
      {R"({"t":"Set","id":0,"e":[{"t":"number","v":"0"}]})", R"([[6,[1,2]],[0,0],["-0"]])"},
      // Keys that are numbers, as an object's keys are in JavaScript.
      {R"({"t":"object","id":0,"p":[["7",{"t":"number","v":"7"}],["1.5",{"t":"number","v":"7"}]]})",
       "[[2,[[1,2],[2,2]]],[0,1.5],[0,7]]"},
      {R"({"t":"object","id":0,"p":[["1",{"t":"null"}],["b",{"t":"null"}],["a",{"t":"null"}]]})",
       R"([[2,[[1,4],[2,4],[3,4]]],[0,"b"],[0,"a"],[0,"1"],[0,null]])"},
      {R"({"t":"RegExp","id":0,"source":"a\\/b","flags":"gy"})", R"([[4,{"flags":"yg","source":"a/b"}]])"},
      {R"({"t":"RegExp","id":0,"source":"x","flags":""})", R"([[4,{"source":"x"}]])"},
      {R"({"t":"Date","id":0,"v":"1704153600000"})", R"([[3,"2024-01-02"]])"},
      {R"({"t":"Date","id":0,"v":"1704164640000"})", R"([[3,"2024-01-02T03:04Z"]])"},
      {R"({"t":"Date","id":0,"v":"1704157440000"})", R"([[3,"2024-01-02T03:04+02:00"]])"},
      {R"({"t":"Date","id":0,"v":"1704164645678"})", R"([[3,"2024-01-02T03:04:05.6789Z"]])"},
      {R"({"t":"Date","id":0,"v":"1704240000000"})", R"([[3,"2024-01-02T24:00Z"]])"},
      {R"({"t":"Date","id":0,"v":"-8640000000000000"})", R"([[3,"-271821-04-20T00:00:00.000Z"]])"},
      {view("Float32Array", "cdcccc3d", "\"length\":1"), R"([["Float32Array",[0.1]]])"},
      {R"({"t":"bigint","v":"7"})", R"([[8,"007"]])"},
      {R"({"t":"bigint","v":"0"})", R"([[8,"-0"]])"},
      {number("5"), "[[0e0,5.0e0]]"},
  };
  for (const both_ways& c : cases) {
    const auto doc = read(c.text);
    ASSERT_TRUE(doc) << c.text << "\n" << doc.error().message();
    EXPECT_TRUE(*doc == from_notation(c.notation)) << c.text << "\n" << notation_of(doc);
  }
}

TEST(Ungap, SaysWhatItCannotKeep) {
  const std::pair<std::string_view, std::string_view> cases[] = {
      {R"([[7,{"name":"NotAnError","message":"m"}]])", R"(byte 12: an Error named "NotAnError" is an Error)"},
      {R"([["Float64Array",[1,null,null]]])", "byte 20: null in place of a number, which was NaN or an infinity, is 0"},
      {R"([["Number",null]])", "byte 11: null in place of a number, which was NaN or an infinity, is 0"},
  };
  for (const auto& [text, note] : cases) {
    const auto doc = read(text);
    ASSERT_TRUE(doc) << text << doc.error().message();
    ASSERT_EQ(doc->notes().size(), 1U) << text;
    EXPECT_EQ(doc->notes().front(), note) << text;
  }
}

struct refusal {
  std::string_view text;
  errc code;
  std::uint64_t offset;
  std::string_view path;
};

constexpr refusal refusals[] = {
    {"[", errc::unexpected_end, 1, "$"},
    {"[[", errc::unexpected_end, 2, "$"},
    {"[[0", errc::unexpected_end, 3, "$"},
    {"[[0,1]", errc::unexpected_end, 6, "$"},
    {"[[0,1],]", errc::invalid_syntax, 7, "$"},
    {"[[0,1,2]]", errc::invalid_value, 6, "$"},
    {"[[0,01]]", errc::invalid_syntax, 5, "$"},
    {"[[0,1.]]", errc::invalid_syntax, 6, "$"},
    {"[[0,tru]]", errc::invalid_syntax, 7, "$"},
    {"[[0,\"\xff\"]]", errc::invalid_string, 5, "$"},
    {"[[0,\"a\n\"]]", errc::invalid_syntax, 6, "$"},
    {"[[0,{}]]", errc::invalid_value, 4, "$"},
    {"[[0,[]]]", errc::invalid_value, 4, "$"},
    {"[[0]]", errc::invalid_value, 3, "$"},
    {"[[-1,null]]", errc::invalid_value, 5, "$"},
    {"[[\"-0\",0]]", errc::invalid_value, 7, "$"},
    {"[[]]", errc::invalid_value, 2, "$"},
    {"[[1.5,0]]", errc::unknown_tag, 2, "$"},
    {"[[-2,0]]", errc::unknown_tag, 2, "$"},
    {"[[1e999,0]]", errc::unknown_tag, 2, "$"},
    {R"([["Buffer",[1]]])", errc::unknown_tag, 2, "$"},
    {R"([["SharedArrayBuffer",[1]]])", errc::unknown_tag, 2, "$"},
    {R"([["Symbol","x"]])", errc::unknown_tag, 2, "$"},
    {R"([["uint8array",[1]]])", errc::unknown_tag, 2, "$"},
    {"[[1,[[0]]]]", errc::invalid_value, 5, "$"},
    {"[[1,[0.5]]]", errc::invalid_reference, 5, "$[0]"},
    {"[[1,[4294967295]]]", errc::invalid_reference, 5, "$[0]"},
    {"[[1,[1e300]]]", errc::invalid_reference, 5, "$[0]"},
    {"[[1,[null]]]", errc::invalid_reference, 5, "$[0]"},
    {"[[2,[[1,2,3]]]]", errc::invalid_value, 10, "$"},
    {"[[2,[[1]]]]", errc::invalid_value, 7, "$"},
    {"[[2,[[1,9]]],[0,\"k\"]]", errc::invalid_reference, 8, "$.k"},
    {"[[2,[[1,1]]],[0,null]]", errc::invalid_key, 6, "$"},
    {"[[2,[[0,0]]]]", errc::invalid_key, 6, "$"},
    {R"([[5,[[1,2]]],[0,"k"],[1,[3,9]],[2,[]]])", errc::invalid_reference, 27, R"($.get("k")[1])"},
    {R"([[5,[[1,2]]],[1,[9]],[0,null]])", errc::invalid_reference, 17, "$.keys[0][0]"},
    {"[[3,5]]", errc::invalid_value, 4, "$"},
    {R"([[3,"x"]])", errc::invalid_value, 4, "$"},
    {R"([[3,"2024-01-02T03:04"]])", errc::invalid_value, 4, "$"},
    {R"([[3,"2024-02-30"]])", errc::invalid_value, 4, "$"},
    {R"([[3,"2024-13-01"]])", errc::invalid_value, 4, "$"},
    {R"([[3,"+275760-09-13T00:00:00.001Z"]])", errc::invalid_value, 4, "$"},
    {R"([[3,"-000000-01-01T00:00:00.000Z"]])", errc::invalid_value, 4, "$"},
    {R"([[3,"2024-01-02T24:00:00.001Z"]])", errc::invalid_value, 4, "$"},
    {R"([[4,{"flags":""}]])", errc::invalid_value, 15, "$"},
    {R"([[4,{"source":"a","flags":"uv"}]])", errc::invalid_value, 26, "$"},
    {R"([[4,{"source":"a","lastIndex":0}]])", errc::invalid_key, 18, "$"},
    {R"([[4,{"source":1}]])", errc::invalid_value, 14, "$"},
    {R"([[7,{"message":"m"}]])", errc::invalid_value, 18, "$"},
    {R"([[7,{"name":"Error","message":5}]])", errc::invalid_value, 30, "$"},
    {R"([[7,{"name":"Error","stack":""}]])", errc::invalid_key, 20, "$"},
    {R"([[8,""]])", errc::invalid_value, 4, "$"},
    {R"([[8,"0x10"]])", errc::invalid_value, 4, "$"},
    {R"([[8," 1"]])", errc::invalid_value, 4, "$"},
    {R"([[8,12]])", errc::invalid_value, 4, "$"},
    {R"([["Boolean",1]])", errc::invalid_value, 12, "$"},
    {R"([["Number","1"]])", errc::invalid_value, 11, "$"},
    {R"([["String",1]])", errc::invalid_value, 11, "$"},
    {R"([["Uint8Array",[256]]])", errc::invalid_value, 16, "$"},
    {R"([["Uint8Array",[-1]]])", errc::invalid_value, 16, "$"},
    {R"([["Uint8Array",[0.5]]])", errc::invalid_value, 16, "$"},
    {R"([["Uint8Array",[null]]])", errc::invalid_value, 16, "$"},
    {R"([["Uint8Array",["NaN"]]])", errc::invalid_value, 16, "$"},
    {R"([["Uint8Array",{"0":1}]])", errc::invalid_value, 15, "$"},
    {R"([["Float64Array",["1"]]])", errc::invalid_value, 18, "$"},
    {R"([["BigInt64Array",[1]]])", errc::invalid_value, 19, "$"},
    {R"([["BigInt64Array",["9223372036854775808"]]])", errc::invalid_value, 19, "$"},
    {R"([["BigUint64Array",["-1"]]])", errc::invalid_value, 20, "$"},
    {R"([["BigUint64Array",["18446744073709551616"]]])", errc::invalid_value, 20, "$"},
    {R"([["Blob",[1]]])", errc::invalid_value, 9, "$"},
    {R"([["Blob",{"mimeType":""}]])", errc::invalid_value, 23, "$"},
    {R"([["Blob",{"mimeType":"","bytes":[],"name":""}]])", errc::invalid_key, 35, "$"},
    {R"([["File",{"mimeType":"","bytes":[],"name":""}]])", errc::invalid_value, 44, "$"},
};

TEST(Ungap, RefusesNamingThePlace) {
  for (const refusal& r : refusals) {
    const auto doc = read(r.text);
    ASSERT_FALSE(doc) << r.text << "\n" << notation_of(doc);
    const error& e = doc.error();
    EXPECT_EQ(name_of(e.code), name_of(r.code)) << r.text << "\n" << e.message();
    EXPECT_EQ(e.offset, r.offset) << r.text << "\n" << e.message();
    EXPECT_EQ(e.path, r.path) << r.text << "\n" << e.message();
  }
}

TEST(Ungap, KeepsToTheLimits) {
  // A chain of arrays, each in the one before: as deep as it is long.
  std::string chain = "[";
  for (int i = 1; i != 12'000; ++i) chain += "[1,[" + std::to_string(i) + "]],";
  chain += "[1,[]]]";
  const auto deep = read(chain);
  ASSERT_FALSE(deep);
  EXPECT_EQ(deep.error().code, errc::limit_exceeded);
  EXPECT_EQ(deep.error().detail, "nested deeper than the limit of 10000");
  limits bounds;
  bounds.max_depth = 12'000;
  EXPECT_TRUE(read(chain, {.limits = bounds}));

  bounds = {};
  bounds.max_slots = 4;
  EXPECT_TRUE(read("[[1,[1,1,1]],[0,1]]", {.limits = bounds}));
  const auto many = read("[[1,[1,1,1,1]],[0,1]]", {.limits = bounds});
  ASSERT_FALSE(many);
  EXPECT_EQ(many.error().code, errc::limit_exceeded);
}

// Each level names the next one many times: what that would print is astronomic, what it is is not.
TEST(Ungap, SharedRecordsTakeTheirRoomOnce) {
  std::string text = "[";
  for (int i = 1; i != 60; ++i) {
    const std::string next = std::to_string(i);
    text += "[1,[" + next + "," + next + "," + next + "," + next + "]],";
  }
  text += "[0,\"end\"]]";
  const auto doc = read(text);
  ASSERT_TRUE(doc) << doc.error().message();
  EXPECT_EQ(doc->object_count(), 59U);
  EXPECT_EQ(written(try_encode(*doc, {.format = format::ungap})), text);
}

// ---- losses ----

struct lost {
  std::string notation;
  std::string_view path;
  std::string_view what;   // in the message
  std::string_view lossy;  // what is written nevertheless
};

TEST(Ungap, RefusesWhatItCannotCarryOrSaysWhatWasLost) {
  const lost cases[] = {
      {array({number("1"), number("NaN"), R"({"t":"null"})"}), "$[1]", "NaN", "[[1,[1,2,3]],[0,1],[0,null],[0,null]]"},
      {R"({"t":"Set","id":0,"e":[{"t":"number","v":"NaN"}]})", "$[0]", "NaN", "[[6,[1]],[0,null]]"},
      {R"({"t":"array","id":0,"length":2,"e":[[1,{"t":"undefined"}]],"p":[]})", "$[0]", "a hole", "[[1,[1,1]],[-1]]"},
      {R"({"t":"array","id":0,"length":100,"e":[],"p":[]})", "$[0]", "a hole", {}},
      {R"({"t":"array","id":0,"length":1,"e":[[0,{"t":"null"}]],"p":[["n",{"t":"null"}]]})", "$.n", "named property",
       "[[1,[1]],[0,null]]"},
      {R"({"t":"Error","id":0,"name":"Error","message":"m","stack":"s"})", "$.stack", "stack",
       R"([[7,{"name":"Error","message":"m"}]])"},
      {R"({"t":"object","id":0,"p":[["e",{"t":"Error","id":1,"name":"Error","cause":{"t":"undefined"}}]]})",
       "$.e.cause", "cause", R"([[2,[[1,2]]],[0,"e"],[7,{"name":"Error"}]])"},
      {R"({"t":"ArrayBuffer","id":0,"bytes":"01","maxByteLength":2})", "$", "resizable", R"([["ArrayBuffer",[1]]])"},
      {view("Buffer", "0102", "\"length\":2"), "$", "a Node.js Buffer", R"([["Uint8Array",[1,2]]])"},
      {R"({"t":"Uint8Array","id":0,"buffer":{"t":"ArrayBuffer","id":1,"bytes":"010203"},"byteOffset":1,"length":1})",
       "$", "views=\"slice\"", R"([["Uint8Array",[2]]])"},
      {array({R"({"t":"ArrayBuffer","id":1,"bytes":"01"})",
              R"({"t":"Int8Array","id":2,"buffer":{"t":"ref","v":1},"byteOffset":0,"length":1})"}),
       "$[1]", "views=\"slice\"", R"([[1,[1,2]],["ArrayBuffer",[1]],["Int8Array",[1]]])"},
      {R"({"t":"DataView","id":0,"buffer":{"t":"ArrayBuffer","id":1,"bytes":"010203"},"byteOffset":1,"byteLength":1})",
       "$", "views=\"slice\"", R"([["DataView",[1,2,3]]])"},
      {view("Float64Array", "000000000000f8ff", "\"length\":1"), "$", "a NaN that is not the usual one",
       R"([["Float64Array",["NaN"]]])"},
      {R"({"t":"bytes","v":"01ff"})", "$", "a byte string", R"([["Uint8Array",[1,255]]])"},
      {array({R"({"t":"time","v":"2026-06-13T12:30:00Z"})", R"({"t":"string","v":"2026-06-13T12:30:00Z"})"}), "$[0]",
       "a timestamp", R"([[1,[1,1]],[0,"2026-06-13T12:30:00Z"]])"},
      {R"({"t":"tuple","id":0,"e":[{"t":"null"}]})", "$", "a tuple", "[[1,[1]],[0,null]]"},
      {R"({"t":"host","id":0,"type":"Point","x":1})", "$", "a platform object", R"([[2,[[1,2]]],[0,"x"],[0,1]])"},
      {R"({"t":"host","id":0,"type":"Blob","index":0})", "$", "a Blob or File without its content",
       R"([[2,[[1,2]]],[0,"index"],[0,0]])"},
  };
  for (const lost& c : cases) {
    const document doc = from_notation(c.notation);
    const auto strict = try_encode(doc, {.format = format::ungap});
    ASSERT_FALSE(strict) << c.notation << "\n" << written(strict);
    EXPECT_EQ(strict.error().code, errc::cannot_carry) << c.notation;
    EXPECT_EQ(strict.error().path, c.path) << c.notation;
    EXPECT_NE(strict.error().detail.find(c.what), std::string::npos) << c.notation << strict.error().message();

    std::vector<error> losses;
    encode_options lossy = {.format = format::ungap, .lossy = true};
    lossy.on_loss = [&](const error& e) { losses.push_back(e); };
    const auto text = try_encode(doc, lossy);
    ASSERT_TRUE(text) << c.notation << text.error().message();
    if (!c.lossy.empty()) {
      EXPECT_EQ(written(text), c.lossy) << c.notation;
    }
    ASSERT_FALSE(losses.empty()) << c.notation;
    EXPECT_EQ(losses.front().path, c.path) << c.notation;
    EXPECT_TRUE(read(as_text(*text))) << c.notation;
  }
}

TEST(Ungap, ViewsAreSlicesWhereThatIsAskedFor) {
  const document doc = from_notation(array(
      {R"({"t":"DataView","id":1,"buffer":{"t":"ArrayBuffer","id":2,"bytes":"010203"},"byteOffset":1,"byteLength":1})",
       R"({"t":"Uint8Array","id":3,"buffer":{"t":"ref","v":2},"byteOffset":0,"length":2})", R"({"t":"ref","v":3})"}));
  EXPECT_EQ(written(try_encode(doc, {.format = format::ungap, .views = view_policy::slice})),
            R"([[1,[1,2,2]],["DataView",[2]],["Uint8Array",[1,2]]])");
  const auto shared = try_encode(doc, {.format = format::ungap, .views = view_policy::share});
  ASSERT_FALSE(shared);
  EXPECT_EQ(shared.error().code, errc::invalid_option);
}

TEST(Ungap, HolesAreBoundedWhereTheyAreWritten) {
  const document doc = from_notation(R"({"t":"array","id":0,"length":4294967295,"e":[],"p":[]})");
  const auto strict = try_encode(doc, {.format = format::ungap});
  ASSERT_FALSE(strict);
  EXPECT_EQ(strict.error().code, errc::cannot_carry);
  const auto lossy = try_encode(doc, {.format = format::ungap, .lossy = true});
  ASSERT_FALSE(lossy);
  EXPECT_EQ(lossy.error().code, errc::limit_exceeded);
}

TEST(Ungap, StringsOfAnyEncodingShareTheirRecord) {
  builder b;
  b.begin_array();
  b.string("é").utf16(u"é").string("5").utf16(u"5").utf16(u"日").string("日").utf16(u"\xd83d").utf16(u"\xd83d");
  const std::byte latin1[] = {std::byte{0xe9}};
  b.string(string_data{string_encoding::latin1, latin1});
  b.end();
  const document doc = std::move(b).finish().value();
  EXPECT_EQ(written(try_encode(doc, {.format = format::ungap})),
            "[[1,[1,1,2,2,3,3,4,4,1]],[0,\"é\"],[0,\"5\"],[0,\"日\"],[0,\"\\ud83d\"]]");
}

TEST(Ungap, CustomTypesAreRecordsOfTheirName) {
  custom_types types;
  ASSERT_TRUE(types.add({.name = "Point"}));
  ASSERT_TRUE(types.add({.name = "Number"}));
  const document doc = from_notation(
      array({R"({"t":"host","id":1,"type":"Point","x":1,"y":{"t":"ref","v":0}})", R"({"t":"ref","v":1})"}));
  const auto text = try_encode(doc, {.format = format::ungap, .types = &types});
  EXPECT_EQ(written(text), R"([[1,[1,1]],["Point",[2]],[2,[[3,4],[5,0]]],[0,"x"],[0,1],[0,"y"]])");
  const auto again = read(as_text(*text), {.types = &types});
  ASSERT_TRUE(again) << again.error().message();
  EXPECT_TRUE(*again == doc) << notation_of(again);

  const auto unknown = read(as_text(*text));
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error().message(), R"(byte 12: $[0]: no record has the type "Point" (unknown_tag))");
  const auto taken =
      try_encode(from_notation(R"({"t":"host","id":0,"type":"Number"})"), {.format = format::ungap, .types = &types});
  ASSERT_FALSE(taken);
  EXPECT_EQ(taken.error().code, errc::cannot_carry);
}

TEST(Ungap, IsToldFromPlainJson) {
  const std::pair<std::string_view, format> cases[] = {
      {"[[1,[]]]", format::ungap},
      {"[[2,[[1,1]]],[0,\"k\"]]", format::ungap},
      {R"([["-0"]])", format::ungap},
      {"[[0,1]]", format::ungap},
      {"[[0,1],[0,2]]", format::json},
      {"[[1,2],[3,4]]", format::json},
      {"[[1,[2]],[2,[]]]", format::json},
      {"[[0,[1,2]],[1,[0]]]", format::json},
      {"[]", format::json},
      {"[[]]", format::json},
      {"[[\"a\",1]]", format::json},
  };
  for (const auto& [text, expected] : cases) EXPECT_EQ(detect_format(as_bytes(text)), expected) << text;
}

}  // namespace
}  // namespace clonewire::test
