// Sixteen bytes of text at a time, as masks of one bit for each byte, the first byte's the lowest. SSE2 where the
// compiler may assume it, else two words.
#pragma once

#include <bit>
#include <cstdint>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#include "wire/word.hpp"

namespace clonewire::wire {

/// Some of the bytes in a block. Precondition of `first`: it is not empty.
using byte_mask = std::uint32_t;

inline unsigned first(byte_mask mask) noexcept {
  return static_cast<unsigned>(std::countr_zero(mask));
}
inline byte_mask bytes_before(unsigned place) noexcept {
  return (byte_mask{1} << place) - 1;
}

/// Without vectors. `string_stops`, `not_plain` and `backslashes` tell the first such byte, and whether there is one,
/// but not which others.
class word_block {
 public:
  static constexpr int size = 16;

  /// Precondition: `size` bytes can be read at `p`.
  explicit word_block(const std::uint8_t* p) noexcept : low_(load_word(p)), high_(load_word(p + 8)) {}

  void store(char* p) const noexcept {
    store_word(p, low_);
    store_word(p + 8, high_);
  }

  /// What ends a run of plain characters in a JSON string: '"', '\\' and the control characters.
  byte_mask string_stops() const noexcept { return masks(stops); }
  /// These and all bytes beyond ASCII.
  byte_mask not_plain() const noexcept {
    return masks([](std::uint64_t w) { return stops(w) | (w & high_bits); });
  }
  byte_mask backslashes() const noexcept {
    return masks([](std::uint64_t w) { return bytes_equal(w, '\\'); });
  }
  byte_mask non_ascii() const noexcept {
    return masks([](std::uint64_t w) { return w & high_bits; });
  }
  byte_mask non_blanks() const noexcept {
    return masks([](std::uint64_t w) {
      const std::uint64_t differing = w ^ ' ' * every_byte;
      return (((differing & ~high_bits) + ~high_bits) | differing) & high_bits;
    });
  }

 private:
  static std::uint64_t stops(std::uint64_t w) noexcept {
    return bytes_equal(w, '"') | bytes_equal(w, '\\') | bytes_below(w, 0x20);
  }
  /// Gathers the high bits of the two words that `test` makes.
  template <class Test>
  byte_mask masks(Test test) const noexcept {
    const auto gather = [](std::uint64_t marks) {
      return static_cast<byte_mask>((marks >> 7) * 0x0102040810204080 >> 56);
    };
    return gather(test(low_)) | gather(test(high_)) << 8;
  }

  std::uint64_t low_;
  std::uint64_t high_;
};

#if defined(__SSE2__)

class vector_block {
 public:
  static constexpr int size = 16;

  explicit vector_block(const std::uint8_t* p) noexcept
      : bytes_(_mm_loadu_si128(reinterpret_cast<const __m128i*>(p))) {}

  void store(char* p) const noexcept { _mm_storeu_si128(reinterpret_cast<__m128i*>(p), bytes_); }

  byte_mask string_stops() const noexcept { return mask(stops()); }
  byte_mask not_plain() const noexcept { return mask(_mm_or_si128(stops(), bytes_)); }
  byte_mask backslashes() const noexcept { return mask(equal('\\')); }
  byte_mask non_ascii() const noexcept { return mask(bytes_); }
  byte_mask non_blanks() const noexcept { return mask(equal(' ')) ^ 0xffff; }

 private:
  static byte_mask mask(__m128i bytes) noexcept { return static_cast<byte_mask>(_mm_movemask_epi8(bytes)); }
  __m128i equal(char c) const noexcept { return _mm_cmpeq_epi8(bytes_, _mm_set1_epi8(c)); }
  __m128i stops() const noexcept {
    const __m128i control = _mm_cmpeq_epi8(_mm_min_epu8(bytes_, _mm_set1_epi8(0x1f)), bytes_);
    return _mm_or_si128(control, _mm_or_si128(equal('"'), equal('\\')));
  }

  __m128i bytes_;
};
using text_block = vector_block;

#else
using text_block = word_block;
#endif

}  // namespace clonewire::wire
