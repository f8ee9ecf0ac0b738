#include "formats/cbor/codec.hpp"

namespace clonewire::formats::cbor {

const codec codec_entry = {
    "cbor",   "CBOR (RFC 8949) with registered tags, as cbor-x writes it", false, &detect, &decode, &encode, &explain,
    variants,
};

}  // namespace clonewire::formats::cbor
