// Decimal digits to doubles, correctly rounded.
#pragma once

#include <cfloat>
#include <cstdint>

namespace clonewire::wire {

/// The double nearest to mantissa * 10^exponent, ties to even, infinity and 0 beyond the range of doubles.
double nearest_double(std::uint64_t mantissa, std::int64_t exponent) noexcept;

/// All integers up to here are doubles.
inline constexpr std::uint64_t exact_integers = std::uint64_t{1} << 53;

inline constexpr double exact_powers_of_ten[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                                                 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};

/// `nearest_double`, at once where both the mantissa and the power of ten are doubles: one correctly rounded operation
/// gives the right one (Clinger's fast path). Not so where doubles are computed with excess precision.
inline double to_double(std::uint64_t mantissa, std::int64_t exponent) noexcept {
  if (FLT_EVAL_METHOD == 0 && mantissa <= exact_integers && exponent >= -22 && exponent <= 22) {
    const auto v = static_cast<double>(mantissa);
    return exponent < 0 ? v / exact_powers_of_ten[-exponent] : v * exact_powers_of_ten[exponent];
  }
  return nearest_double(mantissa, exponent);
}

}  // namespace clonewire::wire
