#include "formats/codec.hpp"

namespace clonewire::formats::serial {
namespace {

likelihood detect(bytes_view) {
  return likelihood::no;
}
result<document> decode(bytes_view, const decode_options&) {
  return error{errc::unknown_format, error::no_offset, "", "serial is not built yet"};
}
result<std::uint64_t> encode(const value&, const encode_options&, std::vector<std::byte>&) {
  return error{errc::unknown_format, error::no_offset, "", "serial is not built yet"};
}

}  // namespace

const codec codec_entry = {
    "serial", "Starlark's serial envelope: deterministic JSON text", true, &detect, &decode, &encode, nullptr, {},
};

}  // namespace clonewire::formats::serial
