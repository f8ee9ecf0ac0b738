// The hash of `undefined`, with an installed clonewire::hash.
#include <clonewire/clonewire.hpp>
#include <clonewire/hash.hpp>

#include <cstdio>

int main() {
  clonewire::builder b;
  b.undefined();
  const clonewire::document doc = std::move(b).finish().value();
  std::puts(clonewire::to_hex(clonewire::hash(doc.root())).c_str());
  return 0;
}
