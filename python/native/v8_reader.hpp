// Reading V8's format straight into Python objects, without a document between: for small inputs of the values that
// most data is made of, where a document would be most of the work.
#pragma once

#include <clonewire/value.hpp>

#include "python.hpp"
#include "state.hpp"

namespace clonewire::python {

/// The value, as `load` makes it without options, or plain. Py_NotImplemented (a new reference): the bytes hold something that is not for this reader, be it rare or
/// wrong; the long way gives the value or the error. Null: an exception is set.
PyObject* read_v8(module_state& state, bytes_view input, bool plain);

}  // namespace clonewire::python
