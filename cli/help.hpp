// What the table of commands and options says, as text: help, the manual page, completions for shells.
#pragma once

#include <string>
#include <string_view>

#include "options.hpp"

namespace clonewire::cli {

/// `clonewire --help`
std::string overview();
/// `clonewire COMMAND --help`
std::string help_for(const command& which);

// Generated files; the build runs `clonewire --generate man|bash|zsh|fish`.
std::string man_page();
std::string bash_completion();
std::string zsh_completion();
std::string fish_completion();

}  // namespace clonewire::cli
