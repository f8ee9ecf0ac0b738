// The colours that Node's console gives to each kind of value.
#pragma once

#include <array>
#include <string_view>

namespace clonewire::console {

/// What to print before and after a piece of text to colour it; both empty without colours.
struct ink {
  std::string_view on;
  std::string_view off;
};

/// One ink a kind of value, by the names of `util.inspect.styles`. Numbers, bigints and booleans share one.
struct palette {
  ink number;
  ink undefined;
  ink null;
  ink string;
  ink date;
  ink special;
  ink module;
  std::array<ink, 5> regexp;  ///< by nesting, in turn

  bool colours() const noexcept { return !number.on.empty(); }
};

/// ANSI colours, or none.
inline constexpr palette plain_palette{};
inline constexpr palette ansi_palette{
    .number = {"\x1b[33m", "\x1b[39m"},
    .undefined = {"\x1b[90m", "\x1b[39m"},
    .null = {"\x1b[1m", "\x1b[22m"},
    .string = {"\x1b[32m", "\x1b[39m"},
    .date = {"\x1b[35m", "\x1b[39m"},
    .special = {"\x1b[36m", "\x1b[39m"},
    .module = {"\x1b[4m", "\x1b[24m"},
    .regexp = {{{"\x1b[32m", "\x1b[39m"},
                {"\x1b[31m", "\x1b[39m"},
                {"\x1b[33m", "\x1b[39m"},
                {"\x1b[36m", "\x1b[39m"},
                {"\x1b[35m", "\x1b[39m"}}},
};

}  // namespace clonewire::console
