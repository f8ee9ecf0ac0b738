#include "wire/json_string.hpp"

#include <cstring>
#include <string_view>

namespace clonewire::wire {
namespace {

/// Precondition: four hexadecimal digits at `p`.
std::uint32_t read_hex4(const std::uint8_t* p) noexcept {
  std::uint32_t v = 0;
  for (int i = 0; i != 4; ++i) v = v << 4 | static_cast<std::uint32_t>(hex_digit(p[i]));
  return v;
}

/// From a backslash to behind its escape. Null: it is none.
const std::uint8_t* skip_escape(const std::uint8_t* p, const std::uint8_t* end) noexcept {
  if (end - p < 2) return nullptr;
  switch (p[1]) {
    case '"':
    case '\\':
    case '/':
    case 'b':
    case 'f':
    case 'n':
    case 'r':
    case 't': return p + 2;
    case 'u':
      if (end - p < 6) return nullptr;
      return (hex_digit(p[2]) | hex_digit(p[3]) | hex_digit(p[4]) | hex_digit(p[5])) < 0 ? nullptr : p + 6;
    default: return nullptr;
  }
}

/// Copies up to the next backslash and returns where that is. Precondition: as much room at `to` as is left at `p`.
const std::uint8_t* copy_to_backslash(const std::uint8_t* p, const std::uint8_t* end, char*& to) noexcept {
  for (; end - p >= text_block::size; p += text_block::size, to += text_block::size) {
    const text_block block(p);
    block.store(to);
    if (const byte_mask found = block.backslashes(); found != 0) {
      to += first(found);
      return p + first(found);
    }
  }
  while (p != end && *p != '\\') *to++ = static_cast<char>(*p++);
  return p;
}

}  // namespace

int hex_digit(std::uint8_t c) noexcept {
  if (c >= '0' && c <= '9') return c - '0';
  c |= 0x20;
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool unescape_json(octets raw, std::string& out) {
  const std::uint8_t* p = raw.data();
  const std::uint8_t* const end = p + raw.size();
  const std::size_t size = out.size();
  out.resize(size + raw.size());  // no escape is shorter than what it means
  char* to = out.data() + size;
  bool has_lone_surrogate = false;
  for (;;) {
    p = copy_to_backslash(p, end, to);
    if (p == end) break;

    const std::uint8_t escape = p[1];
    p += 2;
    switch (escape) {
      case 'b': *to++ = '\b'; continue;
      case 'f': *to++ = '\f'; continue;
      case 'n': *to++ = '\n'; continue;
      case 'r': *to++ = '\r'; continue;
      case 't': *to++ = '\t'; continue;
      case 'u': break;
      default: *to++ = static_cast<char>(escape); continue;
    }
    std::uint32_t v = read_hex4(p);
    p += 4;
    if ((v & 0xfc00) == 0xd800 && end - p >= 6 && p[0] == '\\' && p[1] == 'u' &&
        (read_hex4(p + 2) & 0xfc00) == 0xdc00) {
      v = 0x10000 + ((v & 0x3ff) << 10) + (read_hex4(p + 2) & 0x3ff);
      p += 6;
    }
    has_lone_surrogate |= (v & 0xfffff800) == 0xd800;
    to = put_utf8(v, to);
  }
  out.resize(static_cast<std::size_t>(to - out.data()));
  return has_lone_surrogate;
}

const std::uint8_t* scan_json_string(const std::uint8_t* p, const std::uint8_t* plain, const std::uint8_t* end,
                                     json_string& out) noexcept {
  const std::uint8_t* const begin = p;
  p = plain;
  byte_mask non_ascii = 0;
  out.escaped = false;
  for (;;) {
    if (end - p >= text_block::size) {
      const text_block block(p);
      const byte_mask stops = block.string_stops();
      if (stops == 0) {
        non_ascii |= block.non_ascii();
        p += text_block::size;
        continue;
      }
      non_ascii |= block.non_ascii() & bytes_before(first(stops));
      p += first(stops);
    } else {
      for (; p != end && *p != '"' && *p != '\\' && *p >= 0x20; ++p) non_ascii |= *p & 0x80u;
      if (p == end) return nullptr;
    }
    if (*p == '"') break;
    if (*p != '\\') return nullptr;
    out.escaped = true;
    p = skip_escape(p, end);
    if (p == nullptr) return nullptr;
  }
  out.raw = {begin, p};
  out.is_ascii = non_ascii == 0;
  return out.is_ascii || is_valid_utf8(out.raw) ? p + 1 : nullptr;
}

}  // namespace clonewire::wire
