// JSON text as Go's encoding/json writes it: <, > and &, U+2028 and U+2029 are escaped too, and of the controls only
// \n, \r and \t have short escapes (as up to Go 1.21; later ones write \b and \f, which changes no meaning).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include <clonewire/kind.hpp>

#include "wire/utf.hpp"

namespace clonewire::formats::serial {

/// What becomes of half a surrogate pair.
enum class lone_surrogates : std::uint8_t {
  escaped,   // \ud83d, as JSON.stringify does
  replaced,  // \ufffd, as encoding/json writes bytes that are no UTF-8
};

/// Appends to a vector. `finish` must be called at the end: until then it is longer than what was written.
class text_writer {
 public:
  explicit text_writer(std::vector<std::byte>& out) noexcept : out_(out), start_(out.size()), used_(out.size()) {}

  void put(char c) {
    *need(1) = c;
    ++used_;
  }
  void put(std::string_view text);
  /// A string's content, without the quotes around it.
  void content(string_encoding encoding, wire::octets text, lone_surrogates lone);
  void quoted(string_encoding encoding, wire::octets text, lone_surrogates lone) {
    put('"');
    content(encoding, text, lone);
    put('"');
  }
  /// String(n), -0 as "-0".
  void number(double v);
  void integer(bool negative, std::uint64_t magnitude);

  /// Bytes written so far.
  std::size_t written() const noexcept { return used_ - start_; }
  /// What was written from `begin` on, to be rearranged: valid until the next call.
  char* text_at(std::size_t begin) noexcept { return reinterpret_cast<char*>(out_.data()) + start_ + begin; }
  void finish() { out_.resize(used_); }

 private:
  void put_bytes(wire::octets text, bool is_latin1);
  void put_units(wire::octets utf16le, lone_surrogates lone);

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
};

}  // namespace clonewire::formats::serial
