// Input as an allocator's block of exactly its size, so that a sanitizer sees every byte read beyond it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <span>

namespace clonewire::test {

class exact_copy {
 public:
  explicit exact_copy(std::span<const std::byte> bytes) : exact_copy(bytes.data(), bytes.size()) {}
  exact_copy(const void* data, std::size_t size) : bytes_(new std::byte[size]), size_(size) {
    if (size != 0) std::memcpy(bytes_.get(), data, size);
  }

  std::span<const std::byte> view() const noexcept { return {bytes_.get(), size_}; }
  operator std::span<const std::byte>() const noexcept { return view(); }  // NOLINT(google-explicit-constructor)
  std::span<std::byte> bytes() noexcept { return {bytes_.get(), size_}; }

 private:
  std::unique_ptr<std::byte[]> bytes_;
  std::size_t size_;
};

}  // namespace clonewire::test
