#include "formats/codec.hpp"

namespace clonewire::formats::typeson {
namespace {

likelihood detect(bytes_view) {
  return likelihood::no;
}
result<document> decode(bytes_view, const decode_options&) {
  return error{errc::unknown_format, error::no_offset, "", "typeson is not built yet"};
}
result<std::uint64_t> encode(const value&, const encode_options&, std::vector<std::byte>&) {
  return error{errc::unknown_format, error::no_offset, "", "typeson is not built yet"};
}

}  // namespace

const codec codec_entry = {
    "typeson", "structured JSON: Typeson with the structured-cloning preset", true, &detect, &decode, &encode, nullptr,
    {},
};

}  // namespace clonewire::formats::typeson
