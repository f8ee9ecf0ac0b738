// Writing how values begin, each in the shortest form that msgpackr uses. Precondition: max_head bytes of room.
#pragma once

#include <cstddef>
#include <cstdint>

#include <clonewire/detail/config.hpp>

#include "formats/msgpack/heads.hpp"
#include "graph/slots.hpp"

namespace clonewire::formats::msgpack {

inline constexpr std::size_t max_head = 16;  // more than any head takes, or any number

inline std::uint8_t* put(std::uint8_t* q, head h) noexcept {
  *q = static_cast<std::uint8_t>(h);
  return q + 1;
}

inline std::uint8_t* put_extension(std::uint8_t* q, std::uint8_t type, std::size_t size) noexcept {
  switch (size) {
    case 1: q = put(q, head::fixext1); break;
    case 2: q = put(q, head::fixext2); break;
    case 4: q = put(q, head::fixext4); break;
    case 8: q = put(q, head::fixext8); break;
    case 16: q = put(q, head::fixext16); break;
    default:
      if (size < 0x100) {
        q = put(q, head::ext8);
        *q++ = static_cast<std::uint8_t>(size);
      } else if (size < 0x10000) {
        q = wire::store_be16(put(q, head::ext16), size);
      } else {
        q = wire::store_be32(put(q, head::ext32), size);
      }
  }
  *q = type;
  return q + 1;
}

/// An extension that is a value behind it, or none.
inline std::uint8_t* put_prefix(std::uint8_t* q, extension type) noexcept {
  q = put(q, head::fixext1);
  *q++ = static_cast<std::uint8_t>(type);
  *q = 0;
  return q + 1;
}

inline std::uint8_t* put_array(std::uint8_t* q, std::uint64_t count) noexcept {
  if (count < 0x10) {
    *q = static_cast<std::uint8_t>(static_cast<unsigned>(head::fixarray) | count);
    return q + 1;
  }
  if (count < 0x10000) return wire::store_be16(put(q, head::array16), count);
  return wire::store_be32(put(q, head::array32), count);
}

inline std::uint8_t* put_map(std::uint8_t* q, std::uint64_t count) noexcept {
  if (count < 0x10) {
    *q = static_cast<std::uint8_t>(static_cast<unsigned>(head::fixmap) | count);
    return q + 1;
  }
  if (count < 0x10000) return wire::store_be16(put(q, head::map16), count);
  return wire::store_be32(put(q, head::map32), count);
}

inline std::uint8_t* put_string(std::uint8_t* q, std::size_t size) noexcept {
  if (size < 0x20) {
    *q = static_cast<std::uint8_t>(static_cast<unsigned>(head::fixstr) | size);
    return q + 1;
  }
  if (size < 0x100) {
    q = put(q, head::str8);
    *q = static_cast<std::uint8_t>(size);
    return q + 1;
  }
  if (size < 0x10000) return wire::store_be16(put(q, head::str16), size);
  return wire::store_be32(put(q, head::str32), size);
}

inline std::uint8_t* put_binary(std::uint8_t* q, std::size_t size) noexcept {
  if (size < 0x100) {
    q = put(q, head::bin8);
    *q = static_cast<std::uint8_t>(size);
    return q + 1;
  }
  if (size < 0x10000) return wire::store_be16(put(q, head::bin16), size);
  return wire::store_be32(put(q, head::bin32), size);
}

/// Integers from -32 up to `fixint_end` are one byte.
CLONEWIRE_INLINE std::uint8_t* put_int32(std::uint8_t* q, std::int32_t v, std::int32_t fixint_end) noexcept {
  if (v >= -0x20 && v < fixint_end) [[likely]] {
    *q = static_cast<std::uint8_t>(v);
    return q + 1;
  }
  if (v >= 0) {
    if (v < 0x100) {
      q = put(q, head::uint8);
      *q = static_cast<std::uint8_t>(v);
      return q + 1;
    }
    if (v < 0x10000) return wire::store_be16(put(q, head::uint16), static_cast<std::uint64_t>(v));
    return wire::store_be32(put(q, head::uint32), static_cast<std::uint64_t>(v));
  }
  const auto bits = static_cast<std::uint32_t>(v);
  if (v >= -0x80) {
    q = put(q, head::int8);
    *q = static_cast<std::uint8_t>(bits);
    return q + 1;
  }
  if (v >= -0x8000) return wire::store_be16(put(q, head::int16), bits);
  return wire::store_be32(put(q, head::int32), bits);
}

/// Integers of 32 bits, with a sign or without, as such; all others, -0 among them, as float64.
inline std::uint8_t* put_double(std::uint8_t* q, double v, std::int32_t fixint_end) noexcept {
  std::int32_t i;
  if (detail::is_int32(v, i)) return put_int32(q, i, fixint_end);
  if (v >= 2147483648.0 && v <= 4294967295.0 && static_cast<double>(static_cast<std::uint32_t>(v)) == v)
    return wire::store_be32(put(q, head::uint32), static_cast<std::uint32_t>(v));
  return wire::store_be_double(put(q, head::float64), v);
}

}  // namespace clonewire::formats::msgpack
