// The C types under JSObject, JSArray, JSMap and JSSet, which `load` fills and `dump` reads without running Python
// code.
#pragma once

#include <cstdint>

#include "python.hpp"

namespace clonewire::python {

struct module_state;

/// Under JSObject and JSArray.
struct object_storage {
  PyObject_HEAD PyObject* properties;  // dict of the string-named properties; null: none yet
  PyObject* array;                     // null: none yet; list (JSHole for holes); or any ArrayProperties
};

/// Under JSMap (from same_value_zero(key) to (key, value)) and JSSet (from same_value_zero(member) to member).
struct entry_storage {
  PyObject_HEAD PyObject* entries;  // dict; never null after tp_new
};

/// Makes the three types and adds them to the module. False: an exception is set.
bool add_storage_types(PyObject* module);

/// Whether a JSObject to which elements were added one after another would turn to a SparseArrayProperties at one that
/// makes it `used` elements in an array of `length`.
constexpr bool is_sparse_after(std::uint64_t used, std::uint64_t length) noexcept {
  constexpr std::uint64_t always_dense = 16;
  return length >= always_dense && 4 * used < length;
}

/// What a JSObject or JSArray keeps as its array: of `elements`, a dict by index, a SparseArrayProperties or else a
/// list with holes. A new reference. Null: an exception is set.
PyObject* elements_as_array(module_state& state, PyObject* elements, std::uint32_t length, bool is_sparse);

/// What stands for a value where SameValueZero decides (ECMA-262): equal and of equal hash if and only if the values
/// are the same in JavaScript. A new reference. Null: an exception is set.
PyObject* same_value_zero(module_state& state, PyObject* value);

/// JavaScript's property key: an int for an array index (0 to 2^32-2), else the text. A new reference.
PyObject* normalise_property_key(PyObject* key);

/// True for an int that JavaScript's numbers do not hold exactly, and so stands for a bigint: beyond ±(2^53-1).
bool is_beyond_safe_integers(PyObject* integer);

}  // namespace clonewire::python
