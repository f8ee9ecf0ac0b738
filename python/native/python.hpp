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

/// Lets other threads run while it lives: nothing of Python's may be touched meanwhile.
class interpreter_released {
 public:
  explicit interpreter_released(bool worth_it) noexcept : thread_(worth_it ? PyEval_SaveThread() : nullptr) {}
  interpreter_released(const interpreter_released&) = delete;
  interpreter_released& operator=(const interpreter_released&) = delete;
  ~interpreter_released() {
    if (thread_ != nullptr) PyEval_RestoreThread(thread_);
  }

 private:
  PyThreadState* thread_;
};

/// Keeps the garbage collector, and so finalizers of whatever, from running while it lives.
class collector_paused {
 public:
  explicit collector_paused(bool pause = true) noexcept : paused_(pause && PyGC_Disable() != 0) {}
  collector_paused(const collector_paused&) = delete;
  collector_paused& operator=(const collector_paused&) = delete;
  ~collector_paused() {
    if (paused_) PyGC_Enable();
  }

 private:
  bool paused_;
};

}  // namespace clonewire::python
