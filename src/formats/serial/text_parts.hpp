// Parts of the output whose order is that of their text: the elements of a set, the pairs of a mapkv.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "formats/serial/text_writer.hpp"

namespace clonewire::formats::serial {

/// A stack of parts, those of the innermost container last. They are written one after another, with commas between,
/// and put in order when all are there.
class text_parts {
 public:
  explicit text_parts(text_writer& out) noexcept : out_(out) {}

  std::size_t size() const noexcept { return parts_.size(); }

  /// A part begins here; it is sorted by all of its text, or by that between `begin_key` and `end_key`.
  void begin(bool is_later);
  void begin_key() noexcept { parts_.back().key_begin = out_.written(); }
  void end_key() noexcept { parts_.back().key_end = out_.written(); }
  void end() noexcept;
  /// Puts the parts from `first` on in order, and forgets them. Precondition: they ended.
  void sort(std::size_t first);

 private:
  struct part {
    std::size_t begin;
    std::size_t end;
    std::size_t key_begin;
    std::size_t key_end;
  };

  text_writer& out_;
  std::vector<part> parts_;
  std::string sorted_;
};

}  // namespace clonewire::formats::serial
