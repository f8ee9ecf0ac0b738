// CBOR's items and the tags that mean something to structured clone, with their grammar. RFC 8949; the IANA registry of
// CBOR tags; cbor-x for what is its own.
#pragma once

#include <cstdint>

#include <clonewire/kind.hpp>

namespace clonewire::formats::cbor {

// The upper three bits of an item's first byte. The lower five are the argument below 24, or say how many bytes it has.
enum class major : std::uint8_t { positive, negative, bytes, text, array, map, tag, special };

inline constexpr std::uint8_t info_8_bits = 24;  // then 16, 32 and 64 bits
inline constexpr std::uint8_t info_64_bits = 27;
inline constexpr std::uint8_t info_indefinite = 31;
inline constexpr std::uint8_t break_byte = 0xff;

// Arguments of `major::special`; those not here are unassigned, or a float's head.
enum class simple : std::uint8_t { false_value = 20, true_value, null, undefined };
inline constexpr std::uint8_t tag16_head = 0xd9;  // a tag of 16 bits
inline constexpr std::uint8_t float16_head = 0xf9;
inline constexpr std::uint8_t float32_head = 0xfa;
inline constexpr std::uint8_t float64_head = 0xfb;
inline constexpr std::uint32_t packed_simple_values = 16;  // inside of a packed table these refer to it

namespace tag {
enum : std::uint64_t {
  date_text = 0,                // text: RFC 3339
  date_seconds = 1,             // number: seconds since 1970; NaN: an invalid Date
  positive_bigint = 2,          // bytes: magnitude, big-endian
  negative_bigint = 3,          // bytes: n for -1-n
  packed_reference = 6,         // inside of a packed table: n >= 0 for entry 16+2n, n < 0 for 15-2n
  bundled_text = 14,            // inside of bundled strings: n code units of the first bundle; 15: of the second, ASCII
  bundled_ascii = 15,           //
  string_reference = 25,        // inside of 256: n for the nth string
  named_object = 27,            // [name, argument…]: see named_objects.hpp
  shareable = 28,               // a value that 29 may refer to; numbered in the order of these marks
  shared_reference = 29,        // n
  regexp_pattern = 35,          // text
  packed_table = 51,            // [[entry…], [], [], value]: cbor-x's `pack`
  first_typed_array = 64,       // bytes; RFC 8746
  last_typed_array = 87,        //
  old_record = 105,             // as record_definition
  string_namespace = 256,       // value
  set = 258,                    // array
  map = 259,                    // map
  ecmascript_regexp = 21066,    // [source, flags]
  self_described = 55799,       // value
  bundled_strings = 0xdff9,     // [offset of the last two bundles from here, (two bundles,) value]
  record_definitions = 0xdffe,  // [first id, [key…]…, value]
  record_definition = 0xdfff,   // [0xe000 + n, [key…], member…]: defines n and is its first object
  first_record = 0xe000,        // + n: [member…]
  last_record = 0xffff,
};
}  // namespace tag

/// What a tag of RFC 8746 says of its byte string.
struct typed_array_tag {
  element_type type;
  bool big_endian;
  bool is_carried;  // JavaScript has arrays of it
};

// 64 + 16·is_float + 8·is_signed + 4·is_little_endian + log2 of the size (of a float: minus one).
constexpr typed_array_tag typed_array_of(std::uint64_t tag) noexcept {
  using e = element_type;
  constexpr e unsigned_types[] = {e::uint8, e::uint16, e::uint32, e::biguint64};
  constexpr e signed_types[] = {e::int8, e::int16, e::int32, e::bigint64};
  constexpr e float_types[] = {e::float16, e::float32, e::float64, e::float64};
  const auto bits = static_cast<unsigned>(tag - tag::first_typed_array);
  const unsigned size = bits & 3;
  const bool little_endian = (bits & 4) != 0;
  if ((bits & 16) != 0) return {float_types[size], !little_endian, size != 3};
  if ((bits & 8) != 0) return {signed_types[size], !little_endian && size != 0, tag != 76};
  if (tag == 68) return {e::uint8_clamped, false, true};
  return {unsigned_types[size], !little_endian && size != 0, true};
}

/// The little-endian tag for an element type; a Buffer has none.
constexpr std::uint64_t tag_of(element_type type) noexcept {
  constexpr std::uint8_t tags[element_type_count] = {72, 64, 68, 77, 69, 78, 70, 84, 85, 86, 79, 71, 0};
  return tags[static_cast<int>(type)];
}

/// True for tags that reading gives a meaning wherever they stand, so that no other value can be written under them.
/// (27 and 105 have one for certain contents only.)
constexpr bool has_own_meaning(std::uint64_t tag) noexcept {
  switch (tag) {
    case tag::date_text:
    case tag::date_seconds:
    case tag::positive_bigint:
    case tag::negative_bigint:
    case tag::string_reference:
    case tag::shareable:
    case tag::shared_reference:
    case tag::regexp_pattern:
    case tag::packed_table:
    case tag::string_namespace:
    case tag::set:
    case tag::map:
    case tag::ecmascript_regexp:
    case tag::self_described:
    case tag::bundled_strings:
    case tag::record_definitions:
    case tag::record_definition: return true;
    default: break;
  }
  if (tag >= tag::first_record && tag <= tag::last_record) return true;
  return tag >= tag::first_typed_array && tag <= tag::last_typed_array && typed_array_of(tag).is_carried;
}

// Values without a kind of their own are kept as platform objects of these names.
inline constexpr const char* kept_tag_name = "CBOR tag";              // fields: tag, value
inline constexpr const char* kept_simple_name = "CBOR simple value";  // field: value

}  // namespace clonewire::formats::cbor
