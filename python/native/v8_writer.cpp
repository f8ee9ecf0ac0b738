#include "v8_writer.hpp"

#include <algorithm>
#include <cstring>
#include <vector>

#include "dates.hpp"
#include "formats/v8/put.hpp"
#include "formats/v8/tags.hpp"
#include "graph/keys.hpp"
#include "graph/pod_stack.hpp"
#include "graph/slots.hpp"
#include "identities.hpp"
#include "numbers.hpp"
#include "storage.hpp"
#include "text.hpp"
#include "wire/number_text.hpp"
#include "wire/short_copy.hpp"
#include "wire/utf.hpp"
#include "wire/varint.hpp"

namespace clonewire::python {

namespace {

using formats::v8::put_double;
using formats::v8::put_int32;
using formats::v8::put_varint;
using formats::v8::tag;

// The output: a small one in place, a large one in the bytes object that it becomes.
class output {
 public:
  using octet = std::uint8_t;

  output() noexcept {}  // NOLINT(modernize-use-equals-default): leaves the first bytes as they are
  output(const output&) = delete;
  output& operator=(const output&) = delete;
  ~output() { Py_XDECREF(bytes_); }

  octet* begin() noexcept { return begin_; }
  /// Room for `size` bytes at `q`; null, with an exception set: none.
  CLONEWIRE_INLINE octet* need(octet* q, std::size_t size) {
    if (static_cast<std::size_t>(limit_ - q) >= size) [[likely]]
      return q;
    return grow(q, size);
  }
  PyObject* finish(const octet* q) {
    const auto size = static_cast<Py_ssize_t>(q - begin_);
    if (bytes_ == nullptr) return PyBytes_FromStringAndSize(reinterpret_cast<const char*>(begin_), size);
    return _PyBytes_Resize(&bytes_, size) == 0 ? std::exchange(bytes_, nullptr) : nullptr;
  }

 private:
  CLONEWIRE_COLD octet* grow(octet* q, std::size_t size) {
    const auto used = static_cast<std::size_t>(q - begin_);
    const std::size_t capacity = 2 * (static_cast<std::size_t>(limit_ - begin_) + size);
    if (bytes_ == nullptr) {
      bytes_ = PyBytes_FromStringAndSize(nullptr, static_cast<Py_ssize_t>(capacity));
      if (bytes_ == nullptr) return nullptr;
      std::memcpy(PyBytes_AS_STRING(bytes_), first_, used);
    } else if (_PyBytes_Resize(&bytes_, static_cast<Py_ssize_t>(capacity)) != 0) {
      return nullptr;
    }
    begin_ = reinterpret_cast<octet*>(PyBytes_AS_STRING(bytes_));
    limit_ = begin_ + capacity;
    return begin_ + used;
  }

  octet first_[1024];
  octet* begin_ = first_;
  octet* limit_ = first_ + sizeof first_;
  PyObject* bytes_ = nullptr;
};

template <writing_style Style>
class v8_writer {
 public:
  explicit v8_writer(module_state& state) noexcept : state_(state) {}
  v8_writer(const v8_writer&) = delete;
  v8_writer& operator=(const v8_writer&) = delete;

  PyObject* write(PyObject* root) {
    octet* q = out_.begin();
    *q++ = static_cast<octet>(tag::version);
    *q++ = 15;
    q = put_whole(q, root);
    if (q != nullptr) return out_.finish(q);
    return PyErr_Occurred() != nullptr ? nullptr : owned::to(Py_NotImplemented).release();
  }

 private:
  using octet = std::uint8_t;
  static constexpr bool is_v8 = Style == writing_style::v8;
  static constexpr std::size_t max_head = 16;

  enum class container : std::uint8_t { object, sorted_object, map, list, tuple, set, map_entries, set_members };
  struct frame {
    PyObject* from;       // the dict, list or tuple that is walked, or the iterator over a set; borrowed
    Py_ssize_t position;  // where it is walked on; of a sorted object: its next property in `sorted_`
    Py_ssize_t count;     // children at first
    container kind;
  };
  static constexpr octet* not_mine = nullptr;  // without an exception: for the long way

  octet* put_whole(octet* q, PyObject* v);
  octet* put(octet* q, PyObject* v);
  octet* put_other(octet* q, PyObject* v);
  octet* put_text(octet* q, PyObject* text);
  octet* put_name(octet* q, PyObject* name);
  octet* put_other_text(octet* q, PyObject* text);
  octet* put_utf16(octet* q, PyObject* text);
  octet* put_utf8(octet* q, PyObject* text);
  octet* put_integer(octet* q, PyObject* integer);
  octet* put_long_integer(octet* q, PyObject* integer);
  octet* put_bigint(octet* q, PyObject* integer);
  octet* put_float(octet* q, double v);
  octet* put_index(octet* q, std::int64_t index);
  octet* put_date(octet* q, PyObject* date);
  octet* put_object(octet* q, PyObject* v);
  const detail::slot* met(PyObject* v);
  octet* put_rare_object(octet* q, PyObject* v);
  octet* put_immutable(octet* q, PyObject* v);
  std::int64_t equal_before(PyObject* key);
  octet* begin(octet* q, tag t, Py_ssize_t count);
  void leave_to_walk(container kind, PyObject* from, Py_ssize_t count);
  octet* open(octet* q, tag t, container kind, PyObject* from, Py_ssize_t count);
  bool add_properties(PyObject* dict);
  void sort_properties(std::size_t first);
  octet* open_indexed(octet* q, PyObject* array, PyObject* properties);
  PyObject* items_of(PyObject* array) const;
  octet* put_properties(octet* q, PyObject* dict, Py_ssize_t count);
  octet* put_elements(octet* q, PyObject* list, Py_ssize_t count);
  octet* open_set(octet* q, PyObject* set, Py_ssize_t count);
  octet* walk(octet* q);
  octet* close(octet* q, container kind, Py_ssize_t child_count);
  bool is_member(PyObject* member) const noexcept;

  module_state& state_;
  // A property of an object that has array indices for keys: these come first, ascending.
  struct property {
    std::int64_t index;  // after all indices: the place in the dict
    PyObject* key;
    PyObject* value;
  };
  static constexpr std::int64_t first_named = std::int64_t{1} << 32;
  // Of a compact text: PyUnicode_1BYTE_DATA would ask once more what it is.
  static const octet* compact_ascii(PyObject* text) noexcept {
    return reinterpret_cast<const octet*>(reinterpret_cast<PyASCIIObject*>(text) + 1);
  }
  // An empty text too has a first byte: the zero behind it. What is not compact is rare enough to be asked elsewhere.
  static bool may_be_index(PyObject* key) noexcept {
    if (!PyUnicode_IS_COMPACT_ASCII(key)) [[unlikely]]
      return !PyUnicode_IS_COMPACT(key);
    return static_cast<octet>(*compact_ascii(key) - '0') <= 9;
  }

  output out_;
  frame next_{};  // the container that `put` opened, when it says so
  bool opened_ = false;
  unsigned depth_ = 0;  // of objects and arrays that are written by calls to themselves
  static constexpr unsigned deepest = 32;
  detail::pod_stack<frame, 24> open_;  // those around the one that is walked
  std::vector<property> sorted_;       // of the open objects that need it, innermost last
  std::vector<owned> iterators_;       // over the open sets
  owned values_;                       // v8serialize: dates and tuples that were written, with their numbers
  bool has_immutables_ = false;        // v8serialize: a tuple or frozenset was written
  bool has_ambiguous_ = false;         // and one that Python's equality does not tell from others
  identities met_;
  std::uint32_t next_number_ = 0;
};

// ---- primitives ----

// Short strings of one byte a character: most of all.
template <writing_style Style>
CLONEWIRE_INLINE std::uint8_t* v8_writer<Style>::put_text(octet* q, PyObject* text) {
  constexpr Py_ssize_t most = 0x7f;  // a length of one byte
  const Py_ssize_t length = PyUnicode_GET_LENGTH(text);
  const bool is_one_byte = PyUnicode_IS_COMPACT_ASCII(text);
  if (!is_one_byte || length > most) [[unlikely]]
    return put_other_text(q, text);
  q = out_.need(q, max_head + most);
  if (q == nullptr) return q;
  q = formats::v8::put(q, is_v8 ? tag::one_byte_string : tag::utf8_string);
  *q++ = static_cast<octet>(length);
  wire::copy_short(q, compact_ascii(text), static_cast<std::uint32_t>(length));
  return q + length;
}

// A name in which two surrogates make a pair may be another's in JavaScript: the long way looks.
template <writing_style Style>
CLONEWIRE_INLINE std::uint8_t* v8_writer<Style>::put_name(octet* q, PyObject* name) {
  return !PyUnicode_IS_COMPACT_ASCII(name) && has_surrogate_pair(name) ? not_mine : put_text(q, name);
}

template <writing_style Style>
std::uint8_t* v8_writer<Style>::put_other_text(octet* q, PyObject* text) {
#if PY_VERSION_HEX < 0x030c0000
  if (PyUnicode_READY(text) != 0) return not_mine;
#endif
  const auto length = static_cast<std::size_t>(PyUnicode_GET_LENGTH(text));
  const bool is_one_byte = is_v8 ? PyUnicode_KIND(text) == PyUnicode_1BYTE_KIND : PyUnicode_IS_ASCII(text) != 0;
  if (!is_one_byte || length > 0x1fffffff) return is_v8 ? put_utf16(q, text) : put_utf8(q, text);
  q = out_.need(q, max_head + length);
  if (q == nullptr) return q;
  q = put_varint(formats::v8::put(q, is_v8 ? tag::one_byte_string : tag::utf8_string), length);
  std::memcpy(q, PyUnicode_1BYTE_DATA(text), length);
  return q + length;
}

// Strings with characters beyond Latin-1. V8's readers used to expect them at an even offset.
template <writing_style Style>
std::uint8_t* v8_writer<Style>::put_utf16(octet* q, PyObject* text) {
  const auto length = static_cast<std::size_t>(PyUnicode_GET_LENGTH(text));
  if (length > 0x1fffffff) return not_mine;
  const bool is_two_byte = PyUnicode_KIND(text) == PyUnicode_2BYTE_KIND;
  const std::size_t size = 2 * (is_two_byte ? length : utf16_units(PyUnicode_4BYTE_DATA(text), length));
  q = out_.need(q, max_head + size);
  if (q == nullptr) return q;
  octet head[max_head];
  const auto head_size =
      static_cast<std::size_t>(put_varint(formats::v8::put(head, tag::two_byte_string), size) - head);
  if ((static_cast<std::size_t>(q - out_.begin()) + head_size) % 2 != 0) q = formats::v8::put(q, tag::padding);
  std::memcpy(q, head, head_size);
  q += head_size;
  if (is_two_byte) {
    std::memcpy(q, PyUnicode_2BYTE_DATA(text), size);
  } else {
    write_utf16(PyUnicode_4BYTE_DATA(text), length, q);
  }
  return q + size;
}

template <writing_style Style>
std::uint8_t* v8_writer<Style>::put_utf8(octet* q, PyObject* text) {
  const auto length = static_cast<std::size_t>(PyUnicode_GET_LENGTH(text));
  const int kind = PyUnicode_KIND(text);
  const void* data = PyUnicode_DATA(text);
  if (length > 0x1fffffff) return not_mine;
  std::size_t size = 0;
  for (std::size_t i = 0; i < length; ++i) {
    const Py_UCS4 c = PyUnicode_READ(kind, data, static_cast<Py_ssize_t>(i));
    if (c >= 0xd800 && c < 0xe000) return not_mine;
    size += c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
  }
  q = out_.need(q, max_head + size);
  if (q == nullptr) return q;
  char* to = reinterpret_cast<char*>(put_varint(formats::v8::put(q, tag::utf8_string), size));
  for (std::size_t i = 0; i < length; ++i)
    to = wire::put_utf8(PyUnicode_READ(kind, data, static_cast<Py_ssize_t>(i)), to);
  return reinterpret_cast<octet*>(to);
}

template <writing_style Style>
CLONEWIRE_INLINE std::uint8_t* v8_writer<Style>::put_integer(octet* q, PyObject* integer) {
  if (!is_compact(integer)) [[unlikely]]
    return put_long_integer(q, integer);
  const Py_ssize_t v = compact_value(integer);
  q = out_.need(q, max_head);
  if (q == nullptr) return q;
  if (!is_v8 && v >= 0) return put_varint(formats::v8::put(q, tag::uint32), static_cast<std::uint64_t>(v));
  return put_int32(q, static_cast<std::int32_t>(v));
}

template <writing_style Style>
std::uint8_t* v8_writer<Style>::put_long_integer(octet* q, PyObject* integer) {
  int overflow = 0;
  const long long v = PyLong_AsLongLongAndOverflow(integer, &overflow);
  constexpr long long max_safe = 9007199254740991;
  if (overflow != 0 || v > max_safe || v < -max_safe) return put_bigint(q, integer);
  q = out_.need(q, max_head);
  if (q == nullptr) return q;
  if (!is_v8 && v >= 0 && v <= 0xffffffff)
    return put_varint(formats::v8::put(q, tag::uint32), static_cast<std::uint64_t>(v));
  if (v != static_cast<std::int32_t>(v)) return put_double(formats::v8::put(q, tag::number), static_cast<double>(v));
  return put_int32(q, static_cast<std::int32_t>(v));
}

template <writing_style Style>
std::uint8_t* v8_writer<Style>::put_bigint(octet* q, PyObject* integer) {
  const std::size_t bits = _PyLong_NumBits(integer);
  // V8: whole digits of 64 bits. The Python package leaves room for a sign that it does not write there.
  const std::size_t size = is_v8 ? (bits + 63) / 64 * 8 : (bits + 8) / 8;
  if (size > 1u << 27) return not_mine;
  const owned absolute(PyNumber_Absolute(integer));
  q = absolute ? out_.need(q, max_head + size) : nullptr;
  if (q == nullptr) return q;
  const owned zero(PyLong_FromLong(0));
  const int is_negative = zero ? PyObject_RichCompareBool(integer, zero.get(), Py_LT) : -1;
  if (is_negative < 0) return nullptr;
  q = put_varint(formats::v8::put(q, tag::bigint), size << 1 | static_cast<unsigned>(is_negative));
#if PY_VERSION_HEX >= 0x030d0000
  if (PyLong_AsNativeBytes(absolute.get(), q, static_cast<Py_ssize_t>(size), Py_ASNATIVEBYTES_LITTLE_ENDIAN) < 0)
    return nullptr;
#else
  if (_PyLong_AsByteArray(reinterpret_cast<PyLongObject*>(absolute.get()), q, size, 1, 0) != 0) return nullptr;
#endif
  return q + size;
}

template <writing_style Style>
std::uint8_t* v8_writer<Style>::put_float(octet* q, double v) {
  q = out_.need(q, max_head);
  if (q == nullptr) return q;
  std::int32_t small;
  if (is_v8 && detail::is_int32(v, small)) return put_int32(q, small);
  return put_double(formats::v8::put(q, tag::number), is_v8 ? detail::canonical(v) : v);
}

template <writing_style Style>
std::uint8_t* v8_writer<Style>::put_index(octet* q, std::int64_t index) {
  if (is_v8) return put_float(q, static_cast<double>(index));
  q = out_.need(q, max_head);
  return q == nullptr ? q : put_varint(formats::v8::put(q, tag::uint32), static_cast<std::uint64_t>(index));
}

template <writing_style Style>
std::uint8_t* v8_writer<Style>::put_date(octet* q, PyObject* date) {
  double time_value;
  int microseconds;
  if (!runs_no_python_code(date) || !time_value_of(date, time_value, microseconds)) return not_mine;
  if (microseconds != 0) {
    if (is_v8) return not_mine;
    // As the Python package reckons, to the last bit.
    const owned timestamp(PyObject_CallMethod(date, "timestamp", nullptr));
    if (!timestamp) return nullptr;
    time_value = PyFloat_AS_DOUBLE(timestamp.get()) * 1000;
  }
  ++next_number_;
  q = out_.need(q, max_head);
  return q == nullptr ? q : put_double(formats::v8::put(q, tag::date), time_value);
}

// With all that it contains.
template <writing_style Style>
CLONEWIRE_INLINE std::uint8_t* v8_writer<Style>::put_whole(octet* q, PyObject* v) {
  if (PyUnicode_CheckExact(v)) return put_text(q, v);
  if (PyLong_CheckExact(v)) return put_integer(q, v);
  q = put_other(q, v);
  return q != nullptr && opened_ ? walk(q) : q;
}

template <writing_style Style>
CLONEWIRE_INLINE std::uint8_t* v8_writer<Style>::put(octet* q, PyObject* v) {
  return Py_TYPE(v) == &PyUnicode_Type ? put_text(q, v) : put_other(q, v);
}

template <writing_style Style>
std::uint8_t* v8_writer<Style>::put_other(octet* q, PyObject* v) {
  PyTypeObject* type = Py_TYPE(v);
  if (type == &PyLong_Type) return put_integer(q, v);
  if (type == &PyDict_Type || type == &PyList_Type) return put_object(q, v);
  if (type == &PyFloat_Type) return put_float(q, PyFloat_AS_DOUBLE(v));
  if (type == reinterpret_cast<PyTypeObject*>(state_.JSBigInt)) return put_bigint(q, v);
  tag constant;
  if (v == Py_None) {
    constant = tag::null;
  } else if (v == Py_True) {
    constant = tag::true_value;
  } else if (v == Py_False) {
    constant = tag::false_value;
  } else if (v == state_.JSUndefined) {
    constant = tag::undefined;
  } else {
    return put_object(q, v);
  }
  q = out_.need(q, 1);
  return q == nullptr ? q : formats::v8::put(q, constant);
}

// ---- objects ----

// The object as it was written before; null: it is new.
template <writing_style Style>
const detail::slot* v8_writer<Style>::met(PyObject* v) {
  detail::slot& known = met_.of(v);
  if (known.kind != kind::absent) return &known;
  known = detail::make_slot(kind::object, 0, next_number_);
  return nullptr;
}

template <writing_style Style>
std::uint8_t* v8_writer<Style>::put_object(octet* q, PyObject* v) {
  // Whose only reference is its container's cannot occur again: no need to remember it.
  if (Py_REFCNT(v) != 1) {
    if (const detail::slot* known = met(v)) {
      q = out_.need(q, max_head);
      return q == nullptr ? q : put_varint(formats::v8::put(q, tag::object_reference), known->size);
    }
  }
  if (is_v8 && PyDict_CheckExact(v)) return put_properties(q, v, PyDict_GET_SIZE(v));
  if (PyList_CheckExact(v)) return put_elements(q, v, PyList_GET_SIZE(v));
  return put_rare_object(q, v);
}

template <writing_style Style>
std::uint8_t* v8_writer<Style>::put_rare_object(octet* q, PyObject* v) {
  PyTypeObject* type = Py_TYPE(v);
  if (type == &PyDict_Type) return open(q, tag::begin_map, container::map, v, PyDict_GET_SIZE(v));
  if (!is_v8 && (type == &PyTuple_Type || type == &PyFrozenSet_Type || is_datetime(v))) return put_immutable(q, v);
  if (type == &PyTuple_Type) return open(q, tag::begin_dense_array, container::tuple, v, PyTuple_GET_SIZE(v));
  if (type == reinterpret_cast<PyTypeObject*>(state_.JSObject)) {
    const auto& storage = *reinterpret_cast<object_storage*>(v);
    PyObject* properties = storage.properties;
    if (storage.array != nullptr) return open_indexed(q, storage.array, properties);
    return put_properties(q, properties, properties == nullptr ? 0 : PyDict_GET_SIZE(properties));
  }
  if (type == reinterpret_cast<PyTypeObject*>(state_.JSArray)) {
    const auto& storage = *reinterpret_cast<object_storage*>(v);
    if (storage.properties != nullptr && PyDict_GET_SIZE(storage.properties) != 0) return not_mine;
    PyObject* list = storage.array == nullptr ? nullptr : items_of(storage.array);
    if (storage.array != nullptr && (list == nullptr || !PyList_CheckExact(list))) return not_mine;
    return put_elements(q, list, list == nullptr ? 0 : PyList_GET_SIZE(list));
  }
  if (type == &PySet_Type || type == &PyFrozenSet_Type) return open_set(q, v, PySet_GET_SIZE(v));
  if (type == reinterpret_cast<PyTypeObject*>(state_.JSMap)) {
    PyObject* entries = reinterpret_cast<entry_storage*>(v)->entries;
    return open(q, tag::begin_map, container::map_entries, entries, PyDict_GET_SIZE(entries));
  }
  if (type == reinterpret_cast<PyTypeObject*>(state_.JSSet)) {
    PyObject* members = reinterpret_cast<entry_storage*>(v)->entries;
    return open(q, tag::begin_set, container::set_members, members, PyDict_GET_SIZE(members));
  }
  return is_datetime(v) ? put_date(q, v) : not_mine;
}

// The number of the value before that `key` is or equals; none: it is the first, and has the next number.
inline constexpr std::int64_t none = -1, failed = -2;
template <writing_style Style>
std::int64_t v8_writer<Style>::equal_before(PyObject* key) {
  if (!values_) values_ = owned(PyDict_New());
  const owned number(PyLong_FromUnsignedLong(next_number_));
  PyObject* first = values_ && number ? PyDict_SetDefault(values_.get(), key, number.get()) : nullptr;
  if (first == nullptr) return failed;
  return first == number.get() ? none : PyLong_AsLongLong(first);
}

// Whether Python's equality tells it from all tuples that are something else in JavaScript: 1 == True.
inline bool is_told_apart(PyObject* v) noexcept {
  if (!PyTuple_CheckExact(v)) return false;
  for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(v); ++i) {
    PyObject* element = PyTuple_GET_ITEM(v, i);
    if (!PyLong_CheckExact(element) && !PyUnicode_CheckExact(element) && element != Py_None) return false;
  }
  return true;
}

// v8serialize refers to an earlier date, tuple or frozenset where an equal one comes. Where it takes more than Python's
// equality to find them, that is for the long way.
template <writing_style Style>
std::uint8_t* v8_writer<Style>::put_immutable(octet* q, PyObject* v) {
  const bool is_date = is_datetime(v), is_key = is_date ? runs_no_python_code(v) : is_told_apart(v);
  if (is_date ? !is_key : is_key ? has_ambiguous_ : has_immutables_) return not_mine;
  if (!is_date) has_immutables_ = true;
  if (!is_key) {
    has_ambiguous_ = true;
    if (PyFrozenSet_CheckExact(v)) return open_set(q, v, PySet_GET_SIZE(v));
  } else {
    // Equality does not look at which of two equal wall-clock times is meant.
    const owned key(is_date && is_folded(v) ? PyTuple_Pack(2, v, Py_True) : owned::to(v).release());
    const std::int64_t before = key ? equal_before(key.get()) : failed;
    if (before == failed) return nullptr;
    if (before != none) {
      const auto number = static_cast<std::uint32_t>(before);
      if (Py_REFCNT(v) != 1) met_.of(v) = detail::make_slot(kind::object, 0, number);
      q = out_.need(q, max_head);
      return q == nullptr ? q : put_varint(formats::v8::put(q, tag::object_reference), number);
    }
    if (is_date) return put_date(q, v);
  }
  return open(q, tag::begin_dense_array, container::tuple, v, PyTuple_GET_SIZE(v));
}

template <writing_style Style>
CLONEWIRE_INLINE std::uint8_t* v8_writer<Style>::begin(octet* q, tag t, Py_ssize_t count) {
  if (count > 0x7fffffff) [[unlikely]]
    return not_mine;
  ++next_number_;
  q = out_.need(q, max_head);
  if (q == nullptr) return q;
  q = formats::v8::put(q, t);
  return t == tag::begin_dense_array ? put_varint(q, static_cast<std::uint64_t>(count)) : q;
}

template <writing_style Style>
void v8_writer<Style>::leave_to_walk(container kind, PyObject* from, Py_ssize_t count) {
  next_.from = from;
  next_.position = 0;
  next_.count = count;
  next_.kind = kind;
  opened_ = true;
}

template <writing_style Style>
std::uint8_t* v8_writer<Style>::open(octet* q, tag t, container kind, PyObject* from, Py_ssize_t count) {
  leave_to_walk(kind, from, count);
  return begin(q, t, count);
}

// The properties of a dict, with their places, to `sorted_`. False: some key is no string.
template <writing_style Style>
bool v8_writer<Style>::add_properties(PyObject* dict) {
  PyObject *key, *value;
  Py_ssize_t position = 0;
  while (PyDict_Next(dict, &position, &key, &value) != 0) {
    if (!PyUnicode_CheckExact(key)) return false;
    std::uint32_t index;
    const bool is_index =
        PyUnicode_IS_ASCII(key) && wire::parse_array_index({reinterpret_cast<const char*>(PyUnicode_1BYTE_DATA(key)),
                                                            static_cast<std::size_t>(PyUnicode_GET_LENGTH(key))},
                                                           index);
    sorted_.push_back({is_index ? std::int64_t{index} : first_named + position, key, value});
  }
  return true;
}

template <writing_style Style>
void v8_writer<Style>::sort_properties(std::size_t first) {
  std::sort(sorted_.begin() + static_cast<std::ptrdiff_t>(first), sorted_.end(),
            [](const property& a, const property& b) { return a.index < b.index; });
}

// What an array keeps its elements in: itself where it is a list yet, the list or dict of an ArrayProperties of ours.
// Borrowed from the array. Null, without an exception: something else.
template <writing_style Style>
PyObject* v8_writer<Style>::items_of(PyObject* array) const {
  if (PyList_CheckExact(array)) return array;
  auto* type = reinterpret_cast<PyObject*>(Py_TYPE(array));
  if (type != state_.DenseArrayProperties && type != state_.SparseArrayProperties) return nullptr;
  const owned items(PyObject_GetAttr(array, state_.items_name));
  if (!items) PyErr_Clear();
  return items.get();
}

// A JSObject some of whose properties are named by array indices.
template <writing_style Style>
std::uint8_t* v8_writer<Style>::open_indexed(octet* q, PyObject* array, PyObject* properties) {
  const std::size_t first = sorted_.size();
  PyObject* items = items_of(array);
  PyObject *key, *value;
  Py_ssize_t position = 0;
  if (items != nullptr && PyList_CheckExact(items)) {
    for (Py_ssize_t i = 0; i < PyList_GET_SIZE(items); ++i) {
      value = PyList_GET_ITEM(items, i);
      if (value != state_.JSHole) sorted_.push_back({i, nullptr, value});
    }
  } else if (items != nullptr && PyDict_CheckExact(items)) {
    while (PyDict_Next(items, &position, &key, &value) != 0) {
      const long long index = PyLong_CheckExact(key) ? PyLong_AsLongLong(key) : -1;
      if (index < 0 || index > detail::max_array_index) {
        PyErr_Clear();
        return not_mine;
      }
      sorted_.push_back({index, key, value});
    }
  } else {
    return not_mine;
  }
  position = 0;
  while (properties != nullptr && PyDict_Next(properties, &position, &key, &value) != 0) {
    if (!PyUnicode_CheckExact(key) || may_be_index(key)) return not_mine;
    sorted_.push_back({first_named + position, key, value});
  }
  sort_properties(first);
  q = open(q, tag::begin_object, container::sorted_object, nullptr, static_cast<Py_ssize_t>(sorted_.size() - first));
  next_.position = static_cast<Py_ssize_t>(first);
  return q;
}

// Objects and arrays call themselves for what they contain, which is quicker than `walk`; to a depth that any stack has
// room for. What lies deeper is left to it, and so are objects with properties to be sorted.
template <writing_style Style>
std::uint8_t* v8_writer<Style>::put_properties(octet* q, PyObject* dict, Py_ssize_t count) {
  q = begin(q, tag::begin_object, count);
  if (q == nullptr) return q;
  PyObject *key, *value;
  Py_ssize_t position = 0;
  if (depth_ == deepest) {
    leave_to_walk(container::object, dict, count);
    return q;
  }
  ++depth_;
  for (Py_ssize_t i = 0; i < count; ++i) {
    if (PyDict_Next(dict, &position, &key, &value) == 0 || !PyUnicode_CheckExact(key)) return not_mine;
    if (is_v8 && may_be_index(key)) [[unlikely]] {
      if (i != 0) return not_mine;
      leave_to_walk(container::object, dict, count);
      break;
    }
    q = put_name(q, key);
    if (q != nullptr) q = put_whole(q, value);
    if (q == nullptr) return q;
  }
  --depth_;
  return opened_ ? q : close(q, container::object, count);
}

template <writing_style Style>
std::uint8_t* v8_writer<Style>::put_elements(octet* q, PyObject* list, Py_ssize_t count) {
  q = begin(q, tag::begin_dense_array, count);
  if (q == nullptr) return q;
  if (depth_ == deepest) {
    leave_to_walk(container::list, list, count);
    return q;
  }
  ++depth_;
  for (Py_ssize_t position = 0; position < count; ++position) {
    q = put_whole(q, PyList_GET_ITEM(list, position));
    if (q == nullptr) return q;
  }
  --depth_;
  return close(q, container::list, count);
}

template <writing_style Style>
std::uint8_t* v8_writer<Style>::open_set(octet* q, PyObject* set, Py_ssize_t count) {
  owned iterator(PyObject_GetIter(set));
  if (!iterator) return nullptr;
  iterators_.push_back(std::move(iterator));
  return open(q, tag::begin_set, container::set, iterators_.back().get(), count);
}

// Members that are different in Python and one in JavaScript are for the long way to find.
template <writing_style Style>
bool v8_writer<Style>::is_member(PyObject* member) const noexcept {
  if (!is_v8) return true;
  PyTypeObject* type = Py_TYPE(member);
  if (type == &PyUnicode_Type) return PyUnicode_IS_READY(member) && PyUnicode_KIND(member) == PyUnicode_1BYTE_KIND;
  return type == &PyLong_Type || type == &PyBool_Type || member == Py_None;
}

// What is walked lies in locals; field by field, as a structure that was just stored and is loaded whole waits for it.
template <writing_style Style>
std::uint8_t* v8_writer<Style>::walk(octet* q) {
  PyObject* from = next_.from;
  Py_ssize_t position = next_.position, count = next_.count;
  container kind = next_.kind;
  const std::size_t outside = open_.size();
  opened_ = false;
  for (;;) {
    PyObject *key, *value;
    bool is_done = false;
    switch (kind) {
      case container::object: {
        const bool is_first = position == 0;
        is_done = from == nullptr || PyDict_Next(from, &position, &key, &value) == 0;
        if (is_done) break;
        if (!PyUnicode_CheckExact(key)) return not_mine;
        if (is_v8 && may_be_index(key)) {
          // Array indices have their places before all other keys: none of these may be written yet.
          const std::size_t first = sorted_.size();
          if (!is_first || !add_properties(from)) return not_mine;
          sort_properties(first);
          kind = container::sorted_object;
          position = static_cast<Py_ssize_t>(first);
          continue;
        }
        q = put_name(q, key);
        if (q != nullptr) q = put(q, value);
        break;
      }
      case container::sorted_object: {
        // Its own properties are the last ones while it is walked: those of a child are gone by then.
        is_done = position == static_cast<Py_ssize_t>(sorted_.size());
        if (is_done) {
          sorted_.resize(sorted_.size() - static_cast<std::size_t>(count));
          break;
        }
        const property p = sorted_[static_cast<std::size_t>(position++)];
        q = p.index < first_named ? put_index(q, p.index) : put_name(q, p.key);
        if (q != nullptr) q = put(q, p.value);
        break;
      }
      case container::list:
        is_done = position == count;
        if (!is_done) q = put(q, PyList_GET_ITEM(from, position++));
        break;
      case container::tuple:
        is_done = position == count;
        if (!is_done) q = put(q, PyTuple_GET_ITEM(from, position++));
        break;
      case container::set: {
        const owned member(PyIter_Next(from));
        is_done = !member;
        if (is_done && PyErr_Occurred() != nullptr) return nullptr;
        if (!is_done) q = is_member(member.get()) ? put(q, member.get()) : not_mine;
        break;
      }
      case container::set_members:
        is_done = PyDict_Next(from, &position, &key, &value) == 0;
        if (!is_done) q = is_member(value) ? put(q, value) : not_mine;
        break;
      case container::map_entries:
      case container::map:
        is_done = PyDict_Next(from, &position, &key, &value) == 0;
        if (is_done) break;
        if (kind == container::map_entries) {
          if (!PyTuple_CheckExact(value) || PyTuple_GET_SIZE(value) != 2) return not_mine;
          key = PyTuple_GET_ITEM(value, 0);
          value = PyTuple_GET_ITEM(value, 1);
        }
        // A key that is a container is for the long way: as deep as can be, it is not written but opened.
        const unsigned depth = std::exchange(depth_, deepest);
        q = is_member(key) ? put(q, key) : not_mine;
        depth_ = depth;
        if (opened_) return not_mine;
        if (q != nullptr) q = put(q, value);
        break;
    }
    if (q == nullptr) return q;
    if (is_done) {
      q = close(q, kind, count);
      if (kind == container::set) iterators_.pop_back();
      if (q == nullptr || open_.size() == outside) return q;
      const frame& around = open_.back();
      from = around.from;
      position = around.position;
      count = around.count;
      kind = around.kind;
      open_.pop();
    } else if (opened_) {
      opened_ = false;
      frame* around = open_.push();
      if (around == nullptr) {
        PyErr_NoMemory();
        return nullptr;
      }
      around->from = from;
      around->position = position;
      around->count = count;
      around->kind = kind;
      from = next_.from;
      position = next_.position;
      count = next_.count;
      kind = next_.kind;
    }
  }
}

template <writing_style Style>
CLONEWIRE_INLINE std::uint8_t* v8_writer<Style>::close(octet* q, container kind, Py_ssize_t child_count) {
  const auto count = static_cast<std::uint64_t>(child_count);
  q = out_.need(q, 2 * max_head);
  if (q == nullptr) return q;
  switch (kind) {
    case container::object:
    case container::sorted_object: return put_varint(formats::v8::put(q, tag::end_object), count);
    case container::list:
    case container::tuple: return put_varint(put_varint(formats::v8::put(q, tag::end_dense_array), 0), count);
    case container::set:
    case container::set_members: return put_varint(formats::v8::put(q, tag::end_set), count);
    case container::map:
    case container::map_entries: break;
  }
  return put_varint(formats::v8::put(q, tag::end_map), 2 * count);
}

}  // namespace

PyObject* write_v8(module_state& state, PyObject* value, writing_style style) {
  const collector_paused paused;  // what it borrows is safe as long as no Python code runs, finalizers among it
  if (style == writing_style::v8) return v8_writer<writing_style::v8>(state).write(value);
  return v8_writer<writing_style::v8serialize>(state).write(value);
}

}  // namespace clonewire::python
