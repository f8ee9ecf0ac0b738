// CPython's API, and the one owner that this extension needs.
#pragma once

#define PY_SSIZE_T_CLEAN
#include <Python.h>

#include <utility>

namespace clonewire::python {

/// Owns one reference, or none.
class owned {
 public:
  owned() noexcept = default;
  /// Takes over a new reference, as CPython's functions return it (null: an exception is set).
  explicit owned(PyObject* reference) noexcept : object_(reference) {}
  owned(owned&& other) noexcept : object_(std::exchange(other.object_, nullptr)) {}
  owned& operator=(owned&& other) noexcept {
    if (this != &other) Py_XSETREF(object_, std::exchange(other.object_, nullptr));
    return *this;
  }
  owned(const owned&) = delete;
  owned& operator=(const owned&) = delete;
  ~owned() { Py_XDECREF(object_); }

  /// One more reference to what is borrowed.
  static owned to(PyObject* borrowed) noexcept {
    Py_XINCREF(borrowed);
    return owned(borrowed);
  }

  PyObject* get() const noexcept { return object_; }
  PyObject* release() noexcept { return std::exchange(object_, nullptr); }
  explicit operator bool() const noexcept { return object_ != nullptr; }

 private:
  PyObject* object_ = nullptr;
};

}  // namespace clonewire::python
