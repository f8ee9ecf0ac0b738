#include "wire/utf8_validation.hpp"

#include <array>
#include <cstddef>
#include <cstring>

#if defined(__GNUC__) && defined(__x86_64__)
#include <tmmintrin.h>
#define CLONEWIRE_UTF8_VECTORS 1
#endif

#include "wire/short_copy.hpp"
#include "wire/word.hpp"

namespace clonewire::wire {

const std::uint8_t* skip_ascii(const std::uint8_t* p, const std::uint8_t* end) noexcept {
  for (; end - p >= 16; p += 16) {
    if (((load_word(p) | load_word(p + 8)) & high_bits) != 0) break;
  }
  for (; end - p >= 8; p += 8) {
    const std::uint64_t marks = load_word(p) & high_bits;
    if (marks != 0) return p + first_marked(marks);
  }
  while (p != end && *p < 0x80) ++p;
  return p;
}

bool is_ascii(octets bytes) noexcept {
  const std::uint8_t* p = bytes.data();
  const std::size_t size = bytes.size();
  if (size < 8) {
    std::uint8_t all = 0;
    for (const std::uint8_t byte : bytes) all |= byte;
    return all < 0x80;
  }
  // The last words overlap those before them.
  std::uint64_t all = load_word(p + size - 8);
  if (size > 16) {
    const std::uint8_t* const last = p + size - 16;
    for (; p < last; p += 16) {
      if (((load_word(p) | load_word(p + 8)) & high_bits) != 0) return false;
    }
    all |= load_word(last);
  } else {
    all |= load_word(p);
  }
  return (all & high_bits) == 0;
}

namespace {

/// RFC 3629's grammar as an automaton without branches. A state is a place in a word: where, in the word that the next
/// byte selects, its successor stands. The byte's word does not wait for the state, so that a step takes one shift.
namespace utf8_automaton {

constexpr unsigned bits = 6;  // of a state: nine of them fit a word
constexpr std::uint64_t accept = 0 * bits;
constexpr std::uint64_t reject = 1 * bits;
constexpr std::uint64_t one_more = 2 * bits;  // any continuation bytes
constexpr std::uint64_t two_more = 3 * bits;
constexpr std::uint64_t three_more = 4 * bits;
constexpr std::uint64_t after_e0 = 5 * bits;  // the second byte is restricted: see `decode`
constexpr std::uint64_t after_ed = 6 * bits;
constexpr std::uint64_t after_f0 = 7 * bits;
constexpr std::uint64_t after_f4 = 8 * bits;

constexpr std::uint64_t begin(unsigned byte) {
  if (byte < 0x80) return accept;
  if (byte < 0xc2 || byte > 0xf4) return reject;
  if (byte < 0xe0) return one_more;
  if (byte < 0xf0) return byte == 0xe0 ? after_e0 : byte == 0xed ? after_ed : two_more;
  return byte == 0xf0 ? after_f0 : byte == 0xf4 ? after_f4 : three_more;
}

constexpr std::array<std::uint64_t, 256> make_table() {
  std::array<std::uint64_t, 256> table{};
  for (unsigned byte = 0; byte != 256; ++byte) {
    const auto go_on = [byte](unsigned low, unsigned high, std::uint64_t next) {
      return byte >= low && byte <= high ? next : reject;
    };
    table[byte] = begin(byte) << accept | reject << reject | go_on(0x80, 0xbf, accept) << one_more |
                  go_on(0x80, 0xbf, one_more) << two_more | go_on(0x80, 0xbf, two_more) << three_more |
                  go_on(0xa0, 0xbf, one_more) << after_e0 | go_on(0x80, 0x9f, one_more) << after_ed |
                  go_on(0x90, 0xbf, two_more) << after_f0 | go_on(0x80, 0x8f, two_more) << after_f4;
  }
  return table;
}

constexpr std::array<std::uint64_t, 256> table = make_table();

}  // namespace utf8_automaton

}  // namespace

namespace utf8_ways {

bool is_valid_by_automaton(octets bytes) noexcept {
  using utf8_automaton::accept;
  const std::uint8_t* p = bytes.data();
  const std::uint8_t* const end = p + bytes.size();
  std::uint64_t state = accept;
  const auto step = [&state](std::uint8_t byte) { state = utf8_automaton::table[byte] >> (state & 63); };
  for (; end - p >= 8; p += 8) {
    if ((load_word(p) & high_bits) == 0 && (state & 63) == accept) continue;
#pragma GCC unroll 8
    for (int i = 0; i != 8; ++i) step(p[i]);
  }
  for (; p != end; ++p) step(*p);
  return (state & 63) == accept;
}

#if defined(CLONEWIRE_UTF8_VECTORS)

bool has_vectors() noexcept {
  return __builtin_cpu_supports("ssse3") != 0;
}

namespace {

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
constexpr halves any = from_to(0, 15), continuation = from_to(8, 11), lead = from_to(12, 15);
constexpr pair_rule pair_rules[8] = {
    {lead, any, any & ~continuation},                // a lead without its continuation
    {from_to(0, 7), any, continuation},              // a continuation without its lead
    {only(0xc), from_to(0, 1), continuation},        // overlong: c0, c1
    {only(0xe), only(0), from_to(8, 9)},             // overlong: e0 80..9f
    {only(0xe), only(0xd), from_to(0xa, 0xb)},       // surrogates: ed a0..bf
    {only(0xf), only(0) | from_to(5, 15), only(8)},  // overlong: f0 80..8f; f5 and above
    {only(0xf), from_to(4, 15), from_to(9, 0xb)},    // beyond U+10FFFF: f4 90..bf; f5 and above
    {continuation, any, continuation},               // a fault unless a longer character is to go on there
};
constexpr char two_continuations = static_cast<char>(1 << 7);  // the last rule's bit

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
constexpr half_table by_first_high = make_table(&pair_rule::first_high);
constexpr half_table by_first_low = make_table(&pair_rule::first_low);
constexpr half_table by_second_high = make_table(&pair_rule::second_high);

#define CLONEWIRE_SSSE3 [[gnu::target("ssse3"), gnu::always_inline]] inline

CLONEWIRE_SSSE3 __m128i load_block(const std::uint8_t* p) {
  return _mm_loadu_si128(reinterpret_cast<const __m128i*>(p));
}
CLONEWIRE_SSSE3 __m128i look_up(const half_table& table, __m128i halves_of) {
  return _mm_shuffle_epi8(_mm_load_si128(reinterpret_cast<const __m128i*>(table.rules)), halves_of);
}
CLONEWIRE_SSSE3 __m128i high_half(__m128i bytes) {
  return _mm_and_si128(_mm_srli_epi16(bytes, 4), _mm_set1_epi8(15));
}
/// Not zero where a byte of `block` is wrong behind those before it.
CLONEWIRE_SSSE3 __m128i wrong_bytes(__m128i block, __m128i before) {
  const __m128i first = _mm_alignr_epi8(block, before, 15);
  const __m128i pair = _mm_and_si128(_mm_and_si128(look_up(by_first_high, high_half(first)),
                                                   look_up(by_first_low, _mm_and_si128(first, _mm_set1_epi8(15)))),
                                     look_up(by_second_high, high_half(block)));
  // The third byte of three or four, and the fourth, have to be the second of two continuations.
  const __m128i third = _mm_subs_epu8(_mm_alignr_epi8(block, before, 14), _mm_set1_epi8(0xe0 - 0x80));
  const __m128i fourth = _mm_subs_epu8(_mm_alignr_epi8(block, before, 13), _mm_set1_epi8(0xf0 - 0x80));
  const __m128i due = _mm_and_si128(_mm_or_si128(third, fourth), _mm_set1_epi8(two_continuations));
  return _mm_xor_si128(pair, due);
}

}  // namespace

[[gnu::target("ssse3")]] bool is_valid_by_vectors(octets bytes) noexcept {
  const std::uint8_t* p = bytes.data();
  const std::uint8_t* const end = p + bytes.size();
  __m128i before = _mm_setzero_si128(), wrong = _mm_setzero_si128();
  for (; end - p >= 16; p += 16) {
    const __m128i block = load_block(p);
    // Between two blocks of ASCII nothing can be wrong.
    if (_mm_movemask_epi8(_mm_or_si128(block, before)) != 0) wrong = _mm_or_si128(wrong, wrong_bytes(block, before));
    before = block;
  }
  // What is left, with zeros behind it, before which no character may be unfinished.
  std::uint8_t rest[16] = {};
  copy_short(rest, p, static_cast<std::uint32_t>(end - p));
  wrong = _mm_or_si128(wrong, wrong_bytes(load_block(rest), before));
  return _mm_movemask_epi8(_mm_cmpeq_epi8(wrong, _mm_setzero_si128())) == 0xffff;
}

[[gnu::target("ssse3")]] bool is_short_by_vectors(const std::uint8_t* p, std::uint32_t size) noexcept {
  // A window into this, beginning `size` bytes before its middle, keeps the first `size` bytes. At least one zero is
  // left behind them, before which no character may be unfinished.
  alignas(64) static constexpr std::array<std::uint8_t, 64> kept = [] {
    std::array<std::uint8_t, 64> bytes{};
    for (unsigned i = 0; i != 32; ++i) bytes[i] = 0xff;
    return bytes;
  }();
  const std::uint8_t* const mask = kept.data() + 32 - size;
  const __m128i first = _mm_and_si128(load_block(p), load_block(mask));
  const __m128i second = _mm_and_si128(load_block(p + 16), load_block(mask + 16));
  const __m128i wrong = _mm_or_si128(wrong_bytes(first, _mm_setzero_si128()), wrong_bytes(second, first));
  return _mm_movemask_epi8(_mm_cmpeq_epi8(wrong, _mm_setzero_si128())) == 0xffff;
}

#else

bool has_vectors() noexcept {
  return false;
}
bool is_valid_by_vectors(octets bytes) noexcept {
  return is_valid_by_automaton(bytes);
}
bool is_short_by_vectors(const std::uint8_t* p, std::uint32_t size) noexcept {
  return is_valid_by_automaton({p, size});
}

#endif

}  // namespace utf8_ways

utf8_content examine_utf8(octets bytes) noexcept {
  if (is_ascii(bytes)) return utf8_content::ascii;
  const bool valid =
      utf8_ways::has_vectors() ? utf8_ways::is_valid_by_vectors(bytes) : utf8_ways::is_valid_by_automaton(bytes);
  return valid ? utf8_content::beyond_ascii : utf8_content::invalid;
}

bool is_short_utf8(const std::uint8_t* p, std::uint32_t size) noexcept {
  return utf8_ways::has_vectors() ? utf8_ways::is_short_by_vectors(p, size)
                                  : utf8_ways::is_valid_by_automaton({p, size});
}

}  // namespace clonewire::wire
