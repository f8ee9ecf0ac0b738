// How to print: the caller's options, and the colours that they ask for.
#pragma once

#include <clonewire/console.hpp>

#include "console/ink.hpp"

namespace clonewire::console {

struct style {
  console_options options;
  const palette& colours;

  explicit style(const console_options& o) : options(o), colours(o.colors ? ansi_palette : plain_palette) {}
};

}  // namespace clonewire::console
