#include "console/text.hpp"

#include <utility>

#include "console/width.hpp"

namespace clonewire::console {

text& text::append(std::string_view utf8) {
  const extent e = measure(utf8);
  bytes_ += utf8.size();
  units_ += e.units;
  columns_ += e.columns;
  has_line_break_ |= e.breaks;
  tail_ += utf8;
  spill();
  return *this;
}

text& text::append(std::string_view utf8, const ink& colour) {
  return begin(colour).append(utf8).end(colour);
}

text& text::append_coloured(std::string_view utf8) {
  const auto is_digit = [&](std::size_t i) { return i < utf8.size() && utf8[i] >= '0' && utf8[i] <= '9'; };
  for (std::size_t at = 0; (at = utf8.find("\x1b[", at)) != utf8.npos;) {
    std::size_t end = at + 2;
    if (is_digit(end)) ++end;
    if (is_digit(end)) ++end;
    if (end == at + 2 || end == utf8.size() || utf8[end] != 'm') {
      at = end;
      continue;
    }
    append(utf8.substr(0, at)).append_colour(utf8.substr(at, end + 1 - at));
    utf8.remove_prefix(end + 1);
    at = 0;
  }
  return append(utf8);
}

text& text::append(text&& other) {
  bytes_ += other.bytes_;
  units_ += other.units_;
  columns_ += other.columns_;
  colour_bytes_ += other.colour_bytes_;
  has_line_break_ |= other.has_line_break_;
  if (other.chunks_.empty()) {
    tail_ += other.tail_;
  } else {
    if (!tail_.empty()) chunks_.push_back(std::move(tail_));
    chunks_.splice(chunks_.end(), other.chunks_);
    tail_ = std::move(other.tail_);
  }
  spill();
  return *this;
}

text& text::append_spaces(std::size_t count) {
  bytes_ += count;
  units_ += count;
  columns_ += count;
  tail_.append(count, ' ');
  spill();
  return *this;
}

text& text::append_colour(std::string_view escape) {
  bytes_ += escape.size();
  colour_bytes_ += escape.size();
  tail_ += escape;
  return *this;
}

void text::spill() {
  if (tail_.size() <= chunk_size) return;
  chunks_.push_back(std::move(tail_));
  tail_.clear();
}

std::string text::take() {
  std::string whole;
  whole.reserve(bytes_);
  for (; !chunks_.empty(); chunks_.pop_front()) whole += chunks_.front();
  whole += tail_;
  *this = text();
  return whole;
}

}  // namespace clonewire::console
