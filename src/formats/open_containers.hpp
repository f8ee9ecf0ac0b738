// The containers that an encoder has open, and the path that they make.
#pragma once

#include <cstdint>
#include <string>

#include <clonewire/detail/layout.hpp>

#include "graph/path.hpp"

namespace clonewire::formats {

/// An open container and the next of its children, counted as detail::append_child_step does.
struct open_container {
  const detail::record* object;
  std::uint32_t number;
  std::uint64_t next;
  std::uint64_t end;
};

/// Where the child is that was taken last. `open`: open_containers, outermost first.
template <class Containers>
std::string path_of(const Containers& open) {
  std::string path = "$";
  for (const open_container& c : open) {
    if (c.next != 0) detail::append_child_step(path, *c.object, static_cast<std::uint32_t>(c.next - 1));
  }
  return path;
}

}  // namespace clonewire::formats
