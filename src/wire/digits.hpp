// Eight decimal digits at a time.
#pragma once

#include <bit>
#include <cstdint>

#include "wire/word.hpp"

namespace clonewire::wire {

inline constexpr std::uint64_t eight_zeros = '0' * every_byte;

constexpr bool is_digit(std::uint8_t c) noexcept {
  return static_cast<std::uint8_t>(c - '0') < 10;
}

/// The high bit of each byte that is no digit, of which only the first is to be relied on.
constexpr std::uint64_t non_digits(std::uint64_t word) noexcept {
  return ((word + 0x46 * every_byte) | (word - eight_zeros)) & high_bits;
}

/// The number that eight digits make. `values`: their values, not their characters, the first digit's the lowest byte.
constexpr std::uint32_t joined_digits(std::uint64_t values) noexcept {
  constexpr std::uint64_t of_pairs = 0x000000ff000000ff;
  values = values * 10 + (values >> 8);  // every second byte: two digits
  const std::uint64_t first_and_third = (values & of_pairs) * (100 + (std::uint64_t{1000000} << 32));
  const std::uint64_t others = (values >> 16 & of_pairs) * (1 + (std::uint64_t{10000} << 32));
  return static_cast<std::uint32_t>((first_and_third + others) >> 32);
}

/// The reverse: the values of the eight digits of `number`, leading zeros among them. Precondition: number < 10^8.
constexpr std::uint64_t split_digits(std::uint32_t number) noexcept {
  // Halves of the word, of each half, of each quarter: divided by multiplying with the reciprocal.
  const std::uint64_t fours = number / 10000 | std::uint64_t{number % 10000} << 32;
  const std::uint64_t hundreds = (fours * 10486 >> 20) & 0x0000007f0000007f;
  const std::uint64_t pairs = hundreds | (fours - 100 * hundreds) << 16;
  const std::uint64_t tens = (pairs * 103 >> 10) & 0x000f000f000f000f;
  return tens | (pairs - 10 * tens) << 8;
}

/// Writes eight digits and returns the end of those that `number` has. Precondition: 0 < number < 10^8.
inline char* put_short_number(std::uint32_t number, char* out) noexcept {
  const std::uint64_t values = split_digits(number);
  const int zeros = std::countr_zero(values) / 8;
  store_word(out, (values | eight_zeros) >> 8 * zeros);
  return out + 8 - zeros;
}

/// Appends the digits from `p` on to `number`, which overflows beyond 19 of them. Precondition: there is a byte before
/// `end` that is no digit.
inline const std::uint8_t* take_digits(const std::uint8_t* p, const std::uint8_t* end, std::uint64_t& number) noexcept {
  constexpr std::uint32_t powers[] = {1, 10, 100, 1000, 10000, 100000, 1000000, 10000000};
  while (end - p >= 8) {
    const std::uint64_t word = load_word(p);
    const std::uint64_t marks = non_digits(word);
    if (marks == 0) {
      number = number * 100000000 + joined_digits(word - eight_zeros);
      p += 8;
      continue;
    }
    // Fewer: zeros are put in front of them, so that no branch depends on how many.
    const unsigned count = first_marked(marks);
    const std::uint64_t values = (word - eight_zeros) << 8 * (7 - count) << 8;
    number = number * powers[count] + joined_digits(values);
    return p + count;
  }
  for (; is_digit(*p); ++p) number = number * 10 + (*p - '0');
  return p;
}

}  // namespace clonewire::wire
