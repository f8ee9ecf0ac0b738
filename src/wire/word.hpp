// Eight bytes at a time: unaligned little-endian words, and the tests on all their bytes at once that scanning text
// is made of. Little-endian by rule, so that the lowest bit that a test sets belongs to the first byte.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>

namespace clonewire::wire {

static_assert(std::endian::native == std::endian::little || std::endian::native == std::endian::big);

constexpr std::uint64_t byte_swap(std::uint64_t v) noexcept {
  v = (v & 0x00ff00ff00ff00ff) << 8 | (v >> 8 & 0x00ff00ff00ff00ff);
  v = (v & 0x0000ffff0000ffff) << 16 | (v >> 16 & 0x0000ffff0000ffff);
  return v << 32 | v >> 32;
}

inline std::uint64_t load_word(const void* p) noexcept {
  std::uint64_t v;
  std::memcpy(&v, p, sizeof v);
  if constexpr (std::endian::native == std::endian::big) v = byte_swap(v);
  return v;
}

inline void store_word(void* p, std::uint64_t v) noexcept {
  if constexpr (std::endian::native == std::endian::big) v = byte_swap(v);
  std::memcpy(p, &v, sizeof v);
}

inline char16_t load_unit(const std::uint8_t* p) noexcept {
  return static_cast<char16_t>(p[0] | p[1] << 8);
}

inline char* store_unit(char* p, std::uint32_t unit) noexcept {
  p[0] = static_cast<char>(unit);
  p[1] = static_cast<char>(unit >> 8);
  return p + 2;
}

inline constexpr std::uint64_t every_byte = 0x0101010101010101;  // times b: a word of eight bytes b
inline constexpr std::uint64_t high_bits = 0x80 * every_byte;

/// The high bit of each byte of `word` that is zero. Bytes above the first zero may be marked wrongly (a borrow), so
/// that the result tells whether and where the first is, not how many.
constexpr std::uint64_t zero_bytes(std::uint64_t word) noexcept {
  return (word - every_byte) & ~word & high_bits;
}
/// The high bit of each byte below `limit` (at most 0x80), with the reservation of `zero_bytes`.
constexpr std::uint64_t bytes_below(std::uint64_t word, std::uint8_t limit) noexcept {
  return (word - limit * every_byte) & ~word & high_bits;
}
constexpr std::uint64_t bytes_equal(std::uint64_t word, std::uint8_t byte) noexcept {
  return zero_bytes(word ^ byte * every_byte);
}
/// Place of the first byte marked by one of these tests. Precondition: marks != 0.
constexpr unsigned first_marked(std::uint64_t marks) noexcept {
  return static_cast<unsigned>(std::countr_zero(marks)) / 8;
}

}  // namespace clonewire::wire
