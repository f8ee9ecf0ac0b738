// Bytes as text: hexadecimal and base64 (RFC 4648), as tools and databases print values.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace clonewire {

/// Lower-case hexadecimal, without separators.
std::string hex_text(std::span<const std::byte> bytes);
/// Upper or lower case; white space is ignored, and so is one 0x in front. Nothing for anything else.
std::optional<std::vector<std::byte>> parse_hex(std::string_view text);

/// Standard alphabet, padded, one line.
std::string base64_text(std::span<const std::byte> bytes);
/// Standard or URL alphabet, padding optional; white space is ignored. Nothing for anything else.
std::optional<std::vector<std::byte>> parse_base64(std::string_view text);

}  // namespace clonewire
