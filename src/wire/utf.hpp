// Text encodings: UTF-8, UTF-16LE, Latin-1. Knows no format and no document.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "wire/utf8_validation.hpp"

namespace clonewire::wire {

/// How many bytes of `bytes`, from the first, are valid UTF-8: all, or the offset of the first invalid sequence.
std::size_t valid_utf8_prefix(octets bytes) noexcept;
/// True when every code unit of the UTF-16LE `bytes` (an even number of them) is below 0x100.
bool fits_latin1(octets utf16le) noexcept;
/// True when the UTF-16LE `bytes` have a surrogate without its other half.
bool has_lone_surrogate(octets utf16le) noexcept;

/// Code units of UTF-16 that valid UTF-8 makes.
std::size_t utf16_length(octets valid_utf8) noexcept;

/// UTF-8 to UTF-16LE bytes. An invalid sequence becomes U+FFFD, one for each maximal subpart (the Encoding Standard's
/// decoder, as TextDecoder and V8 do it). A byte order mark is kept.
void append_utf16_from_utf8(octets utf8, std::string& out);
/// The reverse of `append_utf8_from_utf16`: the three bytes of a lone surrogate become that surrogate again.
void append_utf16_from_wtf8(octets wtf8, std::string& out);
/// UTF-16LE bytes to UTF-8. A lone surrogate becomes its three bytes (WTF-8), so that no two strings fall together.
void append_utf8_from_utf16(octets utf16le, std::string& out);
/// The same to `out`, which has room for 3 bytes a code unit. Returns the end.
char* write_utf8_from_utf16(octets utf16le, char* out) noexcept;
/// Likewise, with room for 2 bytes a character.
char* write_utf8_from_latin1(octets latin1, char* out) noexcept;
void append_utf8_from_latin1(octets latin1, std::string& out);
void append_utf16_from_latin1(octets latin1, std::string& out);
/// Precondition: fits_latin1.
void append_latin1_from_utf16(octets utf16le, std::string& out);

/// Writes a code point (a surrogate too) as 1 to 4 bytes of UTF-8 and returns the end.
char* put_utf8(std::uint32_t code_point, char* out) noexcept;

}  // namespace clonewire::wire
