#include "formats/codec.hpp"

#include <algorithm>
#include <iterator>

#include "formats/msgpack/codec.hpp"

namespace clonewire::formats::msgpack {

variant variant_named(std::string_view name) noexcept {
  const auto* const found = std::find(std::begin(variant_names), std::end(variant_names), name);
  return found == std::end(variant_names) ? variant::records : static_cast<variant>(found - std::begin(variant_names));
}

const codec codec_entry = {
    "msgpack", "MessagePack with the structured-clone extensions of msgpackr",
    false,     &detect,
    &decode,   &encode,
    &explain,  variant_names,
};

}  // namespace clonewire::formats::msgpack
