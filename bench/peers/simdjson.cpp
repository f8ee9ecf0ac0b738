// The DOM, its parser used again for every call, as its authors advise.
#include <simdjson.h>

#include "peer.hpp"

namespace {

bench::digest digest_of(simdjson::dom::element v) {
  using type = simdjson::dom::element_type;
  switch (v.type()) {
    case type::NULL_VALUE: return bench::digest_of_null();
    case type::BOOL: return bench::digest_of_boolean(bool(v));
    case type::STRING: return bench::digest_of_string(std::string_view(v));
    case type::ARRAY: {
      bench::array_digest sum;
      for (auto element : simdjson::dom::array(v)) sum.add(digest_of(element));
      return sum.finish();
    }
    case type::OBJECT: {
      bench::object_digest sum;
      for (auto [key, member] : simdjson::dom::object(v)) sum.add(key, digest_of(member));
      return sum.finish();
    }
    default: return bench::digest_of_number(double(v));
  }
}

}  // namespace

int main(int argc, char** argv) {
  simdjson::dom::parser parser;
  auto decode = [&](std::string_view in) { return simdjson::dom::element(parser.parse(in.data(), in.size(), false)); };
  return bench::run(bench::job(argc, argv), SIMDJSON_STRINGIFY(SIMDJSON_VERSION), decode, nullptr, digest_of);
}
