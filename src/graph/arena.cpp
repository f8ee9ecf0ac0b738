#include "graph/arena.hpp"

#include <algorithm>
#include <cstdlib>

namespace clonewire::detail {

struct arena::block {
  block* previous;
};

arena::~arena() {
  for (block* b = blocks_; b != nullptr;) {
    block* previous = b->previous;
    std::free(b);
    b = previous;
  }
}

void* arena::allocate_slow(std::size_t size) noexcept {
  constexpr std::size_t header = (sizeof(block) + 15) & ~std::size_t{15};
  constexpr std::uint64_t most_at_once = std::uint64_t{16} << 20;
  const std::uint64_t used = used_bytes();
  if (size > (~std::size_t{0} >> 2) || used + size > budget_) {
    over_budget_ = true;
    return nullptr;
  }
  std::size_t want = std::max(next_block_, size + 64);
  auto* fresh = static_cast<block*>(std::malloc(header + want));
  if (fresh == nullptr) return nullptr;
  // Blocks grow with the document, so that their number stays small: each is half as large again as all before
  // it together. That suits malloc too. glibc's keeps freed memory while it is less than twice the largest block that
  // it has seen freed; more it gives back to the system, page by page to be had again by the next document.
  const std::uint64_t more = (used + want) / 2 * 3;
  next_block_ = static_cast<std::size_t>(std::max<std::uint64_t>(next_block_, std::min(more, most_at_once)));
  fresh->previous = blocks_;
  blocks_ = fresh;
  used_before_ = used;
  begin_ = cursor_ = reinterpret_cast<std::byte*>(fresh) + header;
  end_ = begin_ + (want & ~std::size_t{7});
  return allocate(size);
}

}  // namespace clonewire::detail
