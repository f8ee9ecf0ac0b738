// What an envelope's payload means, for those payloads that are more than a list of values.
#pragma once

#include <string>
#include <string_view>

#include <clonewire/detail/layout.hpp>

#include "graph/store.hpp"

namespace clonewire::formats::serial {

/// Text from the input as errors show it: ' "text"', a long one cut off.
std::string quoted(std::string_view text);

// Each of these gives "" when done, `out_of_memory`, or what is to be said of the payload that is not one, behind
// "invalid … payload".
inline constexpr std::string_view out_of_memory = "no memory";

/// Bytes from base64; `as_view`: as a Uint8Array.
std::string make_bytes(detail::store& into, std::string_view base64, bool as_view, detail::slot& out);
/// An integer from decimal digits, with a sign in front or without.
std::string make_bigint(detail::store& into, std::string_view decimal, detail::slot& out);
/// A time; `as_date`: as a Date where it can hold it. `remark` receives what was left out, if anything was.
std::string make_time(detail::store& into, std::string_view text, bool as_date, detail::slot& out, std::string& remark);
/// Turns the object that was the payload of a Blob or File into that.
std::string make_blob(detail::store& into, bool is_file, detail::slot& made);

}  // namespace clonewire::formats::serial
