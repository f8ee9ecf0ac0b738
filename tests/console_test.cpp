// What the console prints, against what Node printed (tests/console/generate.mjs), and what Node has no answer for.
#include <gtest/gtest.h>

#include <algorithm>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include <clonewire/clonewire.hpp>

#include "support/corpus.hpp"

namespace clonewire::test {
namespace {

struct printed_case {
  std::string name;
  std::string js;
  std::string graph;
  std::string text;
  console_options options;
};

std::ostream& operator<<(std::ostream& out, const printed_case& c) {
  return out << c.name << "\n  js: " << c.js << '\n';
}

std::string text_of(const value& line, std::string_view name) {
  const value member = line.find(name);
  return member ? member.to_utf8() : std::string();
}

console_options options_of(const value& line) {
  console_options options;
  const value given = line.find("options");
  const auto limit = [](const value& v) {
    return v.is(kind::null) ? console_options::no_limit : v.get<std::uint64_t>();
  };
  if (const value v = given.find("colors")) options.colors = v.get<bool>();
  if (const value v = given.find("breakLength")) options.break_length = v.get<std::uint32_t>();
  if (const value v = given.find("maxArrayLength")) options.max_array_length = limit(v);
  if (const value v = given.find("maxStringLength")) options.max_string_length = limit(v);
  return options;
}

std::vector<printed_case> printed_cases() {
  std::vector<printed_case> cases;
  const std::string lines = read_test_file("console/cases.jsonl");
  for (std::size_t begin = 0; begin < lines.size();) {
    const std::size_t end = std::min(lines.find('\n', begin), lines.size());
    const document doc = decode(as_bytes(std::string_view(lines).substr(begin, end - begin)), {.format = format::json});
    const value line = doc.root();
    const std::string graph = as_text(encode(line["graph"], {.format = format::json}));
    cases.push_back({text_of(line, "name"), text_of(line, "js"), graph, text_of(line, "text"), options_of(line)});
    begin = end + 1;
  }
  return cases;
}

TEST(Console, PrintsWhatNodePrints) {
  const std::vector<printed_case> cases = printed_cases();
  ASSERT_GE(cases.size(), 300u);
  for (const printed_case& c : cases) {
    const auto doc = try_decode(as_bytes(c.graph), {.format = format::graph});
    ASSERT_TRUE(doc) << c << doc.error().message();
    EXPECT_EQ(to_console(doc->root(), c.options), c.text) << c;
  }
}

// Values of Python and of platforms, for which Node has no word.
TEST(Console, PrintsKindsThatJavaScriptLacks) {
  struct row {
    const char* name;
    void (*build)(builder&);
    const char* text;
  };
  const row rows[] = {
      {"an empty tuple", [](builder& b) { b.begin_tuple(), b.end(); }, "Tuple(0) []"},
      {"a tuple", [](builder& b) { b.begin_tuple(), b.number(1).string("a").end(); }, "Tuple(2) [ 1, 'a' ]"},
      {"a long tuple",
       [](builder& b) {
         b.begin_tuple();
         for (int i = 0; i < 8; ++i) b.number(i);
         b.end();
       },
       "Tuple(8) [\n  0, 1, 2, 3,\n  4, 5, 6, 7\n]"},
      {"bytes", [](builder& b) { b.bytes(as_bytes("abc")); }, "Bytes(3) <61 62 63>"},
      {"no bytes", [](builder& b) { b.bytes({}); }, "Bytes(0) <>"},
      {"many bytes", [](builder& b) { b.begin_array(), b.bytes(as_bytes(std::string(52, '0'))).end(); },
       "[\n  Bytes(52) <30 30 30 30 30 30 30 30 30 30 30 30 30 30 30 30 30 30 30 30 30 30 30 30 30 "
       "30 30 30 30 30 30 30 30 30 30 30 30 30 30 30 30 30 30 30 30 30 30 30 30 30 ... 2 more bytes>\n]"},
      {"a timestamp", [](builder& b) { b.timestamp("2024-01-02T03:04:05+01:00"); }, "2024-01-02T03:04:05+01:00"},
      {"a host object", [](builder& b) { b.begin_host("Blob"), b.key("index").number(0).end(); }, "Blob { index: 0 }"},
      {"a host object without fields", [](builder& b) { b.begin_host("Blob"), b.end(); }, "Blob {}"},
      {"a host object that refers to itself",
       [](builder& b) {
         const auto self = b.begin_host("FileList");
         b.key("a-b").reference(self).end();
       },
       "<ref *1> FileList { 'a-b': [Circular *1] }"},
      {"a view whose bytes are elsewhere",
       [](builder& b) {
         b.detached();
         const auto shared = b.begin_host("SharedArrayBuffer");
         b.key("index").number(1).end();
         b.typed_array(element_type::uint16, shared, 2, 4);
       },
       "Uint16Array {\n  [byteLength]: 4,\n  [byteOffset]: 2,\n  [buffer]: SharedArrayBuffer { index: 1 }\n}"},
  };
  for (const row& r : rows) {
    builder b;
    r.build(b);
    const auto doc = std::move(b).finish();
    ASSERT_TRUE(doc) << r.name << ": " << doc.error().message();
    EXPECT_EQ(to_console(doc->root()), r.text) << r.name;
  }
}

TEST(Console, PrintsNothingInPlaceOfAnAbsentValue) {
  EXPECT_EQ(to_console(value()), "<absent>");
}

// A nesting of arrays, each with `children` references to the next.
document nested(std::uint32_t depth, int children) {
  builder b(limits{.max_depth = depth});
  std::vector<std::uint32_t> numbers;
  for (std::uint32_t i = 0; i < depth; ++i) numbers.push_back(b.begin_array());
  for (std::uint32_t i = depth; i-- > 0;) {
    for (int n = 1; n < children && i + 1 < depth; ++n) b.reference(numbers[i + 1]);
    b.end();
  }
  return std::move(b).finish().value();
}

TEST(Console, DepthCostsNoStackAndNoRepeatedCopies) {
  constexpr std::uint32_t depth = 10'000;
  const std::string text = to_console(nested(depth, 1).root());
  EXPECT_TRUE(text.starts_with("[\n  [\n    [\n      [\n")) << text.substr(0, 100);
  EXPECT_TRUE(text.ends_with("\n      ]\n    ]\n  ]\n]")) << text.substr(text.size() - 100);
  EXPECT_EQ(std::count(text.begin(), text.end(), '['), depth);
  EXPECT_EQ(std::count(text.begin(), text.end(), ']'), depth);
}

TEST(Console, SharingDoesNotMultiplyTextBeyondTheLimit) {
  const document doc = nested(64, 2);  // 2^64 arrays, if each were printed wherever it occurs
  console_options options;
  options.max_bytes = 100'000;
  const std::string text = to_console(doc.root(), options);
  EXPECT_LT(text.size(), 2 * options.max_bytes);
  EXPECT_TRUE(text.ends_with("\n  ],\n  ... cut: more than 100000 bytes of text\n]")) << text.substr(text.size() - 100);
}

TEST(Console, TheLimitCountsHolesThatAreOnlyWalkedOver) {
  builder b;
  b.begin_array();
  const auto holes = b.begin_array();
  b.number(1);
  for (int i = 0; i < 50'000; ++i) b.hole();
  for (int i = 0; i < 50'000; ++i) b.number(1);
  b.end();
  for (int i = 0; i < 9; ++i) b.reference(holes);
  b.end();
  console_options options;
  options.max_bytes = 200'000;
  const std::string text = to_console(std::move(b).finish().value().root(), options);
  EXPECT_NE(text.find("... cut: more than 200000 bytes of text"), text.npos);
}

}  // namespace
}  // namespace clonewire::test
