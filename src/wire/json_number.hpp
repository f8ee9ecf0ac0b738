// Numbers of JSON text, where they are short enough for 64 bits: almost all are.
#pragma once

#include <cstdint>
#include <string_view>

#include <clonewire/detail/config.hpp>

#include "wire/decimal.hpp"
#include "wire/digits.hpp"
#include "wire/number_text.hpp"

namespace clonewire::wire {

struct json_number {
  double value;
  std::int32_t integer;  // if it is one of 32 bits, written as one, and not -0
  bool is_int32;
};

/// Any number; else as `scan_json_number`.
inline const std::uint8_t* scan_any_json_number(const std::uint8_t* p, const std::uint8_t* end,
                                                json_number& out) noexcept {
  std::size_t broken_at;
  const std::size_t size =
      read_json_number({reinterpret_cast<const char*>(p), static_cast<std::size_t>(end - p)}, out.value, broken_at);
  out.is_int32 = false;
  return size == 0 ? nullptr : p + size;
}

/// Takes an exponent of up to eight digits, from behind the 'e'. Null: there is none, or it is longer.
inline const std::uint8_t* take_exponent(const std::uint8_t* p, const std::uint8_t* end,
                                         std::int64_t& exponent) noexcept {
  const bool negative = *p == '-';
  if (*p == '-' || *p == '+') ++p;
  const std::uint8_t* const begin = p;
  std::uint64_t v = 0;
  p = take_digits(p, end, v);
  if (p == begin || p - begin > 8) return nullptr;
  exponent += negative ? -static_cast<std::int64_t>(v) : static_cast<std::int64_t>(v);
  return p;
}

/// Reads a number. Null: it is none. Preconditions: '-' or a digit at `p`, and the last byte before `end` cannot be
/// part of a number.
CLONEWIRE_INLINE const std::uint8_t* scan_json_number(const std::uint8_t* p, const std::uint8_t* end,
                                                      json_number& out) noexcept {
  constexpr std::ptrdiff_t safe_digits = 19;
  const std::uint8_t* const begin = p;
  const bool negative = *p == '-';
  if (negative) ++p;
  const std::uint8_t* digits = p;
  std::uint64_t mantissa = 0;
  p = take_digits(p, end, mantissa);
  std::ptrdiff_t count = p - digits;
  if (count == 0 || (*digits == '0' && count != 1)) return nullptr;

  if (*p != '.' && (*p | 0x20) != 'e') [[likely]] {
    if (count > safe_digits) return scan_any_json_number(begin, end, out);
    out.is_int32 = mantissa <= 0x7fffffff && (mantissa != 0 || !negative);
    out.integer = static_cast<std::int32_t>(negative ? -mantissa : mantissa);
    out.value = static_cast<double>(mantissa);  // correctly rounded
    if (negative) out.value = -out.value;
    return p;
  }

  std::int64_t exponent = 0;
  if (*p == '.') {
    const std::uint8_t* const fraction = ++p;
    p = take_digits(p, end, mantissa);
    if (p == fraction) return nullptr;
    exponent = fraction - p;
    count += p - fraction;
    if (count > safe_digits && *digits == '0') {  // zeros in front are none of the digits that count
      const std::uint8_t* zeros = fraction;
      while (*zeros == '0') ++zeros;
      count = p - zeros;
    }
  }
  if ((*p | 0x20) == 'e') p = take_exponent(p + 1, end, exponent);
  if (p == nullptr || count > safe_digits) return scan_any_json_number(begin, end, out);
  const double v = to_double(mantissa, exponent);
  out.value = negative ? -v : v;
  out.is_int32 = false;
  return p;
}

}  // namespace clonewire::wire
