// What formats that are JSON text share: errors that name the place in the value, and strings on their way into a
// document.
#pragma once

#include <string>

#include <clonewire/error.hpp>
#include <clonewire/limits.hpp>
#include <clonewire/value.hpp>

#include "wire/json_reader.hpp"
#include "wire/json_tree.hpp"

namespace clonewire::formats {

inline wire::octets octets_of(bytes_view bytes) noexcept {
  return {reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()};
}

/// The string's content: the text itself where it has no escapes, else what `unescaped` receives. ASCII is given as
/// Latin-1, and only a string with a lone surrogate as UTF-16.
string_data content_of(const wire::json_string& text, std::string& unescaped);

/// Appends the step into a JSON object's member: ".name", "[7]" or "[\"any text\"]".
void append_member_step(std::string& path, const wire::json_string& key);

/// The whole text as a tree. Precondition: the text outlives it.
result<wire::json_tree> read_tree(bytes_view text, const limits& bounds);
/// Where a node stands; O(size of the tree).
std::string path_of(const wire::json_tree& tree, wire::json_tree::index node);

/// Where the reader stands, as "$.a[3]".
std::string path_of(const wire::json_reader& reader);
/// The reader's failure with its path. Precondition: it failed.
error failure_of(const wire::json_reader& reader);

}  // namespace clonewire::formats
