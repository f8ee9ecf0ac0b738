// The canonical form: bytes that are the same for equal values, whatever format, engine, key encoding or number storage
// they came in, and different for different ones. docs/canonical.md has its grammar.
#pragma once

#include <cstddef>
#include <functional>
#include <vector>

#include <clonewire/value.hpp>

namespace clonewire {

/// Receives the canonical form in pieces, in order; a piece is valid during the call.
using canonical_sink = std::function<void(bytes_view piece)>;

/// Two values have the same canonical form if and only if they are `equal`: same kinds and contents, the order of keys
/// and entries, sharing and cycles. Iterative; O(size of the value), of a host object also the sorting of its fields.
void write_canonical(const value& v, const canonical_sink& sink);
/// The same in one piece.
std::vector<std::byte> canonical_form(const value& v);

}  // namespace clonewire
