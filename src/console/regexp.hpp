// Regular expressions, coloured by syntax as Node 26 does it.
#pragma once

#include <string>
#include <string_view>

#include "console/ink.hpp"
#include "console/text.hpp"

namespace clonewire::console {

/// "/source/flags". Each level of groups takes the next of five colours; literals, quantifiers and the rest take
/// theirs by a fixed distance from the level's. Node's choices are kept where they are odd, with one exception: it
/// colours the halves of a surrogate pair apart, which garbles the character.
void append_regexp(text& out, std::string_view source, std::string_view flags, const palette& colours);

}  // namespace clonewire::console
