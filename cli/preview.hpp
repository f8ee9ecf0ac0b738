// Values in a few words, for one line of a message.
#pragma once

#include <string>

#include <clonewire/value.hpp>

namespace clonewire::cli {

/// "an array of length 3", "a map of 1 entry", "null"
std::string kind_text(const value& v);

/// The value on one line as the console prints it where it is small, else what it is: `kind_text`. O(1).
std::string preview(const value& v);

/// The same for two strings, as parts around the place where they differ first.
struct string_previews {
  std::string a, b;
};
string_previews preview_difference(const value& a, const value& b);

}  // namespace clonewire::cli
