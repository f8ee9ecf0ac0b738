// The heads of items: reading and writing them, and the numbers that are nothing but a head.
#pragma once

#include <cstdint>
#include <cstring>

#include "formats/cbor/tags.hpp"
#include "wire/big_endian.hpp"

namespace clonewire::formats::cbor {

using cursor = const std::uint8_t*;

/// The same bits as another type.
template <class To, class From>
To bits_as(From from) noexcept {
  static_assert(sizeof(To) == sizeof(From));
  To to;
  std::memcpy(&to, &from, sizeof to);
  return to;
}

/// A half-precision float as a double.
inline double half_to_double(std::uint32_t half) noexcept {
  const std::uint64_t sign = std::uint64_t{half & 0x8000} << 48;
  const std::uint32_t exponent = half >> 10 & 31;
  const std::uint64_t fraction = half & 0x3ff;
  if (exponent == 0) {  // a multiple of 2^-24
    const double v = static_cast<double>(fraction) * 0x1p-24;
    return sign != 0 ? -v : v;
  }
  const std::uint64_t wide = exponent == 31 ? 0x7ff : exponent + 1023 - 15;
  return bits_as<double>(sign | wide << 52 | fraction << 42);
}

struct head {
  cbor::major major;
  std::uint8_t info;
  std::uint64_t argument;

  bool is_indefinite() const noexcept { return info == info_indefinite; }
};

enum class head_problem : std::uint8_t { none, end, reserved };

/// The head at `p`, which is moved behind it. Indefinite lengths are left to whoever knows where they are allowed.
inline head_problem read_head(cursor& p, cursor end, head& out) noexcept {
  if (p == end) return head_problem::end;
  const std::uint8_t initial = *p;
  out.major = static_cast<major>(initial >> 5);
  out.info = initial & 31;
  out.argument = out.info;
  if (out.info < info_8_bits || out.info == info_indefinite) {
    ++p;
    return head_problem::none;
  }
  if (out.info > info_64_bits) return head_problem::reserved;
  const int size = 1 << (out.info - info_8_bits);
  if (end - p <= size) return head_problem::end;
  switch (size) {
    case 1: out.argument = p[1]; break;
    case 2: out.argument = wire::load_be16(p + 1); break;
    case 4: out.argument = wire::load_be32(p + 1); break;
    default: out.argument = wire::load_be64(p + 1); break;
  }
  p += 1 + size;
  return head_problem::none;
}

// ---- writing: each returns the end ----

inline constexpr std::size_t max_head = 9;

inline std::uint8_t* put_initial(std::uint8_t* q, major m, unsigned info) noexcept {
  *q = static_cast<std::uint8_t>(static_cast<unsigned>(m) << 5 | info);
  return q + 1;
}

/// The shortest head. Precondition: room for max_head bytes.
inline std::uint8_t* put_head(std::uint8_t* q, major m, std::uint64_t argument) noexcept {
  if (argument < info_8_bits) return put_initial(q, m, static_cast<unsigned>(argument));
  if (argument < 0x100) {
    q = put_initial(q, m, info_8_bits);
    *q = static_cast<std::uint8_t>(argument);
    return q + 1;
  }
  if (argument < 0x10000) return wire::store_be16(put_initial(q, m, info_8_bits + 1), argument);
  if (argument <= 0xffffffff) return wire::store_be32(put_initial(q, m, info_8_bits + 2), argument);
  return wire::store_be64(put_initial(q, m, info_64_bits), argument);
}

/// An integer of 32 bits, its size found without a branch: the integers of one array are of any size. Precondition:
/// room for max_head bytes.
inline std::uint8_t* put_int32(std::uint8_t* q, std::int32_t n) noexcept {
  const std::uint32_t sign = n < 0 ? 0xffffffff : 0;
  const std::uint32_t argument = static_cast<std::uint32_t>(n) ^ sign;  // n, or -1-n
  const std::uint32_t wide = (argument > 0xff) + (argument > 0xffff);
  const bool is_short = argument < info_8_bits;
  const std::uint32_t info = is_short ? argument : info_8_bits + wide;
  const std::uint32_t size = is_short ? 0 : 1u << wide;
  // The last `size` bytes of the argument, big-endian, behind the first byte.
  const std::uint64_t bytes = wire::byte_swap(argument) >> 8 * (7 - size) & ~std::uint64_t{0xff};
  wire::store_word(q, bytes | info | (sign & 0x20));
  return q + 1 + size;
}

inline std::uint8_t* put_double(std::uint8_t* q, double v) noexcept {
  *q = float64_head;
  return wire::store_be_double(q + 1, v);
}

}  // namespace clonewire::formats::cbor
