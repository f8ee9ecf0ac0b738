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
  const std::uint64_t used = used_bytes();
  if (size > (~std::size_t{0} >> 2) || used + size > budget_) {
    over_budget_ = true;
    return nullptr;
  }
  // Blocks grow with the document, so that their number stays small and the unused end of the last one too.
  std::size_t want = std::max(next_block_, size + 64);
  auto* fresh = static_cast<block*>(std::malloc(header + want));
  if (fresh == nullptr) return nullptr;
  next_block_ = std::max<std::size_t>(
      next_block_, static_cast<std::size_t>(std::min<std::uint64_t>((used + want) / 2, std::size_t{16} << 20)));
  fresh->previous = blocks_;
  blocks_ = fresh;
  used_before_ = used;
  begin_ = cursor_ = reinterpret_cast<std::byte*>(fresh) + header;
  end_ = begin_ + (want & ~std::size_t{7});
  return allocate(size);
}

}  // namespace clonewire::detail
