// The differences between two values, one by one, by path.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include <clonewire/document.hpp>

namespace clonewire::cli {

enum class change : std::uint8_t {
  changed,  ///< both have it, and it differs
  removed,  ///< only the first has it
  added,    ///< only the second has it
  order,    ///< the same keys or members in another order
  sharing,  ///< one and the same object on one side, two on the other
};
std::string_view name_of(change c);

/// One difference. What is missing on a side is "".
struct difference {
  change what;
  std::string path;
  std::string a, b;  ///< in a few words
};

/// Walks both values side by side and reports where they differ. Each pair of objects is compared once, so that cycles
/// end; nesting is no C++ stack. No difference is reported if and only if the values are equal.
void compare(const document& a, const document& b, const std::function<void(const difference&)>& report);

}  // namespace clonewire::cli
