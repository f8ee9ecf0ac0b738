// Writing MessagePack: values that have identity.
#include <algorithm>
#include <cmath>
#include <cstring>
#include <utility>

#include "formats/custom_types.hpp"
#include "formats/host_objects.hpp"
#include "formats/msgpack/encoder.hpp"
#include "formats/msgpack/encoder_losses.hpp"
#include "graph/arrays.hpp"
#include "graph/keys.hpp"
#include "graph/path.hpp"
#include "graph/slots.hpp"
#include "graph/strings.hpp"
#include "wire/word.hpp"

namespace clonewire::formats::msgpack {

namespace {

// In `places_`, of the plain variant.
constexpr std::uint64_t is_open = 1, is_done = 2;

wire::octets text_of(const detail::slot& s) noexcept {
  return {s.data, s.size};
}

bool is_all_strings(const detail::record& map) noexcept {
  for (std::uint32_t i = 0; i != map.count; ++i) {
    if (map.children[2 * std::size_t{i}].kind != kind::string) return false;
  }
  return true;
}

wire::octets bytes_of_view(const detail::view& v) noexcept {
  return {v.buffer.object->buffer->data + v.byte_offset, static_cast<std::size_t>(v.byte_length)};
}

}  // namespace

// ---- paths ----

std::string encoder::path() const {
  std::string text = "$";
  for (const frame& f : frames_) {
    const auto behind = static_cast<std::uint32_t>(f.next - f.object->children);  // the child taken last
    switch (f.in) {
      case run::values: detail::append_child_step(text, *f.object, behind - 1); break;
      case run::sparse: detail::append_index_step(text, f.index - 1); break;
      case run::properties: detail::append_child_step(text, *f.object, (behind - 2) / 2); break;
      case run::fields:
      case run::host: detail::append_child_step(text, *f.object, (behind - 3) / 2); break;
      case run::cause: detail::append_child_step(text, *f.object, detail::error_cause); break;
      case run::payload: break;  // it has the place of the object around it
    }
  }
  return text;
}

bool encoder::lose_child(const loss& l, const record& parent, std::uint32_t index) {
  return losses_.lose(l, [&] {
    std::string text = path();
    detail::append_child_step(text, parent, index);
    return text;
  });
}

// ---- values ----

encoder::octet* encoder::write_value(octet* q, const slot& s) {
  q = need(q, max_head);
  switch (s.kind) {
    case kind::absent: return write_hole(q);
    case kind::undefined: return put_prefix(q, extension::undefined);
    case kind::null: return put(q, head::nil);
    case kind::boolean: return put(q, s.form != 0 ? head::true_value : head::false_value);
    case kind::number:
      return detail::is_int32_form(s) ? put_int32(q, static_cast<std::int32_t>(s.size), fixint_end_)
                                      : put_double(q, s.number, fixint_end_);
    case kind::bigint: return write_bigint(q, s);
    case kind::string: return write_string(q, s);
    case kind::bytes: return lose(byte_string) ? write_binary(q, text_of(s)) : nullptr;
    case kind::timestamp: return lose(timestamp) ? write_string(q, s) : nullptr;
    default: return write_object(q, s);
  }
}

encoder::octet* encoder::write_hole(octet* q) {
  q = need(q, max_head);
  if (!lose(hole)) return nullptr;
  octet* const behind = put_prefix(q, extension::undefined);
  repetition_.add(static_cast<std::size_t>(behind - q));
  return is_too_repetitive(behind) ? nullptr : behind;
}

bool encoder::is_too_repetitive(const octet* q) {
  if (!repetition_.is_too_much(position(q) - start_)) return false;
  fail(errc::limit_exceeded, "shared objects or holes make the output too large");
  return true;
}

encoder::octet* encoder::write_object(octet* q, const slot& s) {
  if (is_plain()) return write_object_plainly(q, s);
  std::uint64_t& place = places_[s.size];
  if (place == 0) {
    place = position(q) + 1;
    return write_new_object(q, s);
  }
  if ((place & has_id) == 0) place = has_id | insertions_.add(place - 1);
  return write_pointer(q, place);
}

encoder::octet* encoder::write_pointer(octet* q, std::uint64_t place) {
  q = put_extension(need(q, max_head), static_cast<octet>(extension::pointer), 4);
  return wire::store_be32(q, place & ~has_id);
}

// Without ids, an object that occurs twice is written twice, or refused.
encoder::octet* encoder::write_object_plainly(octet* q, const slot& s) {
  const std::uint64_t state = places_[s.size];
  if (state == is_open) return lose(cycle) ? put(q, head::nil) : nullptr;
  if (state != is_done) {
    places_[s.size] = is_open;
  } else {
    if (!lose(shared_object) || is_too_repetitive(q)) return nullptr;
    begins_repetition_ = repetition_.begin(position(q) - start_);
    places_[s.size] = is_open;
  }
  const std::size_t level = frames_.size();
  const bool begins = begins_repetition_;
  q = write_new_object(q, s);
  if (q == nullptr || frames_.size() != level) return q;
  begins_repetition_ = begins;  // a leaf: no frame took it
  end_plain_object(q, s.size, std::exchange(begins_repetition_, false));
  return q;
}

void encoder::end_plain_object(const octet* q, std::uint32_t number, bool ends_repetition) {
  places_[number] = is_done;
  if (ends_repetition) repetition_.end(position(q) - start_);
}

encoder::octet* encoder::write_new_object(octet* q, const slot& s) {
  const record& r = *s.object;
  switch (r.kind) {
    case kind::object: return write_properties(q, r, s.size);
    case kind::array: return write_array(q, r, s.size);
    case kind::date: return write_date(q, r.number);
    case kind::regexp: return write_regexp(q, value(store_, s));
    case kind::map: return write_map(q, r, s.size);
    case kind::set:
      if (!is_plain()) {
        q = put_prefix(q, extension::set);
      } else if (!lose(set)) {
        return nullptr;
      }
      return write_list(q, r, s.size);
    case kind::tuple: return lose(tuple) ? write_list(q, r, s.size) : nullptr;
    case kind::error: return write_error(q, r, s.size);
    case kind::boolean_object: return lose(boolean_object) ? write_characters(q, nullptr) : nullptr;
    case kind::number_object: return lose(number_object) ? write_characters(q, nullptr) : nullptr;
    case kind::bigint_object: return lose(bigint_object) ? write_characters(q, nullptr) : nullptr;
    case kind::string_object: return lose(string_object) ? write_characters(q, r.children) : nullptr;
    case kind::array_buffer: return write_buffer(q, r);
    case kind::typed_array:
    case kind::data_view: return write_view(q, s);
    case kind::host: return write_host(q, s);
    default: break;
  }
  return fail(errc::invalid_value, "a value of no kind");
}

// ---- objects ----

encoder::octet* encoder::write_properties(octet* q, const record& r, std::uint32_t number) {
  if (has_records()) {
    const key_sequence keys{r.children, r.count};
    q = write_record_head(q, keys);
    if (q != nullptr && r.count != 0) {
      // The first value, and then every second slot.
      frame& f = open(r, number, r.children + 1, 0, run::fields);
      f.end = r.children + 1 + 2 * std::size_t{r.count};
    }
    return q;
  }
  q = put_object(q, r.count);
  open(r, number, r.children, 2 * std::size_t{r.count}, run::properties);
  return q;
}

// Of an object that is a map: msgpackr leaves 16 bits for the count, unless it is told to count first.
encoder::octet* encoder::put_object(octet* q, std::uint32_t count) const noexcept {
  if (is_plain() || count > 0xffff) return put_map(q, count);
  return wire::store_be16(put(q, head::map16), count);
}

encoder::octet* encoder::write_record_head(octet* q, const key_sequence& keys) {
  if (const std::uint8_t id = records_.find(keys)) {
    *q = id;
    return q + 1;
  }
  q = put_extension(q, static_cast<octet>(extension::record), 1);
  *q++ = records_.define(keys);
  std::uint64_t& place = key_arrays_[keys];
  if (place != 0) {
    // Only after all ids were given: the keys are an array that was written before.
    if ((place & has_id) == 0) place = has_id | insertions_.add(place - 1);
    return write_pointer(q, place);
  }
  place = position(q) + 1;
  q = put_array(q, keys.count);
  for (std::uint32_t i = 0; i != keys.count && q != nullptr; ++i)
    q = write_key(need(q, max_head), keys.pairs[2 * std::size_t{i}]);
  return q == nullptr ? q : need(q, max_head);
}

// What msgpackr makes of a wrapper object: its own enumerable properties, which are a string's characters.
encoder::octet* encoder::write_characters(octet* q, const slot* string) {
  // Kept, with the pairs below: record ids refer to their keys.
  std::string& text = stand_in_text_.emplace_back();
  if (string != nullptr) {
    for (detail::code_units units(*string); !units.done();) {
      char unit[2];
      text.append(unit, static_cast<std::size_t>(wire::store_unit(unit, units.next()) - unit));
    }
  }
  const auto count = static_cast<std::uint32_t>(text.size() / 2);
  stand_ins_.push_back(std::make_unique<slot[]>(2 * std::size_t{count} + 1));
  slot* const pairs = stand_ins_.back().get();
  for (std::uint32_t i = 0; i != count; ++i) {
    const auto* unit = reinterpret_cast<const octet*>(text.data()) + 2 * std::size_t{i};
    pairs[2 * std::size_t{i}] = detail::make_index_key(i);
    pairs[2 * std::size_t{i} + 1] = detail::make_string(string_encoding::utf16, unit, 2);
  }
  q = has_records() ? write_record_head(q, {pairs, count}) : put_object(q, count);
  for (std::uint32_t i = 0; i != count && q != nullptr; ++i) {
    if (!has_records()) q = write_key(need(q, max_head), pairs[2 * std::size_t{i}]);
    if (q != nullptr) q = write_string(need(q, max_head), pairs[2 * std::size_t{i} + 1]);
  }
  return q;
}

// ---- arrays, maps, sets ----

encoder::octet* encoder::write_array(octet* q, const record& r, std::uint32_t number) {
  for (std::uint32_t i = 0; i != r.property_count; ++i) {
    if (!lose_child(named_property, r, r.length + i)) return nullptr;
  }
  q = put_array(q, r.length);
  constexpr std::uint32_t batch = 512;
  switch (static_cast<detail::array_storage>(r.form)) {
    case detail::array_storage::int32s:
      for (std::uint32_t i = 0; i != r.count; ++i) {
        if (i % batch == 0) q = need(q, 5 * std::size_t{batch});
        q = put_int32(q, r.int32s[i], fixint_end_);
      }
      break;
    case detail::array_storage::doubles:
      for (std::uint32_t i = 0; i != r.count; ++i) {
        if (i % batch == 0) q = need(q, 9 * std::size_t{batch});
        q = put_double(q, r.doubles[i], fixint_end_);
      }
      break;
    case detail::array_storage::slots: open(r, number, r.children, r.count, run::values); return q;
    case detail::array_storage::sparse: open(r, number, r.children, 2 * std::size_t{r.count}, run::sparse); return q;
  }
  return q;
}

encoder::octet* encoder::write_list(octet* q, const record& r, std::uint32_t number) {
  q = put_array(q, r.count);
  open(r, number, r.children, r.count, run::values);
  return q;
}

encoder::octet* encoder::write_map(octet* q, const record& r, std::uint32_t number) {
  if (!has_records() && is_all_strings(r) && !lose(map_of_strings)) return nullptr;
  q = put_map(q, r.count);
  open(r, number, r.children, 2 * std::size_t{r.count}, run::values);
  return q;
}

// ---- dates, expressions, errors ----

encoder::octet* encoder::write_date(octet* q, double time_value) {
  constexpr auto type = static_cast<octet>(extension::timestamp);
  if (time_value != time_value) {
    q = put_extension(q, type, 1);
    *q = 0xff;
    return q + 1;
  }
  const auto milliseconds = static_cast<std::int64_t>(time_value);
  std::int64_t seconds = milliseconds / 1000;
  std::int64_t rest = milliseconds % 1000;
  if (rest < 0) {
    rest += 1000;
    --seconds;
  }
  const bool is_short = seconds >= 0 && seconds <= 0xffffffff;
  if (is_short && rest == 0) return wire::store_be32(put_extension(q, type, 4), static_cast<std::uint64_t>(seconds));
  if (is_short) {
    return wire::store_be64(put_extension(q, type, 8),
                            static_cast<std::uint64_t>(rest) * 1'000'000 << 34 | static_cast<std::uint64_t>(seconds));
  }
  q = wire::store_be32(put_extension(q, type, 12), static_cast<std::uint64_t>(rest) * 1'000'000);
  return wire::store_be64(q, static_cast<std::uint64_t>(seconds));
}

encoder::octet* encoder::write_regexp(octet* q, const value& v) {
  if (!is_plain()) {
    q = put_prefix(q, extension::regexp);
  } else if (!lose(regexp)) {
    return nullptr;
  }
  q = write_string(put_array(q, 2), v.regexp_source().slot());
  if (q == nullptr) return q;
  const std::string flags = v.regexp_flag_text();
  return write_string(q, ascii(flags));
}

encoder::slot encoder::ascii(std::string_view text) noexcept {
  return detail::make_string(string_encoding::latin1, reinterpret_cast<const octet*>(text.data()),
                             static_cast<std::uint32_t>(text.size()));
}

// msgpackr's three fields. A stack goes into a fourth, of which it takes no note.
encoder::octet* encoder::write_error(octet* q, const record& r, std::uint32_t number) {
  if (!is_plain()) {
    q = put_prefix(q, extension::error);
  } else if (!lose(error_object)) {
    return nullptr;
  }
  const slot& message = r.children[detail::error_message];
  q = put_array(q, r.children[detail::error_stack].kind == kind::absent ? 3 : 4);
  q = write_string(
      q, r.count == 4 ? r.children[detail::error_given_name] : ascii(name_of(static_cast<error_name>(r.form))));
  if (q != nullptr) q = write_string(q, message.kind == kind::absent ? ascii("") : message);
  if (q != nullptr) open(r, number, r.children + detail::error_cause, 1, run::cause);
  return q;
}

// ---- buffers and views ----

encoder::octet* encoder::write_bytes(octet* q, wire::octets content) {
  q = need(q, content.size() + max_head);
  if (!content.empty()) std::memcpy(q, content.data(), content.size());
  return q + content.size();
}

encoder::octet* encoder::write_binary(octet* q, wire::octets content) {
  if (content.size() > 0xffffffff) return fail(errc::cannot_carry, "more than 2^32-1 bytes at once");
  return write_bytes(put_binary(q, content.size()), content);
}

// msgpackr has no use of the short heads here.
encoder::octet* encoder::write_content(octet* q, std::uint8_t code, wire::octets content) {
  const std::size_t size = content.size() + 1;
  if (size > 0xffffffff) return fail(errc::cannot_carry, "more than 2^32-2 bytes at once");
  if (size < 0x100) {
    q = put(q, head::ext8);
    *q++ = static_cast<octet>(size);
  } else if (size < 0x10000) {
    q = wire::store_be16(put(q, head::ext16), size);
  } else {
    q = wire::store_be32(put(q, head::ext32), size);
  }
  *q++ = static_cast<octet>(extension::typed_array);
  *q++ = code;
  return write_bytes(q, content);
}

encoder::octet* encoder::write_buffer(octet* q, const record& r) {
  if ((r.flags & detail::buffer_resizable) != 0 && !lose(resizable_buffer)) return nullptr;
  if ((r.flags & detail::buffer_immutable) != 0 && !lose(immutable_buffer)) return nullptr;
  const wire::octets content(r.buffer->data, static_cast<std::size_t>(r.buffer->byte_length));
  if (!is_plain()) return write_content(q, array_buffer_code, content);
  return lose(array_buffer) ? write_binary(q, content) : nullptr;
}

// Whether a view is all that there is of its buffer, or its loss allowed.
bool encoder::keeps_view(const slot& s) {
  const record& r = *s.object;
  if (options_.views == view_policy::slice || (r.flags & detail::view_owns_slice) != 0) return true;
  const detail::view& v = *r.view;
  const record& whole = *v.buffer.object;
  if (whole.flags != 0) return lose(view_of_special_buffer);
  if (v.byte_offset != 0 || v.byte_length != whole.buffer->byte_length) return lose(view_of_part);
  if (!occurrences_) {
    occurrences_ = std::make_unique<detail::occurrences>();
    occurrences_->count(root_, *store_, true);
  }
  return !occurrences_->occurs_again(v.buffer) || lose(view_of_shared_buffer);
}

encoder::octet* encoder::write_view(octet* q, const slot& s) {
  const record& r = *s.object;
  if (r.view->buffer.kind != kind::array_buffer)
    return lose(view_of_missing_buffer) ? put_prefix(q, extension::undefined) : nullptr;
  if (!keeps_view(s)) return nullptr;
  const wire::octets content = bytes_of_view(*r.view);
  const bool is_data_view = r.kind == kind::data_view;
  const auto type = static_cast<element_type>(r.form);
  if (!is_data_view && type == element_type::buffer) return write_binary(q, content);
  if (is_plain()) return lose(is_data_view ? data_view : typed_array) ? write_binary(q, content) : nullptr;
  if (is_data_view) return write_content(q, data_view_code, content);
  const auto* code = std::find(view_codes.begin(), view_codes.end(), type);
  if (code == view_codes.end()) {
    if (!lose(float16_array)) return nullptr;
    code = std::find(view_codes.begin(), view_codes.end(), element_type::uint16);
  }
  return write_content(q, static_cast<std::uint8_t>(code - view_codes.begin()), content);
}

// ---- platform objects and custom types ----

encoder::octet* encoder::write_host(octet* q, const slot& s) {
  const record& r = *s.object;
  if (const custom_type* type = custom_type_of(r, options_.types); type != nullptr && type->msgpack_code)
    return write_payload(q, r, s.size, *type->msgpack_code);
  if (is_foreign_extension(r)) {
    const slot& content = r.children[4];
    q = put_extension(q, static_cast<octet>(r.children[2].size), content.size);
    return write_bytes(q, text_of(content));
  }
  if (is_blob_type(r) && !blob_of(r) && !lose(missing_content)) return nullptr;

  // A length of 32 bits in any case: it is known only in the end.
  q = put(q, head::ext32);
  q += 4;
  *q++ = static_cast<octet>(extension::host);
  const std::size_t content = position(q);
  q = write_unbundled(put_array(q, 2), r.children[0]);
  if (q == nullptr) return q;
  q = put_map(need(q, max_head), r.count);
  open(r, s.size, r.children + 1, 2 * std::size_t{r.count}, run::host).content = content;
  return q;
}

// A platform object that an extension of unknown type was kept as, and that will be read as such again.
bool encoder::is_foreign_extension(const record& r) const {
  if (r.count != 2 || !is_text(r.children[0], unknown_extension_type)) return false;
  const slot& code = r.children[2];
  const slot& content = r.children[4];
  if (!is_text(r.children[1], "code") || !is_text(r.children[3], "bytes")) return false;
  std::int32_t type;
  if (!detail::is_int32(code, type) || type < 0 || type > 0xff) return false;
  if (content.kind != kind::bytes) return false;
  if (options_.types != nullptr && options_.types->with_msgpack_code(static_cast<std::uint8_t>(type)) != nullptr)
    return false;
  switch (extension{static_cast<std::uint8_t>(type)}) {
    case extension::undefined:
    case extension::error:
    case extension::set:
    case extension::regexp: return content.size != 1;
    case extension::record: return content.size != 1 && content.size != 2;
    case extension::identity:
    case extension::pointer: return content.size != 4;
    case extension::bundle: return content.size < 4;
    case extension::bigint:
    case extension::typed_array: return content.size == 0;
    case extension::timestamp: return content.size != 1 && content.size != 4 && content.size != 8 && content.size != 12;
    case extension::host: return false;
  }
  return true;
}

// As msgpackr's addExtension: bytes as the extension's own, any other value behind a byte 0.
encoder::octet* encoder::write_payload(octet* q, const record& r, std::uint32_t number, std::uint8_t code) {
  const slot& payload = payload_of(r);
  if (payload.kind == kind::bytes) {
    // A single byte 0 in the short form would say that a value follows.
    if (payload.size == 1 && payload.data[0] == 0) {
      for (const octet byte : {static_cast<octet>(head::ext8), octet{1}, code, octet{0}}) *q++ = byte;
      return q;
    }
    return write_bytes(put_extension(q, code, payload.size), text_of(payload));
  }
  q = put_extension(q, code, 1);
  *q++ = 0;
  open(r, number, r.children + 2, 1, run::payload);
  return q;
}

// ---- open containers ----

encoder::octet* encoder::continue_innermost(octet* q) {
  const std::size_t level = frames_.size();
  for (;;) {
    frame& f = frames_.back();
    switch (f.in) {
      case run::values:
      case run::payload:
      case run::cause: {
        if (f.next == f.end) return close(q);
        const slot& child = *f.next++;
        const bool absent_cause = f.in == run::cause && child.kind == kind::absent;
        q = absent_cause ? put_prefix(need(q, max_head), extension::undefined) : write_value(q, child);
        break;
      }
      case run::fields: {
        if (f.next == f.end) return close(q);
        const slot& child = *f.next;
        f.next += 2;
        q = write_value(q, child);
        break;
      }
      case run::properties: {
        if (f.next == f.end) return close(q);
        const slot* const pair = f.next;
        f.next += 2;
        q = write_key(need(q, max_head), pair[0]);
        if (q != nullptr) q = write_value(q, pair[1]);
        break;
      }
      case run::host: {
        if (f.next == f.end) return close(q);
        const slot* const pair = f.next;
        f.next += 2;
        q = write_field(q, pair);
        break;
      }
      case run::sparse:
        if (f.index == f.object->length) return close(q);
        if (f.next != f.end && detail::key_index(*f.next) == f.index) {
          const slot* const pair = f.next;
          f.next += 2;
          ++f.index;
          q = write_value(q, pair[1]);
        } else {
          ++f.index;
          q = write_hole(q);
        }
        break;
    }
    if (q == nullptr || frames_.size() != level) return q;
  }
}

// A field's name stands by itself; of its values, bytes are what they are.
encoder::octet* encoder::write_field(octet* q, const slot* pair) {
  if (detail::is_index_key(pair[0])) {
    const std::string digits = std::to_string(detail::key_index(pair[0]));
    q = write_unbundled(need(q, max_head), ascii(digits));
  } else {
    q = write_unbundled(need(q, max_head), pair[0]);
  }
  if (q == nullptr) return q;
  const slot& v = pair[1];
  if (v.kind == kind::bytes) return write_binary(need(q, max_head), text_of(v));
  const bool is_buffer =
      v.kind == kind::typed_array && v.object->form == static_cast<std::uint8_t>(element_type::buffer);
  if (is_buffer && !lose(buffer_as_field)) return nullptr;
  return write_value(q, v);
}

encoder::octet* encoder::close(octet* q) {
  const frame f = frames_.back();
  frames_.pop_back();
  if (f.in == run::host) insertions_.add_span(f.content - 5, f.content, position(q));
  if (f.in == run::cause) {
    const slot& stack = f.object->children[detail::error_stack];
    if (stack.kind != kind::absent) q = write_string(need(q, max_head), stack);
  }
  if (q != nullptr && is_plain()) end_plain_object(q, f.number, f.ends_repetition);
  return q;
}

// ---- the format's entry ----

result<std::uint64_t> encode(const value& root, const encode_options& options, std::vector<std::byte>& out) {
  if (options.views == view_policy::share)
    return error{errc::invalid_option, error::no_offset, "",
                 "MessagePack cannot share buffers: it has views as slices"};
  return encoder(root, options, out).write();
}

}  // namespace clonewire::formats::msgpack
