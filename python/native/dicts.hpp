// Dicts of a size that is known.
#pragma once

#include <cstdint>

#include "python.hpp"

namespace clonewire::python {

/// CPython makes a dict of up to five entries in one piece; a larger one is made in its final size.
inline PyObject* new_dict(std::uint32_t count) {
  return count <= 5 ? PyDict_New() : _PyDict_NewPresized(static_cast<Py_ssize_t>(count));
}

}  // namespace clonewire::python
