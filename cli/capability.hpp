// What a format can carry, found out by trying.
#pragma once

#include <string>
#include <string_view>

#include <clonewire/format.hpp>

#include "samples.hpp"

namespace clonewire::cli {

/// A format, and which variant of it; empty: the default.
struct carrier {
  clonewire::format format;
  std::string_view variant;

  /// "msgpack", "msgpack:plain"
  std::string name() const;
};

/// What becomes of a sample in a format.
enum class capability : std::uint8_t {
  kept,     ///< what is written is read back as the same value
  changed,  ///< refused; lossy writing puts another value in its place, saying so
  refused,  ///< refused, lossy or not
  broken,   ///< none of these: a defect
};
std::string_view name_of(capability c) noexcept;

struct outcome {
  capability found;
  std::string reason;  // why it is not kept
};

/// Makes the sample, writes it, reads it back, compares; then lossily, where it was refused.
outcome tried(const sample& row, const carrier& in);

}  // namespace clonewire::cli
