// Numbers as JavaScript writes and reads them: ECMAScript's Number::toString, and decimal BigInts of any size.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace clonewire::wire {

/// Room that `write_number` may need.
inline constexpr std::size_t number_text_capacity = 48;

/// String(n), except that -0 is written "-0" (String gives "0"): ECMA-262 Number::toString(x, 10). Returns the end.
/// Up to `number_text_capacity` characters may be overwritten, the end of them with anything. No terminator.
char* write_number(double n, char* out) noexcept;
/// The same for an integer.
char* write_integer(std::int32_t n, char* out) noexcept;
std::string number_text(double n);

/// The double that JavaScript's Number(text) reads from a JSON number or from what `write_number` wrote ("NaN",
/// "Infinity", "-0", "1e400" as Infinity). False where `text` is neither.
bool parse_number(std::string_view text, double& out) noexcept;

/// Reads the JSON number that `text` begins with and returns how many characters it takes. None: 0, and `broken_at` is
/// the place of the character that should have been a digit (its size where the text ended).
std::size_t read_json_number(std::string_view text, double& out, std::size_t& broken_at) noexcept;

/// The array index (0 to 2^32-2) that `text` is the canonical form of; false for all other text ("01", "-1",
/// "4294967295").
bool parse_array_index(std::string_view text, std::uint32_t& out) noexcept;

/// A BigInt's decimal text. `magnitude`: little-endian, leading zeros allowed. Subquadratic: a MiB of digits takes well
/// under a second.
std::string bigint_text(bool negative, std::span<const std::uint8_t> magnitude);
/// The reverse: optional '-', then decimal digits, nothing else. The magnitude has no leading zeros; "-0" is 0.
bool parse_bigint(std::string_view text, bool& negative, std::vector<std::uint8_t>& magnitude);

}  // namespace clonewire::wire
