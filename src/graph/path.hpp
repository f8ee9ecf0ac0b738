// Paths: where in a value, spelled as JavaScript where JavaScript has a spelling. docs/cli.md has the grammar.
#pragma once

#include <cstdint>
#include <string>

#include <clonewire/detail/layout.hpp>

namespace clonewire::detail {

/// ".name" for plain identifiers, "[\"any text\"]" for other names, "[7]" for array indices.
void append_property_step(std::string& path, const slot& key);
/// "[3]"
void append_index_step(std::string& path, std::uint64_t index);
/// ".get(KEY)" for a primitive key, else ".values[entry]".
void append_map_value_step(std::string& path, const slot& key, std::uint64_t entry);
/// ".keys[entry]"
void append_map_key_step(std::string& path, std::uint64_t entry);
/// ".cause"
void append_field_step(std::string& path, const char* name);
/// The step from `parent` to its child at `index`, counted in the parent's slots (map: key 2i, value 2i+1; object:
/// properties; array: elements, then named properties from `length` on; error: its three fields; host: fields).
void append_child_step(std::string& path, const record& parent, std::uint32_t index);

/// The place, counted so, of the child that was taken last where `next` is the slot to be taken next: in a walk over
/// the parent's children, or, `in_properties`, over an array's named properties. Of an error: its cause.
std::uint32_t last_child(const record& parent, const slot* next, bool in_properties) noexcept;

/// The path from `root` to the child `index` of the object numbered `parent`; "$" where it is not found.
std::string path_to(const slot& root, std::uint32_t parent, std::uint32_t index);

}  // namespace clonewire::detail
