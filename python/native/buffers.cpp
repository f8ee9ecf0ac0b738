#include "buffers.hpp"

#include <structmember.h>

#include "state.hpp"

namespace clonewire::python {

namespace {

// What a buffer or view holds, as it was given; the Python classes above say what that means.
struct held {
  PyObject_HEAD PyObject* parts[4];
};

held* as_held(PyObject* self) noexcept {
  return reinterpret_cast<held*>(self);
}

constexpr Py_ssize_t part_at(std::size_t index) noexcept {
  return static_cast<Py_ssize_t>(offsetof(held, parts) + index * sizeof(PyObject*));
}

int traverse(PyObject* self, visitproc visit, void* arg) {
  Py_VISIT(Py_TYPE(self));
  for (PyObject* part : as_held(self)->parts) Py_VISIT(part);
  return 0;
}

int clear(PyObject* self) {
  for (PyObject*& part : as_held(self)->parts) Py_CLEAR(part);
  return 0;
}

void deallocate(PyObject* self) {
  PyTypeObject* type = Py_TYPE(self);
  PyObject_GC_UnTrack(self);
  clear(self);
  type->tp_free(self);
  Py_DECREF(type);
}

// Takes as many positional arguments as there are members.
template <std::size_t Count>
int initialise(PyObject* self, PyObject* arguments, PyObject* named) {
  if (named != nullptr && PyDict_GET_SIZE(named) != 0) {
    PyErr_SetString(PyExc_TypeError, "takes no keyword arguments");
    return -1;
  }
  if (PyTuple_GET_SIZE(arguments) != static_cast<Py_ssize_t>(Count)) {
    PyErr_Format(PyExc_TypeError, "takes %zu arguments", Count);
    return -1;
  }
  for (std::size_t i = 0; i < Count; ++i) {
    PyObject* given = PyTuple_GET_ITEM(arguments, static_cast<Py_ssize_t>(i));
    Py_INCREF(given);
    Py_XSETREF(as_held(self)->parts[i], given);
  }
  return 0;
}

// CPython's memoryview has no half floats before 3.12, so that a Float16Array gives its items as 16-bit integers there.
int name_half_floats(PyObject* self, Py_buffer* view) {
  if (view->format == nullptr || view->itemsize != 2) return 0;
  const owned data_format(PyObject_GetAttrString(self, "data_format"));
  const owned format(data_format ? PyObject_GetAttrString(data_format.get(), "format") : nullptr);
  if (!format) {
    PyErr_Clear();  // a buffer, whose items are bytes
    return 0;
  }
  static char half_float[] = "e";
  if (PyUnicode_Check(format.get()) && PyUnicode_CompareWithASCIIString(format.get(), half_float) == 0)
    view->format = half_float;
  return 0;
}

// What the class's `__buffer__` gives: CPython asks for that method by itself from 3.12 on (PEP 688).
int get_buffer(PyObject* self, Py_buffer* view, int flags) {
  view->obj = nullptr;
  const owned memory(PyObject_CallMethod(self, "__buffer__", "i", flags));
  if (!memory) return -1;
  if (!PyMemoryView_Check(memory.get())) {
    PyErr_SetString(PyExc_TypeError, "__buffer__ must give a memoryview");
    return -1;
  }
  if (PyObject_GetBuffer(memory.get(), view, flags) != 0) return -1;
  return name_half_floats(self, view);
}

PyMemberDef buffer_members[] = {
    {"_data", T_OBJECT_EX, part_at(0), READONLY, "The bytes: a bytearray, bytes or memoryview."},
    {"max_byte_length", T_OBJECT_EX, part_at(1), READONLY, "The greatest length that `resize()` allows."},
    {"resizable", T_OBJECT_EX, part_at(2), READONLY, "Whether `resize()` works."},
    {nullptr, 0, 0, 0, nullptr},
};
PyMemberDef view_members[] = {
    {"backing_buffer", T_OBJECT_EX, part_at(0), READONLY, "What holds the bytes."},
    {"item_offset", T_OBJECT_EX, part_at(1), READONLY, "Where the range begins, in items."},
    {"item_length", T_OBJECT_EX, part_at(2), READONLY, "How many items; None: to the end of the buffer."},
    {"readonly", T_OBJECT_EX, part_at(3), READONLY, "Whether the items cannot be changed, though the buffer may be."},
    {nullptr, 0, 0, 0, nullptr},
};

PyType_Slot buffer_slots[] = {
    {Py_tp_doc, const_cast<char*>("Holds the content of a JSArrayBuffer.")},
    {Py_tp_init, reinterpret_cast<void*>(initialise<3>)},
    {Py_tp_dealloc, reinterpret_cast<void*>(deallocate)},
    {Py_tp_traverse, reinterpret_cast<void*>(traverse)},
    {Py_tp_clear, reinterpret_cast<void*>(clear)},
    {Py_tp_members, buffer_members},
    {Py_bf_getbuffer, reinterpret_cast<void*>(get_buffer)},
    {0, nullptr},
};
PyType_Slot view_slots[] = {
    {Py_tp_doc, const_cast<char*>("Holds which part of which buffer a view shows.")},
    {Py_tp_init, reinterpret_cast<void*>(initialise<4>)},
    {Py_tp_dealloc, reinterpret_cast<void*>(deallocate)},
    {Py_tp_traverse, reinterpret_cast<void*>(traverse)},
    {Py_tp_clear, reinterpret_cast<void*>(clear)},
    {Py_tp_members, view_members},
    {Py_bf_getbuffer, reinterpret_cast<void*>(get_buffer)},
    {0, nullptr},
};

constexpr unsigned flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC;
PyType_Spec buffer_spec = {"clonewire._native.BufferStorage", sizeof(held), 0, flags, buffer_slots};
PyType_Spec view_spec = {"clonewire._native.ViewStorage", sizeof(held), 0, flags, view_slots};

bool add_type(PyObject* module, PyType_Spec& spec) {
  const owned type(PyType_FromModuleAndSpec(module, &spec, nullptr));
  return type && PyModule_AddType(module, reinterpret_cast<PyTypeObject*>(type.get())) == 0;
}

}  // namespace

bool add_buffer_types(PyObject* module) {
  return add_type(module, buffer_spec) && add_type(module, view_spec);
}

}  // namespace clonewire::python
