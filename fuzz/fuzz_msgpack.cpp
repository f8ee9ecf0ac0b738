// MessagePack that decodes: written in any variant and read again, it is the same value; and what explains it agrees.
#include "harness.hpp"

using namespace clonewire;

namespace {

constexpr std::string_view array_with_bytes("\x92\xc5\x01\x00", 4);  // two elements, the first of 256 bytes

void require_explained(bytes_view input, const decode_options& options, const result<document>& decoded) {
  std::uint64_t covered = 0;
  const auto explained = try_explain(
      input,
      [&](const explained_bytes& piece) {
        fuzz::require(piece.offset == covered, "pieces follow one another without gap or overlap");
        fuzz::require(!piece.meaning.empty(), "every piece has a meaning");
        covered += piece.length;
      },
      options);
  fuzz::require(covered == input.size(), "the pieces cover the input");
  fuzz::require(explained.ok() == decoded.ok(), "explaining and decoding agree");
  if (!decoded) fuzz::require(explained.error().message() == decoded.error().message(), "they give the same reason");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const fuzz::exact_copy input(data, size);
  static_cast<void>(detect(input));
  for (const std::string_view variant : {"", "records", "norecords", "plain", "bundle"}) {
    decode_options options;
    options.format = format::msgpack;
    options.variant = variant;
    const auto decoded = try_decode(input, options);
    fuzz::require_same_where_borrowed(array_with_bytes, input, options, decoded);
    if (variant.empty() || variant == "plain") require_explained(input, options, decoded);
    if (!decoded) {
      fuzz::require_place(decoded.error(), size);
      continue;
    }
    fuzz::require_round_trip(*decoded, {.format = format::msgpack, .variant = variant});
    decode_options bounded = options;
    bounded.limits = fuzz::small_limits();
    const auto small = try_decode(input, bounded);
    fuzz::require(small.ok() || small.error().code == errc::limit_exceeded, "only a limit is in the way");
  }
  return 0;
}
