// From Python objects to the objects of a document that they became.
#pragma once

#include <clonewire/detail/layout.hpp>

#include <cstdint>
#include <vector>

#include "python.hpp"

namespace clonewire::python {

/// The first few in a row, so that a small value allocates nothing; open addressing by address when there are more. The
/// objects must stay alive.
class identities {
 public:
  identities() noexcept {}  // NOLINT(modernize-use-equals-default): leaves the first entries as they are

  /// The slot that names the object; of kind absent where it is new: then the caller fills it in. Valid until the next
  /// call.
  detail::slot& of(PyObject* object) {
    if (entries_.empty()) {
      for (std::size_t i = 0; i < count_; ++i) {
        if (first_[i].object == object) return first_[i].slot;
      }
      if (count_ < few) return (first_[count_++] = {object, {}}).slot;
    }
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
  static constexpr std::size_t few = 8;

  entry& place_of(PyObject* object) noexcept {
    const std::size_t mask = entries_.size() - 1;
    // Objects are aligned to 16 bytes: the low bits of an address say nothing.
    std::size_t at =
        static_cast<std::size_t>((reinterpret_cast<std::uintptr_t>(object) >> 4) * 0x9e3779b97f4a7c15u >> 20);
    while (entries_[at & mask].object != nullptr && entries_[at & mask].object != object) ++at;
    return entries_[at & mask];
  }
  CLONEWIRE_COLD void grow() {
    std::vector<entry> old(entries_.empty() ? 4 * few : 2 * entries_.size(), entry{});
    old.swap(entries_);
    for (const entry& e : old) {
      if (e.object != nullptr) place_of(e.object) = e;
    }
    if (old.empty()) {
      for (const entry& e : first_) place_of(e.object) = e;
    }
  }

  union {
    entry first_[few];  // uninitialised: only the first `count_` are ever read
  };
  std::vector<entry> entries_;
  std::size_t count_ = 0;
};

}  // namespace clonewire::python
