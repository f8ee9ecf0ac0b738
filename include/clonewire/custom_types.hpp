// Types of a user's own: named host objects that every format carries in the way that it has.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <clonewire/builder.hpp>
#include <clonewire/error.hpp>
#include <clonewire/value.hpp>

namespace clonewire {

/// One type. In a document its values are host objects of that name; in bytes each is one other value, the payload,
/// under the mark that the format has for such things:
///
///     v8        a host object: `v8_id`, then the payload;   ungap     the record [name, payload]
///     msgpack   an extension of `msgpack_code`;             typeson   the name in `$types`
///     cbor      the tag `cbor_tag`, else tag 27 [name, payload];     serial    {"$t": name, "v": payload}
///
/// Nothing in the bytes names code: only types that a `custom_types` holds are looked up, by name or number.
struct custom_type {
  /// Builds exactly one value in `to` from `from`. Returns "" when done, else the reason why it cannot.
  using conversion = std::function<std::string(const value& from, builder& to)>;

  std::string name;
  std::optional<std::uint32_t> v8_id = std::nullopt;
  std::optional<std::uint8_t> msgpack_code = std::nullopt;  ///< 0 to 127
  std::optional<std::uint64_t> cbor_tag = std::nullopt;
  /// From the host object to the payload. Empty: the payload is a plain object of the fields.
  conversion to_payload = nullptr;
  /// From the payload, which has the kinds that the format's own reading gives, to the host object (or any value).
  /// Empty: the payload is a plain object, whose properties become the fields.
  conversion from_payload = nullptr;
};

/// The types that a reading or writing knows: `decode_options::types`, `encode_options::types`.
///
///     custom_types types;
///     types.add({.name = "Point", .msgpack_code = 11, .cbor_tag = 4711});
///     encode(doc, {.format = format::cbor, .types = &types});
class custom_types {
 public:
  /// Adds a type. `invalid_option`: its name is empty, or its name or one of its numbers is taken, or is the format's
  /// own. Returns how many types there are.
  result<std::size_t> add(custom_type type);

  /// The type with that name or number; null where there is none.
  const custom_type* named(std::string_view name) const noexcept;
  const custom_type* with_v8_id(std::uint32_t id) const noexcept;
  const custom_type* with_msgpack_code(std::uint8_t code) const noexcept;
  const custom_type* with_cbor_tag(std::uint64_t tag) const noexcept;

  bool empty() const noexcept { return types_.empty(); }

 private:
  std::vector<custom_type> types_;
};

}  // namespace clonewire
