// Copying a short text whose surroundings must not be read: a compiler makes a string instruction of memcpy with a
// length that it knows to be small, which starts slowly.
#pragma once

#include <cstdint>
#include <cstring>

namespace clonewire::wire {

/// Copies `size` bytes in pieces that overlap. Best for less than a hundred or so.
inline void copy_short(std::uint8_t* to, const std::uint8_t* from, std::uint32_t size) noexcept {
  if (size >= 16) {
    for (std::uint32_t i = 0; i < size - 16; i += 16) std::memcpy(to + i, from + i, 16);
    std::memcpy(to + size - 16, from + size - 16, 16);
  } else if (size >= 8) {
    std::memcpy(to, from, 8);
    std::memcpy(to + size - 8, from + size - 8, 8);
  } else if (size >= 4) {
    std::memcpy(to, from, 4);
    std::memcpy(to + size - 4, from + size - 4, 4);
  } else if (size != 0) {
    to[0] = from[0];
    to[size / 2] = from[size / 2];
    to[size - 1] = from[size - 1];
  }
}

}  // namespace clonewire::wire
