// What the drop-in for the Python package v8serialize leaves to C++: values of the common kinds, in its own forms.
#include "functions.hpp"
#include "lent_bytes.hpp"
#include "v8_reader.hpp"
#include "v8_writer.hpp"

namespace clonewire::python {

PyObject* dumps_as_v8serialize(PyObject* module, PyObject* value) {
  module_state& state = state_of(module);
  return is_bound(state) ? write_v8(state, value, writing_style::v8serialize) : nullptr;
}

// (bytes, function from a Date's time value to its Python object). Bytes that are wrong in any way are for the Python
// code to judge, which has the package's own words for it.
PyObject* loads_as_v8serialize(PyObject* module, PyObject* const* arguments, Py_ssize_t count) {
  module_state& state = state_of(module);
  if (!is_bound(state)) return nullptr;
  if (count != 2) {
    PyErr_SetString(PyExc_TypeError, "takes the bytes and a function that makes dates");
    return nullptr;
  }
  const auto not_mine = [] { return owned::to(Py_NotImplemented).release(); };
  lent_bytes input;
  if (PyUnicode_Check(arguments[0])) return not_mine();
  if (!input.borrow(arguments[0])) {
    PyErr_Clear();
    return not_mine();
  }
  return read_v8(state, input.view(), reading_style::v8serialize, arguments[1]);
}

}  // namespace clonewire::python
