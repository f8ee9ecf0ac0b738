#include "console/quote.hpp"

#include <algorithm>

#include "console/leaf.hpp"
#include "graph/strings.hpp"
#include "wire/utf.hpp"

namespace clonewire::console {
namespace {

constexpr std::size_t shortest_broken_string = 17;  // shorter ones stay on their line, however little room there is

std::u16string first_units(const value& string, std::uint64_t limit) {
  std::u16string units;
  for (detail::code_units from(string.slot()); !from.done() && units.size() < limit;) units += from.next();
  return units;
}

char16_t choose_quote(std::u16string_view s) {
  const auto has = [s](std::u16string_view part) { return s.find(part) != s.npos; };
  if (!has(u"'")) return u'\'';
  if (!has(u"\"")) return u'"';
  return has(u"`") || has(u"${") ? u'\'' : u'`';
}

bool is_high_surrogate(char16_t c) {
  return c >> 10 == 0xd800 >> 10;
}
bool is_low_surrogate(char16_t c) {
  return c >> 10 == 0xdc00 >> 10;
}

void append_utf8(char32_t c, std::string& out) {
  char bytes[4];
  out.append(bytes, wire::put_utf8(c, bytes));
}

void append_hex(char16_t c, int digits, std::string_view alphabet, std::string& out) {
  for (int shift = 4 * (digits - 1); shift >= 0; shift -= 4) out += alphabet[c >> shift & 15];
}

// A control character, or one that would end the literal. Upper-case digits here, lower-case ones in \u: Node's habit.
void append_escape(char16_t c, std::string& out) {
  constexpr std::string_view named = "\bb\tt\nn\ff\rr''\\\\";
  out += '\\';
  for (std::size_t i = 0; i < named.size(); i += 2) {
    if (static_cast<char16_t>(named[i]) == c) {
      out += named[i + 1];
      return;
    }
  }
  out += 'x';
  append_hex(c, 2, "0123456789ABCDEF", out);
}

bool is_identifier(std::u16string_view s) {
  const auto letter = [](char16_t c) { return c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  const auto letter_or_digit = [letter](char16_t c) { return letter(c) || (c >= '0' && c <= '9'); };
  return !s.empty() && letter(s[0]) && std::all_of(s.begin(), s.end(), letter_or_digit);
}

}  // namespace

std::string quoted(std::u16string_view units) {
  const char16_t quote = choose_quote(units);
  std::string out;
  out.reserve(units.size() + 2);
  out += static_cast<char>(quote);
  for (std::size_t i = 0; i < units.size(); ++i) {
    const char16_t c = units[i];
    const char16_t next = i + 1 < units.size() ? units[i + 1] : u'\0';
    if (is_high_surrogate(c) && is_low_surrogate(next)) {
      append_utf8(0x10000u + ((c & 0x3ffu) << 10) + (next & 0x3ffu), out);
      ++i;
    } else if (is_high_surrogate(c) || is_low_surrogate(c)) {
      out += "\\u";
      append_hex(c, 4, "0123456789abcdef", out);
    } else if (c < 0x20 || (c >= 0x7f && c < 0xa0) || c == '\\' || (c == '\'' && quote == '\'')) {
      append_escape(c, out);
    } else {
      append_utf8(c, out);
    }
  }
  out += static_cast<char>(quote);
  return out;
}

void append_string(text& out, const value& v, std::uint32_t indentation, const console_options& options,
                   const ink& colour) {
  const std::u16string units = first_units(v, options.max_string_length);
  const bool broken = units.size() >= shortest_broken_string && units.size() + indentation + 4 > options.break_length;
  std::u16string_view rest = units;
  while (broken) {
    const std::size_t line = rest.find(u'\n');
    if (line == rest.npos || line + 1 == rest.size()) break;
    out.append(quoted(rest.substr(0, line + 1)), colour).append(" +\n").append_spaces(indentation + 2);
    rest.remove_prefix(line + 1);
  }
  out.append(quoted(rest), colour);

  if (units.size() < options.max_string_length) return;
  if (const std::uint64_t cut = v.size() - units.size(); cut != 0) out.append(more_text(cut, "character"));
}

void append_key(text& out, const value& key, const ink& colour) {
  const bool is_index = key.is(kind::number);
  const std::u16string units = is_index ? std::u16string() : first_units(key, console_options::no_limit);
  if (is_index) {
    out.append("'" + key.key_text() + "'", colour);
  } else if (units == u"__proto__") {
    out.append("['__proto__']");
  } else if (is_identifier(units)) {
    out.append(std::string(units.begin(), units.end()));
  } else {
    out.append(quoted(units), colour);
  }
  out.append(": ");
}

std::string printable(const value& v) {
  std::string out = v.to_utf8();
  for (std::size_t i = out.find('\xed'); i != out.npos; i = out.find('\xed', i + 3)) {
    if (static_cast<unsigned char>(out[i + 1]) >= 0xa0) out.replace(i, 3, "\xef\xbf\xbd");
  }
  return out;
}

}  // namespace clonewire::console
