// Writes JSON text. Knows no document.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>
#include <vector>

#include <clonewire/detail/config.hpp>
#include <clonewire/kind.hpp>

#include "wire/utf.hpp"

namespace clonewire::wire {

/// Appends one JSON value to `out`, laid out as JSON.stringify(value, null, indent) does: commas, colons and line
/// breaks come by themselves. Between `begin_…` and `end_…` the caller adds members (each a key and a value) or
/// elements.
///
/// `finish` must be called at the end: until then `out` is longer than what was written.
class json_writer {
 public:
  /// As in JSON.stringify an indent beyond 10 is taken for 10.
  explicit json_writer(std::vector<std::byte>& out, std::uint32_t indent = 0);

  /// Makes room for `size` bytes: a guess that spares growing.
  void reserve(std::size_t size);
  /// Strings that lie in `text` are written faster, because what follows them can be read too.
  void set_source(octets text) noexcept;

  void begin_object() { begin('{'); }
  void end_object() { end('}'); }
  void begin_array() { begin('['); }
  void end_array() { end(']'); }

  /// A key or string of any content, escaped as JSON.stringify does: lone surrogates as \udxxx.
  void key(string_encoding encoding, octets text);
  void string(string_encoding encoding, octets text);
  /// Text that surely has nothing to escape.
  void plain_key(std::string_view text);
  void plain_string(std::string_view text);
  /// A string of hexadecimal digits.
  void hex_string(octets bytes);

  /// JSON has no NaN and no infinities: it is the caller who keeps them away. -0 is "-0".
  void number(double v);
  void integer(std::uint64_t v);
  void int32(std::int32_t v);
  /// Arrays of numbers.
  void int32s(std::span<const std::int32_t> numbers);
  void doubles(std::span<const double> numbers);
  /// true, false, null.
  void literal(std::string_view text) {
    char* to = begin_value(text.size());
    std::memcpy(to, text.data(), text.size());
    end_ = to + text.size();
  }

  /// Bytes written so far.
  std::uint64_t written() const noexcept { return used() - start_; }
  void finish() { out_.resize(used()); }

 private:
  enum class place : std::uint8_t { first, later, after_key };

  void begin(char bracket) {
    char* to = begin_value(1);
    *to++ = bracket;
    end_ = to;
    ++depth_;
    place_ = place::first;
  }
  void end(char bracket);

  /// The comma or line break that a key or value needs in front, and room for `size` characters behind that.
  CLONEWIRE_INLINE char* begin_value(std::size_t size) {
    char* to = need(line_size() + size + 1);
    if (place_ == place::later) *to++ = ',';
    if (indent_ != 0 && place_ != place::after_key && depth_ != 0) [[unlikely]]
      to = put_line(to);
    place_ = place::later;
    return to;
  }
  std::size_t line_size() const noexcept { return indent_ == 0 ? 0 : 1 + depth_ * indent_; }
  char* put_line(char* to) const noexcept;
  void end_key(char* to);
  template <class Number, class Write>
  void numbers(std::span<const Number> numbers, Write write);

  char* put_quoted(char* to, string_encoding encoding, octets text);
  template <bool IsLatin1>
  char* put_bytes(char* to, const std::uint8_t* p, std::size_t size);
  template <bool IsLatin1>
  char* put_short(char* to, const std::uint8_t* p, std::size_t size);
  char* put_units(char* to, octets utf16le);

  std::size_t used() const noexcept { return static_cast<std::size_t>(end_ - begin_); }
  /// Room for `size` more characters.
  CLONEWIRE_INLINE char* need(std::size_t size) {
    if (static_cast<std::size_t>(limit_ - end_) < size) [[unlikely]]
      grow(size);
    return end_;
  }
  CLONEWIRE_INLINE char* need(char* to, std::size_t size) {
    end_ = to;
    return need(size);
  }
  CLONEWIRE_COLD void grow(std::size_t size);

  std::vector<std::byte>& out_;
  std::size_t start_;
  char* begin_;  // of out_
  char* end_;    // of what is written
  char* limit_;  // of out_
  std::size_t depth_ = 0;
  // The addresses from which on a block can be read, whatever string begins there.
  std::uintptr_t readable_begin_ = 0;
  std::uintptr_t readable_span_ = 0;
  std::uint32_t indent_;
  place place_ = place::first;
};

}  // namespace clonewire::wire
