// Bytes taken for CBOR: read or refused with a place, explained without a gap; what was read is the same after being
// written and read again, and its deterministic form is the same bytes after that.
#include "harness.hpp"

using namespace clonewire;

namespace {

constexpr std::string_view array_with_bytes("\x82\x59\x01\x00", 4);  // two elements, the first of 256 bytes

void require_explained(bytes_view input, const decode_options& options, bool is_read) {
  std::uint64_t covered = 0;
  const auto explained = try_explain(
      input,
      [&](const explained_bytes& piece) {
        fuzz::require(piece.offset == covered, "an explanation's pieces lie side by side");
        covered += piece.length;
      },
      options);
  fuzz::require(covered == input.size(), "an explanation covers the input");
  fuzz::require(explained.ok() == is_read, "explanation and decoder agree");
}

void require_deterministic(const document& doc) {
  const encode_options writing = {.format = format::cbor, .variant = "deterministic", .views = view_policy::slice};
  const auto first = try_encode(doc, writing);
  if (!first) return;
  const fuzz::exact_copy output(*first);
  const auto again = try_decode(output, {.format = format::cbor});
  fuzz::require(again.ok(), "the deterministic form is read");
  const auto second = try_encode(*again, writing);
  fuzz::require(second.ok() && *second == *first, "the deterministic form of the deterministic form is itself");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const fuzz::exact_copy input(data, size);
  for (const char* variant : {"standard", "x"}) {
    decode_options options;
    options.format = format::cbor;
    options.variant = variant;
    const auto decoded = try_decode(input, options);
    require_explained(input, options, decoded.ok());
    fuzz::require_same_where_borrowed(array_with_bytes, input, options, decoded);
    if (!decoded) {
      fuzz::require_place(decoded.error(), size);
      continue;
    }
    for (const view_policy views : {view_policy::automatic, view_policy::share}) {
      fuzz::require_round_trip(*decoded, {.format = format::cbor, .variant = variant, .views = views});
    }
    if (options.variant == "standard") require_deterministic(*decoded);
    options.limits = fuzz::small_limits();
    const auto limited = try_decode(input, options);
    fuzz::require(!limited || *limited == *decoded, "limits refuse, and change nothing");
  }
  return 0;
}
