// The envelope in both variants, and values of any kind written as one: what is written is read as the same value, and
// what is read is written as the same text again.
#include "harness.hpp"

using namespace clonewire;

namespace {

constexpr std::string_view variants[] = {"starlark", "js"};

void require_canonical(const document& doc, std::string_view variant) {
  const encode_options writing{.format = format::serial, .variant = variant};
  fuzz::require_round_trip(doc, writing);
  const auto text = try_encode(doc, writing);
  if (text) {
    const auto again = try_decode(*text, {.format = format::serial, .variant = variant});
    fuzz::require(try_encode(*again, writing).value() == *text, "the text of a value is always the same");
  }
  encode_options lossily = writing;
  lossily.lossy = true;
  std::size_t losses = 0;
  lossily.on_loss = [&losses](const error& e) {
    fuzz::require(!e.path.empty() && !e.detail.empty(), "a loss says where and what");
    ++losses;
  };
  const auto lossy = try_encode(doc, lossily);
  if (text) fuzz::require(losses == 0 && lossy.value() == *text, "what is carried has no losses");
  if (!text && lossy) fuzz::require(losses != 0, "what is lost is told");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const fuzz::exact_copy input(data, size);
  for (const std::string_view variant : variants) {
    decode_options options;
    options.format = format::serial;
    options.variant = variant;
    options.limits = fuzz::small_limits();
    if (const auto refused = try_decode(input, options); !refused) fuzz::require_place(refused.error(), size);
    options.limits = {};
    const auto decoded = try_decode(input, options);
    if (decoded) {
      require_canonical(*decoded, variant);
    } else {
      fuzz::require_place(decoded.error(), size);
    }
  }
  if (const auto value = try_decode(input, {.format = format::graph})) {
    for (const std::string_view variant : variants) require_canonical(*value, variant);
  }
  return 0;
}
