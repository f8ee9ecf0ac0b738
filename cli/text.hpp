// Text for people and for scripts: what may go on a terminal, and JSON strings.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace clonewire::cli {

/// The text made safe for one line of a terminal: control characters, line separators, marks that turn the direction
/// of writing and bytes that are no UTF-8 are written as \n, \u001b or \xff. All else stays.
std::string printable(std::string_view text);

/// A JSON string, quotes included. What is no UTF-8 becomes U+FFFD, but a lone surrogate (as WTF-8 has it) its escape.
std::string json_quoted(std::string_view text);

/// The text, or both ends of it with … between, cut where characters begin: `limit` bytes and a few.
std::string shortened(std::string_view text, std::size_t limit);

/// "1 byte", "2 bytes".
std::string counted(std::uint64_t count, std::string_view noun);

std::string joined(std::span<const std::string_view> parts, std::string_view between);
/// The parts between separators; an empty text has none.
std::vector<std::string_view> split(std::string_view text, char separator);
/// The text with each `wanted` replaced.
std::string replaced(std::string_view text, char wanted, std::string_view by);

/// Columns that printable text takes on a terminal, each character one.
std::size_t column_count(std::string_view utf8);

}  // namespace clonewire::cli
