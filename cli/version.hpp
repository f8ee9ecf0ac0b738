// The version that `--version` and the manual page name; the number is the build's.
#pragma once

#include <string_view>

namespace clonewire::cli {

inline constexpr std::string_view version_text = CLONEWIRE_VERSION_TEXT;
inline constexpr std::string_view version_date = "2026-11-21";

}  // namespace clonewire::cli
