// The method of Eisel and Lemire ("Number Parsing at a Gigabyte per Second", 2021): the mantissa times 128 bits of the
// power of ten gives enough bits of the product to round by. That this is so for every mantissa of 64 bits, and no case
// is left to decide by other means, Mushtak and Lemire showed ("Fast Number Parsing Without Fallback", 2023).
#include "wire/decimal.hpp"

#include <bit>
#include <cstring>
#include <limits>

#include "wire/powers_of_ten.hpp"

namespace clonewire::wire {
namespace {

constexpr int fraction_bits = 52;
constexpr int exponent_bias = 1023;
constexpr int infinite_exponent = 0x7ff;
constexpr int unused_bits = 64 - fraction_bits - 3;  // of a product's high word: it is cut to 54 or 55 bits to round by

double from_parts(std::uint64_t fraction, int biased_exponent) noexcept {
  const std::uint64_t bits = static_cast<std::uint64_t>(biased_exponent) << fraction_bits | fraction;
  double v;
  std::memcpy(&v, &bits, sizeof v);
  return v;
}

/// w * 10^exponent, its first 64 bits and those behind them. Precondition: the highest bit of `w` is set.
uint128 product_with_power(std::uint64_t w, int exponent) noexcept {
  const uint128& power = power_of_ten(exponent);
  uint128 product = multiply(w, power.high);
  constexpr std::uint64_t undecided = (std::uint64_t{1} << unused_bits) - 1;
  if ((product.high & undecided) != undecided) return product;  // what follows could not carry so far
  // Of the powers -1 to -27 the significand must be rounded up, not cut, for exact halves to be recognised.
  const bool rounded_up = exponent < 0 && exponent >= -27;
  const std::uint64_t more = multiply(w, power.low + (rounded_up ? 1 : 0)).high;
  product.low += more;
  if (product.low < more) ++product.high;
  return product;
}

std::uint64_t halved_and_rounded(std::uint64_t v) noexcept {
  return (v + (v & 1)) >> 1;
}

}  // namespace

double nearest_double(std::uint64_t mantissa, std::int64_t exponent) noexcept {
  constexpr int last_finite = 308;
  if (mantissa == 0 || exponent < first_power_of_ten) return 0;
  if (exponent > last_finite) return std::numeric_limits<double>::infinity();

  const int n = static_cast<int>(exponent);
  const int shift = std::countl_zero(mantissa);
  const uint128 product = product_with_power(mantissa << shift, n);
  const int top = static_cast<int>(product.high >> 63);
  std::uint64_t bits = product.high >> (top + unused_bits);
  int biased = binary_exponent(n) + 63 + top - shift + exponent_bias;

  if (biased <= 0) {  // subnormal, or rounded up to the least normal number
    if (1 - biased >= 64) return 0;
    bits = halved_and_rounded(bits >> (1 - biased));
    return from_parts(bits, 0);  // a carry into the exponent's place is what is wanted
  }
  // Exactly between two doubles, which only these powers allow: to the even one.
  if (product.low <= 1 && n >= -4 && n <= 23 && (bits & 3) == 1 && bits << (top + unused_bits) == product.high) {
    bits &= ~std::uint64_t{1};
  }
  bits = halved_and_rounded(bits);
  if (bits >> (fraction_bits + 1) != 0) {
    bits >>= 1;
    ++biased;
  }
  if (biased >= infinite_exponent) return std::numeric_limits<double>::infinity();
  return from_parts(bits & ((std::uint64_t{1} << fraction_bits) - 1), biased);
}

}  // namespace clonewire::wire
