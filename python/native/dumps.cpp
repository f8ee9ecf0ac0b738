#include <clonewire/clonewire.hpp>

#include "custom_types.hpp"
#include "dump.hpp"
#include "errors.hpp"
#include "functions.hpp"
#include "keywords.hpp"
#include "v8_writer.hpp"

namespace clonewire::python {

namespace {

struct options {
  encode_options encode;
  dump_options dump;
  bool is_bytes_form_given = false;
  PyObject* on_loss = nullptr;
};

constexpr std::string_view bytes_forms[] = {"array_buffer", "buffer", "bytes"};

const keyword<options> keywords[] = {
    {"format", [](PyObject* v, options& o) { return read_format(v, o.encode.format); }},
    {"default", [](PyObject* v, options& o) { return read_callable("default", v, o.dump.fallback); }},
    {"variant", [](PyObject* v, options& o) { return read_text(v, o.encode.variant); }},
    {"dialect", [](PyObject* v, options& o) { return read_choice("dialect", v, dialect_names, o.encode.dialect); }},
    {"views", [](PyObject* v, options& o) { return read_choice("views", v, view_policies, o.encode.views); }},
    {"bytes_as",
     [](PyObject* v, options& o) {
       o.is_bytes_form_given = v != Py_None;
       return read_choice("bytes_as", v, bytes_forms, o.dump.bytes);
     }},
    {"tuples", [](PyObject* v, options& o) { return read_flag(v, o.dump.keep_tuples); }},
    {"v8_version", [](PyObject* v, options& o) { return read_optional(v, o.encode.v8_version); }},
    {"indent", [](PyObject* v, options& o) { return read_number(v, o.encode.indent); }},
    {"lossy",
     [](PyObject* v, options& o) {
       if (!read_lossy(v, o.encode.lossy, o.on_loss)) return false;
       o.dump.lossy = o.encode.lossy;
       return true;
     }},
    {"types",
     [](PyObject* v, options& o) {
       if (v != Py_None) o.dump.types = v;
       return true;
     }},
};

// Byte strings as the format's own users have them.
bytes_form usual_bytes_form(format f) noexcept {
  switch (f) {
    case format::msgpack:
    case format::cbor: return bytes_form::buffer;
    case format::serial:
    case format::graph: return bytes_form::bytes;
    default: return bytes_form::array_buffer;
  }
}

// Encoding touches nothing of Python's but what was pinned: other threads may run, where it takes long enough.
result<std::vector<std::byte>> encode_released(dumped& from, const encode_options& how) {
  constexpr std::uint64_t worth_it = 262144;
  const bool is_large = from.value.memory_bytes() >= worth_it;
  if (is_large) from.pin();
  const interpreter_released released(is_large);
  return try_encode(from.value, how);
}

bool is_one_value(Py_ssize_t count) {
  if (count != 1) PyErr_SetString(PyExc_TypeError, "dumps() takes the value as its one positional argument");
  return count == 1;
}

PyObject* dumps_with(options o, module_state& state, PyObject* const* arguments, PyObject* names) {
  if (!read_keywords("dumps", names, arguments + 1, keywords, o)) return nullptr;
  if (!o.is_bytes_form_given) o.dump.bytes = usual_bytes_form(*o.encode.format);
  custom_types types;
  if (o.dump.types != nullptr) {
    if (!read_custom_types(o.dump.types, types)) return nullptr;
    o.encode.types = &types;
  }
  dumped value;
  if (!dump(state, arguments[0], o.dump, value)) return nullptr;
  if (o.encode.lossy) o.encode.on_loss = [&value](const error& loss) { value.losses.push_back(loss); };
  const result<std::vector<std::byte>> made = encode_released(value, o.encode);
  if (!made) return raise_encode_error(state, made.error());
  if (!value.losses.empty() && !report_losses(state, value.losses, o.on_loss)) return nullptr;
  return PyBytes_FromStringAndSize(reinterpret_cast<const char*>(made->data()), static_cast<Py_ssize_t>(made->size()));
}

}  // namespace

PyObject* dumps(PyObject* module, PyObject* const* arguments, Py_ssize_t count, PyObject* names) {
  module_state& state = state_of(module);
  if (!is_bound(state) || !is_one_value(count)) return nullptr;
  if (names == nullptr) {
    PyObject* written = write_v8(state, arguments[0], writing_style::v8);
    if (written != Py_NotImplemented) return written;
    Py_DECREF(written);
  }
  options o;
  o.encode.format = format::v8;
  return dumps_with(std::move(o), state, arguments, names);
}

PyObject* dumps_starlark(PyObject* module, PyObject* const* arguments, Py_ssize_t count, PyObject* names) {
  module_state& state = state_of(module);
  if (!is_bound(state) || !is_one_value(count)) return nullptr;
  options o;
  o.encode.format = format::serial;
  o.dump.starlark = o.dump.keep_tuples = true;
  return dumps_with(std::move(o), state, arguments, names);
}

}  // namespace clonewire::python
