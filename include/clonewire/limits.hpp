// Limits: what one decoding may use. The graph and wire layers enforce them, so that no format can forget one.
#pragma once

#include <cstdint>

namespace clonewire {

/// Bounds for decoding one document. Every one of them is policy, not safety: nesting never uses the C++ stack, and
/// no allocation is sized by a number that the input did not pay for with bytes of its own.
struct limits {
  std::uint32_t max_depth = 10'000;             ///< open containers at once
  std::uint64_t max_slots = ~std::uint64_t{0};  ///< values, keys and elements in the document
  std::uint64_t max_bytes = ~std::uint64_t{0};  ///< memory of the document, beyond a few KiB that every one takes
  std::uint32_t max_expansion = 64;             ///< memory of the document per byte of input (above 64 KiB)
};

}  // namespace clonewire
