// Strings of JSON text: where they end, and what they mean.
#pragma once

#include <cstdint>
#include <string>

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

/// Reads a string from behind its opening quote to behind its closing one. Null: it is none, or has no end. `plain`:
/// how far it is known to be plain ASCII without escapes.
const std::uint8_t* scan_json_string(const std::uint8_t* p, const std::uint8_t* plain, const std::uint8_t* end,
                                     json_string& out) noexcept;

/// The first byte from `p` on that is not plain: the closing quote of most strings. Near the end of the text it may be
/// any byte before that. Precondition: p != end.
inline const std::uint8_t* skip_plain(const std::uint8_t* p, const std::uint8_t* end) noexcept {
  for (; end - p > text_block::size; p += text_block::size) {
    const byte_mask found = text_block(p).not_plain();
    if (found != 0) return p + first(found);
  }
  return p;
}

/// The same, near the end of the text too.
inline const std::uint8_t* skip_plain_to_end(const std::uint8_t* p, const std::uint8_t* end) noexcept {
  p = skip_plain(p, end);
  if (end - p > text_block::size) [[likely]]
    return p;
  while (p != end - 1 && *p != '"' && *p != '\\' && *p >= 0x20 && *p < 0x80) ++p;
  return p;
}

}  // namespace clonewire::wire
