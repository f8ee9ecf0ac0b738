// V8's value serialization format (v8/src/objects/value-serializer.cc): its tags with their grammar, and what the
// versions changed.
//
//   data    = [0xff varint32: version] value
//   value   = *padding ['?' varint32] tag …      integers are varints (LEB128), doubles little-endian
//
// The one hard idea: an ArrayBuffer that is followed by `V` is not the value, the view is. And object numbers are
// given when an object's tag is met, before its children.
#pragma once

#include <cstdint>

#include <clonewire/kind.hpp>

namespace clonewire::formats::v8 {

enum class tag : std::uint8_t {
  version = 0xff,             // varint32
  padding = 0x00,             // ignored before any tag
  verify_object_count = '?',  // varint32: ignored; a value follows
  the_hole = '-',             // only as an element of a dense array
  undefined = '_',
  null = '0',
  true_value = 'T',
  false_value = 'F',
  int32 = 'I',               // zigzag varint32
  uint32 = 'U',              // varint32; never written today
  number = 'N',              // f64
  bigint = 'Z',              // varint32: bit 0 sign, bits 1 to 30 byte length; magnitude, little-endian
  utf8_string = 'S',         // varint32: byte length; bytes
  one_byte_string = '"',     // varint32: byte length; Latin-1
  two_byte_string = 'c',     // varint32: byte length; UTF-16LE. Written so that its characters lie at an even offset
  object_reference = '^',    // varint32: object number
  begin_object = 'o',        // *(key value) end_object
  end_object = '{',          // varint32: number of properties
  begin_sparse_array = 'a',  // varint32: length; *(key value) end_sparse_array
  end_sparse_array = '@',    // varint32: number of properties, varint32: length
  begin_dense_array = 'A',   // varint32: length; length * (value | the_hole), *(key value) end_dense_array
  end_dense_array = '$',     // varint32: number of properties after the elements, varint32: length
  date = 'D',                // f64: ms since 1970, NaN when invalid
  true_object = 'y',
  false_object = 'x',
  number_object = 'n',  // f64
  bigint_object = 'z',  // as bigint, without its tag
  string_object = 's',  // string value
  regexp = 'R',         // string value: source; varint32: flags
  begin_map = ';',      // *(key value) end_map
  end_map = ':',        // varint32: number of keys and values
  begin_set = '\'',     // *value end_set
  end_set = ',',        // varint32: number of values
  array_buffer = 'B',   // length: byte length; bytes
  immutable_array_buffer = 'C',
  resizable_array_buffer = '~',  // length: byte length, length: maximum; bytes
  array_buffer_transfer = 't',   // varint32: transfer number; the content is not in the bytes
  array_buffer_view = 'V',       // behind its buffer: view_tag, length: offset, length: byte length, varint32: flags
  shared_array_buffer = 'u',     // varint32: number that only the writing process understands
  shared_object = 'p',           // varint32: the same
  wasm_module_transfer = 'w',    // varint32: the same
  wasm_memory_transfer = 'm',    // zigzag varint32: maximum pages, u8: memory64, value: its SharedArrayBuffer
  host_object = '\\',            // whatever the embedder chose
  error = 'r',                   // [error_tag: prototype] *(error_tag …) end
};

enum class view_tag : std::uint8_t {
  int8_array = 'b',
  uint8_array = 'B',
  uint8_clamped_array = 'C',
  int16_array = 'w',
  uint16_array = 'W',
  int32_array = 'd',
  uint32_array = 'D',
  float16_array = 'h',
  float32_array = 'f',
  float64_array = 'F',
  bigint64_array = 'q',
  biguint64_array = 'Q',
  data_view = '?',
};

enum class error_tag : std::uint8_t {
  eval_error = 'E',
  range_error = 'R',
  reference_error = 'F',
  syntax_error = 'S',
  type_error = 'T',
  uri_error = 'U',
  message = 'm',  // string value
  cause = 'c',    // value
  stack = 's',    // string value
  end = '.',
};

/// The kind of Error that a prototype's tag stands for; Error for any other tag.
constexpr error_name prototype_of(error_tag t) noexcept {
  switch (t) {
    case error_tag::eval_error: return error_name::EvalError;
    case error_tag::range_error: return error_name::RangeError;
    case error_tag::reference_error: return error_name::ReferenceError;
    case error_tag::syntax_error: return error_name::SyntaxError;
    case error_tag::type_error: return error_name::TypeError;
    case error_tag::uri_error: return error_name::URIError;
    default: return error_name::Error;
  }
}

inline constexpr std::uint32_t view_is_length_tracking = 1;
inline constexpr std::uint32_t view_is_over_resizable = 2;

// Element types by Node.js's index in a host object (lib/v8.js); 9 is DataView.
inline constexpr std::uint32_t node_data_view = 9;
inline constexpr std::uint32_t node_buffer = 10;
inline constexpr element_type node_types[] = {
    element_type::int8,      element_type::uint8,   element_type::uint8_clamped, element_type::int16,
    element_type::uint16,    element_type::int32,   element_type::uint32,        element_type::float32,
    element_type::float64,   element_type::uint8,   element_type::buffer,        element_type::bigint64,
    element_type::biguint64, element_type::float16,
};
inline constexpr std::uint32_t node_type_count = sizeof node_types / sizeof node_types[0];

// workerd's host object tag for errors, and its numbers for their types (workerd/jsg).
inline constexpr std::uint32_t workerd_error = 10;
enum class workerd_error_type : std::uint8_t {
  custom = 0,  // a string value, the name, comes before the message
  error = 1,
  type_error = 2,
  range_error = 3,
  reference_error = 4,
  syntax_error = 5,
  eval_error = 10,
  uri_error = 11,
  aggregate_error = 12,
};

// Deno's host objects: this number, then an object whose `type` names the interface.
inline constexpr std::uint32_t deno_host_object = 0xffffffff;

/// What a format version does differently.
class wire_rules {
 public:
  explicit constexpr wire_rules(std::uint32_t version) noexcept : version_(version) {}
  constexpr std::uint32_t version() const noexcept { return version_; }
  /// Objects are closed by an end tag that takes what lies on a stack (Chromium before 2012).
  constexpr bool stack_based() const noexcept { return version_ == 0; }
  /// undefined as an element of a dense array stands for a hole.
  constexpr bool undefined_is_hole() const noexcept { return version_ < 11; }
  /// A RegExp's source and a String object's text have no string tag: they are bare UTF-8.
  constexpr bool bare_strings() const noexcept { return version_ < 12; }
  /// Any unknown tag begins a host object.
  constexpr bool unknown_tags_are_host_objects() const noexcept { return version_ < 13; }
  /// Some data was written wrongly, with view flags already (crbug.com/1284506).
  constexpr bool may_have_view_flags() const noexcept { return version_ == 13; }
  constexpr bool view_flags() const noexcept { return version_ >= 14; }
  constexpr bool shared_objects() const noexcept { return version_ >= 15; }
  /// Lengths and offsets of buffers and views are varints of 64 bits.
  constexpr bool long_lengths() const noexcept { return version_ >= 16; }

 private:
  std::uint32_t version_;
};

/// V8's longest string, in code units (v8::String::kMaxLength on 64-bit machines).
inline constexpr std::uint32_t max_string_length = (1u << 29) - 24;

}  // namespace clonewire::formats::v8
