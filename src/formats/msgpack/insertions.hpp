// Marks that go into bytes already written. That an object needs an id is known only when it is met again: msgpackr
// puts the id in front of it afterwards, and numbers ids in the order in which that turns out.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace clonewire::formats::msgpack {

class insertions {
 public:
  static constexpr std::size_t mark_size = 6;  // `d6 69 ID32`

  /// An object at `offset` gets an id, which is returned.
  std::uint32_t add(std::size_t offset) {
    marks_.push_back({offset, static_cast<std::uint32_t>(marks_.size() + 1)});
    return marks_.back().id;
  }
  /// Four bytes at `field` are to tell the distance from `from` to `to`, once the marks are in.
  void add_span(std::size_t field, std::size_t from, std::size_t to) { spans_.push_back({field, from, to}); }

  /// Room that the marks take.
  std::size_t size() const noexcept { return marks_.size() * mark_size; }
  /// Writes spans and marks into the `length` bytes at `begin`, behind which there is room. False: a span is beyond
  /// 32 bits.
  bool apply(std::uint8_t* begin, std::size_t length);

 private:
  struct mark {
    std::size_t offset;
    std::uint32_t id;
  };
  struct span {
    std::size_t field, from, to;
  };
  std::vector<mark> marks_;
  std::vector<span> spans_;
};

}  // namespace clonewire::formats::msgpack
