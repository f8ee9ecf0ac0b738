// IEEE 754 binary16, the elements of a Float16Array.
#pragma once

#include <cstdint>

namespace clonewire::wire {

/// The number that 16 bits stand for; every one of them is a double.
double half_value(std::uint16_t bits) noexcept;
/// The bits of the nearest half, ties to even; NaN is 0x7e00. What is too large becomes an infinity.
std::uint16_t half_bits(double v) noexcept;

}  // namespace clonewire::wire
