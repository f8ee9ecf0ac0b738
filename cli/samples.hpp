// One small value of every sort, for the table of what formats can carry.
#pragma once

#include <span>
#include <string_view>

#include <clonewire/builder.hpp>

namespace clonewire::cli {

/// A sort of value, and how to make one.
struct sample {
  std::string_view name;        // "shared reference"
  std::string_view javascript;  // an expression that makes it, where JavaScript has the kind
  void (*build)(builder&);
};

std::span<const sample> all_samples();

}  // namespace clonewire::cli
