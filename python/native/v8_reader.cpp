// A subset of the decoder (src/formats/v8), by the same rules: whatever it has no line for is not for it.
#include "v8_reader.hpp"

#include <clonewire/limits.hpp>

#include <algorithm>
#include <iterator>
#include <vector>

#include "dates.hpp"
#include "dicts.hpp"
#include "formats/v8/tags.hpp"
#include "graph/keys.hpp"
#include "graph/pod_stack.hpp"
#include "graph/slots.hpp"
#include "numbers.hpp"
#include "storage.hpp"
#include "text.hpp"
#include "wire/varint.hpp"

namespace clonewire::python {

namespace {

using formats::v8::tag;

class v8_reader {
 public:
  v8_reader(module_state& state, bytes_view input, reading_style style, PyObject* make_date) noexcept
      : state_(state),
        p_(reinterpret_cast<const octet*>(input.data())),
        end_(p_ + input.size()),
        unclaimed_(input.size()),
        style_(style),
        is_plain_(style == reading_style::plain),
        make_date_(make_date) {}
  v8_reader(const v8_reader&) = delete;
  v8_reader& operator=(const v8_reader&) = delete;

  PyObject* read() {
    std::uint32_t version;
    if (p_ == end_ || tag{*p_++} != tag::version || !read_varint(version) || version < 13 ||
        version > (style_ == reading_style::v8serialize ? 15u : 16u))
      return not_mine();
    owned root(read_value());
    if (root && (!opened_ || walk()) && (p_ == end_ || style_ == reading_style::v8serialize)) return root.release();
    return PyErr_Occurred() != nullptr ? nullptr : not_mine();
  }

 private:
  using octet = std::uint8_t;
  enum class container : std::uint8_t { object, array, map, set };
  struct frame {
    PyObject* into;      // dict, list, or a dict of entries; borrowed: the root has it
    PyObject* owner;     // the object or collection itself; borrowed
    Py_ssize_t count;    // array: its length; else children so far
    Py_ssize_t next;     // array: the next index; object: the least that the next index may be
    Py_ssize_t indexed;  // JSObject: properties whose names are indices; they are in the last of `elements_`
    bool is_sparse;      // JSObject: too few of these for a list
    bool may_be_index;   // object: no other name was met yet
    container kind;
  };

  static PyObject* not_mine() noexcept { return owned::to(Py_NotImplemented).release(); }

  bool read_varint(std::uint32_t& out) noexcept {
    p_ = wire::read_varint32(p_, end_, out);
    if (p_ != nullptr) return true;
    p_ = end_;
    return false;
  }
  // The tag, behind padding; what is no tag at all where the input ends.
  tag read_tag() noexcept {
    while (p_ != end_ && tag{*p_} == tag::padding) ++p_;
    return p_ == end_ ? tag::version : tag{*p_++};
  }
  // `size` bytes, or null.
  const octet* read_bytes(std::uint32_t size) noexcept {
    if (size > static_cast<std::size_t>(end_ - p_)) return nullptr;
    const octet* bytes = p_;
    p_ += size;
    return bytes;
  }

  PyObject* read_whole();
  PyObject* read_value() { return read_value(read_tag()); }
  PyObject* read_value(tag t);
  PyObject* read_string(tag t);
  PyObject* read_key(tag t);
  PyObject* read_number();
  PyObject* read_bigint();
  PyObject* read_date();
  PyObject* read_reference();
  PyObject* in_object(PyObject* filled, PyObject* javascript_type, PyObject* object_storage::*part);
  PyObject* open_object();
  PyObject* open_array();
  PyObject* open_collection(container kind);
  bool number(PyObject* made);
  PyObject* opened(PyObject* made, PyObject* into, container kind, Py_ssize_t count);
  void leave_to_walk(PyObject* owner, PyObject* into, container kind, Py_ssize_t count);
  PyObject* read_properties(PyObject* object, PyObject* into);
  PyObject* read_elements(PyObject* array, PyObject* list, Py_ssize_t length);
  bool walk();
  // Open containers, all of them.
  std::size_t depth() const noexcept { return calls_ + open_.size(); }
  bool may_call() const noexcept { return depth() < deepest; }
  // Objects at the same depth are mostly alike: as many properties as the last one there had.
  std::uint32_t& expected_size(std::size_t depth) noexcept { return sizes_[depth % std::size(sizes_)]; }
  void expect_size(std::size_t depth, Py_ssize_t count) noexcept {
    expected_size(depth) = static_cast<std::uint32_t>(std::min(count, most_expected));
  }
  static constexpr Py_ssize_t most_expected = 32;  // a guess must not cost more than the input pays for
  std::uint32_t sizes_[8] = {};
  bool read_property();
  bool read_indexed_property(tag t);
  bool close_elements(Py_ssize_t length);
  bool read_array_end(Py_ssize_t expected);
  bool read_element();
  bool read_entry();
  bool read_member();
  static bool add_to_dict(PyObject* dict, PyObject* key, PyObject* value, Py_ssize_t count);
  static bool is_hashable(int status) noexcept {
    if (status != 0 && PyErr_ExceptionMatches(PyExc_TypeError) != 0) PyErr_Clear();
    return status == 0;
  }
  static bool is_text(tag t) noexcept {
    return t == tag::one_byte_string || t == tag::two_byte_string || t == tag::utf8_string;
  }
  static bool is_container(tag t) noexcept {
    return t == tag::begin_object || t == tag::begin_dense_array || t == tag::begin_map || t == tag::begin_set;
  }
  bool read_end(tag expected, tag found, std::uint32_t per_child);

  module_state& state_;
  const octet* p_;
  const octet* end_;
  std::uint64_t unclaimed_;  // elements that arrays may still announce: each takes a byte of the input
  const reading_style style_;
  const bool is_plain_;
  PyObject* const make_date_;
  frame at_{};             // the container that is filled
  bool opened_ = false;    // `read_value` began a container, which is `at_` now
  bool closed_ = false;    // `at_` has all its children
  frame around_{};         // what was filled before it
  std::size_t calls_ = 0;  // objects and arrays that are read by calls to themselves
  static constexpr std::size_t deepest = 32;
  detail::pod_stack<frame, 16> open_;         // those around the one that is walked
  std::vector<owned> elements_;               // of the open JSObjects that have some: dicts, innermost last
  detail::pod_stack<PyObject*, 32> objects_;  // by number; borrowed
};

// ---- primitives ----

PyObject* v8_reader::read_string(tag t) {
  std::uint32_t size;
  if (!read_varint(size)) return nullptr;
  const octet* bytes = read_bytes(size);
  if (bytes == nullptr) return nullptr;
  if (t == tag::one_byte_string) return string_of_latin1(bytes, size);
  if (t == tag::utf8_string) {
    PyObject* text = PyUnicode_DecodeUTF8(reinterpret_cast<const char*>(bytes), size, nullptr);
    if (text == nullptr) PyErr_Clear();  // the long way replaces what is no UTF-8, as V8 does
    return text;
  }
  if (size % 2 != 0) return nullptr;
  return string_of(detail::make_string(string_encoding::utf16, bytes, size));
}

PyObject* v8_reader::read_key(tag t) {
  if (t != tag::one_byte_string) return is_text(t) ? read_string(t) : nullptr;
  std::uint32_t size;
  if (!read_varint(size)) return nullptr;
  const octet* bytes = read_bytes(size);
  // What may be an array index has its own place.
  if (bytes == nullptr || (size != 0 && bytes[0] >= '0' && bytes[0] <= '9')) return nullptr;
  const bool can_read_eight = end_ - bytes >= 8;
  return state_.keys.string(bytes, size,
                            can_read_eight ? detail::readable_key_hash(bytes, size) : detail::key_hash(bytes, size));
}

PyObject* v8_reader::read_number() {
  const octet* bytes = read_bytes(8);
  return bytes == nullptr ? nullptr : number_of(wire::load_le_double(bytes));
}

PyObject* v8_reader::read_bigint() {
  std::uint32_t bits;
  if (!read_varint(bits)) return nullptr;
  const std::uint32_t size = bits >> 1;
  const octet* bytes = read_bytes(size);
  if (bytes == nullptr || bits == 1) return nullptr;
  owned integer(integer_of(detail::make_bigint((bits & 1) != 0, bytes, size)));
  if (!integer) return nullptr;
  const bool is_int = style_ != reading_style::v8serialize && is_beyond_safe_integers(integer.get());
  if (is_plain_ || is_int) return integer.release();
  return PyObject_CallOneArg(state_.JSBigInt, integer.get());
}

PyObject* v8_reader::read_date() {
  const octet* bytes = read_bytes(8);
  if (bytes == nullptr) return nullptr;
  const double time_value = wire::load_le_double(bytes);
  owned date(make_date_ == nullptr ? datetime_of(time_value, state_.utc)
                                   : PyObject_CallFunction(make_date_, "d", time_value));
  return date && number(date.get()) ? date.release() : nullptr;
}

PyObject* v8_reader::read_reference() {
  std::uint32_t number;
  if (!read_varint(number) || number >= objects_.size()) return nullptr;
  return owned::to(objects_.begin()[number]).release();
}

PyObject* v8_reader::read_value(tag t) {
  std::uint32_t v;
  switch (t) {
    case tag::one_byte_string:
    case tag::two_byte_string:
    case tag::utf8_string: return read_string(t);
    case tag::int32: return read_varint(v) ? PyLong_FromLong(wire::unzigzag(v)) : nullptr;
    case tag::uint32: return read_varint(v) ? PyLong_FromUnsignedLong(v) : nullptr;
    case tag::number: return read_number();
    case tag::null: return owned::to(Py_None).release();
    case tag::true_value: return owned::to(Py_True).release();
    case tag::false_value: return owned::to(Py_False).release();
    case tag::undefined: return is_plain_ ? nullptr : owned::to(state_.JSUndefined).release();
    case tag::bigint: return read_bigint();
    case tag::date: return read_date();
    case tag::object_reference: return read_reference();
    case tag::begin_object: return open_object();
    case tag::begin_dense_array: return open_array();
    case tag::begin_map: return open_collection(container::map);
    case tag::begin_set: return open_collection(container::set);
    default: return nullptr;
  }
}

// ---- containers ----

// Its number is the next one.
bool v8_reader::number(PyObject* made) {
  PyObject** place = objects_.push();
  if (place == nullptr) {
    PyErr_NoMemory();
    return false;
  }
  *place = made;
  return true;
}

void v8_reader::leave_to_walk(PyObject* owner, PyObject* into, container kind, Py_ssize_t count) {
  around_ = at_;
  at_.into = into;
  at_.owner = owner;
  at_.count = count;
  at_.next = 0;
  at_.indexed = 0;
  at_.is_sparse = false;
  at_.may_be_index = true;
  at_.kind = kind;
  opened_ = true;
}

PyObject* v8_reader::opened(PyObject* made, PyObject* into, container kind, Py_ssize_t count) {
  owned object(made);
  if (!object || into == nullptr || !number(made)) return nullptr;
  leave_to_walk(made, into, kind, count);
  return object.release();
}

// With all that it contains.
CLONEWIRE_INLINE PyObject* v8_reader::read_whole() {
  owned value(read_value());
  return value && (!opened_ || walk()) ? value.release() : nullptr;
}

// Objects and arrays call themselves for what they contain, which is quicker than `walk`; to a depth that any stack has
// room for. What lies deeper is left to it, and so is an object from its first key on that is no text.
PyObject* v8_reader::read_properties(PyObject* made, PyObject* into) {
  owned object(made);
  if (!object || into == nullptr || !number(made)) return nullptr;
  ++calls_;
  Py_ssize_t count = 0;
  const octet* before = p_;
  tag t = read_tag();
  while (is_text(t)) {
    const owned key(read_key(t));
    const owned value(key ? read_whole() : nullptr);
    if (!value || !add_to_dict(into, key.get(), value.get(), ++count)) return nullptr;
    before = p_;
    t = read_tag();
  }
  --calls_;
  if (t == tag::end_object) {
    std::uint32_t announced;
    if (!read_varint(announced) || announced != static_cast<std::uint64_t>(count)) return nullptr;
    expect_size(depth(), count);
  } else {
    p_ = before;
    leave_to_walk(made, into, container::object, count);
    at_.may_be_index = count == 0;
  }
  return object.release();
}

PyObject* v8_reader::read_elements(PyObject* made, PyObject* list, Py_ssize_t length) {
  owned array(made);
  if (!array || !number(made)) return nullptr;
  ++calls_;
  for (Py_ssize_t i = 0; i < length; ++i) {
    PyObject* value = read_whole();
    if (value == nullptr) return nullptr;
    PyList_SET_ITEM(list, i, value);
  }
  --calls_;
  return read_array_end(length) ? array.release() : nullptr;
}

// What is filled as it is, where plain objects are wanted; else in a new object of JavaScript's type, as its `part`.
PyObject* v8_reader::in_object(PyObject* filled, PyObject* javascript_type, PyObject* object_storage::*part) {
  if (is_plain_ || filled == nullptr) return filled;
  auto* type = reinterpret_cast<PyTypeObject*>(javascript_type);
  PyObject* object = type->tp_alloc(type, 0);
  if (object == nullptr) {
    Py_DECREF(filled);
    return nullptr;
  }
  reinterpret_cast<object_storage*>(object)->*part = filled;
  return object;
}

PyObject* v8_reader::open_object() {
  PyObject* into = new_dict(expected_size(depth()));
  PyObject* object = in_object(into, state_.JSObject, &object_storage::properties);
  return may_call() ? read_properties(object, into) : opened(object, into, container::object, 0);
}

PyObject* v8_reader::open_array() {
  std::uint32_t length;
  if (!read_varint(length) || length > unclaimed_) return nullptr;
  unclaimed_ -= length;
  PyObject* list = PyList_New(length);
  PyObject* array = in_object(list, state_.JSArray, &object_storage::array);
  return may_call() ? read_elements(array, list, length) : opened(array, list, container::array, length);
}

PyObject* v8_reader::open_collection(container kind) {
  if (is_plain_) {
    PyObject* made = kind == container::map ? PyDict_New() : PySet_New(nullptr);
    return opened(made, made, kind, 0);
  }
  PyObject* made = PyObject_CallNoArgs(kind == container::map ? state_.JSMap : state_.JSSet);
  return made == nullptr ? made : opened(made, reinterpret_cast<entry_storage*>(made)->entries, kind, 0);
}

// The marker behind the children, with their count; of equal keys or members fewer would be there.
bool v8_reader::read_end(tag expected, tag found, std::uint32_t per_child) {
  std::uint32_t count;
  if (found != expected || !read_varint(count) || count != per_child * static_cast<std::uint64_t>(at_.count))
    return false;
  closed_ = true;
  const bool is_set = is_plain_ && at_.kind == container::set;
  return (is_set ? PySet_GET_SIZE(at_.into) : PyDict_GET_SIZE(at_.into)) + at_.indexed == at_.count;
}

// Adds what makes the dict one of `count` entries. A key that was there already is for the long way, and at once: what
// its value was is gone, and may be referred to.
bool v8_reader::add_to_dict(PyObject* dict, PyObject* key, PyObject* value, Py_ssize_t count) {
  return is_hashable(PyDict_SetItem(dict, key, value)) && PyDict_GET_SIZE(dict) == count;
}

bool v8_reader::read_property() {
  const tag t = read_tag();
  if (t == tag::end_object) {
    if (!read_end(tag::end_object, t, 1) || (at_.indexed != 0 && !close_elements(at_.next))) return false;
    expect_size(depth() - 1, at_.count);
    return true;
  }
  PyObject* dict = at_.into;
  ++at_.count;
  const Py_ssize_t count = at_.count - at_.indexed;
  if (t == tag::int32 || t == tag::uint32) return read_indexed_property(t);
  at_.may_be_index = false;
  const owned key(read_key(t));
  const owned value(key ? read_value() : nullptr);
  return value && add_to_dict(dict, key.get(), value.get(), count);
}

// Array indices come first, ascending, as every engine writes them.
bool v8_reader::read_indexed_property(tag t) {
  std::uint32_t v;
  if (!read_varint(v)) return false;
  const std::int64_t index = t == tag::int32 ? std::int64_t{wire::unzigzag(v)} : std::int64_t{v};
  if (!at_.may_be_index || index < at_.next || index > detail::max_array_index) return false;
  at_.next = static_cast<Py_ssize_t>(index) + 1;
  PyObject* into = at_.into;
  if (!is_plain_) {
    if (at_.indexed == 0) elements_.emplace_back(PyDict_New());
    into = elements_.back().get();
    at_.is_sparse |= is_sparse_after(static_cast<std::uint64_t>(++at_.indexed), static_cast<std::uint64_t>(at_.next));
  }
  owned key(PyLong_FromLongLong(index));
  if (is_plain_ && key) key = owned(PyObject_Str(key.get()));
  const owned value(key && into != nullptr ? read_value() : nullptr);
  return value && PyDict_SetItem(into, key.get(), value.get()) == 0;
}

// The elements of a JSObject, when they are all there.
bool v8_reader::close_elements(Py_ssize_t length) {
  const owned elements = std::move(elements_.back());
  elements_.pop_back();
  PyObject* array = elements_as_array(state_, elements.get(), static_cast<std::uint32_t>(length), at_.is_sparse);
  reinterpret_cast<object_storage*>(at_.owner)->array = array;
  return array != nullptr;
}

bool v8_reader::read_array_end(Py_ssize_t expected) {
  std::uint32_t properties, length;
  return read_tag() == tag::end_dense_array && read_varint(properties) && properties == 0 && read_varint(length) &&
         length == static_cast<std::uint64_t>(expected);
}

bool v8_reader::read_element() {
  if (at_.next == at_.count) {
    closed_ = true;
    return read_array_end(at_.count);
  }
  PyObject* list = at_.into;
  const Py_ssize_t index = at_.next++;
  PyObject* value = read_value();
  if (value == nullptr) return false;
  PyList_SET_ITEM(list, index, value);
  return true;
}

// A key or member that can be hashed as it is: a container is for the long way.
bool v8_reader::read_entry() {
  const tag t = read_tag();
  if (t == tag::end_map) return read_end(tag::end_map, t, 2);
  if (is_container(t)) return false;
  PyObject* entries = at_.into;
  const Py_ssize_t count = ++at_.count;
  const owned key(read_value(t));
  const owned value(key ? read_value() : nullptr);
  if (!value) return false;
  if (is_plain_) return add_to_dict(entries, key.get(), value.get(), count);
  const owned surrogate(same_value_zero(state_, key.get()));
  const owned entry(surrogate ? PyTuple_Pack(2, key.get(), value.get()) : nullptr);
  return entry && add_to_dict(entries, surrogate.get(), entry.get(), count);
}

bool v8_reader::read_member() {
  const tag t = read_tag();
  if (t == tag::end_set) return read_end(tag::end_set, t, 1);
  if (is_container(t)) return false;
  ++at_.count;
  const owned member(read_value(t));
  if (!member) return false;
  if (is_plain_) return is_hashable(PySet_Add(at_.into, member.get())) && PySet_GET_SIZE(at_.into) == at_.count;
  const owned surrogate(same_value_zero(state_, member.get()));
  return surrogate && add_to_dict(at_.into, surrogate.get(), member.get(), at_.count);
}

// Begins with the container that was opened just now, and ends with it.
bool v8_reader::walk() {
  const std::size_t outside = open_.size();
  for (;;) {
    if (opened_) {
      opened_ = false;
      frame* f = depth() <= limits{}.max_depth ? open_.push() : nullptr;
      if (f == nullptr) return false;
      *f = around_;
    }
    bool ok = false;
    switch (at_.kind) {
      case container::object: ok = read_property(); break;
      case container::array: ok = read_element(); break;
      case container::map: ok = read_entry(); break;
      case container::set: ok = read_member(); break;
    }
    if (!ok) return false;
    if (closed_) {
      closed_ = false;
      at_ = open_.back();
      open_.pop();
      if (open_.size() == outside) return true;
    }
  }
}

}  // namespace

PyObject* read_v8(module_state& state, bytes_view input, reading_style style, PyObject* make_date) {
  constexpr std::size_t worth_pausing = 1024;
  const collector_paused paused(input.size() > worth_pausing);
  return v8_reader(state, input, style, make_date).read();
}

}  // namespace clonewire::python
