// The extension module clonewire._native.
#include <clonewire/clonewire.hpp>

#include <exception>
#include <string>

#include "buffers.hpp"
#include "dates.hpp"
#include "docstrings.hpp"
#include "functions.hpp"
#include "lent_bytes.hpp"
#include "state.hpp"
#include "storage.hpp"

namespace clonewire::python {

bool is_bound(const module_state& state) noexcept {
  if (state.describe != nullptr) return true;
  PyErr_SetString(PyExc_RuntimeError, "clonewire._native is used before clonewire is imported");
  return false;
}

module_state* state_of_type(PyTypeObject* type) noexcept {
#if PY_VERSION_HEX >= 0x030b0000
  PyObject* module = PyType_GetModuleByDef(type, &module_definition);
#else
  PyObject* module = _PyType_GetModuleByDef(type, &module_definition);
#endif
  return module == nullptr ? nullptr : &state_of(module);
}

namespace {

// Hands the Python objects of CLONEWIRE_BOUND to the module; once, as all later calls rely on them.
PyObject* bind(PyObject* module, PyObject*, PyObject* named) {
  module_state& state = state_of(module);
  const auto take = [named](const char* name, PyObject*& into) {
    PyObject* given = named == nullptr ? nullptr : PyDict_GetItemString(named, name);
    if (given == nullptr) {
      PyErr_Format(PyExc_TypeError, "bind() needs %s", name);
      return false;
    }
    Py_INCREF(given);
    Py_XSETREF(into, given);
    return true;
  };
#define CLONEWIRE_ROW(name) \
  if (!take(#name, state.name)) return nullptr;
  CLONEWIRE_BOUND(CLONEWIRE_ROW)
#undef CLONEWIRE_ROW
  const struct {
    PyObject* type;
    PyTypeObject* base;
  } classes[] = {
      {state.JSObject, state.object_storage}, {state.JSArray, state.object_storage}, {state.JSMap, state.map_storage},
      {state.JSSet, state.set_storage},       {state.JSBigInt, &PyLong_Type},        {state.Enum, &PyBaseObject_Type},
  };
  for (const auto& [type, base] : classes) {
    if (PyType_Check(type) && PyType_IsSubtype(reinterpret_cast<PyTypeObject*>(type), base) != 0) continue;
    Py_CLEAR(state.describe);
    return PyErr_Format(PyExc_TypeError, "bind(): %R is no subclass of %s", type, base->tp_name);
  }
  Py_RETURN_NONE;
}

PyObject* same_value_zero_of(PyObject* module, PyObject* value) {
  return same_value_zero(state_of(module), value);
}

PyObject* normalise_property_key_of(PyObject*, PyObject* key) {
  return normalise_property_key(key);
}

// The format's name and how sure that is; None: not recognised.
PyObject* detect_format_of(PyObject*, PyObject* data) {
  lent_bytes input;
  if (!input.borrow(data)) return nullptr;
  const auto found = detect(input.view());
  if (!found) Py_RETURN_NONE;
  return Py_BuildValue("ss", name_of(found->format).data(), name_of(found->likelihood).data());
}

// From each format's name to the tuple of its variants' names.
PyObject* formats_of(PyObject*, PyObject*) {
  owned all(PyDict_New());
  if (!all) return nullptr;
  for (const format f : all_formats()) {
    const auto variants = variants_of(f);
    owned names(PyTuple_New(static_cast<Py_ssize_t>(variants.size())));
    if (!names) return nullptr;
    for (std::size_t i = 0; i < variants.size(); ++i) {
      PyObject* name = PyUnicode_FromStringAndSize(variants[i].data(), static_cast<Py_ssize_t>(variants[i].size()));
      if (name == nullptr) return nullptr;
      PyTuple_SET_ITEM(names.get(), static_cast<Py_ssize_t>(i), name);
    }
    if (PyDict_SetItemString(all.get(), std::string(name_of(f)).c_str(), names.get()) != 0) return nullptr;
  }
  return all.release();
}

// No C++ exception may get into CPython; the only one that the core lets out is that there is no memory.
template <auto Function, class... Arguments>
PyObject* guarded(Arguments... arguments) {
  try {
    return Function(arguments...);
  } catch (const std::exception&) {
    return PyErr_NoMemory();
  }
}

template <class... Arguments>
PyCFunction as_function(PyObject* (*f)(Arguments...)) noexcept {
  return reinterpret_cast<PyCFunction>(reinterpret_cast<void (*)()>(f));
}

// What CPython calls for `Function`.
template <auto Function, class... Arguments>
PyCFunction guard(PyObject* (*)(Arguments...)) noexcept {
  return as_function(guarded<Function, Arguments...>);
}
template <auto Function>
PyCFunction guard() noexcept {
  return guard<Function>(Function);
}

PyMethodDef functions[] = {
    {"loads", guard<loads>(), METH_FASTCALL | METH_KEYWORDS, docstrings::loads},
    {"dumps", guard<dumps>(), METH_FASTCALL | METH_KEYWORDS, docstrings::dumps},
    {"convert", guard<convert>(), METH_FASTCALL | METH_KEYWORDS, docstrings::convert},
    {"detect", detect_format_of, METH_O, docstrings::detect},
    {"formats", formats_of, METH_NOARGS, docstrings::formats},
    {"loads_starlark", guard<loads_starlark>(), METH_FASTCALL | METH_KEYWORDS, docstrings::loads_starlark},
    {"dumps_starlark", guard<dumps_starlark>(), METH_FASTCALL | METH_KEYWORDS, docstrings::dumps_starlark},
    {"dumps_as_v8serialize", guard<dumps_as_v8serialize>(), METH_O,
     "dumps_as_v8serialize(value, /)\n--\n\nv8serialize's bytes; NotImplemented for rare kinds of values."},
    {"loads_as_v8serialize", guard<loads_as_v8serialize>(), METH_FASTCALL,
     "loads_as_v8serialize(data, make_date, /)\n--\n\nv8serialize's value; NotImplemented for rare kinds of values."},
    {"bind", as_function(bind), METH_VARARGS | METH_KEYWORDS, "bind(**objects)\n--\n\nHands over the Python objects."},
    {"same_value_zero", same_value_zero_of, METH_O,
     "same_value_zero(value, /)\n--\n\nSee clonewire.jstypes.same_value_zero."},
    {"normalise_property_key", normalise_property_key_of, METH_O,
     "normalise_property_key(key, /)\n--\n\nJavaScript's property key: an int for an array index, else the text."},
    {nullptr, nullptr, 0, nullptr},
};

int execute(PyObject* module) {
  module_state& state = *new (PyModule_GetState(module)) module_state();
  if (!import_datetime() || !add_storage_types(module) || !add_buffer_types(module)) return -1;
  const owned nan(PyFloat_FromDouble(Py_NAN));
  state.nan_key = nan ? PyTuple_Pack(1, nan.get()) : nullptr;
  state.items_name = PyUnicode_InternFromString("_items");
  state.plain_name = PyUnicode_InternFromString("plain");
  return state.nan_key == nullptr || state.items_name == nullptr || state.plain_name == nullptr ? -1 : 0;
}

int traverse(PyObject* module, visitproc visit, void* arg) {
  auto* state = static_cast<module_state*>(PyModule_GetState(module));
  if (state == nullptr) return 0;
#define CLONEWIRE_ROW(name) Py_VISIT(state->name);
  CLONEWIRE_BOUND(CLONEWIRE_ROW)
#undef CLONEWIRE_ROW
#define CLONEWIRE_ROW(type, name) Py_VISIT(state->name);
  CLONEWIRE_OWN(CLONEWIRE_ROW)
#undef CLONEWIRE_ROW
  return 0;
}

int clear(PyObject* module) {
  auto* state = static_cast<module_state*>(PyModule_GetState(module));
  if (state == nullptr) return 0;
#define CLONEWIRE_ROW(name) Py_CLEAR(state->name);
  CLONEWIRE_BOUND(CLONEWIRE_ROW)
#undef CLONEWIRE_ROW
#define CLONEWIRE_ROW(type, name) Py_CLEAR(state->name);
  CLONEWIRE_OWN(CLONEWIRE_ROW)
#undef CLONEWIRE_ROW
  state->keys.clear();
  return 0;
}

void release(void* module) {
  clear(static_cast<PyObject*>(module));
}

PyModuleDef_Slot slots[] = {
    {Py_mod_exec, reinterpret_cast<void*>(execute)},
#if PY_VERSION_HEX >= 0x030c0000
    {Py_mod_multiple_interpreters, Py_MOD_PER_INTERPRETER_GIL_SUPPORTED},
#endif
    {0, nullptr},
};

}  // namespace

PyModuleDef module_definition = {
    PyModuleDef_HEAD_INIT,
    "clonewire._native",
    "clonewire's C++ core.",
    sizeof(module_state),
    functions,
    slots,
    traverse,
    clear,
    release,
};

}  // namespace clonewire::python

PyMODINIT_FUNC PyInit__native() {
  return PyModuleDef_Init(&clonewire::python::module_definition);
}
