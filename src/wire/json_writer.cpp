#include "wire/json_writer.hpp"

#include <algorithm>
#include <charconv>
#include <cstring>

#include "wire/base64.hpp"
#include "wire/number_text.hpp"
#include "wire/text_block.hpp"
#include "wire/word.hpp"

namespace clonewire::wire {
namespace {

constexpr std::size_t longest_escape = 6;  // \udead

/// Room that a string needs beyond its own size: quotes, a colon and a blank behind it, the rest of a block, an escape.
constexpr std::size_t string_slack = 4 + text_block::size + longest_escape;

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

/// A byte that does not stand for itself.
char* put_special(std::uint8_t byte, char* out) noexcept {
  return byte < 0x80 ? put_escape(byte, out) : put_utf8(byte, out);
}

/// The bytes of a word that do not stand for themselves: whether there are any, and the first.
template <bool IsLatin1>
std::uint64_t special_bytes(std::uint64_t word) noexcept {
  const std::uint64_t marks = bytes_equal(word, '"') | bytes_equal(word, '\\') | bytes_below(word, 0x20);
  return IsLatin1 ? marks | (word & high_bits) : marks;
}

}  // namespace

json_writer::json_writer(std::vector<std::byte>& out, std::uint32_t indent)
    : out_(out),
      start_(out.size()),
      begin_(reinterpret_cast<char*>(out.data())),
      end_(begin_ + start_),
      limit_(end_),
      indent_(std::min<std::uint32_t>(indent, 10)) {}

void json_writer::reserve(std::size_t size) {
  out_.reserve(used() + size);
  grow(1);
}

void json_writer::set_source(octets text) noexcept {
  if (text.size() < text_block::size) return;
  readable_begin_ = reinterpret_cast<std::uintptr_t>(text.data());
  readable_span_ = text.size() - text_block::size + 1;
}

void json_writer::key(string_encoding encoding, octets text) {
  end_key(put_quoted(begin_value(text.size() + string_slack), encoding, text));
}

void json_writer::string(string_encoding encoding, octets text) {
  end_ = put_quoted(begin_value(text.size() + string_slack), encoding, text);
}

void json_writer::plain_key(std::string_view text) {
  plain_string(text);
  end_key(need(2));
}

void json_writer::plain_string(std::string_view text) {
  char* to = begin_value(text.size() + 2);
  *to++ = '"';
  to = std::copy(text.begin(), text.end(), to);
  *to++ = '"';
  end_ = to;
}

void json_writer::hex_string(octets bytes) {
  char* to = begin_value(2 * bytes.size() + 2);
  *to++ = '"';
  to = write_hex(bytes, to);
  *to++ = '"';
  end_ = to;
}

void json_writer::number(double v) {
  end_ = write_number(v, begin_value(number_text_capacity));
}

void json_writer::int32(std::int32_t v) {
  end_ = write_integer(v, begin_value(number_text_capacity));
}

void json_writer::integer(std::uint64_t v) {
  char* to = begin_value(20);
  end_ = std::to_chars(to, to + 20, v).ptr;
}

void json_writer::int32s(std::span<const std::int32_t> values) {
  numbers(values, write_integer);
}

void json_writer::doubles(std::span<const double> values) {
  numbers(values, write_number);
}

template <class Number, class Write>
void json_writer::numbers(std::span<const Number> values, Write write) {
  begin_array();
  for (const Number v : values) end_ = write(v, begin_value(number_text_capacity));
  end_array();
}

void json_writer::end(char bracket) {
  --depth_;
  char* to = need(line_size() + 1);
  if (place_ == place::later && indent_ != 0) to = put_line(to);
  *to++ = bracket;
  end_ = to;
  place_ = place::later;
}

void json_writer::end_key(char* to) {
  *to++ = ':';
  if (indent_ != 0) *to++ = ' ';
  end_ = to;
  place_ = place::after_key;
}

char* json_writer::put_line(char* to) const noexcept {
  *to++ = '\n';
  return std::fill_n(to, depth_ * indent_, ' ');
}

/// Precondition: room for the text and string_slack.
char* json_writer::put_quoted(char* to, string_encoding encoding, octets text) {
  *to++ = '"';
  switch (encoding) {
    case string_encoding::latin1: to = put_bytes<true>(to, text.data(), text.size()); break;
    case string_encoding::utf8: to = put_bytes<false>(to, text.data(), text.size()); break;
    case string_encoding::utf16: to = put_units(to, text); break;
  }
  *to++ = '"';
  return to;
}

/// Copies what stands for itself by whole blocks, and goes back to where the first character does not.
template <bool IsLatin1>
char* json_writer::put_bytes(char* to, const std::uint8_t* p, std::size_t size) {
  for (;;) {
    const bool is_whole = size >= text_block::size;
    if (!is_whole && reinterpret_cast<std::uintptr_t>(p) - readable_begin_ >= readable_span_) {
      return put_short<IsLatin1>(to, p, size);
    }
    const text_block block(p);
    block.store(to);
    byte_mask found = IsLatin1 ? block.not_plain() : block.string_stops();
    if (!is_whole) found &= bytes_before(static_cast<unsigned>(size));
    if (found == 0) {
      if (!is_whole) return to + size;
      p += text_block::size;
      to += text_block::size;
      size -= text_block::size;
      continue;
    }
    const unsigned clean = first(found);
    to = need(to + clean, size - clean + string_slack);
    to = put_special(p[clean], to);
    p += clean + 1;
    size -= clean + 1;
  }
}

/// Less than a block, of which no more can be read.
template <bool IsLatin1>
char* json_writer::put_short(char* to, const std::uint8_t* p, std::size_t size) {
  if (size >= 8) {
    const std::uint64_t begin = load_word(p), end = load_word(p + size - 8);
    if ((special_bytes<IsLatin1>(begin) | special_bytes<IsLatin1>(end)) == 0) {
      store_word(to, begin);
      store_word(to + size - 8, end);
      return to + size;
    }
  }
  for (; size != 0; --size, ++p) {
    if (!needs_escape(*p) && (!IsLatin1 || *p < 0x80)) {
      *to++ = static_cast<char>(*p);
    } else {
      to = put_special(*p, need(to, size + string_slack));
    }
  }
  return to;
}

char* json_writer::put_units(char* to, octets utf16le) {
  // By pieces, so that the room asked for is in proportion to what is written.
  constexpr std::ptrdiff_t piece = 2 * 512;
  const std::uint8_t* p = utf16le.data();
  const std::uint8_t* const end = p + utf16le.size() / 2 * 2;
  while (p != end) {
    const std::uint8_t* const piece_end = end - p > piece ? p + piece : end;
    to = need(to, (static_cast<std::size_t>(piece_end - p) / 2 + 1) * longest_escape + string_slack);
    while (p < piece_end) {
      const std::uint32_t unit = load_unit(p);
      p += 2;
      if ((unit & 0xf800) != 0xd800) {
        to = needs_escape(unit) ? put_escape(unit, to) : put_utf8(unit, to);
      } else if (unit < 0xdc00 && p != end && (load_unit(p) & 0xfc00) == 0xdc00) {
        to = put_utf8(0x10000 + ((unit & 0x3ff) << 10) + (load_unit(p) & 0x3ffu), to);
        p += 2;
      } else {
        to = put_escape(unit, to);
      }
    }
  }
  return to;
}

/// The vector fills with zeros what it grows by. In steps that stay in the cache this costs little; all at once it
/// would be a second trip through memory.
void json_writer::grow(std::size_t size) {
  constexpr std::size_t step = std::size_t{32} << 10;
  const std::size_t used_before = used();
  const std::size_t wanted = used_before + size;
  if (wanted > out_.capacity()) out_.reserve(std::max({wanted, out_.capacity() * 2, std::size_t{256}}));
  out_.resize(std::max(wanted, std::min(used_before + std::max(step, size), out_.capacity())));
  begin_ = reinterpret_cast<char*>(out_.data());
  end_ = begin_ + used_before;
  limit_ = begin_ + out_.size();
}

}  // namespace clonewire::wire
