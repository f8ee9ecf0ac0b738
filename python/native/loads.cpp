#include <clonewire/formats/v8.hpp>
#include <clonewire/clonewire.hpp>

#include "custom_types.hpp"
#include "errors.hpp"
#include "functions.hpp"
#include "keywords.hpp"
#include "load.hpp"

namespace clonewire::python {

namespace {

struct options {
  decode_options decode;
  load_options load;
  PyObject* types = nullptr;
};

constexpr std::string_view dialects[] = {"automatic", "node", "web", "workerd"};
constexpr std::string_view maps[] = {"automatic", "objects", "maps"};
constexpr std::string_view byte_string_kinds[] = {"automatic", "buffer", "uint8_array", "array_buffer", "bytes"};

bool read_format(PyObject* value, options& o) {
  std::string_view name;
  if (value == Py_None) return true;
  if (!read_text(value, name)) return false;
  o.decode.format = format_named(name);
  if (o.decode.format) return true;
  PyErr_Format(PyExc_ValueError, "there is no format %R", value);
  return false;
}

const keyword<options> keywords[] = {
    {"format", read_format},
    {"plain", [](PyObject* v, options& o) { return read_flag(v, o.load.plain); }},
    {"variant", [](PyObject* v, options& o) { return read_text(v, o.decode.variant); }},
    {"dialect", [](PyObject* v, options& o) { return read_choice("dialect", v, dialects, o.decode.dialect); }},
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
    {"v8_version",
     [](PyObject* v, options& o) {
       std::uint32_t version = 0;
       if (v == Py_None) return true;
       if (!read_number(v, version)) return false;
       o.decode.v8_version = version;
       return true;
     }},
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
    {"_keep_floats", [](PyObject* v, options& o) { return read_flag(v, o.load.keep_floats); }},
};

// The bytes to read, held while they are borrowed from.
class lent_bytes {
 public:
  lent_bytes() = default;
  lent_bytes(const lent_bytes&) = delete;
  lent_bytes& operator=(const lent_bytes&) = delete;
  ~lent_bytes() {
    if (buffer_.obj != nullptr) PyBuffer_Release(&buffer_);
  }
  bool borrow(PyObject* from) {
    if (PyBytes_CheckExact(from)) {
      view_ = {reinterpret_cast<const std::byte*>(PyBytes_AS_STRING(from)), static_cast<std::size_t>(PyBytes_GET_SIZE(from))};
      return true;
    }
    if (PyUnicode_Check(from)) {  // formats that are text
      Py_ssize_t size;
      const char* text = PyUnicode_AsUTF8AndSize(from, &size);
      if (text == nullptr) return false;
      view_ = {reinterpret_cast<const std::byte*>(text), static_cast<std::size_t>(size)};
      return true;
    }
    if (PyObject_GetBuffer(from, &buffer_, PyBUF_SIMPLE) != 0) {
      buffer_.obj = nullptr;
      return false;
    }
    view_ = {static_cast<const std::byte*>(buffer_.buf), static_cast<std::size_t>(buffer_.len)};
    is_writable_ = buffer_.readonly == 0;
    return true;
  }
  bytes_view view() const noexcept { return view_; }
  bool is_writable() const noexcept { return is_writable_; }

 private:
  Py_buffer buffer_{};
  bytes_view view_;
  bool is_writable_ = false;
};

// Decoding touches nothing of Python's: other threads may run meanwhile, where it takes long enough to be worth it.
result<document> decode_released(const lent_bytes& input, decode_options& how) {
  constexpr std::size_t worth_it = 32768;
  // What another thread may write to is copied first, so that lengths that were checked stay what they were.
  how.input = input.is_writable() ? input_lifetime::copied : input_lifetime::borrowed;
  if (input.view().size() < worth_it || input.is_writable()) return try_decode(input.view(), how);
  PyThreadState* thread = PyEval_SaveThread();
  result<document> made = try_decode(input.view(), how);
  PyEval_RestoreThread(thread);
  return made;
}

bool report_notes(module_state& state, const document& from) {
  const owned notes(PyList_New(0));
  if (!notes) return false;
  for (const std::string& note : from.notes()) {
    const owned text(PyUnicode_DecodeUTF8(note.data(), static_cast<Py_ssize_t>(note.size()), "backslashreplace"));
    if (!text || PyList_Append(notes.get(), text.get()) != 0) return false;
  }
  return static_cast<bool>(owned(PyObject_CallOneArg(state.report_notes, notes.get())));
}

}  // namespace

PyObject* loads(PyObject* module, PyObject* const* arguments, Py_ssize_t count, PyObject* names) {
  module_state& state = state_of(module);
  if (!is_bound(state)) return nullptr;
  if (count != 1) {
    PyErr_SetString(PyExc_TypeError, "loads() takes the bytes as its one positional argument");
    return nullptr;
  }
  options o;
  o.decode.strict = true;
  if (!read_keywords("loads", names, arguments + 1, keywords, o)) return nullptr;
  custom_types types;
  owned make_host;
  if (o.types != nullptr) {
    if (!read_custom_types(o.types, types)) return nullptr;
    o.decode.types = &types;
    make_host = owned(PyObject_CallMethod(o.types, "_maker", "O", o.load.make_host == nullptr ? Py_None : o.load.make_host));
    if (!make_host) return nullptr;
    o.load.make_host = make_host.get();
  }
  lent_bytes input;
  if (!input.borrow(arguments[0])) return nullptr;
  const result<document> made = decode_released(input, o.decode);
  if (!made) return raise_decode_error(state, made.error());
  if (!made->notes().empty() && !report_notes(state, *made)) return nullptr;
  return load(state, *made, o.load);
}

}  // namespace clonewire::python
