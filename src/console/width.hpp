// How much room text takes: in UTF-16 code units, which decide where Node breaks lines, and in terminal columns, by
// which it aligns an array's elements.
#pragma once

#include <cstddef>
#include <string_view>

namespace clonewire::console {

struct extent {
  std::size_t units = 0;    ///< `text.length` in JavaScript
  std::size_t columns = 0;  ///< on a terminal: East Asian and emoji characters take two, combining marks none
  bool breaks = false;      ///< has a line break
};

/// Precondition: `utf8` is valid. Columns are those of the text in normal form C, as ICU counts them for Node, except
/// that a character and a mark are not composed across another mark.
extent measure(std::string_view utf8) noexcept;

}  // namespace clonewire::console
