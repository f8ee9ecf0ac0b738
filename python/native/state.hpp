// What one interpreter's module keeps: the Python classes that it makes and recognises, and the texts it met as keys.
#pragma once

#include "key_cache.hpp"
#include "python.hpp"

namespace clonewire::python {

// Python objects that the module uses, by the names under which `bind` is given them (python/src/clonewire/_glue.py).
// First classes, then values, then functions for the kinds that are rare enough to be made and taken apart in Python.
#define CLONEWIRE_BOUND(ROW) \
  ROW(JSObject)              \
  ROW(JSArray)               \
  ROW(JSMap)                 \
  ROW(JSSet)                 \
  ROW(JSBigInt)              \
  ROW(JSDate)                \
  ROW(HostObject)            \
  ROW(DenseArrayProperties)  \
  ROW(SparseArrayProperties) \
  ROW(Enum)                  \
  ROW(DecodeError)           \
  ROW(EncodeError)           \
  ROW(JSUndefined)           \
  ROW(JSHole)                \
  ROW(JSNull)                \
  ROW(utc)                   \
  ROW(make_regexp)           \
  ROW(make_error)            \
  ROW(make_wrapper)          \
  ROW(make_array_buffer)     \
  ROW(make_foreign_buffer)   \
  ROW(make_view)             \
  ROW(make_timestamp)        \
  ROW(describe)              \
  ROW(report_notes)          \
  ROW(report_losses)

// What the module makes for itself: its types; "_items" and "plain", interned; what NaN is as a key: one tuple, equal
// to itself by identity.
#define CLONEWIRE_OWN(ROW)          \
  ROW(PyTypeObject, object_storage) \
  ROW(PyTypeObject, map_storage)    \
  ROW(PyTypeObject, set_storage)    \
  ROW(PyObject, items_name)         \
  ROW(PyObject, plain_name)         \
  ROW(PyObject, nan_key)

struct module_state {
#define CLONEWIRE_ROW(name) PyObject* name = nullptr;
  CLONEWIRE_BOUND(CLONEWIRE_ROW)
#undef CLONEWIRE_ROW
#define CLONEWIRE_ROW(type, name) type* name = nullptr;
  CLONEWIRE_OWN(CLONEWIRE_ROW)
#undef CLONEWIRE_ROW
  key_cache keys;
};

extern PyModuleDef module_definition;

inline module_state& state_of(PyObject* module) noexcept {
  return *static_cast<module_state*>(PyModule_GetState(module));
}
/// The state of the module that one of its own types, or a subclass of that, belongs to.
module_state* state_of_type(PyTypeObject* type) noexcept;

/// False, with an exception set, until `bind` was called.
bool is_bound(const module_state& state) noexcept;

}  // namespace clonewire::python
