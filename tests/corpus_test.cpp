// The conformance corpus, one test a case: what it decodes to, what it encodes to, and what is refused where.
#include <gtest/gtest.h>

#include <cstdlib>
#include <map>
#include <set>
#include <sstream>
#include <string>

#include <clonewire/clonewire.hpp>

#include "support/corpus.hpp"
#include "support/exact_copy.hpp"

namespace clonewire::test {
namespace {

std::string notation(const value& root) {
  const auto text = try_encode(root, {.format = format::graph});
  return text ? as_text(*text) : text.error().message();
}

bool is_truncation(const corpus_case& c) {
  return c.name.starts_with("trunc-");
}

class DecodedCorpus : public testing::TestWithParam<corpus_case> {};
class ReencodedCorpus : public testing::TestWithParam<corpus_case> {};
class RefusedCorpus : public testing::TestWithParam<corpus_case> {};
class TruncatedCorpus : public testing::TestWithParam<corpus_case> {};
class RobustCorpus : public testing::TestWithParam<corpus_case> {};

TEST_P(DecodedCorpus, IsTheGraph) {
  const corpus_case& c = GetParam();
  const exact_copy input(c.bytes);
  const auto decoded = try_decode(input, c.reading());
  if (!decoded && c.may_fail) {
    EXPECT_NE(decoded.error().detail, "") << c;
    return;
  }
  ASSERT_TRUE(decoded) << c << decoded.error().message();
  const auto expected = try_decode(as_bytes(c.graph), {.format = format::graph});
  ASSERT_TRUE(expected) << c << expected.error().message();
  EXPECT_TRUE(same_value(*decoded, *expected, c))
      << c << "  expected: " << c.graph << "\n  decoded:  " << notation(decoded->root());
}

// Of the value itself: IsTheGraph has compared it with the decoded one.
TEST_P(DecodedCorpus, PrintsTheNotation) {
  const corpus_case& c = GetParam();
  const auto decoded = try_decode(as_bytes(c.graph), {.format = format::graph});
  ASSERT_TRUE(decoded) << c << decoded.error().message();
  const std::string printed = notation(decoded->root());
  const auto ours = try_decode(as_bytes(printed), {.format = format::json});
  ASSERT_TRUE(ours) << c << printed << '\n' << ours.error().message();
  const auto theirs = try_decode(as_bytes(c.graph), {.format = format::json});
  ASSERT_TRUE(theirs) << c << theirs.error().message();
  EXPECT_TRUE(same_json(ours->root(), theirs->root())) << c << "  expected: " << c.graph << "\n  printed:  " << printed;
}

TEST_P(DecodedCorpus, IsTheSameBorrowed) {
  const corpus_case& c = GetParam();
  const auto expected = try_decode(c.bytes, c.reading());
  if (!expected && c.may_fail) return;
  ASSERT_TRUE(expected) << c << expected.error().message();
  decode_options options = c.reading();
  options.input = input_lifetime::borrowed;
  const exact_copy input(c.bytes);
  const auto decoded = try_decode(input, options);
  ASSERT_TRUE(decoded) << c << decoded.error().message();
  EXPECT_TRUE(*decoded == *expected) << c << notation(decoded->root());
}

class V8Corpus : public testing::TestWithParam<corpus_case> {};

// Detected format and dialect, and an input that is lent instead of copied: the value is the same.
TEST_P(V8Corpus, IsTheSameDetectedAndBorrowed) {
  const corpus_case& c = GetParam();
  const auto expected = try_decode(c.bytes, c.reading());
  ASSERT_TRUE(expected) << c << expected.error().message();
  decode_options options;
  options.input = input_lifetime::borrowed;
  const exact_copy input(c.bytes);
  if (c.folder == "v8/legacy" && c.version() == 0) options.format = format::v8;  // nothing to detect: no header
  const auto decoded = try_decode(input, options);
  ASSERT_TRUE(decoded) << c << decoded.error().message();
  EXPECT_TRUE(*decoded == *expected || c.dialect == dialect::workerd) << c << notation(decoded->root());
  EXPECT_EQ(decoded->notes().empty(), !c.noted) << c << (decoded->notes().empty() ? "" : decoded->notes().front());
}

TEST_P(ReencodedCorpus, IsByteIdentical) {
  const corpus_case& c = GetParam();
  const auto graph = try_decode(as_bytes(c.graph), {.format = format::graph});
  ASSERT_TRUE(graph) << c << graph.error().message();
  const auto decoded = try_decode(c.bytes, c.reading());
  ASSERT_TRUE(decoded) << c << decoded.error().message();
  // The bytes hold more than the value does, an Error's own name for one: the reader says so.
  const bool has_more = c.format != format::v8 && !decoded->notes().empty();
  for (const document* doc : {&*graph, &*decoded}) {
    if (has_more && doc == &*graph) continue;
    if (doc == &*graph && !decoded->notes().empty()) continue;  // the bytes say what the notation cannot
    const auto encoded = try_encode(*doc, c.writing());
    ASSERT_TRUE(encoded) << c << encoded.error().message();
    corpus_case ours = c;
    ours.bytes = *encoded;
    EXPECT_EQ(*encoded, c.bytes) << "expected " << c << "encoded " << ours;
  }
}

/// tests/corpus/errors/FORMAT.txt: how each named bad input is refused.
struct refusal {
  std::string code;
  std::string offset;
  std::string path;
};

std::map<std::string, refusal> read_refusals() {
  std::map<std::string, refusal> refusals;
  std::string text;
  for (const char* name : {"v8", "ungap", "typeson", "msgpack", "cbor", "serial"}) {
    text += read_test_file("corpus/errors/" + std::string(name) + ".txt");
  }
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (line.empty() || line.front() == '#') continue;
    std::istringstream fields(line);
    std::string name;
    refusal r;
    fields >> name >> r.code >> r.offset >> r.path;
    refusals[name] = r;
  }
  return refusals;
}

const std::map<std::string, refusal>& refusals() {
  static const std::map<std::string, refusal> table = read_refusals();
  return table;
}

TEST_P(RefusedCorpus, NamesCodeOffsetAndPath) {
  const corpus_case& c = GetParam();
  const auto expected = refusals().find(c.folder + "/" + c.name);
  ASSERT_NE(expected, refusals().end()) << c << "has no line in tests/corpus/errors";
  const exact_copy input(c.bytes);
  const auto decoded = try_decode(input, c.reading());
  ASSERT_FALSE(decoded) << c << notation(decoded->root());
  const error& e = decoded.error();
  EXPECT_EQ(name_of(e.code), expected->second.code) << c << e.message();
  EXPECT_EQ(std::to_string(e.offset), expected->second.offset) << c << e.message();
  constexpr std::string_view ellipsis = "…";
  const std::string_view path = expected->second.path;
  if (path.ends_with(ellipsis)) {
    EXPECT_TRUE(e.path.starts_with(path.substr(0, path.size() - ellipsis.size()))) << c << e.message();
  } else {
    EXPECT_EQ(e.path, path) << c << e.message();
  }
  EXPECT_NE(e.detail, "") << c;
}

TEST(RefusedCorpusTable, NamesNoCaseThatIsNotThere) {
  if (std::getenv("CLONEWIRE_CORPUS") != nullptr) GTEST_SKIP() << "only a part of the corpus was read";
  std::set<std::string> refused;
  for (const corpus_case& c : corpus()) {
    if (!c.reason.empty()) refused.insert(c.folder + "/" + c.name);
  }
  for (const auto& [name, expected] : refusals()) EXPECT_TRUE(refused.contains(name)) << name;
}

TEST_P(TruncatedCorpus, EndsTooEarly) {
  const corpus_case& c = GetParam();
  const exact_copy input(c.bytes);
  const auto decoded = try_decode(input, c.reading());
  ASSERT_FALSE(decoded) << c << notation(decoded->root());
  const error& e = decoded.error();
  EXPECT_TRUE(e.code == errc::unexpected_end || e.code == errc::length_over_input) << c << e.message();
  EXPECT_LE(e.offset, c.bytes.size()) << c << e.message();
  EXPECT_TRUE(e.path.starts_with("$")) << c << e.message();
}

TEST_P(RobustCorpus, IsAnswered) {
  const corpus_case& c = GetParam();
  const exact_copy input(c.bytes);
  const auto decoded = try_decode(input, c.reading());
  if (!decoded) {
    EXPECT_TRUE(decoded.error().path.starts_with("$")) << c << decoded.error().message();
  }
}

// A folder may have no case of some sort.
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(DecodedCorpus);
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(V8Corpus);
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(ReencodedCorpus);
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(RefusedCorpus);
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(TruncatedCorpus);
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(RobustCorpus);

const auto by_name = [](const testing::TestParamInfo<corpus_case>& info) { return test_name(info.param); };

INSTANTIATE_TEST_SUITE_P(Corpus, DecodedCorpus,
                         testing::ValuesIn(corpus_where([](const corpus_case& c) { return !c.graph.empty(); })),
                         by_name);
INSTANTIATE_TEST_SUITE_P(Corpus, V8Corpus, testing::ValuesIn(corpus_where([](const corpus_case& c) {
                           return c.format == format::v8 && !c.graph.empty();
                         })),
                         by_name);
INSTANTIATE_TEST_SUITE_P(Corpus, ReencodedCorpus,
                         testing::ValuesIn(corpus_where([](const corpus_case& c) { return c.reencode; })), by_name);
INSTANTIATE_TEST_SUITE_P(Corpus, RefusedCorpus, testing::ValuesIn(corpus_where([](const corpus_case& c) {
                           return !c.reason.empty() && !is_truncation(c);
                         })),
                         by_name);
INSTANTIATE_TEST_SUITE_P(Corpus, TruncatedCorpus, testing::ValuesIn(corpus_where(is_truncation)), by_name);
INSTANTIATE_TEST_SUITE_P(Corpus, RobustCorpus, testing::ValuesIn(corpus_where([](const corpus_case& c) {
                           return c.graph.empty() && c.reason.empty();
                         })),
                         by_name);

}  // namespace
}  // namespace clonewire::test
