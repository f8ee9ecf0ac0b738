// The module's functions.
#pragma once

#include "python.hpp"

namespace clonewire::python {

PyObject* loads(PyObject* module, PyObject* const* arguments, Py_ssize_t count, PyObject* names);
PyObject* dumps(PyObject* module, PyObject* const* arguments, Py_ssize_t count, PyObject* names);
PyObject* convert(PyObject* module, PyObject* const* arguments, Py_ssize_t count, PyObject* names);
/// The same for serial's values as Python has them (clonewire.serial): the format is given, an int is an int.
PyObject* loads_starlark(PyObject* module, PyObject* const* arguments, Py_ssize_t count, PyObject* names);
PyObject* dumps_starlark(PyObject* module, PyObject* const* arguments, Py_ssize_t count, PyObject* names);
PyObject* dumps_as_v8serialize(PyObject* module, PyObject* value);
PyObject* loads_as_v8serialize(PyObject* module, PyObject* const* arguments, Py_ssize_t count);

}  // namespace clonewire::python
