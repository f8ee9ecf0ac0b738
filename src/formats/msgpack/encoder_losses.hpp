// What MessagePack as msgpackr writes it cannot carry, and what msgpackr makes of it.
#pragma once

#include "formats/losses.hpp"

namespace clonewire::formats::msgpack {

inline constexpr const char* as_buffer = "written as a Buffer";

inline constexpr loss hole = {"a hole in an array", "written as undefined"};
inline constexpr loss named_property = {"an array's named property", "left out"};
inline constexpr loss boolean_object = {"a Boolean object", "written as an empty object"};
inline constexpr loss number_object = {"a Number object", "written as an empty object"};
inline constexpr loss bigint_object = {"a BigInt object", "written as an empty object"};
inline constexpr loss string_object = {"a String object", "written as an object of its characters"};
inline constexpr loss byte_string = {"a byte string", as_buffer};
inline constexpr loss timestamp = {"a timestamp with its zone", "written as a string"};
inline constexpr loss tuple = {"a tuple", "written as an array"};
inline constexpr loss resizable_buffer = {"a resizable ArrayBuffer", "written as one of fixed length"};
inline constexpr loss immutable_buffer = {"an immutable ArrayBuffer", "written as one that is not"};
inline constexpr loss float16_array = {"a Float16Array", "written as a Uint16Array of its bits"};

// Views are slices.
inline constexpr const char* as_slice = "written as a view of a buffer of its own";
inline constexpr const char* use_slices = "use views=\"slice\" to write the view's own bytes";
inline constexpr loss view_of_part = {"a view of a part of its buffer", as_slice, use_slices};
inline constexpr loss view_of_shared_buffer = {"a view of a buffer that occurs elsewhere as well", as_slice,
                                               use_slices};
inline constexpr loss view_of_special_buffer = {"a view of a buffer that is resizable or immutable", as_slice,
                                                use_slices};
inline constexpr loss view_of_missing_buffer = {"a view whose buffer is elsewhere", "written as undefined"};

inline constexpr loss buffer_as_field = {"a Buffer as a field of a platform object", "written as a byte string"};
inline constexpr loss missing_content = {"a Blob or File without its content, or with other fields than its own",
                                         "written with the fields that it has"};

// Without records, maps are objects.
inline constexpr loss map_of_strings = {"a Map whose keys are all strings", "written as what is read as an object",
                                        "the variant records carries it"};

// The plain variant has no extensions but those for dates and undefined.
inline constexpr const char* use_records = "the variant records carries it";
inline constexpr loss shared_object = {"an object that occurs twice", "written again", use_records};
inline constexpr loss cycle = {"a cycle", "written as null", use_records};
inline constexpr loss large_bigint = {"a BigInt of more than 64 bits", "written as a string", use_records};
inline constexpr loss set = {"a Set", "written as an array", use_records};
inline constexpr loss regexp = {"a RegExp", "written as an array of its source and flags", use_records};
inline constexpr loss error_object = {"an Error", "written as an array of its name, message and cause", use_records};
inline constexpr loss array_buffer = {"an ArrayBuffer", as_buffer, use_records};
inline constexpr loss typed_array = {"a typed array", as_buffer, use_records};
inline constexpr loss data_view = {"a DataView", as_buffer, use_records};

}  // namespace clonewire::formats::msgpack
