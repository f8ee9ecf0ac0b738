// Reads {"n": 1} as V8 wrote it, with an installed clonewire.
#include <clonewire/clonewire.hpp>

#include <array>
#include <cstdio>

int main() {
  constexpr std::array<unsigned char, 10> bytes = {0xff, 0x0f, 'o', '"', 1, 'n', 'I', 2, '{', 1};
  const auto doc = clonewire::try_decode(std::as_bytes(std::span(bytes)));
  if (!doc) {
    std::fprintf(stderr, "%s\n", doc.error().message().c_str());
    return 1;
  }
  std::puts(clonewire::to_console(doc->root()).c_str());
  return 0;
}
