#include "text.hpp"

#include <algorithm>
#include <array>

namespace clonewire::cli {
namespace {

constexpr char32_t not_utf8 = 0xffffffff;

// Takes the next character off `text`; WTF-8, so surrogates too. `not_utf8`: took one byte that begins no character.
char32_t take_character(std::string_view& text) {
  const auto byte_at = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte_at(0);
  if (first < 0x80) {
    text.remove_prefix(1);
    return first;
  }
  const std::size_t length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  constexpr std::array<char32_t, 5> least = {0, 0, 0x80, 0x800, 0x10000};
  char32_t character = first & (0xffU >> (length + 1));
  bool good = first >= 0xc2 && first <= 0xf4 && text.size() >= length;
  for (std::size_t i = 1; good && i < length; ++i) {
    good = (byte_at(i) & 0xc0) == 0x80;
    character = character << 6 | (byte_at(i) & 0x3fU);
  }
  good = good && character >= least[length] && character <= 0x10ffff;
  text.remove_prefix(good ? length : 1);
  return good ? character : not_utf8;
}

bool is_surrogate(char32_t c) {
  return c >= 0xd800 && c <= 0xdfff;
}

// Characters that would move the cursor, hide text or turn its direction.
bool is_harmful(char32_t c) {
  return c < 0x20 || (c >= 0x7f && c <= 0x9f) || c == 0x061c || c == 0x200e || c == 0x200f ||
         (c >= 0x2028 && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) || c == 0xfeff || is_surrogate(c);
}

void append_hex(std::string& out, std::uint32_t number, int digits) {
  for (int shift = (digits - 1) * 4; shift >= 0; shift -= 4) out += "0123456789abcdef"[number >> shift & 15];
}

// The letter of the character's short escape, or 0.
char short_escape(char32_t c) {
  switch (c) {
    case '\b': return 'b';
    case '\t': return 't';
    case '\n': return 'n';
    case '\f': return 'f';
    case '\r': return 'r';
    default: return 0;
  }
}

// Of the basic plane only: no harmful character lies outside.
void append_escape(std::string& out, char32_t c) {
  if (const char letter = short_escape(c)) {
    (out += '\\') += letter;
  } else {
    out += "\\u";
    append_hex(out, c, 4);
  }
}

bool continues_character(char c) {
  return (static_cast<unsigned char>(c) & 0xc0) == 0x80;
}

}  // namespace

std::string printable(std::string_view text) {
  const auto plain = [](char c) { return c >= 0x20 && c < 0x7f; };
  const auto begin = std::find_if_not(text.begin(), text.end(), plain);
  std::string out(text.begin(), begin);
  text.remove_prefix(out.size());
  while (!text.empty()) {
    const std::string_view before = text;
    const char32_t c = take_character(text);
    if (c == not_utf8) {
      out += "\\x";
      append_hex(out, static_cast<unsigned char>(before[0]), 2);
    } else if (is_harmful(c)) {
      append_escape(out, c);
    } else {
      out += before.substr(0, before.size() - text.size());
    }
  }
  return out;
}

std::string json_quoted(std::string_view text) {
  std::string out = "\"";
  while (!text.empty()) {
    const std::string_view before = text;
    const char32_t c = take_character(text);
    if (c == not_utf8) {
      out += "\xef\xbf\xbd";
    } else if (c == '"' || c == '\\') {
      (out += '\\') += static_cast<char>(c);
    } else if (is_harmful(c)) {
      append_escape(out, c);
    } else {
      out += before.substr(0, before.size() - text.size());
    }
  }
  return out += '"';
}

std::string shortened(std::string_view text, std::size_t limit) {
  if (text.size() <= limit) return std::string(text);
  std::size_t head = limit / 2;
  std::size_t tail = text.size() - (limit - head);
  while (head > 0 && continues_character(text[head])) --head;
  while (tail < text.size() && continues_character(text[tail])) ++tail;
  return std::string(text.substr(0, head)) + "…" + std::string(text.substr(tail));
}

std::string counted(std::uint64_t count, std::string_view noun) {
  return std::to_string(count) + " " + std::string(noun) + (count == 1 ? "" : "s");
}

std::string joined(std::span<const std::string_view> parts, std::string_view between) {
  std::string out;
  for (const std::string_view part : parts) (out += out.empty() ? "" : between) += part;
  return out;
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(separator), text.size());
    parts.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return parts;
}

std::string replaced(std::string_view text, char wanted, std::string_view by) {
  std::string out;
  for (const char c : text) {
    if (c == wanted) {
      out += by;
    } else {
      out += c;
    }
  }
  return out;
}

std::size_t column_count(std::string_view utf8) {
  std::size_t count = 0;
  for (const char c : utf8) count += !continues_character(c);
  return count;
}

}  // namespace clonewire::cli
