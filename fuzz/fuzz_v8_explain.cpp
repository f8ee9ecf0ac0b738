// The pieces that explain an input are the input, each byte once; the verdict is the decoder's.
#include "harness.hpp"

using namespace clonewire;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const fuzz::exact_copy input(data, size);
  for (const dialect d : fuzz::all_dialects) {
    decode_options options;
    options.format = format::v8;
    options.dialect = d;
    std::uint64_t covered = 0;
    const auto explained = try_explain(
        input,
        [&](const explained_bytes& piece) {
          fuzz::require(piece.offset == covered, "pieces follow one another without gap or overlap");
          fuzz::require(!piece.meaning.empty(), "every piece has a meaning");
          covered += piece.length;
        },
        options);
    const auto decoded = try_decode(input, options);
    fuzz::require(covered == size, "the pieces cover the input");
    fuzz::require(explained.ok() == decoded.ok(), "explaining and decoding agree");
    if (!decoded) {
      fuzz::require(explained.error().message() == decoded.error().message(), "they give the same reason");
    }
  }
  return 0;
}
