// Lengths of buffers and views, as the versions write them.
#pragma once

#include <cstddef>
#include <cstdint>

#include "formats/v8/tags.hpp"
#include "wire/varint.hpp"

namespace clonewire::formats::v8 {

/// A byte length or offset: 64 bits from version 16 on, 32 before. Null at the end of the input.
inline const std::uint8_t* read_length(wire_rules rules, const std::uint8_t* p, const std::uint8_t* end,
                                       std::uint64_t& out) noexcept {
  if (rules.long_lengths()) return wire::read_varint_slowly<64>(p, end, out);
  std::uint32_t narrow;
  p = wire::read_varint32(p, end, narrow);
  out = narrow;
  return p;
}

/// A resizable ArrayBuffer's maxByteLength, behind which `byte_length` bytes follow. Deno's node:v8 writes one of more
/// than 32 bits under the label of version 15 as well; read as 32 bits it would silently be another value. It is taken
/// for that where the content still fits behind it.
inline const std::uint8_t* read_max_byte_length(wire_rules rules, const std::uint8_t* p, const std::uint8_t* end,
                                                std::uint64_t byte_length, std::uint64_t& out) noexcept {
  if (rules.view_flags() && !rules.long_lengths()) {
    std::uint64_t wide;
    const std::uint8_t* wide_end = wire::read_varint_slowly<64>(p, end, wide);
    if (wide_end != nullptr && wide > 0xffffffff && byte_length <= static_cast<std::size_t>(end - wide_end)) {
      out = wide;
      return wide_end;
    }
  }
  return read_length(rules, p, end, out);
}

}  // namespace clonewire::formats::v8
