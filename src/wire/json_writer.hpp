// Writes JSON text. Knows no document.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

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
  /// true, false, null.
  void literal(std::string_view text);

  /// Bytes written so far.
  std::uint64_t written() const noexcept { return used_ - start_; }
  void finish() { out_.resize(used_); }

 private:
  enum class place : std::uint8_t { first, later, after_key };

  void begin(char bracket);
  void end(char bracket);
  void separate();
  void end_key();
  void new_line();

  void put(char c) {
    *need(1) = c;
    ++used_;
  }
  void put(std::string_view text);
  void put_quoted(string_encoding encoding, octets text);
  void put_bytes(octets text, bool is_latin1);
  void put_units(octets utf16le);

  /// Room for `size` more characters; `took` then says where they end.
  char* need(std::size_t size) {
    if (out_.size() - used_ < size) [[unlikely]]
      grow(size);
    return reinterpret_cast<char*>(out_.data()) + used_;
  }
  void took(const char* end) noexcept {
    used_ = static_cast<std::size_t>(end - reinterpret_cast<const char*>(out_.data()));
  }
  void grow(std::size_t size);

  std::vector<std::byte>& out_;
  std::size_t start_;
  std::size_t used_;
  std::size_t depth_ = 0;
  std::uint32_t indent_;
  place place_ = place::first;
};

}  // namespace clonewire::wire
