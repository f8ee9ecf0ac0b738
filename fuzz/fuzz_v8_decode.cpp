// V8 bytes, in every dialect, with and without a header, with ample and with small limits: an answer each time.
#include "harness.hpp"

using namespace clonewire;

namespace {

void decode(const fuzz::exact_copy& input, const decode_options& options) {
  const auto decoded = try_decode(input, options);
  if (!decoded) fuzz::require_place(decoded.error(), input.view().size());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const fuzz::exact_copy input(data, size);
  for (const dialect d : fuzz::all_dialects) {
    decode_options options;
    options.format = format::v8;
    options.dialect = d;
    options.transfers = d == dialect::web;
    options.input = d == dialect::node ? input_lifetime::borrowed : input_lifetime::copied;
    decode(input, options);
    options.limits = fuzz::small_limits();
    decode(input, options);
  }
  for (const std::uint32_t version : {0U, 9U, 13U, 16U}) {
    decode_options options;
    options.format = format::v8;
    options.v8_version = version;
    options.strict = true;
    decode(input, options);
  }
  return 0;
}
