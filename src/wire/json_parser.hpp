// The fast way through JSON text, for texts that are one object or array. It takes what json_reader takes, and stops at
// what json_reader refuses; why it stopped, json_reader tells, which reads such a text once more.
//
// Such a text ends in a bracket. No number, literal or white space goes beyond it, so that only strings have to look
// for the end of the text: whatever else looks at a next byte finds at least that bracket.
#pragma once

#include <cstdint>
#include <cstring>

#include "wire/json_number.hpp"
#include "wire/json_string.hpp"
#include "wire/text_block.hpp"

namespace clonewire::wire {

/// What closes an object or array.
constexpr std::uint8_t closing_bracket(bool is_object) noexcept {
  return is_object ? std::uint8_t{'}'} : std::uint8_t{']'};
}

inline bool is_json_space(std::uint8_t c) noexcept {
  return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

/// The first byte from `p` on that is no white space. Precondition, here and below: there is one before `end`.
inline const std::uint8_t* skip_any_json_space(const std::uint8_t* p) noexcept {
  while (is_json_space(*p)) ++p;
  return p;
}

CLONEWIRE_INLINE const std::uint8_t* skip_json_space(const std::uint8_t* p, const std::uint8_t* end) noexcept {
  if (*p > ' ') [[likely]]
    return p;
  if (*p == ' ' && p[1] > ' ') return p + 1;
  // A line break and the next line's indentation.
  if (*p == '\n') ++p;
  if (end - p >= text_block::size) [[likely]] {
    constexpr byte_mask behind_block = byte_mask{1} << text_block::size;
    p += first(text_block(p).non_blanks() | behind_block);
    if (*p > ' ') [[likely]]
      return p;
  }
  return skip_any_json_space(p);
}

/// Reads the text and tells `sink` what it finds. False: it has to be read by json_reader, because it is invalid,
/// nested too deep or neither object nor array; or the sink gave up, by returning false.
///
///     bool open(const std::uint8_t* at, bool is_object);
///     bool close(const std::uint8_t* at, bool is_object);
///     bool in_object();                                         whether what is open now is an object
///     bool plain_key(const std::uint8_t* at, octets);           ASCII without escapes; of a key, unless it is empty,
///     bool plain_string(const std::uint8_t* at, octets);        16 bytes can be read
///     bool key(const std::uint8_t* at, const json_string&);     any other
///     bool string(const std::uint8_t* at, const json_string&);  any other
///     bool number(const std::uint8_t* at, const json_number&);
///     bool boolean(const std::uint8_t* at, bool);
///     bool null(const std::uint8_t* at);
///
/// Keys and values come in the order of the text; `at` is where each begins.
template <class Sink>
bool parse_json(octets text, std::uint32_t max_depth, Sink& sink) {
  const std::uint8_t* p = text.data();
  const std::uint8_t* end = p + text.size();
  while (p != end && is_json_space(end[-1])) --end;
  if (end - p < 2 || (end[-1] != ']' && end[-1] != '}')) return false;
  p = skip_json_space(p, end);
  if (*p != '[' && *p != '{') return false;

  std::uint32_t depth = 0;
  bool in_object = false;
  for (;;) {
    if (in_object) {
      if (*p != '"') return false;
      const std::uint8_t* const at = p;
      const std::uint8_t* const plain = skip_plain(p + 1, end);
      if (*plain == '"') [[likely]] {
        if (!sink.plain_key(at, {at + 1, plain})) return false;
        p = plain + 1;
      } else {
        json_string key;
        p = scan_json_string(at + 1, plain, end, key);
        if (p == nullptr || !sink.key(at, key)) return false;
      }
      p = skip_json_space(p, end);
      if (*p != ':') return false;
      p = skip_json_space(p + 1, end);
    }

    const std::uint8_t* const at = p;
    switch (*p) {
      case '"': {
        const std::uint8_t* const plain = skip_plain_to_end(p + 1, end);
        if (*plain == '"') [[likely]] {
          if (!sink.plain_string(at, {at + 1, plain})) return false;
          p = plain + 1;
          break;
        }
        json_string s;
        p = scan_json_string(at + 1, plain, end, s);
        if (p == nullptr || !sink.string(at, s)) return false;
        break;
      }
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
      case '9': {
        json_number n;
        p = scan_json_number(p, end, n);
        if (p == nullptr || !sink.number(at, n)) return false;
        break;
      }
      case '{':
      case '[':
        if (depth == max_depth) return false;
        ++depth;
        in_object = *p == '{';
        if (!sink.open(at, in_object)) return false;
        p = skip_json_space(p + 1, end);
        if (*p != closing_bracket(in_object)) continue;
        break;
      case 't':
        if (end - p <= 4 || std::memcmp(p, "true", 4) != 0 || !sink.boolean(at, true)) return false;
        p += 4;
        break;
      case 'f':
        if (end - p <= 5 || std::memcmp(p, "false", 5) != 0 || !sink.boolean(at, false)) return false;
        p += 5;
        break;
      case 'n':
        if (end - p <= 4 || std::memcmp(p, "null", 4) != 0 || !sink.null(at)) return false;
        p += 4;
        break;
      default: return false;
    }

    for (p = skip_json_space(p, end); *p != ','; p = skip_json_space(p, end)) {
      if (*p != closing_bracket(in_object) || !sink.close(p, in_object)) return false;
      ++p;
      --depth;
      if (depth == 0) return p == end;
      if (p == end) return false;
      in_object = sink.in_object();
    }
    p = skip_json_space(p + 1, end);
  }
}

}  // namespace clonewire::wire
