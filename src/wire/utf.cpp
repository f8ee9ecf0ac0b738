// Text encodings. Most text is ASCII, or long runs of it, so that every function takes such runs a word at a time and
// looks at single characters only between them.
//
// Transcoding appends to a string that is first made as large as the result may get and cut afterwards: at most 2 bytes
// of UTF-16 for a byte of UTF-8, 3 bytes of UTF-8 for a code unit.
#include "wire/utf.hpp"

#include "wire/word.hpp"

namespace clonewire::wire {
namespace {

constexpr std::uint32_t replacement = 0xfffd;

constexpr bool is_surrogate(std::uint32_t v) noexcept {
  return (v & 0xfffff800) == 0xd800;
}
constexpr bool is_high_surrogate(std::uint32_t v) noexcept {
  return (v & 0xfffffc00) == 0xd800;
}
constexpr bool is_low_surrogate(std::uint32_t v) noexcept {
  return (v & 0xfffffc00) == 0xdc00;
}

/// What one step of a UTF-8 decoder finds.
struct sequence {
  std::uint32_t code_point;
  std::uint8_t length;  // bytes to go on by; of an invalid sequence, its maximal subpart (never 0)
  bool valid;
};

enum class surrogates : bool { refuse, allow };

/// Decodes the sequence at `p`, which begins with a byte of 0x80 or above. Precondition: p != end.
template <surrogates Policy>
sequence decode(const std::uint8_t* p, const std::uint8_t* end) noexcept {
  constexpr sequence bad_lead = {replacement, 1, false};
  const std::uint32_t lead = *p;
  if (lead < 0xc2 || lead > 0xf4) return bad_lead;
  const std::uint8_t length = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;

  // The second byte's range excludes overlong forms, surrogates and what lies beyond U+10FFFF.
  std::uint8_t low = 0x80;
  std::uint8_t high = 0xbf;
  if (lead == 0xe0) low = 0xa0;
  if (lead == 0xed && Policy == surrogates::refuse) high = 0x9f;
  if (lead == 0xf0) low = 0x90;
  if (lead == 0xf4) high = 0x8f;

  std::uint32_t v = lead & (0x7fu >> length);
  for (std::uint8_t i = 1; i != length; ++i) {
    if (p + i == end || p[i] < low || p[i] > high) return {replacement, i, false};
    v = v << 6 | (p[i] & 0x3fu);
    low = 0x80;
    high = 0xbf;
  }
  return {v, length, true};
}

/// Makes room for `most` bytes behind `out`, lets `write` fill it and return the end, and gives back the rest.
template <class Write>
void append(std::string& out, std::size_t most, Write write) {
  const std::size_t size = out.size();
  out.resize(size + most);
  const char* end = write(out.data() + size);
  out.resize(static_cast<std::size_t>(end - out.data()));
}

/// Latin-1 to UTF-16LE, four bytes a step.
char* widen(const std::uint8_t* p, const std::uint8_t* end, char* to) noexcept {
  for (; end - p >= 4; p += 4, to += 8) {
    std::uint64_t v = p[0] | p[1] << 8 | p[2] << 16 | std::uint64_t{p[3]} << 24;
    v = (v | v << 16) & 0x0000ffff0000ffff;
    v = (v | v << 8) & 0x00ff00ff00ff00ff;
    store_word(to, v);
  }
  for (; p != end; ++p) to = store_unit(to, *p);
  return to;
}

/// Copies the low byte of each UTF-16LE code unit, four a step.
char* narrow(const std::uint8_t* p, const std::uint8_t* end, char* to) noexcept {
  for (; end - p >= 8; p += 8, to += 4) {
    std::uint64_t v = load_word(p) & 0x00ff00ff00ff00ff;
    v = (v | v >> 8) & 0x0000ffff0000ffff;
    v |= v >> 16;
    to[0] = static_cast<char>(v);
    to[1] = static_cast<char>(v >> 8);
    to[2] = static_cast<char>(v >> 16);
    to[3] = static_cast<char>(v >> 24);
  }
  for (; p != end; p += 2) *to++ = static_cast<char>(*p);
  return to;
}

/// The first code unit of UTF-16LE text from `p` on that is not ASCII, or `end`.
const std::uint8_t* skip_ascii_units(const std::uint8_t* p, const std::uint8_t* end) noexcept {
  constexpr std::uint64_t beyond_ascii = 0xff80ff80ff80ff80;
  for (; end - p >= 16; p += 16) {
    if (((load_word(p) | load_word(p + 8)) & beyond_ascii) != 0) break;
  }
  while (p != end && load_unit(p) < 0x80) p += 2;
  return p;
}

template <surrogates Policy>
void append_utf16(octets utf8, std::string& out) {
  append(out, utf8.size() * 2, [utf8](char* to) {
    const std::uint8_t* p = utf8.data();
    const std::uint8_t* const end = p + utf8.size();
    while (p != end) {
      if (*p < 0x80) {
        const std::uint8_t* run = skip_ascii(p, end);
        to = widen(p, run, to);
        p = run;
        continue;
      }
      const sequence s = decode<Policy>(p, end);
      p += s.length;
      if (s.code_point < 0x10000) {
        to = store_unit(to, s.code_point);
      } else {
        to = store_unit(to, 0xd7c0 + (s.code_point >> 10));
        to = store_unit(to, 0xdc00 + (s.code_point & 0x3ff));
      }
    }
    return to;
  });
}

}  // namespace

std::size_t valid_utf8_prefix(octets bytes) noexcept {
  if (is_valid_utf8(bytes)) return bytes.size();
  const std::uint8_t* p = bytes.data();
  const std::uint8_t* const end = p + bytes.size();
  for (;;) {
    p = skip_ascii(p, end);
    const sequence s = decode<surrogates::refuse>(p, end);
    if (!s.valid) return static_cast<std::size_t>(p - bytes.data());
    p += s.length;
  }
}

bool fits_latin1(octets utf16le) noexcept {
  const std::uint8_t* p = utf16le.data();
  const std::uint8_t* const end = p + utf16le.size();
  constexpr std::uint64_t beyond_latin1 = 0xff00ff00ff00ff00;
  for (; end - p >= 16; p += 16) {
    if (((load_word(p) | load_word(p + 8)) & beyond_latin1) != 0) return false;
  }
  for (; p != end; p += 2) {
    if (p[1] != 0) return false;
  }
  return true;
}

bool has_lone_surrogate(octets utf16le) noexcept {
  const std::uint8_t* p = utf16le.data();
  const std::uint8_t* const end = p + utf16le.size();
  while (p != end) {
    const std::uint32_t unit = load_unit(p);
    p += 2;
    if (!is_surrogate(unit)) continue;
    if (!is_high_surrogate(unit) || p == end || !is_low_surrogate(load_unit(p))) return true;
    p += 2;
  }
  return false;
}

std::size_t utf16_length(octets valid_utf8) noexcept {
  // Every byte that begins a character is a unit, and the lead of four bytes is one more. Counted without branches,
  // in runs short enough for the compiler to count in bytes.
  std::size_t units = 0;
  for (std::size_t i = 0; i < valid_utf8.size();) {
    const std::size_t run_end = valid_utf8.size() - i > 64 ? i + 64 : valid_utf8.size();
    std::uint8_t run = 0;
    for (; i != run_end; ++i) {
      run = static_cast<std::uint8_t>(run + ((valid_utf8[i] & 0xc0) != 0x80) + (valid_utf8[i] >= 0xf0));
    }
    units += run;
  }
  return units;
}

void append_utf16_from_utf8(octets utf8, std::string& out) {
  append_utf16<surrogates::refuse>(utf8, out);
}

void append_utf16_from_wtf8(octets wtf8, std::string& out) {
  append_utf16<surrogates::allow>(wtf8, out);
}

char* put_utf8(std::uint32_t code_point, char* out) noexcept {
  const auto tail = [code_point](int shift) { return static_cast<char>(0x80 | (code_point >> shift & 0x3f)); };
  if (code_point < 0x80) {
    *out++ = static_cast<char>(code_point);
  } else if (code_point < 0x800) {
    *out++ = static_cast<char>(0xc0 | code_point >> 6);
    *out++ = tail(0);
  } else if (code_point < 0x10000) {
    *out++ = static_cast<char>(0xe0 | code_point >> 12);
    *out++ = tail(6);
    *out++ = tail(0);
  } else {
    *out++ = static_cast<char>(0xf0 | code_point >> 18);
    *out++ = tail(12);
    *out++ = tail(6);
    *out++ = tail(0);
  }
  return out;
}

namespace {

/// A code point of 0x80 to 0xffff: most text that is not ASCII.
inline char* put_short_utf8(std::uint32_t v, char* to) noexcept {
  if (v < 0x800) {
    to[0] = static_cast<char>(0xc0 | v >> 6);
    to[1] = static_cast<char>(0x80 | (v & 0x3f));
    return to + 2;
  }
  to[0] = static_cast<char>(0xe0 | v >> 12);
  to[1] = static_cast<char>(0x80 | (v >> 6 & 0x3f));
  to[2] = static_cast<char>(0x80 | (v & 0x3f));
  return to + 3;
}

}  // namespace

char* write_utf8_from_utf16(octets utf16le, char* to) noexcept {
  const std::uint8_t* p = utf16le.data();
  const std::uint8_t* const end = p + utf16le.size() / 2 * 2;
  while (p != end) {
    std::uint32_t v = load_unit(p);
    if (v < 0x80) {
      const std::uint8_t* run = skip_ascii_units(p, end);
      to = narrow(p, run, to);
      p = run;
      continue;
    }
    p += 2;
    if (is_high_surrogate(v) && p != end && is_low_surrogate(load_unit(p))) {
      to = put_utf8(0x10000 + ((v & 0x3ff) << 10) + (load_unit(p) & 0x3ffu), to);
      p += 2;
    } else {
      to = put_short_utf8(v, to);
    }
  }
  return to;
}

void append_utf8_from_utf16(octets utf16le, std::string& out) {
  append(out, utf16le.size() / 2 * 3, [utf16le](char* to) { return write_utf8_from_utf16(utf16le, to); });
}

char* write_utf8_from_latin1(octets latin1, char* to) noexcept {
  const std::uint8_t* p = latin1.data();
  const std::uint8_t* const end = p + latin1.size();
  while (p != end) {
    const std::uint8_t* run = skip_ascii(p, end);
    if (run != p) std::memcpy(to, p, static_cast<std::size_t>(run - p));
    to += run - p;
    for (p = run; p != end && *p >= 0x80; ++p) to = put_short_utf8(*p, to);
  }
  return to;
}

void append_utf8_from_latin1(octets latin1, std::string& out) {
  append(out, latin1.size() * 2, [latin1](char* to) { return write_utf8_from_latin1(latin1, to); });
}

void append_utf16_from_latin1(octets latin1, std::string& out) {
  append(out, latin1.size() * 2,
         [latin1](char* to) { return widen(latin1.data(), latin1.data() + latin1.size(), to); });
}

void append_latin1_from_utf16(octets utf16le, std::string& out) {
  append(out, utf16le.size() / 2,
         [utf16le](char* to) { return narrow(utf16le.data(), utf16le.data() + utf16le.size(), to); });
}

}  // namespace clonewire::wire
