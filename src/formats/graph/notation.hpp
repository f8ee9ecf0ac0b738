// The graph notation (conformance/NOTATION.md): every value exactly, as JSON. Its names and grammar.
//
// A value is a JSON object whose member "t" names its type; objects with identity carry "id". The fields of platform
// objects ("host") are written shorter: there a JSON string, integer, boolean or null is that value itself, a JSON
// array is a tuple, and a JSON object without "t" is a record, which is a host object without a name. Neither of the
// latter has an id, so that they cannot be referred to.
#pragma once

#include <iterator>
#include <optional>
#include <string_view>

#include "formats/codec.hpp"

namespace clonewire::formats::graph {

enum class member : std::uint8_t {
  t,
  id,
  v,
  e,
  p,
  length,
  source,
  flags,
  name,
  message,
  stack,
  cause,
  bytes,
  max_byte_length,
  buffer,
  byte_offset,
  byte_length,
  length_tracking,
  type,
};
inline constexpr std::string_view member_names[] = {
    "t",          "id",
    "v",          "e",
    "p",          "length",
    "source",     "flags",
    "name",       "message",
    "stack",      "cause",
    "bytes",      "maxByteLength",
    "buffer",     "byteOffset",
    "byteLength", "lengthTracking",
    "type",
};
inline constexpr std::size_t member_count = std::size(member_names);

/// A set of members, one bit each.
template <class... Members>
constexpr std::uint32_t members(Members... m) noexcept {
  return ((std::uint32_t{1} << static_cast<int>(m)) | ... | 0u);
}

/// One row of NOTATION.md's tables.
struct notation_type {
  std::string_view name;  // "t"
  clonewire::kind kind;   // absent: a reference
  std::uint32_t required;
  std::uint32_t optional = 0;
};

// Typed arrays have their constructors' names instead of this row's; a host object has fields besides these members.
inline constexpr notation_type notation_types[] = {
    {"number", kind::number, members(member::v)},
    {"string", kind::string, members(member::v)},
    {"object", kind::object, members(member::id, member::p)},
    {"array", kind::array, members(member::id, member::length, member::e, member::p)},
    {"ref", kind::absent, members(member::v)},
    {"undefined", kind::undefined, 0},
    {"null", kind::null, 0},
    {"boolean", kind::boolean, members(member::v)},
    {"bigint", kind::bigint, members(member::v)},
    {"Date", kind::date, members(member::id, member::v)},
    {"RegExp", kind::regexp, members(member::id, member::source, member::flags)},
    {"Map", kind::map, members(member::id, member::e)},
    {"Set", kind::set, members(member::id, member::e)},
    {"Error", kind::error, members(member::id, member::name), members(member::message, member::stack, member::cause)},
    {"Boolean", kind::boolean_object, members(member::id, member::v)},
    {"Number", kind::number_object, members(member::id, member::v)},
    {"BigInt", kind::bigint_object, members(member::id, member::v)},
    {"String", kind::string_object, members(member::id, member::v)},
    {"ArrayBuffer", kind::array_buffer, members(member::id, member::bytes), members(member::max_byte_length)},
    {"DataView", kind::data_view, members(member::id, member::buffer, member::byte_offset, member::byte_length),
     members(member::length_tracking)},
    {"typed array", kind::typed_array, members(member::id, member::buffer, member::byte_offset, member::length),
     members(member::length_tracking)},
    {"host", kind::host, members(member::id, member::type)},
    {"bytes", kind::bytes, members(member::v)},
    {"tuple", kind::tuple, members(member::id, member::e)},
    {"time", kind::timestamp, members(member::v)},
};

/// The row of a kind; of `absent`: of a reference.
const notation_type& type_of(kind k) noexcept;
/// The row of what "t" names, a typed array's constructor too, whose `element` is then set. Null: there is no such
/// type.
const notation_type* type_named(std::string_view t, element_type& element) noexcept;
std::optional<member> member_named(std::string_view name) noexcept;
/// Flags in JavaScript's order, each once at most.
std::optional<std::uint16_t> regexp_flags_named(std::string_view letters) noexcept;
/// Whether `text` is shaped like "2026-06-13T12:30:00Z", with a fraction of any length and any zone.
bool is_timestamp(std::string_view text) noexcept;

/// Whether a number is a JSON number in a host object's field: an integer that is safe in JavaScript's sense, not -0.
bool is_field_integer(double v) noexcept;
inline constexpr double max_safe_integer = 9007199254740991;

/// The field of host objects whose text is bytes in hexadecimal.
inline constexpr std::string_view bytes_field = "bytes";

result<document> decode(bytes_view input, const decode_options& options);
result<std::uint64_t> encode(const value& root, const encode_options& options, std::vector<std::byte>& out);

}  // namespace clonewire::formats::graph
