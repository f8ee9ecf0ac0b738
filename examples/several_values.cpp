// Several values behind one header, as V8's ValueSerializer writes them when it is asked again and again: objects that
// an earlier value had are referred to, not repeated.
#include <clonewire/clonewire.hpp>

#include <cstddef>
#include <iostream>
#include <utility>

int main() {
  clonewire::builder b;
  b.begin_array();
  const auto user = b.begin_object();
  b.key("name").string("Ada");
  b.end();
  b.begin_object();
  b.key("from").reference(user);
  b.key("text").string("Hello");
  b.end();
  b.end();
  const clonewire::document doc = std::move(b).finish().value();

  clonewire::v8::writer writer;
  for (const clonewire::value message : doc.root().elements()) writer.write(message).value();
  const auto bytes = std::move(writer).take();
  std::cout << bytes.size() << " bytes\n";

  clonewire::v8::reader reader(bytes);
  while (reader.remaining() != 0) {
    const auto at = reader.offset();
    std::cout << "at " << at << ": " << clonewire::to_console(reader.next().value()) << '\n';
  }
}
