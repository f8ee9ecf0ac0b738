// The json format. What is accepted and what it means is JSON.parse's answer in Node; decoded values are written down
// in graph notation, which tells -0 from 0 and shows lone surrogates.
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include <clonewire/clonewire.hpp>

#include "support/corpus.hpp"

namespace clonewire::test {
namespace {

using namespace std::string_literals;
using namespace std::string_view_literals;

result<document> parsed(std::string_view text, const decode_options& options = {}) {
  decode_options json = options;
  json.format = format::json;
  return try_decode(as_bytes(text), json);
}

std::string written(const result<std::vector<std::byte>>& text) {
  return text ? as_text(*text) : text.error().message();
}

std::string notation_of(std::string_view json) {
  const auto doc = parsed(json);
  return doc ? written(try_encode(*doc, {.format = format::graph})) : doc.error().message();
}

document from_notation(std::string_view notation) {
  auto doc = try_decode(as_bytes(notation), {.format = format::graph});
  EXPECT_TRUE(doc) << notation << "\n" << doc.error().message();
  return std::move(doc).value();
}

// ---- reading ----

TEST(JsonReading, TakesWhatJsonParseTakes) {
  const std::pair<std::string_view, std::string_view> cases[] = {
      {"null", R"({"t":"null"})"},
      {" \t\r\n true \n", R"({"t":"boolean","v":true})"},
      {"false", R"({"t":"boolean","v":false})"},
      {"0", R"({"t":"number","v":"0"})"},
      {"-0", R"({"t":"number","v":"-0"})"},
      {"-0.0", R"({"t":"number","v":"-0"})"},
      {"1E+2", R"({"t":"number","v":"100"})"},
      {"1e400", R"({"t":"number","v":"Infinity"})"},
      {"-1e-400", R"({"t":"number","v":"-0"})"},
      {"123456789012345678901234567890", R"({"t":"number","v":"1.2345678901234568e+29"})"},
      {R"("")", R"({"t":"string","v":""})"},
      {R"("a\"\\\/\b\f\n\r\t\u0041\u00e9\u3042")",
       "{\"t\":\"string\",\"v\":\"a\\\"\\\\/\\b\\f\\n\\r\\tA\u00e9\u3042\"}"},
      {R"("\ud83d\ude00")", "{\"t\":\"string\",\"v\":\"\U0001f600\"}"},
      {R"("\uD83D")", R"({"t":"string","v":"\ud83d"})"},
      {R"("\ude00\ud83d")", R"({"t":"string","v":"\ude00\ud83d"})"},
      {R"("\ud83d\ud83d\ude00")", "{\"t\":\"string\",\"v\":\"\\ud83d\U0001f600\"}"},
      {R"("\ud83dé")", "{\"t\":\"string\",\"v\":\"\\ud83d\u00e9\"}"},
      {R"("\u0000\u001f")", R"({"t":"string","v":"\u0000\u001f"})"},
      {"\"\x7f\u2028\u2029\uffff\U0010ffff\"", "{\"t\":\"string\",\"v\":\"\x7f\u2028\u2029\uffff\U0010ffff\"}"},
      {"[]", R"({"t":"array","id":0,"length":0,"e":[],"p":[]})"},
      {"[ ]", R"({"t":"array","id":0,"length":0,"e":[],"p":[]})"},
      {"[1,[2]]",
       R"({"t":"array","id":0,"length":2,"e":[[0,{"t":"number","v":"1"}],[1,{"t":"array","id":1,"length":1,"e":[[0,{"t":"number","v":"2"}]],"p":[]}]],"p":[]})"},
      {"{}", R"({"t":"object","id":0,"p":[]})"},
      {R"({"a":1,"b":{}})",
       R"({"t":"object","id":0,"p":[["a",{"t":"number","v":"1"}],["b",{"t":"object","id":1,"p":[]}]]})"},
      {R"({"":null})", R"({"t":"object","id":0,"p":[["",{"t":"null"}]]})"},
  };
  for (const auto& [json, notation] : cases) EXPECT_EQ(notation_of(json), notation) << json;
}

TEST(JsonReading, OrdersAndMergesKeysAsJavaScriptDoes) {
  const std::pair<std::string_view, std::string_view> cases[] = {
      {R"({"b":1,"a":2})", R"({"b":1,"a":2})"},
      {R"({"b":1,"2":2,"1":3})", R"({"1":3,"2":2,"b":1})"},
      {R"({"a":1,"b":2,"a":3})", R"({"a":3,"b":2})"},
      {R"({"a":1,"\u0061":2})", R"({"a":2})"},
      {"{\"\u00e9\":1,\"\\u00e9\":2}", "{\"\u00e9\":2}"},
      {R"({"1":"a","0":"b","1":"c"})", R"({"0":"b","1":"c"})"},
      {R"({"4294967294":1,"4294967295":2,"01":3,"0":4})", R"({"0":4,"4294967294":1,"4294967295":2,"01":3})"},
      {R"({"__proto__":{"x":1},"__proto__":null})", R"({"__proto__":null})"},
      {R"({"length":1,"constructor":2})", R"({"length":1,"constructor":2})"},
  };
  for (const auto& [json, expected] : cases) {
    const auto doc = parsed(json);
    ASSERT_TRUE(doc) << json << doc.error().message();
    EXPECT_EQ(written(try_encode(*doc, {.format = format::json})), expected);
  }
}

TEST(JsonReading, ErrorsNameOffsetPathAndReason) {
  const struct {
    std::string_view json;
    std::string_view message;
  } cases[] = {
      // nothing, or not enough
      {"", "byte 0: $: expected a value, found the end of the text (unexpected_end)"},
      {" \n", "byte 2: $: expected a value, found the end of the text (unexpected_end)"},
      {"[", "byte 1: $[0]: expected a value, found the end of the text (unexpected_end)"},
      {"[1", "byte 2: $: expected ',' or ']', found the end of the text (unexpected_end)"},
      {"[1,", "byte 3: $[1]: expected a value, found the end of the text (unexpected_end)"},
      {"{", "byte 1: $: expected a key, found the end of the text (unexpected_end)"},
      {R"({"a")", "byte 4: $: expected ':', found the end of the text (unexpected_end)"},
      {R"({"a":)", "byte 5: $.a: expected a value, found the end of the text (unexpected_end)"},
      {R"({"a":1)", "byte 6: $: expected ',' or '}', found the end of the text (unexpected_end)"},
      {"\"a", "byte 2: $: expected '\"', found the end of the text (unexpected_end)"},
      {"\"a\\", "byte 3: $: expected an escape, found the end of the text (unexpected_end)"},
      {"\"\\u12", "byte 5: $: expected a hexadecimal digit, found the end of the text (unexpected_end)"},
      {"tru", "byte 3: $: expected true, found the end of the text (unexpected_end)"},
      {"-", "byte 1: $: expected a digit, found the end of the text (unexpected_end)"},
      // too much
      {"1 2", "byte 2: $: expected nothing after the value, found '2' (trailing_bytes)"},
      {"[]]", "byte 2: $: expected nothing after the value, found ']' (trailing_bytes)"},
      {"null\xef\xbb\xbf", "byte 4: $: expected nothing after the value, found a byte order mark (trailing_bytes)"},
      {"1\0"sv, "byte 1: $: expected nothing after the value, found byte 0x00 (trailing_bytes)"},
      {"01", "byte 1: $: expected nothing after the value, found '1' (trailing_bytes)"},
      {"0x1", "byte 1: $: expected nothing after the value, found 'x' (trailing_bytes)"},
      {"truefalse", "byte 4: $: expected nothing after the value, found 'f' (trailing_bytes)"},
      // other than JSON
      {"\xef\xbb\xbf{}", "byte 0: $: expected a value, found a byte order mark (invalid_syntax)"},
      {"\xc2\xa0"
       "1",
       "byte 0: $: expected a value, found byte 0xc2 (invalid_syntax)"},
      {"\v1", "byte 0: $: expected a value, found byte 0x0b (invalid_syntax)"},
      {"[1,]", "byte 3: $[1]: expected a value, found ']' (invalid_syntax)"},
      {"[,1]", "byte 1: $[0]: expected a value, found ',' (invalid_syntax)"},
      {"[1 2]", "byte 3: $: expected ',' or ']', found '2' (invalid_syntax)"},
      {"[1}", "byte 2: $: expected ',' or ']', found '}' (invalid_syntax)"},
      {R"({"a":1,})", "byte 7: $: expected a key, found '}' (invalid_syntax)"},
      {R"({,})", "byte 1: $: expected a key, found ',' (invalid_syntax)"},
      {R"({a:1})", "byte 1: $: expected a key, found 'a' (invalid_syntax)"},
      {R"({1:1})", "byte 1: $: expected a key, found '1' (invalid_syntax)"},
      {R"({'a':1})", "byte 1: $: expected a key, found ''' (invalid_syntax)"},
      {R"({"a" 1})", "byte 5: $: expected ':', found '1' (invalid_syntax)"},
      {R"({"a"::1})", "byte 5: $.a: expected a value, found ':' (invalid_syntax)"},
      {R"({"a":1 "b"})", "byte 7: $: expected ',' or '}', found '\"' (invalid_syntax)"},
      {R"({"a":1])", "byte 6: $: expected ',' or '}', found ']' (invalid_syntax)"},
      {"'a'", "byte 0: $: expected a value, found ''' (invalid_syntax)"},
      {"+1", "byte 0: $: expected a value, found '+' (invalid_syntax)"},
      {".5", "byte 0: $: expected a value, found '.' (invalid_syntax)"},
      {"[1.]", "byte 3: $[0]: expected a digit, found ']' (invalid_syntax)"},
      {"[1.e1]", "byte 3: $[0]: expected a digit, found 'e' (invalid_syntax)"},
      {"[1e]", "byte 3: $[0]: expected a digit, found ']' (invalid_syntax)"},
      {"[-a]", "byte 2: $[0]: expected a digit, found 'a' (invalid_syntax)"},
      {"[-Infinity]", "byte 2: $[0]: expected a digit, found 'I' (invalid_syntax)"},
      {"NaN", "byte 0: $: expected a value, found 'N' (invalid_syntax)"},
      {"undefined", "byte 0: $: expected a value, found 'u' (invalid_syntax)"},
      {"nul1", "byte 3: $: expected null, found '1' (invalid_syntax)"},
      {"True", "byte 0: $: expected a value, found 'T' (invalid_syntax)"},
      {"// x\n1", "byte 0: $: expected a value, found '/' (invalid_syntax)"},
      {"[1/**/]", "byte 2: $: expected ',' or ']', found '/' (invalid_syntax)"},
      {"\"\t\"", "byte 1: $: expected a character of a string, found byte 0x09 (invalid_syntax)"},
      {"\"a\nb\"", "byte 2: $: expected a character of a string, found byte 0x0a (invalid_syntax)"},
      {"\"\0\""sv, "byte 1: $: expected a character of a string, found byte 0x00 (invalid_syntax)"},
      {R"("\a")", "byte 2: $: expected an escape, found 'a' (invalid_syntax)"},
      {R"("\x41")", "byte 2: $: expected an escape, found 'x' (invalid_syntax)"},
      {R"("\'")", "byte 2: $: expected an escape, found ''' (invalid_syntax)"},
      {R"("\U0041")", "byte 2: $: expected an escape, found 'U' (invalid_syntax)"},
      {R"("\u00g0")", "byte 5: $: expected a hexadecimal digit, found 'g' (invalid_syntax)"},
      {R"("\u{41}")", "byte 3: $: expected a hexadecimal digit, found '{' (invalid_syntax)"},
      // bytes that are no UTF-8
      {"\"a\xff\"", "byte 2: $: a string that is not valid UTF-8 (invalid_string)"},
      {"[\"ok\",\"\xed\xa0\xbd\"]", "byte 7: $[1]: a string that is not valid UTF-8 (invalid_string)"},
      {"{\"\xc0\xaf\":1}", "byte 2: $: a string that is not valid UTF-8 (invalid_string)"},
      {"\xff", "byte 0: $: expected a value, found byte 0xff (invalid_syntax)"},
      // paths
      {R"({"pets":[{"name":"Rex"},{"name":!}]})",
       "byte 32: $.pets[1].name: expected a value, found '!' (invalid_syntax)"},
      {R"({"a b":{"7":[x]}})", "byte 13: $[\"a b\"][7][0]: expected a value, found 'x' (invalid_syntax)"},
      {R"({"a\u0062\n":x})", "byte 13: $[\"ab\\n\"]: expected a value, found 'x' (invalid_syntax)"},
  };
  for (const auto& c : cases) {
    const auto doc = parsed(c.json);
    ASSERT_FALSE(doc) << c.json;
    EXPECT_EQ(doc.error().message(), c.message) << c.json;
  }
}

TEST(JsonReading, FindsTheEndOfStringsOfAnyLength) {
  for (std::size_t size = 0; size != 40; ++size) {
    for (const std::string_view piece : {"", "\\n", "\\u00e9", "\u00e9", "\\\"", "\\ud83d"}) {
      const std::string text = '"' + std::string(size, 'x') + std::string(piece) + std::string(40 - size, 'y') + '"';
      const auto doc = parsed(text);
      ASSERT_TRUE(doc) << text << doc.error().message();
      const std::string expected =
          piece == "\\u00e9" ? '"' + std::string(size, 'x') + "\u00e9" + std::string(40 - size, 'y') + '"' : text;
      EXPECT_EQ(written(try_encode(*doc, {.format = format::json})), expected);
      EXPECT_FALSE(parsed(text.substr(0, text.size() - 1)));
      const auto member = parsed("{" + text + ":" + text + "}");
      ASSERT_TRUE(member) << text << member.error().message();
      EXPECT_EQ(written(try_encode(*member, {.format = format::json})), "{" + expected + ":" + expected + "}");
    }
  }
}

TEST(JsonReading, KeysAreTheSameHoweverTheyAreWritten) {
  for (std::size_t size = 0; size != 40; ++size) {
    for (const std::string_view end : {"k", "9", "\u00e9", "\u3042"}) {
      const std::string key = std::string(size, 'x') + std::string(end);
      const std::string escaped = size == 0 ? key : "\\u0078" + key.substr(1);
      // At the end of the text, and far from it.
      const std::string text = "{\"" + escaped + "\":1,\"" + key + "\":2}";
      const auto doc = parsed(text);
      const auto spaced = parsed("{ \"" + key + "\" : 1 , \"" + escaped + "\" : 2 } " + std::string(64, ' '));
      ASSERT_TRUE(doc && spaced) << text;
      EXPECT_EQ(written(try_encode(*doc, {.format = format::json})), "{\"" + key + "\":2}");
      EXPECT_TRUE(*doc == *spaced) << text;
      EXPECT_TRUE(doc->root()[key].is(kind::number)) << text;
    }
  }
}

TEST(JsonReading, KeepsManyKeysInOrder) {
  for (const std::size_t count : {47U, 48U, 49U, 500U}) {
    std::string once = "{", twice = "{";
    for (std::size_t i = 0; i != count; ++i)
      once += (i == 0 ? "\"k" : ",\"k") + std::to_string(i) + "\":" + std::to_string(i);
    for (std::size_t i = 0; i != 2 * count; ++i) {
      twice += (i == 0 ? "\"k" : ",\"k") + std::to_string(i % count) + "\":" + std::to_string(i % count);
    }
    const auto doc = parsed(twice + "}");
    ASSERT_TRUE(doc);
    EXPECT_EQ(written(try_encode(*doc, {.format = format::json})), once + "}");
  }
}

TEST(JsonReading, PacksNumbersOfOneForm) {
  const std::pair<std::string_view, std::string_view> cases[] = {
      {"[1,-2,2147483647,-2147483648]", "[1,-2,2147483647,-2147483648]"},
      {"[1.0,2e0]", "[1,2]"},
      {"[1,2.5,-0,4294967296]", "[1,2.5,-0,4294967296]"},
      {"[1,null,2.5]", "[1,null,2.5]"},
      {"[[1],[],[[2.5]]]", "[[1],[],[[2.5]]]"},
  };
  for (const auto& [json, expected] : cases) {
    const auto doc = parsed(json);
    ASSERT_TRUE(doc) << json;
    EXPECT_EQ(written(try_encode(*doc, {.format = format::json})), expected);
  }
  EXPECT_TRUE(*parsed("[1.0,2e0]") == *parsed("[1,2]"));
}

TEST(JsonReading, LimitsNameThePlaceWhereTheyWereMet) {
  const struct {
    std::string_view json;
    std::uint64_t max_slots;
    std::string_view message;
  } cases[] = {
      {"[1,2,3]", 3, "byte 5: $[2]: more values than the limit of 3 (limit_exceeded)"},
      {R"({"a":{"b":1}})", 3, "byte 6: $.a.b: more values than the limit of 3 (limit_exceeded)"},
      {R"({"a":{"b":1}})", 4, "byte 10: $.a.b: more values than the limit of 4 (limit_exceeded)"},
      {R"({"a":[[]]})", 2, "byte 5: $.a: more values than the limit of 2 (limit_exceeded)"},
      {"true", 0, "byte 0: $: more values than the limit of 0 (limit_exceeded)"},
  };
  for (const auto& c : cases) {
    const auto doc = parsed(c.json, {.limits = {.max_slots = c.max_slots}});
    ASSERT_FALSE(doc) << c.message;
    EXPECT_EQ(doc.error().message(), c.message);
  }
}

TEST(JsonReading, BorrowsOrCopiesItsInput) {
  const std::string_view text = R"({"plain":"text","escaped":"a\nb","long\u0020key":[1,2,3]})";
  std::string input(text);
  const auto copy = parsed(input);
  const auto loan = parsed(text, {.input = input_lifetime::borrowed});
  input.assign(input.size(), '#');
  ASSERT_TRUE(copy && loan);
  EXPECT_TRUE(*copy == *loan);
  EXPECT_LT(loan->memory_bytes(), copy->memory_bytes());
  EXPECT_EQ(copy->consumed_bytes(), text.size());
}

TEST(JsonReading, KeepsToItsLimits) {
  const std::string deep(100'000, '[');
  const struct {
    std::string json;
    limits bounds;
    std::string_view message;
  } cases[] = {
      {deep, {}, "nested deeper than the limit of 10000"},
      {"[[[]]]", {.max_depth = 2}, "nested deeper than the limit of 2"},
      {"[1,2,3,4]", {.max_slots = 3}, "more values than the limit of 3"},
      {R"({"a":1})", {.max_slots = 1}, "more values than the limit of 1"},
      {'"' + std::string(5000, 'x') + '"', {.max_bytes = 4096}, "the document needs more memory than its limit"},
  };
  for (const auto& c : cases) {
    const auto doc = parsed(c.json, {.limits = c.bounds});
    ASSERT_FALSE(doc) << c.message;
    EXPECT_EQ(doc.error().code, errc::limit_exceeded) << c.message;
    EXPECT_EQ(doc.error().detail, c.message);
    EXPECT_LE(doc.error().offset, c.json.size());
  }
  EXPECT_TRUE(parsed("[[]]", {.limits = {.max_depth = 2}}));
}

TEST(JsonReading, NestsAsDeepAsIsAllowed) {
  constexpr std::size_t depth = 500'000;
  const std::string text = std::string(depth, '[') + std::string(depth, ']');
  const auto doc = parsed(text, {.limits = {.max_depth = depth}});
  ASSERT_TRUE(doc) << doc.error().message();
  EXPECT_EQ(written(try_encode(*doc, {.format = format::json})), text);
}

// ---- writing what JSON can carry ----

TEST(JsonWriting, GivesTheShortestText) {
  // What is written compactly is written back as it stands.
  for (const std::string_view text : {"null",
                                      "true",
                                      "false",
                                      "0",
                                      "-0",
                                      "1.5",
                                      "-1e-7",
                                      "1e+21",
                                      "4294967296",
                                      R"("")",
                                      R"("\"\\/")",
                                      R"("\b\f\n\r\t\u0000\u001f")",
                                      "\"\x7f\u00e9\u3042\U0001f600\"",
                                      R"("\ud83d")",
                                      R"("a\ude00b")",
                                      "[]",
                                      "{}",
                                      "[1,2.5,null]",
                                      "[[],{}]",
                                      R"({"a":{"b":[{"c":"d"}]}})",
                                      R"({"__proto__":1})",
                                      R"({"\ud83d":"\ud83d"})",
                                      "{\"\u3042\":\"\u00e9\"}"}) {
    const auto doc = parsed(text);
    ASSERT_TRUE(doc) << text;
    EXPECT_EQ(written(try_encode(*doc, {.format = format::json})), text);
  }
}

TEST(JsonWriting, IndentsAsJsonStringifyDoes) {
  const std::pair<std::uint32_t, std::string_view> cases[] = {
      {0, R"({"a":[1,{"b":[]},{}],"c":"d"})"},
      {1, "{\n \"a\": [\n  1,\n  {\n   \"b\": []\n  },\n  {}\n ],\n \"c\": \"d\"\n}"},
      {2, "{\n  \"a\": [\n    1,\n    {\n      \"b\": []\n    },\n    {}\n  ],\n  \"c\": \"d\"\n}"},
  };
  for (const auto& [indent, text] : cases) {
    const auto doc = parsed(text);
    ASSERT_TRUE(doc);
    EXPECT_EQ(written(try_encode(*doc, {.format = format::json, .indent = indent})), text);
  }
  const auto doc = parsed("[1]");
  EXPECT_EQ(written(try_encode(*doc, {.format = format::json, .indent = 99})), "[\n          1\n]");
}

TEST(JsonWriting, EveryEncodingOfStringsGivesTheSameText) {
  const std::string latin1 = "\xe9\"\n\x7f";
  const std::string utf16 = "\xe9\0\"\0\n\0\x7f\0"s;
  const std::string utf8 = "\u00e9\"\n\x7f";
  for (const auto& [encoding, text] :
       {std::pair{string_encoding::latin1, latin1}, std::pair{string_encoding::utf16, utf16},
        std::pair{string_encoding::utf8, utf8}}) {
    builder b;
    b.begin_object();
    b.key(string_data{encoding, as_bytes(text)}).string(string_data{encoding, as_bytes(text)});
    b.end();
    const auto doc = std::move(b).finish();
    ASSERT_TRUE(doc);
    EXPECT_EQ(written(try_encode(*doc, {.format = format::json})), "{\"\u00e9\\\"\\n\x7f\":\"\u00e9\\\"\\n\x7f\"}");
  }
}

// ---- what JSON cannot carry ----

struct uncarried {
  std::string_view notation;
  std::string_view error;  // when strict
  std::string_view lossy;  // the text all the same
  std::vector<std::string_view> losses;
};

const std::vector<uncarried>& uncarried_cases() {
  static const std::vector<uncarried> cases = {
      {R"({"t":"undefined"})",
       "$: JSON cannot carry undefined",
       "null",
       {"$: JSON cannot carry undefined: written as null"}},
      {R"({"t":"number","v":"NaN"})",
       "$: JSON cannot carry NaN",
       "null",
       {"$: JSON cannot carry NaN: written as null"}},
      {R"({"t":"number","v":"-Infinity"})",
       "$: JSON cannot carry -Infinity",
       "null",
       {"$: JSON cannot carry -Infinity: written as null"}},
      {R"({"t":"bigint","v":"-12345678901234567890123"})",
       "$: JSON cannot carry a BigInt",
       R"("-12345678901234567890123")",
       {"$: JSON cannot carry a BigInt: written as a string"}},
      {R"({"t":"bytes","v":"00ff"})",
       "$: JSON cannot carry a byte string",
       R"("AP8=")",
       {"$: JSON cannot carry a byte string: its bytes are written as a base64 string"}},
      {R"({"t":"time","v":"2026-06-13T12:30:00Z"})",
       "$: JSON cannot carry a timestamp",
       R"("2026-06-13T12:30:00Z")",
       {"$: JSON cannot carry a timestamp: written as a string"}},
      {R"({"t":"object","id":0,"p":[["a",{"t":"undefined"}],["b",{"t":"null"}]]})",
       "$.a: JSON cannot carry undefined",
       R"({"b":null})",
       {"$.a: JSON cannot carry undefined: left out"}},
      {R"({"t":"array","id":0,"length":3,"e":[[0,{"t":"undefined"}],[2,{"t":"null"}]],"p":[]})",
       "$[0]: JSON cannot carry undefined",
       "[null,null,null]",
       {"$[0]: JSON cannot carry undefined: written as null",
        "$[1]: JSON cannot carry a hole in an array: written as null"}},
      {R"({"t":"array","id":0,"length":1,"e":[[0,{"t":"null"}]],"p":[["x",{"t":"null"}]]})",
       "$.x: JSON cannot carry an array's named property",
       "[null]",
       {"$.x: JSON cannot carry an array's named property: left out"}},
      {R"({"t":"Date","id":0,"v":"1704153600000"})",
       "$: JSON cannot carry a Date",
       R"("2024-01-02T00:00:00.000Z")",
       {"$: JSON cannot carry a Date: written as a string"}},
      {R"({"t":"Date","id":0,"v":"NaN"})",
       "$: JSON cannot carry a Date",
       "null",
       {"$: JSON cannot carry a Date: written as a string", "$: JSON cannot carry an invalid Date: written as null"}},
      {R"({"t":"RegExp","id":0,"source":"a\\/\ud83d","flags":"gi"})",
       "$: JSON cannot carry a RegExp",
       R"("/a\\/\ud83d/gi")",
       {"$: JSON cannot carry a RegExp: written as a string"}},
      {R"({"t":"Map","id":0,"e":[[{"t":"number","v":"1"},{"t":"Map","id":1,"e":[]}],[{"t":"object","id":2,"p":[]},{"t":"undefined"}]]})",
       "$: JSON cannot carry a Map",
       "[[1,[]],[{},null]]",
       {"$: JSON cannot carry a Map: written as an array of [key, value] pairs",
        "$.get(1): JSON cannot carry a Map: written as an array of [key, value] pairs",
        "$.values[1]: JSON cannot carry undefined: written as null"}},
      {R"({"t":"Set","id":0,"e":[{"t":"number","v":"1"},{"t":"Set","id":1,"e":[]}]})",
       "$: JSON cannot carry a Set",
       "[1,[]]",
       {"$: JSON cannot carry a Set: written as an array", "$[1]: JSON cannot carry a Set: written as an array"}},
      {R"({"t":"tuple","id":0,"e":[{"t":"null"}]})",
       "$: JSON cannot carry a tuple",
       "[null]",
       {"$: JSON cannot carry a tuple: written as an array"}},
      {R"({"t":"Error","id":0,"name":"TypeError","message":"m","stack":"s","cause":{"t":"bigint","v":"1"}})",
       "$: JSON cannot carry an Error",
       R"({"name":"TypeError","message":"m","stack":"s","cause":"1"})",
       {"$: JSON cannot carry an Error: written as an object",
        "$.cause: JSON cannot carry a BigInt: written as a string"}},
      {R"({"t":"Error","id":0,"name":"Error"})",
       "$: JSON cannot carry an Error",
       R"({"name":"Error"})",
       {"$: JSON cannot carry an Error: written as an object"}},
      {R"({"t":"Boolean","id":0,"v":false})",
       "$: JSON cannot carry a Boolean object",
       "false",
       {"$: JSON cannot carry a Boolean object: written as its primitive"}},
      {R"({"t":"Number","id":0,"v":"-0"})",
       "$: JSON cannot carry a Number object",
       "-0",
       {"$: JSON cannot carry a Number object: written as its primitive"}},
      {R"({"t":"Number","id":0,"v":"NaN"})",
       "$: JSON cannot carry a Number object",
       "null",
       {"$: JSON cannot carry a Number object: written as its primitive", "$: JSON cannot carry NaN: written as null"}},
      {R"({"t":"String","id":0,"v":"x"})",
       "$: JSON cannot carry a String object",
       R"("x")",
       {"$: JSON cannot carry a String object: written as its primitive"}},
      {R"({"t":"BigInt","id":0,"v":"7"})",
       "$: JSON cannot carry a BigInt object",
       R"("7")",
       {"$: JSON cannot carry a BigInt object: written as a string"}},
      {R"({"t":"ArrayBuffer","id":0,"bytes":"666f6f"})",
       "$: JSON cannot carry an ArrayBuffer",
       R"("Zm9v")",
       {"$: JSON cannot carry an ArrayBuffer: its bytes are written as a base64 string"}},
      {R"({"t":"Uint8Array","id":0,"buffer":{"t":"ArrayBuffer","id":1,"bytes":"00666f6f00"},"byteOffset":1,"length":3})",
       "$: JSON cannot carry a typed array",
       R"("Zm9v")",
       {"$: JSON cannot carry a typed array: its bytes are written as a base64 string"}},
      {R"({"t":"DataView","id":0,"buffer":{"t":"ArrayBuffer","id":1,"bytes":"66"},"byteOffset":0,"byteLength":1})",
       "$: JSON cannot carry a DataView",
       R"("Zg==")",
       {"$: JSON cannot carry a DataView: its bytes are written as a base64 string"}},
      {R"({"t":"Uint8Array","id":0,"buffer":{"t":"host","id":1,"type":"SharedArrayBuffer"},"byteOffset":0,"length":3})",
       "$: JSON cannot carry a typed array",
       "null",
       {"$: JSON cannot carry a typed array: its bytes are written as a base64 string",
        "$: JSON cannot carry a view whose buffer is elsewhere: written as null"}},
      {R"({"t":"host","id":0,"type":"Blob","size":3,"list":["x"],"0":null})",
       "$: JSON cannot carry a platform object",
       R"({"0":null,"size":3,"list":["x"]})",
       {"$: JSON cannot carry a platform object: written as an object of its fields",
        "$.list: JSON cannot carry a tuple: written as an array"}},
      {R"({"t":"array","id":0,"length":2,"e":[[0,{"t":"object","id":1,"p":[["a",{"t":"null"}]]}],[1,{"t":"ref","v":1}]],"p":[]})",
       "$[1]: JSON cannot carry an object that occurs twice",
       R"([{"a":null},{"a":null}])",
       {"$[1]: JSON cannot carry an object that occurs twice: written again"}},
      {R"({"t":"object","id":0,"p":[["self",{"t":"ref","v":0}]]})",
       "$.self: JSON cannot carry a cycle",
       R"({"self":null})",
       {"$.self: JSON cannot carry a cycle: written as null"}},
      {R"({"t":"object","id":0,"p":[["a",{"t":"array","id":1,"length":1,"e":[[0,{"t":"ref","v":0}]],"p":[]}],["b",{"t":"ref","v":1}]]})",
       "$.a[0]: JSON cannot carry a cycle",
       R"({"a":[null],"b":[null]})",
       {"$.a[0]: JSON cannot carry a cycle: written as null",
        "$.b: JSON cannot carry an object that occurs twice: written again",
        "$.b[0]: JSON cannot carry a cycle: written as null"}},
  };
  return cases;
}

TEST(JsonWriting, RefusesWhatJsonCannotCarry) {
  for (const uncarried& c : uncarried_cases()) {
    const document doc = from_notation(c.notation);
    const auto text = try_encode(doc, {.format = format::json});
    ASSERT_FALSE(text) << c.notation;
    EXPECT_EQ(text.error().code, errc::cannot_carry);
    EXPECT_EQ(text.error().path + ": " + text.error().detail, c.error) << c.notation;
  }
}

TEST(JsonWriting, LossyNamesEachLoss) {
  for (const uncarried& c : uncarried_cases()) {
    const document doc = from_notation(c.notation);
    std::vector<std::string> losses;
    const auto note = [&losses](const error& e) { losses.push_back(e.path + ": " + e.detail); };
    EXPECT_EQ(written(try_encode(doc, {.format = format::json, .lossy = true, .on_loss = note})), c.lossy)
        << c.notation;
    EXPECT_EQ(losses, std::vector<std::string>(c.losses.begin(), c.losses.end())) << c.notation;
    EXPECT_EQ(written(try_encode(doc, {.format = format::json, .lossy = true})), c.lossy) << "nobody listens";
  }
}

TEST(JsonWriting, LossyDoesNotExplode) {
  // Each array holds the next one twice: 2^64 copies of the innermost.
  builder doubling;
  for (int i = 0; i != 64; ++i) doubling.begin_array();
  for (std::uint32_t i = 64; i-- != 0;) {
    doubling.end();
    if (i != 0) doubling.reference(i);
  }
  // Four milliard holes, in no memory at all.
  builder holes;
  holes.begin_array(4'294'967'295);
  holes.end();
  // Something long, many times.
  const std::string text(100'000, 'x');
  builder texts;
  texts.begin_array();
  const auto object = texts.begin_object();
  texts.key("text").string(text);
  texts.end();
  for (int i = 0; i != 10'000; ++i) texts.reference(object);
  texts.end();
  builder buffers;
  buffers.begin_array();
  const auto buffer = buffers.array_buffer(as_bytes(text));
  for (int i = 0; i != 10'000; ++i) buffers.reference(buffer);
  buffers.end();
  builder views;
  views.begin_array();
  const auto viewed = views.detached().array_buffer(as_bytes(text));
  for (int i = 0; i != 10'000; ++i) views.typed_array(element_type::uint8, viewed, 0, text.size());
  views.end();

  for (builder* b : {&doubling, &holes, &texts, &buffers, &views}) {
    const auto doc = std::move(*b).finish();
    ASSERT_TRUE(doc) << doc.error().message();
    const auto json = try_encode(*doc, {.format = format::json, .lossy = true});
    ASSERT_FALSE(json);
    EXPECT_EQ(json.error().code, errc::limit_exceeded) << json.error().message();
  }
}

// ---- detection ----

TEST(JsonDetection, TakesWhatBeginsAsJsonAndNothingElse) {
  const std::pair<std::string_view, bool> cases[] = {
      {"{}", true},
      {" [1,2]\n", true},
      {"null", true},
      {"12.5", true},
      {R"("text")", true},
      {R"({"a":1,"b":)", true},
      {"[", true},
      {R"({"a":1,"b":2,})", true},
      {"", false},
      {"   ", false},
      {"hello", false},
      {"12 monkeys", false},
      {"\"open", false},
      {"truth", false},
      {"{a:1}", false},
      {"[}", false},
      {"\xff\x0f"
       "0",
       false},
      {"{\xff\xff", false},
      {"\"\x05hello", false},
  };
  for (const auto& [text, is_json] : cases) {
    EXPECT_EQ(detect_format(as_bytes(text)) == format::json, is_json) << text;
  }
}

}  // namespace
}  // namespace clonewire::test
