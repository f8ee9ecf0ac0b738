// Record ids as msgpackr gives them: 64 at once, each to one sequence of keys; then the oldest is given again.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include <clonewire/detail/layout.hpp>

#include "formats/msgpack/heads.hpp"

namespace clonewire::formats::msgpack {

/// The keys of an object, in the pairs that it has.
struct key_sequence {
  const detail::slot* pairs = nullptr;
  std::uint32_t count = 0;
};

/// Total order, by content.
bool operator<(const key_sequence& a, const key_sequence& b) noexcept;

class record_ids {
 public:
  /// The id of the shape; 0: it has none (any more).
  std::uint8_t find(const key_sequence& keys) const noexcept;
  /// Gives the next id to a shape that has none. The pairs must outlive this.
  std::uint8_t define(const key_sequence& keys);
  /// Whether an id was given twice.
  bool came_round() const noexcept { return given_ > one_byte_record_ids; }

 private:
  static constexpr std::size_t bucket_count = 4 * one_byte_record_ids;
  static std::uint64_t hash_of(const key_sequence& keys) noexcept;
  void enter(std::size_t index) noexcept;

  struct entry {
    key_sequence keys;
    std::uint64_t hash = 0;
  };
  std::array<entry, one_byte_record_ids> entries_;    // by id
  std::array<std::uint8_t, bucket_count> buckets_{};  // ids, 0 for none; linear probing
  std::uint64_t given_ = 0;
};

}  // namespace clonewire::formats::msgpack
