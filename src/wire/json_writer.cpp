#include "wire/json_writer.hpp"

#include <algorithm>
#include <charconv>
#include <cstring>

#include "wire/base64.hpp"
#include "wire/number_text.hpp"
#include "wire/word.hpp"

namespace clonewire::wire {
namespace {

constexpr std::size_t longest_escape = 6;  // \udead

/// How many bytes from `p` on stand for themselves in a JSON string.
template <bool IsLatin1>
std::size_t clean_run(const std::uint8_t* p, const std::uint8_t* end) noexcept {
  const std::uint8_t* const begin = p;
  for (; end - p >= 8; p += 8) {
    const std::uint64_t word = load_word(p);
    std::uint64_t marks = bytes_equal(word, '"') | bytes_equal(word, '\\') | bytes_below(word, 0x20);
    if (IsLatin1) marks |= word & high_bits;
    if (marks != 0) return static_cast<std::size_t>(p - begin) + first_marked(marks);
  }
  while (p != end && *p >= 0x20 && *p != '"' && *p != '\\' && (!IsLatin1 || *p < 0x80)) ++p;
  return static_cast<std::size_t>(p - begin);
}

/// Writes the escape of a code unit that needs one, longest_escape characters at most.
char* put_escape(std::uint32_t unit, char* out) noexcept {
  *out++ = '\\';
  switch (unit) {
    case '"':
    case '\\': *out++ = static_cast<char>(unit); return out;
    case '\b': *out++ = 'b'; return out;
    case '\f': *out++ = 'f'; return out;
    case '\n': *out++ = 'n'; return out;
    case '\r': *out++ = 'r'; return out;
    case '\t': *out++ = 't'; return out;
    default: break;
  }
  *out++ = 'u';
  for (int shift = 12; shift >= 0; shift -= 4) *out++ = "0123456789abcdef"[unit >> shift & 15];
  return out;
}

constexpr bool needs_escape(std::uint32_t unit) noexcept {
  return unit < 0x20 || unit == '"' || unit == '\\';
}

}  // namespace

json_writer::json_writer(std::vector<std::byte>& out, std::uint32_t indent)
    : out_(out), start_(out.size()), used_(out.size()), indent_(std::min<std::uint32_t>(indent, 10)) {}

void json_writer::key(string_encoding encoding, octets text) {
  separate();
  put_quoted(encoding, text);
  end_key();
}

void json_writer::string(string_encoding encoding, octets text) {
  separate();
  put_quoted(encoding, text);
}

void json_writer::plain_key(std::string_view text) {
  plain_string(text);
  end_key();
}

void json_writer::plain_string(std::string_view text) {
  separate();
  put('"');
  put(text);
  put('"');
}

void json_writer::hex_string(octets bytes) {
  separate();
  put('"');
  took(write_hex(bytes, need(2 * bytes.size())));
  put('"');
}

void json_writer::number(double v) {
  separate();
  took(write_number(v, need(number_text_capacity)));
}

void json_writer::integer(std::uint64_t v) {
  separate();
  char* out = need(20);
  took(std::to_chars(out, out + 20, v).ptr);
}

void json_writer::literal(std::string_view text) {
  separate();
  put(text);
}

void json_writer::begin(char bracket) {
  separate();
  put(bracket);
  ++depth_;
  place_ = place::first;
}

void json_writer::end(char bracket) {
  --depth_;
  if (place_ == place::later) new_line();
  put(bracket);
  place_ = place::later;
}

void json_writer::separate() {
  if (place_ == place::later) put(',');
  if (place_ != place::after_key && depth_ != 0) new_line();
  place_ = place::later;
}

void json_writer::end_key() {
  put(':');
  if (indent_ != 0) put(' ');
  place_ = place::after_key;
}

void json_writer::new_line() {
  if (indent_ == 0) return;
  const std::size_t spaces = depth_ * indent_;
  char* out = need(1 + spaces);
  *out++ = '\n';
  took(std::fill_n(out, spaces, ' '));
}

void json_writer::put(std::string_view text) {
  char* out = need(text.size());
  took(std::copy(text.begin(), text.end(), out));
}

void json_writer::put_quoted(string_encoding encoding, octets text) {
  put('"');
  switch (encoding) {
    case string_encoding::latin1: put_bytes(text, true); break;
    case string_encoding::utf8: put_bytes(text, false); break;
    case string_encoding::utf16: put_units(text); break;
  }
  put('"');
}

void json_writer::put_bytes(octets text, bool is_latin1) {
  const std::uint8_t* p = text.data();
  const std::uint8_t* const end = p + text.size();
  for (;;) {
    const std::size_t run = is_latin1 ? clean_run<true>(p, end) : clean_run<false>(p, end);
    char* out = need(run + longest_escape);
    if (run != 0) std::memcpy(out, p, run);
    out += run;
    p += run;
    if (p != end) out = *p < 0x80 ? put_escape(*p, out) : put_utf8(*p, out);
    took(out);
    if (p == end) return;
    ++p;
  }
}

void json_writer::put_units(octets utf16le) {
  // By pieces, so that the room asked for is in proportion to what is written.
  constexpr std::ptrdiff_t piece = 2 * 512;
  const std::uint8_t* p = utf16le.data();
  const std::uint8_t* const end = p + utf16le.size() / 2 * 2;
  while (p != end) {
    const std::uint8_t* const piece_end = end - p > piece ? p + piece : end;
    char* out = need((static_cast<std::size_t>(piece_end - p) / 2 + 1) * longest_escape);
    while (p < piece_end) {
      const std::uint32_t unit = load_unit(p);
      p += 2;
      if ((unit & 0xf800) != 0xd800) {
        out = needs_escape(unit) ? put_escape(unit, out) : put_utf8(unit, out);
      } else if (unit < 0xdc00 && p != end && (load_unit(p) & 0xfc00) == 0xdc00) {
        out = put_utf8(0x10000 + ((unit & 0x3ff) << 10) + (load_unit(p) & 0x3ffu), out);
        p += 2;
      } else {
        out = put_escape(unit, out);
      }
    }
    took(out);
  }
}

void json_writer::grow(std::size_t size) {
  out_.resize(std::max(out_.size() * 2, used_ + size + 64));
}

}  // namespace clonewire::wire
