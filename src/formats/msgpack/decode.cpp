// Reading MessagePack: the options, and the decoder over them.
#include <algorithm>
#include <memory>

#include "formats/msgpack/decoder.hpp"
#include "formats/msgpack/reading.hpp"

namespace clonewire::formats::msgpack {

reading reading_of(const decode_options& options) noexcept {
  const variant v = variant_named(options.variant);
  reading how;
  const bool objects = v == variant::norecords || v == variant::plain;
  how.maps_are_objects = options.maps == plain_maps::automatic ? objects : options.maps == plain_maps::objects;
  // msgpackr refuses extensions that it does not know, plain readers keep them.
  how.keep_unknown_extensions = options.variant.empty() || v == variant::plain;
  how.byte_strings = options.byte_strings;
  how.types = options.types;
  how.numbers = options.numbers;
  return how;
}

result<document> decode(bytes_view input, const decode_options& options) {
  const bool is_copied = options.input == input_lifetime::copied || detail::store::is_copied_anyway(input.size());
  const std::size_t copied = is_copied ? input.size() + detail::store::padding : 0;
  // One block for nearly any document: what of it is never touched costs nothing.
  const std::size_t expected = std::min(4 * input.size(), std::size_t{24} << 20) + copied + 64;
  auto store = std::make_unique<detail::store>(detail::store::budget(options.limits, input.size() + copied), expected);
  const auto* begin = reinterpret_cast<const std::uint8_t*>(input.data());
  if (is_copied) {
    begin = store->copy_input(begin, input.size(), static_cast<std::uint8_t>(head::never_used));
    if (begin == nullptr) return error{errc::limit_exceeded, 0, "$", "the document needs more memory than its limit"};
  } else {
    store->input = begin;
    store->input_size = input.size();
  }

  const reading how = reading_of(options);
  decoder<no_trace> d(*store, options.limits, how, begin, begin + input.size(), begin + store->input_size);
  if (!d.read(store->root)) return d.failure();
  store->consumed_bytes = input.size();
  return document(std::move(store));
}

}  // namespace clonewire::formats::msgpack
