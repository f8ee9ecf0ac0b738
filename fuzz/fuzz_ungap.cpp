// Records that decode: written and read again, they are the same value, whatever room there is for it.
#include "harness.hpp"

using namespace clonewire;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const fuzz::exact_copy input(data, size);
  decode_options options;
  options.format = format::ungap;
  options.limits = fuzz::small_limits();
  if (const auto refused = try_decode(input, options); !refused) fuzz::require_place(refused.error(), size);
  options.limits = {};
  const auto decoded = try_decode(input, options);
  if (!decoded) {
    fuzz::require_place(decoded.error(), size);
    return 0;
  }
  fuzz::require(detect(input).has_value(), "what decodes is recognised as something");
  fuzz::require(try_encode(*decoded, {.format = format::ungap}).ok(), "what was read can be written");
  for (const std::uint32_t indent : {0U, 2U}) {
    fuzz::require_round_trip(*decoded, {.format = format::ungap, .indent = indent});
  }
  return 0;
}
