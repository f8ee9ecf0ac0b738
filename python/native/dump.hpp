// Python objects to documents.
#pragma once

#include <clonewire/document.hpp>
#include <clonewire/error.hpp>

#include <memory>
#include <vector>

#include "python.hpp"
#include "state.hpp"

namespace clonewire::python {

/// What `bytes` and its like become.
enum class bytes_form : std::uint8_t { array_buffer, buffer, bytes };

/// The objects are borrowed; null: none.
struct dump_options {
  bytes_form bytes = bytes_form::array_buffer;
  bool keep_tuples = false;      ///< a tuple stays one; else it is an array
  bool lossy = false;            ///< a datetime's microseconds may go, told in `losses`
  bool starlark = false;         ///< Starlark's values: an int is a bigint, a dict a Map, a datetime a timestamp
  PyObject* types = nullptr;     ///< the CustomTypes that `describe` may use
  PyObject* fallback = nullptr;  ///< `default`: called with what has no counterpart, gives what to write instead
};

/// A document whose strings and bytes lie in the Python objects that they were taken from.
class dumped {
 public:
  dumped() = default;
  dumped(const dumped&) = delete;
  dumped& operator=(const dumped&) = delete;
  /// Needs the GIL.
  ~dumped();

  /// Makes sure that what was borrowed stays as it is while other threads run.
  void pin() noexcept;

  document value;
  std::vector<error> losses;

 private:
  friend class dumper;
  void keep(PyObject* object) {
    borrowed_.push_back(object);
    if (is_pinned_) Py_INCREF(object);
  }
  std::vector<PyObject*> borrowed_;  // owned from `pin` on
  std::vector<std::unique_ptr<Py_buffer>> buffers_;
  bool is_pinned_ = false;
};

/// Fills in `into`. False: an exception is set, EncodeError where an object has no counterpart.
bool dump(module_state& state, PyObject* root, const dump_options& options, dumped& into);

}  // namespace clonewire::python
