// Big-endian integers and floats at any address, as MessagePack and CBOR have them.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>

#include "wire/word.hpp"

namespace clonewire::wire {

inline std::uint16_t load_be16(const std::uint8_t* p) noexcept {
  return static_cast<std::uint16_t>(p[0] << 8 | p[1]);
}
inline std::uint32_t load_be32(const std::uint8_t* p) noexcept {
  return std::uint32_t{p[0]} << 24 | std::uint32_t{p[1]} << 16 | std::uint32_t{p[2]} << 8 | p[3];
}
inline std::uint64_t load_be64(const std::uint8_t* p) noexcept {
  return byte_swap(load_word(p));
}
inline float load_be_float(const std::uint8_t* p) noexcept {
  const std::uint32_t bits = load_be32(p);
  float v;
  std::memcpy(&v, &bits, sizeof v);
  return v;
}
inline double load_be_double(const std::uint8_t* p) noexcept {
  const std::uint64_t bits = load_be64(p);
  double v;
  std::memcpy(&v, &bits, sizeof v);
  return v;
}

inline std::uint8_t* store_be16(std::uint8_t* p, std::uint64_t v) noexcept {
  p[0] = static_cast<std::uint8_t>(v >> 8);
  p[1] = static_cast<std::uint8_t>(v);
  return p + 2;
}
inline std::uint8_t* store_be32(std::uint8_t* p, std::uint64_t v) noexcept {
  return store_be16(store_be16(p, v >> 16), v);
}
inline std::uint8_t* store_be64(std::uint8_t* p, std::uint64_t v) noexcept {
  store_word(p, byte_swap(v));
  return p + 8;
}
inline std::uint8_t* store_be_double(std::uint8_t* p, double v) noexcept {
  std::uint64_t bits;
  std::memcpy(&bits, &v, sizeof bits);
  return store_be64(p, bits);
}

}  // namespace clonewire::wire
