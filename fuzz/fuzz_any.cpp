// Input of unknown format, as the command line meets it: detected, read, printed for people, and written as notation.
#include "harness.hpp"

using namespace clonewire;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const fuzz::exact_copy input(data, size);
  const auto detected = detect_format(input);
  const auto decoded = try_decode(input);
  if (!detected) {
    fuzz::require(!decoded, "what is not recognised is not read");
    return 0;
  }
  if (!decoded) {
    fuzz::require_place(decoded.error(), size);
    return 0;
  }
  fuzz::require(*decoded == *decoded, "a value equals itself");
  fuzz::require(!to_console(decoded->root()).empty(), "a value prints");
  fuzz::require(try_encode(*decoded, {.format = format::graph}).ok(), "every value has a notation");
  return 0;
}
