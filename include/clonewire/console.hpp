// Values as a person reads them: what Node's console prints.
#pragma once

#include <cstdint>
#include <string>

#include <clonewire/value.hpp>

namespace clonewire {

/// How `to_console` prints; the defaults are those of `util.inspect`.
struct console_options {
  static constexpr std::uint64_t no_limit = ~std::uint64_t{0};

  bool colors = false;                      ///< ANSI colours
  std::uint32_t break_length = 80;          ///< line width
  std::uint64_t max_array_length = 100;     ///< elements and entries listed of an array, set, map or typed array
  std::uint64_t max_string_length = 10000;  ///< code units of a string
  /// Text after which printing stops, each container that is still open saying so. An object that is shared is printed
  /// wherever it occurs, so that a few of them can stand for more text than any memory holds.
  std::uint64_t max_bytes = 256 << 20;
};

/// The value as Node 26 shows it with `util.inspect(value, {depth: Infinity, …})`. Valid UTF-8: a lone surrogate that
/// Node prints as such (in a RegExp, in a stack) is U+FFFD. Kinds that JavaScript lacks: `Tuple(2) [ 1, 2 ]`,
/// `Bytes(3) <61 62 63>`, a timestamp's own text, a host object like a class instance, `Blob { index: 0 }`. Iterative.
///
///     to_console(doc.root());   // "Map(2) { 'a' => 1, 'b' => [ 1, 2 ] }"
std::string to_console(const value& root, const console_options& options = {});

}  // namespace clonewire
