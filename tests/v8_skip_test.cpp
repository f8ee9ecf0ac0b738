// v8::try_skip against the decoder: whatever decodes is skipped to where it ends, whatever the bytes.
#include <gtest/gtest.h>

#include <vector>

#include <clonewire/clonewire.hpp>

#include "support/corpus.hpp"

namespace clonewire::test {
namespace {

constexpr std::size_t largest_swept = 400;

const std::vector<corpus_case>& v8_cases() {
  static const std::vector<corpus_case> cases =
      corpus_where([](const corpus_case& c) { return c.format == format::v8; });
  return cases;
}

void expect_skip_agrees(bytes_view bytes, const decode_options& reading, const corpus_case& c) {
  const auto decoded = try_decode(bytes, reading);
  const auto skipped = v8::try_skip(bytes, reading);
  if (!decoded) return;  // skipping checks less
  ASSERT_TRUE(skipped) << c << skipped.error().message();
  EXPECT_EQ(*skipped, decoded->consumed_bytes()) << c;
}

TEST(V8Skip, EndsWhereTheDecoderEnds) {
  for (const corpus_case& c : v8_cases()) expect_skip_agrees(c.bytes, c.reading(), c);
}

TEST(V8Skip, EndsWhereTheDecoderEndsWithBytesBehind) {
  for (const corpus_case& c : v8_cases()) {
    if (c.version() == 0) continue;  // takes all of its input
    std::vector<std::byte> longer = c.bytes;
    longer.resize(longer.size() + 3, std::byte{0x5f});
    expect_skip_agrees(longer, c.reading(), c);
  }
}

TEST(V8Skip, AcceptsWhatTheDecoderAcceptsOfBrokenBytes) {
  for (const corpus_case& c : v8_cases()) {
    if (c.bytes.size() > largest_swept) continue;
    std::vector<std::byte> bytes = c.bytes;
    for (std::size_t i = 0; i < bytes.size(); ++i) {
      for (const unsigned flip : {0x01U, 0x20U, 0x80U}) {
        bytes[i] ^= static_cast<std::byte>(flip);
        expect_skip_agrees(bytes, c.reading(), c);
        bytes[i] ^= static_cast<std::byte>(flip);
      }
    }
  }
}

TEST(V8Skip, RefusesWhatIsCutShort) {
  for (const corpus_case& c : v8_cases()) {
    if (c.graph.empty() || c.version() == 0 || c.bytes.size() > largest_swept) continue;
    const auto end = v8::try_skip(c.bytes, c.reading());
    ASSERT_TRUE(end) << c;
    for (std::size_t n = 0; n < *end; ++n) {
      const auto cut = v8::try_skip(bytes_view(c.bytes).first(n), c.reading());
      ASSERT_TRUE(!cut || *cut <= n) << c;
    }
  }
}

// Nesting without containers, which only recursion could follow.
TEST(V8Skip, FollowsNoNestedHostObjects) {
  std::vector<std::byte> bytes = {std::byte{0xff}, std::byte{0x0f}};
  for (int i = 0; i < 100'000; ++i) {
    for (const unsigned b : {0x5cU, 0xffU, 0xffU, 0xffU, 0xffU, 0x0fU}) bytes.push_back(static_cast<std::byte>(b));
  }
  EXPECT_FALSE(v8::try_skip(bytes));
  EXPECT_FALSE(try_decode(bytes));
}

}  // namespace
}  // namespace clonewire::test
