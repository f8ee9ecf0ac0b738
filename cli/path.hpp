// Paths to values, "$.pets[0].owner", as `value::path` and errors print them and as `get` reads them.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <clonewire/document.hpp>
#include <clonewire/value.hpp>

namespace clonewire::cli {

/// `.name`, `["name"]`. WTF-8: a lone surrogate is three bytes.
struct name_step {
  std::string name;
};
/// `[3]`
struct index_step {
  std::uint64_t index;
};
/// `.get(KEY)`: the key is the root of a document of its own.
struct map_step {
  document key;
};
using path_step = std::variant<name_step, index_step, map_step>;

/// A path's steps, each with the place in the text where it ends.
struct path {
  std::string text;
  std::vector<path_step> steps;
  std::vector<std::size_t> ends;
};

/// Reads a path. Throws `failure` (wrong usage) that names the place where it is none.
path parse_path(const std::string& text);

/// What a path leads to.
struct found {
  value what;
  document owner;  // of `what`, where it is no value of the document searched: a typed array's element
};

/// Follows the path from `root`. Where it leads nowhere: `not_found` with the path that far, and what is there.
result<found> follow(const path& way, const value& root);

/// The steps that lead from an object to its children, as paths print them.
std::string property_step_text(const value& key);
std::string index_step_text(std::uint64_t index);
std::string map_value_step_text(const value& key, std::uint64_t entry);
std::string map_key_step_text(std::uint64_t entry);

/// An element of a typed array: a number or bigint, in a document of its own. Precondition: index < size().
document typed_array_element(const value& view, std::uint64_t index);

/// True for undefined, null, booleans, numbers, bigints and strings.
bool is_primitive(const value& v);
/// SameValueZero, for two primitives.
bool same_primitive(const value& a, const value& b);

}  // namespace clonewire::cli
