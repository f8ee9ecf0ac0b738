// Property keys repeat: the same text gives the same Python string, made (and hashed) once.
#pragma once

#include <array>
#include <cstdint>
#include <cstring>

#include "python.hpp"

namespace clonewire::python {

/// Direct-mapped, of short ASCII texts; a newer text takes an older one's place.
class key_cache {
 public:
  static constexpr std::size_t longest = 64;

  key_cache() noexcept : entries_{} {}
  key_cache(const key_cache&) = delete;
  key_cache& operator=(const key_cache&) = delete;
  ~key_cache() { clear(); }

  /// The string of `size` bytes of Latin-1 whose 16-bit hash is `hash`: a new reference, or null with an exception set.
  PyObject* string(const std::uint8_t* data, std::size_t size, std::uint16_t hash) noexcept;

  void clear() noexcept {
    for (PyObject*& entry : entries_) Py_CLEAR(entry);
  }

 private:
  static constexpr std::size_t capacity = 2048;
  std::array<PyObject*, capacity> entries_;
};

}  // namespace clonewire::python
