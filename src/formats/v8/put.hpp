// The pieces that V8's format is written from. Each returns the end of what it wrote; there must be room for it.
#pragma once

#include <cstdint>
#include <cstring>

#include "formats/v8/tags.hpp"
#include "wire/varint.hpp"

namespace clonewire::formats::v8 {

inline std::uint8_t* put(std::uint8_t* q, tag t) noexcept {
  *q = static_cast<std::uint8_t>(t);
  return q + 1;
}

inline std::uint8_t* put_varint(std::uint8_t* q, std::uint64_t v) noexcept {
  while (v >= 0x80) {
    *q++ = static_cast<std::uint8_t>(v | 0x80);
    v >>= 7;
  }
  *q = static_cast<std::uint8_t>(v);
  return q + 1;
}

inline std::uint8_t* put_double(std::uint8_t* q, double v) noexcept {
  std::uint64_t bits;
  std::memcpy(&bits, &v, sizeof bits);
  wire::store_le64(q, bits);
  return q + 8;
}

/// The tag and the integer. Writes eight bytes, whatever it needs of them.
inline std::uint8_t* put_int32(std::uint8_t* q, std::int32_t v) noexcept {
  unsigned size;
  const std::uint64_t varint = wire::spread_varint32(wire::zigzag(v), size);
  wire::store_le64(q, varint << 8 | static_cast<std::uint8_t>(tag::int32));
  return q + 1 + size;
}

}  // namespace clonewire::formats::v8
