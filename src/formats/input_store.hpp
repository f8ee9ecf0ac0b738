// The store of a document that is read from counted bytes (MessagePack, CBOR), with the input that its texts point
// into.
#pragma once

#include <algorithm>
#include <memory>

#include <clonewire/format.hpp>

#include "graph/store.hpp"

namespace clonewire::formats {

/// A store whose `input` is a copy of the bytes with store::padding of `filler` behind it, or, where it may be borrowed
/// and is not small, the bytes themselves. Null: a copy needs more memory than `options.limits` allow.
inline std::unique_ptr<detail::store> store_over(bytes_view input, const decode_options& options, std::uint8_t filler) {
  const bool is_copied = options.input == input_lifetime::copied || detail::store::is_copied_anyway(input.size());
  const std::size_t copied = is_copied ? input.size() + detail::store::padding : 0;
  // One block for nearly any document: what of it is never touched costs nothing.
  const std::size_t expected = std::min(4 * input.size(), std::size_t{24} << 20) + copied + 64;
  auto store = std::make_unique<detail::store>(detail::store::budget(options.limits, input.size() + copied), expected);
  if (is_copied) return store->copy_input(input.data(), input.size(), filler) == nullptr ? nullptr : std::move(store);
  store->input = reinterpret_cast<const std::uint8_t*>(input.data());
  store->input_size = input.size();
  return store;
}

inline error no_memory_for_input() {
  return {errc::limit_exceeded, 0, "$", "the document needs more memory than its limit"};
}

}  // namespace clonewire::formats
