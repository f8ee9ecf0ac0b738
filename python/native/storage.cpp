#include "storage.hpp"

#include <structmember.h>

#include <cmath>

#include "state.hpp"
#include "wire/number_text.hpp"

namespace clonewire::python {

namespace {

// ---- what the three types share ----

template <class Storage>
Storage* as(PyObject* self) noexcept {
  return reinterpret_cast<Storage*>(self);
}

// Deep nesting is freed without recursing deeply: CPython's trash can does that for the Python classes over these.
template <inquiry Clear>
void deallocate(PyObject* self) noexcept {
  PyTypeObject* type = Py_TYPE(self);
  PyObject_GC_UnTrack(self);
  Clear(self);
  type->tp_free(self);
  Py_DECREF(type);
}

// ---- ObjectStorage ----

int object_traverse(PyObject* self, visitproc visit, void* arg) {
  Py_VISIT(Py_TYPE(self));
  Py_VISIT(as<object_storage>(self)->properties);
  Py_VISIT(as<object_storage>(self)->array);
  return 0;
}

int object_clear(PyObject* self) {
  Py_CLEAR(as<object_storage>(self)->properties);
  Py_CLEAR(as<object_storage>(self)->array);
  return 0;
}

PyObject* get_properties(PyObject* self, void*) {
  PyObject*& properties = as<object_storage>(self)->properties;
  if (properties == nullptr) properties = PyDict_New();
  Py_XINCREF(properties);
  return properties;
}

int set_properties(PyObject* self, PyObject* value, void*) {
  if (value == nullptr || !PyDict_Check(value)) {
    PyErr_SetString(PyExc_TypeError, "_properties must be a dict");
    return -1;
  }
  Py_INCREF(value);
  Py_XSETREF(as<object_storage>(self)->properties, value);
  return 0;
}

// What was read is a plain list until Python asks for it.
PyObject* get_array(PyObject* self, void*) {
  PyObject*& array = as<object_storage>(self)->array;
  if (array == nullptr || PyList_CheckExact(array)) {
    module_state* state = state_of_type(Py_TYPE(self));
    if (state == nullptr || !is_bound(*state)) return nullptr;
    owned made(array == nullptr ? PyObject_CallNoArgs(state->DenseArrayProperties)
                                : PyObject_CallMethod(state->DenseArrayProperties, "_adopt", "O", array));
    if (!made) return nullptr;
    Py_XSETREF(array, made.release());
  }
  Py_INCREF(array);
  return array;
}

int set_array(PyObject* self, PyObject* value, void*) {
  if (value == nullptr) {
    PyErr_SetString(PyExc_TypeError, "array cannot be deleted");
    return -1;
  }
  Py_INCREF(value);
  Py_XSETREF(as<object_storage>(self)->array, value);
  return 0;
}

PyObject* has_array(PyObject* self, void*) {
  return PyBool_FromLong(as<object_storage>(self)->array != nullptr);
}

PyGetSetDef object_members[] = {
    {"_has_array", has_array, nullptr, "Whether `array` was ever needed.", nullptr},
    {"_properties", get_properties, set_properties, "The string-named properties: a dict.", nullptr},
    {"array", get_array, set_array, "The properties with integer names: an ArrayProperties.", nullptr},
    {nullptr, nullptr, nullptr, nullptr, nullptr},
};

PyType_Slot object_slots[] = {
    {Py_tp_doc, const_cast<char*>("Holds the properties of a JSObject or JSArray.")},
    {Py_tp_dealloc, reinterpret_cast<void*>(deallocate<object_clear>)},
    {Py_tp_traverse, reinterpret_cast<void*>(object_traverse)},
    {Py_tp_clear, reinterpret_cast<void*>(object_clear)},
    {Py_tp_getset, object_members},
    {0, nullptr},
};

// ---- MapStorage and SetStorage ----

int entries_traverse(PyObject* self, visitproc visit, void* arg) {
  Py_VISIT(Py_TYPE(self));
  Py_VISIT(as<entry_storage>(self)->entries);
  return 0;
}

int entries_clear(PyObject* self) {
  Py_CLEAR(as<entry_storage>(self)->entries);
  return 0;
}

PyObject* entries_new(PyTypeObject* type, PyObject*, PyObject*) {
  owned self(type->tp_alloc(type, 0));
  if (!self) return nullptr;
  as<entry_storage>(self.get())->entries = PyDict_New();
  if (as<entry_storage>(self.get())->entries == nullptr) return nullptr;
  return self.release();
}

PyMemberDef map_members[] = {
    {"_entries", T_OBJECT_EX, offsetof(entry_storage, entries), 0, "From same_value_zero(key) to (key, value)."},
    {nullptr, 0, 0, 0, nullptr},
};
PyMemberDef set_members[] = {
    {"_members", T_OBJECT_EX, offsetof(entry_storage, entries), 0, "From same_value_zero(member) to the member."},
    {nullptr, 0, 0, 0, nullptr},
};

PyType_Slot map_slots[] = {
    {Py_tp_doc, const_cast<char*>("Holds the entries of a JSMap.")},
    {Py_tp_new, reinterpret_cast<void*>(entries_new)},
    {Py_tp_dealloc, reinterpret_cast<void*>(deallocate<entries_clear>)},
    {Py_tp_traverse, reinterpret_cast<void*>(entries_traverse)},
    {Py_tp_clear, reinterpret_cast<void*>(entries_clear)},
    {Py_tp_members, map_members},
    {0, nullptr},
};
PyType_Slot set_slots[] = {
    {Py_tp_doc, const_cast<char*>("Holds the members of a JSSet.")},
    {Py_tp_new, reinterpret_cast<void*>(entries_new)},
    {Py_tp_dealloc, reinterpret_cast<void*>(deallocate<entries_clear>)},
    {Py_tp_traverse, reinterpret_cast<void*>(entries_traverse)},
    {Py_tp_clear, reinterpret_cast<void*>(entries_clear)},
    {Py_tp_members, set_members},
    {0, nullptr},
};

constexpr unsigned storage_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC;

PyType_Spec specs[] = {
    {"clonewire._native.ObjectStorage", sizeof(object_storage), 0, storage_flags, object_slots},
    {"clonewire._native.MapStorage", sizeof(entry_storage), 0, storage_flags, map_slots},
    {"clonewire._native.SetStorage", sizeof(entry_storage), 0, storage_flags, set_slots},
};

bool add_type(PyObject* module, PyType_Spec& spec, PyTypeObject*& kept) {
  kept = reinterpret_cast<PyTypeObject*>(PyType_FromModuleAndSpec(module, &spec, nullptr));
  return kept != nullptr && PyModule_AddType(module, kept) == 0;
}

// A tuple is never equal to a number or a string, so that it can stand for what must not be taken for either.
PyObject* wrapped(PyObject* value) {
  return PyTuple_Pack(1, value);
}

PyObject* key_of_number(double value) {
  constexpr double max_index = 4294967294.0;
  if (value >= 0 && value <= max_index && value == std::floor(value)) return PyLong_FromDouble(value);
  char text[wire::number_text_capacity];
  return PyUnicode_FromStringAndSize(text, wire::write_number(value, text) - text);
}

PyObject* key_of_text(PyObject* text) {
  const Py_ssize_t size = PyUnicode_GET_LENGTH(text);
  const auto itself = [text] {
    Py_INCREF(text);
    return text;
  };
  // 2^32-2 has ten digits.
  if (size == 0 || size > 10 || !PyUnicode_IS_ASCII(text)) return itself();
  const Py_UCS1* digits = PyUnicode_1BYTE_DATA(text);
  if (digits[0] == '0' && size > 1) return itself();
  unsigned long long index = 0;
  for (Py_ssize_t i = 0; i < size; ++i) {
    if (digits[i] < '0' || digits[i] > '9') return itself();
    index = 10 * index + (digits[i] - '0');
  }
  return index <= 0xfffffffe ? PyLong_FromUnsignedLongLong(index) : itself();
}

PyObject* key_of_integer(PyObject* integer) {
  int overflow;
  const long long v = PyLong_AsLongLongAndOverflow(integer, &overflow);
  if (v == -1 && PyErr_Occurred() != nullptr) return nullptr;
  if (overflow == 0 && v >= 0 && v <= 0xfffffffe) return PyLong_FromLongLong(v);
  return PyObject_Str(integer);
}

}  // namespace

bool add_storage_types(PyObject* module) {
  module_state& state = state_of(module);
  return add_type(module, specs[0], state.object_storage) && add_type(module, specs[1], state.map_storage) &&
         add_type(module, specs[2], state.set_storage);
}

PyObject* elements_as_array(module_state& state, PyObject* elements, std::uint32_t length, bool is_sparse) {
  if (is_sparse) {
    const owned arguments(PyTuple_New(0));
    const owned named(Py_BuildValue("{s:O,s:k}", "entries", elements, "length", static_cast<unsigned long>(length)));
    return arguments && named ? PyObject_Call(state.SparseArrayProperties, arguments.get(), named.get()) : nullptr;
  }
  owned list(PyList_New(length));
  if (!list) return nullptr;
  for (std::uint32_t i = 0; i < length; ++i) PyList_SET_ITEM(list.get(), i, owned::to(state.JSHole).release());
  PyObject *index, *value;
  Py_ssize_t position = 0;
  while (PyDict_Next(elements, &position, &index, &value) != 0) {
    if (PyList_SetItem(list.get(), PyLong_AsSsize_t(index), owned::to(value).release()) != 0) return nullptr;
  }
  return list.release();
}

bool is_beyond_safe_integers(PyObject* integer) {
  int overflow;
  const long long v = PyLong_AsLongLongAndOverflow(integer, &overflow);
  constexpr long long max_safe = 9007199254740991;
  return overflow != 0 || v > max_safe || v < -max_safe;
}

PyObject* same_value_zero(module_state& state, PyObject* value) {
  PyTypeObject* type = Py_TYPE(value);
  const auto itself = [value] {
    Py_INCREF(value);
    return value;
  };
  if (type == &PyUnicode_Type) return itself();
  if (type == &PyBool_Type) return PyTuple_Pack(2, reinterpret_cast<PyObject*>(&PyBool_Type), value);
  if (PyLong_Check(value)) {
    const int is_bigint =
        state.JSBigInt == nullptr ? 0 : PyObject_TypeCheck(value, reinterpret_cast<PyTypeObject*>(state.JSBigInt));
    if (is_bigint == 0 && !is_beyond_safe_integers(value)) return itself();
    owned plain(PyNumber_Index(value));
    owned integer(plain ? PyNumber_Add(plain.get(), Py_False) : nullptr);  // of class int itself
    return integer ? PyTuple_Pack(2, reinterpret_cast<PyObject*>(&PyLong_Type), integer.get()) : nullptr;
  }
  if (PyFloat_Check(value)) {
    if (!std::isnan(PyFloat_AS_DOUBLE(value))) return itself();
    Py_INCREF(state.nan_key);
    return state.nan_key;
  }
  if (value == Py_None || PyUnicode_Check(value) || PyBytes_Check(value) || value == state.JSUndefined) return itself();
  owned address(PyLong_FromVoidPtr(value));
  return address ? wrapped(address.get()) : nullptr;
}

PyObject* normalise_property_key(PyObject* key) {
  if (PyUnicode_Check(key)) return key_of_text(key);
  if (PyLong_Check(key)) return key_of_integer(key);
  if (PyFloat_Check(key)) return key_of_number(PyFloat_AS_DOUBLE(key));
  return PyErr_Format(PyExc_TypeError, "a property key is a str, an int or a float, not %.100s", Py_TYPE(key)->tp_name);
}

}  // namespace clonewire::python
