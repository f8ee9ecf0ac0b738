// Custom types on their way through a format. The registry runs the user's functions: before a codec writes, each host
// object of a known type has become one with a single field `payload`; what a codec reads under a known type's mark it
// makes such an object of, and the registry turns it into the user's value afterwards.
#pragma once

#include <optional>
#include <string_view>

#include <clonewire/custom_types.hpp>
#include <clonewire/format.hpp>

#include "graph/store.hpp"

namespace clonewire::formats {

/// The known type that a host object is of; null where it is none, or no types were given.
const custom_type* custom_type_of(const detail::record& host, const custom_types* types);

/// The payload of a host object for which `custom_type_of` gave a type.
inline const detail::slot& payload_of(const detail::record& host) noexcept {
  return host.children[2];
}

/// Makes `host`, a new record of kind host, a value of that type. The payload may be set later, by `set_payload`.
/// False: out of memory or budget.
bool make_custom_host(detail::store& into, detail::record& host, const custom_type& type, const detail::slot& payload);
inline void set_payload(detail::record& host, const detail::slot& payload) noexcept {
  host.children[2] = payload;
}

/// For formats that read a host object with its fields before its name is known: if it is of a known type, and has
/// nothing but a payload, it counts as made by `make_custom_host`.
void recognise_custom_host(detail::record& host, const custom_types* types);

/// For the registry: a copy of `root` in which known host objects have payloads. Nothing: there are none.
std::optional<result<document>> with_payloads(const value& root, const custom_types* types);
/// For the registry: `read` with its payloads turned into the user's values; `read` itself where there are none.
result<document> from_payloads(result<document>&& read, const decode_options& options);

}  // namespace clonewire::formats
