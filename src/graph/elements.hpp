// The elements of typed arrays, as they lie in their buffers: little-endian, unaligned.
#pragma once

#include <cstdint>

#include <clonewire/kind.hpp>

namespace clonewire::detail {

constexpr bool is_bigint_element(element_type type) noexcept {
  return type == element_type::bigint64 || type == element_type::biguint64;
}
constexpr bool is_float_element(element_type type) noexcept {
  return type == element_type::float16 || type == element_type::float32 || type == element_type::float64;
}

/// The element's bits, zero-extended.
std::uint64_t element_bits(element_type type, const std::uint8_t* p) noexcept;

/// The number that an element is. Precondition: !is_bigint_element(type).
double element_number(element_type type, const std::uint8_t* p) noexcept;

/// Stores a number as an element; a float takes the nearest value that it has. False: an integer element cannot be that
/// number. Precondition: !is_bigint_element(type).
bool store_element(element_type type, double v, std::uint8_t* p) noexcept;

}  // namespace clonewire::detail
