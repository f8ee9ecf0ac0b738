// Arrays: choosing how the elements are kept. The choice follows from the value alone (and from whether its numbers are
// kept as they were written), so that equal arrays are kept alike whatever they were read from: nothing but numbers
// packed, few elements at large indices as pairs.
#pragma once

#include <clonewire/detail/layout.hpp>

#include "graph/store.hpp"

namespace clonewire::detail {

/// Bytes that an array's elements take; its named properties begin behind them.
inline std::size_t element_bytes(const record& array) noexcept {
  const std::size_t n = array.count;
  switch (static_cast<array_storage>(array.form)) {
    case array_storage::slots: return n * sizeof(slot);
    case array_storage::int32s: return (n * sizeof(std::int32_t) + 7) & ~std::size_t{7};
    case array_storage::doubles: return n * sizeof(double);
    case array_storage::sparse: return 2 * n * sizeof(slot);
  }
  return 0;
}

inline slot* array_properties(const record& array) noexcept {
  return reinterpret_cast<slot*>(reinterpret_cast<std::byte*>(array.children) + element_bytes(array));
}

/// The flags that an array's record begins with.
inline std::uint16_t array_flags(number_storage numbers) noexcept {
  return numbers == number_storage::canonical ? 0 : array_as_written;
}

/// Whether an array is kept in full: while at most half of it (of a short one: most) is holes.
inline bool is_dense(std::uint32_t length, std::uint32_t present) noexcept {
  return length <= 2 * std::uint64_t{present} + 16;
}

/// The element at `index`, absent for a hole. Precondition: index < array.length.
slot array_element(const record& array, std::uint32_t index) noexcept;

/// Fills in an array's record, which is zeroed but for `array_as_written`. `elements`: the first `element_count`, holes
/// absent. `pairs`: its properties in JavaScript's order, array indices among them; these add an element and grow the
/// length. Precondition: none of them is below `element_count`. False: out of memory or budget.
bool assemble_array(store& into, record& array, std::uint32_t length, const slot* elements, std::uint32_t element_count,
                    const slot* pairs, std::uint32_t pair_count);

/// Fills in the record of an array without holes and named properties. False: out of memory or budget.
bool keep_elements(store& into, record& array, const slot* elements, std::uint32_t count) noexcept;

/// Packs elements that are nothing but numbers, in place, if that is what they are: `elements` is where they already
/// lie in the arena. Sets form, count and children; leaves the named properties to the caller.
void pack_elements(record& array, slot* elements, std::uint32_t count) noexcept;

}  // namespace clonewire::detail
