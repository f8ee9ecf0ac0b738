#include "formats/codec.hpp"

#include "formats/typeson/decoder.hpp"
#include "formats/typeson/encoder.hpp"

namespace clonewire::formats::typeson {
namespace {

likelihood detect(bytes_view) {
  return likelihood::no;
}
constexpr std::string_view variants[] = {"structured-json", "registry14"};
}  // namespace

const codec codec_entry = {
    "typeson", "structured JSON: Typeson with the structured-cloning preset", true, &detect, &decode, &encode, nullptr,
    variants,
};

}  // namespace clonewire::formats::typeson
