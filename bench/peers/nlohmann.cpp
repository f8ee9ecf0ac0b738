#include <nlohmann/json.hpp>

#include "peer.hpp"

using nlohmann::json;

namespace {

bench::digest digest_of(const json& v) {
  switch (v.type()) {
    case json::value_t::null: return bench::digest_of_null();
    case json::value_t::boolean: return bench::digest_of_boolean(v.get<bool>());
    case json::value_t::string: return bench::digest_of_string(v.get_ref<const std::string&>());
    case json::value_t::array: {
      bench::array_digest sum;
      for (const json& element : v) sum.add(digest_of(element));
      return sum.finish();
    }
    case json::value_t::object: {
      bench::object_digest sum;
      for (const auto& [key, member] : v.items()) sum.add(key, digest_of(member));
      return sum.finish();
    }
    default: return bench::digest_of_number(v.get<double>());
  }
}

}  // namespace

int main(int argc, char** argv) {
  bench::job job(argc, argv);
  auto run = [&](auto decode, auto encode) {
    return bench::run(job,
                      std::to_string(NLOHMANN_JSON_VERSION_MAJOR) + "." + std::to_string(NLOHMANN_JSON_VERSION_MINOR) +
                          "." + std::to_string(NLOHMANN_JSON_VERSION_PATCH),
                      decode, encode, digest_of);
  };
  if (job.format == "json")
    return run([](std::string_view in) { return json::parse(in); }, [](const json& v) { return v.dump(); });
  if (job.format == "cbor")
    return run([](std::string_view in) { return json::from_cbor(in); }, [](const json& v) { return json::to_cbor(v); });
  if (job.format == "msgpack")
    return run([](std::string_view in) { return json::from_msgpack(in); },
               [](const json& v) { return json::to_msgpack(v); });
  bench::fail("no such format");
}
