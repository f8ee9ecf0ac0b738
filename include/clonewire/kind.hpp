// The kinds of values of the structured clone algorithm (HTML Standard, section 2.7), by JavaScript's own names.
#pragma once

#include <cstdint>
#include <string_view>

namespace clonewire {

/// What a value is. Kinds from `object` on have identity: the same object met twice is one object.
enum class kind : std::uint8_t {
  absent,  ///< no value: an array's hole, a field that an Error lacks, a failed lookup
  undefined,
  null,
  boolean,
  number,     ///< every JavaScript number; an int32 is a storage form of it
  bigint,     ///< integer of any size
  string,     ///< UTF-16 code units in JavaScript's sense; lone surrogates survive
  bytes,      ///< immutable byte string (serial, Python)
  timestamp,  ///< a point in time with its zone, as RFC 3339 text of any precision (serial, Python)
  object,     ///< plain object
  array,
  date,
  regexp,
  map,
  set,
  error,
  boolean_object,  ///< `new Boolean(true)`
  number_object,
  bigint_object,
  string_object,
  array_buffer,  ///< also resizable and immutable ones
  typed_array,   ///< `element_type` tells which, Node's Buffer among them
  data_view,
  host,   ///< platform object with an interface name and named fields
  tuple,  ///< immutable sequence (serial, Python)
};
inline constexpr int kind_count = static_cast<int>(kind::tuple) + 1;

/// How a document keeps numbers (`decode_options::numbers`). Values are equal however they are kept.
enum class number_storage : std::uint8_t {
  canonical,   ///< an integer of 32 bits as such, whatever it was written as
  as_written,  ///< what was written as a floating-point number stays one: 1.0 is told from 1 (v8, msgpack, cbor)
};

/// True for kinds whose values have identity (may be shared, may form cycles).
constexpr bool has_identity(kind k) noexcept {
  return k >= kind::object;
}

/// The kind's stable name, as in "typed_array".
std::string_view name_of(kind k) noexcept;

/// The element type of a typed array. `buffer` is Node.js's Buffer (a Uint8Array of its own class).
enum class element_type : std::uint8_t {
  int8,
  uint8,
  uint8_clamped,
  int16,
  uint16,
  int32,
  uint32,
  float16,
  float32,
  float64,
  bigint64,
  biguint64,
  buffer,
};
inline constexpr int element_type_count = static_cast<int>(element_type::buffer) + 1;

/// Bytes in one element: 1, 2, 4 or 8.
constexpr std::uint32_t element_size(element_type type) noexcept {
  constexpr std::uint8_t sizes[element_type_count] = {1, 1, 1, 2, 2, 4, 4, 2, 4, 8, 8, 8, 1};
  return sizes[static_cast<int>(type)];
}

/// The constructor's name: "Uint8Array", …, "Buffer".
std::string_view constructor_name(element_type type) noexcept;

/// The seven names that structured clone keeps of an Error.
enum class error_name : std::uint8_t {
  Error,
  EvalError,
  RangeError,
  ReferenceError,
  SyntaxError,
  TypeError,
  URIError,
};
std::string_view name_of(error_name name) noexcept;

/// RegExp flags, with V8's bit values.
enum regexp_flags : std::uint16_t {
  regexp_global = 1,
  regexp_ignore_case = 2,
  regexp_multiline = 4,
  regexp_sticky = 8,
  regexp_unicode = 16,
  regexp_dot_all = 32,
  regexp_linear = 64,
  regexp_has_indices = 128,
  regexp_unicode_sets = 256,
};

/// How a string's bytes are encoded in the document.
enum class string_encoding : std::uint8_t {
  latin1,  ///< one byte a code unit, U+0000 to U+00FF
  utf16,   ///< UTF-16LE, two bytes a code unit, not necessarily aligned
  utf8,    ///< valid UTF-8
};

}  // namespace clonewire
