// Writing shared objects again, where a format has no references, can make the output exponentially larger than the
// document: what such repetition writes is bounded.
#pragma once

#include <cstdint>

namespace clonewire::formats {

/// Tells repeated output from the rest. Positions are bytes written so far.
class repetition {
 public:
  /// An object that was written before begins to be written again. True: it begins a repetition, which `end` must end;
  /// false: it is inside of one.
  bool begin(std::uint64_t position) noexcept {
    if (is_open_) return false;
    is_open_ = true;
    start_ = position;
    return true;
  }
  void end(std::uint64_t position) noexcept {
    is_open_ = false;
    repeated_ += position - start_;
  }

  /// So many bytes that cost the document nothing are about to be written, or were: holes, a buffer's bytes again.
  void add(std::uint64_t bytes) noexcept { repeated_ += is_open_ ? 0 : bytes; }

  /// Whether repetition takes more than 16 MiB and 16 times what else is written.
  bool is_too_much(std::uint64_t position) const noexcept {
    const std::uint64_t repeated = repeated_ + (is_open_ ? position - start_ : 0);
    return repeated > 16 * (position - (repeated < position ? repeated : position)) + (std::uint64_t{16} << 20);
  }

 private:
  std::uint64_t repeated_ = 0;  // in the repetitions that ended
  std::uint64_t start_ = 0;     // of the open one
  bool is_open_ = false;
};

}  // namespace clonewire::formats
