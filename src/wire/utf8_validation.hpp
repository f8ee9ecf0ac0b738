// What bytes are as text, told in one pass: ASCII, other UTF-8 (RFC 3629: no surrogates, no overlong forms), or
// neither.
#pragma once

#include <cstdint>
#include <span>

namespace clonewire::wire {

using octets = std::span<const std::uint8_t>;

enum class utf8_content : std::uint8_t { ascii, beyond_ascii, invalid };

/// Told by vectors of 32 bytes where the processor has them, else by the automaton.
utf8_content examine_utf8(octets bytes) noexcept;

/// True when every byte is below 0x80.
bool is_ascii(octets bytes) noexcept;

/// Whether the `size` bytes at `p` are UTF-8. Preconditions: size < 32; 32 bytes can be read at `p`.
bool is_short_utf8(const std::uint8_t* p, std::uint32_t size) noexcept;

inline bool is_valid_utf8(octets bytes) noexcept {
  return examine_utf8(bytes) != utf8_content::invalid;
}

/// The first byte from `p` on that is not ASCII, or `end`.
const std::uint8_t* skip_ascii(const std::uint8_t* p, const std::uint8_t* end) noexcept;

/// The ways of `examine_utf8`, for tests. Each takes what follows the first bytes, which are ASCII.
namespace utf8_ways {
bool is_valid_by_automaton(octets bytes) noexcept;
/// Whether this processor can do it by vectors.
bool has_vectors() noexcept;
/// Preconditions: has_vectors; of the second also those of is_short_utf8.
bool is_valid_by_vectors(octets bytes) noexcept;
bool is_short_by_vectors(const std::uint8_t* p, std::uint32_t size) noexcept;
}  // namespace utf8_ways

}  // namespace clonewire::wire
