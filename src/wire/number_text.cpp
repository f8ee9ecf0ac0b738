// Numbers as text. The only file that turns doubles to digits and back; std::to_chars gives the shortest digits that
// read back as the same double, of which ECMAScript wants the closest, and so does Ryu. The layout is ECMAScript's own.
#include "wire/number_text.hpp"

#include <charconv>
#include <cmath>
#include <cstring>
#include <limits>
#include <system_error>

#include "wire/decimal.hpp"
#include "wire/digits.hpp"

namespace clonewire::wire {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

constexpr bool is_digit(char c) noexcept {
  return wire::is_digit(static_cast<std::uint8_t>(c));
}

char* put(char* out, std::string_view text) noexcept {
  std::memcpy(out, text.data(), text.size());
  return out + text.size();
}

char* put_zeros(char* out, int count) noexcept {
  for (; count > 0; --count) *out++ = '0';
  return out;
}

/// ECMA-262 Number::toString, steps 6 to 12: where the point goes and whether there is an exponent. The value is
/// 0.DIGITS times ten to the power of `point`.
char* lay_out(std::string_view digits, int point, char* out) noexcept {
  const int count = static_cast<int>(digits.size());
  if (point > 0 && point <= 21) {
    if (count <= point) return put_zeros(put(out, digits), point - count);
    out = put(out, digits.substr(0, static_cast<std::size_t>(point)));
    *out++ = '.';
    return put(out, digits.substr(static_cast<std::size_t>(point)));
  }
  if (point > -6 && point <= 0) return put(put_zeros(put(out, "0."), -point), digits);
  *out++ = digits[0];
  if (count > 1) {
    *out++ = '.';
    out = put(out, digits.substr(1));
  }
  *out++ = 'e';
  *out++ = point > 0 ? '+' : '-';
  return std::to_chars(out, out + 3, std::abs(point - 1)).ptr;
}

/// What stands in a JSON number: (-1)^negative * mantissa * 10^exponent, where the mantissa did not overflow.
struct decimal {
  bool negative = false;
  std::uint64_t mantissa = 0;
  std::int64_t exponent = 0;
  std::int64_t digits = 0;  // without leading zeros; beyond 19 the mantissa is of no use
};

constexpr int most_mantissa_digits = 19;

/// Takes the digits from `p` on. False: there is none.
bool read_digits(const char*& p, const char* end, decimal& number) noexcept {
  const char* const begin = p;
  for (; p != end && is_digit(*p); ++p) {
    number.mantissa = number.mantissa * 10 + static_cast<std::uint64_t>(*p - '0');
    number.digits += number.mantissa != 0 || number.digits != 0;
  }
  return p != begin;
}

/// Takes an exponent's digits from `p` on, saturating far beyond what any double reaches. False: there is none.
bool read_exponent(const char*& p, const char* end, std::int64_t& exponent) noexcept {
  constexpr std::int64_t enough = std::numeric_limits<std::int64_t>::max() / 32;
  const bool negative = p != end && *p == '-';
  if (p != end && (*p == '-' || *p == '+')) ++p;
  const char* const begin = p;
  std::int64_t v = 0;
  for (; p != end && is_digit(*p); ++p) {
    if (v < enough) v = v * 10 + (*p - '0');
  }
  exponent += negative ? -v : v;
  return p != begin;
}

/// The first digits that a mantissa can hold.
std::uint64_t first_digits(std::string_view text) noexcept {
  std::uint64_t mantissa = 0;
  int count = 0;
  for (const char* p = text.data(); count != most_mantissa_digits; ++p) {
    if (!is_digit(*p) || (mantissa == 0 && *p == '0')) continue;
    mantissa = mantissa * 10 + static_cast<std::uint64_t>(*p - '0');
    ++count;
  }
  return mantissa;
}

/// Precondition: `text` is the JSON number whose parts are `number`.
double correctly_rounded(std::string_view text, const decimal& number) noexcept {
  if (number.digits <= most_mantissa_digits) {
    const double v = to_double(number.mantissa, number.exponent);
    return number.negative ? -v : v;
  }
  // Longer than a mantissa: between two numbers that are not, and that are mostly the same double.
  const std::uint64_t mantissa = first_digits(text);
  const std::int64_t exponent = number.exponent + number.digits - most_mantissa_digits;
  double v = nearest_double(mantissa, exponent);
  if (v == nearest_double(mantissa + 1, exponent)) return number.negative ? -v : v;
  if (std::from_chars(text.data(), text.data() + text.size(), v).ec == std::errc{}) return v;
  // Out of range, and from_chars does not say on which side.
  v = number.digits + number.exponent > 0 ? infinity : 0;
  return number.negative ? -v : v;
}

}  // namespace

char* write_number(double n, char* out) noexcept {
  if (n != n) return put(out, "NaN");
  if (std::signbit(n)) {
    *out++ = '-';
    n = -n;
  }
  // Up to 2^53 an integer's own digits are the shortest: the next number with fewer is another integer.
  if (n <= static_cast<double>(exact_integers)) {
    const auto integer = static_cast<std::uint64_t>(n);
    if (static_cast<double>(integer) == n) return std::to_chars(out, out + 20, integer).ptr;
  }
  if (n == infinity) return put(out, "Infinity");

  char text[number_text_capacity];  // D.DDDe+XX
  const char* const end = std::to_chars(text, text + sizeof text, n, std::chars_format::scientific).ptr;
  char digits[number_text_capacity];
  std::size_t count = 0;
  const char* p = text;
  for (; *p != 'e'; ++p) {
    if (*p != '.') digits[count++] = *p;
  }
  int exponent = 0;
  std::from_chars(p[1] == '+' ? p + 2 : p + 1, end, exponent);
  return lay_out({digits, count}, exponent + 1, out);
}

std::string number_text(double n) {
  char text[number_text_capacity];
  return std::string(text, write_number(n, text));
}

std::size_t read_json_number(std::string_view text, double& out, std::size_t& broken_at) noexcept {
  const char* const begin = text.data();
  const char* const end = begin + text.size();
  const char* p = begin;
  const auto broken = [&] {
    broken_at = static_cast<std::size_t>(p - begin);
    return std::size_t{0};
  };

  decimal number;
  if (p != end && *p == '-') {
    number.negative = true;
    ++p;
  }
  if (p != end && *p == '0') {
    ++p;
  } else if (!read_digits(p, end, number)) {
    return broken();
  }
  if (p != end && *p == '.') {
    const char* const fraction = ++p;
    if (!read_digits(p, end, number)) return broken();
    number.exponent -= p - fraction;
  }
  if (p != end && (*p == 'e' || *p == 'E')) {
    ++p;
    if (!read_exponent(p, end, number.exponent)) return broken();
  }
  const auto length = static_cast<std::size_t>(p - begin);
  out = correctly_rounded(text.substr(0, length), number);
  return length;
}

bool parse_number(std::string_view text, double& out) noexcept {
  if (text == "NaN") {
    out = std::numeric_limits<double>::quiet_NaN();
  } else if (text == "Infinity") {
    out = infinity;
  } else if (text == "-Infinity") {
    out = -infinity;
  } else {
    std::size_t broken_at;
    return !text.empty() && read_json_number(text, out, broken_at) == text.size();
  }
  return true;
}

bool parse_array_index(std::string_view text, std::uint32_t& out) noexcept {
  if (text.empty() || text.size() > 10 || (text[0] == '0' && text.size() != 1)) return false;
  std::uint64_t index = 0;
  for (const char c : text) {
    if (!is_digit(c)) return false;
    index = index * 10 + static_cast<std::uint64_t>(c - '0');
  }
  out = static_cast<std::uint32_t>(index);
  return index < 0xffffffff;
}

}  // namespace clonewire::wire
