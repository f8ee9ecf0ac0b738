// Reading V8's format straight into Python objects, without a document between: for small inputs of the values that
// most data is made of, where a document would be most of the work.
#pragma once

#include <clonewire/value.hpp>

#include "python.hpp"
#include "state.hpp"

namespace clonewire::python {

/// Whose choices the reader follows.
enum class reading_style : std::uint8_t {
  types,        ///< as `load` does without options
  plain,        ///< as `load` does with `plain`
  v8serialize,  ///< the Python package's: a JSBigInt for every bigint, dates by a function; bytes may follow the value
};

/// The value. `make_date`: for v8serialize, called with a Date's time value. Py_NotImplemented (a new reference): the
/// bytes hold something that is not for this reader, be it rare or wrong; the long way gives the value or the error.
/// Null: an exception is set.
PyObject* read_v8(module_state& state, bytes_view input, reading_style style, PyObject* make_date = nullptr);

}  // namespace clonewire::python
