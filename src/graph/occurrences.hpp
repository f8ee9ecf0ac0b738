// How often the objects of a value occur in it, found before it is written: which ones need a mark of identity.
#pragma once

#include <cstdint>
#include <vector>

#include <clonewire/detail/layout.hpp>

#include "graph/store.hpp"

namespace clonewire::detail {

/// One pass over all that can be reached from a value, each object entered once, children in the order in which
/// encoders write them (that of append_child_step; a view's buffer when the view is met). Iterative.
class occurrences {
 public:
  /// What was counted for one object.
  enum class seen : std::uint8_t { never, once, again };

  /// Counts. `of_buffers`: whether a view counts as an occurrence of its buffer.
  void count(const slot& root, const store& in, bool of_buffers);

  seen of(std::uint32_t object_number) const noexcept { return seen_[object_number]; }
  bool occurs_again(const slot& object) const noexcept { return seen_[object.size] == seen::again; }
  /// True where anything occurs twice.
  bool any_again() const noexcept { return any_again_; }
  /// The objects that occur twice, in the order in which they are met the second time.
  const std::vector<std::uint32_t>& in_order_of_second_meeting() const noexcept { return again_; }

 private:
  struct frame {
    const slot* next;
    const slot* end;
  };
  void meet(const slot& s, bool of_buffers);

  std::vector<seen> seen_;  // by object number
  std::vector<std::uint32_t> again_;
  std::vector<frame> open_;
  bool any_again_ = false;
};

}  // namespace clonewire::detail
