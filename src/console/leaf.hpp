// Values that are printed without going into them, and the words around those that are not.
#pragma once

#include <cstdint>
#include <string>

#include <clonewire/value.hpp>

#include "console/style.hpp"
#include "console/text.hpp"

namespace clonewire::console {

/// What stands around a value's content: "Map(2) {" and '}'.
struct braces {
  std::string open;
  char close;
};
braces braces_of(const value& v);

/// A value without content: a primitive, a date, an empty array; also an error, up to its cause.
text leaf_text(const value& v, std::uint32_t indentation, const style& how);

/// True for a typed array whose bytes are not in the document: it is shown by its fields.
bool is_content_elsewhere(const value& typed_array);
/// One element of a typed array. Precondition: index < v.size(), and the bytes are in the document.
std::string element_text(const value& typed_array, std::uint64_t index);

/// "00 ff 7f ... 2 more bytes": the first `limit` bytes, in hexadecimal.
std::string hex_list(bytes_view bytes, std::uint64_t limit);
/// "... 2 more items"
std::string more_text(std::uint64_t count, std::string_view noun);

}  // namespace clonewire::console
