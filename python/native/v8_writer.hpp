// Writing V8's format straight from Python objects, without a document between: for the values that most data is made
// of. The bytes are those of the long way (dump.hpp and the encoder), which takes all that this does not.
#pragma once

#include "python.hpp"
#include "state.hpp"

namespace clonewire::python {

/// Whose choices the writer follows.
enum class writing_style : std::uint8_t {
  v8,           ///< V8's own: strings in Latin-1 or UTF-16, dict as an object
  v8serialize,  ///< the Python package's: strings in UTF-8, dict as a Map, every float a double
};

/// The bytes. Py_NotImplemented (a new reference): some value in there is not for this writer. Null: an exception is
/// set. Runs no code but CPython's own.
PyObject* write_v8(module_state& state, PyObject* value, writing_style style);

}  // namespace clonewire::python
