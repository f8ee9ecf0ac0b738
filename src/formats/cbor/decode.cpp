#include <memory>

#include "formats/cbor/decoder.hpp"

namespace clonewire::formats::cbor {

result<document> decode(bytes_view input, const decode_options& options) {
  // One block for nearly any document.
  const bool is_copied = options.input == input_lifetime::copied || detail::store::is_copied_anyway(input.size());
  const std::size_t copied = is_copied ? input.size() + detail::store::padding : 0;
  const std::size_t expected = std::min(4 * input.size(), std::size_t{24} << 20) + copied + 64;
  auto store = std::make_unique<detail::store>(detail::store::budget(options.limits, input.size() + copied), expected);
  const auto* begin = reinterpret_cast<const std::uint8_t*>(input.data());
  if (is_copied) {
    begin = store->copy_input(begin, input.size(), break_byte);
    if (begin == nullptr) return error{errc::limit_exceeded, 0, "$", "the document needs more memory than its limit"};
  } else {
    store->input = begin;
    store->input_size = input.size();
  }
  decoder<no_trace> d(*store, options, begin, begin + input.size(), begin + store->input_size);
  if (!d.read()) return d.failure();
  return document(std::move(store));
}

}  // namespace clonewire::formats::cbor
