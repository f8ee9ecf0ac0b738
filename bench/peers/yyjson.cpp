#include <yyjson.h>

#include "peer.hpp"

namespace {

struct deleter {
  void operator()(yyjson_doc* doc) const { yyjson_doc_free(doc); }
};
using document = std::unique_ptr<yyjson_doc, deleter>;

std::string_view text(yyjson_val* v) {
  return {yyjson_get_str(v), yyjson_get_len(v)};
}

bench::digest digest_of(yyjson_val* v) {
  switch (yyjson_get_type(v)) {
    case YYJSON_TYPE_NULL: return bench::digest_of_null();
    case YYJSON_TYPE_BOOL: return bench::digest_of_boolean(yyjson_get_bool(v));
    case YYJSON_TYPE_STR: return bench::digest_of_string(text(v));
    case YYJSON_TYPE_ARR: {
      bench::array_digest sum;
      size_t i, count;
      yyjson_val* element;
      yyjson_arr_foreach(v, i, count, element) sum.add(digest_of(element));
      return sum.finish();
    }
    case YYJSON_TYPE_OBJ: {
      bench::object_digest sum;
      size_t i, count;
      yyjson_val *key, *member;
      yyjson_obj_foreach(v, i, count, key, member) sum.add(text(key), digest_of(member));
      return sum.finish();
    }
    default: return bench::digest_of_number(yyjson_get_num(v));
  }
}

document decode(std::string_view in) {
  document doc(yyjson_read(in.data(), in.size(), YYJSON_READ_NOFLAG));
  if (!doc) bench::fail("yyjson cannot read it");
  return doc;
}

bench::c_bytes encode(const document& doc) {
  std::size_t length = 0;
  char* text = yyjson_write(doc.get(), YYJSON_WRITE_NOFLAG, &length);
  if (!text) bench::fail("yyjson cannot write it");
  return {std::unique_ptr<char, bench::c_bytes::deleter>(text), length};
}

}  // namespace

int main(int argc, char** argv) {
  return bench::run(bench::job(argc, argv), YYJSON_VERSION_STRING, decode, encode,
                    [](const document& doc) { return digest_of(yyjson_doc_get_root(doc.get())); });
}
