// Bytes as text: base64 (RFC 4648) and hexadecimal.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace clonewire::wire {

std::string base64_text(std::span<const std::uint8_t> bytes);
/// Standard or URL alphabet, padding optional, white space ignored. False for anything else.
bool parse_base64(std::string_view text, std::vector<std::uint8_t>& out);

/// Lower-case hexadecimal, two digits a byte; returns the end.
char* write_hex(std::span<const std::uint8_t> bytes, char* out) noexcept;
std::string hex_text(std::span<const std::uint8_t> bytes);
/// Upper or lower case; white space ignored; an optional 0x in front. False for anything else or an odd number of
/// digits.
bool parse_hex(std::string_view text, std::vector<std::uint8_t>& out);

}  // namespace clonewire::wire
