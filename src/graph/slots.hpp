// Making slots: numbers in their canonical form, strings, primitives.
#pragma once

#include <cstring>
#include <limits>

#include <clonewire/detail/config.hpp>
#include <clonewire/detail/layout.hpp>

namespace clonewire::detail {

inline slot make_slot(kind k, std::uint8_t form = 0, std::uint32_t size = 0) noexcept {
  return slot{k, form, 0, size, {}};
}

/// All but what is in its second half. The first four bytes at once, which GCC would store one by one.
CLONEWIRE_INLINE void set_slot(slot& out, kind k, std::uint8_t form, std::uint32_t size) noexcept {
  const slot head{k, form, 0, 0, {}};
  std::memcpy(static_cast<void*>(&out), &head, 4);
  out.size = size;
}

inline slot make_boolean(bool v) noexcept {
  return make_slot(kind::boolean, v ? 1 : 0);
}

inline slot make_int32(std::int32_t v) noexcept {
  slot s = make_slot(kind::number, static_cast<std::uint8_t>(number_form::int32), static_cast<std::uint32_t>(v));
  s.number = v;
  return s;
}

/// True when `v` is a 32-bit integer and not -0; then `out` is it.
CLONEWIRE_INLINE bool is_int32(double v, std::int32_t& out) noexcept {
  if (!(v >= -2147483648.0 && v <= 2147483647.0)) return false;
  out = static_cast<std::int32_t>(v);
  std::uint64_t bits;
  std::memcpy(&bits, &v, sizeof bits);
  return static_cast<double>(out) == v && (out != 0 || bits == 0);
}

/// The one NaN that documents hold: JavaScript cannot tell NaNs apart, so that payloads are no part of a value.
inline double canonical(double v) noexcept {
  return v != v ? std::numeric_limits<double>::quiet_NaN() : v;
}

/// In float64 form whatever the value.
inline slot make_double(double v) noexcept {
  slot s = make_slot(kind::number, static_cast<std::uint8_t>(number_form::float64));
  s.number = canonical(v);
  return s;
}

inline slot make_number(double v) noexcept {
  std::int32_t i;
  return is_int32(v, i) ? make_int32(i) : make_double(v);
}

/// A number that was written as a floating-point number.
inline slot make_number(double v, number_storage how) noexcept {
  return how == number_storage::canonical ? make_number(v) : make_double(v);
}

/// A number that was written as an integer.
inline slot make_integer(double v, number_storage how) noexcept {
  slot s = make_number(v);
  if (how != number_storage::canonical && s.form != static_cast<std::uint8_t>(number_form::int32)) s.size = 1;
  return s;
}

/// Likewise, of up to 53 bits.
CLONEWIRE_INLINE void set_integer(slot& out, std::int64_t v, number_storage how) noexcept {
  const auto narrow = static_cast<std::int32_t>(v);
  if (narrow != v) [[unlikely]] {
    out = make_integer(static_cast<double>(v), how);
    return;
  }
  set_slot(out, kind::number, static_cast<std::uint8_t>(number_form::int32), static_cast<std::uint32_t>(narrow));
  out.number = narrow;
}

inline slot make_string(string_encoding encoding, const std::uint8_t* data, std::uint32_t bytes) noexcept {
  slot s = make_slot(kind::string, static_cast<std::uint8_t>(encoding), bytes);
  s.data = data;
  return s;
}

inline bool is_latin1_string(const slot& s) noexcept {
  return s.kind == kind::string && s.form == static_cast<std::uint8_t>(string_encoding::latin1);
}

/// A bigint from its magnitude, which is stripped of leading zeros; zero has no sign.
inline slot make_bigint(bool negative, const std::uint8_t* magnitude, std::uint32_t bytes) noexcept {
  while (bytes != 0 && magnitude[bytes - 1] == 0) --bytes;
  slot s = make_slot(kind::bigint, negative && bytes != 0 ? 1 : 0, bytes);
  s.data = magnitude;
  return s;
}

/// Kept as a 32-bit integer: `size` is it.
inline bool is_int32_form(const slot& s) noexcept {
  return s.form == static_cast<std::uint8_t>(number_form::int32);
}

/// Whether any value is a number that is a 32-bit integer, however it is kept; then `out` is it.
inline bool is_int32(const slot& s, std::int32_t& out) noexcept {
  return s.kind == kind::number && is_int32(s.number, out);
}

/// Date time values are clipped to ±8.64e15 ms and to integers (ECMA-262 TimeClip).
inline double time_clip(double v) noexcept {
  if (!(v >= -8.64e15 && v <= 8.64e15)) return std::numeric_limits<double>::quiet_NaN();
  return static_cast<double>(static_cast<std::int64_t>(v)) + 0.0;
}

}  // namespace clonewire::detail
