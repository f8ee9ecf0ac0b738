// One walk over a finished document, without recursion: a container is made when it is met, put where it belongs at
// once and filled when its turn comes, so that cycles close by themselves. Only what must be whole before anybody sees
// it (a tuple, which may be hashed; a host object that a hook replaces) is handed to its parent when it is done.
#include "load.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include "dates.hpp"
#include "dicts.hpp"
#include "errors.hpp"
#include "formats/host_objects.hpp"
#include "graph/arrays.hpp"
#include "graph/keys.hpp"
#include "graph/path.hpp"
#include "graph/pod_stack.hpp"
#include "graph/slots.hpp"
#include "graph/store.hpp"
#include "numbers.hpp"
#include "storage.hpp"
#include "text.hpp"

namespace clonewire::python {

namespace {

using detail::array_storage;
using detail::record;
using detail::slot;

class loader {
 public:
  loader(module_state& state, const detail::store& from, const load_options& options)
      : state_(state),
        options_(options),
        is_watched_(options.make_host != nullptr),
        root_(from.root),
        object_count_(from.object_count()) {
    // Most values have few objects: these need no allocation.
    if (object_count_ > few) many_.resize(object_count_);
    made_ = object_count_ > few ? many_.data() : few_;
    std::fill_n(few_, object_count_ > few ? 0 : object_count_, nullptr);
  }
  loader(const loader&) = delete;
  loader& operator=(const loader&) = delete;
  ~loader() {
    for (std::uint32_t i = 0; i < object_count_; ++i) Py_XDECREF(made_[i]);
    for (frame& f : frames_) release(f);
    Py_XDECREF(result_);
  }

  PyObject* load();

 private:
  // What an open container is, and so how its children get into it.
  enum class into : std::uint8_t {
    dict,           // pairs of a property key and a value
    list,           // values; the list has their number already
    elements,       // pairs of an index key and a value, into a dict, of which the owner's array is made in the end
    any_dict,       // pairs of values, keys of any kind
    any_set,        // values
    map_entries,    // pairs of values; the dict of a JSMap
    set_members,    // values; the dict of a JSSet
    tuple,          // values; its parent gets it when it is whole
    replaced_host,  // pairs of a field's name and a value; the owner's hook is called when they are there
    error_cause,    // one value
  };
  struct frame {
    into target;
    std::uint32_t number;  // the object's
    const record* object;
    const slot* next;
    const slot* end;
    PyObject* container;  // owned
    PyObject* owner;      // owned: the JSObject whose array this becomes, the HostObject to be replaced; or null
    PyObject* key;        // owned: of the value that is still to come; or null
  };
  static void release(frame& f) noexcept {
    Py_DECREF(f.container);
    Py_XDECREF(f.owner);
    Py_XDECREF(f.key);
  }

  frame* open(into target, PyObject* container, const slot& object, const slot* first, std::size_t count,
              PyObject* owner = nullptr);

  PyObject* make(const slot& s);
  PyObject* make_object(const slot& s);
  bool is_hashed_while_open(std::uint32_t tuple);
  PyObject* make_fresh(const slot& s);
  PyObject* make_number(const slot& s);
  PyObject* make_number(double v);
  PyObject* make_bigint(const slot& s);
  PyObject* make_date(double time_value);
  PyObject* make_timestamp(const slot& s);
  PyObject* make_plain_object(const slot& s);
  PyObject* make_js_object(const slot& s);
  PyObject* make_array(const slot& s);
  PyObject* make_list(const slot& s);
  bool add_properties(const slot& s, PyObject* to, const slot* pairs, std::uint32_t count);
  bool add_indexed(const slot& s, PyObject* to, const slot* pairs, std::uint32_t count);
  PyObject* make_map(const slot& s);
  PyObject* make_set(const slot& s);
  PyObject* make_tuple(const slot& s);
  PyObject* make_wrapper(const char* name, PyObject* primitive);
  PyObject* make_error(const slot& s);
  PyObject* make_buffer(const record& r);
  PyObject* make_view(const slot& s);
  PyObject* make_plain_bytes(const slot& s);
  PyObject* make_host(const slot& s);
  PyObject* make_key(const slot& key);

  bool fill_dict(frame* f);
  bool fill_list(frame* f);
  bool fill(frame* f);
  bool put(frame& f, PyObject* value);
  bool close();

  PyObject* refuse(const std::string& what) { return refuse(frames_.empty() ? nullptr : &frames_.back(), what); }
  PyObject* refuse(const frame* parent, const std::string& what);
  std::string path(const frame* parent) const;

  module_state& state_;
  const load_options& options_;
  const bool is_watched_;  // the user's function may be given what refers to objects that are still open
  const slot root_;
  const std::uint32_t object_count_;
  static constexpr std::uint32_t few = 32;
  PyObject** made_;  // by object number; owned, or null
  PyObject* few_[few];
  std::vector<PyObject*> many_;
  std::vector<bool> has_view_;           // plain: buffers whose content some view has become; by object number
  std::vector<bool> being_replaced_;     // host objects that a hook has not replaced yet; by object number
  detail::pod_stack<frame, 16> frames_;  // innermost last
  PyObject* result_ = nullptr;           // owned: the root, when it was awaited
  bool awaited_ = false;                 // what `make` was asked for comes when the frame that it opened is done
};

// What Python code may see before it is whole holds None where it is not.
void fill_with_none(PyObject** items, std::uint32_t count) {
  for (std::uint32_t i = 0; i < count; ++i) items[i] = owned::to(Py_None).release();
}

// ---- what went wrong ----

// Of the child of an open container that was taken last; without one, of the root.
std::string loader::path(const frame* parent) const {
  if (parent == nullptr) return "$";
  const std::uint32_t child = detail::last_child(*parent->object, parent->next, parent->target == into::dict);
  return detail::path_to(root_, parent->number, child);
}

PyObject* loader::refuse(const frame* parent, const std::string& what) {
  const char* way_out = options_.starlark ? "" : "; without plain=True it is kept (clonewire.jstypes)";
  return raise_decode_error(state_, {errc::cannot_carry, error::no_offset, path(parent),
                                     "plain Python values cannot carry " + what + way_out});
}

// ---- primitives ----

PyObject* loader::make_number(double v) {
  return options_.starlark ? PyFloat_FromDouble(v) : number_of(v);
}

PyObject* loader::make_number(const slot& s) {
  if (options_.starlark) return PyFloat_FromDouble(s.number);
  return detail::is_int32_form(s) ? PyLong_FromLong(static_cast<std::int32_t>(s.size)) : make_number(s.number);
}

PyObject* loader::make_bigint(const slot& s) {
  owned integer(integer_of(s));
  if (!integer || options_.plain || is_beyond_safe_integers(integer.get())) return integer.release();
  return PyObject_CallOneArg(state_.JSBigInt, integer.get());
}

PyObject* loader::make_date(double time_value) {
  if (options_.make_date != nullptr) return PyObject_CallFunction(options_.make_date, "d", time_value);
  owned date(datetime_of(time_value, state_.utc));
  if (date || PyErr_Occurred() != nullptr) return date.release();
  if (options_.plain) return refuse("a Date that is invalid or outside of the years 1 to 9999");
  return PyObject_CallFunction(state_.JSDate, "d", time_value);
}

PyObject* loader::make_timestamp(const slot& s) {
  const owned text(string_of_latin1(s.data, s.size));
  if (!text) return nullptr;
  owned time(
      PyObject_CallFunctionObjArgs(state_.make_timestamp, text.get(), options_.plain ? Py_True : Py_False, nullptr));
  if (!time || !options_.plain || options_.starlark || is_datetime(time.get())) return time.release();
  return refuse("a time that is finer than microseconds or outside of the years 1 to 9999");
}

PyObject* loader::make_key(const slot& key) {
  if (detail::is_index_key(key)) {
    owned index(PyLong_FromUnsignedLong(detail::key_index(key)));
    return index ? PyObject_Str(index.get()) : nullptr;
  }
  if (key.form == static_cast<std::uint8_t>(string_encoding::latin1))
    return state_.keys.string(key.data, key.size, key.hash);
  return string_of(key);
}

PyObject* loader::make(const slot& s) {
  switch (s.kind) {
    case kind::string:
      return s.form == static_cast<std::uint8_t>(string_encoding::latin1) ? string_of_latin1(s.data, s.size)
                                                                          : string_of(s);
    case kind::number: return make_number(s);
    case kind::null: return owned::to(Py_None).release();
    case kind::boolean: return PyBool_FromLong(s.form);
    case kind::bigint: return make_bigint(s);
    case kind::bytes: return PyBytes_FromStringAndSize(reinterpret_cast<const char*>(s.data), s.size);
    case kind::timestamp: return make_timestamp(s);
    case kind::undefined: return options_.plain ? refuse("undefined") : owned::to(state_.JSUndefined).release();
    case kind::absent: return options_.plain ? refuse("an array's hole") : owned::to(state_.JSHole).release();
    default: return make_object(s);
  }
}

// ---- objects ----

loader::frame* loader::open(into target, PyObject* container, const slot& object, const slot* first, std::size_t count,
                            PyObject* owner) {
  frame* f = frames_.push();
  if (f == nullptr) {
    PyErr_NoMemory();
    return nullptr;
  }
  Py_INCREF(container);
  Py_XINCREF(owner);
  *f = {target, object.size, object.object, first, first + count, container, owner, nullptr};
  return f;
}

// Whether what is made now becomes, or is in, a set's member or a dict's key within the open tuple of this number.
bool loader::is_hashed_while_open(std::uint32_t tuple) {
  bool is_hashed = false;
  for (const frame* f = frames_.end(); f != frames_.begin();) {
    --f;
    if (f->number == tuple) return is_hashed;
    is_hashed |= f->target == into::any_set || (f->target == into::any_dict && f->key == nullptr);
  }
  return false;
}

PyObject* loader::make_object(const slot& s) {
  if (PyObject* known = made_[s.size]; known != nullptr) {
    if (options_.plain && s.object->kind == kind::tuple && is_hashed_while_open(s.size))
      return refuse("a tuple that is in its own member or key");
    return owned::to(known).release();
  }
  PyObject* fresh = make_fresh(s);
  if (fresh != nullptr && (!awaited_ || s.object->kind == kind::tuple)) made_[s.size] = owned::to(fresh).release();
  return fresh;
}

PyObject* loader::make_fresh(const slot& s) {
  const record& r = *s.object;
  switch (r.kind) {
    case kind::object: return options_.plain ? make_plain_object(s) : make_js_object(s);
    case kind::array: return options_.plain ? make_list(s) : make_array(s);
    case kind::date: return make_date(r.number);
    case kind::map: return make_map(s);
    case kind::set: return make_set(s);
    case kind::tuple: return make_tuple(s);
    case kind::host: return make_host(s);
    case kind::array_buffer: return options_.plain ? make_plain_bytes(s) : make_buffer(r);
    case kind::typed_array:
    case kind::data_view: return options_.plain ? make_plain_bytes(s) : make_view(s);
    default: break;
  }
  if (options_.plain) return refuse("a value of kind " + std::string(name_of(r.kind)));
  switch (r.kind) {
    case kind::error: return make_error(s);
    case kind::regexp: {
      owned source(string_of(r.children[0]));
      return source ? PyObject_CallFunction(state_.make_regexp, "Oi", source.get(), int{r.flags}) : nullptr;
    }
    case kind::boolean_object: return make_wrapper("boolean", PyBool_FromLong(r.children[0].form));
    case kind::number_object: return make_wrapper("number", make_number(detail::make_number(r.number)));
    case kind::bigint_object: return make_wrapper("bigint", integer_of(r.children[0]));
    case kind::string_object: return make_wrapper("string", string_of(r.children[0]));
    default:
      PyErr_Format(PyExc_SystemError, "the Python package does not know values of kind %s", name_of(r.kind).data());
      return nullptr;
  }
}

PyObject* loader::make_wrapper(const char* name, PyObject* primitive) {
  owned value(primitive);
  return value ? PyObject_CallFunction(state_.make_wrapper, "sO", name, value.get()) : nullptr;
}

PyObject* loader::make_plain_object(const slot& s) {
  const record& r = *s.object;
  owned dict(new_dict(r.count));
  if (!dict || (r.count != 0 && open(into::dict, dict.get(), s, r.children, 2 * std::size_t{r.count}) == nullptr))
    return nullptr;
  return dict.release();
}

// The named properties of a JSObject or JSArray.
bool loader::add_properties(const slot& s, PyObject* to, const slot* pairs, std::uint32_t count) {
  if (count == 0) return true;
  PyObject*& properties = reinterpret_cast<object_storage*>(to)->properties;
  properties = new_dict(count);
  return properties != nullptr && open(into::dict, properties, s, pairs, 2 * std::size_t{count}) != nullptr;
}

// Elements with holes between them: a dict, until they are all there.
bool loader::add_indexed(const slot& s, PyObject* to, const slot* pairs, std::uint32_t count) {
  const owned elements(PyDict_New());
  return elements && open(into::elements, elements.get(), s, pairs, 2 * std::size_t{count}, to) != nullptr;
}

PyObject* loader::make_js_object(const slot& s) {
  const record& r = *s.object;
  auto* type = reinterpret_cast<PyTypeObject*>(state_.JSObject);
  owned object(type->tp_alloc(type, 0));
  if (!object) return nullptr;
  std::uint32_t indices = 0;  // index keys come first
  while (indices < r.count && detail::is_index_key(r.children[2 * std::size_t{indices}])) ++indices;
  const slot* named = r.children + 2 * std::size_t{indices};
  if (!add_properties(s, object.get(), named, r.count - indices)) return nullptr;
  if (indices != 0 && !add_indexed(s, object.get(), r.children, indices)) return nullptr;
  return object.release();
}

// The elements that are kept in full.
PyObject* loader::make_list(const slot& s) {
  const record& r = *s.object;
  const auto storage = static_cast<array_storage>(r.form);
  if (options_.plain && storage == array_storage::sparse) return refuse("an array's hole");
  if (options_.plain && r.property_count != 0) return refuse("an array's named properties");
  owned list(PyList_New(r.count));
  if (!list) return nullptr;
  if (is_watched_) fill_with_none(reinterpret_cast<PyListObject*>(list.get())->ob_item, r.count);
  switch (storage) {
    case array_storage::int32s:
    case array_storage::doubles:
      for (std::uint32_t i = 0; i < r.count; ++i) {
        PyObject* number =
            storage == array_storage::int32s ? make_number(detail::make_int32(r.int32s[i])) : make_number(r.doubles[i]);
        if (number == nullptr) return nullptr;
        Py_XSETREF(PyList_GET_ITEM(list.get(), i), number);
      }
      break;
    default:
      if (r.count != 0 && open(into::list, list.get(), s, r.children, r.count) == nullptr) return nullptr;
  }
  return list.release();
}

PyObject* loader::make_array(const slot& s) {
  const record& r = *s.object;
  auto* type = reinterpret_cast<PyTypeObject*>(state_.JSArray);
  owned array(type->tp_alloc(type, 0));
  if (!array || !add_properties(s, array.get(), detail::array_properties(r), r.property_count)) return nullptr;
  if (r.form == static_cast<std::uint8_t>(array_storage::sparse)) {
    if (!add_indexed(s, array.get(), r.children, r.count)) return nullptr;
  } else {
    PyObject* list = make_list(s);
    if (list == nullptr) return nullptr;
    reinterpret_cast<object_storage*>(array.get())->array = list;
  }
  return array.release();
}

PyObject* loader::make_map(const slot& s) {
  const record& r = *s.object;
  owned map(options_.plain ? PyDict_New() : PyObject_CallNoArgs(state_.JSMap));
  if (!map) return nullptr;
  PyObject* entries = options_.plain ? map.get() : reinterpret_cast<entry_storage*>(map.get())->entries;
  const into target = options_.plain ? into::any_dict : into::map_entries;
  if (open(target, entries, s, r.children, 2 * std::size_t{r.count}) == nullptr) return nullptr;
  return map.release();
}

PyObject* loader::make_set(const slot& s) {
  const record& r = *s.object;
  owned set(options_.plain ? PySet_New(nullptr) : PyObject_CallNoArgs(state_.JSSet));
  if (!set) return nullptr;
  PyObject* members = options_.plain ? set.get() : reinterpret_cast<entry_storage*>(set.get())->entries;
  if (open(options_.plain ? into::any_set : into::set_members, members, s, r.children, r.count) == nullptr)
    return nullptr;
  return set.release();
}

PyObject* loader::make_tuple(const slot& s) {
  owned tuple(PyTuple_New(s.object->count));
  if (!tuple || s.object->count == 0) return tuple.release();
  fill_with_none(reinterpret_cast<PyTupleObject*>(tuple.get())->ob_item, s.object->count);
  if (open(into::tuple, tuple.get(), s, s.object->children, s.object->count) == nullptr) return nullptr;
  awaited_ = true;
  return tuple.release();
}

PyObject* loader::make_error(const slot& s) {
  const record& r = *s.object;
  const auto text = [&r](std::uint32_t child) {
    return r.children[child].kind == kind::string ? string_of(r.children[child]) : owned::to(Py_None).release();
  };
  owned message(text(detail::error_message)), stack(text(detail::error_stack));
  if (!message || !stack) return nullptr;
  owned error(PyObject_CallFunction(state_.make_error, "sOO", name_of(static_cast<error_name>(r.form)).data(),
                                    message.get(), stack.get()));
  if (!error) return nullptr;
  const slot& cause = r.children[detail::error_cause];
  if (cause.kind != kind::absent && open(into::error_cause, error.get(), s, &cause, 1) == nullptr) return nullptr;
  return error.release();
}

PyObject* loader::make_buffer(const record& r) {
  const detail::buffer& b = *r.buffer;
  owned content(
      PyByteArray_FromStringAndSize(reinterpret_cast<const char*>(b.data), static_cast<Py_ssize_t>(b.byte_length)));
  owned max((r.flags & detail::buffer_resizable) != 0 ? PyLong_FromUnsignedLongLong(b.max_byte_length)
                                                      : owned::to(Py_None).release());
  if (!content || !max) return nullptr;
  return PyObject_CallFunction(state_.make_array_buffer, "OOO", content.get(), max.get(),
                               (r.flags & detail::buffer_immutable) != 0 ? Py_True : Py_False);
}

PyObject* loader::make_view(const slot& s) {
  const record& r = *s.object;
  const detail::view& v = *r.view;
  owned buffer(make_object(v.buffer));
  if (!buffer) return nullptr;
  const std::string_view name =
      r.kind == kind::data_view ? std::string_view("DataView") : constructor_name(static_cast<element_type>(r.form));
  owned length((r.flags & detail::view_length_tracking) != 0 ? owned::to(Py_None).release()
                                                             : PyLong_FromUnsignedLongLong(v.byte_length));
  if (!length) return nullptr;
  return PyObject_CallFunction(state_.make_view, "s#OKO", name.data(), static_cast<Py_ssize_t>(name.size()),
                               buffer.get(), static_cast<unsigned long long>(v.byte_offset), length.get());
}

// ArrayBuffer, Uint8Array and Buffer, where their bytes are all there is to them.
PyObject* loader::make_plain_bytes(const slot& s) {
  const record& r = *s.object;
  const auto bytes = [](const std::uint8_t* data, std::uint64_t size) {
    return PyBytes_FromStringAndSize(reinterpret_cast<const char*>(data), static_cast<Py_ssize_t>(size));
  };
  if (r.kind == kind::array_buffer) {
    if (r.flags != 0) return refuse("a resizable or immutable ArrayBuffer");
    return bytes(r.buffer->data, r.buffer->byte_length);
  }
  const auto element = static_cast<element_type>(r.form);
  if (r.kind != kind::typed_array || (element != element_type::uint8 && element != element_type::buffer))
    return refuse(r.kind == kind::data_view ? "a DataView" : "a typed array of other elements than uint8");
  const detail::view& v = *r.view;
  if (v.buffer.kind != kind::array_buffer) return refuse("a view of a SharedArrayBuffer");
  if ((r.flags & detail::view_owns_slice) == 0) {
    if (has_view_.empty()) has_view_.resize(object_count_);
    const bool is_whole =
        v.buffer.object->flags == 0 && v.byte_offset == 0 && v.byte_length == v.buffer.object->buffer->byte_length;
    if (!is_whole || has_view_[v.buffer.size] || made_[v.buffer.size] != nullptr)
      return refuse("a view of a part of its buffer, or of a buffer that other values share");
    has_view_[v.buffer.size] = true;
  }
  return bytes(v.buffer.object->buffer->data + v.byte_offset, v.byte_length);
}

// A buffer whose content is elsewhere: only its number is in the bytes.
bool is_foreign_buffer(const record& r) {
  return (formats::is_text(r.children[0], "SharedArrayBuffer") ||
          formats::is_text(r.children[0], "TransferredArrayBuffer")) &&
         r.count == 1 && r.children[2].kind == kind::number && formats::is_text(r.children[1], "index");
}

PyObject* loader::make_host(const slot& s) {
  const record& r = *s.object;
  if (options_.plain && options_.make_host == nullptr) return refuse("a host object");
  if (is_foreign_buffer(r)) {
    const owned name(string_of(r.children[0]));
    const owned index(name ? make(r.children[2]) : nullptr);
    return index ? PyObject_CallFunctionObjArgs(state_.make_foreign_buffer, name.get(), index.get(), nullptr) : nullptr;
  }
  owned type(string_of(r.children[0]));
  owned fields(PyDict_New());
  owned host(type && fields ? PyObject_CallFunctionObjArgs(state_.HostObject, type.get(), fields.get(), nullptr)
                            : nullptr);
  if (!host) return nullptr;
  const bool is_replaced = options_.make_host != nullptr;
  if (is_replaced) {
    if (being_replaced_.empty()) being_replaced_.resize(object_count_);
    if (being_replaced_[s.size]) {
      return raise_decode_error(
          state_, {errc::cannot_carry, error::no_offset, path(frames_.empty() ? nullptr : &frames_.back()),
                   "a cycle through a host object that a function is to replace"});
    }
    being_replaced_[s.size] = true;
  }
  if (open(is_replaced ? into::replaced_host : into::dict, fields.get(), s, r.children + 1, 2 * std::size_t{r.count},
           host.get()) == nullptr)
    return nullptr;
  awaited_ = is_replaced;
  return host.release();
}

// ---- filling ----

bool loader::fill_dict(frame* f) {
  const std::size_t level = frames_.size();
  PyObject* dict = f->container;
  while (f->next != f->end) {
    const slot* pair = f->next;
    f->next += 2;
    owned key(make_key(pair[0]));
    owned value(key ? make(pair[1]) : nullptr);
    if (!value) return false;
    if (awaited_) {
      awaited_ = false;
      frames_.begin()[level - 1].key = key.release();
      return true;
    }
    if (PyDict_SetItem(dict, key.get(), value.get()) != 0) return false;
    if (frames_.size() != level) return true;
  }
  return close();
}

bool loader::fill_list(frame* f) {
  const std::size_t level = frames_.size();
  PyObject* list = f->container;
  const slot* first = f->object->children;
  while (f->next != f->end) {
    const slot* element = f->next++;
    PyObject* value = make(*element);
    if (value == nullptr) return false;
    if (awaited_) {
      awaited_ = false;
      Py_DECREF(value);
      return true;
    }
    PyList_SET_ITEM(list, element - first, value);
    if (frames_.size() != level) return true;
  }
  return close();
}

bool loader::fill(frame* f) {
  const std::size_t level = frames_.size();
  while (f->next != f->end) {
    const slot* s = f->next;
    const bool has_property_key = f->target == into::elements || f->target == into::replaced_host;
    if (has_property_key) {
      f->key = f->target == into::replaced_host ? make_key(*s) : PyLong_FromUnsignedLong(detail::key_index(*s));
      if (f->key == nullptr) return false;
      ++s;
    }
    f->next = s + 1;
    owned value(make(*s));
    if (!value) return false;
    if (awaited_) {
      awaited_ = false;
      return true;
    }
    f = frames_.begin() + (level - 1);
    if (!put(*f, value.get())) return false;
    if (frames_.size() != level) return true;
  }
  return close();
}

// One more child, made or awaited, to where it belongs.
bool loader::put(frame& f, PyObject* value) {
  switch (f.target) {
    case into::list: {
      const Py_ssize_t index = f.next - f.object->children - 1;
      return PyList_SetItem(f.container, index, owned::to(value).release()) == 0;
    }
    case into::tuple: {
      const Py_ssize_t index = f.next - f.object->children - 1;
      Py_XSETREF(PyTuple_GET_ITEM(f.container, index), owned::to(value).release());
      return true;
    }
    case into::error_cause:
      return PyObject_SetAttrString(f.container, "cause", value == Py_None ? state_.JSNull : value) == 0;
    case into::any_set: {
      const Py_ssize_t before = PySet_GET_SIZE(f.container);
      if (PySet_Add(f.container, value) != 0) {
        if (PyErr_ExceptionMatches(PyExc_TypeError) == 0) return false;
        PyErr_Clear();
        return refuse(&f, "a Set with a member that Python cannot hash") != nullptr;
      }
      return PySet_GET_SIZE(f.container) != before ||
             refuse(&f, "a Set with two members that are equal in Python (1 and true, say)") != nullptr;
    }
    case into::set_members: {
      owned surrogate(same_value_zero(state_, value));
      return surrogate && PyDict_SetItem(f.container, surrogate.get(), value) == 0;
    }
    default: break;
  }
  if (f.key == nullptr) {
    f.key = owned::to(value).release();
    return true;
  }
  owned key(std::exchange(f.key, nullptr));
  switch (f.target) {
    case into::map_entries: {
      owned surrogate(same_value_zero(state_, key.get()));
      owned entry(surrogate ? PyTuple_Pack(2, key.get(), value) : nullptr);
      return entry && PyDict_SetItem(f.container, surrogate.get(), entry.get()) == 0;
    }
    case into::any_dict: {
      const Py_ssize_t before = PyDict_GET_SIZE(f.container);
      if (PyDict_SetItem(f.container, key.get(), value) != 0) {
        if (PyErr_ExceptionMatches(PyExc_TypeError) == 0) return false;
        PyErr_Clear();
        return refuse(&f, "a Map with a key that Python cannot hash") != nullptr;
      }
      return PyDict_GET_SIZE(f.container) != before ||
             refuse(&f, "a Map with two keys that are equal in Python (1 and true, say)") != nullptr;
    }
    default: return PyDict_SetItem(f.container, key.get(), value) == 0;
  }
}

// The innermost container has all its children.
bool loader::close() {
  frame f = frames_.back();
  frames_.pop();
  owned container(f.container), owner(f.owner);
  owned whole;  // what the parent waits for
  switch (f.target) {
    case into::tuple: whole = std::move(container); break;
    case into::replaced_host:
      whole = owned(PyObject_CallOneArg(options_.make_host, owner.get()));
      if (!whole) return false;
      made_[f.number] = owned::to(whole.get()).release();
      break;
    case into::elements: {
      std::uint32_t used = 0, length = 0;
      bool is_sparse = false;
      for (const slot* pair = f.end - 2 * PyDict_GET_SIZE(container.get()); pair != f.end; pair += 2) {
        length = detail::key_index(*pair) + 1;
        is_sparse |= is_sparse_after(++used, length);
      }
      // An array's length makes it sparse too: a hole at its end is added first.
      if (f.object->kind == kind::array) {
        length = f.object->length;
        is_sparse = is_sparse_after(1, length);
      }
      PyObject* array = elements_as_array(state_, container.get(), length, is_sparse);
      reinterpret_cast<object_storage*>(owner.get())->array = array;
      return array != nullptr;
    }
    default: return true;
  }
  if (frames_.empty()) {
    result_ = whole.release();
    return true;
  }
  return put(frames_.back(), whole.get());
}

PyObject* loader::load() {
  owned root(make(root_));
  if (!root) return nullptr;
  const bool is_awaited = std::exchange(awaited_, false);
  while (!frames_.empty()) {
    frame* f = &frames_.back();
    const bool filled = f->target == into::dict                   ? fill_dict(f)
                        : f->target == into::list && !is_watched_ ? fill_list(f)
                                                                  : fill(f);
    if (!filled) return nullptr;
  }
  return is_awaited ? std::exchange(result_, nullptr) : root.release();
}

}  // namespace

PyObject* load(module_state& state, const document& from, const load_options& options) {
  // Collecting garbage while nothing but fresh objects come up would only cost time.
  const collector_paused paused(options.make_host == nullptr && options.make_date == nullptr);
  return loader(state, from.store(), options).load();
}

}  // namespace clonewire::python
