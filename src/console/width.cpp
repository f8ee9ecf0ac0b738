#include "console/width.hpp"

#include <algorithm>
#include <cstdint>
#include <iterator>

#include "console/width_table.hpp"

namespace clonewire::console {
namespace {

unsigned columns_of(char32_t c) noexcept {
  const auto* after = std::upper_bound(std::begin(width_runs), std::end(width_runs), c << 2 | 3);
  return after[-1] & 3;
}

// Hangul syllables compose by arithmetic (The Unicode Standard, section 3.12).
constexpr char32_t syllable_base = 0xac00, lead_base = 0x1100, vowel_base = 0x1161, tail_base = 0x11a7;
constexpr char32_t lead_count = 19, vowel_count = 21, tail_count = 28;

// The character that normal form C has for `first` followed by `second`; 0 where there is none, or where composing
// does not change the width.
char32_t composed(char32_t first, char32_t second) noexcept {
  if (second - vowel_base < vowel_count) {
    if (first - lead_base >= lead_count) return 0;
    return syllable_base + ((first - lead_base) * vowel_count + second - vowel_base) * tail_count;
  }
  if (second - tail_base - 1 < tail_count - 1) {
    const char32_t syllable = first - syllable_base;
    const bool open = syllable < lead_count * vowel_count * tail_count && syllable % tail_count == 0;
    return open ? first + second - tail_base : 0;
  }
  const auto* found = std::lower_bound(std::begin(compositions), std::end(compositions), composition{first, second, 0},
                                       [](const composition& a, const composition& b) {
                                         return a.second != b.second ? a.second < b.second : a.first < b.first;
                                       });
  const bool same = found != std::end(compositions) && found->first == first && found->second == second;
  return same ? found->composed : 0;
}

// The character at `p`, which moves on, not beyond `end`.
char32_t next_character(const char*& p, const char* end) noexcept {
  const auto byte = [&]() -> char32_t { return p != end ? static_cast<unsigned char>(*p++) : 0; };
  const char32_t head = byte();
  if (head < 0x80) return head;
  const auto more = [&](char32_t c) { return c << 6 | (byte() & 0x3f); };
  if (head < 0xe0) return more(head & 0x1f);
  if (head < 0xf0) return more(more(head & 0x0f));
  return more(more(more(head & 0x07)));
}

}  // namespace

extent measure(std::string_view utf8) noexcept {
  extent e;
  char32_t last = 0;
  for (const char *p = utf8.data(), *end = p + utf8.size(); p != end;) {
    const char32_t c = next_character(p, end);
    e.units += c > 0xffff ? 2 : 1;
    if (c < 0x7f) {
      if (c >= 0x20) ++e.columns;
      if (c == '\n') e.breaks = true;
      last = 0;
    } else if (const char32_t whole = composed(last, c)) {
      e.columns += columns_of(whole);
      e.columns -= columns_of(last);
      last = whole;
    } else {
      e.columns += columns_of(c);
      last = c;
    }
  }
  return e;
}

}  // namespace clonewire::console
