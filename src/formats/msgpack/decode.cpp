// Reading MessagePack: the options, and the decoder over them.
#include "formats/input_store.hpp"
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
  auto store = store_over(input, options, static_cast<std::uint8_t>(head::never_used));
  if (store == nullptr) return no_memory_for_input();
  const cursor begin = store->input;
  const reading how = reading_of(options);
  decoder<no_trace> d(*store, options.limits, how, begin, begin + input.size(), begin + store->input_size);
  if (!d.read(store->root)) return d.failure();
  store->consumed_bytes = input.size();
  return document(std::move(store));
}

}  // namespace clonewire::formats::msgpack
