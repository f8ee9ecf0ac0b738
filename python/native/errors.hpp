// clonewire's errors as Python's exceptions.
#pragma once

#include <clonewire/error.hpp>

#include <vector>

#include "python.hpp"
#include "state.hpp"

namespace clonewire::python {

/// The exception object for an error: `exception_class(code, offset, path, detail)`. A new reference.
PyObject* exception_of(PyObject* exception_class, const error& reason);

/// Sets DecodeError. Always returns null.
PyObject* raise_decode_error(module_state& state, const error& reason);
/// Sets EncodeError. Always returns null.
PyObject* raise_encode_error(module_state& state, const error& reason);

/// Tells the caller what a lossy writing left out: calls `on_loss` with each, or warns (null). False: an exception is
/// set.
bool report_losses(module_state& state, const std::vector<error>& losses, PyObject* on_loss);

}  // namespace clonewire::python
