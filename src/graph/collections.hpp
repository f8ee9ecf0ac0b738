// Map and Set: entries are unique by SameValueZero (ECMA-262): of equal keys the first keeps its place, the last gives
// the value.
#pragma once

#include <clonewire/detail/layout.hpp>

namespace clonewire::detail {

/// SameValueZero: content for primitives (NaN equals NaN, 0 equals -0), identity for objects.
bool same_value_zero(const slot& a, const slot& b) noexcept;

/// Removes later duplicates among `count` entries of `stride` slots each (1: a Set's members, 2: a Map's pairs).
/// Returns the new count. Where that is less, `duplicate` becomes the place that the first of those had.
std::uint32_t unique_entries(slot* entries, std::uint32_t count, std::uint32_t stride,
                             std::uint32_t* duplicate = nullptr);

}  // namespace clonewire::detail
