// The module's functions.
#pragma once

#include "python.hpp"

namespace clonewire::python {

PyObject* loads(PyObject* module, PyObject* const* arguments, Py_ssize_t count, PyObject* names);
PyObject* dumps(PyObject* module, PyObject* const* arguments, Py_ssize_t count, PyObject* names);
PyObject* convert(PyObject* module, PyObject* const* arguments, Py_ssize_t count, PyObject* names);
PyObject* dumps_as_v8serialize(PyObject* module, PyObject* value);
PyObject* loads_as_v8serialize(PyObject* module, PyObject* const* arguments, Py_ssize_t count);

}  // namespace clonewire::python
