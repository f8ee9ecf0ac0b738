// A walk without recursion: an object gets its record when it is met, and its children when its turn comes. Strings and
// bytes are not copied. The commonest classes are recognised here; what the rest is, `describe` (_glue.py) says.
#include "dump.hpp"

#include <cmath>
#include <string>
#include <string_view>
#include <utility>

#include "dates.hpp"
#include "errors.hpp"
#include "graph/arrays.hpp"
#include "graph/assembly.hpp"
#include "graph/collections.hpp"
#include "graph/keys.hpp"
#include "graph/path.hpp"
#include "graph/regexp.hpp"
#include "graph/slots.hpp"
#include "graph/store.hpp"
#include "graph/views.hpp"
#include "identities.hpp"
#include "storage.hpp"
#include "text.hpp"

namespace clonewire::python {

using detail::record;
using detail::slot;

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

class dumper {
 public:
  dumper(module_state& state, const dump_options& options, dumped& into)
      : state_(state), options_(options), kept_(into), store_(into.value.store()) {}

  bool dump(PyObject* root);

 private:
  // Where the children of a record come from.
  enum class source : std::uint8_t {
    dict,          // a Map, or, with keys that are all strings, a plain object where that is allowed
    sequence,      // list or tuple
    members,       // set or frozenset
    object,        // ObjectStorage
    array,         // ObjectStorage
    map_entries,   // dict of a MapStorage
    set_members,   // dict of a SetStorage
    pairs,         // list of (key, value): a JSObject's items, in `describe`'s words
    error_fields,  // (name, message, stack, cause)
    host_fields,   // (type, dict)
  };
  struct work {
    PyObject* from;  // kept
    record* object;
    std::uint32_t number;
    source what;
    std::uint32_t replaced;  // how many of it and those around it were made by the user's code
  };
  static constexpr std::uint32_t max_replaced = 10'000;

  bool make(PyObject* v, slot& out);
  bool make_identified(PyObject* v, slot& out);
  bool make_replacement(bool (dumper::*make_it)(PyObject*, slot&), owned&& replacement, slot& out);
  bool make_string(PyObject* text, slot& out);
  bool make_text(PyObject* text, const char* what, slot& out);
  bool make_integer(PyObject* integer, slot& out);
  bool make_bigint(PyObject* integer, slot& out);
  bool make_bigint(long long integer, slot& out);
  bool make_date(PyObject* datetime, slot& out);
  bool make_timestamp(PyObject* datetime, slot& out);
  bool make_bytes(PyObject* object, slot& out);
  bool make_buffer(PyObject* exporter, std::uint64_t max_byte_length, std::uint16_t flags, slot& out);
  bool make_described(PyObject* description, slot& out);
  bool make_view(PyObject* description, slot& out);
  bool make_key(PyObject* text, slot& out);

  bool begin(kind k, source what, PyObject* from, slot& out);
  bool fill(const work& w);
  bool fill_dict(const work& w);
  bool fill_map_from_dict(const work& w);
  bool fill_sequence(const work& w);
  bool fill_members(const work& w);
  bool fill_object(const work& w);
  bool fill_array(const work& w);
  bool fill_entries(const work& w);
  bool fill_pairs(const work& w);
  bool fill_error(const work& w);
  bool fill_host(const work& w);
  bool list_elements(PyObject* array, owned& pairs, std::uint32_t& length);
  PyObject* dense_elements(PyObject* array);
  bool begin_children(record& r, std::size_t stride, std::size_t count);
  bool add_value(record& r, PyObject* value);
  bool add_property(record& r, PyObject* key, PyObject* value);
  bool add_properties(record& r, PyObject* properties, std::size_t expected);
  bool add_entry(record& r, PyObject* key, PyObject* value);
  bool add_member(record& r, PyObject* member);
  bool finish_members(record& r);
  bool finish_properties(record& r, bool needs_check);

  kind dict_kind() const noexcept { return options_.starlark ? kind::map : kind::object; }
  slot* new_slots(std::size_t count);
  record* new_record(kind k, slot& out);
  PyObject* owned_for_good(owned&& object);
  bool lose(const std::string& what, const char* becomes);
  bool fail(errc code, const std::string& detail);
  bool fail_text(errc code, const std::string& detail, slot& out);
  bool fail_without_counterpart(PyTypeObject* type);
  std::string path() const;
  static bool no_memory() {
    PyErr_NoMemory();
    return false;
  }
  static bool changed() {
    PyErr_SetString(PyExc_RuntimeError, "a container changed its size while it was written");
    return false;
  }

  module_state& state_;
  const dump_options& options_;
  dumped& kept_;
  detail::store& store_;
  identities met_;
  std::vector<work> open_;
  const work* filling_ = nullptr;  // whose child is being made, `child_` of them
  std::uint32_t child_ = 0;
  std::uint32_t replaced_ = 0;  // of what is made now, as in `work`
  bool python_ran_ = false;     // which may have changed any container
  bool kinds_changed_ = false;
};

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

// ---- what `describe` says ----

bool is_word(PyObject* text, const char* word) {
  return PyUnicode_Check(text) && PyUnicode_CompareWithASCIIString(text, word) == 0;
}

bool dumper::make_described(PyObject* description, slot& out) {
  PyObject* const* part = reinterpret_cast<PyTupleObject*>(description)->ob_item;
  const auto is_a = [part](const char* word) { return is_word(part[0], word); };
  if (is_a("object")) return begin(kind::object, source::pairs, part[1], out);
  if (is_a("map")) return begin(kind::map, source::pairs, part[1], out);
  if (is_a("value")) return make(part[1], out);
  if (is_a("error")) return begin(kind::error, source::error_fields, description, out);
  if (is_a("host")) {
    if (!PyUnicode_Check(part[1]) || !PyDict_Check(part[2]))
      return fail(errc::invalid_value, "a host object whose type is no string, or whose fields are no dict");
    return begin(kind::host, source::host_fields, description, out);
  }
  if (is_a("view")) return make_view(description, out);
  if (is_a("bytes")) return make_bytes(part[1], out);
  if (is_a("array_buffer")) {
    const bool resizable = part[2] != Py_None;
    const std::uint64_t max = resizable ? PyLong_AsUnsignedLongLong(part[2]) : 0;
    if (PyErr_Occurred() != nullptr) return false;
    return make_buffer(part[1], max,
                       static_cast<std::uint16_t>((resizable ? detail::buffer_resizable : 0) |
                                                  (part[3] == Py_True ? detail::buffer_immutable : 0)),
                       out);
  }
  if (is_a("date")) {
    const double time_value = PyFloat_AsDouble(part[1]);
    if (time_value == -1 && PyErr_Occurred() != nullptr) return false;
    const double clipped = detail::time_clip(time_value);
    if (!(clipped == time_value) && !std::isnan(time_value) &&
        !lose("a Date with this time value", "clips it to whole milliseconds within its range"))
      return false;
    record* r = new_record(kind::date, out);
    if (r != nullptr) r->number = clipped;
    return r != nullptr;
  }
  if (is_a("timestamp")) {
    if (!make_text(part[1], "a Timestamp's text", out)) return false;
    out.kind = kind::timestamp;
    out.form = 0;
    return true;
  }
  slot primitive;
  if (is_a("regexp")) {
    if (!make_text(part[1], "a RegExp's source", primitive)) return false;
    const unsigned long flags = PyLong_AsUnsignedLong(part[2]);
    if (PyErr_Occurred() != nullptr) return false;
    if (!detail::are_valid_regexp_flags(static_cast<std::uint32_t>(flags)))
      return fail(errc::invalid_value, "a RegExp with flags that do not exist or exclude each other");
    if (!detail::escape_regexp_source(primitive, store_.memory())) return no_memory();
    record* r = new_record(kind::regexp, out);
    slot* source_slot = r == nullptr ? nullptr : new_slots(1);
    if (source_slot == nullptr) return false;
    *source_slot = primitive;
    r->count = 1;
    r->flags = static_cast<std::uint16_t>(flags);
    r->children = source_slot;
    return true;
  }
  // ("wrapper", primitive)
  if (!make(part[1], primitive)) return false;
  kind wrapper = kind::string_object;
  switch (primitive.kind) {
    case kind::boolean: wrapper = kind::boolean_object; break;
    case kind::number: wrapper = kind::number_object; break;
    case kind::bigint: wrapper = kind::bigint_object; break;
    case kind::string: break;
    default: return fail(errc::invalid_value, "a wrapper object around something else than a primitive");
  }
  record* r = new_record(wrapper, out);
  if (r == nullptr) return false;
  if (wrapper == kind::number_object) {
    r->number = primitive.number;
    return true;
  }
  r->children = new_slots(1);
  if (r->children == nullptr) return false;
  r->children[0] = primitive;
  r->count = 1;
  return true;
}

// ("view", constructor's name, buffer, byte offset, byte length or None where it tracks the buffer's)
bool dumper::make_view(PyObject* description, slot& out) {
  PyObject* const* part = reinterpret_cast<PyTupleObject*>(description)->ob_item;
  slot buffer;
  if (!make(part[2], buffer)) return false;
  const bool tracking = part[4] == Py_None;
  const std::uint64_t byte_offset = PyLong_AsUnsignedLongLong(part[3]);
  std::uint64_t byte_length = tracking ? 0 : PyLong_AsUnsignedLongLong(part[4]);
  if (PyErr_Occurred() != nullptr) return false;
  if (buffer.kind != kind::array_buffer && buffer.kind != kind::host)
    return fail(errc::invalid_view, "a view of something else than an ArrayBuffer");
  auto* v = static_cast<detail::view*>(store_.memory().allocate(sizeof(detail::view)));
  if (v == nullptr) return no_memory();
  kind k = kind::data_view;
  auto element = element_type::uint8;
  if (!is_word(part[1], "DataView")) {
    k = kind::typed_array;
    int i = 0;
    while (i < element_type_count && !is_word(part[1], constructor_name(static_cast<element_type>(i)).data())) ++i;
    if (i == element_type_count) return fail(errc::invalid_view, "a view of no known class");
    element = static_cast<element_type>(i);
  }
  const std::uint32_t unit = k == kind::data_view ? 1 : element_size(element);
  if (tracking && buffer.kind == kind::array_buffer && byte_offset <= buffer.object->buffer->byte_length)
    byte_length = (buffer.object->buffer->byte_length - byte_offset) / unit * unit;
  if (const char* problem = detail::view_problem(buffer, byte_offset, byte_length, unit, tracking))
    return fail(errc::invalid_view, problem);
  record* r = new_record(k, out);
  if (r == nullptr) return false;
  *v = {buffer, byte_offset, byte_length};
  r->view = v;
  if (k == kind::typed_array) r->form = static_cast<std::uint8_t>(element);
  // Every engine reads a view over its buffer; Node's own form of slices only Node does. A Buffer is Node's anyway.
  if (k == kind::data_view || element != element_type::buffer)
    r->flags = static_cast<std::uint16_t>(detail::view_keeps_buffer | (tracking ? detail::view_length_tracking : 0));
  return true;
}

// ---- children ----

bool dumper::fill(const work& w) {
  switch (w.what) {
    case source::dict: return w.object->kind == kind::map ? fill_map_from_dict(w) : fill_dict(w);
    case source::sequence: return fill_sequence(w);
    case source::members: return fill_members(w);
    case source::object: return fill_object(w);
    case source::array: return fill_array(w);
    case source::map_entries:
    case source::set_members: return fill_entries(w);
    case source::pairs: return fill_pairs(w);
    case source::error_fields: return fill_error(w);
    case source::host_fields: return fill_host(w);
  }
  return false;
}

// A plain object while all keys are strings, else a Map.
bool dumper::fill_dict(const work& w) {
  record& r = *w.object;
  const auto count = static_cast<std::size_t>(PyDict_GET_SIZE(w.from));
  if (!begin_children(r, 2, count)) return false;
  bool needs_ordering = false;
  slot* s = r.children;
  PyObject *key, *value;
  Py_ssize_t position = 0;
  while (PyDict_Next(w.from, &position, &key, &value) != 0) {
    if (r.count == count) return changed();
    if (!PyUnicode_Check(key)) {
      r.kind = kind::map;
      kinds_changed_ = true;
      return fill_map_from_dict(w);
    }
    if (!make_key(key, s[0])) return false;
    needs_ordering |= !PyUnicode_CheckExact(key) || s[0].form != static_cast<std::uint8_t>(string_encoding::latin1);
    s[1] = detail::make_slot(kind::undefined);
    child_ = r.count++;
    if (!make(value, s[1])) return false;
    s += 2;
  }
  // A key that Python code took out and put in again may have come twice.
  return r.count == count ? finish_properties(r, needs_ordering || python_ran_) : changed();
}

bool dumper::fill_map_from_dict(const work& w) {
  record& r = *w.object;
  const auto count = static_cast<std::size_t>(PyDict_GET_SIZE(w.from));
  if (!begin_children(r, 2, count)) return false;
  PyObject *key, *value;
  Py_ssize_t position = 0;
  while (PyDict_Next(w.from, &position, &key, &value) != 0) {
    if (r.count == count) return changed();
    if (!add_entry(r, key, value)) return false;
  }
  return r.count == count ? finish_members(r) : changed();
}

bool dumper::fill_sequence(const work& w) {
  record& r = *w.object;
  // A list may change while Python code runs; its size is asked for again and again.
  const bool is_list = PyList_Check(w.from);
  const auto size = [&w, is_list] {
    return static_cast<std::size_t>(is_list ? PyList_GET_SIZE(w.from) : PyTuple_GET_SIZE(w.from));
  };
  const std::size_t count = size();
  if (!begin_children(r, 1, count)) return false;
  for (child_ = 0; child_ < count; ++child_) {
    if (size() != count) return changed();
    PyObject* element = is_list ? PyList_GET_ITEM(w.from, child_) : PyTuple_GET_ITEM(w.from, child_);
    slot& s = r.children[child_];
    s = detail::make_slot(kind::undefined);
    r.length = ++r.count;
    if (!make(element, s)) return false;
  }
  if (r.kind == kind::tuple) {
    r.length = 0;
  } else {
    detail::pack_elements(r, r.children, r.count);
  }
  return true;
}

bool dumper::fill_members(const work& w) {
  record& r = *w.object;
  const auto count = static_cast<std::size_t>(PySet_GET_SIZE(w.from));
  if (!begin_children(r, 1, count)) return false;
  kept_.pin();                                                              // a new list may have the garbage collected
  const owned members(PySequence_Fast(w.from, "a set gives its members"));  // Python code may change the set
  if (!members) return false;
  if (static_cast<std::size_t>(PySequence_Fast_GET_SIZE(members.get())) != count) return changed();
  for (std::size_t i = 0; i < count; ++i) {
    if (!add_member(r, PySequence_Fast_GET_ITEM(members.get(), i))) return false;
  }
  return finish_members(r);
}

// A JSMap's or JSSet's: a dict whose values are pairs or members.
bool dumper::fill_entries(const work& w) {
  record& r = *w.object;
  PyObject* entries = reinterpret_cast<entry_storage*>(w.from)->entries;
  const auto count = static_cast<std::size_t>(PyDict_GET_SIZE(entries));
  const bool is_map = w.what == source::map_entries;
  if (!begin_children(r, is_map ? 2 : 1, count)) return false;
  PyObject *surrogate, *entry;
  Py_ssize_t position = 0;
  while (PyDict_Next(entries, &position, &surrogate, &entry) != 0) {
    if (r.count == count) return changed();
    const owned hold = owned::to(entry);
    if (!is_map) {
      if (!add_member(r, entry)) return false;
      continue;
    }
    if (!PyTuple_CheckExact(entry) || PyTuple_GET_SIZE(entry) != 2)
      return fail(errc::invalid_value, "a JSMap whose entries are no pairs");
    if (!add_entry(r, PyTuple_GET_ITEM(entry, 0), PyTuple_GET_ITEM(entry, 1))) return false;
  }
  return r.count == count ? finish_members(r) : changed();
}

// The items of a mapping, as `describe` lists them.
bool dumper::fill_pairs(const work& w) {
  record& r = *w.object;
  const auto count = static_cast<std::size_t>(PyList_GET_SIZE(w.from));
  if (!begin_children(r, 2, count)) return false;
  bool needs_ordering = false;
  for (std::size_t i = 0; i < count; ++i) {
    PyObject* pair = PyList_GET_ITEM(w.from, i);
    if (!PyTuple_Check(pair) || PyTuple_GET_SIZE(pair) != 2)
      return fail(errc::invalid_value, "a mapping whose items are no pairs");
    if (r.kind == kind::map) {
      if (!add_entry(r, PyTuple_GET_ITEM(pair, 0), PyTuple_GET_ITEM(pair, 1))) return false;
    } else {
      needs_ordering = true;
      if (!add_property(r, PyTuple_GET_ITEM(pair, 0), PyTuple_GET_ITEM(pair, 1))) return false;
    }
  }
  return r.kind == kind::map ? finish_members(r) : finish_properties(r, needs_ordering);
}

// The integer-named properties of a JSObject or JSArray, in their own words: an array of pairs.
bool dumper::list_elements(PyObject* array, owned& pairs, std::uint32_t& length) {
  kept_.pin();
  const Py_ssize_t size = array == nullptr ? 0 : PyObject_Length(array);
  if (size < 0) return false;
  if (static_cast<std::uint64_t>(size) > 0xffffffff)
    return fail(errc::cannot_carry, "an array of more than 2^32-1 elements");
  length = static_cast<std::uint32_t>(size);
  if (array == nullptr) {
    pairs = owned(PyList_New(0));
    return static_cast<bool>(pairs);
  }
  owned elements(PyObject_CallMethod(array, "elements", nullptr));
  owned items(elements ? PyObject_CallMethod(elements.get(), "items", nullptr) : nullptr);
  pairs = owned(items ? PySequence_List(items.get()) : nullptr);
  return static_cast<bool>(pairs);
}

// The list under an array that is kept as one; null: it is kept otherwise. Borrowed, but kept.
PyObject* dumper::dense_elements(PyObject* array) {
  if (array == nullptr || PyList_CheckExact(array)) return array;
  if (reinterpret_cast<PyObject*>(Py_TYPE(array)) != state_.DenseArrayProperties) return nullptr;
  owned items(PyObject_GetAttrString(array, "_items"));
  if (!items) {
    PyErr_Clear();
    return nullptr;
  }
  if (!PyList_CheckExact(items.get())) return nullptr;
  kept_.keep(array);
  return items.get();  // the array, which is kept, has it
}

bool dumper::fill_object(const work& w) {
  record& r = *w.object;
  const auto& storage = *reinterpret_cast<object_storage*>(w.from);
  PyObject* properties = storage.properties;
  const auto named = static_cast<std::size_t>(properties == nullptr ? 0 : PyDict_GET_SIZE(properties));
  if (storage.array == nullptr) {
    if (!begin_children(r, 2, named) || !add_properties(r, properties, named)) return false;
    return finish_properties(r, true);
  }
  owned pairs;
  std::uint32_t length;
  PyObject* dense = dense_elements(storage.array);
  if (dense == nullptr && !list_elements(storage.array, pairs, length)) return false;
  const auto indexed = static_cast<std::size_t>(PyList_GET_SIZE(dense != nullptr ? dense : pairs.get()));
  if (!begin_children(r, 2, indexed + named)) return false;
  for (std::size_t i = 0; i < indexed; ++i) {
    PyObject* list = dense != nullptr ? dense : pairs.get();
    if (static_cast<std::size_t>(PyList_GET_SIZE(list)) != indexed) return changed();
    PyObject* element = PyList_GET_ITEM(list, i);
    if (dense == nullptr) {
      if (!add_property(r, PyTuple_GET_ITEM(element, 0), PyTuple_GET_ITEM(element, 1))) return false;
    } else if (element != state_.JSHole) {
      slot* s = r.children + 2 * std::size_t{r.count};
      s[0] = detail::make_index_key(static_cast<std::uint32_t>(i));
      if (!add_value(r, element)) return false;
    }
  }
  return add_properties(r, properties, named) && finish_properties(r, true);
}

bool dumper::fill_array(const work& w) {
  record& r = *w.object;
  const auto& storage = *reinterpret_cast<object_storage*>(w.from);
  PyObject* properties = storage.properties;
  const auto named = static_cast<std::size_t>(properties == nullptr ? 0 : PyDict_GET_SIZE(properties));
  PyObject* dense = dense_elements(storage.array);
  if (named == 0 && (dense != nullptr || storage.array == nullptr)) {
    bool has_holes = false;
    const auto count = static_cast<std::size_t>(dense == nullptr ? 0 : PyList_GET_SIZE(dense));
    if (!begin_children(r, 1, count)) return false;
    for (child_ = 0; child_ < count; ++child_) {
      if (static_cast<std::size_t>(PyList_GET_SIZE(dense)) != count) return changed();
      PyObject* element = PyList_GET_ITEM(dense, child_);
      slot& s = r.children[child_];
      s = detail::make_slot(kind::absent);
      r.length = ++r.count;
      if (element == state_.JSHole) {
        has_holes = true;
      } else if (!make(element, s)) {
        return false;
      }
    }
    if (!has_holes) {
      detail::pack_elements(r, r.children, r.count);
      return true;
    }
    return detail::assemble_array(store_, r, r.length, r.children, r.count, nullptr, 0) || no_memory();
  }
  // Elements with gaps, named properties, or both: everything as pairs, which make the array.
  owned pairs;
  std::uint32_t length;
  kept_.pin();
  const owned array(PyObject_GetAttrString(w.from, "array"));
  if (!array || !list_elements(array.get(), pairs, length)) return false;
  const auto indexed = static_cast<std::size_t>(PyList_GET_SIZE(pairs.get()));
  r.kind = kind::object;  // until they are all there: so their paths are found
  if (!begin_children(r, 2, indexed + named)) return false;
  for (std::size_t i = 0; i < indexed; ++i) {
    PyObject* pair = PyList_GET_ITEM(pairs.get(), i);
    if (!add_property(r, PyTuple_GET_ITEM(pair, 0), PyTuple_GET_ITEM(pair, 1))) return false;
  }
  if (!add_properties(r, properties, named) || !finish_properties(r, true)) return false;
  const record whole = std::exchange(r, record{kind::array, 0, 0, 0, 0, 0, {}});
  return detail::assemble_array(store_, r, length, nullptr, 0, whole.children, whole.count) || no_memory();
}

// ("error", name, message, stack, whether there is a cause, cause); message and stack may be None
bool dumper::fill_error(const work& w) {
  record& r = *w.object;
  PyObject* const* part = reinterpret_cast<PyTupleObject*>(w.from)->ob_item;
  int name = 0;
  constexpr int names = static_cast<int>(error_name::URIError) + 1;
  while (name < names && !is_word(part[1], name_of(static_cast<error_name>(name)).data())) ++name;
  if (name == names) {
    name = 0;
    if (!lose("an Error's name other than the seven of the language", "writes an Error")) return false;
  }
  slot* children = r.children;
  r.form = static_cast<std::uint8_t>(name);
  child_ = detail::error_message;
  if (part[2] != Py_None && !make_text(part[2], "an Error's message", children[detail::error_message])) return false;
  child_ = detail::error_stack;
  if (part[3] != Py_None && !make_text(part[3], "an Error's stack", children[detail::error_stack])) return false;
  child_ = detail::error_cause;
  return part[4] != Py_True || make(part[5], children[detail::error_cause]);
}

// ("host", interface name, dict of fields)
bool dumper::fill_host(const work& w) {
  record& r = *w.object;
  PyObject* const* part = reinterpret_cast<PyTupleObject*>(w.from)->ob_item;
  const auto count = static_cast<std::size_t>(PyDict_GET_SIZE(part[2]));
  slot* children = new_slots(1 + 2 * count);
  if (children == nullptr || !make_string(part[1], children[0])) return false;
  r.children = children;
  PyObject *key, *value;
  Py_ssize_t position = 0;
  while (PyDict_Next(part[2], &position, &key, &value) != 0) {
    if (r.count == count) return changed();
    slot* s = children + 1 + 2 * std::size_t{r.count};
    if (!PyUnicode_Check(key)) return fail_text(errc::invalid_key, "a field's name that is no string", s[0]);
    if (!make_key(key, s[0])) return false;
    s[1] = detail::make_slot(kind::undefined);
    child_ = r.count++;
    if (!make(value, s[1])) return false;
  }
  return r.count == count || changed();
}

// ---- what the containers share ----

// Room for `count` children of `stride` slots each.
bool dumper::begin_children(record& r, std::size_t stride, std::size_t count) {
  if (count > 0x7fffffff) return fail(errc::cannot_carry, "a container of more than 2^31-1 children");
  r.count = 0;
  child_ = 0;
  if (count == 0) return true;
  r.children = new_slots(stride * count);
  return r.children != nullptr;
}

// The value behind a key that is in its place.
bool dumper::add_value(record& r, PyObject* value) {
  slot& s = r.children[2 * std::size_t{r.count} + 1];
  s = detail::make_slot(kind::undefined);
  child_ = r.count++;
  const owned hold = owned::to(value);
  return make(value, s);
}

bool dumper::add_property(record& r, PyObject* key, PyObject* value) {
  const owned name(normalise_property_key(key));
  if (!name) return false;
  slot& s = r.children[2 * std::size_t{r.count}];
  if (PyLong_Check(name.get())) {
    s = detail::make_index_key(static_cast<std::uint32_t>(PyLong_AsUnsignedLong(name.get())));
  } else {
    if (name.get() != key) owned_for_good(owned::to(name.get()));
    if (!make_key(name.get(), s)) return false;
  }
  return add_value(r, value);
}

bool dumper::add_properties(record& r, PyObject* properties, std::size_t expected) {
  if (properties == nullptr) return true;
  const std::size_t before = r.count;
  PyObject *key, *value;
  Py_ssize_t position = 0;
  while (PyDict_Next(properties, &position, &key, &value) != 0) {
    if (r.count - before == expected) return changed();
    slot& name = r.children[2 * std::size_t{r.count}];
    if (!PyUnicode_Check(key)) return fail_text(errc::invalid_key, "a property's name that is no string", name);
    if (!make_key(key, name) || !add_value(r, value)) return false;
  }
  return r.count - before == expected || changed();
}

bool dumper::add_entry(record& r, PyObject* key, PyObject* value) {
  slot* s = r.children + 2 * std::size_t{r.count};
  s[0] = s[1] = detail::make_slot(kind::undefined);
  child_ = 2 * r.count++;
  const owned hold_key = owned::to(key), hold_value = owned::to(value);
  if (!make(key, s[0])) return false;
  ++child_;
  return make(value, s[1]);
}

bool dumper::add_member(record& r, PyObject* member) {
  slot& s = r.children[r.count];
  s = detail::make_slot(kind::undefined);
  child_ = r.count++;
  const owned hold = owned::to(member);
  return make(member, s);
}

bool dumper::finish_members(record& r) {
  child_ = 0;
  const std::uint32_t unique = detail::unique_entries(r.children, r.count, r.kind == kind::map ? 2 : 1);
  return unique == r.count || fail(errc::duplicate_key, "two keys or members that are one in JavaScript");
}

// Index keys come first in JavaScript. Keys in Latin-1 are different where their strings are; `needs_check` where some
// are not, or are no exact strings.
bool dumper::finish_properties(record& r, bool needs_check) {
  bool in_order = true;
  for (std::uint32_t i = 0; i < r.count && in_order; ++i)
    in_order = !detail::is_index_key(r.children[2 * std::size_t{i}]);
  // Where Python code ran, a dict may have changed on the way, and a key have been met twice.
  if (in_order && !needs_check && !kept_.is_pinned_) return true;
  if (detail::order_properties(r.children, r.count, detail::duplicates::refuse) != detail::found_duplicate) return true;
  child_ = 0;
  return fail(errc::duplicate_key,
              "two property names that are one in JavaScript, or a dict that changed while it was written");
}

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
