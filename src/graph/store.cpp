#include "graph/store.hpp"

namespace clonewire::detail {

const std::vector<std::string>& store::notes() const noexcept {
  static const std::vector<std::string> none;
  return extras_ ? extras_->notes : none;
}

bool store::new_chunk() noexcept {
  if (object_count_ > 0xffffffffu - chunk_size) return false;
  if (chunk_count_ == chunk_capacity_) {
    const std::uint32_t capacity = chunk_capacity_ * 2;
    auto** grown = static_cast<record**>(memory_.allocate(capacity * sizeof(record*)));
    if (grown == nullptr) return false;
    std::memcpy(grown, chunks_, chunk_count_ * sizeof(record*));
    chunks_ = grown;
    chunk_capacity_ = capacity;
  }
  const std::uint32_t size = object_count_ < chunk_size ? early_chunk_size : chunk_size;
  auto* chunk = static_cast<record*>(memory_.allocate(size * sizeof(record)));
  if (chunk == nullptr) return false;
  chunks_[chunk_count_++] = chunk;
  next_record_ = chunk;
  chunk_end_ = chunk + size;
  return true;
}

}  // namespace clonewire::detail
