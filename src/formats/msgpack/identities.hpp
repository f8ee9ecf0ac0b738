// The values that have an id in the bytes, so that pointers find them.
#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include <clonewire/detail/layout.hpp>

namespace clonewire::formats::msgpack {

/// msgpackr numbers from 1 on and needs six bytes for each id, so that no id of its own is above a sixth of the input's
/// size: those lie in a table. Any other writer's go to a map, in which nothing can be made to collide.
class identities {
 public:
  explicit identities(std::uint64_t input_size) noexcept : table_limit_(input_size / 6) {}

  void define(std::uint32_t id, const detail::slot& s) {
    if (id > table_limit_) {
      others_[id] = s;
      return;
    }
    if (id >= table_.size()) table_.resize(id + std::size_t{1});
    table_[id] = s;
  }
  /// Of kind absent where there is none (yet).
  detail::slot find(std::uint32_t id) const {
    if (id < table_.size()) return table_[id];
    const auto found = others_.find(id);
    return found == others_.end() ? detail::slot{} : found->second;
  }

 private:
  std::uint64_t table_limit_;
  std::vector<detail::slot> table_;
  std::map<std::uint32_t, detail::slot> others_;
};

}  // namespace clonewire::formats::msgpack
