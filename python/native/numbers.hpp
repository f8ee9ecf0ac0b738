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

/// Whether an int is of one digit, as CPython keeps it: less than 2^30 either way.
inline bool is_compact(PyObject* integer) noexcept {
#if PY_VERSION_HEX >= 0x030c0000
  return PyUnstable_Long_IsCompact(reinterpret_cast<PyLongObject*>(integer)) != 0;
#else
  const Py_ssize_t digits = Py_SIZE(integer);
  return digits >= -1 && digits <= 1;
#endif
}
/// Its value. Precondition: is_compact.
inline Py_ssize_t compact_value(PyObject* integer) noexcept {
#if PY_VERSION_HEX >= 0x030c0000
  return PyUnstable_Long_CompactValue(reinterpret_cast<PyLongObject*>(integer));
#else
  return Py_SIZE(integer) * static_cast<Py_ssize_t>(reinterpret_cast<PyLongObject*>(integer)->ob_digit[0]);
#endif
}

/// The int of a slot of kind bigint.
PyObject* integer_of(const detail::slot& bigint);

}  // namespace clonewire::python
