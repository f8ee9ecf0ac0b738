// How Python objects become a document: one object for one call of `dump`.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "dump.hpp"
#include "graph/store.hpp"
#include "identities.hpp"

namespace clonewire::python {

using detail::record;
using detail::slot;

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
  bool fail_duplicate(const slot* pairs, std::uint32_t count, const slot& name);
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

}  // namespace clonewire::python
