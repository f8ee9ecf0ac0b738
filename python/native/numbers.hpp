// JavaScript's numbers as Python's: an int where an integer is meant, which JavaScript does not tell apart.
#pragma once

#include <clonewire/detail/layout.hpp>

#include <cmath>

#include "python.hpp"

namespace clonewire::python {

/// An int for an integer within ±(2^53-1), else a float, -0 among them.
inline PyObject* number_of(double v) {
  constexpr double max_safe = 9007199254740991.0;
  if (v == std::floor(v) && std::fabs(v) <= max_safe && (v != 0 || !std::signbit(v)))
    return PyLong_FromLongLong(static_cast<long long>(v));
  return PyFloat_FromDouble(v);
}

/// The int of a slot of kind bigint.
PyObject* integer_of(const detail::slot& bigint);

}  // namespace clonewire::python
