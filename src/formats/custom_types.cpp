#include "formats/custom_types.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "graph/keys.hpp"
#include "graph/slots.hpp"
#include "graph/strings.hpp"

namespace clonewire {

namespace {

// Node.js's views; Deno's mark is the largest number.
constexpr std::uint32_t last_v8_id_of_node = 12;
constexpr std::uint32_t v8_id_of_deno = 0xffffffff;
// undefined, BigInt, bundled strings, Error, our named host object, id, reference, record, Set, typed array, RegExp.
constexpr std::array<std::uint8_t, 11> msgpack_own = {0, 'B', 'b', 'e', 'h', 'i', 'p', 'r', 's', 't', 'x'};

// Tags that the reader gives a meaning of its own.
bool is_own_cbor_tag(std::uint64_t tag) noexcept {
  constexpr std::array<std::uint64_t, 24> own = {0,  1,   2,   3,   6,   14,  15,   25,    27,    28,    29,    35,
                                                 51, 100, 105, 256, 258, 259, 1004, 21066, 55799, 57337, 57342, 57343};
  const bool typed_array = tag >= 64 && tag <= 87;
  const bool record = tag >= 0xe000 && tag <= 0xffff;
  return typed_array || record || std::find(own.begin(), own.end(), tag) != own.end();
}

error refused(const custom_type& type, std::string_view why) {
  return {errc::invalid_option, error::no_offset, "", "the custom type \"" + type.name + "\": " + std::string(why)};
}

template <class Types, class Predicate>
const custom_type* first_where(const Types& types, Predicate wanted) noexcept {
  const auto found = std::find_if(types.begin(), types.end(), wanted);
  return found == types.end() ? nullptr : &*found;
}

}  // namespace

result<std::size_t> custom_types::add(custom_type type) {
  if (type.name.empty()) return refused(type, "its name is empty");
  if (named(type.name) != nullptr) return refused(type, "its name is taken");
  if (type.v8_id) {
    if (*type.v8_id <= last_v8_id_of_node || *type.v8_id == v8_id_of_deno)
      return refused(type, "its v8_id is one of Node.js's or Deno's own");
    if (with_v8_id(*type.v8_id) != nullptr) return refused(type, "its v8_id is taken");
  }
  if (type.msgpack_code) {
    if (*type.msgpack_code > 127) return refused(type, "its msgpack_code is beyond 127");
    if (std::find(msgpack_own.begin(), msgpack_own.end(), *type.msgpack_code) != msgpack_own.end())
      return refused(type, "its msgpack_code is one of msgpackr's own");
    if (with_msgpack_code(*type.msgpack_code) != nullptr) return refused(type, "its msgpack_code is taken");
  }
  if (type.cbor_tag) {
    if (is_own_cbor_tag(*type.cbor_tag)) return refused(type, "its cbor_tag has a meaning of its own");
    if (with_cbor_tag(*type.cbor_tag) != nullptr) return refused(type, "its cbor_tag is taken");
  }
  types_.push_back(std::move(type));
  return types_.size();
}

const custom_type* custom_types::named(std::string_view name) const noexcept {
  return first_where(types_, [name](const custom_type& t) { return t.name == name; });
}
const custom_type* custom_types::with_v8_id(std::uint32_t id) const noexcept {
  return first_where(types_, [id](const custom_type& t) { return t.v8_id == id; });
}
const custom_type* custom_types::with_msgpack_code(std::uint8_t code) const noexcept {
  return first_where(types_, [code](const custom_type& t) { return t.msgpack_code == code; });
}
const custom_type* custom_types::with_cbor_tag(std::uint64_t tag) const noexcept {
  return first_where(types_, [tag](const custom_type& t) { return t.cbor_tag == tag; });
}

namespace formats {

namespace {

constexpr std::string_view payload_name = "payload";
// Of a record: this host object was made by `make_custom_host`.
constexpr std::uint16_t has_payload = 1;

bool any_host(const detail::store& in, bool (*wanted)(const detail::record&, const custom_types*),
              const custom_types* types) {
  for (std::uint32_t i = 0; i != in.object_count(); ++i) {
    if (in.object(i)->kind == kind::host && wanted(*in.object(i), types)) return true;
  }
  return false;
}

/// Copies a value, replacing host objects; the first reason why that failed, if any did, is kept.
class conversion {
 public:
  explicit conversion(const limits& bounds) : to_(bounds) {}

  template <class Replace>
  result<document> copy(const value& root, Replace replace) {
    to_.replace_hosts([this, replace](const value& host, builder& to) {
      // A conversion that copies custom types inside of its own is called from within itself.
      if (nesting_ == max_nesting) {
        fail(host, errc::limit_exceeded, "custom types nested deeper than " + std::to_string(max_nesting));
        return true;
      }
      ++nesting_;
      const bool replaced = replace(host, to, *this);
      --nesting_;
      return replaced;
    });
    to_.copy(root);
    if (failure_) return std::move(*failure_);
    return std::move(to_).finish();
  }

  /// Runs the user's function, which is to add just one value.
  void run(const custom_type::conversion& function, const value& from, const value& host, errc code) {
    if (failure_) return;
    if (std::string reason = function(from, to_); !reason.empty()) {
      failure_ = error{code, error::no_offset, host.path(), std::move(reason)};
    }
  }
  void fail(const value& host, errc code, std::string reason) {
    if (!failure_) failure_ = error{code, error::no_offset, host.path(), std::move(reason)};
  }

 private:
  static constexpr int max_nesting = 64;

  builder to_;
  std::optional<error> failure_;
  int nesting_ = 0;
};

// The user's own value may be as large and deep as it is.
constexpr limits no_limits = {0xffffffff, ~std::uint64_t{0}, ~std::uint64_t{0}, 0xffffffff};

void copy_entries(const value& from, builder& to) {
  for (const auto [key, member] : from.entries()) {
    if (key.is(kind::number)) {
      to.key(static_cast<std::uint32_t>(key.unchecked_number()));
    } else {
      to.key(key.unchecked_string());
    }
    to.copy(member);
  }
}

}  // namespace

const custom_type* custom_type_of(const detail::record& host, const custom_types* types) {
  if (types == nullptr || types->empty()) return nullptr;
  std::string name;
  detail::append_utf8(host.children[0], name);
  return types->named(name);
}

bool make_custom_host(detail::store& into, detail::record& host, const custom_type& type, const detail::slot& payload) {
  const auto name_size = static_cast<std::uint32_t>(type.name.size());
  const std::uint8_t* name = into.copy_bytes(type.name.data(), name_size);
  detail::slot* children = into.new_slots(3);
  if (name == nullptr || children == nullptr) return false;
  const auto* key = reinterpret_cast<const std::uint8_t*>(payload_name.data());
  const auto key_size = static_cast<std::uint32_t>(payload_name.size());
  children[0] = detail::make_string(string_encoding::utf8, name, name_size);
  children[1] = detail::make_string(string_encoding::latin1, key, key_size);
  children[1].hash = detail::key_hash(key, key_size);
  children[2] = payload;
  host.children = children;
  host.count = 1;
  host.flags = has_payload;
  return true;
}

void recognise_custom_host(detail::record& host, const custom_types* types) {
  if (host.count != 1 || custom_type_of(host, types) == nullptr) return;
  std::string field;
  detail::append_key_text(host.children[1], field);
  if (field == payload_name) host.flags = has_payload;
}

std::optional<result<document>> with_payloads(const value& root, const custom_types* types) {
  if (types == nullptr || root.store() == nullptr) return std::nullopt;
  const auto known = [](const detail::record& host, const custom_types* all) {
    return custom_type_of(host, all) != nullptr;
  };
  if (!any_host(*root.store(), known, types)) return std::nullopt;
  return conversion(no_limits).copy(root, [types](const value& host, builder& to, conversion& run) {
    const custom_type* type = custom_type_of(host.record(), types);
    if (type == nullptr) return false;
    to.begin_host(type->name);
    to.key(payload_name);
    if (type->to_payload) {
      run.run(type->to_payload, host, host, errc::cannot_carry);
    } else {
      to.begin_object();
      copy_entries(host, to);
      to.end();
    }
    to.end();
    return true;
  });
}

result<document> from_payloads(result<document>&& read, const decode_options& options) {
  if (!read || options.types == nullptr) return std::move(read);
  detail::store& source = read->store();
  const auto marked = [](const detail::record& host, const custom_types*) { return host.flags == has_payload; };
  if (!any_host(source, marked, options.types)) return std::move(read);
  const custom_types* types = options.types;
  auto converted =
      conversion(options.limits).copy(read->root(), [types](const value& host, builder& to, conversion& run) {
        if (host.record().flags != has_payload) return false;
        const custom_type* type = custom_type_of(host.record(), types);
        const value payload = host.find(payload_name);
        if (type->from_payload) {
          run.run(type->from_payload, payload, host, errc::invalid_value);
        } else if (payload.is(kind::object)) {
          to.begin_host(type->name);
          copy_entries(payload, to);
          to.end();
        } else {
          run.fail(host, errc::invalid_value, "the payload of \"" + type->name + "\" is no plain object");
        }
        return true;
      });
  if (!converted) return converted;
  converted->store().notes() = std::move(source.notes());
  converted->store().consumed_bytes = source.consumed_bytes;
  return converted;
}

}  // namespace formats
}  // namespace clonewire
