// Array buffer views against their buffers (ECMA-262, TypedArray and DataView constructors).
#pragma once

#include <clonewire/detail/layout.hpp>

namespace clonewire::detail {

/// What is wrong with a view, or null. `buffer` is an array_buffer, or a host object that stands for a buffer whose
/// content and length are elsewhere; `unit` is the element's size.
const char* view_problem(const slot& buffer, std::uint64_t byte_offset, std::uint64_t byte_length, std::uint32_t unit,
                         bool length_tracking) noexcept;

}  // namespace clonewire::detail
