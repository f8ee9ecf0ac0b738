// Graph notation that parses: printed and parsed again it is the same value, and so is its V8 form.
#include "harness.hpp"

using namespace clonewire;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const fuzz::exact_copy input(data, size);
  decode_options options;
  options.format = format::graph;
  options.limits = fuzz::small_limits();
  if (const auto refused = try_decode(input, options); !refused) fuzz::require_place(refused.error(), size);
  options.limits = {};
  const auto decoded = try_decode(input, options);
  if (!decoded) {
    fuzz::require_place(decoded.error(), size);
    return 0;
  }
  fuzz::require_round_trip(*decoded, {.format = format::graph});
  fuzz::require_round_trip(*decoded, {.format = format::graph, .indent = 2});
  fuzz::require_round_trip(*decoded, {.format = format::v8, .dialect = dialect::web});
  return 0;
}
