#include "formats/serial/text_writer.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>

#include "wire/number_text.hpp"
#include "wire/word.hpp"

namespace clonewire::formats::serial {
namespace {

constexpr std::size_t longest_escape = 6;  // \u2028

/// Whether an ASCII character stands for itself.
constexpr bool is_plain(std::uint32_t c) noexcept {
  return c >= 0x20 && c != '"' && c != '\\' && c != '<' && c != '>' && c != '&';
}

/// By byte: whether a look at it alone tells that it is copied. In Latin-1 no byte above 0x7f is; in UTF-8 0xe2 may
/// begin U+2028.
constexpr std::array<bool, 256> copied_bytes(bool is_latin1) noexcept {
  std::array<bool, 256> table{};
  for (std::uint32_t c = 0; c != 256; ++c) table[c] = c < 0x80 ? is_plain(c) : !is_latin1 && c != 0xe2;
  return table;
}
constexpr std::array<bool, 256> copied_latin1 = copied_bytes(true);
constexpr std::array<bool, 256> copied_utf8 = copied_bytes(false);

/// How many bytes from `p` on stand for themselves.
template <bool IsLatin1>
std::size_t copied_run(const std::uint8_t* p, const std::uint8_t* end) noexcept {
  const std::uint8_t* const begin = p;
  for (; end - p >= 8; p += 8) {
    const std::uint64_t word = wire::load_word(p);
    // '<' and '>' differ in one bit.
    std::uint64_t marks = wire::bytes_equal(word, '"') | wire::bytes_equal(word, '\\') |
                          wire::bytes_equal(word | 0x02 * wire::every_byte, '>') | wire::bytes_equal(word, '&') |
                          wire::bytes_below(word, 0x20);
    marks |= IsLatin1 ? word & wire::high_bits : wire::bytes_equal(word, 0xe2);
    if (marks != 0) return static_cast<std::size_t>(p - begin) + wire::first_marked(marks);
  }
  const auto& copied = IsLatin1 ? copied_latin1 : copied_utf8;
  while (p != end && copied[*p]) ++p;
  return static_cast<std::size_t>(p - begin);
}

char* put_escape(std::uint32_t unit, char* out) noexcept {
  *out++ = '\\';
  switch (unit) {
    case '"':
    case '\\': *out++ = static_cast<char>(unit); return out;
    case '\n': *out++ = 'n'; return out;
    case '\r': *out++ = 'r'; return out;
    case '\t': *out++ = 't'; return out;
    default: break;
  }
  *out++ = 'u';
  for (int shift = 12; shift >= 0; shift -= 4) *out++ = "0123456789abcdef"[unit >> shift & 15];
  return out;
}

char* put_code_point(std::uint32_t point, char* out) noexcept {
  const bool is_separator = point == 0x2028 || point == 0x2029;
  return (point < 0x80 && !is_plain(point)) || is_separator ? put_escape(point, out) : wire::put_utf8(point, out);
}

}  // namespace

void text_writer::put(std::string_view text) {
  char* out = need(text.size());
  took(std::copy(text.begin(), text.end(), out));
}

void text_writer::content(string_encoding encoding, wire::octets text, lone_surrogates lone) {
  switch (encoding) {
    case string_encoding::latin1: return put_bytes(text, true);
    case string_encoding::utf8: return put_bytes(text, false);
    case string_encoding::utf16: return put_units(text, lone);
  }
}

void text_writer::put_bytes(wire::octets text, bool is_latin1) {
  const std::uint8_t* p = text.data();
  const std::uint8_t* const end = p + text.size();
  for (;;) {
    const std::size_t run = is_latin1 ? copied_run<true>(p, end) : copied_run<false>(p, end);
    char* out = need(run + longest_escape);
    if (run != 0) std::memcpy(out, p, run);
    out += run;
    p += run;
    if (p == end) return took(out);
    if (is_latin1 || *p < 0x80) {
      out = put_code_point(*p++, out);
    } else if (p[1] == 0x80 && (p[2] & 0xfe) == 0xa8) {  // valid UTF-8: two more bytes follow
      out = put_escape(0x2000u + (p[2] & 0x3fu), out);
      p += 3;
    } else {
      *out++ = static_cast<char>(*p++);
    }
    took(out);
  }
}

void text_writer::put_units(wire::octets utf16le, lone_surrogates lone) {
  // By pieces, so that the room asked for is in proportion to what is written.
  constexpr std::ptrdiff_t piece = 2 * 512;
  constexpr std::uint32_t replacement = 0xfffd;
  const std::uint8_t* p = utf16le.data();
  const std::uint8_t* const end = p + utf16le.size() / 2 * 2;
  while (p != end) {
    const std::uint8_t* const piece_end = end - p > piece ? p + piece : end;
    char* out = need((static_cast<std::size_t>(piece_end - p) / 2 + 1) * longest_escape);
    while (p < piece_end) {
      const std::uint32_t unit = wire::load_unit(p);
      p += 2;
      if ((unit & 0xf800) != 0xd800) {
        out = put_code_point(unit, out);
      } else if (unit < 0xdc00 && p != end && (wire::load_unit(p) & 0xfc00) == 0xdc00) {
        out = wire::put_utf8(0x10000 + ((unit & 0x3ff) << 10) + (wire::load_unit(p) & 0x3ffu), out);
        p += 2;
      } else {
        out = put_escape(lone == lone_surrogates::escaped ? unit : replacement, out);
      }
    }
    took(out);
  }
}

void text_writer::number(double v) {
  took(wire::write_number(v, need(wire::number_text_capacity)));
}

void text_writer::integer(bool negative, std::uint64_t magnitude) {
  constexpr std::size_t most = 21;
  char* out = need(most);
  if (negative) *out++ = '-';
  took(std::to_chars(out, out + most - 1, magnitude).ptr);
}

void text_writer::grow(std::size_t size) {
  out_.resize(std::max(out_.size() * 2, used_ + size + 64));
}

}  // namespace clonewire::formats::serial
