#include "formats/cbor/decoder.hpp"
#include "formats/input_store.hpp"

namespace clonewire::formats::cbor {

result<document> decode(bytes_view input, const decode_options& options) {
  auto store = store_over(input, options, break_byte);
  if (store == nullptr) return no_memory_for_input();
  const cursor begin = store->input;
  decoder<no_trace> d(*store, options, begin, begin + input.size(), begin + store->input_size);
  if (!d.read()) return d.failure();
  return document(std::move(store));
}

}  // namespace clonewire::formats::cbor
