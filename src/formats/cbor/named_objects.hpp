// Tag 27, "serialised language-independent object with type name and constructor arguments": what JavaScript has and no
// other tag does. Each is written so that `new Name(...arguments)` would make it:
//
//   [Error's name]  [name, message]  [name, message or undefined, {cause, stack}]      Error
//   ["RegExp", source, flags]
//   ["Boolean", true]  ["Number", 1]  ["BigInt", 1n]  ["String", "x"]                   wrapper objects
//   ["ArrayBuffer", bytes]  ["ArrayBuffer", bytes, {maxByteLength} or {immutable}]
//   ["Uint8Array", buffer, offset, length]  (and the other views, "Buffer" and "DataView"; the length of a
//       length-tracking view is left out)  ["DataView", bytes]
//   ["Blob", [bytes], {type}]  ["File", [bytes], name, {type, lastModified}]
//   ["bytes", byte string]  ["timestamp", tag 0]  ["tuple", member…]                    of Python and serial
//   [a custom type's name, payload]
//   [any other name, {field…}]                                                          other platform objects
//
// Anything else under tag 27 is kept as it is.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <clonewire/custom_types.hpp>

#include "formats/host_objects.hpp"
#include "graph/assembly.hpp"
#include "graph/keys.hpp"
#include "graph/slots.hpp"

namespace clonewire::formats::cbor {

/// What elements of tag 27 stand for.
enum class named_form : std::uint8_t {
  none,
  error,
  regexp,
  wrapper,
  array_buffer,
  view,
  blob,
  tuple,
  custom_type,
  host,
};

/// By the name and whether the arguments fit it.
named_form form_of(const detail::slot* elements, std::uint32_t count, const custom_types* types);

/// Makes `into`, whose number and place exist, what the elements stand for; sets its kind. `remark` receives what of it
/// a document cannot keep. False: refused.
bool make_named_object(detail::assembly& make, detail::record& into, detail::slot* elements, std::uint32_t count,
                       const custom_types* types, std::string& remark);

/// A string slot over text that lives forever.
inline detail::slot static_text(std::string_view text) noexcept {
  return detail::make_string(string_encoding::latin1, reinterpret_cast<const std::uint8_t*>(text.data()),
                             static_cast<std::uint32_t>(text.size()));
}

/// Sets a host object's field. `name` lives forever.
inline void set_host_field(detail::record& host, std::uint32_t index, std::string_view name,
                           const detail::slot& v) noexcept {
  detail::slot* pair = host.children + 1 + 2 * std::size_t{index};
  pair[0] = static_text(name);
  pair[0].hash = detail::key_hash(pair[0].data, pair[0].size);
  pair[1] = v;
}

/// The flags of a RegExp; nothing for what is no string of them.
std::optional<std::uint16_t> regexp_flags_of(const detail::slot& letters);
/// True for names under which a platform object with fields cannot be written: they are read as something else.
bool is_reserved_name(const detail::slot& name);
/// True when `content` under that tag is not read as a tag that is kept.
bool is_read_as_something_else(std::uint64_t tag, const detail::slot& content, const custom_types* types);
/// True when the host object stands for a buffer whose content is elsewhere.
bool is_buffer_elsewhere(const detail::record& host) noexcept;

}  // namespace clonewire::formats::cbor
