#include <clonewire/error.hpp>
#include <clonewire/kind.hpp>

namespace clonewire {

std::string_view name_of(kind k) noexcept {
  constexpr std::string_view names[kind_count] = {
      "absent",      "undefined", "null",           "boolean",       "number",        "bigint",        "string",
      "bytes",       "timestamp", "object",         "array",         "date",          "regexp",        "map",
      "set",         "error",     "boolean_object", "number_object", "bigint_object", "string_object", "array_buffer",
      "typed_array", "data_view", "host",           "tuple",
  };
  return names[static_cast<int>(k)];
}

std::string_view constructor_name(element_type type) noexcept {
  constexpr std::string_view names[element_type_count] = {
      "Int8Array",   "Uint8Array",   "Uint8ClampedArray", "Int16Array",   "Uint16Array",   "Int32Array",
      "Uint32Array", "Float16Array", "Float32Array",      "Float64Array", "BigInt64Array", "BigUint64Array",
      "Buffer",
  };
  return names[static_cast<int>(type)];
}

std::string_view name_of(error_name name) noexcept {
  constexpr std::string_view names[] = {
      "Error", "EvalError", "RangeError", "ReferenceError", "SyntaxError", "TypeError", "URIError",
  };
  return names[static_cast<int>(name)];
}

std::string_view name_of(errc code) noexcept {
  constexpr std::string_view names[] = {
      "unexpected_end", "unknown_tag",   "unsupported_version",  "length_over_input",   "invalid_value",
      "invalid_key",    "duplicate_key", "count_mismatch",       "invalid_reference",   "invalid_string",
      "invalid_syntax", "invalid_view",  "content_not_in_bytes", "unknown_host_object", "trailing_bytes",
      "limit_exceeded", "cannot_carry",  "wrong_kind",           "not_found",           "unknown_format",
      "invalid_option", "out_of_memory",
  };
  return names[static_cast<int>(code)];
}

}  // namespace clonewire
