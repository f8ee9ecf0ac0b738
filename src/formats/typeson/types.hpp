// The type names of Typeson's structured-cloning preset, as `$types` has them.
#pragma once

#include <cstdint>
#include <iterator>
#include <string_view>

#include <clonewire/kind.hpp>

namespace clonewire::formats::typeson {

enum class type : std::uint8_t {
  none,       // JSON as it stands
  reference,  // the string "#path"
  array,      // an array, or where it has named properties an object with its length
  undefined,
  hole,
  nan,
  infinity,
  negative_infinity,
  negative_zero,
  bigint,
  date,
  regexp,
  map,
  set,
  user_object,  // an instance of a class, which is no part of the value
  boolean_object,
  number_object,
  bigint_object,
  string_object,
  array_buffer,
  typed_array,
  data_view,
  error,
  blob,
  file,
  file_list,
  other,  // a custom type, a list of types, or nothing that is known
};

struct named_type {
  std::string_view name;
  typeson::type type;
  std::uint8_t detail = 0;  // typed_array: element_type; error: error_name

  element_type element() const noexcept { return static_cast<element_type>(detail); }
  error_name error() const noexcept { return static_cast<error_name>(detail); }
};

constexpr named_type named_view(std::string_view name, element_type element) noexcept {
  return {name, type::typed_array, static_cast<std::uint8_t>(element)};
}
constexpr named_type named_error(std::string_view name, error_name error) noexcept {
  return {name, type::error, static_cast<std::uint8_t>(error)};
}

// The two without a name come first and last. Errors that are none of structured clone's seven are Errors to it.
inline constexpr named_type named_types[] = {
    {"", type::none},
    {"arrayNonindexKeys", type::array},
    {"#", type::reference},
    {"date", type::date},
    {"undef", type::undefined},
    {"map", type::map},
    {"set", type::set},
    {"bigint", type::bigint},
    {"sparseUndefined", type::hole},
    {"nan", type::nan},
    {"infinity", type::infinity},
    {"negativeInfinity", type::negative_infinity},
    {"negativeZero", type::negative_zero},
    {"regexp", type::regexp},
    {"userObject", type::user_object},
    {"BooleanObject", type::boolean_object},
    {"NumberObject", type::number_object},
    {"bigintObject", type::bigint_object},
    {"StringObject", type::string_object},
    {"arraybuffer", type::array_buffer},
    {"dataview", type::data_view},
    named_view("int8array", element_type::int8),
    named_view("uint8array", element_type::uint8),
    named_view("uint8clampedarray", element_type::uint8_clamped),
    named_view("int16array", element_type::int16),
    named_view("uint16array", element_type::uint16),
    named_view("int32array", element_type::int32),
    named_view("uint32array", element_type::uint32),
    named_view("float16array", element_type::float16),
    named_view("float32array", element_type::float32),
    named_view("float64array", element_type::float64),
    named_view("bigint64array", element_type::bigint64),
    named_view("biguint64array", element_type::biguint64),
    named_error("error", error_name::Error),
    named_error("evalerror", error_name::EvalError),
    named_error("rangeerror", error_name::RangeError),
    named_error("referenceerror", error_name::ReferenceError),
    named_error("syntaxerror", error_name::SyntaxError),
    named_error("typeerror", error_name::TypeError),
    named_error("urierror", error_name::URIError),
    named_error("aggregateerror", error_name::Error),
    named_error("internalerror", error_name::Error),
    {"blob", type::blob},
    {"file", type::file},
    {"filelist", type::file_list},
    {"", type::other},
};
/// A type as its place in that table.
using type_index = std::uint8_t;
inline constexpr type_index other_type = std::size(named_types) - 1;

/// `other_type` where there is no type of that name.
type_index type_named(std::string_view name) noexcept;

/// The type in the table; of several names the first.
constexpr type_index index_of(type t, std::uint8_t detail = 0) noexcept {
  type_index i = 0;
  while (i != other_type && (named_types[i].type != t || named_types[i].detail != detail)) ++i;
  return i;
}

}  // namespace clonewire::formats::typeson
