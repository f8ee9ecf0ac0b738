// Starlark's serial module by its own names: dumps and loads. The same as encoding and decoding in the format `serial`,
// with strings for text.
#pragma once

#include <string>
#include <string_view>

#include <clonewire/document.hpp>
#include <clonewire/error.hpp>
#include <clonewire/format.hpp>
#include <clonewire/value.hpp>

namespace clonewire::serial {

/// The value as envelope text: the same text for the same value, whatever the order of dicts and sets, so that it can
/// be a key. An error where the value would not come back; `options.lossy` writes what the original module would.
/// `options.variant`: "starlark", or "js" for JavaScript's values.
///
///     value → {"$t":"tuple","v":[1,2]}
result<std::string> try_dumps(const value& root, encode_options options = {});
result<std::string> try_dumps(const document& doc, encode_options options = {});
/// The value that the text stands for. The error names the offset and the path.
result<document> try_loads(std::string_view text, decode_options options = {});

#if CLONEWIRE_EXCEPTIONS
/// The same, throwing `exception`.
std::string dumps(const value& root, encode_options options = {});
std::string dumps(const document& doc, encode_options options = {});
document loads(std::string_view text, decode_options options = {});
#endif

}  // namespace clonewire::serial
