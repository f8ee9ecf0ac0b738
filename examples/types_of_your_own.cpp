// A type of one's own: a host object in the document, carried by each format in the way that it has for such things.
#include <clonewire/clonewire.hpp>

#include <cstddef>
#include <iomanip>
#include <iostream>
#include <string>
#include <utility>

namespace {

// From the host object to what is written for it, any one value, and back. What goes wrong is told in words.
std::string write_point(const clonewire::value& point, clonewire::builder& payload) {
  if (!point.find("x") || !point.find("y")) return "a Point has x and y";
  payload.begin_array();
  payload.copy(point["x"]).copy(point["y"]);
  payload.end();
  return {};
}

std::string read_point(const clonewire::value& payload, clonewire::builder& point) {
  if (!payload.is(clonewire::kind::array) || payload.size() != 2) return "the payload of a Point is an array of two";
  point.begin_host("Point");
  point.key("x").copy(payload.at(0));
  point.key("y").copy(payload.at(1));
  point.end();
  return {};
}

void print(clonewire::format f, const std::vector<std::byte>& bytes) {
  std::cout << clonewire::name_of(f) << ':';
  if (clonewire::is_text(f)) {
    std::cout << ' ' << std::string(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  } else {
    std::cout << std::hex << std::setfill('0');
    for (const std::byte byte : bytes) std::cout << ' ' << std::setw(2) << std::to_integer<int>(byte);
    std::cout << std::dec;
  }
  std::cout << '\n';
}

}  // namespace

int main() {
  // Opt-in: only what is registered here is ever looked up, and nothing in the bytes can name anything else.
  clonewire::custom_types types;
  types
      .add({.name = "Point",
            .v8_id = 1000,
            .msgpack_code = std::uint8_t{11},
            .cbor_tag = 4711,
            .to_payload = write_point,
            .from_payload = read_point})
      .value();

  clonewire::builder b;
  b.begin_object();
  b.key("corner").begin_host("Point");
  b.key("x").number(3);
  b.key("y").number(-4);
  b.end();
  b.end();
  const clonewire::document doc = std::move(b).finish().value();

  using clonewire::format;
  for (const format f : {format::v8, format::msgpack, format::cbor, format::typeson, format::ungap}) {
    const auto bytes = clonewire::encode(doc, {.format = f, .types = &types});
    print(f, bytes);
    const clonewire::document again = clonewire::decode(bytes, {.format = f, .types = &types});
    if (!(again == doc)) return 1;
  }

  // Who does not know the type keeps it, or is told that it is there: it is never dropped.
  const auto cbor = clonewire::encode(doc, {.format = format::cbor, .types = &types});
  std::cout << "unregistered: " << clonewire::to_console(clonewire::decode(cbor).root()) << '\n';
}
