// The DOM, with full precision: by default RapidJSON reads some doubles one unit off.
#include <rapidjson/document.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include "peer.hpp"

namespace {

std::string_view text(const rapidjson::Value& v) {
  return {v.GetString(), v.GetStringLength()};
}

bench::digest digest_of(const rapidjson::Value& v) {
  switch (v.GetType()) {
    case rapidjson::kNullType: return bench::digest_of_null();
    case rapidjson::kFalseType:
    case rapidjson::kTrueType: return bench::digest_of_boolean(v.GetBool());
    case rapidjson::kStringType: return bench::digest_of_string(text(v));
    case rapidjson::kNumberType: return bench::digest_of_number(v.GetDouble());
    case rapidjson::kArrayType: {
      bench::array_digest sum;
      for (const auto& element : v.GetArray()) sum.add(digest_of(element));
      return sum.finish();
    }
    case rapidjson::kObjectType: {
      bench::object_digest sum;
      for (const auto& member : v.GetObject()) sum.add(text(member.name), digest_of(member.value));
      return sum.finish();
    }
  }
  return 0;
}

rapidjson::Document decode(std::string_view in) {
  rapidjson::Document doc;
  doc.Parse<rapidjson::kParseFullPrecisionFlag>(in.data(), in.size());
  if (doc.HasParseError()) bench::fail("RapidJSON cannot read it");
  return doc;
}

struct written {
  rapidjson::StringBuffer buffer;
  const char* data() const { return buffer.GetString(); }
  std::size_t size() const { return buffer.GetSize(); }
};

written encode(const rapidjson::Document& doc) {
  written out;
  rapidjson::Writer<rapidjson::StringBuffer> writer(out.buffer);
  doc.Accept(writer);
  return out;
}

}  // namespace

int main(int argc, char** argv) {
  return bench::run(bench::job(argc, argv), RAPIDJSON_VERSION_STRING, decode, encode, digest_of);
}
