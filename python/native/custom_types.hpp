// Types of a user's own, as the library knows them: their payloads are made and read by Python functions, around the
// document.
#pragma once

#include <clonewire/custom_types.hpp>

#include "python.hpp"

namespace clonewire::python {

/// From a CustomTypes object (python/src/clonewire/custom_types.py): its `_rows`, tuples of name, v8_id, msgpack_code
/// and cbor_tag, the numbers None where a type has none. False: an exception is set.
bool read_custom_types(PyObject* types, custom_types& into);

}  // namespace clonewire::python
