// The memory layout of a document: 16-byte slots, 24-byte object records. Not an API: `value` is the way in.
//
// A slot holds a primitive, or points to an object's record and names its number. A record points to its children,
// which lie contiguous. Records never move, so a slot can point at one before the object is complete (cycles).
#pragma once

#include <cstdint>

#include <clonewire/kind.hpp>

namespace clonewire::detail {

struct record;

struct slot {
  clonewire::kind kind;
  std::uint8_t form;   // number: number_form; string: string_encoding; boolean: 0 or 1; bigint: 1 when negative
  std::uint16_t hash;  // property keys only: of their content
  std::uint32_t size;  // string, bytes, bigint: bytes; number in int32 form: the integer; object: its number;
                       // number in float64 form: 1 where it is kept as written, as an integer of more bits
  union {
    double number;             // a number in any form
    const std::uint8_t* data;  // string: code units; bigint: magnitude, little-endian, no leading zeros
    record* object;
    std::uint64_t bits;
  };
};
static_assert(sizeof(slot) == 16);

// A number is in int32 form when it is an integer of 32 bits and not -0; `size` then holds it as well.
// Formats write an int32 form short. Only where numbers are kept as they were written is such an integer in float64
// form too (never in a property's key): who asks what a number is must ask for its value, not its form.
enum class number_form : std::uint8_t { int32, float64 };

// How an array keeps its elements. Packed forms hold nothing but numbers and no holes.
enum class array_storage : std::uint8_t {
  slots,    // count == length slots; holes are of kind absent
  int32s,   // std::int32_t
  doubles,  // double, unaligned to nothing less than 8
  sparse,   // count pairs (index as a number slot, value), ascending
};

struct record {
  clonewire::kind kind;
  std::uint8_t form;     // array: array_storage; error: error_name; typed_array: element_type
  std::uint16_t flags;   // array: array_flags; regexp: regexp_flags; array_buffer: buffer_flags; view: view_flags
  std::uint32_t count;   // children: elements, entries, properties (not doubled for pairs), fields
  std::uint32_t length;  // array: JavaScript's length
  std::uint32_t property_count;  // array: named properties, as pairs right behind the elements
  union {
    slot* children;
    std::int32_t* int32s;
    double* doubles;
    double number;  // date: time value; number_object
    struct buffer* buffer;
    struct view* view;
    std::uint64_t bits;
  };
};
static_assert(sizeof(record) == 24);

enum array_flags : std::uint16_t {
  array_has_holes = 1,
  // Numbers are kept as they were written: packed only if all were written alike, doubles as nothing but doubles.
  array_as_written = 2,
};
enum buffer_flags : std::uint16_t { buffer_resizable = 1, buffer_immutable = 2 };
enum view_flags : std::uint16_t {
  view_length_tracking = 1,
  // The view's buffer was made for it when it was read: its source keeps views as slices, so that the identity of
  // the buffer is no part of the value.
  view_owns_slice = 2,
  // The view's source keeps its buffer as an object of its own.
  view_keeps_buffer = 4,
};

struct buffer {
  const std::uint8_t* data;
  std::uint64_t byte_length;
  std::uint64_t max_byte_length;
};

struct view {
  slot buffer;  // of kind array_buffer, or host (a SharedArrayBuffer whose content is elsewhere)
  std::uint64_t byte_offset;
  std::uint64_t byte_length;
};

// Children by kind, all in slots:
//   object       count pairs (key, value), in JavaScript's key order. A key is a string, or a number in int32 or
//                float64 form that is an array index (0 to 2^32-2)
//   array        by `form`; then property_count pairs (key, value)
//   map          count pairs; set, tuple: count values
//   regexp       1: source;  error: 3: message, stack, cause (absent where the error lacks one); `count` is 4 where a
//                fourth tells the name as it was read, which is no part of the value
//   boolean_object, bigint_object, string_object: 1, the primitive;  date, number_object: none, see `number`
//   host         1 + 2 * count: the interface's name, then pairs (field name, value)
//   array_buffer, typed_array, data_view: none, see `buffer` and `view`
inline constexpr std::uint32_t error_message = 0, error_stack = 1, error_cause = 2, error_given_name = 3;

}  // namespace clonewire::detail
