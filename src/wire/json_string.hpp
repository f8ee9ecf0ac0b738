// Strings of JSON text: where they end, and what they mean.
#pragma once

#include <cstdint>
#include <string>

#include <clonewire/detail/config.hpp>

#include "wire/text_block.hpp"
#include "wire/utf.hpp"

namespace clonewire::wire {

/// A string as it stands in the text: what is between the quotes, which is valid UTF-8 with valid escapes.
struct json_string {
  octets raw;
  bool escaped = false;   // has a backslash; without one `raw` is the content
  bool is_ascii = false;  // no byte above 0x7f (an escape may still mean any character)
};

/// Appends the content of an escaped string, lone surrogates as their three bytes (WTF-8). True: there is one.
bool unescape_json(octets raw, std::string& out);

/// -1: none.
int hex_digit(std::uint8_t c) noexcept;

/// `scan_json_string` for strings of any length and content.
const std::uint8_t* scan_any_json_string(const std::uint8_t* p, const std::uint8_t* end, json_string& out) noexcept;

/// Reads a string from behind its opening quote to behind its closing one. Null: it is none, or has no end.
CLONEWIRE_INLINE const std::uint8_t* scan_json_string(const std::uint8_t* p, const std::uint8_t* end,
                                                      json_string& out) noexcept {
  // Most strings end within the first block, have no escape and no character beyond ASCII.
  if (end - p >= text_block::size) [[likely]] {
    const text_block block(p);
    const byte_mask stops = block.string_stops();
    if (stops != 0) {
      const unsigned size = first(stops);
      if (p[size] == '"' && (block.non_ascii() & bytes_before(size)) == 0) [[likely]] {
        out = {{p, size}, false, true};
        return p + size + 1;
      }
    }
  }
  return scan_any_json_string(p, end, out);
}

}  // namespace clonewire::wire
