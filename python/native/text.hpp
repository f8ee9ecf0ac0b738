// Strings between documents and Python.
#pragma once

#include <clonewire/detail/layout.hpp>

#include "python.hpp"

namespace clonewire::python {

/// The Python string of a slot of kind string (half surrogate pairs stay what they are). Null: an exception is set.
PyObject* string_of(const detail::slot& text) noexcept;
/// The Python string of Latin-1 bytes.
PyObject* string_of_latin1(const std::uint8_t* data, std::size_t size) noexcept;

/// Whether a high surrogate and a low one follow each other as two characters, which UTF-16 has as one.
bool has_surrogate_pair(PyObject* text) noexcept;

/// Code units of UTF-16 that code points take.
std::size_t utf16_units(const Py_UCS4* code_points, std::size_t count) noexcept;
/// Writes them, little-endian. Returns the end.
std::uint8_t* write_utf16(const Py_UCS4* code_points, std::size_t count, std::uint8_t* to) noexcept;

}  // namespace clonewire::python
