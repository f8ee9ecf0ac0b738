// The encoder's objects.
#include <algorithm>
#include <cmath>

#include "formats/cbor/encoder.hpp"
#include "formats/cbor/named_objects.hpp"
#include "formats/custom_types.hpp"
#include "formats/host_objects.hpp"
#include "graph/arrays.hpp"
#include "graph/keys.hpp"
#include "graph/path.hpp"
#include "graph/strings.hpp"
#include "wire/date_text.hpp"

namespace clonewire::formats::cbor {

using detail::array_storage;
using detail::slot;

namespace {

constexpr loss part_of_buffer = {
    "a view of a part of its buffer, or of a buffer that is resizable or occurs elsewhere",
    "the view's own bytes are written",
    "views=\"slice\" keeps the view's own bytes, views=\"share\" all of the buffer",
};
constexpr loss missing_content = {"a view whose buffer's content is elsewhere", "written as undefined",
                                  "views=\"share\" keeps what stands for the buffer"};
constexpr loss missing_blob = {"a Blob or File without its bytes", "written as undefined"};
constexpr loss odd_blob = {"a Blob or File with other fields than its own", "written as undefined"};
constexpr loss reserved_host = {"a platform object whose name and fields are read as something else",
                                "written as an object of its fields"};
constexpr loss known_tag = {"a tag that is read as something else", "the value is written without it"};
constexpr loss tracking_elsewhere = {"a length-tracking view whose buffer's content is elsewhere",
                                     "its present length is written"};
constexpr loss named_property = {"an array's named property", "left out"};

slot key(std::string_view name) noexcept {
  slot k = static_text(name);
  k.hash = detail::key_hash(k.data, k.size);
  return k;
}

// What a Date is written as, `seconds`, is read by cbor-x as Math.round(seconds * 1000).
bool survives_as_seconds(double time_value, double seconds) noexcept {
  const double ms = seconds * 1000;
  const double below = std::floor(ms);
  return (ms - below >= 0.5 ? below + 1 : below) == time_value;
}

}  // namespace

std::uint8_t* encoder::write_named(octet* q, std::string_view name, std::uint32_t elements) {
  q = need(q, 3 * max_head + name.size() + room_for_short);
  q = put_head(put_tag(q, tag::named_object), major::array, elements);
  return put_ascii(q, name);
}

// The mark of an object that occurs again, or what refers to it.
std::uint8_t* encoder::write_mark(octet* q, const slot& s, bool& again) {
  std::uint32_t& number = share_numbers_[s.size];
  again = number != 0;
  q = need(q, 2 * max_head);
  if (!again) {
    number = ++next_share_;
    return put_tag(q, tag::shareable);
  }
  q = put_tag(q, tag::shared_reference);
  const std::uint32_t n = number - 1;
  if (variant_ == variant::deterministic || n > 0xffff) return put_head(q, major::positive, n);
  return wire::store_be16(put_initial(q, major::positive, info_8_bits + 1), n);
}

std::uint8_t* encoder::write_object(octet* q, const slot& s) {
  if (seen_.any_again() && seen_.occurs_again(s)) {
    bool again;
    q = write_mark(q, s, again);
    if (again) return q;
  }
  const record& r = *s.object;
  switch (r.kind) {
    case kind::object: return write_properties(q, s, r.children, r.count);
    case kind::array: return write_array(q, s);
    case kind::date: return write_date(q, r.number);
    case kind::regexp: return write_regexp(q, r);
    case kind::map: return write_map(q, s);
    case kind::set:
      q = put_tag(need(q, 2 * max_head), tag::set);
      open(s, run_of::values, r.children, r.count);
      return put_head(q, major::array, r.count);
    case kind::tuple:
      q = write_named(q, "tuple", r.count + 1);
      open(s, run_of::values, r.children, r.count);
      return q;
    case kind::error: return write_error(q, s);
    case kind::boolean_object:
    case kind::number_object:
    case kind::bigint_object:
    case kind::string_object: return write_wrapper(q, r);
    case kind::array_buffer: return write_buffer(q, r);
    case kind::typed_array:
    case kind::data_view: return write_view(q, s);
    case kind::host: return write_host(q, s);
    default: return fail(errc::cannot_carry, "a value of kind " + std::string(name_of(r.kind)));
  }
}

// ---- objects, arrays, Maps ----

// An object's pairs, or a host object's fields.
std::uint8_t* encoder::write_properties(octet* q, const slot& s, const slot* pairs, std::uint32_t count) {
  switch (variant_) {
    case variant::x:
      q = write_record_head(q, pairs, count, 2);
      if (q != nullptr) open(s, run_of::record_members, pairs + 1, count);
      return q;
    case variant::deterministic: return write_sorted_pairs(q, s, pairs, count, run_of::pairs);
    case variant::standard: break;
  }
  q = need(q, max_head);
  // 16 bits however small: cbor-x writes the count last.
  q = count > 0xffff ? put_head(q, major::map, count)
                     : wire::store_be16(put_initial(q, major::map, info_8_bits + 1), count);
  open(s, run_of::pairs, pairs, count);
  return q;
}

std::uint8_t* encoder::write_record_head(octet* q, const slot* keys, std::uint32_t count, std::uint32_t stride) {
  const records::use use = records_.number_for(keys, count, stride);
  q = need(q, 5 * max_head);
  if (!use.is_new) return put_head(put_tag(q, tag::first_record + use.number), major::array, count);
  q = put_head(put_tag(q, tag::record_definition), major::array, std::uint64_t{count} + 2);
  q = put_head(q, major::positive, tag::first_record + use.number);
  q = put_head(q, major::array, count);
  for (std::uint32_t i = 0; i < count && q != nullptr; ++i) q = write_key(q, keys[std::size_t{i} * stride]);
  return q;
}

template <class Number>
std::uint8_t* encoder::write_numbers(octet* q, const Number* numbers, std::size_t count) {
  constexpr std::size_t batch = 512;
  for (std::size_t done = 0; done < count;) {
    const std::size_t n = std::min(batch, count - done);
    q = need(q, max_head * n);
    for (std::size_t i = done; i < done + n; ++i) {
      if constexpr (std::is_same_v<Number, double>) {
        q = put_float(q, numbers[i]);
      } else {
        q = put_int32(q, numbers[i]);
      }
    }
    done += n;
  }
  return q;
}

std::uint8_t* encoder::write_array(octet* q, const slot& s) {
  const record& r = *s.object;
  for (std::uint32_t i = 0; i < r.property_count; ++i) {
    const auto place = [&] {
      std::string text = path();
      detail::append_child_step(text, r, r.length + i);
      return text;
    };
    if (!losses_.lose(named_property, place)) return nullptr;
  }
  q = write_head(q, major::array, r.length);
  switch (static_cast<array_storage>(r.form)) {
    case array_storage::slots: open(s, run_of::values, r.children, r.count); return q;
    case array_storage::int32s: return write_numbers(q, r.int32s, r.count);
    case array_storage::doubles: return write_numbers(q, r.doubles, r.count);
    case array_storage::sparse: break;
  }
  // Holes cost the document nothing; written out they would.
  constexpr std::uint64_t most_holes = std::uint64_t{1} << 24;
  if (options_.lossy && r.length - r.count > most_holes)
    return fail(errc::limit_exceeded, "an array of " + std::to_string(r.length) + " elements, most of them holes");
  open(s, run_of::elements, nullptr, r.length);
  return q;
}

std::uint8_t* encoder::write_map(octet* q, const slot& s) {
  const record& r = *s.object;
  q = need(q, 2 * max_head);
  if (variant_ != variant::x) q = put_tag(q, tag::map);
  if (variant_ == variant::deterministic) return write_sorted_pairs(q, s, r.children, r.count, run_of::values);
  open(s, run_of::values, r.children, 2 * r.count);
  return put_head(q, major::map, r.count);
}

std::uint8_t* encoder::write_options_head(octet* q, const slot* keys, std::uint32_t count) {
  if (variant_ == variant::x) return write_record_head(q, keys, count, 1);
  q = need(q, max_head);
  if (variant_ == variant::deterministic) return put_head(q, major::map, count);
  return wire::store_be16(put_initial(q, major::map, info_8_bits + 1), count);
}
std::uint8_t* encoder::write_option_key(octet* q, const slot& name) {
  return q == nullptr || variant_ == variant::x ? q : write_key(q, name);
}

// ---- leaves ----

std::uint8_t* encoder::write_date(octet* q, double time_value) {
  const double seconds = time_value / 1000;
  q = need(q, 3 * max_head);
  if (time_value == time_value && !survives_as_seconds(time_value, seconds)) {
    // Far from 1970 seconds in a double do not tell all milliseconds apart.
    const std::string text = wire::iso_date_text(time_value);
    return put_ascii(put_tag(need(q, 2 * max_head + text.size()), tag::date_text), text);
  }
  q = put_tag(q, tag::date_seconds);
  if (variant_ == variant::deterministic) return put_float(q, seconds);
  if (seconds >= 0 && seconds < 0x1p32 && seconds == std::floor(seconds))
    return wire::store_be32(put_initial(q, major::positive, info_8_bits + 2), static_cast<std::uint32_t>(seconds));
  return put_double(q, seconds);
}

std::uint8_t* encoder::write_regexp(octet* q, const record& r) {
  constexpr std::pair<std::uint16_t, char> letters[] = {
      {regexp_has_indices, 'd'}, {regexp_global, 'g'},  {regexp_ignore_case, 'i'},  {regexp_multiline, 'm'},
      {regexp_dot_all, 's'},     {regexp_unicode, 'u'}, {regexp_unicode_sets, 'v'}, {regexp_sticky, 'y'},
  };
  std::string flags;
  for (const auto& [bit, letter] : letters) {
    if ((r.flags & bit) != 0) flags += letter;
  }
  if (variant_ == variant::x) {
    q = write_named(q, "RegExp", 3);
  } else {
    q = put_head(put_tag(need(q, 2 * max_head), tag::ecmascript_regexp), major::array, 2);
  }
  q = write_text(q, r.children[0]);
  return q == nullptr ? q : put_ascii(need(q, room_for_short), flags);
}

std::uint8_t* encoder::write_wrapper(octet* q, const record& r) {
  switch (r.kind) {
    case kind::boolean_object: q = write_named(q, "Boolean", 2); break;
    case kind::number_object: return put_float(write_named(q, "Number", 2), r.number);
    case kind::bigint_object: q = write_named(q, "BigInt", 2); break;
    default: q = write_named(q, "String", 2); break;
  }
  return write_value(q, r.children[0]);
}

// ---- errors ----

// The stack comes behind the cause, which may be a container: `close` writes it.
std::uint8_t* encoder::write_error(octet* q, const slot& s) {
  static const slot options[] = {key("cause"), key("stack")};
  const record& r = *s.object;
  const slot& message = r.children[detail::error_message];
  const bool has_message = message.kind == kind::string;
  const bool has_cause = r.children[detail::error_cause].kind != kind::absent;
  const bool has_stack = r.children[detail::error_stack].kind == kind::string;
  const bool has_options = has_cause || has_stack;
  q = write_named(q, name_of(static_cast<error_name>(r.form)), has_options ? 3 : has_message ? 2 : 1);
  if (has_message) {
    q = write_text(q, message);
  } else if (has_options) {
    q = put_simple(q, simple::undefined);
  }
  if (q == nullptr || !has_options) return q;
  q = write_options_head(q, has_cause ? options : options + 1, has_cause && has_stack ? 2 : 1);
  if (q != nullptr && has_cause) q = write_option_key(q, options[0]);
  if (q != nullptr) {
    const std::uint32_t cause = detail::error_cause;
    open(s, run_of::one, r.children + cause, cause + 1, has_cause ? cause : cause + 1);
  }
  return q;
}

// ---- buffers and views ----

std::uint8_t* encoder::write_buffer(octet* q, const record& r) {
  static const slot options[] = {key("maxByteLength"), key("immutable")};
  const detail::buffer& b = *r.buffer;
  const bool resizable = (r.flags & detail::buffer_resizable) != 0;
  const bool immutable = (r.flags & detail::buffer_immutable) != 0;
  q = write_named(q, "ArrayBuffer", resizable || immutable ? 3 : 2);
  q = write_bytes(q, b.data, b.byte_length);
  if (q == nullptr || (!resizable && !immutable)) return q;
  const slot& option = options[resizable ? 0 : 1];
  q = write_option_key(write_options_head(q, &option, 1), option);
  if (q == nullptr) return q;
  q = need(q, max_head);
  return resizable ? put_integer(q, b.max_byte_length) : put_simple(q, simple::true_value);
}

// True when a slice of bytes is all there is to a view: it covers a plain buffer that nothing else refers to.
bool encoder::is_whole_slice(const record& r) {
  if ((r.flags & detail::view_owns_slice) != 0) return true;
  const detail::view& v = *r.view;
  if (v.buffer.object->flags != 0) return false;
  if (v.byte_offset != 0 || v.byte_length != v.buffer.object->buffer->byte_length) return false;
  if (outer_ != nullptr) return outer_->is_whole_slice(r);
  if (!counted_with_buffers_) {
    seen_with_buffers_.count(root_, *store_, true);
    counted_with_buffers_ = true;
  }
  return !seen_with_buffers_.occurs_again(v.buffer);
}

std::uint8_t* encoder::write_view(octet* q, const slot& s) {
  const record& r = *s.object;
  const detail::view& v = *r.view;
  if (options_.views != view_policy::share) {
    if (v.buffer.kind != kind::array_buffer) {
      if (!lose(missing_content)) return nullptr;
      return put_simple(need(q, 1), simple::undefined);
    }
    if (options_.views == view_policy::automatic && !is_whole_slice(r) && !lose(part_of_buffer)) return nullptr;
    return write_slice(q, r);
  }
  const bool tracking = (r.flags & detail::view_length_tracking) != 0 && v.buffer.kind == kind::array_buffer;
  if ((r.flags & detail::view_length_tracking) != 0 && !tracking && !lose(tracking_elsewhere)) return nullptr;
  const std::string_view name =
      r.kind == kind::data_view ? "DataView" : constructor_name(static_cast<element_type>(r.form));
  q = write_named(q, name, tracking ? 3 : 4);
  // Offset and length follow the buffer, which may be a container.
  open(s, run_of::one, &v.buffer, 1);
  return q;
}

std::uint8_t* encoder::write_slice(octet* q, const record& r) {
  const detail::view& v = *r.view;
  const octet* data = v.buffer.object->buffer->data + v.byte_offset;
  if (r.kind == kind::data_view) {
    q = write_named(q, "DataView", 2);
  } else if (const auto type = static_cast<element_type>(r.form); type != element_type::buffer) {
    q = put_tag(need(q, max_head), tag_of(type));
  }
  return write_bytes(q, data, v.byte_length);
}

// ---- host objects ----

std::uint8_t* encoder::write_host(octet* q, const slot& s) {
  const record& r = *s.object;
  if (const custom_type* type = custom_type_of(r, options_.types)) return write_custom(q, s, *type);
  const slot& name = r.children[0];
  if (is_text(name, kept_tag_name)) return write_kept_tag(q, s);
  if (is_text(name, kept_simple_name)) return write_kept_simple(q, r);
  if (is_text(name, "Blob") || is_text(name, "File")) return write_blob(q, r);
  if (is_reserved_name(name)) return refuse_host(q, s, reserved_host);
  q = put_head(put_tag(need(q, 2 * max_head), tag::named_object), major::array, 2);
  q = write_text(q, name);
  return q == nullptr ? q : write_properties(q, s, r.children + 1, r.count);
}

std::uint8_t* encoder::refuse_host(octet* q, const slot& s, const loss& l) {
  if (!lose(l)) return nullptr;
  return write_properties(q, s, s.object->children + 1, s.object->count);
}

std::uint8_t* encoder::write_custom(octet* q, const slot& s, const custom_type& type) {
  q = type.cbor_tag ? put_tag(need(q, max_head), *type.cbor_tag) : write_named(q, type.name, 2);
  open(s, run_of::one, &payload_of(*s.object), 1);
  return q;
}

std::uint8_t* encoder::write_kept_tag(octet* q, const slot& s) {
  const record& r = *s.object;
  const slot* number = field_of(r, "tag");
  const slot* content = field_of(r, "value");
  if (number == nullptr || content == nullptr || r.count != 2) return refuse_host(q, s, reserved_host);
  std::uint64_t t = 0;
  if (number->kind == kind::number && number->number >= 0 && number->number <= 0xffffffff) {
    t = static_cast<std::uint64_t>(number->number);
    if (static_cast<double>(t) != number->number) return refuse_host(q, s, reserved_host);
  } else if (number->kind == kind::bigint && number->form == 0 && number->size > 4 && number->size <= 8) {
    for (std::uint32_t i = number->size; i-- != 0;) t = t << 8 | number->data[i];
  } else {
    return refuse_host(q, s, reserved_host);
  }
  if (is_read_as_something_else(t, *content, options_.types)) {
    if (!lose(known_tag)) return nullptr;
  } else {
    q = put_tag(need(q, max_head), t);
  }
  const auto index = static_cast<std::uint32_t>((content - r.children) / 2 - 1);
  open(s, run_of::one, content, index + 1, index);
  return q;
}

std::uint8_t* encoder::write_kept_simple(octet* q, const record& r) {
  const slot* n = field_of(r, "value");
  std::int32_t number = 0;
  const bool fits = n != nullptr && r.count == 1 && detail::is_int32(*n, number) &&
                    ((number >= 0 && number < 20) || (number >= 32 && number < 256));
  if (!fits) {
    if (!lose(reserved_host)) return nullptr;
    return put_simple(need(q, 1), simple::undefined);
  }
  return write_head(q, major::special, static_cast<std::uint32_t>(number));
}

std::uint8_t* encoder::write_blob(octet* q, const record& r) {
  static const slot options[] = {key("type"), key("lastModified")};
  const std::optional<blob> content = blob_of(r);
  if (!content) {
    const slot* bytes = field_of(r, "bytes");
    if (!lose(bytes == nullptr || bytes->kind != kind::bytes ? missing_blob : odd_blob)) return nullptr;
    return put_simple(need(q, 1), simple::undefined);
  }
  const bool is_file = content->is_file();
  q = write_named(q, is_file ? "File" : "Blob", is_file ? 4 : 3);
  q = write_bytes(put_head(q, major::array, 1), content->bytes->data, content->bytes->size);
  if (q != nullptr && is_file) q = write_text(q, *content->name);
  if (q != nullptr) q = write_options_head(q, options, is_file ? 2 : 1);
  q = write_option_key(q, options[0]);
  if (q != nullptr) q = write_text(q, *content->mime_type);
  if (q == nullptr || !is_file) return q;
  q = write_option_key(q, options[1]);
  return q == nullptr ? q : put_number(need(q, max_head), *content->last_modified);
}

// ---- ends ----

std::uint8_t* encoder::close(octet* q) {
  static const slot stack_key = key("stack");
  const frame f = frames_.back();
  frames_.pop_back();
  if (f.order != nullptr) orders_.pop_back();
  const record& r = *f.object;
  if (r.kind == kind::error && r.children[detail::error_stack].kind == kind::string) {
    q = write_option_key(q, stack_key);
    return q == nullptr ? q : write_text(q, r.children[detail::error_stack]);
  }
  if (r.kind == kind::typed_array || r.kind == kind::data_view) {
    q = put_integer(need(q, 2 * max_head), r.view->byte_offset);
    if ((r.flags & detail::view_length_tracking) != 0 && r.view->buffer.kind == kind::array_buffer) return q;
    const std::uint32_t unit = r.kind == kind::data_view ? 1 : element_size(static_cast<element_type>(r.form));
    return put_integer(q, r.view->byte_length / unit);
  }
  return q;
}

}  // namespace clonewire::formats::cbor
