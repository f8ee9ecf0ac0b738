// Strings and property keys as JavaScript source.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <clonewire/console.hpp>
#include <clonewire/value.hpp>

#include "console/ink.hpp"
#include "console/text.hpp"

namespace clonewire::console {

/// A string literal, in the quotes that need the fewest escapes: '…', else "…", else `…`.
std::string quoted(std::u16string_view units);

/// A string value. One that is too long for its line is broken behind each line break that it contains; past
/// `max_string_length` code units it is cut. Precondition: `v` is a string.
void append_string(text& out, const value& v, std::uint32_t indentation, const console_options& options,
                   const ink& colour);

/// A property key and the colon behind it. Precondition: `key` is a string, or a number that is an array index.
void append_key(text& out, const value& key, const ink& colour);

/// A string (or timestamp) unquoted, with U+FFFD for each lone surrogate, as Node's streams write it.
std::string printable(const value& v);

}  // namespace clonewire::console
