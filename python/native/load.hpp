// Documents to Python objects.
#pragma once

#include <clonewire/document.hpp>

#include "python.hpp"
#include "state.hpp"

namespace clonewire::python {

/// The objects are borrowed; null: none.
struct load_options {
  bool plain = false;             ///< dict, list, set, bytes, datetime; what these cannot keep is an error
  bool starlark = false;          ///< with `plain`: a number is a float; a time is a datetime, if need be a Timestamp
  PyObject* make_date = nullptr;  ///< called with a Date's time value; none: a datetime in UTC
  PyObject* make_host = nullptr;  ///< called with each HostObject: gives what takes its place
};

/// The root as a Python object. Null: an exception is set, DecodeError where plain objects cannot keep a value.
PyObject* load(module_state& state, const document& from, const load_options& options);

}  // namespace clonewire::python
