// Without copies: strings point into the input, as ours do.
#define MSGPACK_NO_BOOST
#include <msgpack.hpp>

#include "peer.hpp"

namespace {

std::string_view text(const msgpack::object& v) {
  return {v.via.str.ptr, v.via.str.size};
}

bench::digest digest_of(const msgpack::object& v) {
  switch (v.type) {
    case msgpack::type::NIL: return bench::digest_of_null();
    case msgpack::type::BOOLEAN: return bench::digest_of_boolean(v.via.boolean);
    case msgpack::type::POSITIVE_INTEGER: return bench::digest_of_number(static_cast<double>(v.via.u64));
    case msgpack::type::NEGATIVE_INTEGER: return bench::digest_of_number(static_cast<double>(v.via.i64));
    case msgpack::type::FLOAT32:
    case msgpack::type::FLOAT64: return bench::digest_of_number(v.via.f64);
    case msgpack::type::STR: return bench::digest_of_string(text(v));
    case msgpack::type::ARRAY: {
      bench::array_digest sum;
      for (const msgpack::object& element : v.via.array) sum.add(digest_of(element));
      return sum.finish();
    }
    case msgpack::type::MAP: {
      bench::object_digest sum;
      for (const msgpack::object_kv& member : v.via.map) sum.add(text(member.key), digest_of(member.val));
      return sum.finish();
    }
    default: bench::fail("a kind of item that JSON does not have");
  }
}

msgpack::object_handle decode(std::string_view in) {
  return msgpack::unpack(in.data(), in.size(), [](msgpack::type::object_type, std::size_t, void*) { return true; });
}

msgpack::sbuffer encode(const msgpack::object_handle& value) {
  msgpack::sbuffer out;
  msgpack::pack(out, value.get());
  return out;
}

}  // namespace

int main(int argc, char** argv) {
  return bench::run(bench::job(argc, argv), MSGPACK_VERSION, decode, encode,
                    [](const msgpack::object_handle& value) { return digest_of(value.get()); });
}
