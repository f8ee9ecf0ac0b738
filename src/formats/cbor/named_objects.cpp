#include "formats/cbor/named_objects.hpp"

#include <algorithm>
#include <cstring>
#include <optional>

#include "formats/cbor/tags.hpp"
#include "formats/custom_types.hpp"
#include "graph/named.hpp"
#include "graph/regexp.hpp"
#include "graph/strings.hpp"
#include "graph/views.hpp"

namespace clonewire::formats::cbor {

using detail::record;
using detail::slot;

std::optional<std::uint16_t> regexp_flags_of(const slot& letters) {
  if (letters.kind != kind::string) return std::nullopt;
  std::string text;
  detail::append_utf8(letters, text);
  return detail::regexp_flags_from(text);
}

bool is_buffer_elsewhere(const record& host) noexcept {
  if (host.children == nullptr) return false;  // still open
  return is_text(host.children[0], "SharedArrayBuffer") || is_text(host.children[0], "TransferredArrayBuffer");
}

namespace {

std::optional<error_name> error_named(const slot& name) {
  std::string text;
  detail::append_utf8(name, text);
  return detail::error_named(text);
}

// cbor-x writes an Error's own name, whatever it is, and its reader takes every name but "RegExp" for an Error's.
bool looks_like_error_name(std::string_view name) noexcept {
  return name.ends_with("Error") || name.ends_with("Exception");
}

std::optional<kind> wrapper_named(const slot& name) noexcept {
  if (is_text(name, "Boolean")) return kind::boolean_object;
  if (is_text(name, "Number")) return kind::number_object;
  if (is_text(name, "BigInt")) return kind::bigint_object;
  if (is_text(name, "String")) return kind::string_object;
  return std::nullopt;
}

kind wrapped_kind(kind wrapper) noexcept {
  switch (wrapper) {
    case kind::boolean_object: return kind::boolean;
    case kind::number_object: return kind::number;
    case kind::bigint_object: return kind::bigint;
    default: return kind::string;
  }
}

struct view_name {
  bool is_view = false;
  kind k = kind::data_view;
  element_type type = element_type::uint8;

  std::uint32_t unit() const noexcept { return k == kind::data_view ? 1 : element_size(type); }
};

view_name view_named(const slot& name) noexcept {
  if (is_text(name, "DataView")) return {true, kind::data_view, element_type::uint8};
  for (int i = 0; i < element_type_count; ++i) {
    const auto type = static_cast<element_type>(i);
    if (is_text(name, constructor_name(type))) return {true, kind::typed_array, type};
  }
  return {};
}

bool is_length(const slot& s) noexcept {
  return s.kind == kind::number && s.number >= 0 && s.number <= 0x1p53 &&
         s.number == static_cast<double>(static_cast<std::int64_t>(s.number));
}
std::uint64_t length_of(const slot& s) noexcept {
  return static_cast<std::uint64_t>(s.number);
}

// Bytes without an identity: what a byte string is read as.
bool is_byte_string(const slot& s, wire::octets& out) noexcept {
  if (s.kind == kind::bytes) {
    out = {s.data, s.size};
    return true;
  }
  if (s.kind != kind::array_buffer && s.kind != kind::typed_array) return false;
  const record& r = *s.object;
  if (s.kind == kind::array_buffer) {
    out = {r.buffer->data, static_cast<std::size_t>(r.buffer->byte_length)};
    return r.flags == 0;
  }
  if ((r.flags & detail::view_owns_slice) == 0) return false;
  out = {r.view->buffer.object->buffer->data + r.view->byte_offset, static_cast<std::size_t>(r.view->byte_length)};
  return r.form == static_cast<std::uint8_t>(element_type::buffer) ||
         r.form == static_cast<std::uint8_t>(element_type::uint8);
}
bool is_byte_string(const slot& s) noexcept {
  wire::octets bytes;
  return is_byte_string(s, bytes);
}

// True for a complete object; one that is still open has no children yet.
bool is_plain_object(const slot& s) noexcept {
  return s.kind == kind::object && s.object->kind == kind::object && s.object->children != nullptr;
}

const slot* member_of(const record& object, std::string_view name) noexcept {
  for (std::uint32_t i = 0; i < object.count; ++i) {
    const slot* pair = object.children + 2 * std::size_t{i};
    if (is_text(pair[0], name)) return pair + 1;
  }
  return nullptr;
}

// A plain object with no members but those, each of which `fits` says yes to.
template <class Fits>
bool is_options(const slot& s, std::initializer_list<std::string_view> names, Fits fits) noexcept {
  if (!is_plain_object(s)) return false;
  for (std::uint32_t i = 0; i < s.object->count; ++i) {
    const slot* pair = s.object->children + 2 * std::size_t{i};
    const auto known =
        std::find_if(names.begin(), names.end(), [pair](std::string_view name) { return is_text(pair[0], name); });
    if (known == names.end() || !fits(*known, pair[1])) return false;
  }
  return true;
}

bool fits_error(const slot* elements, std::uint32_t count) noexcept {
  if (count > 3) return false;
  if (count >= 2 && elements[1].kind != kind::string && elements[1].kind != kind::undefined) return false;
  return count < 3 || is_options(elements[2], {"cause", "stack"}, [](std::string_view name, const slot& v) {
           return name == "cause" || v.kind == kind::string;
         });
}

bool fits_array_buffer(const slot* elements, std::uint32_t count) noexcept {
  wire::octets bytes;
  if (count < 2 || count > 3 || !is_byte_string(elements[1], bytes)) return false;
  return count == 2 ||
         is_options(elements[2], {"maxByteLength", "immutable"}, [&](std::string_view name, const slot& v) {
           if (name == "immutable") return v.kind == kind::boolean && v.form != 0 && elements[2].object->count == 1;
           return is_length(v) && length_of(v) >= bytes.size() && elements[2].object->count == 1;
         });
}

// Where a view with these arguments lies. False: they do not fit.
bool place_view(const view_name& name, const slot* elements, std::uint32_t count, detail::view& out,
                bool& tracking) noexcept {
  const slot& buffer = elements[1];
  const std::uint64_t offset = count > 2 && is_length(elements[2]) ? length_of(elements[2]) : 0;
  if (count > 2 && !is_length(elements[2])) return false;
  if (count > 3 && !is_length(elements[3])) return false;
  tracking = false;
  out = {buffer, offset, 0};
  if (buffer.kind == kind::host) {
    if (count != 4 || !is_buffer_elsewhere(*buffer.object)) return false;
  } else if (buffer.kind != kind::array_buffer || buffer.object->kind != kind::array_buffer ||
             buffer.object->buffer == nullptr) {
    return false;
  }
  if (count == 4) {
    constexpr std::uint64_t most = std::uint64_t{1} << 53;
    if (length_of(elements[3]) > most / name.unit()) return false;
    out.byte_length = length_of(elements[3]) * name.unit();
  } else {
    const std::uint64_t size = buffer.object->buffer->byte_length;
    if (offset > size) return false;
    tracking = (buffer.object->flags & detail::buffer_resizable) != 0;
    out.byte_length = tracking ? (size - offset) / name.unit() * name.unit() : size - offset;
  }
  return detail::view_problem(buffer, out.byte_offset, out.byte_length, name.unit(), tracking) == nullptr;
}

bool fits_view(const view_name& name, const slot* elements, std::uint32_t count) noexcept {
  if (count < 2 || count > 4) return false;
  detail::view v;
  bool tracking;
  if (place_view(name, elements, count, v, tracking)) return true;
  wire::octets bytes;
  return count == 2 && is_byte_string(elements[1], bytes) && bytes.size() % name.unit() == 0;
}

bool is_list_of_byte_strings(const slot& s) noexcept {
  if (s.kind != kind::array || s.object->children == nullptr) return false;
  const record& list = *s.object;
  return list.form == static_cast<std::uint8_t>(detail::array_storage::slots) && list.property_count == 0 &&
         std::all_of(list.children, list.children + list.count, [](const slot& part) { return is_byte_string(part); });
}

bool fits_blob(const slot* elements, std::uint32_t count, bool is_file) noexcept {
  const std::uint32_t options = is_file ? 3 : 2;
  if (count != options + 1 || !is_list_of_byte_strings(elements[1])) return false;
  if (is_file && elements[2].kind != kind::string) return false;
  return is_options(elements[options], {"type", "lastModified"},
                    [is_file](std::string_view name, const slot& v) {
                      return name == "type" ? v.kind == kind::string : is_file && v.kind == kind::number;
                    }) &&
         member_of(*elements[options].object, "type") != nullptr &&
         is_file == (member_of(*elements[options].object, "lastModified") != nullptr);
}

bool fits_regexp(const slot* elements, std::uint32_t count) {
  return count == 3 && elements[1].kind == kind::string && regexp_flags_of(elements[2]).has_value();
}

}  // namespace

bool is_reserved_name(const slot& name) {
  constexpr std::string_view others[] = {"RegExp", "ArrayBuffer", "Blob",        "File",          "bytes",
                                         "tuple",  "timestamp",   kept_tag_name, kept_simple_name};
  return error_named(name) || wrapper_named(name) || view_named(name).is_view || name.size == 0 ||
         std::any_of(std::begin(others), std::end(others), [&name](std::string_view n) { return is_text(name, n); });
}

named_form form_of(const slot* elements, std::uint32_t count, const custom_types* types) {
  if (count == 0 || elements[0].kind != kind::string) return named_form::none;
  const slot& name = elements[0];
  const auto if_fits = [](named_form form, bool fits) { return fits ? form : named_form::none; };
  std::string text;
  detail::append_utf8(name, text);
  if (types != nullptr && types->named(text) != nullptr) return if_fits(named_form::custom_type, count == 2);
  if (error_named(name)) return if_fits(named_form::error, fits_error(elements, count));
  if (is_text(name, "RegExp")) return if_fits(named_form::regexp, fits_regexp(elements, count));
  if (const auto wrapper = wrapper_named(name))
    return if_fits(named_form::wrapper, count == 2 && elements[1].kind == wrapped_kind(*wrapper));
  if (is_text(name, "ArrayBuffer")) return if_fits(named_form::array_buffer, fits_array_buffer(elements, count));
  if (const view_name view = view_named(name); view.is_view)
    return if_fits(named_form::view, fits_view(view, elements, count));
  if (is_text(name, "Blob")) return if_fits(named_form::blob, fits_blob(elements, count, false));
  if (is_text(name, "File")) return if_fits(named_form::blob, fits_blob(elements, count, true));
  if (is_text(name, "tuple")) return named_form::tuple;
  if (is_reserved_name(name)) return named_form::none;
  if (looks_like_error_name(text) && fits_error(elements, count)) return named_form::error;
  return if_fits(named_form::host, count == 2 && is_plain_object(elements[1]));
}

namespace {

bool make_error(detail::assembly& make, record& into, const slot* elements, std::uint32_t count, std::string& remark) {
  slot* fields = make.new_slots(3);
  if (fields == nullptr) return false;
  std::fill_n(fields, 3, slot{});
  const std::optional<error_name> name = error_named(elements[0]);
  if (!name) {
    std::string text;
    detail::append_utf8(elements[0], text);
    remark = "an Error named \"" + text + "\" is an Error to structured clone";
  }
  if (count > 1 && elements[1].kind == kind::string) fields[detail::error_message] = elements[1];
  if (count > 2) {
    const record& options = *elements[2].object;
    if (const slot* cause = member_of(options, "cause")) fields[detail::error_cause] = *cause;
    if (const slot* stack = member_of(options, "stack")) fields[detail::error_stack] = *stack;
  }
  into.kind = kind::error;
  into.form = static_cast<std::uint8_t>(name.value_or(error_name::Error));
  into.children = fields;
  return true;
}

bool make_regexp(detail::assembly& make, record& into, const slot* elements) {
  slot* source = make.new_slots(1);
  if (source == nullptr) return false;
  *source = elements[1];
  if (!detail::escape_regexp_source(*source, make.into().memory())) return false;
  into.kind = kind::regexp;
  into.flags = *regexp_flags_of(elements[2]);
  into.count = 1;
  into.children = source;
  return true;
}

bool make_wrapper(detail::assembly& make, record& into, const slot* elements) {
  into.kind = *wrapper_named(elements[0]);
  if (into.kind == kind::number_object) {
    into.number = elements[1].number;
    return true;
  }
  slot* primitive = make.new_slots(1);
  if (primitive == nullptr) return false;
  *primitive = elements[1];
  into.count = 1;
  into.children = primitive;
  return true;
}

bool make_array_buffer(detail::assembly& make, record& into, const slot* elements, std::uint32_t count) {
  wire::octets bytes;
  is_byte_string(elements[1], bytes);
  auto* b = static_cast<detail::buffer*>(make.into().memory().allocate(sizeof(detail::buffer)));
  if (b == nullptr) return false;
  *b = {bytes.data(), bytes.size(), bytes.size()};
  into.kind = kind::array_buffer;
  into.buffer = b;
  if (count == 3) {
    if (const slot* most = member_of(*elements[2].object, "maxByteLength")) {
      into.flags = detail::buffer_resizable;
      b->max_byte_length = length_of(*most);
    } else if (elements[2].object->count != 0) {
      into.flags = detail::buffer_immutable;
    }
  }
  return true;
}

bool make_view(detail::assembly& make, record& into, const slot* elements, std::uint32_t count) {
  const view_name name = view_named(elements[0]);
  auto* v = static_cast<detail::view*>(make.into().memory().allocate(sizeof(detail::view)));
  if (v == nullptr) return false;
  bool tracking;
  std::uint16_t flags = detail::view_keeps_buffer;
  if (!place_view(name, elements, count, *v, tracking)) {
    wire::octets bytes;
    is_byte_string(elements[1], bytes);
    slot buffer;
    if (!make.make_array_buffer(bytes, buffer)) return false;
    *v = {buffer, 0, bytes.size()};
    flags = detail::view_owns_slice;
    tracking = false;
  }
  into.kind = name.k;
  into.form = name.k == kind::typed_array ? static_cast<std::uint8_t>(name.type) : 0;
  into.flags = static_cast<std::uint16_t>(flags | (tracking ? detail::view_length_tracking : 0));
  into.view = v;
  return true;
}

// The parts, put together.
bool join(detail::assembly& make, const record& parts, slot& out) {
  std::uint64_t size = 0;
  wire::octets bytes;
  for (std::uint32_t i = 0; i < parts.count; ++i) {
    is_byte_string(parts.children[i], bytes);
    size += bytes.size();
  }
  out = detail::make_slot(kind::bytes, 0, static_cast<std::uint32_t>(size));
  out.data = bytes.data();
  if (parts.count == 1) return true;
  auto* whole =
      size > 0xffffffff
          ? nullptr
          : static_cast<std::uint8_t*>(make.into().memory().allocate(static_cast<std::size_t>(size == 0 ? 1 : size)));
  if (whole == nullptr) return false;
  out.data = whole;
  for (std::uint32_t i = 0; i < parts.count; ++i) {
    is_byte_string(parts.children[i], bytes);
    if (!bytes.empty()) std::memcpy(whole, bytes.data(), bytes.size());
    whole += bytes.size();
  }
  return true;
}

bool make_blob(detail::assembly& make, record& into, const slot* elements) {
  const bool is_file = is_text(elements[0], "File");
  const record& options = *elements[is_file ? 3 : 2].object;
  const std::uint32_t field_count = is_file ? 4 : 2;
  into.kind = kind::host;
  into.children = make.new_slots(1 + 2 * std::uint64_t{field_count});
  slot bytes;
  if (into.children == nullptr || !join(make, *elements[1].object, bytes)) return false;
  into.children[0] = elements[0];
  into.count = field_count;
  std::uint32_t i = 0;
  if (is_file) set_host_field(into, i++, "name", elements[2]);
  set_host_field(into, i++, "mimeType", *member_of(options, "type"));
  if (is_file) set_host_field(into, i++, "lastModified", *member_of(options, "lastModified"));
  set_host_field(into, i, "bytes", bytes);
  return true;
}

bool make_host(detail::assembly& make, record& into, const slot* elements) {
  const record& fields = *elements[1].object;
  into.kind = kind::host;
  into.count = fields.count;
  into.children = make.new_slots(1 + 2 * std::uint64_t{fields.count});
  if (into.children == nullptr) return false;
  into.children[0] = elements[0];
  std::copy_n(fields.children, 2 * std::size_t{fields.count}, into.children + 1);
  return true;
}

bool keep(detail::assembly& make, record& into, slot* elements, std::uint32_t count) {
  slot array;
  record* r = make.new_object(kind::array, array);
  if (r == nullptr) return false;
  make.close_array(*r, elements, count);
  into.kind = kind::host;
  into.count = 2;
  into.children = make.new_slots(5);
  if (into.children == nullptr) return false;
  into.children[0] = static_text(kept_tag_name);
  set_host_field(into, 0, "tag", detail::make_int32(tag::named_object));
  set_host_field(into, 1, "value", array);
  return true;
}

}  // namespace

bool make_named_object(detail::assembly& make, record& into, slot* elements, std::uint32_t count,
                       const custom_types* types, std::string& remark) {
  switch (form_of(elements, count, types)) {
    case named_form::error: return make_error(make, into, elements, count, remark);
    case named_form::regexp: return make_regexp(make, into, elements);
    case named_form::wrapper: return make_wrapper(make, into, elements);
    case named_form::array_buffer: return make_array_buffer(make, into, elements, count);
    case named_form::view: return make_view(make, into, elements, count);
    case named_form::blob: return make_blob(make, into, elements);
    case named_form::tuple:
      into.kind = kind::tuple;
      into.count = count - 1;
      into.children = elements + 1;
      return true;
    case named_form::custom_type: {
      std::string name;
      detail::append_utf8(elements[0], name);
      into.kind = kind::host;
      return make_custom_host(make.into(), into, *types->named(name), elements[1]);
    }
    case named_form::host: return make_host(make, into, elements);
    case named_form::none: break;
  }
  return keep(make, into, elements, count);
}

bool is_read_as_something_else(std::uint64_t t, const slot& content, const custom_types* types) {
  if (has_own_meaning(t) || (types != nullptr && types->with_cbor_tag(t) != nullptr)) return true;
  if (t != tag::named_object && t != tag::old_record) return false;
  if (content.kind != kind::array) return t == tag::named_object;
  const record& array = *content.object;
  if (array.form != static_cast<std::uint8_t>(detail::array_storage::slots)) return false;
  const slot* elements = array.children;
  if (t == tag::old_record) {
    return array.count >= 2 && is_length(elements[0]) && length_of(elements[0]) >= tag::first_record &&
           length_of(elements[0]) <= tag::last_record && elements[1].kind == kind::array;
  }
  if (array.count == 0) return false;
  return is_text(elements[0], "bytes") || is_text(elements[0], "timestamp") ||
         form_of(elements, array.count, types) != named_form::none;
}

}  // namespace clonewire::formats::cbor
