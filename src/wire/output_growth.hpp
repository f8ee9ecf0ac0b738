// How the encoders' output vector grows.
#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

namespace clonewire::wire {

/// Makes room for `size` bytes behind the `used` first ones. The vector fills with zeros what it grows by: in steps
/// that stay in the cache this costs little; all at once it would be a second trip through memory.
inline void grow_output(std::vector<std::byte>& out, std::size_t used, std::size_t size) {
  constexpr std::size_t step = std::size_t{32} << 10;
  const std::size_t wanted = used + size;
  if (wanted > out.capacity()) out.reserve(std::max(wanted, out.capacity() * 2));
  out.resize(std::max(wanted, std::min(used + std::max(step, size), out.capacity())));
}

}  // namespace clonewire::wire
