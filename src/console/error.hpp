// Errors: what is printed for one before its cause.
#pragma once

#include <cstdint>
#include <string>

#include <clonewire/value.hpp>

#include "console/ink.hpp"
#include "console/text.hpp"

namespace clonewire::console {

/// The stack, or "Name: message" where there is none; in brackets unless it has frames ("    at …"). Frames that the
/// cause's stack has as well, and repetitions in a long stack, are summed up. With colours, frames inside of Node are
/// grey and package names underlined; Node's greying of the current directory is left out, for the stack may come
/// from another machine.
text error_text(const value& error, std::uint32_t indentation, const palette& colours);

}  // namespace clonewire::console
