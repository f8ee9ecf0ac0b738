// From Python objects to the objects of a document that they became.
#pragma once

#include <clonewire/detail/layout.hpp>

#include <cstdint>
#include <vector>

#include "python.hpp"

namespace clonewire::python {

/// Open addressing by address. The objects must stay alive.
class identities {
 public:
  /// The slot that names the object; of kind absent where it is new: then the caller fills it in. Valid until the next
  /// call.
  detail::slot& of(PyObject* object) {
    if (2 * (count_ + 1) > entries_.size()) grow();
    entry& found = place_of(object);
    if (found.object == nullptr) {
      found.object = object;
      ++count_;
    }
    return found.slot;
  }

 private:
  struct entry {
    PyObject* object;
    detail::slot slot;
  };

  entry& place_of(PyObject* object) noexcept {
    const std::size_t mask = entries_.size() - 1;
    // Objects are aligned to 16 bytes: the low bits of an address say nothing.
    std::size_t at =
        static_cast<std::size_t>((reinterpret_cast<std::uintptr_t>(object) >> 4) * 0x9e3779b97f4a7c15u >> 20);
    while (entries_[at & mask].object != nullptr && entries_[at & mask].object != object) ++at;
    return entries_[at & mask];
  }
  void grow() {
    std::vector<entry> old(entries_.empty() ? 16 : 2 * entries_.size(), entry{});
    old.swap(entries_);
    for (const entry& e : old) {
      if (e.object != nullptr) place_of(e.object) = e;
    }
  }

  std::vector<entry> entries_;
  std::size_t count_ = 0;
};

}  // namespace clonewire::python
