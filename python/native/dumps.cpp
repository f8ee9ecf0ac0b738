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

constexpr std::string_view dialects[] = {"automatic", "node", "web", "workerd"};
constexpr std::string_view views[] = {"automatic", "slice", "share"};
constexpr std::string_view bytes_forms[] = {"array_buffer", "buffer", "bytes"};

bool read_format(PyObject* value, options& o) {
  std::string_view name;
  if (!read_text(value, name)) return false;
  o.encode.format = format_named(name);
  if (o.encode.format) return true;
  PyErr_Format(PyExc_ValueError, "there is no format %R", value);
  return false;
}

const keyword<options> keywords[] = {
    {"format", read_format},
    {"default", [](PyObject* v, options& o) { return read_callable("default", v, o.dump.fallback); }},
    {"variant", [](PyObject* v, options& o) { return read_text(v, o.encode.variant); }},
    {"dialect", [](PyObject* v, options& o) { return read_choice("dialect", v, dialects, o.encode.dialect); }},
    {"views", [](PyObject* v, options& o) { return read_choice("views", v, views, o.encode.views); }},
    {"bytes_as",
     [](PyObject* v, options& o) {
       o.is_bytes_form_given = v != Py_None;
       return read_choice("bytes_as", v, bytes_forms, o.dump.bytes);
     }},
    {"tuples",
     [](PyObject* v, options& o) { return read_flag(v, o.dump.keep_tuples); }},
    {"v8_version",
     [](PyObject* v, options& o) {
       std::uint32_t version = 0;
       if (v == Py_None) return true;
       if (!read_number(v, version)) return false;
       o.encode.v8_version = version;
       return true;
     }},
    {"indent", [](PyObject* v, options& o) { return read_number(v, o.encode.indent); }},
    // True, or a function that is told of each loss.
    {"lossy",
     [](PyObject* v, options& o) {
       if (PyCallable_Check(v) != 0) o.on_loss = v;
       o.dump.lossy = o.on_loss != nullptr;
       if (o.on_loss == nullptr && !read_flag(v, o.dump.lossy)) return false;
       o.encode.lossy = o.dump.lossy;
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
  if (from.value.memory_bytes() < worth_it) return try_encode(from.value, how);
  from.pin();
  PyThreadState* thread = PyEval_SaveThread();
  result<std::vector<std::byte>> made = try_encode(from.value, how);
  PyEval_RestoreThread(thread);
  return made;
}

bool report_losses(module_state& state, const std::vector<error>& losses, PyObject* on_loss) {
  const owned list(PyList_New(0));
  if (!list) return false;
  for (const error& loss : losses) {
    const owned exception(exception_of(state.EncodeError, loss));
    if (!exception || PyList_Append(list.get(), exception.get()) != 0) return false;
  }
  return static_cast<bool>(owned(
      PyObject_CallFunctionObjArgs(state.report_losses, list.get(), on_loss == nullptr ? Py_None : on_loss, nullptr)));
}

}  // namespace

PyObject* dumps(PyObject* module, PyObject* const* arguments, Py_ssize_t count, PyObject* names) {
  module_state& state = state_of(module);
  if (!is_bound(state)) return nullptr;
  if (count != 1) {
    PyErr_SetString(PyExc_TypeError, "dumps() takes the value as its one positional argument");
    return nullptr;
  }
  if (names == nullptr) {
    PyObject* written = write_v8(state, arguments[0], writing_style::v8);
    if (written != Py_NotImplemented) return written;
    Py_DECREF(written);
  }
  options o;
  o.encode.format = format::v8;
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

}  // namespace clonewire::python
