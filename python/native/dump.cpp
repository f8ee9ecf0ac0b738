// A walk without recursion: an object gets its record when it is met, and its children (dump_children.cpp) when its
// turn comes. Strings and bytes are not copied. The commonest classes are recognised here; what the rest is, `describe`
// (_glue.py) says (dump_described.cpp).
#include "dump.hpp"

#include <cmath>
#include <string>
#include <utility>

#include "dates.hpp"
#include "dumper.hpp"
#include "errors.hpp"
#include "graph/assembly.hpp"
#include "graph/keys.hpp"
#include "graph/path.hpp"
#include "graph/slots.hpp"
#include "storage.hpp"
#include "text.hpp"

namespace clonewire::python {

dumped::~dumped() {
  for (const auto& b : buffers_) PyBuffer_Release(b.get());
  if (!is_pinned_) return;
  for (PyObject* object : borrowed_) Py_DECREF(object);
}

void dumped::pin() noexcept {
  if (is_pinned_) return;
  is_pinned_ = true;
  for (PyObject* object : borrowed_) Py_INCREF(object);
}

// ---- what went wrong ----

std::string dumper::path() const {
  return filling_ == nullptr ? "$" : detail::path_to(store_.root, filling_->number, child_);
}

bool dumper::fail(errc code, const std::string& detail) {
  raise_encode_error(state_, {code, error::no_offset, path(), detail});
  return false;
}

// Where `out` may be a key, which the path would show.
bool dumper::fail_text(errc code, const std::string& why, slot& out) {
  out = detail::make_string(string_encoding::latin1, nullptr, 0);
  return fail(code, why);
}

bool dumper::lose(const std::string& what, const char* becomes) {
  if (!options_.lossy) {
    const char* model = options_.starlark ? "Starlark" : "JavaScript";
    return fail(errc::cannot_carry, std::string(model) + " cannot carry " + what + "; lossy=True " + becomes);
  }
  kept_.losses.push_back({errc::cannot_carry, error::no_offset, path(), what + ": " + becomes});
  return true;
}

bool dumper::fail_without_counterpart(PyTypeObject* type) {
  const std::string name = type->tp_name;
  constexpr const char* way_out = "; a function default= can give one";
  if (!options_.starlark)
    return fail(errc::cannot_carry, "a value of class " + name + ": JavaScript has no counterpart" + way_out);
  const bool is_code = type == &PyFunction_Type || type == &PyCFunction_Type || type == &PyMethod_Type ||
                       PyType_IsSubtype(type, &PyType_Type) != 0;
  return fail(errc::cannot_carry,
              is_code ? "cannot serialize " + name + ": it is code, not data"
                      : "cannot serialize value of type " + name + ": Starlark has no counterpart" + way_out);
}

// ---- memory ----

slot* dumper::new_slots(std::size_t count) {
  slot* slots = store_.new_slots(count);
  if (slots == nullptr) no_memory();
  return slots;
}

record* dumper::new_record(kind k, slot& out) {
  std::uint32_t number;
  record* r = store_.new_record(k, number);
  if (r == nullptr) {
    no_memory();
    return r;
  }
  out = detail::store::slot_of(r, number);
  return r;
}

// What was made on the way and is known to nobody else lives as long as the document.
PyObject* dumper::owned_for_good(owned&& object) {
  kept_.pin();
  kept_.keep(object.get());
  return object.get();
}

bool dumper::begin(kind k, source what, PyObject* from, slot& out) {
  record* r = new_record(k, out);
  if (r == nullptr) return false;
  if (k == kind::error) {  // has its children from the start: paths lead through it
    slot* children = r->children = new_slots(3);
    if (children == nullptr) return false;
    for (int i = 0; i < 3; ++i) children[i] = detail::make_slot(kind::absent);
    r->count = 3;
  }
  kept_.keep(from);
  open_.push_back({from, r, out.size, what, replaced_});
  return true;
}

// ---- primitives ----

bool dumper::make_string(PyObject* text, slot& out) {
#if PY_VERSION_HEX < 0x030c0000
  if (PyUnicode_READY(text) != 0) return false;
#endif
  const auto length = static_cast<std::size_t>(PyUnicode_GET_LENGTH(text));
  if (length > 0x1fffffff) return fail_text(errc::cannot_carry, "a string of more than 2^29 characters", out);
  if (options_.starlark && has_surrogate_pair(text) &&
      !lose("a string with a surrogate pair in two characters", "writes the one that it stands for"))
    return false;
  kept_.keep(text);
  const auto* data = static_cast<const std::uint8_t*>(PyUnicode_DATA(text));
  switch (PyUnicode_KIND(text)) {
    case PyUnicode_1BYTE_KIND:
      out = detail::make_string(string_encoding::latin1, data, static_cast<std::uint32_t>(length));
      return true;
    case PyUnicode_2BYTE_KIND:
      out = detail::make_string(string_encoding::utf16, data, static_cast<std::uint32_t>(2 * length));
      return true;
    default: break;
  }
  const std::size_t size = 2 * utf16_units(PyUnicode_4BYTE_DATA(text), length);
  auto* units = static_cast<std::uint8_t*>(store_.memory().allocate(size));
  if (units == nullptr) return no_memory();
  write_utf16(PyUnicode_4BYTE_DATA(text), length, units);
  out = detail::make_string(string_encoding::utf16, units, static_cast<std::uint32_t>(size));
  return true;
}

// A part of an object that must be a string, which Python's own objects cannot promise.
bool dumper::make_text(PyObject* text, const char* what, slot& out) {
  if (PyUnicode_Check(text)) return make_string(text, out);
  return fail_text(errc::invalid_value, std::string(what) + " that is no string", out);
}

bool dumper::make_bigint(PyObject* integer, slot& out) {
  owned absolute(PyNumber_Absolute(integer));
  owned zero(PyLong_FromLong(0));
  if (!absolute || !zero) return false;
  const int negative = PyObject_RichCompareBool(integer, zero.get(), Py_LT);
  const std::size_t bits = _PyLong_NumBits(absolute.get());
  if (negative < 0 || (bits == static_cast<std::size_t>(-1) && PyErr_Occurred() != nullptr)) return false;
  const std::size_t size = (bits + 7) / 8;
  if (size > 1u << 27) return fail(errc::cannot_carry, "a bigint of more than 2^30 bits");
  auto* magnitude = static_cast<std::uint8_t*>(store_.memory().allocate(size + 1));
  if (magnitude == nullptr) return no_memory();
#if PY_VERSION_HEX >= 0x030d0000
  if (PyLong_AsNativeBytes(absolute.get(), magnitude, static_cast<Py_ssize_t>(size + 1),
                           Py_ASNATIVEBYTES_LITTLE_ENDIAN) < 0)
    return false;
#else
  if (_PyLong_AsByteArray(reinterpret_cast<PyLongObject*>(absolute.get()), magnitude, size + 1, 1, 0) != 0)
    return false;
#endif
  out = detail::make_bigint(negative != 0, magnitude, static_cast<std::uint32_t>(size));
  return true;
}

bool dumper::make_bigint(long long integer, slot& out) {
  std::uint64_t rest = integer < 0 ? 0 - static_cast<std::uint64_t>(integer) : static_cast<std::uint64_t>(integer);
  auto* magnitude = static_cast<std::uint8_t*>(store_.memory().allocate(sizeof rest));
  if (magnitude == nullptr) return no_memory();
  std::uint32_t size = 0;
  for (; rest != 0; rest >>= 8) magnitude[size++] = static_cast<std::uint8_t>(rest);
  out = detail::make_bigint(integer < 0, magnitude, size);
  return true;
}

bool dumper::make_integer(PyObject* integer, slot& out) {
  int overflow;
  const long long v = PyLong_AsLongLongAndOverflow(integer, &overflow);
  constexpr long long max_safe = 9007199254740991;
  if (overflow != 0) return make_bigint(integer, out);
  if (v > max_safe || v < -max_safe || options_.starlark) return make_bigint(v, out);
  out = v == static_cast<std::int32_t>(v) ? detail::make_int32(static_cast<std::int32_t>(v))
                                          : detail::make_number(static_cast<double>(v));
  return true;
}

bool dumper::make(PyObject* v, slot& out) {
  PyTypeObject* type = Py_TYPE(v);
  if (type == &PyUnicode_Type) return make_string(v, out);
  if (type == &PyLong_Type) return make_integer(v, out);
  if (type == &PyFloat_Type) {
    out = detail::make_number(PyFloat_AS_DOUBLE(v));
    return true;
  }
  if (v == Py_None) {
    out = detail::make_slot(kind::null);
    return true;
  }
  if (type == &PyBool_Type) {
    out = detail::make_boolean(v == Py_True);
    return true;
  }
  // Whose only reference is its container's cannot occur again: no need to remember it.
  if (Py_REFCNT(v) == 1) {
    if (type == &PyDict_Type) return begin(dict_kind(), source::dict, v, out);
    if (type == &PyList_Type) return begin(kind::array, source::sequence, v, out);
  }
  if (v == state_.JSUndefined) {
    out = detail::make_slot(kind::undefined);
    return true;
  }
  if (slot& known = met_.of(v); known.kind != kind::absent) {
    out = known;
    return true;
  }
  const owned hold = owned::to(v);  // Python code may take it out of its container
  if (!make_identified(v, out)) return false;
  if (has_identity(out.kind)) {
    kept_.keep(v);
    met_.of(v) = out;
  }
  return true;
}

bool dumper::make_key(PyObject* text, slot& out) {
  if (!make_string(text, out)) return false;
  const bool is_latin1 = out.form == static_cast<std::uint8_t>(string_encoding::latin1);
  if (out.size != 0 && is_latin1 && out.data[0] >= '0' && out.data[0] <= '9')
    return detail::make_key(slot(out), store_.memory(), out) || no_memory();
  out.hash = detail::key_hash(out.data, out.size);
  return true;
}

// ---- objects ----

bool dumper::make_identified(PyObject* v, slot& out) {
  PyTypeObject* type = Py_TYPE(v);
  const auto is = [type, v](PyObject* bound) {
    return type == reinterpret_cast<PyTypeObject*>(bound) ||
           PyType_IsSubtype(type, reinterpret_cast<PyTypeObject*>(bound)) != 0;
  };
  if (PyDict_Check(v)) return begin(dict_kind(), source::dict, v, out);
  if (PyList_Check(v)) return begin(kind::array, source::sequence, v, out);
  if (PyTuple_Check(v)) return begin(options_.keep_tuples ? kind::tuple : kind::array, source::sequence, v, out);
  if (PyAnySet_Check(v)) return begin(kind::set, source::members, v, out);
  if (PyObject_TypeCheck(v, state_.object_storage)) {
    const bool is_array = is(state_.JSArray);
    return begin(is_array ? kind::array : kind::object, is_array ? source::array : source::object, v, out);
  }
  if (PyObject_TypeCheck(v, state_.map_storage)) return begin(kind::map, source::map_entries, v, out);
  if (PyObject_TypeCheck(v, state_.set_storage)) return begin(kind::set, source::set_members, v, out);
  if (!is(state_.Enum)) {
    if (PyUnicode_Check(v)) return make_string(v, out);
    if (PyLong_Check(v)) return is(state_.JSBigInt) ? make_bigint(v, out) : make_integer(v, out);
    if (PyFloat_Check(v)) {
      out = detail::make_number(PyFloat_AS_DOUBLE(v));
      return true;
    }
  }
  if (is_datetime(v)) return options_.starlark ? make_timestamp(v, out) : make_date(v, out);
  if (PyBytes_Check(v) || PyByteArray_Check(v)) return make_bytes(v, out);
  // From here on Python code runs, which could change what was borrowed so far.
  kept_.pin();
  python_ran_ = true;
  owned description(
      PyObject_CallFunctionObjArgs(state_.describe, v, options_.types == nullptr ? Py_None : options_.types, nullptr));
  if (!description) return false;
  if (description.get() != Py_None) {
    if (options_.types != nullptr) return make_replacement(&dumper::make_described, std::move(description), out);
    return make_described(owned_for_good(std::move(description)), out);
  }
  if (options_.fallback != nullptr) {
    owned replacement(PyObject_CallOneArg(options_.fallback, v));
    if (!replacement) return false;
    if (replacement.get() == v)
      return fail(errc::cannot_carry, "default gave back the same " + std::string(type->tp_name));
    return make_replacement(&dumper::make, std::move(replacement), out);
  }
  return fail_without_counterpart(type);
}

// User's code may never come to an end: each replacement may need another, or contain one.
bool dumper::make_replacement(bool (dumper::*make_it)(PyObject*, slot&), owned&& replacement, slot& out) {
  if (replaced_ == max_replaced) {
    PyErr_SetString(PyExc_RecursionError, "default= or types= gives ever more values that need it");
    return false;
  }
  if (Py_EnterRecursiveCall(" in default=")) return false;
  ++replaced_;
  const bool made = (this->*make_it)(owned_for_good(std::move(replacement)), out);
  --replaced_;
  Py_LeaveRecursiveCall();
  return made;
}

bool dumper::make_date(PyObject* datetime, slot& out) {
  double time_value;
  int microseconds;
  kept_.pin();  // a tzinfo may be Python code
  python_ran_ |= !runs_no_python_code(datetime);
  if (!time_value_of(datetime, time_value, microseconds)) return false;
  if (microseconds != 0 && !lose("a datetime with less than a millisecond", "cuts it to milliseconds")) return false;
  record* r = new_record(kind::date, out);
  if (r == nullptr) return false;
  r->number = time_value;
  return true;
}

// A zone is the offset that it has at that time; that is all RFC 3339 can say of it.
bool dumper::make_timestamp(PyObject* datetime, slot& out) {
  kept_.pin();
  owned offset(PyObject_CallMethod(datetime, "utcoffset", nullptr));
  if (!offset) return false;
  if (offset.get() == Py_None)
    return fail(errc::cannot_carry, "cannot serialize a datetime without a zone: give it one (tzinfo)");
  if (!is_in_whole_minutes(offset.get()))
    return fail(errc::cannot_carry, "cannot serialize a datetime whose zone is not at whole minutes from UTC");
  owned text(PyObject_CallMethod(datetime, "isoformat", nullptr));
  if (!text || !make_string(owned_for_good(std::move(text)), out)) return false;
  out.kind = kind::timestamp;
  out.form = 0;
  return true;
}

bool dumper::make_bytes(PyObject* object, slot& out) {
  switch (options_.bytes) {
    case bytes_form::array_buffer: return make_buffer(object, 0, 0, out);
    case bytes_form::buffer: {
      slot buffer;
      if (!make_buffer(object, 0, 0, buffer)) return false;
      auto* v = static_cast<detail::view*>(store_.memory().allocate(sizeof(detail::view)));
      record* r = v == nullptr ? nullptr : new_record(kind::typed_array, out);
      if (r == nullptr) return no_memory();
      *v = {buffer, 0, buffer.object->buffer->byte_length};
      r->form = static_cast<std::uint8_t>(element_type::buffer);
      r->flags = detail::view_owns_slice;
      r->view = v;
      return true;
    }
    case bytes_form::bytes: break;
  }
  slot buffer;
  if (!make_buffer(object, 0, 0, buffer)) return false;
  const detail::buffer& b = *buffer.object->buffer;
  if (b.byte_length > 0xffffffff) return fail(errc::cannot_carry, "a byte string of 4 GiB or more");
  out = detail::make_slot(kind::bytes, 0, static_cast<std::uint32_t>(b.byte_length));
  out.data = b.data;
  return true;
}

bool dumper::make_buffer(PyObject* exporter, std::uint64_t max_byte_length, std::uint16_t flags, slot& out) {
  kept_.pin();  // the class may have its own __buffer__
  auto lent = std::make_unique<Py_buffer>();
  if (PyObject_GetBuffer(exporter, lent.get(), PyBUF_SIMPLE) != 0) return false;
  const auto* data = static_cast<const std::uint8_t*>(lent->buf);
  const auto size = static_cast<std::uint64_t>(lent->len);
  if (lent->readonly != 0) {
    kept_.buffers_.push_back(std::move(lent));
  } else {
    // What can be written to is copied: another thread may do so while it is encoded.
    if (size != 0) data = store_.copy_bytes(data, static_cast<std::size_t>(size));
    PyBuffer_Release(lent.get());
    if (size != 0 && data == nullptr) return no_memory();
  }
  auto* content = static_cast<detail::buffer*>(store_.memory().allocate(sizeof(detail::buffer)));
  record* r = content == nullptr ? nullptr : new_record(kind::array_buffer, out);
  if (r == nullptr) return no_memory();
  *content = {data, size, max_byte_length < size ? size : max_byte_length};
  r->flags = flags;
  r->buffer = content;
  return true;
}

// ---- all of it ----

bool dumper::dump(PyObject* root) {
  if (!make(root, store_.root)) return false;
  while (!open_.empty()) {
    const work next = open_.back();
    open_.pop_back();
    replaced_ = next.replaced;
    filling_ = &next;
    child_ = 0;
    if (!fill(next)) return false;
  }
  if (kinds_changed_) detail::assembly(store_, {}, 0).correct_kinds();
  return true;
}

bool dump(module_state& state, PyObject* root, const dump_options& options, dumped& into) {
  into.value = document(std::make_unique<detail::store>());
  return dumper(state, options, into).dump(root);
}

}  // namespace clonewire::python
