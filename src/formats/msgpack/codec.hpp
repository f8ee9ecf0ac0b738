// MessagePack: what the parts of the format share.
#pragma once

#include <string_view>

#include <clonewire/format.hpp>

namespace clonewire::formats::msgpack {

/// Whose MessagePack it is: msgpackr's options.
enum class variant : std::uint8_t {
  records,    // {structuredClone: true}
  norecords,  // {structuredClone: true, useRecords: false}
  plain,      // {useRecords: false, variableMapSize: true}
  bundle,     // {structuredClone: true, bundleStrings: true}
};
inline constexpr std::string_view variant_names[] = {"records", "norecords", "plain", "bundle"};

/// Precondition: `name` is one of variant_names, or empty.
variant variant_named(std::string_view name) noexcept;

result<document> decode(bytes_view input, const decode_options& options);
result<std::uint64_t> encode(const value& root, const encode_options& options, std::vector<std::byte>& out);
result<std::uint64_t> explain(bytes_view input, const explain_sink& sink, const decode_options& options);
likelihood detect(bytes_view input);

}  // namespace clonewire::formats::msgpack
