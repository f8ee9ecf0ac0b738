#include "lent_bytes.hpp"

#include <string>

namespace clonewire::python {

lent_bytes::~lent_bytes() {
  if (buffer_.obj != nullptr) PyBuffer_Release(&buffer_);
}

namespace {

// Bytes, or a memoryview of them. Anything else that is read-only may be so for its readers only.
bool is_immutable(const Py_buffer& buffer) {
  PyObject* exporter = buffer.obj;
  if (exporter != nullptr && PyMemoryView_Check(exporter)) exporter = PyMemoryView_GET_BASE(exporter);
  return exporter != nullptr && PyBytes_Check(exporter);
}

}  // namespace

bool lent_bytes::borrow(PyObject* from) {
  const auto view_of = [](const void* data, Py_ssize_t size) {
    return bytes_view(static_cast<const std::byte*>(data), static_cast<std::size_t>(size));
  };
  if (PyBytes_CheckExact(from)) {
    view_ = view_of(PyBytes_AS_STRING(from), PyBytes_GET_SIZE(from));
    return true;
  }
  if (PyUnicode_Check(from)) {
    Py_ssize_t size;
    const char* text = PyUnicode_AsUTF8AndSize(from, &size);
    if (text != nullptr) {
      view_ = view_of(text, size);
      return true;
    }
    if (PyErr_ExceptionMatches(PyExc_UnicodeEncodeError) == 0) return false;
    PyErr_Clear();  // half a surrogate pair: no text has it, as the decoder says, and where
    encoded_ = owned(PyUnicode_AsEncodedString(from, "utf-8", "surrogatepass"));
    if (encoded_) view_ = view_of(PyBytes_AS_STRING(encoded_.get()), PyBytes_GET_SIZE(encoded_.get()));
    return static_cast<bool>(encoded_);
  }
  if (PyObject_GetBuffer(from, &buffer_, PyBUF_SIMPLE) != 0) {
    buffer_.obj = nullptr;
    return false;
  }
  view_ = view_of(buffer_.buf, buffer_.len);
  if (is_immutable(buffer_)) return true;
  copy_.assign(view_.begin(), view_.end());
  view_ = copy_;
  PyBuffer_Release(&buffer_);
  return true;
}

bool report_notes(module_state& state, const document& from) {
  const owned notes(PyList_New(0));
  if (!notes) return false;
  for (const std::string& note : from.notes()) {
    const owned text(PyUnicode_DecodeUTF8(note.data(), static_cast<Py_ssize_t>(note.size()), "backslashreplace"));
    if (!text || PyList_Append(notes.get(), text.get()) != 0) return false;
  }
  return static_cast<bool>(owned(PyObject_CallOneArg(state.report_notes, notes.get())));
}

}  // namespace clonewire::python
