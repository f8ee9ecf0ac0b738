// Builds a value by hand and writes it as Node would: print the result, or read it with v8.deserialize.
#include <clonewire/clonewire.hpp>

#include <cstddef>
#include <iomanip>
#include <iostream>
#include <utility>

int main() {
  clonewire::builder b;
  const auto order = b.begin_object();
  b.key("id").bigint(9007199254740993);  // beyond what a number can hold
  b.key("placed").date(1704153600000);
  b.key("lines").begin_array();
  b.begin_map();
  b.string("article").string("teapot");
  b.string("pieces").number(2);
  b.end();
  b.hole();
  b.end();
  b.key("self").reference(order);
  b.end();

  // Everything that went wrong on the way comes back here.
  const clonewire::document doc = std::move(b).finish().value();
  std::cout << clonewire::to_console(doc.root()) << '\n';

  const auto bytes = clonewire::encode(doc, {.format = clonewire::format::v8});
  std::cout << bytes.size() << " bytes:" << std::hex << std::setfill('0');
  for (const std::byte byte : bytes) std::cout << ' ' << std::setw(2) << std::to_integer<int>(byte);
  std::cout << std::dec << '\n';

  // JSON can carry neither the bigint nor the cycle. Nothing is dropped silently: the first thing that would be is
  // named.
  const auto json = clonewire::try_encode(doc, {.format = clonewire::format::json});
  std::cout << (json.ok() ? "written as JSON" : json.error().message()) << '\n';
}
