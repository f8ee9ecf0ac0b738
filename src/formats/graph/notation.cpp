#include "formats/graph/notation.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace clonewire::formats::graph {

const notation_type& type_of(kind k) noexcept {
  return *std::find_if(std::begin(notation_types), std::end(notation_types),
                       [k](const notation_type& type) { return type.kind == k; });
}

const notation_type* type_named(std::string_view t, element_type& element) noexcept {
  for (const notation_type& type : notation_types) {
    if (type.name == t && type.kind != kind::typed_array) return &type;
  }
  for (int i = 0; i != element_type_count; ++i) {
    element = static_cast<element_type>(i);
    if (constructor_name(element) == t) return &type_of(kind::typed_array);
  }
  return nullptr;
}

std::optional<member> member_named(std::string_view name) noexcept {
  const auto* const found = std::find(std::begin(member_names), std::end(member_names), name);
  if (found == std::end(member_names)) return std::nullopt;
  return static_cast<member>(found - std::begin(member_names));
}

std::optional<std::uint16_t> regexp_flags_named(std::string_view letters) noexcept {
  constexpr std::pair<char, std::uint16_t> flags[] = {
      {'d', regexp_has_indices}, {'g', regexp_global},  {'i', regexp_ignore_case},  {'m', regexp_multiline},
      {'s', regexp_dot_all},     {'u', regexp_unicode}, {'v', regexp_unicode_sets}, {'y', regexp_sticky},
  };
  std::uint16_t bits = 0;
  for (const auto& [letter, bit] : flags) {
    if (!letters.starts_with(letter)) continue;
    letters.remove_prefix(1);
    bits |= bit;
  }
  const bool exclusive = (bits & regexp_unicode) != 0 && (bits & regexp_unicode_sets) != 0;
  return letters.empty() && !exclusive ? std::optional(bits) : std::nullopt;
}

bool is_timestamp(std::string_view text) noexcept {
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  // A 0 in a pattern stands for any digit.
  const auto take = [&](std::string_view pattern) {
    if (text.size() < pattern.size()) return false;
    for (std::size_t i = 0; i != pattern.size(); ++i) {
      if (pattern[i] == '0' ? !is_digit(text[i]) : text[i] != pattern[i]) return false;
    }
    text.remove_prefix(pattern.size());
    return true;
  };
  if (!take("0000-00-00T00:00:00")) return false;
  if (take(".0")) {
    while (take("0")) continue;
  }
  return (take("Z") || take("+00:00") || take("-00:00")) && text.empty();
}

bool is_field_integer(double v) noexcept {
  const bool is_negative_zero = v == 0 && std::signbit(v);
  return std::fabs(v) <= max_safe_integer && std::trunc(v) == v && !is_negative_zero;
}

}  // namespace clonewire::formats::graph
