#include "graph/store.hpp"

namespace clonewire::detail {

const std::vector<std::string>& store::notes() const noexcept {
  static const std::vector<std::string> none;
  return extras_ ? extras_->notes : none;
}

bool store::new_chunk() noexcept {
  if (object_count_ > 0xffffffffu - most_chunks_at_once * chunk_size) return false;
  // Several that lie side by side, as the document grows: objects are made faster where they need not ask for more.
  const bool is_early = object_count_ < chunk_size;
  const std::uint32_t size = is_early ? early_chunk_size : chunk_size;
  const std::uint32_t count = is_early ? 1 : std::clamp(object_count_ / chunk_size / 4, 1u, most_chunks_at_once);
  if (chunk_count_ + count > chunk_capacity_) {
    const std::uint32_t capacity = (chunk_capacity_ + count) * 2;
    auto** grown = static_cast<record**>(memory_.allocate(capacity * sizeof(record*)));
    if (grown == nullptr) return false;
    std::memcpy(grown, chunks_, chunk_count_ * sizeof(record*));
    chunks_ = grown;
    chunk_capacity_ = capacity;
  }
  auto* records = static_cast<record*>(memory_.allocate(std::size_t{count} * size * sizeof(record)));
  if (records == nullptr) return false;
  for (std::uint32_t i = 0; i != count; ++i) chunks_[chunk_count_++] = records + std::size_t{i} * size;
  next_record_ = records;
  chunk_end_ = records + std::size_t{count} * size;
  return true;
}

}  // namespace clonewire::detail
