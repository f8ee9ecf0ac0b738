#include "formats/cbor/codec.hpp"

namespace clonewire::formats::cbor {
likelihood detect(bytes_view) {
  return likelihood::no;
}
result<std::uint64_t> encode(const value&, const encode_options&, std::vector<std::byte>&) {
  return error{errc::unknown_format, error::no_offset, "", "cbor is not built yet"};
}
const codec codec_entry = {
    "cbor", "CBOR (RFC 8949) with registered tags", false, &detect, &decode, &encode, nullptr, variants,
};
}  // namespace clonewire::formats::cbor
