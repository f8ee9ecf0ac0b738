#include "graph/named.hpp"

#include "graph/regexp.hpp"

namespace clonewire::detail {

std::optional<error_name> error_named(std::string_view name) noexcept {
  for (int i = 0; i <= static_cast<int>(error_name::URIError); ++i) {
    if (name_of(static_cast<error_name>(i)) == name) return static_cast<error_name>(i);
  }
  return std::nullopt;
}

std::optional<std::uint16_t> regexp_flags_from(std::string_view letters) noexcept {
  std::uint32_t bits = 0;
  for (const char letter : letters) {
    std::uint32_t bit = 0;
    switch (letter) {
      case 'd': bit = regexp_has_indices; break;
      case 'g': bit = regexp_global; break;
      case 'i': bit = regexp_ignore_case; break;
      case 'm': bit = regexp_multiline; break;
      case 's': bit = regexp_dot_all; break;
      case 'u': bit = regexp_unicode; break;
      case 'v': bit = regexp_unicode_sets; break;
      case 'y': bit = regexp_sticky; break;
      default: return std::nullopt;
    }
    if ((bits & bit) != 0) return std::nullopt;
    bits |= bit;
  }
  return are_valid_regexp_flags(bits) ? std::optional(static_cast<std::uint16_t>(bits)) : std::nullopt;
}

}  // namespace clonewire::detail
