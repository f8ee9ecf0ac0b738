// RegExp sources as JavaScript's `source` shows them.
#pragma once

#include <clonewire/detail/layout.hpp>

#include "graph/arena.hpp"

namespace clonewire::detail {

/// Flag bits that a RegExp may have: every known one but `linear`, which is V8's own experiment.
inline constexpr std::uint16_t allowed_regexp_flags = 511 & ~regexp_linear;

/// Flags that V8 accepts: known ones, and not u and v together.
inline bool are_valid_regexp_flags(std::uint32_t flags) noexcept {
  return (flags & ~std::uint32_t{allowed_regexp_flags}) == 0 &&
         (flags & (regexp_unicode | regexp_unicode_sets)) != (regexp_unicode | regexp_unicode_sets);
}

/// ECMA-262 EscapeRegExpPattern as engines do it: "/" outside of a class and line terminators are escaped, an empty
/// pattern is "(?:)". Does nothing to a source that is escaped already. False: out of memory.
bool escape_regexp_source(slot& source, arena& memory) noexcept;

}  // namespace clonewire::detail
