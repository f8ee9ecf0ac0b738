// A stack of plain structures. The first few lie in the stack itself, so that small documents allocate nothing.
#pragma once

#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <type_traits>

#include <clonewire/detail/config.hpp>

namespace clonewire::detail {

template <class Item, std::size_t InlineCount>
class pod_stack {
  static_assert(std::is_trivially_copyable_v<Item>);

 public:
  pod_stack() noexcept {}  // NOLINT(modernize-use-equals-default): leaves the items as they are
  pod_stack(const pod_stack&) = delete;
  pod_stack& operator=(const pod_stack&) = delete;
  ~pod_stack() {
    if (begin_ != first_) std::free(begin_);
  }

  Item* begin() noexcept { return begin_; }
  Item* end() noexcept { return top_; }
  const Item* begin() const noexcept { return begin_; }
  const Item* end() const noexcept { return top_; }
  std::size_t size() const noexcept { return static_cast<std::size_t>(top_ - begin_); }
  bool empty() const noexcept { return top_ == begin_; }
  /// Precondition: it is not empty.
  Item& back() noexcept { return top_[-1]; }
  /// Precondition: it has as many.
  Item& operator[](std::size_t place) noexcept { return begin_[place]; }
  const Item& operator[](std::size_t place) const noexcept { return begin_[place]; }

  /// A new item, whose content is whatever was there. Null: no memory.
  CLONEWIRE_INLINE Item* push() noexcept {
    if (top_ == limit_ && !grow()) [[unlikely]]
      return nullptr;
    return top_++;
  }
  /// Makes it `count` items long at least, by copies of `item`. False: no memory.
  bool extend(std::size_t count, const Item& item) noexcept {
    while (size() < count) {
      Item* const fresh = push();
      if (fresh == nullptr) return false;
      *fresh = item;
    }
    return true;
  }
  void pop() noexcept { --top_; }
  /// Takes off all from `place` on.
  void cut(std::size_t place) noexcept { top_ = begin_ + place; }

 private:
  CLONEWIRE_COLD bool grow() noexcept {
    const std::size_t count = size(), capacity = 2 * count;
    auto* grown = static_cast<Item*>(begin_ == first_ ? std::malloc(capacity * sizeof(Item))
                                                      : std::realloc(begin_, capacity * sizeof(Item)));
    if (grown == nullptr) return false;
    if (begin_ == first_) std::memcpy(grown, first_, count * sizeof(Item));
    begin_ = grown;
    top_ = grown + count;
    limit_ = grown + capacity;
    return true;
  }

  Item* begin_ = first_;
  Item* top_ = first_;
  Item* limit_ = first_ + InlineCount;
  union {
    Item first_[InlineCount];  // uninitialised: only what lies below the top is ever read
  };
};

}  // namespace clonewire::detail
