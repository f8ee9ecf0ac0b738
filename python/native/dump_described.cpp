// The kinds of values that are rare: tuples of a word and what it needs, as `describe` (_glue.py) makes them.
#include <cmath>
#include <string>
#include <vector>

#include "dumper.hpp"
#include "errors.hpp"
#include "graph/keys.hpp"
#include "graph/regexp.hpp"
#include "graph/slots.hpp"
#include "graph/views.hpp"

namespace clonewire::python {

namespace {

bool is_word(PyObject* text, const char* word) {
  return PyUnicode_Check(text) && PyUnicode_CompareWithASCIIString(text, word) == 0;
}

}  // namespace

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
  if (r.count != count) return changed();
  std::vector<slot> pairs(children + 1, children + 1 + 2 * count);  // a host object's fields stay in their order
  slot duplicate;
  return detail::order_properties(pairs.data(), r.count, detail::duplicates::refuse, &duplicate) !=
             detail::found_duplicate ||
         fail_duplicate(children + 1, r.count, duplicate);
}

}  // namespace clonewire::python
