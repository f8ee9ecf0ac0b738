// The table is computed by the compiler. 10^n and 5^n have the same significand. Positive powers come by multiplying by
// 5; negative ones by dividing a large power of two by 5 again and again: floor(floor(x / 5) / 5) is floor(x / 25), so
// that no error adds up.
#include "wire/powers_of_ten.hpp"

#include <array>
#include <bit>
#include <cstddef>

namespace clonewire::wire {
namespace {

constexpr std::size_t table_size = last_power_of_ten - first_power_of_ten + 1;

/// An unsigned integer of 1024 bits: 5^324 has 753, and 2^1023 / 5^342 still has 229.
class big_integer {
 public:
  constexpr explicit big_integer(std::size_t one_bit) { limbs_[one_bit / 32] = std::uint32_t{1} << one_bit % 32; }

  constexpr void multiply_by_5() {
    std::uint64_t carry = 0;
    for (std::uint32_t& limb : limbs_) {
      carry += std::uint64_t{limb} * 5;
      limb = static_cast<std::uint32_t>(carry);
      carry >>= 32;
    }
  }
  constexpr void divide_by_5() {
    std::uint64_t rest = 0;
    for (std::size_t i = limbs_.size(); i-- != 0;) {
      rest = rest << 32 | limbs_[i];
      limbs_[i] = static_cast<std::uint32_t>(rest / 5);
      rest %= 5;
    }
  }

  constexpr uint128 first_128_bits() const {
    std::size_t top = limbs_.size() - 1;
    while (limbs_[top] == 0) --top;
    const int shift = std::countl_zero(limbs_[top]);
    const auto word = [&](std::size_t below) {  // 32 bits of the normalised significand
      const std::uint64_t high = below > top ? 0 : limbs_[top - below];
      const std::uint64_t low = below + 1 > top ? 0 : limbs_[top - below - 1];
      return (high << 32 | low) << shift >> 32;
    };
    return {word(0) << 32 | word(1), word(2) << 32 | word(3)};
  }

 private:
  std::array<std::uint32_t, 32> limbs_{};
};

constexpr std::array<uint128, table_size> make_table() {
  std::array<uint128, table_size> table{};
  big_integer power(0);
  for (int n = 0; n <= last_power_of_ten; ++n) {
    table[static_cast<std::size_t>(n - first_power_of_ten)] = power.first_128_bits();
    power.multiply_by_5();
  }
  big_integer reciprocal(1023);
  for (int n = -1; n >= first_power_of_ten; --n) {
    reciprocal.divide_by_5();
    table[static_cast<std::size_t>(n - first_power_of_ten)] = reciprocal.first_128_bits();
  }
  return table;
}

constexpr std::array<uint128, table_size> table = make_table();

static_assert(table[0 - first_power_of_ten].high == std::uint64_t{1} << 63);
static_assert(table[1 - first_power_of_ten].high == 0xa000000000000000);
static_assert(table[-1 - first_power_of_ten].low == 0xcccccccccccccccc);

}  // namespace

const uint128& power_of_ten(int n) noexcept {
  return table[static_cast<std::size_t>(n - first_power_of_ten)];
}

}  // namespace clonewire::wire
