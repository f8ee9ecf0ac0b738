// The canonical form: the same for equal values, different for different ones, and for good what it is.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include <clonewire/canonical.hpp>
#include <clonewire/clonewire.hpp>
#include <clonewire/hash.hpp>

#include "support/corpus.hpp"

namespace clonewire::test {
namespace {

document from_notation(std::string_view text) {
  auto doc = try_decode(as_bytes(text), {.format = format::graph});
  EXPECT_TRUE(doc) << text << '\n' << (doc ? "" : doc.error().message());
  return std::move(doc).value();
}

// Every value of the corpora, in one heap by canonical form: what lies together is equal, and nothing else is.
TEST(Canonical, FormsAreTheSameIfAndOnlyIfTheValuesAre) {
  struct held {
    document doc;
    std::string name;
  };
  std::map<std::string, std::vector<held>> by_form;
  for (const corpus_case& c : corpus()) {
    auto doc = try_decode(c.bytes, c.reading());
    if (!doc) continue;
    std::string form = as_text(canonical_form(doc->root()));
    auto& same = by_form[form];
    if (same.size() < 8) same.push_back({std::move(doc).value(), c.folder + "/" + c.name});
  }
  ASSERT_GT(by_form.size(), 300U);
  std::vector<const held*> firsts;
  for (const auto& [form, same] : by_form) {
    for (const held& h : same) EXPECT_TRUE(h.doc == same.front().doc) << h.name << " and " << same.front().name;
    firsts.push_back(&same.front());
  }
  for (std::size_t i = 0; i != firsts.size(); ++i) {
    for (std::size_t j = i + 1; j != firsts.size(); ++j) {
      EXPECT_FALSE(firsts[i]->doc == firsts[j]->doc) << firsts[i]->name << " and " << firsts[j]->name;
    }
  }
}

// The same value in every format that carries it has one hash.
TEST(Canonical, HashIsTheSameInEveryFormat) {
  int compared = 0;
  for (const corpus_case& c : corpus_where([](const corpus_case& one) { return one.folder == "v8/node22"; })) {
    const auto doc = try_decode(c.bytes, c.reading());
    if (!doc) continue;
    const digest expected = hash(doc->root());
    for (const format f : all_formats()) {
      // What MessagePack's peer cannot tell apart, and our reading of it neither (tests/corpus/msgpackr/README.md).
      const bool is_alike = c.name == "error-empty-message" || c.name == "error-cause-undefined";
      if (is_alike && f == format::msgpack) continue;
      const auto bytes = try_encode(*doc, {.format = f});
      if (!bytes) continue;
      const auto again = try_decode(*bytes, {.format = f});
      ASSERT_TRUE(again) << c << name_of(f) << ": " << again.error().message();
      EXPECT_EQ(hash(again->root()), expected) << c << name_of(f);
      ++compared;
    }
  }
  EXPECT_GT(compared, 300);
}

TEST(Canonical, StorageDoesNotCount) {
  builder latin1;
  latin1.string(string_data{string_encoding::latin1, as_bytes("caf\xe9")});
  builder utf8;
  utf8.string("caf\u00e9");
  builder utf16;
  utf16.utf16(u"caf\u00e9");
  const auto a = std::move(latin1).finish().value();
  const auto b = std::move(utf8).finish().value();
  const auto c = std::move(utf16).finish().value();
  EXPECT_EQ(canonical_form(a.root()), canonical_form(b.root()));
  EXPECT_EQ(canonical_form(a.root()), canonical_form(c.root()));
}

// A value inside of another has the form that it has alone.
TEST(Canonical, PartsAreAsTheyAreAlone) {
  const document whole = from_notation(
      R"({"t":"array","id":0,"length":2,"e":[[0,{"t":"Date","id":1,"v":"0"}],[1,{"t":"Set","id":2,"e":[{"t":"ref","v":1}]}]],"p":[]})");
  const document part = from_notation(R"({"t":"Set","id":0,"e":[{"t":"Date","id":1,"v":"0"}]})");
  EXPECT_EQ(canonical_form(whole.root().at(1)), canonical_form(part.root()));
}

// Fields have no order, but objects inside of them are numbered: in the order of the names, not of the fields.
TEST(Canonical, FieldsOfHostObjectsHaveNoOrder) {
  const document a = from_notation(
      R"({"t":"host","id":0,"type":"T","b":{"t":"object","id":1,"p":[]},"a":{"t":"Set","id":2,"e":[]},"c":{"t":"ref","v":1}})");
  const document b = from_notation(
      R"({"t":"host","id":0,"type":"T","a":{"t":"Set","id":1,"e":[]},"c":{"t":"object","id":2,"p":[]},"b":{"t":"ref","v":2}})");
  EXPECT_TRUE(a == b);
  EXPECT_EQ(canonical_form(a.root()), canonical_form(b.root()));
}

TEST(Canonical, ComesInPieces) {
  builder b;
  b.begin_array();
  for (int i = 0; i != 20'000; ++i) b.string("some text, again and again");
  const std::vector<std::byte> large(1'000'000, std::byte{7});
  b.array_buffer(large);
  b.end();
  const document doc = std::move(b).finish().value();
  std::size_t pieces = 0;
  std::size_t largest = 0;
  std::vector<std::byte> whole;
  write_canonical(doc.root(), [&](bytes_view piece) {
    ++pieces;
    largest = std::max(largest, piece.size());
    whole.insert(whole.end(), piece.begin(), piece.end());
  });
  EXPECT_EQ(whole, canonical_form(doc.root()));
  EXPECT_GT(pieces, 5U);
  EXPECT_EQ(largest, large.size());
}

TEST(Canonical, NestsToAnyDepth) {
  constexpr std::uint32_t depth = 300'000;
  limits bounds;
  bounds.max_depth = depth;
  builder b(bounds);
  for (std::uint32_t i = 0; i != depth; ++i) b.begin_array();
  for (std::uint32_t i = 0; i != depth; ++i) b.end();
  const auto doc = std::move(b).finish();
  ASSERT_TRUE(doc) << doc.error().message();
  EXPECT_EQ(canonical_form(doc->root()).size(), std::string_view("clonewire1").size() + 4 * std::size_t{depth});
}

struct pair_of_values {
  std::string_view a, b;
};
// What might be taken for the same, and is not.
constexpr pair_of_values different[] = {
    {R"({"t":"number","v":"0"})", R"({"t":"number","v":"-0"})"},
    {R"({"t":"number","v":"1"})", R"({"t":"bigint","v":"1"})"},
    {R"({"t":"string","v":"1"})", R"({"t":"number","v":"1"})"},
    {R"({"t":"undefined"})", R"({"t":"null"})"},
    {R"({"t":"object","id":0,"p":[["a",{"t":"null"}],["b",{"t":"null"}]]})",
     R"({"t":"object","id":0,"p":[["b",{"t":"null"}],["a",{"t":"null"}]]})"},
    {R"({"t":"array","id":0,"length":1,"e":[],"p":[]})",
     R"({"t":"array","id":0,"length":1,"e":[[0,{"t":"undefined"}]],"p":[]})"},
    {R"({"t":"array","id":0,"length":2,"e":[[0,{"t":"Date","id":1,"v":"0"}],[1,{"t":"ref","v":1}]],"p":[]})",
     R"({"t":"array","id":0,"length":2,"e":[[0,{"t":"Date","id":1,"v":"0"}],[1,{"t":"Date","id":2,"v":"0"}]],"p":[]})"},
    {R"({"t":"Set","id":0,"e":[{"t":"number","v":"1"},{"t":"number","v":"2"}]})",
     R"({"t":"Set","id":0,"e":[{"t":"number","v":"2"},{"t":"number","v":"1"}]})"},
    {R"({"t":"Map","id":0,"e":[]})", R"({"t":"object","id":0,"p":[]})"},
};

TEST(Canonical, TellsDifferentValuesApart) {
  for (const pair_of_values& p : different) {
    EXPECT_NE(canonical_form(from_notation(p.a).root()), canonical_form(from_notation(p.b).root())) << p.a << p.b;
  }
}

struct vector {
  std::string value, form, hash;
};

// The vectors that docs/canonical.md prints: lines "| notation | form | hash |".
std::vector<vector> documented_vectors() {
  std::vector<vector> vectors;
  const std::string text = read_test_file("../docs/canonical.md");
  for (std::size_t at = text.find("| `{"); at != std::string::npos; at = text.find("| `{", at + 1)) {
    const std::string line = text.substr(at, text.find('\n', at) - at);
    std::vector<std::string> cells;
    for (std::size_t begin = line.find('`'); begin != std::string::npos; begin = line.find('`', begin)) {
      const std::size_t end = line.find('`', begin + 1);
      cells.push_back(line.substr(begin + 1, end - begin - 1));
      begin = end + 1;
    }
    if (cells.size() == 3) vectors.push_back({cells[0], cells[1], cells[2]});
  }
  return vectors;
}

TEST(Canonical, IsWhatItsPageSays) {
  const auto vectors = documented_vectors();
  ASSERT_GE(vectors.size(), 20U);
  for (const vector& v : vectors) {
    const document doc = from_notation(v.value);
    EXPECT_EQ(hex_of(canonical_form(doc.root())), v.form) << v.value;
    EXPECT_EQ(to_hex(hash(doc.root())), v.hash) << v.value;
  }
}

}  // namespace
}  // namespace clonewire::test
