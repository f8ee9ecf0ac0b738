// cbor-x's numbering of records: 256 numbers, given in turn to each new sequence of keys; the oldest gives its number
// back.
#pragma once

#include <cstdint>
#include <unordered_map>
#include <vector>

#include <clonewire/detail/layout.hpp>

namespace clonewire::formats::cbor {

class records {
 public:
  struct use {
    std::uint32_t number;
    bool is_new;  // its keys must be written
  };

  /// The number for objects with these keys: `count` slots, each `stride` behind the one before. They must outlive
  /// this.
  use number_for(const detail::slot* keys, std::uint32_t count, std::uint32_t stride);

 private:
  static constexpr std::uint32_t most = 256;

  struct shape {
    const detail::slot* keys;
    std::uint32_t count;
    std::uint32_t stride;
    std::uint64_t hash;
  };
  static bool same(const shape& a, const shape& b) noexcept;

  std::vector<shape> shapes_;  // by number
  std::unordered_multimap<std::uint64_t, std::uint32_t> by_hash_;
  std::uint32_t next_ = 0;
  std::uint32_t last_ = 0;  // used last: the next is often the same
};

}  // namespace clonewire::formats::cbor
