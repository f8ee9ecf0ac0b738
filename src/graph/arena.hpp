// The arena that a document lies in: bump allocation from blocks that are freed together.
#pragma once

#include <cstddef>
#include <cstdint>

#include <clonewire/detail/config.hpp>

namespace clonewire::detail {

/// Memory for one document. Nothing is freed before the arena is. `allocate` gives null when the budget or the
/// system refuses; `exhausted()` then says which.
class arena {
 public:
  /// `budget`: bytes that may be handed out in all. `first_block`: a guess at what will be needed.
  explicit arena(std::uint64_t budget = ~std::uint64_t{0}, std::size_t first_block = 1024) noexcept
      : budget_(budget), next_block_(first_block) {}
  /// Begins with `size` bytes at `begin`, which are the caller's and aligned to 8.
  arena(std::byte* begin, std::size_t size, std::uint64_t budget, std::size_t first_block) noexcept
      : cursor_(begin), end_(begin + size), begin_(begin), budget_(budget), next_block_(first_block) {}
  arena(const arena&) = delete;
  arena& operator=(const arena&) = delete;
  ~arena();

  /// `size` bytes, aligned to 8. Null: refused.
  CLONEWIRE_INLINE void* allocate(std::size_t size) noexcept {
    const std::size_t rounded = (size + 7) & ~std::size_t{7};
    if (rounded > static_cast<std::size_t>(end_ - cursor_) || rounded < size) [[unlikely]]
      return allocate_slow(size);
    void* p = cursor_;
    cursor_ += rounded;
    return p;
  }

  /// Bytes that `allocate` has at hand, without asking for more.
  std::size_t at_hand() const noexcept { return static_cast<std::size_t>(end_ - cursor_); }

  /// Gives back the end of the last allocation: `p` is its start, `used` the bytes to keep.
  void shrink_last(void* p, std::size_t used) noexcept {
    cursor_ = static_cast<std::byte*>(p) + ((used + 7) & ~std::size_t{7});
  }

  /// Bytes handed out (whole blocks before the last).
  std::uint64_t used_bytes() const noexcept { return used_before_ + static_cast<std::uint64_t>(cursor_ - begin_); }
  /// True when it was the budget that refused, not the system.
  bool over_budget() const noexcept { return over_budget_; }

 private:
  struct block;
  void* allocate_slow(std::size_t size) noexcept;

  std::byte* cursor_ = nullptr;
  std::byte* end_ = nullptr;
  std::byte* begin_ = nullptr;
  block* blocks_ = nullptr;
  std::uint64_t used_before_ = 0;
  std::uint64_t budget_;
  std::size_t next_block_;
  bool over_budget_ = false;
};

}  // namespace clonewire::detail
