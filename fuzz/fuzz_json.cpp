// JSON text that parses: printed and parsed again it is the same value.
#include "harness.hpp"

using namespace clonewire;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const fuzz::exact_copy input(data, size);
  decode_options options;
  options.format = format::json;
  options.limits = fuzz::small_limits();
  if (const auto refused = try_decode(input, options); !refused) fuzz::require_place(refused.error(), size);
  options.limits = {};
  const auto decoded = try_decode(input, options);
  if (!decoded) {
    fuzz::require_place(decoded.error(), size);
    return 0;
  }
  for (const std::uint32_t indent : {0U, 2U}) {
    fuzz::require_round_trip(*decoded, {.format = format::json, .indent = indent});
  }
  return 0;
}
