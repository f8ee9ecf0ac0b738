// What cannot be serialized, in words. Where the original refuses the same, they are the original's.
#pragma once

#include <string>
#include <string_view>

#include "formats/losses.hpp"

namespace clonewire::formats::serial {

/// A loss whose words depend on the value.
struct refusal {
  std::string what;
  const char* becomes = "";
  const char* hint = "";
};

namespace refusals {

inline constexpr const char* as_null = "written as null";

inline constexpr loss undefined = {"undefined", as_null, "leave it out, or make it null"};
inline constexpr loss hole = {"a hole in an array", as_null, "make it null, or give it a value"};
inline constexpr loss named_property = {"an array's named property", "left out", "make it an object"};
inline constexpr loss lone_surrogate = {"a string with a lone surrogate", "written with U+FFFD in its place",
                                        "it is no Unicode text, and would come back with U+FFFD in its place"};
inline constexpr loss bytes_in_js = {"a byte string", "it comes back as a Uint8Array",
                                     "JavaScript has none: make it a Uint8Array, or use variant=\"starlark\""};
inline constexpr loss timestamp_in_js = {"a timestamp in UTC and whole milliseconds", "it comes back as a Date",
                                         "it would come back as a Date: make it one, or use variant=\"starlark\""};
inline constexpr loss year = {"a time before the year 0 or past 9999", "written, but no reader takes it",
                              "loads refuses it"};
inline constexpr loss beyond_nanoseconds = {"a time finer than nanoseconds", "the digits past the ninth are left out",
                                            "round it first"};
inline constexpr loss object_in_starlark = {"a JavaScript object", "it comes back as a dict (Map)",
                                            "make it a Map, or use variant=\"js\""};
inline constexpr loss date_in_starlark = {"a JavaScript Date", "it comes back as a time",
                                          "make it a timestamp, or use variant=\"js\""};
inline constexpr loss invalid_date = {"an invalid Date", as_null};
inline constexpr loss shared_buffer = {
    "a Uint8Array over a buffer that is more than its bytes, or shared", "its own bytes are written",
    "views=\"slice\" writes its own bytes, and the buffer's identity is no part of the value then"};
inline constexpr loss missing_content = {"a view whose buffer is elsewhere", as_null};
inline constexpr loss blob_without_content = {"a Blob or File whose content is elsewhere", as_null,
                                              "give it its bytes first"};
inline constexpr loss odd_blob = {"a Blob or File of other fields than mimeType, name, lastModified and bytes",
                                  as_null};
inline constexpr loss too_deep = {"a value nested deeper than 10000 levels of the text",
                                  "written, but loads refuses it", "loads refuses it"};

refusal non_finite(double v);
refusal integral_float(double v);
refusal no_time(const char* problem);
refusal cycle(kind k, bool is_js);
refusal shared(kind k, bool is_js);
refusal unhashable(std::string_view type);
refusal equal_keys(bool in_set);
/// A JavaScript kind that neither variant has.
refusal no_counterpart(kind k);
/// A buffer, or a view that is no Uint8Array, by its constructor's name.
refusal buffer(std::string_view name, bool is_js);
refusal host(std::string_view type, bool is_blob);
refusal tag_taken(std::string_view name);

}  // namespace refusals

/// What the variant's users call a value of that kind: "dict", "Map".
std::string_view type_name(kind k, bool is_js) noexcept;

}  // namespace clonewire::formats::serial
