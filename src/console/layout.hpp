// How a container's items share lines: all on one line, in columns, or one a line.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <clonewire/console.hpp>

#include "console/text.hpp"

namespace clonewire::console {

/// What stands around a container's items, and what is known about them.
struct outline {
  text base;         ///< before the brace: a reference mark, an error's own text; may be empty
  std::string open;  ///< the brace and what is before it: "[", "Map(2) {"
  char close = '}';
  std::uint32_t indentation = 0;  ///< of the line that the container begins on
  bool list = false;              ///< array-like: many items are set in columns
  bool numbers = false;           ///< a list of nothing but numbers, which are aligned to the right
  bool may_join = false;          ///< nests few enough levels to be put on one line
};

/// The rules of `util.inspect` with `compact: 3`.
text lay_out(outline&& around, std::vector<text>&& items, const console_options& options);

}  // namespace clonewire::console
