#include "formats/codec.hpp"

namespace clonewire::formats::msgpack {
namespace {

likelihood detect(bytes_view) {
  return likelihood::no;
}
result<document> decode(bytes_view, const decode_options&) {
  return error{errc::unknown_format, error::no_offset, "", "msgpack is not built yet"};
}
result<std::uint64_t> encode(const value&, const encode_options&, std::vector<std::byte>&) {
  return error{errc::unknown_format, error::no_offset, "", "msgpack is not built yet"};
}

}  // namespace

const codec codec_entry = {
    "msgpack", "MessagePack with the structured-clone extensions of msgpackr",
    false,     &detect,
    &decode,   &encode,
    nullptr,   {},
};

}  // namespace clonewire::formats::msgpack
