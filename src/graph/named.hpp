// What the names in a text stand for: the reverse of `name_of` and of `value::regexp_flag_text`.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include <clonewire/kind.hpp>

namespace clonewire::detail {

/// "TypeError", …; nothing for a name that structured clone does not keep.
std::optional<error_name> error_named(std::string_view name) noexcept;

/// The bits of regexp_flags, from letters in any order. Nothing: unknown or repeated letters, or u and v together.
std::optional<std::uint16_t> regexp_flags_from(std::string_view letters) noexcept;

}  // namespace clonewire::detail
