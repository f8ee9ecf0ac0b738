#include <clonewire/clonewire.hpp>

#include <vector>

#include "errors.hpp"
#include "functions.hpp"
#include "keywords.hpp"
#include "lent_bytes.hpp"

namespace clonewire::python {

namespace {

struct options {
  decode_options decode;
  encode_options encode;
  PyObject* on_loss = nullptr;
};

const keyword<options> keywords[] = {
    {"format", [](PyObject* v, options& o) { return read_format(v, o.decode.format); }},
    {"from_variant", [](PyObject* v, options& o) { return read_text(v, o.decode.variant); }},
    {"variant", [](PyObject* v, options& o) { return read_text(v, o.encode.variant); }},
    {"from_dialect",
     [](PyObject* v, options& o) { return read_choice("from_dialect", v, dialect_names, o.decode.dialect); }},
    {"dialect", [](PyObject* v, options& o) { return read_choice("dialect", v, dialect_names, o.encode.dialect); }},
    {"views", [](PyObject* v, options& o) { return read_choice("views", v, view_policies, o.encode.views); }},
    {"v8_version", [](PyObject* v, options& o) { return read_optional(v, o.encode.v8_version); }},
    {"indent", [](PyObject* v, options& o) { return read_number(v, o.encode.indent); }},
    {"lossy", [](PyObject* v, options& o) { return read_lossy(v, o.encode.lossy, o.on_loss); }},
};

struct conversion {
  result<document> read;
  result<std::vector<std::byte>> written;
};

// Nothing of Python's is touched on the way.
conversion convert_released(bytes_view input, const options& how) {
  const interpreter_released released(true);
  result<document> read = try_decode(input, how.decode);
  result<std::vector<std::byte>> written = read ? try_encode(*read, how.encode) : std::vector<std::byte>();
  return {std::move(read), std::move(written)};
}

}  // namespace

PyObject* convert(PyObject* module, PyObject* const* arguments, Py_ssize_t count, PyObject* names) {
  module_state& state = state_of(module);
  if (!is_bound(state)) return nullptr;
  if (count != 2) {
    PyErr_SetString(PyExc_TypeError, "convert() takes the bytes and the wanted format as its two positional arguments");
    return nullptr;
  }
  options o;
  o.decode.strict = true;
  o.decode.input = input_lifetime::borrowed;
  lent_bytes input;
  if (!read_format(arguments[1], o.encode.format) || !read_keywords("convert", names, arguments + 2, keywords, o) ||
      !input.borrow(arguments[0]))
    return nullptr;
  std::vector<error> losses;
  if (o.encode.lossy) o.encode.on_loss = [&losses](const error& loss) { losses.push_back(loss); };

  const auto [read, written] = convert_released(input.view(), o);
  if (!read) return raise_decode_error(state, read.error());
  if (!read->notes().empty() && !report_notes(state, *read)) return nullptr;
  if (!written) return raise_encode_error(state, written.error());
  if (!losses.empty() && !report_losses(state, losses, o.on_loss)) return nullptr;
  return PyBytes_FromStringAndSize(reinterpret_cast<const char*>(written->data()),
                                   static_cast<Py_ssize_t>(written->size()));
}

}  // namespace clonewire::python
