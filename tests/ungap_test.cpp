// @ungap/structured-clone's records beyond the corpus: what else is read, written, refused and lost. What the package
// itself reads and writes is for tests/live/ungap.mjs to say.
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include <clonewire/clonewire.hpp>

#include "support/corpus.hpp"

namespace clonewire::test {
namespace {

using namespace std::string_literals;

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
      {R"({"t":"host","id":0,"type":"Blob","type2":0})", ""},
  };
  for (const both_ways& c : cases) {
    if (c.text.empty()) continue;
    const document doc = from_notation(c.notation);
    EXPECT_EQ(written(try_encode(doc, {.format = format::ungap})), c.text) << c.notation;
    const auto again = read(c.text);
    ASSERT_TRUE(again) << c.text << again.error().message();
    EXPECT_TRUE(*again == doc) << c.text << "\n" << notation_of(again);
    EXPECT_TRUE(again->notes().empty()) << c.text;
  }
}
}  // namespace
}  // namespace clonewire::test
