#include "wire/utf8_validation.hpp"

#include <array>
#include <cstddef>
#include <cstring>

#include "wire/short_copy.hpp"
#include "wire/utf8_vectors.hpp"
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
  return __builtin_cpu_supports("avx2") != 0;
}

[[CLONEWIRE_TARGET_AVX2]] bool is_valid_by_vectors(octets bytes) noexcept {
  using utf8_vectors::load_block, utf8_vectors::wrong_bytes;
  const std::uint8_t* p = bytes.data();
  const std::uint8_t* const end = p + bytes.size();
  __m256i before = _mm256_setzero_si256(), wrong = before;
  for (; end - p >= 32; p += 32) {
    const __m256i block = load_block(p);
    // Between two blocks of ASCII nothing can be wrong.
    if (!utf8_vectors::is_ascii(_mm256_or_si256(block, before)))
      wrong = _mm256_or_si256(wrong, wrong_bytes(block, before));
    before = block;
  }
  // What is left, with zeros behind it, before which no character may be unfinished.
  std::uint8_t rest[32] = {};
  copy_short(rest, p, static_cast<std::uint32_t>(end - p));
  return utf8_vectors::is_zero(_mm256_or_si256(wrong, wrong_bytes(load_block(rest), before)));
}

[[CLONEWIRE_TARGET_AVX2]] bool is_short_by_vectors(const std::uint8_t* p, std::uint32_t size) noexcept {
  return utf8_vectors::examine_readable(p, size) != utf8_content::invalid;
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
