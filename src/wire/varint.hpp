// Varints: LEB128, as Protocol Buffers and V8 write them. Over-long forms are accepted.
#pragma once

#include <cstdint>
#include <cstring>

namespace clonewire::wire {

inline std::uint64_t load_le64(const std::uint8_t* p) noexcept {
  std::uint64_t v;
  std::memcpy(&v, p, sizeof v);
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
  v = __builtin_bswap64(v);
#endif
  return v;
}

inline double load_le_double(const std::uint8_t* p) noexcept {
  const std::uint64_t bits = load_le64(p);
  double v;
  std::memcpy(&v, &bits, sizeof v);
  return v;
}

inline void store_le64(std::uint8_t* p, std::uint64_t v) noexcept {
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
  v = __builtin_bswap64(v);
#endif
  std::memcpy(p, &v, sizeof v);
}

/// At most ceil(Bits / 7) bytes are read, whatever the last one says; bits past the last are dropped, as V8 does. Null
/// at the end of the input, where a byte that says that more follow does not count as a last one either.
template <unsigned Bits>
const std::uint8_t* read_varint_slowly(const std::uint8_t* p, const std::uint8_t* end, std::uint64_t& out) noexcept {
  std::uint64_t value = 0;
  out = 0;
  for (unsigned shift = 0;; shift += 7) {
    if (p == end) return nullptr;
    if (shift >= Bits) break;
    const std::uint8_t byte = *p++;
    value |= std::uint64_t{byte & 0x7fu} << shift;
    if (byte < 0x80) break;
  }
  out = Bits == 64 ? value : value & ((std::uint64_t{1} << (Bits % 64)) - 1);
  return p;
}

/// A 32-bit varint from its bytes, at most five; all others are zero.
inline std::uint32_t gather_varint32(std::uint64_t bytes) noexcept {
  return static_cast<std::uint32_t>((bytes & 0x7f) | (bytes >> 1 & 0x7f << 7) | (bytes >> 2 & 0x7f << 14) |
                                    (bytes >> 3 & 0x7f << 21) | (bytes >> 4 & std::uint64_t{0x7f} << 28));
}

/// A 32-bit varint from eight bytes that are known to be there: sets `length` to its bytes. Branch-free.
inline std::uint32_t unpack_varint32(std::uint64_t bytes, unsigned& length) noexcept {
  // The first byte below 0x80 ends it; the fifth does in any case.
  const std::uint64_t stop = (~bytes & 0x8080808080u) | 0x8000000000u;
  length = static_cast<unsigned>(__builtin_ctzll(stop)) / 8 + 1;
  return gather_varint32(bytes & (stop ^ (stop - 1)));
}

/// The bytes of a 32-bit varint, the first lowest; `length` receives how many. Branch-free.
inline std::uint64_t spread_varint32(std::uint32_t v, unsigned& length) noexcept {
  const std::uint64_t x = v;
  const std::uint64_t groups = (x & 0x7f) | (x & 0x7f << 7) << 1 | (x & 0x7f << 14) << 2 | (x & 0x7f << 21) << 3 |
                               (x & std::uint64_t{0x7f} << 28) << 4;
  const unsigned bits = 32 - static_cast<unsigned>(__builtin_clz(v | 1));
  length = (bits + 6) * 37 >> 8;  // (bits + 6) / 7
  const std::uint64_t more = 0x8080808080u & ((std::uint64_t{1} << 8 * (length - 1)) - 1);
  return groups | more;
}

/// Null at the end of the input.
inline const std::uint8_t* read_varint32(const std::uint8_t* p, const std::uint8_t* end, std::uint32_t& out) noexcept {
  if (p != end && *p < 0x80) [[likely]] {
    out = *p;
    return p + 1;
  }
  if (end - p >= 8) [[likely]] {
    unsigned length;
    out = unpack_varint32(load_le64(p), length);
    return p + length;
  }
  std::uint64_t wide;
  p = read_varint_slowly<32>(p, end, wide);
  out = static_cast<std::uint32_t>(wide);
  return p;
}

inline std::int32_t unzigzag(std::uint32_t v) noexcept {
  return static_cast<std::int32_t>(v >> 1 ^ (0u - (v & 1)));
}
inline std::uint32_t zigzag(std::int32_t v) noexcept {
  return static_cast<std::uint32_t>(v) << 1 ^ static_cast<std::uint32_t>(v >> 31);
}

}  // namespace clonewire::wire
