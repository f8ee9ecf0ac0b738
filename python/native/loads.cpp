#include <clonewire/clonewire.hpp>
#include <clonewire/formats/v8.hpp>

#include "custom_types.hpp"
#include "errors.hpp"
#include "functions.hpp"
#include "keywords.hpp"
#include "lent_bytes.hpp"
#include "load.hpp"
#include "v8_reader.hpp"

namespace clonewire::python {

namespace {

constexpr Py_ssize_t worth_releasing = 32768;  // bytes, from which on the lock is given up while they are read

struct options {
  decode_options decode;
  load_options load;
  PyObject* types = nullptr;
};

constexpr std::string_view maps[] = {"automatic", "objects", "maps"};
constexpr std::string_view byte_string_kinds[] = {"automatic", "buffer", "uint8_array", "array_buffer", "bytes"};

const keyword<options> keywords[] = {
    {"format", [](PyObject* v, options& o) { return read_format(v, o.decode.format); }},
    {"plain", [](PyObject* v, options& o) { return read_flag(v, o.load.plain); }},
    {"variant", [](PyObject* v, options& o) { return read_text(v, o.decode.variant); }},
    {"dialect", [](PyObject* v, options& o) { return read_choice("dialect", v, dialect_names, o.decode.dialect); }},
    {"maps", [](PyObject* v, options& o) { return read_choice("maps", v, maps, o.decode.maps); }},
    {"byte_strings",
     [](PyObject* v, options& o) { return read_choice("byte_strings", v, byte_string_kinds, o.decode.byte_strings); }},
    {"transfers", [](PyObject* v, options& o) { return read_flag(v, o.decode.transfers); }},
    {"trailing",
     [](PyObject* v, options& o) {
       bool allowed;
       if (!read_flag(v, allowed)) return false;
       o.decode.strict = !allowed;
       return true;
     }},
    {"v8_version", [](PyObject* v, options& o) { return read_optional(v, o.decode.v8_version); }},
    {"host", [](PyObject* v, options& o) { return read_callable("host", v, o.load.make_host); }},
    {"date", [](PyObject* v, options& o) { return read_callable("date", v, o.load.make_date); }},
    {"types",
     [](PyObject* v, options& o) {
       if (v != Py_None) o.types = v;
       return true;
     }},
    {"max_depth", [](PyObject* v, options& o) { return read_number(v, o.decode.limits.max_depth); }},
    {"max_slots", [](PyObject* v, options& o) { return read_number(v, o.decode.limits.max_slots); }},
    {"max_bytes", [](PyObject* v, options& o) { return read_number(v, o.decode.limits.max_bytes); }},
};

// Whether the one option is plain=True. A name in a program is interned; any other one may go the long way.
bool is_just_plain(const module_state& state, PyObject* names, PyObject* const* values) noexcept {
  return PyTuple_GET_SIZE(names) == 1 && values[0] == Py_True && PyTuple_GET_ITEM(names, 0) == state.plain_name;
}

// The short way, for small bytes and the options of most calls. Py_NotImplemented: take the long way.
PyObject* read_small(PyObject* module, PyObject* const* arguments, Py_ssize_t count, PyObject* names) {
  module_state& state = state_of(module);
  const bool is_plain = names != nullptr && is_just_plain(state, names, arguments + count);
  if (count != 1 || (names != nullptr && !is_plain) || !PyBytes_CheckExact(arguments[0]) ||
      PyBytes_GET_SIZE(arguments[0]) >= worth_releasing || state.describe == nullptr)
    return owned::to(Py_NotImplemented).release();
  const auto* data = reinterpret_cast<const std::byte*>(PyBytes_AS_STRING(arguments[0]));
  return read_v8(state, {data, static_cast<std::size_t>(PyBytes_GET_SIZE(arguments[0]))},
                 is_plain ? reading_style::plain : reading_style::types);
}

// Decoding touches nothing of Python's: other threads may run meanwhile, where it takes long enough to be worth it.
result<document> decode_released(bytes_view input, const decode_options& how) {
  const interpreter_released released(input.size() >= static_cast<std::size_t>(worth_releasing));
  return try_decode(input, how);
}

PyObject* loads_with(options o, PyObject* module, PyObject* const* arguments, Py_ssize_t count, PyObject* names) {
  module_state& state = state_of(module);
  if (!is_bound(state)) return nullptr;
  if (count != 1) {
    PyErr_SetString(PyExc_TypeError, "loads() takes the bytes as its one positional argument");
    return nullptr;
  }
  o.decode.strict = true;
  o.decode.input = input_lifetime::borrowed;
  if (!read_keywords("loads", names, arguments + 1, keywords, o)) return nullptr;
  custom_types types;
  owned make_host;
  if (o.types != nullptr) {
    if (!read_custom_types(o.types, types)) return nullptr;
    o.decode.types = &types;
    make_host =
        owned(PyObject_CallMethod(o.types, "_maker", "O", o.load.make_host == nullptr ? Py_None : o.load.make_host));
    if (!make_host) return nullptr;
    o.load.make_host = make_host.get();
  }
  lent_bytes input;
  if (!input.borrow(arguments[0])) return nullptr;
  const result<document> made = decode_released(input.view(), o.decode);
  if (!made) return raise_decode_error(state, made.error());
  if (!made->notes().empty() && !report_notes(state, *made)) return nullptr;
  return load(state, *made, o.load);
}

}  // namespace

PyObject* loads(PyObject* module, PyObject* const* arguments, Py_ssize_t count, PyObject* names) {
  PyObject* value = read_small(module, arguments, count, names);
  if (value != Py_NotImplemented) return value;
  Py_DECREF(value);
  return loads_with({}, module, arguments, count, names);
}

PyObject* loads_starlark(PyObject* module, PyObject* const* arguments, Py_ssize_t count, PyObject* names) {
  options o;
  o.decode.format = format::serial;
  o.load.plain = o.load.starlark = true;
  return loads_with(o, module, arguments, count, names);
}

}  // namespace clonewire::python
