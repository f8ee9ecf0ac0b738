// The public face of base64.hpp, in the API's types.
#include <clonewire/text_encoding.hpp>

#include <cstdint>
#include <cstring>

#include "wire/base64.hpp"

namespace clonewire {
namespace {

std::span<const std::uint8_t> octets_of(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()};
}

std::optional<std::vector<std::byte>> parsed(bool (*parse)(std::string_view, std::vector<std::uint8_t>&),
                                             std::string_view text) {
  std::vector<std::uint8_t> octets;
  if (!parse(text, octets)) return std::nullopt;
  std::vector<std::byte> bytes(octets.size());
  if (!octets.empty()) std::memcpy(bytes.data(), octets.data(), octets.size());
  return bytes;
}

}  // namespace

std::string hex_text(std::span<const std::byte> bytes) {
  return wire::hex_text(octets_of(bytes));
}
std::string base64_text(std::span<const std::byte> bytes) {
  return wire::base64_text(octets_of(bytes));
}

std::optional<std::vector<std::byte>> parse_hex(std::string_view text) {
  return parsed(&wire::parse_hex, text);
}
std::optional<std::vector<std::byte>> parse_base64(std::string_view text) {
  return parsed(&wire::parse_base64, text);
}

}  // namespace clonewire
