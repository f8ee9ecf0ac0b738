#include <cbor.h>

#include "peer.hpp"

namespace {

struct deleter {
  void operator()(cbor_item_t* item) const { cbor_decref(&item); }
};
using document = std::unique_ptr<cbor_item_t, deleter>;

std::string_view text(const cbor_item_t* v) {
  return {reinterpret_cast<const char*>(cbor_string_handle(v)), cbor_string_length(v)};
}

bench::digest digest_of(const cbor_item_t* v) {
  switch (cbor_typeof(v)) {
    case CBOR_TYPE_UINT: return bench::digest_of_number(static_cast<double>(cbor_get_int(v)));
    case CBOR_TYPE_NEGINT: return bench::digest_of_number(-1 - static_cast<double>(cbor_get_int(v)));
    case CBOR_TYPE_STRING: return bench::digest_of_string(text(v));
    case CBOR_TYPE_ARRAY: {
      bench::array_digest sum;
      for (std::size_t i = 0; i < cbor_array_size(v); ++i) sum.add(digest_of(cbor_array_handle(v)[i]));
      return sum.finish();
    }
    case CBOR_TYPE_MAP: {
      bench::object_digest sum;
      for (std::size_t i = 0; i < cbor_map_size(v); ++i)
        sum.add(text(cbor_map_handle(v)[i].key), digest_of(cbor_map_handle(v)[i].value));
      return sum.finish();
    }
    case CBOR_TYPE_FLOAT_CTRL:
      if (!cbor_float_ctrl_is_ctrl(v)) return bench::digest_of_number(cbor_float_get_float(v));
      if (cbor_is_bool(v)) return bench::digest_of_boolean(cbor_get_bool(v));
      return bench::digest_of_null();
    default: bench::fail("a kind of item that JSON does not have");
  }
}

document decode(std::string_view in) {
  cbor_load_result result;
  document doc(cbor_load(reinterpret_cast<cbor_data>(in.data()), in.size(), &result));
  if (result.error.code != CBOR_ERR_NONE) bench::fail("libcbor cannot read it");
  return doc;
}

bench::c_bytes encode(const document& doc) {
  unsigned char* bytes = nullptr;
  std::size_t capacity = 0;
  std::size_t length = cbor_serialize_alloc(doc.get(), &bytes, &capacity);
  if (length == 0) bench::fail("libcbor cannot write it");
  return {std::unique_ptr<char, bench::c_bytes::deleter>(reinterpret_cast<char*>(bytes)), length};
}

}  // namespace

int main(int argc, char** argv) {
  return bench::run(bench::job(argc, argv), CBOR_VERSION, decode, encode,
                    [](const document& doc) { return digest_of(doc.get()); });
}
