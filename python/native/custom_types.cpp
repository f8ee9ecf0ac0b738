#include "custom_types.hpp"

#include <string>

#include "keywords.hpp"

namespace clonewire::python {

namespace {

// In Python the payload is the one field of the host object.
std::string take_payload(const value& host, builder& to) {
  const value payload = host.find("payload");
  if (!payload) return "a host object without its payload";
  to.copy(payload);
  return {};
}

}  // namespace

bool read_custom_types(PyObject* types, custom_types& into) {
  const owned rows(PyObject_GetAttrString(types, "_rows"));
  const owned list(rows ? PySequence_Fast(rows.get(), "types must be a CustomTypes") : nullptr);
  if (!list) return false;
  for (Py_ssize_t i = 0; i < PySequence_Fast_GET_SIZE(list.get()); ++i) {
    PyObject* row = PySequence_Fast_GET_ITEM(list.get(), i);
    custom_type type;
    std::string_view name;
    if (!PyTuple_Check(row) || PyTuple_GET_SIZE(row) != 4) {
      PyErr_SetString(PyExc_TypeError, "types must be a CustomTypes");
      return false;
    }
    if (!read_text(PyTuple_GET_ITEM(row, 0), name) || !read_optional(PyTuple_GET_ITEM(row, 1), type.v8_id) ||
        !read_optional(PyTuple_GET_ITEM(row, 2), type.msgpack_code) ||
        !read_optional(PyTuple_GET_ITEM(row, 3), type.cbor_tag))
      return false;
    type.name = name;
    type.to_payload = take_payload;
    type.from_payload = [name = type.name](const value& payload, builder& to) {
      to.begin_host(name);
      to.key("payload").copy(payload);
      to.end();
      return std::string();
    };
    if (const auto added = into.add(std::move(type)); !added) {
      PyErr_SetString(PyExc_ValueError, added.error().detail.c_str());
      return false;
    }
  }
  return true;
}

}  // namespace clonewire::python
