// The children of containers, each kind of container in its turn.
#include <string>
#include <utility>

#include "dumper.hpp"
#include "graph/arrays.hpp"
#include "graph/collections.hpp"
#include "graph/keys.hpp"
#include "graph/slots.hpp"
#include "storage.hpp"

namespace clonewire::python {

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
  const std::uint32_t stride = r.kind == kind::map ? 2 : 1;
  std::uint32_t duplicate = 0;
  if (detail::unique_entries(r.children, r.count, stride, &duplicate) == r.count) return true;
  child_ = stride * duplicate;
  return fail(errc::duplicate_key, "two keys or members that are one in JavaScript");
}

// Index keys come first in JavaScript. Keys in Latin-1 are different where their strings are; `needs_check` where some
// are not, or are no exact strings.
bool dumper::finish_properties(record& r, bool needs_check) {
  bool in_order = true;
  for (std::uint32_t i = 0; i < r.count && in_order; ++i)
    in_order = !detail::is_index_key(r.children[2 * std::size_t{i}]);
  // Where Python code ran, a dict may have changed on the way, and a key have been met twice.
  if (in_order && !needs_check && !kept_.is_pinned_) return true;
  slot duplicate;
  if (detail::order_properties(r.children, r.count, detail::duplicates::refuse, &duplicate) != detail::found_duplicate)
    return true;
  return fail_duplicate(r.children, r.count, duplicate);
}

bool dumper::fail_duplicate(const slot* pairs, std::uint32_t count, const slot& name) {
  child_ = static_cast<std::uint32_t>((detail::find_property(pairs, count, name) - pairs) / 2);
  return fail(errc::duplicate_key,
              "two property names that are one in JavaScript, or a dict that changed while it was written");
}

}  // namespace clonewire::python
