// Values and bytes on their way out: printed in colours, or encoded with their losses told.
#pragma once

#include <string>
#include <string_view>

#include <clonewire/console.hpp>
#include <clonewire/value.hpp>

#include "options.hpp"
#include "output.hpp"

namespace clonewire::cli {

/// Whether to colour what goes to standard output.
bool use_colors(const arguments& args);
console_options printing_options(const arguments& args);

/// Prints the value as Node's console does, and ends the line.
void print_value(output& out, const value& v, const arguments& args);

/// Where a value is from: the file as messages name it, and its path there.
struct origin {
  std::string_view file;
  std::string_view path = "$";
};

/// Encodes the value as the arguments say, each loss named on standard error, and writes it to the file ("" and "-":
/// standard output). Throws `rejection` where the format cannot carry it; nothing is written then.
void write_encoded(const value& v, const arguments& args, const origin& from, const std::string& file);

/// Writes bytes as they are or as text, as the arguments say; to a terminal binary ones as text in any case.
void write_bytes(output& out, bytes_view bytes, bool are_text, const arguments& args);

}  // namespace clonewire::cli
