// V8 bytes that decode: written in any version and dialect and read again, they are the same value.
#include "harness.hpp"

using namespace clonewire;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const fuzz::exact_copy input(data, size);
  for (const dialect d : {dialect::node, dialect::web, dialect::workerd}) {
    decode_options options;
    options.format = format::v8;
    options.dialect = d;
    const auto decoded = try_decode(input, options);
    if (!decoded) continue;
    for (const std::uint32_t version : {13U, 15U, 16U}) {
      fuzz::require_round_trip(*decoded, {.format = format::v8, .dialect = d, .v8_version = version});
    }
  }
  return 0;
}
