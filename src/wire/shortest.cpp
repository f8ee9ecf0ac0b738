// Schubfach, by Raffaele Giulietti ("The Schubfach way to render doubles", 2020). What rounds to a double is an
// interval around it. Scaled by a power of ten for which it is between 2 and 20 wide, it holds a multiple of 10, or
// else one of the two integers around the double: no digit is generated and tried. To compare a scaled bound with an
// integer takes its integral part and whether anything is behind that, which products with 128 bits of the power of ten
// tell.
#include "wire/shortest.hpp"

#include <cstring>

#include "wire/powers_of_ten.hpp"

namespace clonewire::wire {
namespace {

constexpr int fraction_bits = 52;
constexpr int least_exponent = -1074;
constexpr std::uint64_t hidden_bit = std::uint64_t{1} << fraction_bits;

/// The table's power rounded up instead of cut off.
uint128 power_rounded_up(int n) noexcept {
  uint128 power = power_of_ten(n);
  if (n < 0 || n > last_exact_power_of_ten) {
    ++power.low;
    if (power.low == 0) ++power.high;
  }
  return power;
}

/// v * power / 2^128, with the lowest bit set when it was cut off ("round to odd").
std::uint64_t scaled(std::uint64_t v, const uint128& power) noexcept {
  const uint128 low = multiply(v, power.low);
  uint128 high = multiply(v, power.high);
  high.low += low.high;
  if (high.low < low.high) ++high.high;
  return high.high | (high.low > 1 ? 1 : 0);
}

/// floor(log10(2^n)), and the same of 3/4 of it.
constexpr int decimal_exponent(int n, bool of_three_quarters) noexcept {
  return (n * 1262611 - (of_three_quarters ? 524031 : 0)) >> 22;
}

}  // namespace

shortest_decimal shortest(double v) noexcept {
  std::uint64_t bits;
  std::memcpy(&bits, &v, sizeof bits);
  const std::uint64_t fraction = bits & (hidden_bit - 1);
  const int biased = static_cast<int>(bits >> fraction_bits);
  const std::uint64_t c = biased == 0 ? fraction : fraction | hidden_bit;
  const int q = (biased == 0 ? 1 : biased) - 1 + least_exponent;  // v is c * 2^q

  // In quarters, for the bounds lie in between. Below a power of two the neighbour is nearer.
  const bool is_lower_bound_nearer = fraction == 0 && biased > 1;
  const bool bounds_belong = c % 2 == 0;  // they round to even
  const int k = decimal_exponent(q, is_lower_bound_nearer);
  const int shift = q + binary_exponent(-k) + 1;
  const uint128 power = power_rounded_up(-k);
  const std::uint64_t value = scaled(4 * c << shift, power);
  const std::uint64_t lower =
      scaled((4 * c - (is_lower_bound_nearer ? 1 : 2)) << shift, power) + (bounds_belong ? 0 : 1);
  const std::uint64_t upper = scaled((4 * c + 2) << shift, power) - (bounds_belong ? 0 : 1);

  const std::uint64_t below = value / 4;
  if (below >= 10) {
    const std::uint64_t tens = below / 10;
    const bool tens_inside = lower <= 40 * tens;
    const bool next_tens_inside = 40 * tens + 40 <= upper;
    if (tens_inside != next_tens_inside) return {tens + (next_tens_inside ? 1 : 0), k + 1};
  }
  const bool below_inside = lower <= 4 * below;
  const bool above_inside = 4 * below + 4 <= upper;
  if (below_inside != above_inside) return {below + (above_inside ? 1 : 0), k};
  const std::uint64_t middle = 4 * below + 2;
  const bool up = value > middle || (value == middle && below % 2 != 0);
  return {below + (up ? 1 : 0), k};
}

}  // namespace clonewire::wire
