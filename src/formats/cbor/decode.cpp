#include <memory>

#include "formats/cbor/decoder.hpp"

namespace clonewire::formats::cbor {

result<document> decode(bytes_view input, const decode_options& options) {
  // One block for nearly any document.
  const std::size_t copied = options.input == input_lifetime::copied ? input.size() : 0;
  const std::size_t expected = std::min(4 * input.size(), std::size_t{24} << 20) + copied + 64;
  auto store = std::make_unique<detail::store>(detail::store::budget(options.limits, input.size() + copied), expected);
  const auto* begin = reinterpret_cast<const std::uint8_t*>(input.data());
  if (options.input == input_lifetime::copied) {
    begin = store->copy_bytes(begin, input.size());
    if (begin == nullptr) return error{errc::limit_exceeded, 0, "$", "the document needs more memory than its limit"};
  }
  store->input = begin;
  store->input_size = input.size();
  decoder<no_trace> d(*store, options, begin, begin + input.size());
  if (!d.read()) return d.failure();
  return document(std::move(store));
}

}  // namespace clonewire::formats::cbor
