// The C types under JSArrayBuffer and under typed arrays and DataView: what a Python class before 3.12 cannot do by
// itself is export memory.
#pragma once

#include "python.hpp"

namespace clonewire::python {

/// Makes BufferStorage and ViewStorage and adds them to the module. False: an exception is set.
bool add_buffer_types(PyObject* module);

}  // namespace clonewire::python
