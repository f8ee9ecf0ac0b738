// The envelope's tags. An object whose member "$t" is a string is an envelope; all its members but "$t" and "v" are
// ignored. A dict that has a key "$t" of its own is put into an envelope of the tag "object".
#pragma once

#include <cstdint>
#include <string_view>

namespace clonewire::formats::serial {

inline constexpr std::string_view tag_key = "$t";
inline constexpr std::string_view payload_key = "v";

enum class tag : std::uint8_t {
  bytes,   // base64, padded, of the standard alphabet
  bigint,  // decimal digits
  time,    // RFC 3339 with up to nine digits of a second's fraction; js: in UTC and whole milliseconds it is a Date
  tuple,   // [value, …]
  set,     // [value, …], sorted by the elements' text
  mapkv,   // [[key, value], …], sorted by the keys' text
  object,  // {key: value, …}, "$t" among the keys
  blob,    // js: {"bytes": base64, "mimeType": text}
  file,    // js: {"bytes": base64, "lastModified": number, "mimeType": text, "name": text}
  custom,  // any one value; the tag is the name of a type that the caller registered
};

/// What a payload is in JSON.
enum class shape : std::uint8_t { text, array, object, other };

struct tag_row {
  std::string_view name;
  tag is;
  shape payload;
  const char* expected;  // what an error says of a payload of another shape
};

inline constexpr tag_row tag_table[] = {
    {"bytes", tag::bytes, shape::text, "expected a base64 string"},
    {"bigint", tag::bigint, shape::text, "expected a decimal string"},
    {"time", tag::time, shape::text, "expected an RFC3339 string"},
    {"tuple", tag::tuple, shape::array, "expected an array"},
    {"set", tag::set, shape::array, "expected an array"},
    {"mapkv", tag::mapkv, shape::array, "expected an array of [key, value] pairs"},
    {"object", tag::object, shape::object, "expected an object"},
};
inline constexpr tag_row blob_row = {"Blob", tag::blob, shape::object, "expected an object of bytes and mimeType"};
inline constexpr tag_row file_row = {"File", tag::file, shape::object,
                                     "expected an object of bytes, lastModified, mimeType and name"};
inline constexpr tag_row custom_row = {"", tag::custom, shape::other, "expected a member \"v\""};

/// One of the tags that mean the same to everybody; null where `name` is none.
constexpr const tag_row* own_tag(std::string_view name) noexcept {
  for (const tag_row& row : tag_table) {
    if (row.name == name) return &row;
  }
  return nullptr;
}

}  // namespace clonewire::formats::serial
