#include "graph/elements.hpp"

#include <cstddef>
#include <cstring>
#include <limits>

#include "wire/half.hpp"

namespace clonewire::detail {
namespace {

template <class To, class From>
To same_bits(From v) noexcept {
  static_assert(sizeof(To) == sizeof(From));
  To out;
  std::memcpy(&out, &v, sizeof out);
  return out;
}

template <class Integer>
bool store_integer(double v, std::uint64_t& bits) noexcept {
  using bounds = std::numeric_limits<Integer>;
  if (!(v >= static_cast<double>(bounds::min()) && v <= static_cast<double>(bounds::max()))) return false;
  const auto integer = static_cast<std::int64_t>(v);
  bits = static_cast<std::uint64_t>(integer);
  return static_cast<double>(integer) == v;
}

bool bits_of(element_type type, double v, std::uint64_t& bits) noexcept {
  switch (type) {
    case element_type::int8: return store_integer<std::int8_t>(v, bits);
    case element_type::uint8:
    case element_type::uint8_clamped:
    case element_type::buffer: return store_integer<std::uint8_t>(v, bits);
    case element_type::int16: return store_integer<std::int16_t>(v, bits);
    case element_type::uint16: return store_integer<std::uint16_t>(v, bits);
    case element_type::int32: return store_integer<std::int32_t>(v, bits);
    case element_type::uint32: return store_integer<std::uint32_t>(v, bits);
    case element_type::float16: bits = wire::half_bits(v); return true;
    case element_type::float32: bits = same_bits<std::uint32_t>(static_cast<float>(v)); return true;
    case element_type::float64: bits = same_bits<std::uint64_t>(v); return true;
    case element_type::bigint64:
    case element_type::biguint64: break;
  }
  return false;
}

}  // namespace

std::uint64_t element_bits(element_type type, const std::uint8_t* p) noexcept {
  std::uint64_t bits = 0;
  for (std::size_t i = element_size(type); i-- != 0;) bits = bits << 8 | p[i];
  return bits;
}

double element_number(element_type type, const std::uint8_t* p) noexcept {
  const std::uint64_t bits = element_bits(type, p);
  switch (type) {
    case element_type::int8: return static_cast<std::int8_t>(bits);
    case element_type::int16: return static_cast<std::int16_t>(bits);
    case element_type::int32: return static_cast<std::int32_t>(bits);
    case element_type::float16: return wire::half_value(static_cast<std::uint16_t>(bits));
    case element_type::float32: return same_bits<float>(static_cast<std::uint32_t>(bits));
    case element_type::float64: return same_bits<double>(bits);
    default: return static_cast<double>(bits);
  }
}

bool store_element(element_type type, double v, std::uint8_t* p) noexcept {
  std::uint64_t bits = 0;
  if (!bits_of(type, v, bits)) return false;
  for (std::size_t i = 0; i != element_size(type); ++i) p[i] = static_cast<std::uint8_t>(bits >> 8 * i);
  return true;
}

}  // namespace clonewire::detail
