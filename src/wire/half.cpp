#include "wire/half.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace clonewire::wire {
namespace {

constexpr int exponent_bias = 15;
constexpr int mantissa_bits = 10;
constexpr std::uint16_t infinity_bits = 0x7c00;
constexpr std::uint16_t nan_bits = 0x7e00;

}  // namespace

double half_value(std::uint16_t bits) noexcept {
  const int exponent = bits >> mantissa_bits & 31;
  const int mantissa = bits & 0x3ff;
  double magnitude;
  if (exponent == 31) {
    magnitude = mantissa == 0 ? std::numeric_limits<double>::infinity() : std::numeric_limits<double>::quiet_NaN();
  } else if (exponent == 0) {
    magnitude = std::ldexp(mantissa, 1 - exponent_bias - mantissa_bits);
  } else {
    magnitude = std::ldexp(0x400 | mantissa, exponent - exponent_bias - mantissa_bits);
  }
  return (bits & 0x8000) != 0 ? -magnitude : magnitude;
}

std::uint16_t half_bits(double v) noexcept {
  if (v != v) return nan_bits;
  const std::uint16_t sign = std::signbit(v) ? 0x8000 : 0;
  const double magnitude = std::fabs(v);
  if (std::isinf(magnitude)) return sign | infinity_bits;
  // The last bit of a half of this size, of which the magnitude is so many: rounded once, ties to even. A mantissa that
  // rounds up to the next power of two carries into the exponent, up to infinity, by itself.
  constexpr int least_exponent = 1 - exponent_bias;
  const int exponent = magnitude == 0 ? least_exponent : std::max(std::ilogb(magnitude), least_exponent);
  if (exponent > exponent_bias) return sign | infinity_bits;
  const double scaled = std::ldexp(magnitude, mantissa_bits - exponent);
  auto units = static_cast<std::uint32_t>(scaled);
  const double rest = scaled - units;
  if (rest > 0.5 || (rest == 0.5 && (units & 1) != 0)) ++units;
  const std::uint32_t bits = (static_cast<std::uint32_t>(exponent - least_exponent) << mantissa_bits) + units;
  return static_cast<std::uint16_t>(sign | bits);
}

}  // namespace clonewire::wire
