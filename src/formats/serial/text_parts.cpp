#include "formats/serial/text_parts.hpp"

#include <algorithm>
#include <string_view>

namespace clonewire::formats::serial {

void text_parts::begin(bool is_later) {
  if (is_later) out_.put(',');
  const std::size_t begin = out_.written();
  parts_.push_back({begin, begin, begin, begin});
}

void text_parts::end() noexcept {
  part& last = parts_.back();
  last.end = out_.written();
  if (last.key_end == last.begin) last.key_end = last.end;
}

void text_parts::sort(std::size_t first) {
  const auto begin = parts_.begin() + static_cast<std::ptrdiff_t>(first);
  const auto key = [this](const part& p) {
    return std::string_view(out_.text_at(p.key_begin), p.key_end - p.key_begin);
  };
  const auto less = [&key](const part& a, const part& b) { return key(a) < key(b); };
  if (!std::is_sorted(begin, parts_.end(), less)) {
    const std::size_t text_begin = begin->begin;
    std::stable_sort(begin, parts_.end(), less);
    sorted_.clear();
    for (auto p = begin; p != parts_.end(); ++p) {
      if (p != begin) sorted_ += ',';
      sorted_.append(out_.text_at(p->begin), p->end - p->begin);
    }
    std::copy(sorted_.begin(), sorted_.end(), out_.text_at(text_begin));
  }
  parts_.resize(first);
}

}  // namespace clonewire::formats::serial
