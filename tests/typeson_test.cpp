// The typeson format where the corpus does not reach: every loss with its words, what odd and hostile documents get,
// options, custom types, platform objects. Values are written down in graph notation.
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <clonewire/clonewire.hpp>
#include <clonewire/custom_types.hpp>

#include "support/corpus.hpp"

namespace clonewire::test {
namespace {

using namespace std::string_literals;

std::string written(const result<std::vector<std::byte>>& text) {
  return text ? as_text(*text) : text.error().message();
}

result<document> read(std::string_view text, decode_options options = {}) {
  options.format = format::typeson;
  return try_decode(as_bytes(text), options);
}

std::string notation_of(const result<document>& doc) {
  return doc ? written(try_encode(*doc, {.format = format::graph})) : doc.error().message();
}

document from_notation(std::string_view notation) {
  auto doc = try_decode(as_bytes(notation), {.format = format::graph});
  EXPECT_TRUE(doc) << notation << "\n" << doc.error().message();
  return std::move(doc).value();
}

std::string typeson_of(std::string_view notation, encode_options options = {}) {
  options.format = format::typeson;
  return written(try_encode(from_notation(notation), options));
}

// ---- reading ----

TEST(TypesonReading, TakesWhatThePeersReadersTake) {
  const std::pair<std::string_view, std::string_view> cases[] = {
      // paths, in any order, to names of every sort
      {R"({"$types":{"b.1":"date","a":"undef","b":"arrayNonindexKeys","b.0":"undef"},"b":[0,5],"a":0})",
       R"({"t":"object","id":0,"p":[["b",{"t":"array","id":1,"length":2,"e":[[0,{"t":"undefined"}],[1,{"t":"Date","id":2,"v":"5"}]],"p":[]}],["a",{"t":"undefined"}]]})"},
      {R"({"\u0061.b~":0,"$types":{"a~1b~0":"undef"}})", R"({"t":"object","id":0,"p":[["a.b~",{"t":"undefined"}]]})"},
      {R"({"a":{"":0},"$types":{"a.":"undef"}})",
       R"({"t":"object","id":0,"p":[["a",{"t":"object","id":1,"p":[["",{"t":"undefined"}]]}]]})"},
      {R"({"a":{"''":0},"$types":{"a.''":"undef"}})",
       R"({"t":"object","id":0,"p":[["a",{"t":"object","id":1,"p":[["''",{"t":"undefined"}]]}]]})"},
      {R"({"a":{"''":0},"$types":{"a.''''":"undef"}})",
       R"({"t":"object","id":0,"p":[["a",{"t":"object","id":1,"p":[["''",{"t":"undefined"}]]}]]})"},
      {R"({"":{"a":0},"b":"#a","$types":{"a":"date","b":"#"}})",
       R"({"t":"object","id":0,"p":[["",{"t":"object","id":1,"p":[["a",{"t":"Date","id":2,"v":"0"}]]}],["b",{"t":"ref","v":2}]]})"},
      {R"({"length":0,"":0,"$types":{"":"arrayNonindexKeys"}})",
       R"({"t":"array","id":0,"length":0,"e":[],"p":[["",{"t":"number","v":"0"}]]})"},
      // references forwards, to references, to primitives, to the root
      {R"({"a":"#b","b":{"c":"#a"},"$types":{"a":"#","b.c":"#"}})",
       R"({"t":"object","id":0,"p":[["a",{"t":"object","id":1,"p":[["c",{"t":"ref","v":1}]]}],["b",{"t":"ref","v":1}]]})"},
      {R"({"a":5,"b":"#a","$types":{"b":"#"}})",
       R"({"t":"object","id":0,"p":[["a",{"t":"number","v":"5"}],["b",{"t":"number","v":"5"}]]})"},
      {R"({"a":"#b","b":0,"$types":{"a":"#","b":"date"}})",
       R"({"t":"object","id":0,"p":[["a",{"t":"Date","id":1,"v":"0"}],["b",{"t":"ref","v":1}]]})"},
      // lists, also as a path like "constructor" makes them
      {R"({"constructor":0,"$types":{"constructor":["date",null]}})",
       R"({"t":"object","id":0,"p":[["constructor",{"t":"Date","id":1,"v":"0"}]]})"},
      // arrays as objects, with and without a length
      {R"({"length":5,"1":7,"x":0,"$types":{"":"arrayNonindexKeys","x":"undef"}})",
       R"({"t":"array","id":0,"length":5,"e":[[1,{"t":"number","v":"7"}]],"p":[["x",{"t":"undefined"}]]})"},
      {R"({"2":7,"$types":{"":"arrayNonindexKeys"}})",
       R"({"t":"array","id":0,"length":3,"e":[[2,{"t":"number","v":"7"}]],"p":[]})"},
      {R"({"7":1,"length":4294967295,"$types":{"":"arrayNonindexKeys"}})",
       R"({"t":"array","id":0,"length":4294967295,"e":[[7,{"t":"number","v":"1"}]],"p":[]})"},
      // dates are clipped
      {R"({"$":1.7,"$types":{"$":{"":"date"}}})", R"({"t":"Date","id":0,"v":"1"})"},
      {R"({"$":8.65e15,"$types":{"$":{"":"date"}}})", R"({"t":"Date","id":0,"v":"NaN"})"},
      // what is no `$types`
      {R"({"$types":1,"a":"date"})",
       R"({"t":"object","id":0,"p":[["$types",{"t":"number","v":"1"}],["a",{"t":"string","v":"date"}]]})"},
      {R"({"a":1,"a":2})", R"({"t":"object","id":0,"p":[["a",{"t":"number","v":"2"}]]})"},
      // engines without resizable buffers have no maxByteLength
      {R"({"s":"AQ==","maxByteLength":0,"resizable":0,"$types":{"":"arraybuffer","maxByteLength":"undef","resizable":"undef"}})",
       R"({"t":"ArrayBuffer","id":0,"bytes":"01"})"},
      // a view without a length
      {R"({"encoded":"AQIDBA==","byteOffset":1,"$types":{"":"uint8array"}})",
       R"({"t":"Uint8Array","id":0,"buffer":{"t":"ArrayBuffer","id":1,"bytes":"01020304"},"byteOffset":1,"length":3})"},
      {R"({"encoded":"AQIDBA==","byteOffset":0,"maxByteLength":9,"resizable":true,"$types":{"":"float64array"}})",
       R"({"t":"Float64Array","id":0,"buffer":{"t":"ArrayBuffer","id":1,"bytes":"01020304","maxByteLength":9},"byteOffset":0,"length":0,"lengthTracking":true})"},
      {R"({"encoded":"AAA=","byteOffset":0,"length":1,"$types":{"":"float16array"}})",
       R"({"t":"Float16Array","id":0,"buffer":{"t":"ArrayBuffer","id":1,"bytes":"0000"},"byteOffset":0,"length":1})"},
      // Errors without some members; registry 3 writes the message alone
      {R"({"name":"TypeError","stack":0,"$types":{"":"typeerror","stack":"undef"}})",
       R"({"t":"Error","id":0,"name":"TypeError"})"},
      {R"({"$":"boom","$types":{"$":{"":"rangeerror"}}})",
       R"({"t":"Error","id":0,"name":"RangeError","message":"boom"})"},
      // Map keys are unique by SameValueZero
      {R"({"$":[[0,1],[0,2]],"$types":{"$":{"":"map","0.0":"negativeZero"}}})",
       R"({"t":"Map","id":0,"e":[[{"t":"number","v":"0"},{"t":"number","v":"2"}]]})"},
  };
  for (const auto& [text, notation] : cases) EXPECT_EQ(notation_of(read(text)), notation) << text;
}

TEST(TypesonReading, RefusalsNameOffsetPathAndReason) {
  const std::pair<std::string_view, std::string_view> cases[] = {
      {R"({"$types":{"$":{"":"undef"}}})", "byte 1: $: a wrapped value, but no member $ (invalid_value)"},
      {R"({"a":1,"$types":{"a":5}})", "byte 21: $: a type is neither a name nor a list of names (invalid_value)"},
      {R"({"a":1,"$types":{"a":["date","x"]}})", R"(byte 29: $.a: an unknown type: "x" (unknown_tag))"},
      {R"({"a":1,"$types":{"a":["date","map"]}})", "byte 29: $.a: types that do not go together (invalid_value)"},
      {R"({"a":1,"$types":{"a":[["date"]]}})", "byte 22: $.a: a type's name is a string (unknown_tag)"},
      {R"({"a":1,"a":2,"b":0,"$types":{"b":"undef"}})", "byte 7: $.a: a second member of that name (duplicate_key)"},
      {R"({"$types":{},"$types":{}})", "byte 13: $.$types: a second member $types (duplicate_key)"},
      {R"({"a":"#a","$types":{"a":"#"}})", "byte 5: $.a: a reference that leads nowhere: \"#a\" (invalid_reference)"},
      {R"({"a":"#b","b":"#a","$types":{"a":"#","b":"#"}})",
       "byte 5: $.a: a reference that leads nowhere: \"#b\" (invalid_reference)"},
      {R"({"m":[[1,2]],"r":"#m.0","$types":{"m":"map","r":"#"}})",
       "byte 6: $: a reference leads here, into what stands for another value (invalid_reference)"},
      {R"({"r":"#$types","$types":{"r":"#"}})",
       "byte 5: $.r: a reference that leads nowhere: \"#$types\" (invalid_reference)"},
      {R"({"":{"a":0},"a":0,"$types":{"a":"date"}})",
       "byte 28: $: a path that leads to two places: unless registry14 wrote this, which must then be named "
       "(invalid_value)"},
      {R"({"":[],"$types":{"":"arrayNonindexKeys"}})",
       "byte 17: $: a type of the root, or of its member \"\": unless registry14 wrote this, which must then be named "
       "(invalid_value)"},
      {R"({"a":{"b":1},"$types":{"a":"undef"}})",
       "byte 5: $.a: an object or array in place of a primitive (invalid_value)"},
      {R"({"a":0,"$types":{"a":"sparseUndefined"}})",
       "byte 5: $.a: a hole that is no element of an array (invalid_value)"},
      {R"({"m":[[1,2,3]],"$types":{"m":"map"}})",
       "byte 6: $.m.keys[0]: a Map's entry is an array of two (invalid_value)"},
      {R"({"m":[["a",0]],"$types":{"m":"map","m.0.1":"bigint"}})",
       "byte 11: $.m.get(\"a\"): a BigInt is a string of digits (invalid_value)"},
      {R"({"$":[0,5],"$types":{"$":{"":"set","1":"map"}}})",
       "byte 8: $[1]: a Map is an array of entries (invalid_value)"},
      {R"({"length":1,"5":1,"$types":{"":"arrayNonindexKeys"}})",
       "byte 0: $: an element past the array's length (invalid_value)"},
      {R"({"length":-1,"$types":{"":"arrayNonindexKeys"}})", "byte 10: $: expected an integer (invalid_value)"},
      {R"({"a":5,"$types":{"a":"arrayNonindexKeys"}})",
       "byte 5: $.a: an array is a JSON array, or an object with its length (invalid_value)"},
      {R"({"source":"a","$types":{"":"regexp"}})", "byte 0: $: a RegExp has a source and flags (invalid_value)"},
      {R"({"source":"a","flags":"uv","$types":{"":"regexp"}})",
       R"(byte 22: $: no flags of a RegExp: "uv" (invalid_value))"},
      {R"({"source":"a","flags":"gg","$types":{"":"regexp"}})",
       R"(byte 22: $: no flags of a RegExp: "gg" (invalid_value))"},
      {R"({"source":"a","flags":"g","lastIndex":0,"$types":{"":"regexp"}})",
       R"(byte 26: $: a member that does not belong here: "lastIndex" (invalid_value))"},
      {R"({"$":null,"$types":{"$":{"":"NumberObject"}}})", "byte 5: $: expected a number (invalid_value)"},
      {R"({"$":0,"$types":{"$":{"":"BooleanObject"}}})", "byte 5: $: expected true or false (invalid_value)"},
      {R"({"byteOffset":0,"length":0,"$types":{"":"uint8array"}})",
       "byte 0: $: a buffer without its bytes (invalid_value)"},
      {R"({"s":"AQ==","resizable":true,"maxByteLength":0,"$types":{"":"arraybuffer"}})",
       "byte 45: $: a maxByteLength of less than there are bytes (invalid_value)"},
      {R"({"encoded":"AQ==","byteOffset":0,"length":9007199254740991,"$types":{"":"float64array"}})",
       "byte 0: $: end past the end of its buffer (invalid_view)"},
      {R"({"b":{"index":0,"byteOffset":0,"length":0},"1":"AQ==","2":"AQ==","$types":{"1":"arraybuffer","2":"arraybuffer","b":"uint8array"}})",
       "byte 14: $.b: buffer 0 of 0 so far (invalid_reference)"},
      {R"({"a":"AQ==","1":"Ag==","b":{"index":0,"byteOffset":0,"length":0},"$types":{"1":"arraybuffer","a":"arraybuffer","b":"uint8array"}})",
       "byte 36: $: buffers are counted in JavaScript's order of members, which this text does not keep "
       "(invalid_reference)"},
      {R"({"type":"x","$types":{"":"blob"}})", "byte 0: $: a Blob has type and content (invalid_value)"},
      {R"({"type":"x","stringContents":"","$types":{"":"file"}})",
       "byte 0: $: a File has name, type, lastModified and content (invalid_value)"},
  };
  for (const auto& [text, message] : cases) {
    const auto doc = read(text);
    EXPECT_EQ(doc ? notation_of(doc) : doc.error().message(), message) << text;
  }
}

TEST(TypesonReading, NotesWhatItLeavesOut) {
  const std::pair<std::string_view, std::string_view> cases[] = {
      {R"({"name":"MyError","message":"","cause":0,"$types":{"":"error","cause":"undef"}})",
       R"(byte 8: an Error of the name "MyError", which structured clone does not keep)"},
      {R"({"name":"AggregateError","errors":[1],"$types":{"":"aggregateerror"}})",
       R"(byte 8: an Error of the name "AggregateError", which structured clone does not keep)"},
      {R"({"name":"RangeError","$types":{"":"typeerror"}})", "byte 8: an Error of another type than its name"},
      {R"({"name":"Error","lineNumber":7,"$types":{"":"error"}})", "byte 29: an Error's lineNumber is left out"},
      {R"({"a":1,"$types":{"b":"date","c.d":"map"}})", "byte 17: a type at a path that leads nowhere, and 1 more"},
      {R"({"$":1,"x":2,"$types":true})", "members beside $ and $types are no part of the value"},
      {R"({"":0,"''":0,"$types":{"''":"undef"}})",
       "'' in a path may be an empty name (registry14) or itself (structured-json): read as structured-json has it"},
  };
  for (const auto& [text, note] : cases) {
    const auto doc = read(text);
    ASSERT_TRUE(doc) << text << doc.error().message();
    ASSERT_FALSE(doc->notes().empty()) << text;
    EXPECT_EQ(doc->notes().front(), note) << text;
  }
}

TEST(TypesonReading, TheVariantTellsWhatQuotesMean) {
  constexpr std::string_view text = R"({"":0,"''":0,"$types":{"''":"undef"}})";
  EXPECT_EQ(notation_of(read(text, {.variant = "registry14"})),
            R"({"t":"object","id":0,"p":[["",{"t":"undefined"}],["''",{"t":"number","v":"0"}]]})");
  EXPECT_EQ(notation_of(read(text, {.variant = "structured-json"})),
            R"({"t":"object","id":0,"p":[["",{"t":"number","v":"0"}],["''",{"t":"undefined"}]]})");
}

void append(std::string& to, std::initializer_list<std::string_view> parts) {
  if (!to.empty() && to.back() != '[') to += ',';
  for (const std::string_view part : parts) to += part;
}

TEST(TypesonReading, StaysLinearOnHostilePaths) {
  // Wide containers whose paths come backwards, and alternately from both.
  constexpr int width = 20'000;
  std::string members, elements, types;
  for (int i = 0; i != width; ++i) {
    const std::string number = std::to_string(i), back = std::to_string(width - 1 - i);
    append(members, {"\"k", number, "\":0"});
    append(elements, {"0"});
    append(types, {"\"a.", back, R"(":"undef","o.k)", back, R"(":"undef","a.x)", back, R"(":"undef")"});
  }
  const auto doc = read("{\"a\":[" + elements + "],\"o\":{" + members + "},\"$types\":{" + types + "}}");
  ASSERT_TRUE(doc) << doc.error().message();
  EXPECT_TRUE(doc->root()["a"].at(width - 1).is(kind::undefined));
  EXPECT_TRUE(doc->root()["o"].find("k0").is(kind::undefined));
  // A chain of references, each to the next.
  std::string chain, links;
  for (int i = 0; i != width; ++i) {
    append(chain, {"\"#", std::to_string(i + 1), "\""});
    append(links, {"\"", std::to_string(i), R"(":"#")"});
  }
  const auto chained = read("{\"$\":[" + chain + ",{}],\"$types\":{\"$\":{" + links + "}}}");
  ASSERT_TRUE(chained) << chained.error().message();
  EXPECT_EQ(chained->root().at(0).object_number(), chained->root().at(width).object_number());
}

TEST(TypesonWriting, RefusesPathsWithoutEnd) {
  builder build;
  build.begin_object();
  build.key(std::string(1 << 20, 'x')).begin_array(1 << 20);
  build.end().end();
  const auto doc = std::move(build).finish();
  ASSERT_TRUE(doc);
  const auto text = try_encode(*doc, {.format = format::typeson});
  ASSERT_FALSE(text);
  EXPECT_EQ(text.error().code, errc::limit_exceeded);
}

TEST(TypesonReading, DepthIsCountedInValues) {
  std::string path, types, text(100 * 4, '[');
  for (int i = 0; i != 100; ++i) {
    append(types, {"\"", path, R"(":"map")"});
    path += path.empty() ? "0.1" : ".0.1";
    text.replace(4 * static_cast<std::size_t>(i), 4, "[[0,");
  }
  text = "{\"$\":" + text + "1" + std::string(200, ']') + ",\"$types\":{\"$\":{" + types + "}}}";
  decode_options options;
  options.limits.max_depth = 100;
  EXPECT_TRUE(read(text, options));
  options.limits.max_depth = 99;
  const auto refused = read(text, options);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, errc::limit_exceeded);
}

// ---- detection ----

TEST(TypesonDetection, NeedsTypesOfOurs) {
  const std::pair<std::string_view, likelihood> cases[] = {
      {R"({"a":0,"$types":{"a":"date"}})", likelihood::certain},
      {R"( {"$types":{"$":{"":"map"}},"$":[]})", likelihood::certain},
      {R"({"a":"#","$types":{"a":["#"]}})", likelihood::certain},
      {R"({"a":0,"$types":{"a":"Point"}})", likelihood::likely},
      {R"({"$":{"$types":1},"$types":true})", likelihood::likely},
      {R"({"$types":true})", likelihood::no},
      {R"({"$types":{}})", likelihood::no},
      {R"({"$types":{"a":{"b":"date"}}})", likelihood::no},
      {R"({"$types":{"a":1}})", likelihood::no},
      {R"({"a":{"$types":{"b":"date"}}})", likelihood::no},
      {R"(["$types"])", likelihood::no},
      {R"({"a":1})", likelihood::no},
      {"", likelihood::no},
  };
  for (const auto& [text, expected] : cases) {
    const auto found = detect(as_bytes(text));
    const bool is_typeson = found && found->format == format::typeson;
    EXPECT_EQ(name_of(is_typeson ? found->likelihood : likelihood::no), name_of(expected)) << text;
  }
}

// ---- losses ----

struct loss_case {
  std::string_view notation;
  std::string_view message;  // of a refusal by structured-json
  std::string_view lossy;    // what it writes nevertheless
  std::string_view other;    // what registry14 writes, or its refusal
};

TEST(TypesonLosses, AreRefusedByPathOrWrittenAsThePeerDoes) {
  const loss_case cases[] = {
      {R"({"t":"object","id":0,"p":[["z",{"t":"number","v":"-0"}]]})",
       "$.z: typeson (structured-json) cannot carry -0: variant=\"registry14\" carries it (cannot_carry)", R"({"z":0})",
       R"({"z":0,"$types":{"z":"negativeZero"}})"},
      {R"({"t":"RegExp","id":0,"source":"a","flags":"dgs"})",
       "$: typeson (structured-json) cannot carry a RegExp's flags d, s and v: variant=\"registry14\" carries it "
       "(cannot_carry)",
       R"({"source":"a","flags":"g","$types":{"":"regexp"}})",
       R"({"source":"a","flags":"gds","$types":{"":"regexp"}})"},
      {R"({"t":"Boolean","id":0,"v":false})",
       "$: typeson (structured-json) cannot carry a Boolean object of false: variant=\"registry14\" carries it "
       "(cannot_carry)",
       R"({"$":true,"$types":{"$":{"":"BooleanObject"}}})", R"({"$":false,"$types":{"$":{"":"BooleanObject"}}})"},
      {R"({"t":"Number","id":0,"v":"-Infinity"})",
       "$: typeson (structured-json) cannot carry a Number object of NaN or an infinity: variant=\"registry14\" "
       "carries "
       "it (cannot_carry)",
       R"({"$":null,"$types":{"$":{"":"NumberObject"}}})", R"({"$":"-Infinity","$types":{"$":{"":"NumberObject"}}})"},
      {R"({"t":"Number","id":0,"v":"-0"})",
       "$: typeson (structured-json) cannot carry a Number object of -0: variant=\"registry14\" carries it "
       "(cannot_carry)",
       R"({"$":0,"$types":{"$":{"":"NumberObject"}}})", R"({"$":"-0","$types":{"$":{"":"NumberObject"}}})"},
      {R"({"t":"ArrayBuffer","id":0,"bytes":"01","maxByteLength":2})",
       "$: typeson (structured-json) cannot carry a resizable ArrayBuffer: variant=\"registry14\" carries it "
       "(cannot_carry)",
       R"({"$":"AQ==","$types":{"$":{"":"arraybuffer"}}})",
       R"({"s":"AQ==","maxByteLength":2,"resizable":true,"$types":{"":"arraybuffer"}})"},
      {R"({"t":"BigInt64Array","id":0,"buffer":{"t":"ArrayBuffer","id":1,"bytes":"ffffffffffffffff0000000000000080"},"byteOffset":0,"length":2})",
       "$: typeson (structured-json) cannot carry an array of BigInts or of half-precision numbers: "
       "variant=\"registry14\" carries it (cannot_carry)",
       R"({"0":"-1","1":"-9223372036854775808","$types":{"0":"bigint","1":"bigint"}})",
       R"({"maxByteLength":16,"resizable":false,"encoded":"//////////8AAAAAAAAAgA==","byteOffset":0,"length":2,"$types":{"":"bigint64array"}})"},
      {R"({"t":"object","id":0,"p":[["h",{"t":"Float16Array","id":1,"buffer":{"t":"ArrayBuffer","id":2,"bytes":"007e003c00fc"},"byteOffset":0,"length":3}]]})",
       "$.h: typeson (structured-json) cannot carry an array of BigInts or of half-precision numbers: "
       "variant=\"registry14\" carries it (cannot_carry)",
       R"({"h":{"0":"NaN","1":1,"2":"-Infinity"},"$types":{"h.0":"nan","h.2":"negativeInfinity"}})",
       R"({"h":{"maxByteLength":6,"resizable":false,"encoded":"AH4APAD8","byteOffset":0,"length":3},"$types":{"h":"float16array"}})"},
      {R"({"t":"object","id":0,"p":[["a",{"t":"object","id":1,"p":[["__proto__",{"t":"Date","id":2,"v":"1"}]]}]]})",
       "$.a.__proto__: typeson (structured-json) cannot carry a member named __proto__: variant=\"registry14\" carries "
       "it "
       "(cannot_carry)",
       R"({"a":{}})", R"({"a":{"__proto__":1},"$types":{"a.__proto__":"date"}})"},
      {R"({"t":"object","id":0,"p":[["",{"t":"Date","id":1,"v":"1"}]]})",
       "$[\"\"]: typeson (structured-json) cannot carry a member named \"\" of the root beside types, which takes the "
       "root's path: variant=\"registry14\" carries it (cannot_carry)",
       R"({"":1,"$types":{"":"date"}})", R"({"":1,"$types":{"''":"date"}})"},
      {R"({"t":"Error","id":0,"name":"TypeError","message":"m","stack":"s"})",
       "$: typeson (structured-json) cannot carry an Error: variant=\"registry14\" carries it (cannot_carry)",
       R"({"name":"TypeError","message":"m","stack":"s"})",
       R"({"name":"TypeError","message":"m","stack":"s","fileName":0,"lineNumber":0,"columnNumber":0,"errors":0,"$types":{"":"typeerror","fileName":"undef","lineNumber":"undef","columnNumber":"undef","errors":"undef"}})"},
      // in neither
      {R"({"t":"array","id":0,"length":1,"e":[[0,{"t":"null"}]],"p":[["__proto__",{"t":"null"}]]})",
       "$.__proto__: typeson (structured-json) cannot carry an array's property named __proto__ (cannot_carry)",
       R"({"$":[null],"$types":{"$":{"":"arrayNonindexKeys"}}})",
       "$.__proto__: typeson (registry14) cannot carry an array's property named __proto__ (cannot_carry)"},
      {R"({"t":"Buffer","id":0,"buffer":{"t":"ArrayBuffer","id":1,"bytes":"0102"},"byteOffset":0,"length":2})",
       "$: typeson (structured-json) cannot carry a Node.js Buffer (cannot_carry)",
       R"({"encoded":"AQI=","byteOffset":0,"length":2,"$types":{"":"uint8array"}})",
       "$: typeson (registry14) cannot carry a Node.js Buffer (cannot_carry)"},
      {R"({"t":"bytes","v":"0102"})",
       "$: typeson (structured-json) cannot carry an immutable byte string (cannot_carry)",
       R"({"$":"AQI=","$types":{"$":{"":"arraybuffer"}}})",
       "$: typeson (registry14) cannot carry an immutable byte string (cannot_carry)"},
      {R"({"t":"time","v":"2026-06-13T12:30:00Z"})",
       "$: typeson (structured-json) cannot carry a timestamp (cannot_carry)", R"("2026-06-13T12:30:00Z")",
       "$: typeson (registry14) cannot carry a timestamp (cannot_carry)"},
      {R"({"t":"tuple","id":0,"e":[{"t":"null"}]})", "$: typeson (structured-json) cannot carry a tuple (cannot_carry)",
       R"({"$":[null],"$types":{"$":{"":"arrayNonindexKeys"}}})",
       "$: typeson (registry14) cannot carry a tuple (cannot_carry)"},
      {R"({"t":"host","id":0,"type":"Widget","size":1})",
       "$: typeson (structured-json) cannot carry a platform object (cannot_carry)", R"({"size":1})",
       "$: typeson (registry14) cannot carry a platform object (cannot_carry)"},
      {R"({"t":"host","id":0,"type":"Blob","type2":"x"})",
       "$: typeson (structured-json) cannot carry a Blob or File whose content is elsewhere (cannot_carry)",
       R"({"type2":"x"})",
       "$: typeson (registry14) cannot carry a Blob or File whose content is elsewhere (cannot_carry)"},
  };
  for (const loss_case& c : cases) {
    EXPECT_EQ(typeson_of(c.notation), c.message) << c.notation;
    std::vector<std::string> reported;
    const auto report = [&reported](const error& e) { reported.push_back(e.path); };
    EXPECT_EQ(typeson_of(c.notation, {.lossy = true, .on_loss = report}), c.lossy) << c.notation;
    EXPECT_EQ(reported, std::vector{std::string(c.message.substr(0, c.message.find(':')))}) << c.notation;
    EXPECT_EQ(typeson_of(c.notation, {.variant = "registry14"}), c.other) << c.notation;
  }
}

TEST(TypesonLosses, ANamelessObjectIsCarriedWhereNothingHasAType) {
  EXPECT_EQ(
      typeson_of(
          R"({"t":"object","id":0,"p":[["",{"t":"object","id":1,"p":[["a",{"t":"null"}]]}],["b",{"t":"null"}]]})"),
      R"({"":{"a":null},"b":null})");
  EXPECT_EQ(
      typeson_of(
          R"({"t":"object","id":0,"p":[["",{"t":"object","id":1,"p":[["a",{"t":"null"}]]}],["b",{"t":"undefined"}]]})"),
      "$[\"\"]: typeson (structured-json) cannot carry a member named \"\" of the root beside types, which takes "
      "the root's path: variant=\"registry14\" carries it (cannot_carry)");
}

// ---- writing what the peers lose although their bytes and readers could carry it ----

TEST(TypesonWriting, CarriesMoreThanThePeers) {
  const std::pair<std::string_view, std::string_view> cases[] = {
      {R"({"t":"array","id":0,"length":1,"e":[[0,{"t":"null"}]],"p":[["-1",{"t":"null"}]]})",
       R"({"0":null,"length":1,"-1":null,"$types":{"":"arrayNonindexKeys"}})"},
      {R"({"t":"array","id":0,"length":0,"e":[],"p":[["1.5",{"t":"undefined"}]]})",
       R"({"length":0,"1.5":0,"$types":{"":"arrayNonindexKeys","1~15":"undef"}})"},
      {R"({"t":"object","id":0,"p":[["constructor",{"t":"undefined"}]]})",
       R"({"constructor":0,"$types":{"constructor":"undef"}})"},
      {R"({"t":"object","id":0,"p":[["__proto__",{"t":"Set","id":1,"e":[]}]]})",
       R"({"__proto__":[],"$types":{"__proto__":"set"}})"},
      {R"({"t":"array","id":0,"length":4294967295,"e":[[7,{"t":"null"}]],"p":[]})",
       R"({"7":null,"length":4294967295,"$types":{"":"arrayNonindexKeys"}})"},
      {R"({"t":"Uint8Array","id":0,"buffer":{"t":"ArrayBuffer","id":1,"bytes":"0102","maxByteLength":4},"byteOffset":1,"length":1,"lengthTracking":true})",
       R"({"maxByteLength":4,"resizable":true,"encoded":"AQI=","byteOffset":1,"$types":{"":"uint8array"}})"},
      {R"({"t":"Error","id":0,"name":"Error"})",
       R"({"name":"Error","stack":0,"fileName":0,"lineNumber":0,"columnNumber":0,"$types":{"":"error","stack":"undef","fileName":"undef","lineNumber":"undef","columnNumber":"undef"}})"},
      {R"({"t":"object","id":0,"p":[["$symbolKeys",{"t":"null"}]]})", R"({"$":{"$symbolKeys":null},"$types":true})"},
  };
  for (const auto& [notation, text] : cases) {
    EXPECT_EQ(typeson_of(notation, {.variant = "registry14"}), text);
    EXPECT_EQ(notation_of(read(text, {.variant = "registry14"})), notation);
  }
}

TEST(TypesonWriting, NumbersAreTypedWhereJsonHasNone) {
  EXPECT_EQ(
      typeson_of(
          R"({"t":"array","id":0,"length":2,"e":[[0,{"t":"number","v":"-5"}],[1,{"t":"number","v":"0"}]],"p":[]})"),
      R"({"$":[-5,0],"$types":{"$":{"":"arrayNonindexKeys"}}})");
  EXPECT_EQ(
      typeson_of(
          R"({"t":"array","id":0,"length":3,"e":[[0,{"t":"number","v":"0.5"}],[1,{"t":"number","v":"NaN"}],[2,{"t":"number","v":"-0"}]],"p":[["x",{"t":"number","v":"-Infinity"}]]})",
          {.variant = "registry14"}),
      R"({"0":0.5,"1":"NaN","2":0,"length":3,"x":"-Infinity","$types":{"1":"nan","2":"negativeZero","":"arrayNonindexKeys","x":"negativeInfinity"}})");
}

TEST(TypesonWriting, TakesTheArticlesExampleApart) {
  const std::string article = read_test_file("corpus/typeson/doc-seed-example.json");
  const auto doc = read(article);
  ASSERT_TRUE(doc) << doc.error().message();
  const std::string_view text = std::string_view(article).substr(0, article.find_last_not_of('\n') + 1);
  EXPECT_EQ(written(try_encode(*doc, {.format = format::typeson})), text);
}

TEST(TypesonWriting, IndentsAsJsonStringifyDoes) {
  EXPECT_EQ(
      typeson_of(R"({"t":"array","id":0,"length":2,"e":[[0,{"t":"undefined"}],[1,{"t":"Set","id":1,"e":[]}]],"p":[]})",
                 {.indent = 1}),
      R"({
 "$": [
  0,
  []
 ],
 "$types": {
  "$": {
   "0": "undef",
   "1": "set",
   "": "arrayNonindexKeys"
  }
 }
})");
}

TEST(TypesonWriting, SlicesViewsWhenAskedTo) {
  constexpr std::string_view notation =
      R"({"t":"object","id":0,"p":[["a",{"t":"Uint8Array","id":1,"buffer":{"t":"ArrayBuffer","id":2,"bytes":"01020304"},"byteOffset":1,"length":2}],["b",{"t":"DataView","id":3,"buffer":{"t":"ref","v":2},"byteOffset":3,"byteLength":1}],["c",{"t":"ref","v":2}]]})";
  constexpr std::string_view shared =
      R"({"a":{"encoded":"AQIDBA==","byteOffset":1,"length":2},"b":{"index":0,"byteOffset":3,"byteLength":1},"c":{"index":0},"$types":{"a":"uint8array","b":"dataview","c":"arraybuffer"}})";
  EXPECT_EQ(typeson_of(notation), shared);
  EXPECT_EQ(typeson_of(notation, {.views = view_policy::share}), shared);
  EXPECT_EQ(
      typeson_of(notation, {.views = view_policy::slice}),
      R"({"a":{"encoded":"AgM=","byteOffset":0,"length":2},"b":{"encoded":"BA==","byteOffset":0,"byteLength":1},"c":"AQIDBA==","$types":{"a":"uint8array","b":"dataview","c":"arraybuffer"}})");
}

// ---- platform objects and custom types ----

TEST(TypesonHosts, FilesAreWrittenInEitherPeersForm) {
  builder build;
  const std::vector<std::byte> content = {std::byte{1}, std::byte{0xff}, std::byte{'"'}};
  const auto blob = [&](std::string_view type) {
    build.begin_host(type);
    if (type == "File") build.key("name").string("a.txt");
    build.key("mimeType").string("text/plain");
    if (type == "File") build.key("lastModified").number(12);
    build.key("bytes").bytes(content).end();
  };
  build.begin_object();
  build.key("b");
  blob("Blob");
  build.key("l").begin_host("FileList");
  build.key("files").begin_array();
  blob("File");
  build.end().end().end();
  const auto doc = std::move(build).finish();
  ASSERT_TRUE(doc) << doc.error().message();
  const std::pair<std::string_view, std::string_view> forms[] = {
      {"structured-json",
       R"({"b":{"type":"text/plain","buffer":"Af8i"},"l":[{"type":"text/plain","buffer":"Af8i","name":"a.txt","lastModified":12}],"$types":{"b":"blob","b.buffer":"arraybuffer","l":"filelist","l.0":"file","l.0.buffer":"arraybuffer"}})"},
      {"registry14",
       "{\"b\":{\"type\":\"text/plain\",\"stringContents\":\"\\u0001\u00ff\\\"\"},\"l\":[{\"type\":\"text/plain\","
       "\"stringContents\":\"\\u0001\u00ff\\\"\",\"name\":\"a.txt\",\"lastModified\":12}],\"$types\":{\"b\":\"blob\","
       "\"l\":"
       "\"filelist\",\"l.0\":\"file\"}}"},
  };
  for (const auto& [variant, text] : forms) {
    EXPECT_EQ(written(try_encode(*doc, {.format = format::typeson, .variant = variant})), text);
    const auto again = read(text);
    ASSERT_TRUE(again) << again.error().message();
    EXPECT_TRUE(*doc == *again) << notation_of(again);
  }
  // As a browser's synchronous request gives it: bytes from 0x80 on in the private use area.
  const auto user_defined = read("{\"type\":\"\",\"stringContents\":\"a\uf7ff\",\"$types\":{\"\":\"blob\"}}");
  ASSERT_TRUE(user_defined) << user_defined.error().message();
  EXPECT_EQ(as_text(user_defined->root()["bytes"].unchecked_bytes()), "a\xff");
}

TEST(TypesonHosts, CustomTypesAreNamesInTypes) {
  custom_types types;
  const auto same = [](const value& from, builder& to) {
    to.copy(from.is(kind::host) ? from.find("v") : from);
    return std::string();
  };
  const auto wrap = [](const value& from, builder& to) {
    to.begin_host("Box");
    to.key("v").copy(from);
    to.end();
    return std::string();
  };
  ASSERT_TRUE(types.add({.name = "Point"}));
  ASSERT_TRUE(types.add({.name = "Box", .to_payload = same, .from_payload = wrap}));
  const std::pair<std::string_view, std::string_view> cases[] = {
      {R"({"t":"host","id":0,"type":"Point","x":1})", R"({"x":1,"$types":{"":"Point"}})"},
      {R"({"t":"host","id":0,"type":"Point","$types":1})", R"({"$":{"$types":1},"$types":{"$":{"":"Point"}}})"},
      {R"({"t":"host","id":0,"type":"Box","v":5})", R"({"$":5,"$types":{"$":{"":"Box"}}})"},
      {R"({"t":"host","id":0,"type":"Box","v":{"t":"undefined"}})", R"({"$":0,"$types":{"$":{"":["undef","Box"]}}})"},
      {R"({"t":"host","id":0,"type":"Box","v":{"t":"Date","id":1,"v":"7"}})",
       R"({"$":7,"$types":{"$":{"":["date","Box"]}}})"},
      {R"({"t":"host","id":0,"type":"Box","v":{"t":"array","id":1,"length":1,"e":[[0,{"t":"null"}]],"p":[]}})",
       R"({"$":[null],"$types":{"$":{"":"Box"}}})"},
      {R"({"t":"host","id":0,"type":"Box","v":{"t":"array","id":1,"length":1,"e":[],"p":[]}})",
       R"({"$":[0],"$types":{"$":{"0":"sparseUndefined","":["arrayNonindexKeys","Box"]}}})"},
      {R"({"t":"host","id":0,"type":"Box","v":{"t":"host","id":1,"type":"Box","v":{"t":"host","id":2,"type":"Point","x":1}}})",
       R"({"x":1,"$types":{"":["Point","Box","Box"]}})"},
      {R"({"t":"object","id":0,"p":[["a",{"t":"host","id":1,"type":"Box","v":{"t":"ref","v":0}}],["b",{"t":"ref","v":1}]]})",
       "$.a: typeson (structured-json) cannot carry a custom type's payload that occurs elsewhere too (cannot_carry)"},
      {R"({"t":"object","id":0,"p":[["a",{"t":"host","id":1,"type":"Point","self":{"t":"ref","v":1}}],["b",{"t":"ref","v":1}]]})",
       R"({"a":{"self":"#a"},"b":"#a","$types":{"a":"Point","a.self":"#","b":"#"}})"},
  };
  for (const auto& [notation, text] : cases) {
    EXPECT_EQ(typeson_of(notation, {.types = &types}), text);
    if (text.front() != '{') continue;
    EXPECT_EQ(notation_of(read(text, {.types = &types})), notation);
  }
  EXPECT_EQ(notation_of(read(R"({"x":1,"$types":{"":"Point"}})")),
            R"(byte 20: $: an unknown type: "Point" (unknown_tag))");

  custom_types reserved;
  ASSERT_TRUE(reserved.add({.name = "date"}));
  EXPECT_EQ(typeson_of(R"({"t":"host","id":0,"type":"date","x":1})", {.types = &reserved}),
            "$: \"date\" is a type of Typeson's own (cannot_carry)");
}

}  // namespace
}  // namespace clonewire::test
