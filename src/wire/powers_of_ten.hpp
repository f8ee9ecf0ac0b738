// Powers of ten as 128-bit significands: what turning decimal digits into doubles and back rests on.
#pragma once

#include <cstdint>

namespace clonewire::wire {

struct uint128 {
  std::uint64_t high;
  std::uint64_t low;
};

inline uint128 multiply(std::uint64_t a, std::uint64_t b) noexcept {
#if defined(__SIZEOF_INT128__)
  __extension__ using wide = unsigned __int128;
  const wide product = wide{a} * b;
  return {static_cast<std::uint64_t>(product >> 64), static_cast<std::uint64_t>(product)};
#else
  const std::uint64_t a_low = a & 0xffffffff, a_high = a >> 32;
  const std::uint64_t b_low = b & 0xffffffff, b_high = b >> 32;
  const std::uint64_t low = a_low * b_low;
  const std::uint64_t middle = a_high * b_low + (low >> 32);  // no overflow: (2^32-1)^2 + 2^32-1 < 2^64
  const std::uint64_t crossed = a_low * b_high + (middle & 0xffffffff);
  return {a_high * b_high + (middle >> 32) + (crossed >> 32), crossed << 32 | (low & 0xffffffff)};
#endif
}

// Below the first, every mantissa of 64 bits gives 0 as a double; beyond 308 infinity, but shortest digits need more.
inline constexpr int first_power_of_ten = -342;
inline constexpr int last_power_of_ten = 324;
inline constexpr int last_exact_power_of_ten = 55;  // 5^55 < 2^128, and from 0 up to it the significand is exact

/// The first 128 bits of 10^n, the highest of them set, the rest cut off. The binary exponent is `binary_exponent(n)`.
/// Precondition: first_power_of_ten <= n <= last_power_of_ten.
const uint128& power_of_ten(int n) noexcept;

/// floor(log2(10^n)), for all n of the table.
constexpr int binary_exponent(int n) noexcept {
  return n * 217706 >> 16;
}

}  // namespace clonewire::wire
