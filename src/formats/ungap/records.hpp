// The records of @ungap/structured-clone: a JSON array of them, each [type, content], record 0 the value itself.
//
// A record's place in the array is its number, by which containers name their children; and its identity: two uses of
// one number are one object. Strings, numbers and other primitives are records too, and shared where they are equal.
// Types are numbers, or names of JavaScript's global constructors.
#pragma once

#include <optional>
#include <string_view>

#include "formats/codec.hpp"

namespace clonewire::formats::ungap {

/// The types that are numbers, each with its content. RECORD is the number of a record.
enum class record_type : std::int8_t {
  undefined = -1,  // no content: [-1]
  primitive = 0,   // null, a boolean, number or string
  array = 1,       // [RECORD, …]
  object = 2,      // [[RECORD of the key, RECORD], …]
  date = 3,        // ISO 8601 text; "": an invalid date
  regexp = 4,      // {"source": text, "flags": text}
  map = 5,         // [[RECORD, RECORD], …]
  set = 6,         // [RECORD, …]
  error = 7,       // {"name": text, "message": text}; no "message": the Error has none
  bigint = 8,      // decimal digits, text
};

/// One of the types that are names:
///
///     "-0"                                 no content: the number -0
///     "Boolean", "Number", "String"        the primitive; of a NaN "NaN", which Number() reads as such
///     "BigInt"                             decimal digits, text
///     "ArrayBuffer", "DataView"            [byte, …]: the whole buffer
///     "Uint8Array", …                      [element, …]: bigints as text, NaN as "NaN"
///     "Blob", "File"                       ours, which the package itself refuses to read:
///                                          {"mimeType": text, "bytes": [byte, …]}
///                                          {"mimeType": text, "name": text, "lastModified": number, "bytes": …}
struct named_type {
  clonewire::kind kind;
  element_type element = element_type::uint8;  // typed_array
};
/// Nothing where there is none of that name.
std::optional<named_type> type_named(std::string_view name) noexcept;

/// Members of the objects that records contain.
inline constexpr std::string_view source_member = "source", flags_member = "flags", name_member = "name",
                                  message_member = "message", mime_type_member = "mimeType", bytes_member = "bytes",
                                  last_modified_member = "lastModified";
inline constexpr std::string_view minus_zero_type = "-0", nan_text = "NaN", blob_type = "Blob", file_type = "File";

likelihood detect(bytes_view input);
result<document> decode(bytes_view input, const decode_options& options);
result<std::uint64_t> encode(const value& root, const encode_options& options, std::vector<std::byte>& out);

}  // namespace clonewire::formats::ungap
