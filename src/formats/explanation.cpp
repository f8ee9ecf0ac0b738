#include "formats/explanation.hpp"

#include "graph/strings.hpp"
#include "wire/number_text.hpp"

namespace clonewire::formats {

namespace {

constexpr std::size_t shown_bytes = 72;        // of a string
constexpr std::uint32_t shown_magnitude = 64;  // bytes of a bigint: of a larger one the size tells more than its digits

std::string quoted(const detail::slot& s) {
  std::string text, out = "\"";
  detail::append_utf8(s, text);
  bool cut = false;
  if (text.size() > shown_bytes) {
    std::size_t end = shown_bytes;
    while ((text[end] & 0xc0) == 0x80) --end;
    text.resize(end);
    cut = true;
  }
  for (const char c : text) {
    const auto byte = static_cast<std::uint8_t>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (byte < 0x20 || byte == 0x7f) {
      constexpr char digits[] = "0123456789abcdef";
      out += "\\x";
      out += digits[byte >> 4];
      out += digits[byte & 15];
    } else {
      out += c;
    }
  }
  return out + (cut ? "…\"" : "\"");
}

}  // namespace

void explanation::piece(const std::uint8_t* from, const std::uint8_t* to, std::uint32_t depth,
                        std::string_view meaning) {
  sink_({static_cast<std::uint64_t>(from - begin_), static_cast<std::uint64_t>(to - from), depth, meaning});
  ++pieces_;
  next_ = to;
}

void explanation::item(const std::uint8_t* from, const std::uint8_t* to, std::uint32_t depth,
                       std::string_view meaning) {
  gap_until(from, depth);
  piece(next_, to, depth, label_ + std::string(meaning));
  label_.clear();
}

void explanation::gap_until(const std::uint8_t* to, std::uint32_t depth) {
  if (to > next_) piece(next_, to, depth, between_);
}

void explanation::rest(const std::uint8_t* end, const error& why) {
  if (next_ != end) piece(next_, end, 0, "not read: " + why.detail);
}

void append_meaning(std::string& out, std::uint64_t n) {
  out += std::to_string(n);
}

void append_meaning(std::string& out, const detail::slot& s) {
  switch (s.kind) {
    case kind::undefined: out += "undefined"; return;
    case kind::null: out += "null"; return;
    case kind::boolean: out += s.form != 0 ? "true" : "false"; return;
    case kind::number: out += wire::number_text(s.number); return;
    case kind::bigint:
      out += s.size > shown_magnitude ? "bigint of " + std::to_string(s.size) + " bytes"
                                      : wire::bigint_text(s.form != 0, {s.data, s.size}) + 'n';
      return;
    case kind::string: out += quoted(s); return;
    case kind::bytes: out += std::to_string(s.size) + (s.size == 1 ? " byte" : " bytes"); return;
    default: out += '#' + std::to_string(s.size); return;
  }
}

}  // namespace clonewire::formats
