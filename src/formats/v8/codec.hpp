// What the files of this format share.
#pragma once

#include "formats/codec.hpp"
#include "formats/v8/tags.hpp"

namespace clonewire::formats::v8 {

struct decoder_mode;

/// The header's version, or what bytes without one are taken for; `header_size` receives its length in bytes.
result<std::uint32_t> read_header(bytes_view input, const decode_options& options, std::uint64_t& header_size);

/// Decodes, and tells in which mode that succeeded (or, failing, was tried first).
result<document> decode(bytes_view input, const decode_options& options, decoder_mode& mode);

result<std::uint64_t> encode(const value& root, const encode_options& options, std::vector<std::byte>& out);
result<std::uint64_t> explain(bytes_view input, const explain_sink& sink, const decode_options& options);

}  // namespace clonewire::formats::v8
