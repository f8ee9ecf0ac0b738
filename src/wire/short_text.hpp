// Short strings, 32 bytes at a time: most strings are shorter, and asking how long they are costs more than reading
// what lies behind them.
#pragma once

#include <cstdint>
#include <cstring>

namespace clonewire::wire {

inline constexpr std::uint32_t short_text = 32;

/// True when the `size` bytes at `p` are ASCII. Precondition: size <= short_text; short_text bytes may be read at `p`.
inline bool is_short_ascii(const std::uint8_t* p, std::uint32_t size) noexcept {
  // A window into this, beginning `size` bytes before its middle, marks the high bits of the first `size` bytes.
  alignas(64) static constexpr std::uint64_t marks[8] = {
      0x8080808080808080, 0x8080808080808080, 0x8080808080808080, 0x8080808080808080, 0, 0, 0, 0};
  std::uint64_t text[4];
  std::uint64_t mask[4];
  std::memcpy(text, p, sizeof text);
  std::memcpy(mask, reinterpret_cast<const std::uint8_t*>(marks) + short_text - size, sizeof mask);
  return ((text[0] & mask[0]) | (text[1] & mask[1]) | (text[2] & mask[2]) | (text[3] & mask[3])) == 0;
}

}  // namespace clonewire::wire
