// Starlark's equality of what may be a set's member or a dict's key: an int and a float of the same number are equal,
// times that are the same instant, tuples whose elements are.
#pragma once

#include <cstdint>

#include <clonewire/detail/layout.hpp>

namespace clonewire::formats::serial {

/// Removes later duplicates among `count` entries of `stride` slots each (1: a set's members, 2: a dict's pairs): of
/// equal keys the first stays, with the last one's value. Returns the new count. Precondition: all keys are hashable.
std::uint32_t unique_hashables(detail::slot* entries, std::uint32_t count, std::uint32_t stride);

/// The first entry that equals an earlier one; `count` where all differ. Precondition: the entries are unique by
/// SameValueZero, as a Set's members and a Map's keys are, and hashable.
std::uint32_t equal_hashable(const detail::slot* entries, std::uint32_t count, std::uint32_t stride);

}  // namespace clonewire::formats::serial
