// Short strings, 32 bytes at a time: most strings are shorter, and asking how long they are costs more than reading
// what lies behind them.
#pragma once

#include <cstdint>
#include <cstring>
#include <type_traits>

#include <clonewire/detail/config.hpp>

#include "wire/text_block.hpp"
#include "wire/word.hpp"

namespace clonewire::wire {

inline constexpr std::uint32_t short_text = 32;

/// True when the `size` bytes at `p` are ASCII. Precondition: size <= short_text; short_text bytes may be read at `p`.
inline bool is_short_ascii(const std::uint8_t* p, std::uint32_t size) noexcept {
  if constexpr (!std::is_same_v<text_block, word_block>) {
    const std::uint64_t non_ascii = text_block(p).non_ascii() | text_block(p + text_block::size).non_ascii() << 16;
    return (non_ascii & ((std::uint64_t{1} << size) - 1)) == 0;
  }
  // A window into this, beginning `size` bytes before its middle, marks the high bits of the first `size` bytes.
  alignas(64) static constexpr std::uint64_t marks[8] = {
      0x8080808080808080, 0x8080808080808080, 0x8080808080808080, 0x8080808080808080, 0, 0, 0, 0};
  std::uint64_t text[4];
  std::uint64_t mask[4];
  std::memcpy(text, p, sizeof text);
  std::memcpy(mask, reinterpret_cast<const std::uint8_t*>(marks) + short_text - size, sizeof mask);
  return ((text[0] & mask[0]) | (text[1] & mask[1]) | (text[2] & mask[2]) | (text[3] & mask[3])) == 0;
}

/// True when `a` and `b` are the same `size` bytes. Precondition: size <= short_text; eight bytes may be read at
/// either.
CLONEWIRE_INLINE bool is_same_short(const std::uint8_t* a, const std::uint8_t* b, std::uint32_t size) noexcept {
  if (size < 8) return ((load_word(a) ^ load_word(b)) & ((std::uint64_t{1} << 8 * size) - 1)) == 0;
  const auto differ = [a, b](std::uint32_t at) { return load_word(a + at) ^ load_word(b + at); };
  if ((differ(0) | differ(size - 8)) != 0) return false;
  return size <= 16 || (differ(8) | differ(size - 16)) == 0;
}

}  // namespace clonewire::wire
