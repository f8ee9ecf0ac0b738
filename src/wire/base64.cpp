// Bytes as text. Both alphabets of RFC 4648 decode, by the rules of `atob` (the Infra Standard's forgiving-base64
// decode): ASCII white space is ignored, padding is all there or not at all, and the bits that the last character has
// to spare are dropped.
#include "wire/base64.hpp"

#include <array>

namespace clonewire::wire {
namespace {

constexpr std::uint8_t space = 0xfe;  // in the tables below: white space, and a byte that has no place here
constexpr std::uint8_t bad = 0xff;

constexpr std::string_view base64_alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view hex_alphabet = "0123456789abcdef";

using digit_table = std::array<std::uint8_t, 256>;

constexpr digit_table digits_of(std::string_view alphabet, std::string_view aliases, std::string_view meant) {
  digit_table table{};
  for (std::uint8_t& digit : table) digit = bad;
  for (const char c : std::string_view(" \t\n\f\r")) table[static_cast<std::uint8_t>(c)] = space;
  for (std::size_t i = 0; i != alphabet.size(); ++i) {
    table[static_cast<std::uint8_t>(alphabet[i])] = static_cast<std::uint8_t>(i);
  }
  for (std::size_t i = 0; i != aliases.size(); ++i) {
    table[static_cast<std::uint8_t>(aliases[i])] = table[static_cast<std::uint8_t>(meant[i])];
  }
  return table;
}

constexpr digit_table base64_digits = digits_of(base64_alphabet, "-_", "+/");
constexpr digit_table hex_digits = digits_of(hex_alphabet, "ABCDEF", "abcdef");

std::uint8_t lookup(const digit_table& table, char c) noexcept {
  return table[static_cast<std::uint8_t>(c)];
}

/// Writes the first `count` bytes of a group of 24 bits.
std::uint8_t* put_bytes(std::uint32_t group, std::size_t count, std::uint8_t* to) noexcept {
  for (int shift = 16; count != 0; --count, shift -= 8) *to++ = static_cast<std::uint8_t>(group >> shift);
  return to;
}

/// Checks what is left of a text at its first '=': nothing but the padding that `digits` characters need.
bool is_padding(std::string_view text, std::size_t digits) noexcept {
  std::size_t count = 0;
  for (const char c : text) {
    if (c == '=') {
      ++count;
    } else if (lookup(base64_digits, c) != space) {
      return false;
    }
  }
  return digits % 4 >= 2 && digits % 4 + count == 4;
}

}  // namespace

std::string base64_text(std::span<const std::uint8_t> bytes) {
  std::string out((bytes.size() + 2) / 3 * 4, '=');
  char* to = out.data();
  std::size_t i = 0;
  for (; bytes.size() - i >= 3; i += 3) {
    const std::uint32_t v = static_cast<std::uint32_t>(bytes[i] << 16 | bytes[i + 1] << 8 | bytes[i + 2]);
    *to++ = base64_alphabet[v >> 18];
    *to++ = base64_alphabet[v >> 12 & 63];
    *to++ = base64_alphabet[v >> 6 & 63];
    *to++ = base64_alphabet[v & 63];
  }
  if (const std::size_t rest = bytes.size() - i; rest != 0) {
    const std::uint32_t v = static_cast<std::uint32_t>(bytes[i] << 16 | (rest == 2 ? bytes[i + 1] << 8 : 0));
    *to++ = base64_alphabet[v >> 18];
    *to++ = base64_alphabet[v >> 12 & 63];
    if (rest == 2) *to = base64_alphabet[v >> 6 & 63];
  }
  return out;
}

bool parse_base64(std::string_view text, std::vector<std::uint8_t>& out) {
  out.resize(text.size() / 4 * 3 + 3);
  std::uint8_t* to = out.data();
  std::uint32_t group = 0;  // the digits since the last multiple of four, and older ones above them
  std::size_t digits = 0;
  for (std::size_t i = 0; i != text.size();) {
    if (digits % 4 == 0 && text.size() - i >= 4) {
      const std::uint32_t a = lookup(base64_digits, text[i]), b = lookup(base64_digits, text[i + 1]),
                          c = lookup(base64_digits, text[i + 2]), d = lookup(base64_digits, text[i + 3]);
      if ((a | b | c | d) < 64) {
        to = put_bytes(a << 18 | b << 12 | c << 6 | d, 3, to);
        i += 4;
        continue;
      }
    }
    const std::uint8_t digit = lookup(base64_digits, text[i]);
    if (text[i] == '=' && is_padding(text.substr(i), digits)) break;
    ++i;
    if (digit == space) continue;
    if (digit == bad) return false;
    group = group << 6 | digit;
    if (++digits % 4 == 0) to = put_bytes(group, 3, to);
  }
  switch (digits % 4) {
    case 1: return false;
    case 2: to = put_bytes(group << 12, 1, to); break;
    case 3: to = put_bytes(group << 6, 2, to); break;
    default: break;
  }
  out.resize(static_cast<std::size_t>(to - out.data()));
  return true;
}

char* write_hex(std::span<const std::uint8_t> bytes, char* out) noexcept {
  for (const std::uint8_t byte : bytes) {
    *out++ = hex_alphabet[byte >> 4];
    *out++ = hex_alphabet[byte & 15];
  }
  return out;
}

std::string hex_text(std::span<const std::uint8_t> bytes) {
  std::string out(bytes.size() * 2, '0');
  write_hex(bytes, out.data());
  return out;
}

bool parse_hex(std::string_view text, std::vector<std::uint8_t>& out) {
  out.clear();
  while (!text.empty() && lookup(hex_digits, text.front()) == space) text.remove_prefix(1);
  if (text.starts_with("0x") || text.starts_with("0X")) text.remove_prefix(2);
  out.reserve(text.size() / 2);
  std::uint8_t high = bad;
  for (const char c : text) {
    const std::uint8_t digit = lookup(hex_digits, c);
    if (digit == space) continue;
    if (digit == bad) return false;
    if (high == bad) {
      high = digit;
    } else {
      out.push_back(static_cast<std::uint8_t>(high << 4 | digit));
      high = bad;
    }
  }
  return high == bad;
}

}  // namespace clonewire::wire
