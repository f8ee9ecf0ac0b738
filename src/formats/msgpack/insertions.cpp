#include "formats/msgpack/insertions.hpp"

#include <algorithm>
#include <cstring>

#include "formats/msgpack/heads.hpp"

namespace clonewire::formats::msgpack {

bool insertions::apply(std::uint8_t* begin, std::size_t length) {
  std::sort(marks_.begin(), marks_.end(), [](const mark& a, const mark& b) { return a.offset < b.offset; });
  const auto marks_before = [this](std::size_t offset) {
    const auto at = std::lower_bound(marks_.begin(), marks_.end(), offset,
                                     [](const mark& m, std::size_t value) { return m.offset < value; });
    return static_cast<std::size_t>(at - marks_.begin());
  };
  for (const span& s : spans_) {
    const std::size_t distance = s.to - s.from + mark_size * (marks_before(s.to) - marks_before(s.from));
    if (distance > 0xffffffff) return false;
    wire::store_be32(begin + s.field, distance);
  }
  std::size_t end = length;
  for (std::size_t i = marks_.size(); i-- != 0;) {
    const mark& m = marks_[i];
    std::uint8_t* const to = begin + m.offset + (i + 1) * mark_size;
    std::memmove(to, begin + m.offset, end - m.offset);
    to[-6] = static_cast<std::uint8_t>(head::fixext4);
    to[-5] = static_cast<std::uint8_t>(extension::identity);
    wire::store_be32(to - 4, m.id);
    end = m.offset;
  }
  return true;
}

}  // namespace clonewire::formats::msgpack
