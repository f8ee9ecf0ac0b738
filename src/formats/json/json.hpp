// Plain JSON: reads what JSON.parse reads, writes what JSON can carry.
#pragma once

#include "formats/codec.hpp"

namespace clonewire::formats::json {

result<document> decode(bytes_view input, const decode_options& options);
result<std::uint64_t> encode(const value& root, const encode_options& options, std::vector<std::byte>& out);

}  // namespace clonewire::formats::json
