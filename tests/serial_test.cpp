// The format serial beyond its corpus: what each variant carries, in which words the rest is refused and where, what
// lossy writing makes of it, what the reader takes and refuses, and dumps and loads by their own names.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include <clonewire/clonewire.hpp>

#include "support/any_order.hpp"
#include "support/corpus.hpp"

namespace clonewire::test {
namespace {

document from_notation(std::string_view text) {
  auto doc = try_decode(as_bytes(text), {.format = format::graph});
  EXPECT_TRUE(doc) << text << '\n' << (doc ? "" : doc.error().message());
  return std::move(doc).value();
}

std::string to_notation(const document& doc) {
  return as_text(encode(doc, {.format = format::graph}));
}

encode_options writing(std::string_view variant) {
  return {.format = format::serial, .variant = variant};
}
decode_options reading(std::string_view variant) {
  return {.format = format::serial, .variant = variant};
}

// ---- what is carried ----

struct carried {
  std::string_view variant, notation, text;
};

constexpr carried carried_values[] = {
    // Numbers. Starlark's floats with a fraction or an exponent; JavaScript's integers within 2^53 are JSON integers.
    {"starlark", R"({"t":"number","v":"1e+21"})", "1e+21"},
    {"starlark", R"({"t":"number","v":"-1.5e-7"})", "-1.5e-7"},
    {"starlark", R"({"t":"number","v":"0.000001"})", "0.000001"},
    {"starlark", R"({"t":"number","v":"5e-324"})", "5e-324"},
    {"js", R"({"t":"number","v":"0"})", "0"},
    {"js", R"({"t":"number","v":"-0"})", "-0.0"},
    {"js", R"({"t":"number","v":"9007199254740991"})", "9007199254740991"},
    {"js", R"({"t":"number","v":"-9007199254740992"})", "-9007199254740992"},
    {"js", R"({"t":"number","v":"9007199254740994"})", "9007199254740994.0"},
    {"js", R"({"t":"number","v":"100000000000000000000"})", "100000000000000000000.0"},
    {"js", R"({"t":"number","v":"1e+21"})", "1e+21"},
    {"js", R"({"t":"number","v":"0.1"})", "0.1"},
    {"js", R"({"t":"bigint","v":"0"})", R"({"$t":"bigint","v":"0"})"},
    {"js", R"({"t":"bigint","v":"-12345678901234567890"})", R"({"$t":"bigint","v":"-12345678901234567890"})"},
    // Strings: Go's escapes in every encoding; half a surrogate pair only where JavaScript reads it.
    {"starlark", "{\"t\":\"string\",\"v\":\"<\u00e9>&\u2028\u2029\u202a\"}",
     "\"\\u003c\u00e9\\u003e\\u0026\\u2028\\u2029\u202a\""},
    {"starlark", R"({"t":"string","v":"\b\f\n\r\t\u0000\u001f\"\\/"})", R"("\u0008\u000c\n\r\t\u0000\u001f\"\\/")"},
    {"starlark", "{\"t\":\"string\",\"v\":\"aaaaaaaaaaaaaaa\u2028bbbbbbb<\"}",
     "\"aaaaaaaaaaaaaaa\\u2028bbbbbbb\\u003c\""},
    {"js", R"({"t":"string","v":"x\ud83d<\ude00"})", R"("x\ud83d\u003c\ude00")"},
    {"js", R"({"t":"object","id":0,"p":[["\udead",{"t":"null"}]]})", R"({"\udead":null})"},
    // Order: keys by UTF-8 bytes, elements and pairs by their text.
    {"starlark",
     "{\"t\":\"Map\",\"id\":0,\"e\":[[{\"t\":\"string\",\"v\":\"\U0001F600\"},{\"t\":\"null\"}],"
     "[{\"t\":\"string\",\"v\":\"\uffff\"},{\"t\":\"null\"}],[{\"t\":\"string\",\"v\":\"\u00e9\"},{\"t\":\"null\"}],"
     "[{\"t\":\"string\",\"v\":\"z\"},{\"t\":\"null\"}]]}",
     "{\"z\":null,\"\u00e9\":null,\"\uffff\":null,\"\U0001F600\":null}"},
    {"js",
     R"({"t":"object","id":0,"p":[["9",{"t":"null"}],["10",{"t":"null"}],["b",{"t":"null"}],["a",{"t":"null"}],)"
     R"(["",{"t":"null"}],["__proto__",{"t":"null"}]]})",
     R"({"":null,"10":null,"9":null,"__proto__":null,"a":null,"b":null})"},
    {"js", R"({"t":"Set","id":0,"e":[{"t":"number","v":"3"},{"t":"string","v":"b"},{"t":"number","v":"20"}]})",
     R"({"$t":"set","v":["b",20,3]})"},
    {"js",
     R"({"t":"Map","id":0,"e":[[{"t":"string","v":"k"},{"t":"number","v":"2"}],[{"t":"array","id":1,"length":0,"e":[],)"
     R"("p":[]},{"t":"number","v":"1"}]]})",
     R"({"$t":"mapkv","v":[["k",2],[[],1]]})"},
    {"js", R"({"t":"Map","id":0,"e":[]})", R"({"$t":"mapkv","v":[]})"},
    {"js",
     R"({"t":"Set","id":0,"e":[{"t":"object","id":1,"p":[]},{"t":"object","id":2,"p":[]},{"t":"array","id":3,)"
     R"("length":0,"e":[],"p":[]}]})",
     R"({"$t":"set","v":[[],{},{}]})"},
    // The key of envelopes.
    {"js", R"({"t":"object","id":0,"p":[["$t",{"t":"string","v":"set"}],["v",{"t":"null"}]]})",
     R"({"$t":"object","v":{"$t":"set","v":null}})"},
    {"js", R"({"t":"Map","id":0,"e":[[{"t":"string","v":"$t"},{"t":"null"}]]})", R"({"$t":"mapkv","v":[["$t",null]]})"},
    // Times.
    {"starlark", R"({"t":"time","v":"0000-01-01T00:00:00Z"})", R"({"$t":"time","v":"0000-01-01T00:00:00Z"})"},
    {"js", R"({"t":"Date","id":0,"v":"0"})", R"({"$t":"time","v":"1970-01-01T00:00:00Z"})"},
    {"js", R"({"t":"Date","id":0,"v":"-1"})", R"({"$t":"time","v":"1969-12-31T23:59:59.999Z"})"},
    {"js", R"({"t":"Date","id":0,"v":"253402300799990"})", R"({"$t":"time","v":"9999-12-31T23:59:59.99Z"})"},
    {"js", R"({"t":"Date","id":0,"v":"-62167219200000"})", R"({"$t":"time","v":"0000-01-01T00:00:00Z"})"},
    {"js", R"({"t":"time","v":"2020-01-01T00:00:00.0001Z"})", R"({"$t":"time","v":"2020-01-01T00:00:00.0001Z"})"},
    {"js", R"({"t":"time","v":"2020-01-01T00:00:00+01:00"})", R"({"$t":"time","v":"2020-01-01T00:00:00+01:00"})"},
    // Bytes, and what else holds them.
    {"js", R"({"t":"Uint8Array","id":0,"buffer":{"t":"ArrayBuffer","id":1,"bytes":"00ff"},"byteOffset":0,"length":2})",
     R"({"$t":"bytes","v":"AP8="})"},
    {"js", R"({"t":"host","id":0,"type":"Blob","mimeType":"text/plain","bytes":"6869"})",
     R"({"$t":"Blob","v":{"bytes":"aGk=","mimeType":"text/plain"}})"},
    {"js", R"({"t":"host","id":0,"type":"File","mimeType":"","name":"a<b","lastModified":-1,"bytes":""})",
     R"({"$t":"File","v":{"bytes":"","lastModified":-1,"mimeType":"","name":"a\u003cb"}})"},
    {"js", R"({"t":"tuple","id":0,"e":[{"t":"number","v":"1"}]})", R"({"$t":"tuple","v":[1]})"},
};

TEST(Serial, CarriesAndReadsBack) {
  for (const carried& c : carried_values) {
    const document doc = from_notation(c.notation);
    const auto text = serial::try_dumps(doc, writing(c.variant));
    ASSERT_TRUE(text) << c.notation << '\n' << text.error().message();
    EXPECT_EQ(*text, c.text) << c.notation;
    const auto again = serial::try_loads(*text, reading(c.variant));
    ASSERT_TRUE(again) << c.text << '\n' << again.error().message();
    EXPECT_EQ(in_any_order(doc.root()), in_any_order(again->root())) << c.text << '\n' << to_notation(*again);
    EXPECT_TRUE(again->notes().empty()) << c.text;
    EXPECT_EQ(serial::dumps(*again, writing(c.variant)), c.text);
  }
}

TEST(Serial, IsTheSameTextWhateverTheOrder) {
  constexpr std::string_view orders[] = {"{\"b\":1,\"a\":{\"$t\":\"set\",\"v\":[3,1,2]}}",
                                         "{\"a\":{\"v\":[2,3,1],\"$t\":\"set\"},\"b\":1}"};
  for (const std::string_view variant : {"starlark", "js"}) {
    for (const std::string_view text : orders) {
      EXPECT_EQ(serial::dumps(serial::loads(text, reading(variant)), writing(variant)),
                R"({"a":{"$t":"set","v":[1,2,3]},"b":1})");
    }
  }
}

// A timestamp is an instant and its zone: it is written in Go's spelling, whichever it came in. (Found by fuzzing.)
TEST(Serial, SpellsTimestampsAsGoDoes) {
  constexpr std::string_view spellings[][2] = {
      {"1970-01-01T04:00:01.000000010Z", "1970-01-01T04:00:01.00000001Z"},
      {"1970-01-01T04:00:01.000Z", "1970-01-01T04:00:01Z"},
      {"1970-01-01T04:00:01.5+00:00", "1970-01-01T04:00:01.5Z"},
      {"1970-01-01T04:00:01-00:00", "1970-01-01T04:00:01Z"},
      {"1970-01-01T04:00:01.250+05:30", "1970-01-01T04:00:01.25+05:30"},
  };
  for (const auto& [given, written] : spellings) {
    builder b;
    b.timestamp(given);
    const document doc = std::move(b).finish().value();
    EXPECT_EQ(serial::dumps(doc), R"({"$t":"time","v":")" + std::string(written) + "\"}");
  }
}

// ---- what is refused, and what lossy writing makes of it ----

struct refused {
  std::string_view variant, notation, path, detail;
  std::string_view lossy;  // "" where there is no lossy form either
};

constexpr refused refused_values[] = {
    {"starlark", R"({"t":"number","v":"1"})", "$",
     "cannot serialize float 1.0: it would come back as an int: make it one (a BigInt), or use variant=\"js\"", "1"},
    {"starlark", R"({"t":"number","v":"-0"})", "$",
     "cannot serialize float -0.0: it would come back as the int 0: make it an int (a BigInt), or use variant=\"js\"",
     "-0"},
    {"starlark", R"({"t":"number","v":"100000000000000000000"})", "$",
     "cannot serialize float 100000000000000000000.0: it would come back as an int: make it one (a BigInt), or use "
     "variant=\"js\"",
     "100000000000000000000"},
    {"js", R"({"t":"number","v":"NaN"})", "$", "cannot serialize non-finite float NaN", "null"},
    {"starlark", R"({"t":"string","v":"a\ud83d"})", "$",
     "cannot serialize a string with a lone surrogate: it is no Unicode text, and would come back with U+FFFD in its "
     "place",
     R"("a\ufffd")"},
    {"starlark", R"({"t":"Map","id":0,"e":[[{"t":"string","v":"a"},{"t":"undefined"}]]})", "$.get(\"a\")",
     "cannot serialize undefined: leave it out, or make it null", R"({"a":null})"},
    {"js", R"({"t":"object","id":0,"p":[["b",{"t":"null"}],["a",{"t":"undefined"}]]})", "$.a",
     "cannot serialize undefined: leave it out, or make it null", R"({"a":null,"b":null})"},
    {"js", R"({"t":"array","id":0,"length":2,"e":[[1,{"t":"null"}]],"p":[]})", "$[0]",
     "cannot serialize a hole in an array: make it null, or give it a value", "[null,null]"},
    {"js", R"({"t":"array","id":0,"length":1,"e":[[0,{"t":"null"}]],"p":[["x",{"t":"null"}]]})", "$.x",
     "cannot serialize an array's named property: make it an object", "[null]"},
    {"starlark", R"({"t":"object","id":0,"p":[["a",{"t":"null"}]]})", "$",
     "cannot serialize a JavaScript object: make it a Map, or use variant=\"js\"", R"({"a":null})"},
    {"starlark", R"({"t":"Date","id":0,"v":"1500"})", "$",
     "cannot serialize a JavaScript Date: make it a timestamp, or use variant=\"js\"",
     R"({"$t":"time","v":"1970-01-01T00:00:01.5Z"})"},
    {"js", R"({"t":"Date","id":0,"v":"NaN"})", "$", "cannot serialize an invalid Date", "null"},
    {"js", R"({"t":"Date","id":0,"v":"8640000000000000"})", "$",
     "cannot serialize a time before the year 0 or past 9999: loads refuses it",
     R"({"$t":"time","v":"275760-09-13T00:00:00Z"})"},
    {"js", R"({"t":"Date","id":0,"v":"-62167219200001"})", "$",
     "cannot serialize a time before the year 0 or past 9999: loads refuses it",
     R"({"$t":"time","v":"-0001-12-31T23:59:59.999Z"})"},
    {"js", R"({"t":"time","v":"2020-01-01T00:00:00Z"})", "$",
     "cannot serialize a timestamp in UTC and whole milliseconds: it would come back as a Date: make it one, or use "
     "variant=\"starlark\"",
     R"({"$t":"time","v":"2020-01-01T00:00:00Z"})"},
    {"starlark", R"({"t":"time","v":"2020-01-01T00:00:00.1234567891Z"})", "$",
     "cannot serialize a time finer than nanoseconds: round it first",
     R"({"$t":"time","v":"2020-01-01T00:00:00.123456789Z"})"},
    {"starlark", R"({"t":"time","v":"2021-02-29T00:00:00Z"})", "$",
     "cannot serialize a timestamp that is no time: day out of range", ""},
    {"js", R"({"t":"bytes","v":"00"})", "$",
     "cannot serialize a byte string: JavaScript has none: make it a Uint8Array, or use variant=\"starlark\"",
     R"({"$t":"bytes","v":"AA=="})"},
    {"js", R"({"t":"RegExp","id":0,"source":"a\\/b","flags":"gi"})", "$",
     "cannot serialize a RegExp: serial has no such type: convert it to data first", R"("/a\\/b/gi")"},
    {"js", R"({"t":"Number","id":0,"v":"5"})", "$",
     "cannot serialize a Number object: serial has no such type: convert it to data first", "5"},
    {"starlark", R"({"t":"BigInt","id":0,"v":"5"})", "$",
     "cannot serialize a BigInt object: serial has no such type: convert it to data first", "5"},
    {"js",
     R"({"t":"Error","id":0,"name":"TypeError","message":"m","stack":"s","cause":{"t":"Error","id":1,"name":"Error"}})",
     "$", "cannot serialize an Error: serial has no such type: convert it to data first",
     R"({"cause":{"name":"Error"},"message":"m","name":"TypeError","stack":"s"})"},
    {"js", R"({"t":"ArrayBuffer","id":0,"bytes":"01"})", "$",
     "cannot serialize an ArrayBuffer: it would come back as a Uint8Array: make it one",
     R"({"$t":"bytes","v":"AQ=="})"},
    {"js", R"({"t":"Buffer","id":0,"buffer":{"t":"ArrayBuffer","id":1,"bytes":"01"},"byteOffset":0,"length":1})", "$",
     "cannot serialize a Buffer: it would come back as a Uint8Array: make it one", R"({"$t":"bytes","v":"AQ=="})"},
    {"js", R"({"t":"Uint8Array","id":0,"buffer":{"t":"ArrayBuffer","id":1,"bytes":"0102"},"byteOffset":1,"length":1})",
     "$",
     "cannot serialize a Uint8Array over a buffer that is more than its bytes, or shared: views=\"slice\" writes its "
     "own "
     "bytes, and the buffer's identity is no part of the value then",
     R"({"$t":"bytes","v":"Ag=="})"},
    {"starlark",
     R"({"t":"Uint8Array","id":0,"buffer":{"t":"ArrayBuffer","id":1,"bytes":"01"},"byteOffset":0,"length":1})", "$",
     "cannot serialize a Uint8Array: it would come back as bytes: make it a byte string, or a Uint8Array with "
     "variant=\"js\"",
     R"({"$t":"bytes","v":"AQ=="})"},
    // Identity.
    {"starlark",
     R"({"t":"array","id":0,"length":2,"e":[[0,{"t":"array","id":1,"length":0,"e":[],"p":[]}],[1,{"t":"ref","v":1}]],)"
     R"("p":[]})",
     "$[1]", "cannot serialize a list that occurs twice: it would come back as two", "[[],[]]"},
    {"js", R"({"t":"array","id":0,"length":2,"e":[[0,{"t":"Date","id":1,"v":"0"}],[1,{"t":"ref","v":1}]],"p":[]})",
     "$[1]", "cannot serialize a Date that occurs twice: it would come back as two",
     R"([{"$t":"time","v":"1970-01-01T00:00:00Z"},{"$t":"time","v":"1970-01-01T00:00:00Z"}])"},
    {"js", R"({"t":"object","id":0,"p":[["me",{"t":"ref","v":0}]]})", "$.me",
     "cannot serialize a value that refers to itself (cycle in object)", R"({"me":null})"},
    {"js", R"({"t":"Map","id":0,"e":[[{"t":"ref","v":0},{"t":"null"}]]})", "$.keys[0]",
     "cannot serialize a value that refers to itself (cycle in Map)", R"({"$t":"mapkv","v":[[null,null]]})"},
    // What Starlark cannot have as an element or a key.
    {"starlark", R"({"t":"Set","id":0,"e":[{"t":"array","id":1,"length":0,"e":[],"p":[]}]})", "$[0]",
     "cannot serialize an unhashable set's element or dict's key (unhashable type: list)", ""},
    {"starlark",
     R"({"t":"Map","id":0,"e":[[{"t":"tuple","id":1,"e":[{"t":"tuple","id":2,"e":[{"t":"Map","id":3,"e":[]}]}]},)"
     R"({"t":"null"}]]})",
     "$.keys[0][0][0]", "cannot serialize an unhashable set's element or dict's key (unhashable type: dict)", ""},
    {"starlark", R"({"t":"Set","id":0,"e":[{"t":"number","v":"1e+21"},{"t":"bigint","v":"1000000000000000000000"}]})",
     "$",
     "cannot serialize a set with two elements: they are equal to Starlark (1 and 1.0, one instant in two zones), and "
     "would come back as one",
     R"({"$t":"set","v":[1e+21,{"$t":"bigint","v":"1000000000000000000000"}]})"},
    {"starlark",
     R"({"t":"Map","id":0,"e":[[{"t":"tuple","id":1,"e":[{"t":"time","v":"2020-01-01T01:00:00+01:00"}]},{"t":"null"}],)"
     R"([{"t":"tuple","id":2,"e":[{"t":"time","v":"2020-01-01T00:00:00Z"}]},{"t":"null"}]]})",
     "$",
     "cannot serialize a dict with two keys: they are equal to Starlark (1 and 1.0, one instant in two zones), and "
     "would come back as one",
     R"({"$t":"mapkv","v":[[{"$t":"tuple","v":[{"$t":"time","v":"2020-01-01T00:00:00Z"}]},null],)"
     R"([{"$t":"tuple","v":[{"$t":"time","v":"2020-01-01T01:00:00+01:00"}]},null]]})"},
    // Platform objects.
    {"starlark", R"({"t":"host","id":0,"type":"Blob","mimeType":"","bytes":"00"})", "$",
     "cannot serialize value of type Blob: serial round-trips data, not host objects: convert it to a dict first, or "
     "use variant=\"js\"",
     R"({"bytes":{"$t":"bytes","v":"AA=="},"mimeType":""})"},
    {"js", R"({"t":"host","id":0,"type":"Thing","b":true,"a":null})", "$",
     "cannot serialize value of type Thing: serial round-trips data, not host objects: convert it to a dict first",
     R"({"a":null,"b":true})"},
    {"js", R"({"t":"host","id":0,"type":"Blob","index":0})", "$",
     "cannot serialize a Blob or File whose content is elsewhere: give it its bytes first", "null"},
};

TEST(Serial, RefusesByPathAndIsLossyOnlyWhenAsked) {
  for (const refused& r : refused_values) {
    const document doc = from_notation(r.notation);
    const auto strict = serial::try_dumps(doc, writing(r.variant));
    ASSERT_FALSE(strict) << r.notation << '\n' << *strict;
    EXPECT_EQ(strict.error().code, errc::cannot_carry) << r.notation;
    EXPECT_EQ(strict.error().path, r.path) << r.notation;
    EXPECT_EQ(strict.error().detail, r.detail) << r.notation;

    encode_options lossy = writing(r.variant);
    lossy.lossy = true;
    std::vector<error> losses;
    lossy.on_loss = [&losses](const error& e) { losses.push_back(e); };
    const auto text = serial::try_dumps(doc, lossy);
    ASSERT_EQ(text.ok(), !r.lossy.empty()) << r.notation;
    if (!text) continue;
    EXPECT_EQ(*text, r.lossy) << r.notation;
    ASSERT_FALSE(losses.empty()) << r.notation;
    EXPECT_EQ(losses.front().path, r.path) << r.notation;
  }
}

// The values that the original refuses, in the original's words.
TEST(Serial, RefusesInTheOriginalsWords) {
  const std::string list = read_test_file("corpus/serial/refuses.jsonl");
  int checked = 0;
  for (std::size_t begin = 0; begin < list.size(); begin = list.find('\n', begin) + 1) {
    const document line =
        decode(as_bytes(list.substr(begin, list.find('\n', begin) - begin)), {.format = format::json});
    if (!line.root().find("graph")) continue;
    const document doc = from_notation(as_text(encode(line.root()["graph"], {.format = format::json})));
    const auto text = serial::try_dumps(doc);
    ASSERT_FALSE(text) << *text;
    EXPECT_EQ("serial.dumps: " + text.error().detail, line.root()["error"].to_utf8());
    ++checked;
  }
  EXPECT_EQ(checked, 6);
}

TEST(Serial, WritesSlicesWhereAsked) {
  const document doc = from_notation(
      R"({"t":"Uint8Array","id":0,"buffer":{"t":"ArrayBuffer","id":1,"bytes":"0102"},"byteOffset":1,"length":1})");
  encode_options options = writing("js");
  options.views = view_policy::slice;
  EXPECT_EQ(serial::dumps(doc, options), R"({"$t":"bytes","v":"Ag=="})");
  options.views = view_policy::share;
  const auto refused = serial::try_dumps(doc, options);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, errc::invalid_option);
}

// The original's reader stops at 10000 levels of the text.
TEST(Serial, RefusesDeeperNestingThanIsRead) {
  for (const int depth : {5000, 5001}) {
    builder b;
    for (int i = 0; i != depth; ++i) b.begin_tuple();
    for (int i = 0; i != depth; ++i) b.end();
    const document doc = std::move(b).finish().value();
    const auto text = serial::try_dumps(doc);
    ASSERT_EQ(text.ok(), depth == 5000);
    if (text) {
      EXPECT_TRUE(serial::try_loads(*text));
    }
  }
}

TEST(Serial, WritesATupleAsOftenAsItOccurs) {
  constexpr std::string_view notation =
      R"({"t":"array","id":0,"length":2,"e":[[0,{"t":"tuple","id":1,"e":[{"t":"null"}]}],[1,{"t":"ref","v":1}]],"p":[]})";
  const auto text = serial::try_dumps(from_notation(notation), writing("starlark"));
  ASSERT_TRUE(text) << text.error().message();
  EXPECT_EQ(*text, R"([{"$t":"tuple","v":[null]},{"$t":"tuple","v":[null]}])");
  EXPECT_FALSE(serial::try_dumps(from_notation(notation), writing("js")));
}

TEST(Serial, BoundsWhatSharedListsGrowTo) {
  builder b;
  b.begin_array();
  std::uint32_t inner = b.begin_array();
  b.end();
  for (int i = 0; i != 40; ++i) {
    const std::uint32_t outer = b.begin_array();
    b.reference(inner).reference(inner);
    b.end();
    inner = outer;
  }
  b.end();
  const document doc = std::move(b).finish().value();
  encode_options options = writing("starlark");
  options.lossy = true;
  const auto text = serial::try_dumps(doc, options);
  ASSERT_FALSE(text);
  EXPECT_EQ(text.error().code, errc::limit_exceeded);
}

// ---- reading ----

struct read_case {
  std::string_view variant, text, notation;
  std::size_t notes = 0;
};

constexpr read_case read_cases[] = {
    // Members in any order, tags spelled with escapes, members that mean nothing.
    {"starlark", R"({"v":[],"$t":"tuple"})", R"({"t":"tuple","id":0,"e":[]})"},
    {"starlark", R"({"v":{"$t":"tuple","v":[]},"\u0024t":"object"})",
     R"({"t":"Map","id":0,"e":[[{"t":"string","v":"$t"},{"t":"string","v":"tuple"}],)"
     R"([{"t":"string","v":"v"},{"t":"array","id":1,"length":0,"e":[],"p":[]}]]})"},
    {"starlark", R"([{"w":{"$t":"nope","v":[{}]},"v":"AA==","$t":"bytes"}])",
     R"({"t":"array","id":0,"length":1,"e":[[0,{"t":"bytes","v":"00"}]],"p":[]})"},
    {"starlark", R"({"v":{"$t":"bytes","v":5},"$t":"object"})",
     R"({"t":"Map","id":0,"e":[[{"t":"string","v":"$t"},{"t":"string","v":"bytes"}],)"
     R"([{"t":"string","v":"v"},{"t":"bigint","v":"5"}]]})"},
    {"js", R"({"b":1,"$t":5,"$t":null,"9":2})",
     R"({"t":"object","id":0,"p":[["9",{"t":"number","v":"2"}],["b",{"t":"number","v":"1"}],["$t",{"t":"null"}]]})", 1},
    {"starlark", R"({"a":1,"b":2,"a":3})",
     R"({"t":"Map","id":0,"e":[[{"t":"string","v":"a"},{"t":"bigint","v":"3"}],)"
     R"([{"t":"string","v":"b"},{"t":"bigint","v":"2"}]]})",
     1},
    // Starlark's equality.
    {"starlark", R"({"$t":"set","v":[0,-0.0,{"$t":"bigint","v":"-0"},false]})",
     R"({"t":"Set","id":0,"e":[{"t":"bigint","v":"0"},{"t":"boolean","v":false}]})", 1},
    {"starlark",
     R"({"$t":"set","v":[{"$t":"time","v":"2020-01-01T01:00:00+01:00"},)"
     R"({"$t":"time","v":"2019-12-31T23:30:00-00:30"}]})",
     R"({"t":"Set","id":0,"e":[{"t":"time","v":"2020-01-01T01:00:00+01:00"}]})", 1},
    {"js", R"({"$t":"set","v":[1,1.0,{"$t":"bigint","v":"1"},[],[]]})",
     R"({"t":"Set","id":0,"e":[{"t":"number","v":"1"},{"t":"bigint","v":"1"},{"t":"array","id":1,"length":0,"e":[],)"
     R"("p":[]},{"t":"array","id":2,"length":0,"e":[],"p":[]}]})",
     1},
    // Integers that no JavaScript number is.
    {"js", "9007199254740993", R"({"t":"bigint","v":"9007199254740993"})"},
    {"js", "-9007199254740992", R"({"t":"number","v":"-9007199254740992"})"},
    {"js", "18446744073709551616", R"({"t":"bigint","v":"18446744073709551616"})"},
    {"js", "100000000000000000000000", R"({"t":"bigint","v":"100000000000000000000000"})"},
    {"js", "-0", R"({"t":"number","v":"-0"})"},
    {"starlark", "-9999999999999999999", R"({"t":"bigint","v":"-9999999999999999999"})"},
    // Times: what the digits past the ninth say is left out, with a note.
    {"starlark", R"({"$t":"time","v":"2020-01-01T00:00:00.1234567890Z"})",
     R"({"t":"time","v":"2020-01-01T00:00:00.123456789Z"})"},
    {"starlark", R"({"$t":"time","v":"2020-01-01T00:00:00.1234567899-00:00"})",
     R"({"t":"time","v":"2020-01-01T00:00:00.123456789Z"})", 1},
    {"js", R"({"$t":"time","v":"2020-01-01T00:00:00.120000+00:00"})", R"({"t":"Date","id":0,"v":"1577836800120"})"},
    {"starlark", "{\"$t\":\"bytes\",\"v\":\"Q\\r\\nUI=\"}", R"({"t":"bytes","v":"4142"})"},
};

TEST(Serial, Reads) {
  for (const read_case& c : read_cases) {
    const auto doc = serial::try_loads(c.text, reading(c.variant));
    ASSERT_TRUE(doc) << c.text << '\n' << doc.error().message();
    EXPECT_TRUE(*doc == from_notation(c.notation)) << c.text << '\n' << to_notation(*doc);
    EXPECT_EQ(doc->notes().size(), c.notes) << c.text;
  }
}

struct bad_text {
  std::string_view variant, text, message;
};

constexpr bad_text bad_texts[] = {
    {"starlark", R"("\ud83d")", "byte 0: $: a lone surrogate, which no Starlark string holds (invalid_string)"},
    {"starlark", R"({"a":{"\udead":1}})",
     "byte 6: $.get(\"a\"): a lone surrogate, which no Starlark string holds (invalid_string)"},
    {"starlark", "\"\xff\"", "byte 1: $: a string that is not valid UTF-8 (invalid_string)"},
    {"starlark", R"([1,{"$t":"Blob","v":{}}])", R"(byte 9: $[1]: unknown type tag "Blob" (unknown_tag))"},
    {"js", R"({"a":{"$t":"Blob","v":{"bytes":"AA=="}}})",
     "byte 38: $.a: invalid Blob payload: expected an object of bytes and mimeType (invalid_value)"},
    {"js", R"({"$t":"File","v":[]})",
     "byte 17: $: invalid File payload: expected an object of bytes, lastModified, mimeType and name (invalid_value)"},
    {"js", R"({"$t":"Blob","v":{"bytes":"A","mimeType":""}})",
     "byte 44: $: invalid Blob payload: illegal base64 data at byte 1 (invalid_value)"},
    {"starlark", R"({"k":{"$t":"mapkv","v":[["a",1],["b",{"$t":"x"}]]}})",
     R"(byte 43: $.get("k").get("b"): unknown type tag "x" (unknown_tag))"},
    {"starlark", R"({"$t":"mapkv","v":[[1,2],5]})", "byte 25: $: invalid mapkv entry (invalid_value)"},
    {"starlark", R"({"$t":"mapkv","v":[[{"$t":"tuple","v":[1,{"$t":"set","v":[]}]},1]]})",
     "byte 41: $.keys[0][1]: unhashable type: set (invalid_key)"},
    {"starlark", R"({"$t":"set","v":[{"$t":"object","v":{}}]})", "byte 17: $[0]: unhashable type: dict (invalid_key)"},
    {"starlark", R"({"$t":"tuple","v":[],"v":[]})", "byte 21: $: an envelope has this member twice (duplicate_key)"},
    {"starlark", R"({"$t":"tuple","$t":"set","v":[]})",
     "byte 14: $: an envelope has this member twice (duplicate_key)"},
    {"starlark", R"({"v":1,"$t":"bogus"})", R"(byte 12: $: unknown type tag "bogus" (unknown_tag))"},
    {"starlark", R"({"$t":"time","v":"2020-01-01T24:00:00Z"})",
     R"(byte 17: $: invalid time payload "2020-01-01T24:00:00Z": hour out of range (invalid_value))"},
    {"starlark", R"({"$t":"time","v":"2020-01-01T00:00:00+24:00"})",
     R"(byte 17: $: invalid time payload "2020-01-01T00:00:00+24:00": zone out of range (invalid_value))"},
    {"starlark", R"({"$t":"time","v":"10000-01-01T00:00:00Z"})",
     R"(byte 17: $: invalid time payload "10000-01-01T00:00:00Z": year out of range (invalid_value))"},
    {"starlark", R"([1e400])", R"(byte 1: $[0]: invalid number "1e400": value out of range (invalid_value))"},
};

TEST(Serial, RefusesBadTextsWithOffsetPathAndReason) {
  for (const bad_text& c : bad_texts) {
    const auto doc = serial::try_loads(c.text, reading(c.variant));
    ASSERT_FALSE(doc) << c.text << '\n' << to_notation(*doc);
    EXPECT_EQ(doc.error().message(), c.message) << c.text;
  }
}

// ---- custom types ----

TEST(Serial, CarriesCustomTypesUnderTheirNames) {
  custom_types types;
  const auto to_payload = [](const value& from, builder& to) {
    to.copy(from["text"]);
    return std::string();
  };
  const auto from_payload = [](const value& from, builder& to) {
    to.begin_host("Label");
    to.key("text").copy(from);
    to.end();
    return std::string();
  };
  ASSERT_TRUE(types.add({.name = "Label", .to_payload = to_payload, .from_payload = from_payload}));
  ASSERT_TRUE(types.add({.name = "set", .to_payload = to_payload, .from_payload = from_payload}));
  builder b;
  b.begin_array();
  b.begin_host("Label");
  b.key("text").string("x");
  b.end();
  b.end();
  const document doc = std::move(b).finish().value();
  for (const std::string_view variant : {"starlark", "js"}) {
    encode_options out = writing(variant);
    out.types = &types;
    decode_options in = reading(variant);
    in.types = &types;
    const std::string text = serial::dumps(doc, out);
    EXPECT_EQ(text, R"([{"$t":"Label","v":"x"}])");
    EXPECT_TRUE(serial::loads(text, in) == doc);
    EXPECT_TRUE(serial::loads(R"([{"v":"x","$t":"Label"}])", in) == doc);
    const auto missing = serial::try_loads(R"([{"$t":"Label"}])", in);
    ASSERT_FALSE(missing);
    EXPECT_EQ(missing.error().message(),
              "byte 14: $[0]: invalid Label payload: expected a member \"v\" (invalid_value)");
    const auto unknown = serial::try_loads(text, reading(variant));
    ASSERT_FALSE(unknown);
    EXPECT_EQ(unknown.error().code, errc::unknown_tag);
  }

  const document taken = from_notation(R"({"t":"host","id":0,"type":"set","text":"x"})");
  encode_options out = writing("starlark");
  out.types = &types;
  const auto refused = serial::try_dumps(taken, out);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().detail, "cannot serialize a custom type named set: that tag is serial's own");
}

}  // namespace
}  // namespace clonewire::test
