// Typeson that is read: written again in either peer's form and read once more, it is the same value.
#include "harness.hpp"

using namespace clonewire;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const fuzz::exact_copy input(data, size);
  decode_options options;
  options.format = format::typeson;
  options.limits = fuzz::small_limits();
  if (const auto refused = try_decode(input, options); !refused) fuzz::require_place(refused.error(), size);
  options.limits = {};
  for (const std::string_view variant : {"structured-json", "registry14"}) {
    options.variant = variant;
    const auto decoded = try_decode(input, options);
    if (!decoded) {
      fuzz::require_place(decoded.error(), size);
      continue;
    }
    for (const std::string_view written : {"structured-json", "registry14"}) {
      fuzz::require_round_trip(*decoded, {.format = format::typeson, .variant = written});
    }
    encode_options lossy = {.format = format::typeson, .lossy = true};
    fuzz::require(try_encode(*decoded, lossy).ok(), "everything can be written lossily");
  }
  return 0;
}
