// Doubles to the shortest decimal digits that read back as the same double.
#pragma once

#include <cstdint>

namespace clonewire::wire {

/// significand * 10^exponent. The significand has at most 17 digits; the last of them may be zeros.
struct shortest_decimal {
  std::uint64_t significand;
  int exponent;
};

/// Of the shortest decimals that are nearer to `v` than to any other double the one that is nearest to it.
/// Precondition: `v` is finite and above 0.
shortest_decimal shortest(double v) noexcept;

}  // namespace clonewire::wire
