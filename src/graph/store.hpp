// What a document consists of: the arena, the table of objects, the root, and what keeps borrowed bytes alive.
#pragma once

#include <algorithm>
#include <cstring>
#include <limits>
#include <memory>
#include <string>
#include <vector>

#include <clonewire/detail/config.hpp>
#include <clonewire/detail/layout.hpp>
#include <clonewire/limits.hpp>

#include "graph/arena.hpp"
#include "graph/slots.hpp"

namespace clonewire::detail {

class store {
 public:
  // The first bytes and records lie in the store itself: a small document is one allocation, and one of a size that
  // malloc keeps at hand (glibc's up to 1032 bytes).
  store() noexcept : store(~std::uint64_t{0}, 1024) {}
  store(std::uint64_t budget, std::size_t first_block) noexcept
      : memory_(first_bytes_, sizeof first_bytes_, budget, first_block) {
    first_chunks_[0] = first_records_;
  }
  store(const store&) = delete;
  store& operator=(const store&) = delete;

  /// The most that a document read from `input_size` bytes may take, by `bounds`.
  static std::uint64_t budget(const limits& bounds, std::uint64_t input_size) noexcept {
    constexpr std::uint64_t free_bytes = 65536;
    // Without a division, which would take longer than all else here.
    const bool is_moderate = input_size < std::uint64_t{1} << 31;
    const std::uint64_t most = std::numeric_limits<std::uint64_t>::max();
    if (!is_moderate && input_size > (most - free_bytes) / (bounds.max_expansion + std::uint64_t{1}))
      return bounds.max_bytes;
    return std::min(input_size * bounds.max_expansion + free_bytes, bounds.max_bytes);
  }

  /// Memory in use, the store itself included.
  std::uint64_t memory_bytes() const noexcept { return sizeof *this - sizeof first_bytes_ + memory_.used_bytes(); }
  arena& memory() noexcept { return memory_; }
  const arena& memory() const noexcept { return memory_; }

  /// A fresh record, zeroed but for its kind; `number` receives its number. Records never move. Null: refused.
  CLONEWIRE_INLINE record* new_record(kind k, std::uint32_t& number) noexcept {
    if (next_record_ == chunk_end_) [[unlikely]] {
      if (!new_chunk()) return nullptr;
    }
    record* r = next_record_++;
    number = object_count_++;
    *r = record{k, 0, 0, 0, 0, 0, {}};
    return r;
  }
  /// Precondition: number < object_count().
  record* object(std::uint32_t number) const noexcept {
    if (number < chunk_size) return chunks_[number / early_chunk_size] + number % early_chunk_size;
    return chunks_[early_chunks - 1 + number / chunk_size] + number % chunk_size;
  }
  std::uint32_t object_count() const noexcept { return object_count_; }

  /// A slot that names an object.
  static slot slot_of(record* r, std::uint32_t number) noexcept {
    slot s{r->kind, 0, 0, number, {}};
    s.object = r;
    return s;
  }

  /// What can be made without asking for memory: objects, one after the other. `take_back` tells the store.
  struct room {
    record* next_record;
    record* records_end;
    std::uint32_t next_number;
    slot* slots;
    std::size_t slots_left;

    /// The size of the records that are left.
    std::size_t record_bytes() const noexcept {
      return static_cast<std::size_t>(reinterpret_cast<const std::byte*>(records_end) -
                                      reinterpret_cast<const std::byte*>(next_record));
    }
    /// A record that the caller fills in; `out` names it as one of kind `k`. Precondition: one is left.
    CLONEWIRE_INLINE record* take_record(slot& out, kind k) noexcept {
      set_slot(out, k, 0, next_number++);
      out.object = next_record;
      return next_record++;
    }
  };
  room at_hand() noexcept {
    const std::size_t slots = memory_.at_hand() / sizeof(slot);
    return {next_record_, chunk_end_, object_count_, static_cast<slot*>(memory_.allocate(slots * sizeof(slot))), slots};
  }
  /// Of what was at hand, the records that were taken and the first `slots`. Nothing else may have been made meanwhile.
  void take_back(const room& used, std::size_t slots) noexcept {
    next_record_ = used.next_record;
    object_count_ = used.next_number;
    memory_.shrink_last(used.slots, slots * sizeof(slot));
  }

  slot* new_slots(std::size_t count) noexcept { return static_cast<slot*>(memory_.allocate(count * sizeof(slot))); }
  /// A copy of `size` bytes. Null: refused.
  std::uint8_t* copy_bytes(const void* from, std::size_t size) noexcept {
    auto* p = static_cast<std::uint8_t*>(memory_.allocate(size == 0 ? 1 : size));
    if (p != nullptr && size != 0) std::memcpy(p, from, size);
    return p;
  }

  /// Whether a decoder had better copy an input of this size, even if it may borrow it: what stands behind a copy saves
  /// more than the copying costs.
  static bool is_copied_anyway(std::size_t input_size) noexcept { return input_size <= 256; }
  /// What a decoder may read beyond the end of a copied input.
  static constexpr std::size_t padding = 40;
  /// The input, copied with that much of `filler` behind it. Null: refused.
  CLONEWIRE_INLINE const std::uint8_t* copy_input(const void* from, std::size_t size, std::uint8_t filler) noexcept {
    auto* p = size > ~std::size_t{0} - padding ? nullptr : static_cast<std::uint8_t*>(memory_.allocate(size + padding));
    if (p == nullptr) return nullptr;
    if (size != 0) std::memcpy(p, from, size);
    std::memset(p + size, filler, padding);
    input = p;
    input_size = size + padding;
    return p;
  }

  slot root{};
  const std::uint8_t* input = nullptr;  // where the document's strings point to, if it was decoded
  std::size_t input_size = 0;           // that can be read there, padding included
  std::uint64_t consumed_bytes = 0;

  /// What the reader had to tell, for adding to it.
  std::vector<std::string>& notes() { return extras().notes; }
  const std::vector<std::string>& notes() const noexcept;
  void keep_alive(std::shared_ptr<const void> owner) { extras().kept_alive.push_back(std::move(owner)); }

 private:
  // Few documents have any of this.
  struct rare_parts {
    std::vector<std::string> notes;
    std::vector<std::shared_ptr<const void>> kept_alive;
  };
  rare_parts& extras() {
    if (!extras_) extras_ = std::make_unique<rare_parts>();
    return *extras_;
  }

  // The objects up to the size of a chunk lie in smaller ones: a small document needs no more than the first of them.
  static constexpr std::uint32_t chunk_size = 64, early_chunk_size = 8, early_chunks = chunk_size / early_chunk_size;
  static constexpr std::uint32_t most_chunks_at_once = 16;
  bool new_chunk() noexcept;

  std::unique_ptr<rare_parts> extras_;
  arena memory_;
  record* next_record_ = first_records_;
  record* chunk_end_ = first_records_ + early_chunk_size;
  std::uint32_t object_count_ = 0;
  std::uint32_t chunk_count_ = 1;
  std::uint32_t chunk_capacity_ = early_chunks;
  record** chunks_ = first_chunks_;  // then in the arena; grown by copying
  // Left as they are until they are used.
  record* first_chunks_[early_chunks];
  record first_records_[early_chunk_size];
  alignas(8) std::byte first_bytes_[616];
};
static_assert(sizeof(store) <= 1032);

}  // namespace clonewire::detail
