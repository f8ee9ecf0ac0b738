// Numbers as text: ECMAScript wants the shortest digits that read back as the same double, and of those the closest.
// The layout is its own.
#include "wire/number_text.hpp"

#include <charconv>
#include <cmath>
#include <cstring>
#include <limits>
#include <system_error>

#include "wire/decimal.hpp"
#include "wire/digits.hpp"
#include "wire/shortest.hpp"

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

/// The 17 digits of a decimal as characters: one, and twice eight in words. They are written by whole words and never
/// read back: a word read from where two others were just written waits for both.
struct digit_text {
  char first;
  std::uint64_t middle;
  std::uint64_t last;
  int count;  // without the zeros at the end
};

/// Precondition: 10^16 <= significand < 10^17.
digit_text digits_of(std::uint64_t significand) noexcept {
  constexpr std::uint64_t half = 100000000;
  const std::uint64_t upper = significand / half;
  const std::uint64_t middle = split_digits(static_cast<std::uint32_t>(upper % half));
  const std::uint64_t last = split_digits(static_cast<std::uint32_t>(significand % half));
  const auto bytes = [](std::uint64_t values) { return 8 - std::countl_zero(values) / 8; };
  const int count = last != 0 ? 9 + bytes(last) : middle != 0 ? 1 + bytes(middle) : 1;
  return {static_cast<char>('0' + upper / half), middle | eight_zeros, last | eight_zeros, count};
}

/// Writes all digits, and returns the end of those that count.
char* put_digits(const digit_text& digits, char* out) noexcept {
  out[0] = digits.first;
  store_word(out + 1, digits.middle);
  store_word(out + 9, digits.last);
  return out + digits.count;
}

/// Writes a word with a point before its byte at `place`: nine characters.
void put_with_point(std::uint64_t word, int place, char* out) noexcept {
  const std::uint64_t before = (std::uint64_t{1} << 8 * place) - 1;
  store_word(out, (word & before) | std::uint64_t{'.'} << 8 * place | (word & ~before) << 8);
  out[8] = static_cast<char>(word >> 56);
}

/// ECMA-262 Number::toString, steps 6 to 12: where the point goes and whether there is an exponent. The value is
/// 0.DIGITS times ten to the power of `point`.
char* lay_out(const digit_text& digits, int point, char* out) noexcept {
  if (point > 0 && point <= 21) {
    if (digits.count <= point) {
      put_digits(digits, out);
      store_word(out + 17, eight_zeros);
      return out + point;
    }
    out[0] = digits.first;
    if (point <= 8) {
      put_with_point(digits.middle, point - 1, out + 1);
      store_word(out + 10, digits.last);
    } else {
      store_word(out + 1, digits.middle);
      put_with_point(digits.last, point - 9, out + 9);
    }
    return out + digits.count + 1;
  }
  if (point > -6 && point <= 0) {
    std::memcpy(out, "0.000000", 8);
    return put_digits(digits, out + 2 - point);
  }
  out[0] = digits.first;
  out[1] = '.';
  store_word(out + 2, digits.middle);
  store_word(out + 10, digits.last);
  out += digits.count == 1 ? 1 : digits.count + 1;
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

/// Precondition: at most 2^53.
char* put_integer(std::uint64_t n, char* out) noexcept {
  constexpr std::uint64_t short_end = 100000000;
  if (n < short_end) [[likely]] {
    if (n != 0) return put_short_number(static_cast<std::uint32_t>(n), out);
    *out = '0';
    return out + 1;
  }
  out = put_short_number(static_cast<std::uint32_t>(n / short_end), out);
  store_word(out, split_digits(static_cast<std::uint32_t>(n % short_end)) | eight_zeros);
  return out + 8;
}

}  // namespace

char* write_number(double n, char* out) noexcept {
  if (n != n) return put(out, "NaN");
  *out = '-';
  out += std::signbit(n);
  n = std::fabs(n);
  // Up to 2^53 an integer's own digits are the shortest: the next number with fewer is another integer.
  if (n <= static_cast<double>(exact_integers)) {
    const auto integer = static_cast<std::uint64_t>(n);
    if (static_cast<double>(integer) == n) return put_integer(integer, out);
  }
  if (n == infinity) return put(out, "Infinity");

  const shortest_decimal found = shortest(n);
  std::uint64_t significand = found.significand;
  int exponent = found.exponent;
  // Mostly it has 15 to 17 digits, which no branch could foretell.
  constexpr std::uint64_t least = 10000000000000000;
  for (int i = 0; i != 2; ++i) {
    const bool is_short = significand < least;
    significand = is_short ? significand * 10 : significand;
    exponent -= is_short;
  }
  for (; significand < least; --exponent) significand *= 10;
  return lay_out(digits_of(significand), exponent + 17, out);
}

char* write_integer(std::int32_t n, char* out) noexcept {
  auto magnitude = static_cast<std::uint32_t>(n);
  if (n < 0) {
    *out++ = '-';
    magnitude = -magnitude;
  }
  return put_integer(magnitude, out);
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
