// What the files of this format share.
#pragma once

#include <string_view>

#include "formats/codec.hpp"

namespace clonewire::formats::cbor {

inline constexpr std::string_view variants[] = {"standard", "x", "deterministic"};

/// Which of them options name.
enum class variant : std::uint8_t { standard, x, deterministic };
inline variant variant_named(std::string_view name) noexcept {
  if (name == "x") return variant::x;
  return name == "deterministic" ? variant::deterministic : variant::standard;
}

likelihood detect(bytes_view input);
result<document> decode(bytes_view input, const decode_options& options);
result<std::uint64_t> encode(const value& root, const encode_options& options, std::vector<std::byte>& out);
result<std::uint64_t> explain(bytes_view input, const explain_sink& sink, const decode_options& options);

}  // namespace clonewire::formats::cbor
