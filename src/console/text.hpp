// Text under construction: what one value prints as, with the measures that its container lays it out by.
#pragma once

#include <cstddef>
#include <list>
#include <string>
#include <string_view>

#include "console/ink.hpp"

namespace clonewire::console {

/// Text that can be appended to other text at a cost that does not grow with its length: past a few KiB its chunks
/// change hands. Copying each value's text into its container's would cost depth times length, which for 10,000 nested
/// arrays (200 MB, nearly all of it indentation) is hours.
class text {
 public:
  text() = default;
  explicit text(std::string_view utf8) { append(utf8); }
  text(std::string_view utf8, const ink& colour) { append(utf8, colour); }

  /// Precondition: valid UTF-8.
  text& append(std::string_view utf8);
  text& append(std::string_view utf8, const ink& colour);
  /// Text that may bring colour escapes of its own (ESC [ 31 m), which are then not measured.
  text& append_coloured(std::string_view utf8);
  text& append(text&& other);
  text& append_spaces(std::size_t count);
  /// Colours all that is appended between the two.
  text& begin(const ink& colour) { return append_colour(colour.on); }
  text& end(const ink& colour) { return append_colour(colour.off); }

  bool empty() const noexcept { return bytes_ == 0; }
  std::size_t bytes() const noexcept { return bytes_; }
  /// UTF-16 code units, colours left out.
  std::size_t units() const noexcept { return units_; }
  /// UTF-16 code units, colours included.
  std::size_t units_with_colours() const noexcept { return units_ + colour_bytes_; }
  /// Terminal columns.
  std::size_t columns() const noexcept { return columns_; }
  bool has_line_break() const noexcept { return has_line_break_; }

  /// The whole text. The object is empty afterwards.
  std::string take();

 private:
  text& append_colour(std::string_view escape);
  void spill();

  static constexpr std::size_t chunk_size = 4096;
  std::list<std::string> chunks_;  // each longer than chunk_size, or cut off when a longer text was appended
  std::string tail_;               // no longer than chunk_size
  std::size_t bytes_ = 0;
  std::size_t units_ = 0;
  std::size_t columns_ = 0;
  std::size_t colour_bytes_ = 0;
  bool has_line_break_ = false;
};

}  // namespace clonewire::console
