// Which record a primitive has: equal ones share theirs, as keys of a JavaScript Map do.
#pragma once

#include <cstdint>
#include <vector>

#include <clonewire/detail/layout.hpp>

namespace clonewire::formats::ungap {

/// A hash table of numbers, strings and bigints by content. The hash is seeded, so that no input can be made to
/// collide.
class primitive_numbers {
 public:
  primitive_numbers();

  /// The number that an equal primitive was given, or `otherwise`, which this one is given then. Precondition: a
  /// number, bigint, or string made comparable (graph/keys.hpp), whose content outlives the table.
  std::uint32_t number_of(const detail::slot& primitive, std::uint32_t otherwise);

 private:
  static constexpr std::uint32_t no_number = 0xffffffff;
  struct entry {
    detail::slot content{};
    std::uint32_t hash = 0;
    std::uint32_t number = no_number;
  };
  void grow();

  std::vector<entry> entries_;  // a power of two; open addressing, at most half of it in use
  std::uint32_t used_ = 0;
};

}  // namespace clonewire::formats::ungap
