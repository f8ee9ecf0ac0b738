#include "errors.hpp"

#include <string>

namespace clonewire::python {

namespace {

// Paths and reasons quote the input: whatever is no UTF-8 in them is shown escaped.
PyObject* text(const std::string& utf8) {
  return PyUnicode_DecodeUTF8(utf8.data(), static_cast<Py_ssize_t>(utf8.size()), "backslashreplace");
}

PyObject* raise(PyObject* exception_class, const error& reason) {
  owned exception(exception_of(exception_class, reason));
  if (exception) PyErr_SetObject(exception_class, exception.get());
  return nullptr;
}

}  // namespace

PyObject* exception_of(PyObject* exception_class, const error& reason) {
  const std::string_view name = name_of(reason.code);
  owned code(PyUnicode_FromStringAndSize(name.data(), static_cast<Py_ssize_t>(name.size())));
  owned offset(reason.offset == error::no_offset ? owned::to(Py_None).release()
                                                 : PyLong_FromUnsignedLongLong(reason.offset));
  owned path(text(reason.path));
  owned detail(text(reason.detail));
  if (!code || !offset || !path || !detail) return nullptr;
  return PyObject_CallFunctionObjArgs(exception_class, code.get(), offset.get(), path.get(), detail.get(), nullptr);
}

PyObject* raise_decode_error(module_state& state, const error& reason) {
  return raise(state.DecodeError, reason);
}
PyObject* raise_encode_error(module_state& state, const error& reason) {
  return raise(state.EncodeError, reason);
}

bool report_losses(module_state& state, const std::vector<error>& losses, PyObject* on_loss) {
  const owned list(PyList_New(0));
  if (!list) return false;
  for (const error& loss : losses) {
    const owned exception(exception_of(state.EncodeError, loss));
    if (!exception || PyList_Append(list.get(), exception.get()) != 0) return false;
  }
  return static_cast<bool>(owned(
      PyObject_CallFunctionObjArgs(state.report_losses, list.get(), on_loss == nullptr ? Py_None : on_loss, nullptr)));
}

}  // namespace clonewire::python
