// Validating UTF-8 by vectors of 32 bytes, for the processors that have AVX2: asked for at run time, so that what calls
// these has to be compiled for it as well.
#pragma once

#if defined(__GNUC__) && defined(__x86_64__)
#define CLONEWIRE_UTF8_VECTORS 1

#include <immintrin.h>

#include <array>
#include <cstdint>

#include "wire/utf8_validation.hpp"

/// Of a function that calls these, and of these.
#define CLONEWIRE_TARGET_AVX2 gnu::target("avx2")
#define CLONEWIRE_AVX2 [[CLONEWIRE_TARGET_AVX2, gnu::always_inline]] inline

namespace clonewire::wire::utf8_vectors {

// Two bytes in a row, as three of their four halves (the second's lower one never matters): each rule is a set for each
// half. One bit for each rule in three tables by half; a pair to which a rule applies has its bit in all three. The
// method is Keiser's and Lemire's, "Validating UTF-8 In Less Than One Instruction Per Byte" (2020).
using halves = std::uint16_t;  // a set of them

constexpr halves from_to(unsigned from, unsigned to) noexcept {
  return static_cast<halves>((2u << to) - (1u << from));
}
constexpr halves only(unsigned half) noexcept {
  return from_to(half, half);
}

struct pair_rule {
  halves first_high, first_low, second_high;
};
inline constexpr halves any = from_to(0, 15), continuation = from_to(8, 11), lead = from_to(12, 15);
inline constexpr pair_rule pair_rules[8] = {
    {lead, any, any & ~continuation},                // a lead without its continuation
    {from_to(0, 7), any, continuation},              // a continuation without its lead
    {only(0xc), from_to(0, 1), continuation},        // overlong: c0, c1
    {only(0xe), only(0), from_to(8, 9)},             // overlong: e0 80..9f
    {only(0xe), only(0xd), from_to(0xa, 0xb)},       // surrogates: ed a0..bf
    {only(0xf), only(0) | from_to(5, 15), only(8)},  // overlong: f0 80..8f; f5 and above
    {only(0xf), from_to(4, 15), from_to(9, 0xb)},    // beyond U+10FFFF: f4 90..bf; f5 and above
    {continuation, any, continuation},               // a fault unless a longer character is to go on there
};
inline constexpr char two_continuations = static_cast<char>(1 << 7);  // the last rule's bit

struct alignas(16) half_table {
  std::uint8_t rules[16];
};
constexpr half_table make_table(halves pair_rule::*of) noexcept {
  half_table table{};
  for (unsigned half = 0; half != 16; ++half) {
    for (unsigned rule = 0; rule != 8; ++rule) {
      if ((pair_rules[rule].*of >> half & 1) != 0) table.rules[half] |= static_cast<std::uint8_t>(1 << rule);
    }
  }
  return table;
}
inline constexpr half_table by_first_high = make_table(&pair_rule::first_high);
inline constexpr half_table by_first_low = make_table(&pair_rule::first_low);
inline constexpr half_table by_second_high = make_table(&pair_rule::second_high);

CLONEWIRE_AVX2 __m256i load_block(const std::uint8_t* p) {
  return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(p));
}
CLONEWIRE_AVX2 __m256i look_up(const half_table& table, __m256i halves_of) {
  const __m128i rules = _mm_load_si128(reinterpret_cast<const __m128i*>(table.rules));
  return _mm256_shuffle_epi8(_mm256_broadcastsi128_si256(rules), halves_of);
}
CLONEWIRE_AVX2 __m256i high_half(__m256i bytes) {
  return _mm256_and_si256(_mm256_srli_epi16(bytes, 4), _mm256_set1_epi8(15));
}
CLONEWIRE_AVX2 bool is_zero(__m256i bytes) {
  return _mm256_testz_si256(bytes, bytes) != 0;
}
CLONEWIRE_AVX2 bool is_ascii(__m256i bytes) {
  return _mm256_movemask_epi8(bytes) == 0;
}

/// Not zero where a byte of `block` is wrong behind those before it.
CLONEWIRE_AVX2 __m256i wrong_bytes(__m256i block, __m256i before) {
  const __m256i middle = _mm256_permute2x128_si256(before, block, 0x21);  // what comes before each half of `block`
  const __m256i first = _mm256_alignr_epi8(block, middle, 15);
  const __m256i pair =
      _mm256_and_si256(_mm256_and_si256(look_up(by_first_high, high_half(first)),
                                        look_up(by_first_low, _mm256_and_si256(first, _mm256_set1_epi8(15)))),
                       look_up(by_second_high, high_half(block)));
  // The third byte of three or four, and the fourth, have to be the second of two continuations.
  const __m256i third = _mm256_subs_epu8(_mm256_alignr_epi8(block, middle, 14), _mm256_set1_epi8(0xe0 - 0x80));
  const __m256i fourth = _mm256_subs_epu8(_mm256_alignr_epi8(block, middle, 13), _mm256_set1_epi8(0xf0 - 0x80));
  const __m256i due = _mm256_and_si256(_mm256_or_si256(third, fourth), _mm256_set1_epi8(two_continuations));
  return _mm256_xor_si256(pair, due);
}

/// What the `size` bytes at `p` are. Precondition: 32 bytes more can be read.
CLONEWIRE_AVX2 utf8_content examine_readable(const std::uint8_t* p, std::uint32_t size) {
  // A window into this, beginning `size` bytes before its middle, keeps the first `size` bytes.
  alignas(64) static constexpr std::array<std::uint8_t, 64> kept = [] {
    std::array<std::uint8_t, 64> bytes{};
    for (unsigned i = 0; i != 32; ++i) bytes[i] = 0xff;
    return bytes;
  }();
  __m256i before = _mm256_setzero_si256(), wrong = before, all = before;
  // The last block has one zero at least behind the text, before which no character may be unfinished.
  for (;; p += 32, size -= 32) {
    const __m256i block = _mm256_and_si256(load_block(p), load_block(kept.data() + (size < 32 ? 32 - size : 0)));
    wrong = _mm256_or_si256(wrong, wrong_bytes(block, before));
    all = _mm256_or_si256(all, block);
    before = block;
    if (size < 32) break;
  }
  if (!is_zero(wrong)) return utf8_content::invalid;
  return is_ascii(all) ? utf8_content::ascii : utf8_content::beyond_ascii;
}

}  // namespace clonewire::wire::utf8_vectors

#endif
