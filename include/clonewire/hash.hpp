// A value's hash: SHA-256 of its canonical form. In a library of its own, clonewire::hash, which needs OpenSSL's
// libcrypto; the rest of clonewire needs nothing.
#pragma once

#include <array>
#include <cstddef>
#include <string>

#include <clonewire/value.hpp>

namespace clonewire {

/// 32 bytes, fit for naming a value by its content.
using digest = std::array<std::byte, 32>;

/// Equal values have equal hashes, whatever they were read from; different ones have different hashes for all practical
/// purposes. The canonical form goes through in pieces, so that no copy of the value is made.
digest hash(const value& v);
/// The digest in lower-case hexadecimal.
std::string to_hex(const digest& d);

}  // namespace clonewire
