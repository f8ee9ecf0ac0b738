// Sweeps over the corpus: every prefix, every bit flipped, every version, every dialect, any limit. Whatever the bytes
// are, the answer is an error with a place, or a value that survives being written and read again.
#include <gtest/gtest.h>

#include <cstdint>
#include <set>
#include <sstream>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include <clonewire/clonewire.hpp>

#include "support/corpus.hpp"
#include "support/exact_copy.hpp"
#include "support/round_trip.hpp"

namespace clonewire::test {
namespace {

constexpr std::uint64_t fixed_bytes = 4096;  // of every document: limits.hpp

// Inputs up to this size are swept bit by bit; of larger ones, a stride that makes about as many steps.
constexpr std::size_t full_sweep_bytes = 512;

std::size_t stride_for(std::size_t size) {
  return 1 + size / full_sweep_bytes;
}

bool is_white_space(std::byte b) {
  return b == std::byte{' '} || b == std::byte{'\n'} || b == std::byte{'\r'} || b == std::byte{'\t'};
}

// The same value from several engines differs in the version alone: the long sweeps take it once.
const std::vector<corpus_case>& distinct_cases() {
  static const std::vector<corpus_case> cases = [] {
    std::set<std::tuple<format, std::string, dialect, std::string>> seen;
    return corpus_where([&](const corpus_case& c) {
      const std::size_t header = c.version() == 0 ? 0 : 2;
      return seen.emplace(c.format, c.variant, c.dialect, as_text(bytes_view(c.bytes).subspan(header))).second;
    });
  }();
  return cases;
}

/// Empty where all is well; else what is wrong with the answer to `input`.
std::string complaint(const result<document>& decoded, bytes_view input, const corpus_case& c) {
  if (!decoded) {
    const error& e = decoded.error();
    if (e.offset > input.size()) return "offset beyond the input: " + e.message();
    if (!e.path.starts_with("$")) return "no path: " + e.message();
    return {};
  }
  encode_options writing = c.writing();
  writing.v8_version.reset();
  return round_trip_complaint(*decoded, writing);
}

std::string shown(const corpus_case& c, bytes_view input) {
  corpus_case changed = c;
  changed.bytes.assign(input.begin(), input.end());
  std::ostringstream out;
  out << changed;
  return out.str();
}

TEST(CorpusSweep, NoPrefixDecodesToTheWholeValue) {
  for (const corpus_case& c : distinct_cases()) {
    if (HasFailure()) return;  // one bad case is enough to look at
    const auto whole = try_decode(c.bytes, c.reading());
    std::size_t end = whole ? static_cast<std::size_t>(whole->consumed_bytes()) : c.bytes.size();
    if (c.format == format::v8 && c.version() == 0) {
      while (end > 0 && c.bytes[end - 1] == std::byte{0}) --end;  // version 0 ends with its input: padding is no loss
    }
    if (is_text(c.format)) {
      while (end > 0 && is_white_space(c.bytes[end - 1])) --end;
      if (whole && whole->root().is(kind::number)) continue;  // fewer digits may be rounded to the same
    }
    for (std::size_t n = 0; n < end; n += stride_for(end)) {
      const exact_copy input(c.bytes.data(), n);
      const auto decoded = try_decode(input, c.reading());
      EXPECT_EQ(complaint(decoded, input, c), "") << c << "cut at " << n;
      if (decoded && whole) {
        EXPECT_FALSE(*decoded == *whole) << c << "cut at " << n;
      }
    }
  }
}

// An input of a few hundred bytes is always copied, with something behind it. The last bytes of a larger one that is
// borrowed are read in another way: each case again as an array's last element, behind a long text.
TEST(CorpusSweep, AtTheEndOfALongerInputNothingIsReadDifferently) {
  std::size_t read_alike = 0;
  for (const corpus_case& c : distinct_cases()) {
    if (c.format != format::cbor && c.format != format::msgpack) continue;
    if (HasFailure()) return;
    const auto alone = try_decode(c.bytes, c.reading());
    if (!alone) continue;
    constexpr std::uint8_t text_size_high = 1, text_size_low = 44;
    const bool is_cbor = c.format == format::cbor;
    std::vector<std::byte> longer = {std::byte{is_cbor ? std::uint8_t{0x82} : std::uint8_t{0x92}},
                                     std::byte{is_cbor ? std::uint8_t{0x79} : std::uint8_t{0xda}},
                                     std::byte{text_size_high}, std::byte{text_size_low}};
    longer.resize(longer.size() + text_size_high * 256 + text_size_low, std::byte{'x'});
    const std::size_t begin = longer.size();
    longer.insert(longer.end(), c.bytes.begin(), c.bytes.end());
    decode_options reading = c.reading();
    reading.input = input_lifetime::borrowed;
    const exact_copy input(longer);
    const auto behind = try_decode(input, reading);
    if (!behind) continue;  // what is told by its distance from the input's begin or end
    ++read_alike;
    EXPECT_TRUE(equal(behind->root().at(1), alone->root())) << c;
    for (std::size_t n = begin; n < longer.size(); n += stride_for(c.bytes.size())) {
      const exact_copy cut(longer.data(), n);
      const auto decoded = try_decode(cut, reading);
      ASSERT_FALSE(decoded) << c << "cut at " << n - begin;
      EXPECT_EQ(complaint(decoded, cut, c), "") << c << "cut at " << n - begin;
    }
  }
  EXPECT_GT(read_alike, 100U);
}

TEST(CorpusSweep, FlippedBitsGiveAnErrorOrAValue) {
  for (const corpus_case& c : distinct_cases()) {
    if (HasFailure()) return;  // one bad case is enough to look at
    exact_copy input(c.bytes);
    const std::size_t stride = stride_for(c.bytes.size());
    for (std::size_t bit = 0; bit < c.bytes.size() * 8; bit += stride) {
      const auto mask = std::byte(1U << (bit % 8));
      input.bytes()[bit / 8] ^= mask;
      const std::string wrong = complaint(try_decode(input, c.reading()), input, c);
      EXPECT_EQ(wrong, "") << shown(c, input) << "bit " << bit;
      input.bytes()[bit / 8] ^= mask;
    }
  }
}

TEST(CorpusSweep, EveryVersionNumberIsReadOrRefused) {
  for (const corpus_case& c : corpus()) {
    if (c.format != format::v8) continue;
    if (HasFailure()) return;
    if (c.bytes.size() < 2 || c.bytes[0] != std::byte{0xff}) continue;
    exact_copy input(c.bytes);
    for (unsigned version = 0; version < 128; ++version) {
      input.bytes()[1] = std::byte(version);
      const auto decoded = try_decode(input, c.reading());
      EXPECT_EQ(complaint(decoded, input, c), "") << shown(c, input);
      if (version > v8::latest_version) {
        ASSERT_FALSE(decoded) << shown(c, input);
        EXPECT_EQ(decoded.error().code, errc::unsupported_version) << shown(c, input);
      }
    }
  }
}

TEST(CorpusSweep, EveryDialectGivesAnErrorOrAValue) {
  for (corpus_case c : corpus()) {
    if (c.format != format::v8) continue;
    for (const dialect d : {dialect::automatic, dialect::node, dialect::web, dialect::workerd}) {
      c.dialect = d;
      EXPECT_EQ(complaint(try_decode(c.bytes, c.reading()), c.bytes, c), "") << c << "dialect " << static_cast<int>(d);
    }
  }
}

// Versions and dialects that the value was not written for: written and read again it is the same value.
TEST(CorpusSweep, EveryVersionIsWrittenOrRefused) {
  for (const corpus_case& c : corpus()) {
    if (c.format != format::v8) continue;
    if (HasFailure()) return;
    const auto decoded = try_decode(c.bytes, c.reading());
    if (!decoded) continue;
    for (std::uint32_t version = 13; version <= v8::latest_version; ++version) {
      encode_options writing = c.writing();
      writing.v8_version = version;
      EXPECT_EQ(round_trip_complaint(*decoded, writing), "") << c << "version " << version;
    }
  }
}

TEST(CorpusSweep, WithoutAHeaderTheValueIsTheSame) {
  for (const corpus_case& c : corpus()) {
    if (c.format != format::v8) continue;
    if (!c.reencode) continue;
    const auto decoded = try_decode(c.bytes, c.reading());
    ASSERT_TRUE(decoded) << c << decoded.error().message();
    encode_options writing = c.writing();
    writing.header = false;
    const auto bare = try_encode(*decoded, writing);
    ASSERT_TRUE(bare) << c << bare.error().message();
    decode_options reading = c.reading();
    reading.v8_version = c.version();
    const exact_copy input(*bare);
    const auto again = try_decode(input, reading);
    ASSERT_TRUE(again) << c << again.error().message();
    EXPECT_TRUE(*decoded == *again) << c;
  }
}

// The pieces that explain an input are the input, each byte once, and the verdict is the decoder's.
TEST(CorpusSweep, ExplanationsCoverEveryByteOnce) {
  for (const corpus_case& c : distinct_cases()) {
    if (HasFailure()) return;  // one bad case is enough to look at
    for (std::size_t n = 0; n <= c.bytes.size(); n += stride_for(c.bytes.size())) {
      const exact_copy input(c.bytes.data(), n);
      std::uint64_t covered = 0;
      std::uint64_t pieces = 0;
      const auto sink = [&](const explained_bytes& piece) {
        EXPECT_EQ(piece.offset, covered) << c << "cut at " << n;
        EXPECT_NE(piece.meaning, "") << c << "cut at " << n;
        covered = piece.offset + piece.length;
        ++pieces;
      };
      const auto explained = try_explain(input, sink, c.reading());
      const auto decoded = try_decode(input, c.reading());
      EXPECT_EQ(covered, n) << c << "cut at " << n;
      ASSERT_EQ(explained.ok(), decoded.ok()) << c << "cut at " << n;
      if (explained) {
        EXPECT_EQ(*explained, pieces) << c << "cut at " << n;
      } else {
        EXPECT_EQ(explained.error().message(), decoded.error().message()) << c << "cut at " << n;
      }
    }
  }
}

// One limit at a time, from too small to enough: an error that says so, then the value.
TEST(CorpusSweep, LimitsAreMetWithAnError) {
  for (const corpus_case& c : corpus()) {
    if (HasFailure()) return;
    const auto whole = try_decode(c.bytes, c.reading());
    if (!whole) continue;
    for (const std::uint32_t bound : {0U, 1U, 2U, 7U, 40U, 300U, 20'000U}) {
      for (const int which : {0, 1, 2}) {
        decode_options reading = c.reading();
        if (which == 0) reading.limits.max_depth = bound;
        if (which == 1) reading.limits.max_slots = bound;
        if (which == 2) reading.limits.max_bytes = bound;
        const auto decoded = try_decode(c.bytes, reading);
        if (decoded) {
          EXPECT_TRUE(*decoded == *whole) << c;
          if (which == 2) {
            EXPECT_LE(decoded->memory_bytes(), bound + fixed_bytes) << c;
          }
        } else {
          EXPECT_EQ(decoded.error().code, errc::limit_exceeded) << c << decoded.error().message();
        }
      }
    }
  }
}

TEST(CorpusSweep, StrictReadingRefusesOnlyTrailingBytes) {
  for (const corpus_case& c : corpus()) {
    if (HasFailure()) return;
    const auto lenient = try_decode(c.bytes, c.reading());
    if (!lenient) continue;
    decode_options reading = c.reading();
    reading.strict = true;
    const auto strict = try_decode(c.bytes, reading);
    EXPECT_EQ(strict.ok(), lenient->consumed_bytes() == c.bytes.size()) << c;
    if (!strict) {
      EXPECT_EQ(strict.error().code, errc::trailing_bytes) << c << strict.error().message();
      EXPECT_EQ(strict.error().offset, lenient->consumed_bytes()) << c << strict.error().message();
    }
  }
}

}  // namespace
}  // namespace clonewire::test
