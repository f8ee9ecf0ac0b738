// Comparing strings by their UTF-16 code units, whatever they are encoded in, and making keys comparable by bytes.
#pragma once

#include <cstring>
#include <string>

#include <clonewire/detail/layout.hpp>

#include "wire/utf.hpp"

namespace clonewire::detail {

/// The code units one after another. A forward walk over any encoding.
class code_units {
 public:
  explicit code_units(const slot& s) noexcept
      : p_(s.data), end_(s.data + s.size), encoding_(static_cast<string_encoding>(s.form)) {}
  bool done() const noexcept { return p_ == end_ && pending_ == 0; }
  char16_t next() noexcept;

 private:
  const std::uint8_t* p_;
  const std::uint8_t* end_;
  char16_t pending_ = 0;  // the low half of a UTF-8 sequence of four bytes
  string_encoding encoding_;
};

/// Same code units.
bool same_text(const slot& a, const slot& b) noexcept;
/// Order by code units: <0, 0, >0.
int compare_text(const slot& a, const slot& b) noexcept;
/// Order by code points, which is that of the UTF-8 bytes: <0, 0, >0. (Half surrogate pairs: after all others.)
int compare_code_points(const slot& a, const slot& b) noexcept;
/// UTF-8 (WTF-8 for lone surrogates), appended.
void append_utf8(const slot& s, std::string& out);

}  // namespace clonewire::detail
