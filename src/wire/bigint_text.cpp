// BigInts as decimal text. Both directions are the same problem: a number given in limbs of one base, 2^64 or 10^18, is
// wanted in limbs of the other. Blocks of a few limbs are converted one by one, then joined in pairs, pairs of pairs
// and so on: HIGH * POWER + LOW, computed in the base that is wanted, where POWER is what the low block overflows into.
// Multiplying by Karatsuba's method makes that O(n^1.58), and needs no division.
//
// All blocks are leaf_limbs * 2^k limbs long, so that Karatsuba's halves are always even.
#include <algorithm>
#include <bit>
#include <iterator>

#include "wire/number_text.hpp"
#include "wire/word.hpp"

namespace clonewire::wire {
namespace {

using limb = std::uint64_t;
__extension__ using wide = unsigned __int128;

constexpr std::size_t leaf_limbs = 15;
constexpr int decimal_digits = 18;  // in a limb of base 10^18

struct binary {
  static constexpr wide base = wide{1} << 64;

  /// Returns what is left of `v` above its last limb, which `low` receives.
  static limb split(wide v, limb& low) noexcept {
    low = static_cast<limb>(v);
    return static_cast<limb>(v >> 64);
  }

  static limb add(limb a, limb b, limb& carry) noexcept {
    const limb sum = a + b;
    const limb result = sum + carry;
    carry = static_cast<limb>(sum < a) | static_cast<limb>(result < sum);
    return result;
  }
  static limb subtract(limb a, limb b, limb& borrow) noexcept {
    const limb difference = a - b;
    const limb result = difference - borrow;
    borrow = static_cast<limb>(a < b) | static_cast<limb>(difference < borrow);
    return result;
  }

  static void multiply_leaf(const limb* a, const limb* b, limb* out) noexcept {
    std::fill_n(out, leaf_limbs, 0);
    for (std::size_t i = 0; i != leaf_limbs; ++i) {
      limb carry = 0;
      for (std::size_t j = 0; j != leaf_limbs; ++j) carry = split(wide{a[i]} * b[j] + out[i + j] + carry, out[i + j]);
      out[i + leaf_limbs] = carry;
    }
  }
};

struct decimal {
  static constexpr limb unit = 1'000'000'000'000'000'000;
  static constexpr wide base = unit;

  /// Precondition: v < base * 2^64. The quotient is estimated from the upper bits, too low by a few at most.
  static limb split(wide v, limb& low) noexcept {
    constexpr limb reciprocal = static_cast<limb>((wide{1} << 123) / base);
    auto quotient = static_cast<limb>((v >> 60) * reciprocal >> 63);
    low = static_cast<limb>(v) - quotient * unit;
    for (; low >= unit; low -= unit) ++quotient;
    return quotient;
  }

  static limb add(limb a, limb b, limb& carry) noexcept {
    const limb sum = a + b + carry;
    carry = sum >= unit;
    return carry != 0 ? sum - unit : sum;
  }
  static limb subtract(limb a, limb b, limb& borrow) noexcept {
    const limb result = a - b - borrow;
    borrow = result > a;
    return borrow != 0 ? result + unit : result;
  }

  /// By columns: splitting is dear, and a whole column of products needs it but once.
  static void multiply_leaf(const limb* a, const limb* b, limb* out) noexcept {
    limb carry = 0;
    for (std::size_t column = 0; column != 2 * leaf_limbs - 1; ++column) {
      const std::size_t begin = column < leaf_limbs ? 0 : column - leaf_limbs + 1;
      const std::size_t end = std::min(column + 1, leaf_limbs);
      wide sum = carry;
      for (std::size_t i = begin; i != end; ++i) sum += wide{a[i]} * b[column - i];
      carry = split(sum, out[column]);
    }
    out[2 * leaf_limbs - 1] = carry;
  }
};
static_assert(leaf_limbs * (decimal::base - 1) * (decimal::base - 1) + ~limb{0} < decimal::base << 64);

/// out += a, both of n limbs. Returns the carry.
template <class Base>
limb add(limb* out, const limb* a, std::size_t n) noexcept {
  limb carry = 0;
  for (std::size_t i = 0; i != n; ++i) out[i] = Base::add(out[i], a[i], carry);
  return carry;
}

/// out = a - b, all of n limbs; a and out may be the same. Returns the borrow.
template <class Base>
limb subtract(limb* out, const limb* a, const limb* b, std::size_t n) noexcept {
  limb borrow = 0;
  for (std::size_t i = 0; i != n; ++i) out[i] = Base::subtract(a[i], b[i], borrow);
  return borrow;
}

/// out += carry, as far as it goes.
template <class Base>
void add_carry(limb* out, limb carry) noexcept {
  while (carry != 0) {
    carry = Base::split(wide{*out} + carry, *out);
    ++out;
  }
}

/// out = |a - b|. Returns whether a < b.
template <class Base>
bool difference(limb* out, const limb* a, const limb* b, std::size_t n) noexcept {
  const bool less = std::lexicographical_compare(std::make_reverse_iterator(a + n), std::make_reverse_iterator(a),
                                                 std::make_reverse_iterator(b + n), std::make_reverse_iterator(b));
  subtract<Base>(out, less ? b : a, less ? a : b, n);
  return less;
}

/// out = a * b by Karatsuba's method: n limbs each, 2n in `out`, 2n of `scratch`. n is leaf_limbs * 2^k; recurses k
/// deep.
template <class Base>
void multiply(const limb* a, const limb* b, std::size_t n, limb* out, limb* scratch) noexcept {
  if (n == leaf_limbs) return Base::multiply_leaf(a, b, out);
  const std::size_t half = n / 2;
  limb* const middle = scratch;  // the product of the differences, later of the crossed halves
  limb* const sum = scratch + n;

  const bool a_less = difference<Base>(out, a, a + half, half);
  const bool b_less = difference<Base>(out + half, b, b + half, half);
  multiply<Base>(out, out + half, half, middle, sum);
  multiply<Base>(a, b, half, out, sum);
  multiply<Base>(a + half, b + half, half, out + n, sum);

  // low * high' + high * low' = low * low' + high * high' - (low - high) * (low' - high')
  std::copy_n(out, n, sum);
  limb carry = add<Base>(sum, out + n, n);
  if (a_less == b_less) {
    carry -= subtract<Base>(sum, sum, middle, n);
  } else {
    carry += add<Base>(sum, middle, n);
  }
  carry += add<Base>(out + half, sum, n);
  add_carry<Base>(out + half + n, carry);
}

/// How many limbs of the base `From` surely fit in leaf_limbs of the base `To`.
template <class From, class To>
inline constexpr std::size_t leaf_input = 0;
template <>
inline constexpr std::size_t leaf_input<binary, decimal> = 14;  // 2^(14 * 64) < 10^(15 * 18)
template <>
inline constexpr std::size_t leaf_input<decimal, binary> = 16;  // 10^(16 * 18) < 2^(15 * 64)

/// Converts a block limb by limb, from the highest: out = out * From::base + limb.
template <class From, class To>
void convert_leaf(std::span<const limb> from, limb* out) noexcept {
  std::fill_n(out, leaf_limbs, 0);
  std::size_t used = 0;
  for (std::size_t i = from.size(); i-- != 0;) {
    limb carry = from[i];
    for (std::size_t j = 0; j != used; ++j) carry = To::split(out[j] * From::base + carry, out[j]);
    for (; carry != 0; ++used) carry = To::split(carry, out[used]);
  }
}

/// Joins two blocks of n limbs: pair = high * power + low. Of the upper block only the first `high_limbs` count
/// (leaf_limbs * 2^k of them); the power is multiplied in pieces of that length. `scratch`: 5n.
template <class Base>
void join(limb* pair, std::size_t n, std::size_t high_limbs, const limb* power, limb* scratch) noexcept {
  limb* const high = scratch;
  limb* const product = high + high_limbs;
  std::copy_n(pair + n, high_limbs, high);
  std::fill_n(pair + n, n, 0);
  for (limb* out = pair; out != pair + n; out += high_limbs, power += high_limbs) {
    multiply<Base>(high, power, high_limbs, product, product + 2 * high_limbs);
    add_carry<Base>(out + 2 * high_limbs, add<Base>(out, product, 2 * high_limbs));
  }
}

/// The number that `from` (lowest limb first) holds, in limbs of the other base; zeros may stand above it.
template <class From, class To>
std::vector<limb> convert(std::span<const limb> from) {
  constexpr std::size_t step = leaf_input<From, To>;
  const std::size_t leaves = (from.size() + step - 1) / step;
  const std::size_t room = leaf_limbs * std::bit_ceil(leaves);
  std::vector<limb> value(room);
  for (std::size_t i = 0; i != leaves; ++i) {
    convert_leaf<From, To>(from.subspan(i * step, std::min(step, from.size() - i * step)), &value[i * leaf_limbs]);
  }
  if (leaves < 2) return value;

  std::vector<limb> scratch(room / 2 * 5);
  std::vector<limb> power(room);
  std::vector<limb> square(room);
  const std::vector<limb> highest(step, static_cast<limb>(From::base - 1));
  convert_leaf<From, To>(highest, power.data());
  add_carry<To>(power.data(), 1);  // no overflow: see leaf_input

  const std::size_t used = leaves * leaf_limbs;
  for (std::size_t n = leaf_limbs; n < used; n *= 2) {
    for (std::size_t at = 0; at + n < used; at += 2 * n) {
      const std::size_t high_leaves = std::min(n, used - at - n) / leaf_limbs;
      join<To>(&value[at], n, leaf_limbs * std::bit_ceil(high_leaves), power.data(), scratch.data());
    }
    if (2 * n >= used) break;
    multiply<To>(power.data(), power.data(), n, square.data(), scratch.data());
    power.swap(square);
  }
  return value;
}

char* put_digits(limb v, int count, char* out) noexcept {
  for (int i = count; i-- != 0; v /= 10) out[i] = static_cast<char>('0' + v % 10);
  return out + count;
}

/// Precondition: every character is a digit.
limb read_digits(std::string_view digits) noexcept {
  limb v = 0;
  for (const char c : digits) v = v * 10 + static_cast<limb>(c - '0');
  return v;
}

template <class Container>
void strip_leading_zeros(Container& little_endian) noexcept {
  while (!little_endian.empty() && little_endian.back() == 0) little_endian.pop_back();
}

}  // namespace

std::string bigint_text(bool negative, std::span<const std::uint8_t> magnitude) {
  std::vector<limb> limbs((magnitude.size() + 7) / 8);
  for (std::size_t i = 0; i != magnitude.size(); ++i) limbs[i / 8] |= limb{magnitude[i]} << i % 8 * 8;
  strip_leading_zeros(limbs);
  if (limbs.empty()) return "0";

  std::string out(negative ? "-" : "");
  if (limbs.size() == 1) return out += std::to_string(limbs[0]);
  limbs = convert<binary, decimal>(limbs);
  strip_leading_zeros(limbs);
  out += std::to_string(limbs.back());
  const std::size_t head = out.size();
  out.resize(head + (limbs.size() - 1) * decimal_digits);
  char* to = out.data() + head;
  for (std::size_t i = limbs.size() - 1; i-- != 0;) to = put_digits(limbs[i], decimal_digits, to);
  return out;
}

bool parse_bigint(std::string_view text, bool& negative, std::vector<std::uint8_t>& magnitude) {
  negative = text.starts_with('-');
  if (negative) text.remove_prefix(1);
  if (text.empty() || text.find_first_not_of("0123456789") != text.npos) return false;

  std::vector<limb> limbs;
  limbs.reserve(text.size() / decimal_digits + 1);
  for (std::string_view rest = text; !rest.empty();) {
    const std::size_t begin = rest.size() - std::min<std::size_t>(rest.size(), decimal_digits);
    limbs.push_back(read_digits(rest.substr(begin)));
    rest = rest.substr(0, begin);
  }
  if (limbs.size() > 1) limbs = convert<decimal, binary>(limbs);

  magnitude.resize(limbs.size() * 8);
  for (std::size_t i = 0; i != limbs.size(); ++i) store_word(&magnitude[i * 8], limbs[i]);
  strip_leading_zeros(magnitude);
  negative = negative && !magnitude.empty();
  return true;
}

}  // namespace clonewire::wire
