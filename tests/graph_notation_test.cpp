// The graph format: the notation of NOTATION.md, read strictly and written exactly. The corpus tests read and write
// every graph in it; here are the rules one by one, and what is refused.
#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include <clonewire/clonewire.hpp>

#include "support/corpus.hpp"

namespace clonewire::test {
namespace {

result<document> parsed(std::string_view notation, const limits& bounds = {}) {
  return try_decode(as_bytes(notation), {.format = format::graph, .limits = bounds});
}

std::string written(const document& doc, std::uint32_t indent = 0) {
  const auto text = try_encode(doc, {.format = format::graph, .indent = indent});
  return text ? as_text(*text) : text.error().message();
}

// ---- what is written is what was read ----

constexpr std::string_view canonical[] = {
    R"({"t":"undefined"})",
    R"({"t":"null"})",
    R"({"t":"boolean","v":false})",
    R"({"t":"number","v":"1.5"})",
    R"({"t":"number","v":"-0"})",
    R"({"t":"number","v":"NaN"})",
    R"({"t":"number","v":"-Infinity"})",
    R"({"t":"number","v":"1e+21"})",
    R"({"t":"bigint","v":"0"})",
    R"({"t":"bigint","v":"-123456789012345678901234567890"})",
    R"({"t":"string","v":""})",
    R"({"t":"string","v":"\ud83d"})",
    R"({"t":"string","v":"\"\\/\u0000é😀"})",
    R"({"t":"bytes","v":"00ff"})",
    R"({"t":"time","v":"2026-06-13T12:30:00Z"})",
    R"({"t":"time","v":"1969-12-31T23:59:59.123456789-09:30"})",
    R"({"t":"object","id":0,"p":[]})",
    R"({"t":"object","id":0,"p":[["0",{"t":"null"}],["4294967294",{"t":"null"}],["b",{"t":"null"}],["",{"t":"null"}],["01",{"t":"null"}],["4294967295",{"t":"null"}],["\udc00",{"t":"null"}]]})",
    R"({"t":"array","id":0,"length":0,"e":[],"p":[]})",
    R"({"t":"array","id":0,"length":3,"e":[[0,{"t":"number","v":"1"}],[2,{"t":"undefined"}]],"p":[["key",{"t":"null"}]]})",
    R"({"t":"array","id":0,"length":2,"e":[[0,{"t":"number","v":"1"}],[1,{"t":"number","v":"2.5"}]],"p":[]})",
    R"({"t":"array","id":0,"length":4294967295,"e":[[7,{"t":"null"}],[4294967294,{"t":"null"}]],"p":[["-1",{"t":"null"}]]})",
    R"({"t":"tuple","id":0,"e":[{"t":"tuple","id":1,"e":[]},{"t":"ref","v":1}]})",
    R"({"t":"Date","id":0,"v":"1704153600000"})",
    R"({"t":"Date","id":0,"v":"NaN"})",
    R"({"t":"RegExp","id":0,"source":"^a\\/[/]$","flags":"dgimsuy"})",
    R"json({"t":"RegExp","id":0,"source":"(?:)","flags":"v"})json",
    R"({"t":"Map","id":0,"e":[[{"t":"object","id":1,"p":[]},{"t":"Map","id":2,"e":[]}],[{"t":"number","v":"0"},{"t":"ref","v":1}],[{"t":"number","v":"NaN"},{"t":"ref","v":0}]]})",
    R"({"t":"Set","id":0,"e":[{"t":"string","v":"1"},{"t":"number","v":"1"},{"t":"bigint","v":"1"},{"t":"Set","id":1,"e":[]},{"t":"Set","id":2,"e":[]}]})",
    R"({"t":"Error","id":0,"name":"RangeError"})",
    R"({"t":"Error","id":0,"name":"Error","message":"m","stack":"s","cause":{"t":"ref","v":0}})",
    R"({"t":"Error","id":0,"name":"Error","stack":"","cause":{"t":"undefined"}})",
    R"({"t":"Boolean","id":0,"v":true})",
    R"({"t":"Number","id":0,"v":"-0"})",
    R"({"t":"BigInt","id":0,"v":"-1"})",
    R"({"t":"String","id":0,"v":"\ud800"})",
    R"({"t":"ArrayBuffer","id":0,"bytes":""})",
    R"({"t":"ArrayBuffer","id":0,"bytes":"00ff","maxByteLength":16})",
    R"({"t":"Uint8Array","id":0,"buffer":{"t":"ArrayBuffer","id":1,"bytes":"00ff"},"byteOffset":1,"length":1})",
    R"({"t":"Float64Array","id":0,"buffer":{"t":"ArrayBuffer","id":1,"bytes":"00000000000000000000000000000000"},"byteOffset":8,"length":1})",
    R"({"t":"Buffer","id":0,"buffer":{"t":"ArrayBuffer","id":1,"bytes":"00ff"},"byteOffset":0,"length":2})",
    R"({"t":"Uint16Array","id":0,"buffer":{"t":"ArrayBuffer","id":1,"bytes":"00ff00","maxByteLength":8},"byteOffset":0,"length":1,"lengthTracking":true})",
    R"({"t":"DataView","id":0,"buffer":{"t":"ArrayBuffer","id":1,"bytes":"00ff","maxByteLength":2},"byteOffset":2,"byteLength":0,"lengthTracking":true})",
    R"({"t":"Uint8Array","id":0,"buffer":{"t":"host","id":1,"type":"SharedArrayBuffer","key":3},"byteOffset":4,"length":4})",
    R"({"t":"array","id":0,"length":3,"e":[[0,{"t":"ArrayBuffer","id":1,"bytes":"00ff"}],[1,{"t":"Int8Array","id":2,"buffer":{"t":"ref","v":1},"byteOffset":0,"length":2}],[2,{"t":"DataView","id":3,"buffer":{"t":"ref","v":1},"byteOffset":1,"byteLength":1}]],"p":[]})",
    R"({"t":"object","id":0,"p":[["self",{"t":"ref","v":0}],["list",{"t":"array","id":1,"length":2,"e":[[0,{"t":"ref","v":1}],[1,{"t":"ref","v":0}]],"p":[]}]]})",
    R"({"t":"host","id":0,"type":"Blob"})",
    R"({"t":"host","id":0,"type":"CryptoKey","algorithm":{"name":"HMAC","length":256,"hash":{}},"extractable":true,"usages":["sign",["nested",null],{"deep":[]}],"data":"00ff"})",
    R"({"t":"host","id":0,"type":"FileList","files":[{"t":"host","id":1,"type":"File","index":-1},{"t":"ref","v":1}],"self":{"t":"ref","v":0}})",
    R"({"t":"host","id":0,"type":"Point","0":9007199254740991,"x":{"t":"number","v":"1.5"},"y":{"t":"number","v":"-0"},"z":{"t":"number","v":"9007199254740992"},"n":{"t":"bigint","v":"1"},"u":{"t":"undefined"},"m":{"t":"Map","id":1,"e":[[{"t":"string","v":"k"},{"t":"tuple","id":2,"e":[]}]]}})",
    R"({"t":"host","id":0,"type":"Odd","name":"n","e":[],"v":{"id":1,"type":"x"}})",
};

TEST(GraphNotation, IsWrittenAsItWasRead) {
  for (const std::string_view notation : canonical) {
    const auto doc = parsed(notation);
    ASSERT_TRUE(doc) << notation << "\n" << doc.error().message();
    EXPECT_EQ(written(*doc), notation);
    EXPECT_EQ(detect_format(as_bytes(notation)), format::graph) << notation;
    const auto again = parsed(written(*doc, 2));
    ASSERT_TRUE(again) << notation << "\n" << again.error().message();
    EXPECT_TRUE(*again == *doc) << notation;
  }
}

TEST(GraphNotation, MembersMayComeInAnyOrder) {
  const std::pair<std::string_view, std::string_view> cases[] = {
      {R"( { "v" : "1" , "\u0074" : "n\u0075mber" } )", R"({"t":"number","v":"1"})"},
      {R"({"p":[["a",{"p":[],"id":2,"t":"object"}]],"e":[[0,{"id":1,"t":"Set","e":[]}]],"length":1,"id":0,"t":"array"})",
       R"({"t":"array","id":0,"length":1,"e":[[0,{"t":"Set","id":1,"e":[]}]],"p":[["a",{"t":"object","id":2,"p":[]}]]})"},
      {R"({"length":1,"byteOffset":0,"buffer":{"bytes":"00","id":1,"t":"ArrayBuffer"},"id":0,"t":"Int8Array"})",
       R"({"t":"Int8Array","id":0,"buffer":{"t":"ArrayBuffer","id":1,"bytes":"00"},"byteOffset":0,"length":1})"},
      {R"({"cause":{"t":"null"},"stack":"s","message":"m","name":"Error","id":0,"t":"Error"})",
       R"({"t":"Error","id":0,"name":"Error","message":"m","stack":"s","cause":{"t":"null"}})"},
      {R"({"x":1,"type":"T","y":2,"id":0,"t":"host"})", R"({"t":"host","id":0,"type":"T","x":1,"y":2})"},
  };
  for (const auto& [notation, expected] : cases) {
    const auto doc = parsed(notation);
    ASSERT_TRUE(doc) << notation << "\n" << doc.error().message();
    EXPECT_EQ(written(*doc), expected);
    EXPECT_EQ(detect_format(as_bytes(notation)), format::graph) << notation;
  }
}

// ---- what is refused ----

TEST(GraphNotation, ErrorsNameOffsetPathAndReason) {
  const struct {
    std::string_view notation;
    std::string_view message;
  } cases[] = {
      // not JSON, or not notation
      {R"({"t":"null")", "byte 11: $: expected ',' or '}', found the end of the text (unexpected_end)"},
      {R"({"t":"null"} x)", "byte 13: $: expected nothing after the value, found 'x' (trailing_bytes)"},
      {R"([])", R"(byte 0: $: expected an object with a member "t" (invalid_value))"},
      {R"({})", R"(byte 0: $: expected an object with a member "t" (invalid_value))"},
      {R"({"t":1})", "byte 5: $.t: expected a string (invalid_value)"},
      {R"({"t":"nul"})", "byte 5: $.t: no type of that name (invalid_value)"},
      {R"({"t":"typed array","id":0})", "byte 5: $.t: no type of that name (invalid_value)"},
      {R"({"t":"null","t":"null"})", "byte 12: $.t: a second member of that name (duplicate_key)"},
      {R"({"t":"null","x":1})", "byte 12: $.x: no member of this type (invalid_value)"},
      {R"({"t":"null","v":null})", "byte 16: $.v: no member of this type (invalid_value)"},
      {R"({"t":"number"})", "byte 0: $: a member is missing: v (invalid_value)"},
      // primitives
      {R"({"t":"boolean","v":"true"})", "byte 19: $.v: expected true or false (invalid_value)"},
      {R"({"t":"number","v":1})", "byte 18: $.v: expected a string (invalid_value)"},
      {R"({"t":"number","v":"1.0"})", "byte 18: $.v: expected a number as JavaScript writes it (invalid_value)"},
      {R"({"t":"number","v":"1e21"})", "byte 18: $.v: expected a number as JavaScript writes it (invalid_value)"},
      {R"({"t":"number","v":""})", "byte 18: $.v: expected a number as JavaScript writes it (invalid_value)"},
      {R"({"t":"bigint","v":"01"})", "byte 18: $.v: expected an integer in decimal digits (invalid_value)"},
      {R"({"t":"bigint","v":"-0"})", "byte 18: $.v: expected an integer in decimal digits (invalid_value)"},
      {R"({"t":"bigint","v":"1n"})", "byte 18: $.v: expected an integer in decimal digits (invalid_value)"},
      {R"({"t":"bigint","v":""})", "byte 18: $.v: expected an integer in decimal digits (invalid_value)"},
      {R"({"t":"bytes","v":"0"})", "byte 17: $.v: expected bytes in lower-case hexadecimal (invalid_value)"},
      {R"({"t":"bytes","v":"FF"})", "byte 17: $.v: expected bytes in lower-case hexadecimal (invalid_value)"},
      {R"({"t":"bytes","v":" 00"})", "byte 17: $.v: expected bytes in lower-case hexadecimal (invalid_value)"},
      {R"({"t":"time","v":"2026-06-13"})", "byte 16: $.v: expected a time as RFC 3339 has it (invalid_value)"},
      {R"({"t":"time","v":"2026-06-13T12:30:00.Z"})",
       "byte 16: $.v: expected a time as RFC 3339 has it (invalid_value)"},
      {R"({"t":"time","v":"2026-06-13T12:30:00"})", "byte 16: $.v: expected a time as RFC 3339 has it (invalid_value)"},
      // ids and references
      {R"({"t":"object","id":1,"p":[]})",
       "byte 19: $.id: expected 0, the next id in order of entering (invalid_value)"},
      {R"({"t":"object","id":"0","p":[]})",
       "byte 19: $.id: expected an integer from 0 to 9007199254740991 (invalid_value)"},
      {R"({"t":"Set","id":0,"e":[{"t":"Set","id":0,"e":[]}]})",
       "byte 39: $.e[0].id: expected 1, the next id in order of entering (invalid_value)"},
      {R"({"t":"array","id":0,"length":1,"e":[[0,{"t":"Set","id":2,"e":[]}]],"p":[["a",{"t":"Set","id":1,"e":[]}]]})",
       "byte 55: $.e[0][1].id: expected 1, the next id in order of entering (invalid_value)"},
      {R"({"t":"ref","v":0})", "byte 15: $.v: a reference to an object that is not there yet (invalid_reference)"},
      {R"({"t":"Set","id":0,"e":[{"t":"ref","v":1},{"t":"Set","id":1,"e":[]}]})",
       "byte 38: $.e[0].v: a reference to an object that is not there yet (invalid_reference)"},
      {R"({"t":"Set","id":0,"e":[{"t":"ref","v":-1}]})",
       "byte 38: $.e[0].v: expected an integer from 0 to 9007199254740991 (invalid_value)"},
      // lists
      {R"({"t":"object","id":0,"p":{}})", "byte 25: $.p: expected an array (invalid_value)"},
      {R"({"t":"object","id":0,"p":[["a"]]})", "byte 26: $.p[0]: expected an array of two (invalid_value)"},
      {R"({"t":"object","id":0,"p":[[0,{"t":"null"}]]})", "byte 27: $.p[0][0]: expected a string (invalid_value)"},
      {R"({"t":"object","id":0,"p":[["a",null]]})",
       R"(byte 31: $.p[0][1]: expected an object with a member "t" (invalid_value))"},
      {R"({"t":"object","id":0,"p":[["a",{"t":"null"}],["a",{"t":"null"}]]})",
       "byte 25: $.p: a key or member that occurs twice (duplicate_key)"},
      {R"({"t":"object","id":0,"p":[["a",{"t":"null"}],["0",{"t":"null"}]]})",
       "byte 46: $.p[1][0]: out of JavaScript's order: array indices come first, ascending (invalid_value)"},
      {R"({"t":"object","id":0,"p":[["2",{"t":"null"}],["1",{"t":"null"}]]})",
       "byte 46: $.p[1][0]: out of JavaScript's order: array indices come first, ascending (invalid_value)"},
      {R"({"t":"array","id":0,"length":4294967296,"e":[],"p":[]})",
       "byte 29: $.length: expected an integer from 0 to 4294967295 (invalid_value)"},
      {R"({"t":"array","id":0,"length":1,"e":[[1,{"t":"null"}]],"p":[]})",
       "byte 37: $.e[0][0]: an index past the array's length (invalid_value)"},
      {R"({"t":"array","id":0,"length":2,"e":[[1,{"t":"null"}],[1,{"t":"null"}]],"p":[]})",
       "byte 54: $.e[1][0]: an index that is not greater than the one before (invalid_value)"},
      {R"({"t":"array","id":0,"length":2,"e":[[0.5,{"t":"null"}]],"p":[]})",
       "byte 37: $.e[0][0]: expected an integer from 0 to 9007199254740991 (invalid_value)"},
      {R"({"t":"array","id":0,"length":2,"e":[],"p":[["1",{"t":"null"}]]})",
       "byte 44: $.p[0][0]: not a named property of an array (invalid_key)"},
      {R"({"t":"array","id":0,"length":2,"e":[],"p":[["length",{"t":"null"}]]})",
       "byte 44: $.p[0][0]: not a named property of an array (invalid_key)"},
      {R"({"t":"Map","id":0,"e":[[{"t":"null"}]]})", "byte 23: $.e[0]: expected an array of two (invalid_value)"},
      {R"({"t":"Map","id":0,"e":[[{"t":"null"},{"t":"null"}],[{"t":"null"},{"t":"null"}]]})",
       "byte 22: $.e: a key or member that occurs twice (duplicate_key)"},
      {R"({"t":"Map","id":0,"e":[[{"t":"number","v":"-0"},{"t":"null"}]]})",
       "byte 42: $.e[0][0].v: -0, which a Map or Set keeps as 0 (invalid_value)"},
      {R"({"t":"Set","id":0,"e":[{"t":"number","v":"NaN"},{"t":"number","v":"NaN"}]})",
       "byte 22: $.e: a key or member that occurs twice (duplicate_key)"},
      {R"({"t":"Set","id":0,"e":[{"t":"number","v":"-0"}]})",
       "byte 41: $.e[0].v: -0, which a Map or Set keeps as 0 (invalid_value)"},
      // leaf objects
      {R"({"t":"Date","id":0,"v":"1.5"})", "byte 23: $.v: no time value of a Date (invalid_value)"},
      {R"({"t":"Date","id":0,"v":"8640000000000001"})", "byte 23: $.v: no time value of a Date (invalid_value)"},
      {R"({"t":"Date","id":0,"v":"-0"})", "byte 23: $.v: no time value of a Date (invalid_value)"},
      {R"({"t":"RegExp","id":0,"source":"a","flags":"ig"})",
       "byte 42: $.flags: expected flags of a RegExp, in JavaScript's order (invalid_value)"},
      {R"({"t":"RegExp","id":0,"source":"a","flags":"gg"})",
       "byte 42: $.flags: expected flags of a RegExp, in JavaScript's order (invalid_value)"},
      {R"({"t":"RegExp","id":0,"source":"a","flags":"uv"})",
       "byte 42: $.flags: expected flags of a RegExp, in JavaScript's order (invalid_value)"},
      {R"({"t":"RegExp","id":0,"source":"/","flags":""})",
       "byte 30: $.source: not escaped as JavaScript escapes a RegExp's source (invalid_value)"},
      {R"({"t":"RegExp","id":0,"source":"","flags":""})",
       "byte 30: $.source: not escaped as JavaScript escapes a RegExp's source (invalid_value)"},
      {R"({"t":"Error","id":0,"name":"MyError"})",
       "byte 27: $.name: expected one of the seven names of errors (invalid_value)"},
      {R"({"t":"Error","id":0,"name":"Error","message":{"t":"string","v":"m"}})",
       "byte 45: $.message: expected a string (invalid_value)"},
      {R"({"t":"ArrayBuffer","id":0,"bytes":"00ff","maxByteLength":1})",
       "byte 57: $.maxByteLength: less than there are bytes (invalid_value)"},
      // views
      {R"({"t":"Uint8Array","id":0,"buffer":{"t":"Set","id":1,"e":[]},"byteOffset":0,"length":0})",
       "byte 34: $.buffer: expected an ArrayBuffer, or an object that stands for one (invalid_value)"},
      {R"({"t":"Uint8Array","id":0,"buffer":{"t":"ref","v":0},"byteOffset":0,"length":0})",
       "byte 49: $.buffer.v: a reference to an object that is not there yet (invalid_reference)"},
      {R"({"t":"Uint8Array","id":0,"buffer":{"t":"ArrayBuffer","id":0,"bytes":""},"byteOffset":0,"length":0})",
       "byte 58: $.buffer.id: expected 1, the next id in order of entering (invalid_value)"},
      {R"({"t":"Uint8Array","id":0,"buffer":{"t":"ArrayBuffer","id":1,"bytes":"00"},"byteOffset":0,"length":2})",
       "byte 0: $: end past the end of its buffer (invalid_view)"},
      {R"({"t":"Uint16Array","id":0,"buffer":{"t":"ArrayBuffer","id":1,"bytes":"000000"},"byteOffset":1,"length":1})",
       "byte 0: $: offset is no multiple of the element's size (invalid_view)"},
      {R"({"t":"Uint8Array","id":0,"buffer":{"t":"ArrayBuffer","id":1,"bytes":"00"},"byteOffset":0,"length":1,"lengthTracking":true})",
       "byte 0: $: length-tracking over a buffer that is not resizable (invalid_view)"},
      {R"({"t":"Uint8Array","id":0,"buffer":{"t":"ArrayBuffer","id":1,"bytes":"0000","maxByteLength":2},"byteOffset":0,"length":1,"lengthTracking":true})",
       "byte 0: $: length-tracking, but ends before its buffer (invalid_view)"},
      {R"({"t":"Uint8Array","id":0,"buffer":{"t":"ArrayBuffer","id":1,"bytes":"00"},"byteOffset":0,"length":1,"lengthTracking":false})",
       "byte 117: $.lengthTracking: expected true, or no such member (invalid_value)"},
      {R"({"t":"Set","id":0,"e":[{"t":"Int8Array","id":1,"buffer":{"t":"ref","v":0},"byteOffset":0,"length":0}]})",
       "byte 23: $.e[0]: not over an ArrayBuffer (invalid_view)"},
      // platform objects
      {R"({"t":"host","id":0,"type":""})", "byte 26: $.type: expected an interface's name (invalid_value)"},
      {R"({"t":"host","id":0,"type":"X","a":1,"a":2})", "byte 0: $: a key or member that occurs twice (duplicate_key)"},
      {R"({"t":"host","id":0,"type":"X","a":1.5})",
       "byte 34: $.a: expected an integer of at most 53 bits (invalid_value)"},
      {R"({"t":"host","id":0,"type":"X","a":9007199254740992})",
       "byte 34: $.a: expected an integer of at most 53 bits (invalid_value)"},
      {R"({"t":"host","id":0,"type":"X","a":[{"t":"null"}]})",
       "byte 35: $.a[0]: a value that has a shorter form in a host object's fields (invalid_value)"},
      {R"({"t":"host","id":0,"type":"X","a":{"b":{"t":"number","v":"1"}}})",
       "byte 39: $.a.b: a value that has a shorter form in a host object's fields (invalid_value)"},
      {R"({"t":"host","id":0,"type":"X","a":{"t":"tuple","id":1,"e":[]}})",
       "byte 34: $.a: a value that has a shorter form in a host object's fields (invalid_value)"},
      {R"({"t":"host","id":0,"type":"X","a":{"b":1,"b":2}})",
       "byte 34: $.a: a key or member that occurs twice (duplicate_key)"},
  };
  for (const auto& c : cases) {
    const auto doc = parsed(c.notation);
    ASSERT_FALSE(doc) << c.notation;
    EXPECT_EQ(doc.error().message(), c.message) << c.notation;
    EXPECT_NE(detect_format(as_bytes(c.notation)), format::graph) << c.notation;
  }
}

TEST(GraphNotation, CarriesNoHostFieldThatLooksLikeNotation) {
  const struct {
    std::string_view type;
    std::string_view field;
    std::string_view message;
  } cases[] = {
      {"Blob", "t",
       "$.t: the graph notation cannot carry a platform object's field named like a member of the notation "
       "(cannot_carry)"},
      {"Blob", "id",
       "$.id: the graph notation cannot carry a platform object's field named like a member of the notation "
       "(cannot_carry)"},
      {"Blob", "type",
       "$.type: the graph notation cannot carry a platform object's field named like a member of the notation "
       "(cannot_carry)"},
      {"", "x", "$: the graph notation cannot carry a record outside of a platform object's fields (cannot_carry)"},
  };
  for (const auto& c : cases) {
    builder b;
    b.begin_host(c.type);
    b.key(c.field).null();
    b.end();
    const auto doc = std::move(b).finish();
    ASSERT_TRUE(doc);
    EXPECT_EQ(written(*doc), c.message);
  }
}

TEST(GraphNotation, CarriesNoSharingOfWhatHasNoId) {
  for (const bool is_tuple : {true, false}) {
    builder b;
    b.begin_host("X");
    b.key("a");
    const auto shared = is_tuple ? b.begin_tuple() : b.begin_host("");
    b.end();
    b.key("b").reference(shared);
    b.end();
    const auto doc = std::move(b).finish();
    ASSERT_TRUE(doc);
    EXPECT_EQ(written(*doc),
              "$.b: the graph notation cannot carry a tuple or record in a platform object's fields that occurs twice "
              "(cannot_carry)");
  }
}

// ---- ids, limits, depth ----

TEST(GraphNotation, IdsFollowTheOrderOfEnteringWhateverTheDocumentNumbers) {
  builder b;
  const auto late = b.detached().begin_object();
  b.end();
  b.begin_array();
  b.begin_object();
  b.end();
  b.reference(late);
  b.end();
  const auto doc = std::move(b).finish();
  ASSERT_TRUE(doc);
  EXPECT_EQ(
      written(*doc),
      R"({"t":"array","id":0,"length":2,"e":[[0,{"t":"object","id":1,"p":[]}],[1,{"t":"object","id":2,"p":[]}]],"p":[]})");
}

TEST(GraphNotation, AnImmutableBufferIsABuffer) {
  builder b;
  b.immutable_array_buffer(as_bytes("a"));
  const auto doc = std::move(b).finish();
  ASSERT_TRUE(doc);
  EXPECT_EQ(written(*doc), R"({"t":"ArrayBuffer","id":0,"bytes":"61"})");
}

std::string nested_objects(std::uint32_t depth) {
  std::string notation;
  for (std::uint32_t id = 0; id != depth; ++id) {
    notation += R"({"t":"object","id":)" + std::to_string(id) + R"(,"p":[["k",)";
  }
  notation += R"({"t":"null"})";
  for (std::uint32_t id = 0; id != depth; ++id) notation += "]]}";
  return notation;
}

TEST(GraphNotation, KeepsToItsLimits) {
  const struct {
    limits bounds;
    std::string_view message;
  } cases[] = {
      {{.max_depth = 16}, "nested deeper than the limit of 16"},
      {{.max_slots = 20}, "more values than the limit of 20"},
      {{.max_bytes = 100}, "the document needs more memory than its limit"},
  };
  const std::string notation = nested_objects(17);
  for (const auto& c : cases) {
    const auto doc = parsed(notation, c.bounds);
    ASSERT_FALSE(doc) << c.message;
    EXPECT_EQ(doc.error().code, errc::limit_exceeded);
    EXPECT_EQ(doc.error().detail, c.message);
    EXPECT_LT(doc.error().offset, notation.size());
    EXPECT_TRUE(doc.error().path.starts_with("$.p[0][1]")) << doc.error().path;
  }
  EXPECT_TRUE(parsed(notation, {.max_depth = 17}));
}

TEST(GraphNotation, NestsAsDeepAsValuesMay) {
  const std::string notation = nested_objects(limits{}.max_depth);
  const auto doc = parsed(notation);
  ASSERT_TRUE(doc) << doc.error().message();
  EXPECT_EQ(written(*doc), notation);
}

}  // namespace
}  // namespace clonewire::test
