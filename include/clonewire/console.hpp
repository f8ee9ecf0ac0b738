// Values as a person reads them: what Node's console prints.
#pragma once

#include <cstdint>
#include <string>

#include <clonewire/value.hpp>

namespace clonewire {

/// How `to_console` prints.
struct console_options {
  bool colors = false;              ///< ANSI colours, as `util.inspect` with `colors: true`
  std::uint32_t break_length = 80;  ///< line width that `util.inspect` breaks at
  /// Text at which printing stops, each container that is still open saying so: an object that is shared is printed
  /// wherever it occurs, so that a few of them can stand for more text than any memory holds.
  std::uint64_t max_bytes = 256 << 20;
};

/// The value as Node 26 shows it with `util.inspect(value, {depth: Infinity, breakLength, colors})`: lists stop after
/// 100 items, strings after 10,000 code units, each telling how much is left. Valid UTF-8; a lone surrogate that Node
/// would print as such (in a RegExp, in a stack) is U+FFFD. Kinds that JavaScript lacks: `Tuple(2) [ 1, 2 ]`,
/// `Bytes(3) <61 62 63>`, a timestamp's own text, a host object as a class instance, `Blob { index: 0 }`. Iterative.
///
///     std::cout << to_console(doc.root()) << '\n';   // Map(2) { 'a' => 1, 'b' => [ 1, 2 ] }
std::string to_console(const value& root, const console_options& options = {});

}  // namespace clonewire
