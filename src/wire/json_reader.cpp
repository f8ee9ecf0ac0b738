// The JSON grammar as a state machine over one byte of look-ahead.
#include "wire/json_reader.hpp"

#include <string_view>

#include "wire/base64.hpp"
#include "wire/json_string.hpp"
#include "wire/number_text.hpp"

namespace clonewire::wire {
namespace {

constexpr bool is_space(std::uint8_t c) noexcept {
  return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

/// What an error says was found at `p`.
std::string found_at(const std::uint8_t* p, const std::uint8_t* end) {
  if (p == end) return "the end of the text";
  if (end - p >= 3 && p[0] == 0xef && p[1] == 0xbb && p[2] == 0xbf) return "a byte order mark";
  if (*p >= 0x20 && *p < 0x7f) return std::string("'") + static_cast<char>(*p) + "'";
  return "byte 0x" + hex_text({p, 1});
}

}  // namespace

json_reader::json_reader(octets text, std::uint32_t max_depth)
    : begin_(text.data()), p_(begin_), end_(begin_ + text.size()), event_(begin_), max_depth_(max_depth) {}

json_event json_reader::next() {
  skip_space();
  event_ = p_;
  switch (expected_) {
    case expected::value: return read_value();
    case expected::first_element: return at(']') ? close() : read_value();
    case expected::first_key: return at('}') ? close() : read_key();
    case expected::comma_or_end: {
      const bool in_object = open_.back().is_object;
      if (at(',')) {
        ++p_;
        skip_space();
        event_ = p_;
        return in_object ? read_key() : read_value();
      }
      if (at(in_object ? '}' : ']')) return close();
      return fail_expecting(in_object ? "',' or '}'" : "',' or ']'");
    }
    case expected::nothing: break;
  }
  if (p_ == end_) return json_event::end;
  return fail(errc::trailing_bytes, p_, "expected nothing after the value, found " + found_at(p_, end_));
}

void json_reader::skip_space() noexcept {
  while (p_ != end_ && is_space(*p_)) ++p_;
}

json_event json_reader::read_value() {
  expected_ = expected::value;
  if (!open_.empty() && !open_.back().is_object) ++open_.back().children;
  if (p_ == end_) return fail_expecting("a value");
  switch (*p_) {
    case '{': return open(true);
    case '[': return open(false);
    case '"': return read_string() ? completed(json_event::string) : json_event::failed;
    case 't': number_ = 1; return read_literal("true", json_event::boolean);
    case 'f': number_ = 0; return read_literal("false", json_event::boolean);
    case 'n': return read_literal("null", json_event::null);
    case '-':
    case '0':
    case '1':
    case '2':
    case '3':
    case '4':
    case '5':
    case '6':
    case '7':
    case '8':
    case '9': return read_number();
    default: return fail_expecting("a value");
  }
}

json_event json_reader::read_key() {
  if (!at('"')) return fail_expecting("a key");
  if (!read_string()) return json_event::failed;
  skip_space();
  if (!at(':')) return fail_expecting("':'");
  ++p_;
  level& object = open_.back();
  ++object.children;
  object.key = string_;
  expected_ = expected::value;
  return json_event::key;
}

json_event json_reader::read_literal(const char* word, json_event event) {
  for (const char* c = word; *c != 0; ++c, ++p_) {
    if (!at(*c)) return fail_expecting(word);
  }
  return completed(event);
}

json_event json_reader::read_number() {
  const std::string_view rest(reinterpret_cast<const char*>(p_), static_cast<std::size_t>(end_ - p_));
  std::size_t broken_at;
  const std::size_t length = read_json_number(rest, number_, broken_at);
  p_ += length == 0 ? broken_at : length;
  return length == 0 ? fail_expecting("a digit") : completed(json_event::number);
}

json_event json_reader::open(bool is_object) {
  if (open_.size() >= max_depth_) {
    return fail(errc::limit_exceeded, p_, "nested deeper than the limit of " + std::to_string(max_depth_));
  }
  ++p_;
  open_.emplace_back().is_object = is_object;
  expected_ = is_object ? expected::first_key : expected::first_element;
  return is_object ? json_event::begin_object : json_event::begin_array;
}

json_event json_reader::close() {
  ++p_;
  const bool is_object = open_.back().is_object;
  open_.pop_back();
  return completed(is_object ? json_event::end_object : json_event::end_array);
}

json_event json_reader::completed(json_event event) noexcept {
  expected_ = open_.empty() ? expected::nothing : expected::comma_or_end;
  return event;
}

bool json_reader::read_string() {
  const std::uint8_t* const after = scan_json_string(p_ + 1, p_ + 1, end_, string_);
  if (after == nullptr) return find_string_error();
  p_ = after;
  return true;
}

bool json_reader::find_string_error() {
  const std::uint8_t* const begin = ++p_;
  for (;;) {
    while (p_ != end_ && *p_ != '"' && *p_ != '\\' && *p_ >= 0x20) ++p_;
    if (!at('\\')) break;
    if (!read_escape()) return false;
  }
  if (!at('"')) {
    fail_expecting(p_ == end_ ? "'\"'" : "a character of a string");
  } else {
    fail(errc::invalid_string, begin + valid_utf8_prefix({begin, p_}), "a string that is not valid UTF-8");
  }
  return false;
}

bool json_reader::read_escape() {
  ++p_;
  constexpr std::string_view simple = "\"\\/bfnrt";
  if (p_ != end_ && simple.find(static_cast<char>(*p_)) != simple.npos) {
    ++p_;
    return true;
  }
  if (!at('u')) {
    fail_expecting("an escape");
    return false;
  }
  ++p_;
  for (int i = 0; i != 4; ++i, ++p_) {
    if (p_ != end_ && hex_digit(*p_) >= 0) continue;
    fail_expecting("a hexadecimal digit");
    return false;
  }
  return true;
}

json_event json_reader::fail(errc code, const std::uint8_t* where, std::string detail) {
  failure_ = {code, static_cast<std::uint64_t>(where - begin_), "", std::move(detail)};
  return json_event::failed;
}

json_event json_reader::fail_expecting(const char* what) {
  return fail(p_ == end_ ? errc::unexpected_end : errc::invalid_syntax, p_,
              std::string("expected ") + what + ", found " + found_at(p_, end_));
}

}  // namespace clonewire::wire
