// Starlark's serial envelope: JSON in which {"$t": tag, "v": payload} stands for what JSON has no form for. Grammar and
// tags are in tags.hpp, what is carried and what is refused in docs/formats/serial.md.
#pragma once

#include <cstdint>
#include <string_view>

#include "formats/codec.hpp"

namespace clonewire::formats::serial {

/// Whose values the text holds: the format's variants.
enum class profile : std::uint8_t {
  starlark,  // integers are ints (BigInt), objects dicts (Map); bytes, tuples, times with zones
  js,        // integers up to ±2^53 are numbers, objects objects; Map, Set, Date, Uint8Array, Blob, File
};

constexpr profile profile_of(std::string_view variant) noexcept {
  return variant == "js" ? profile::js : profile::starlark;
}

/// Nesting of arrays and objects in the text that the original reads: encoding/json's limit.
inline constexpr std::uint32_t max_levels = 10'000;

/// Up to here every integer is a number of its own.
inline constexpr double max_exact_integer = 9007199254740992;

result<document> decode(bytes_view input, const decode_options& options);
result<std::uint64_t> encode(const value& root, const encode_options& options, std::vector<std::byte>& out);

}  // namespace clonewire::formats::serial
