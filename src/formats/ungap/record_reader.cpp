#include "formats/ungap/record_reader.hpp"

#include <algorithm>
#include <array>
#include <limits>

#include "formats/custom_types.hpp"
#include "formats/json_text.hpp"
#include "graph/elements.hpp"
#include "graph/keys.hpp"
#include "graph/named.hpp"
#include "graph/regexp.hpp"
#include "wire/date_text.hpp"
#include "wire/number_text.hpp"

namespace clonewire::formats::ungap {

using detail::record;
using detail::slot;

namespace {

constexpr std::uint32_t text_depth = 8;  // more than any record has

slot make_field_key(std::string_view name) noexcept {
  const auto* data = reinterpret_cast<const std::uint8_t*>(name.data());
  const auto size = static_cast<std::uint32_t>(name.size());
  slot key = detail::make_string(string_encoding::latin1, data, size);
  key.hash = detail::key_hash(data, size);
  return key;
}

}  // namespace

record_reader::record_reader(wire::octets text, detail::store& into, const custom_types* types)
    : json_(text, text_depth), store_(into), types_(types) {}

bool record_reader::read_all() {
  while (next()) {
  }
  return !failed();
}

bool record_reader::next() {
  switch (state_) {
    case state::begin:
      if (!expect(event::begin_array, "an array of records")) return false;
      state_ = state::records;
      [[fallthrough]];
    case state::records: {
      record_ = static_cast<std::uint32_t>(list.records.size());
      const event e = take();
      if (e == event::begin_array) return read_record();
      if (e != event::end_array) return fail_event(e, "a record: an array of type and content");
      if (list.records.empty()) return fail(errc::invalid_value, "no record 0, which would be the value");
      state_ = state::end;
      if (const event after = take(); after != event::end) return fail_event(after, "the end of the text");
      return false;
    }
    case state::end: break;
  }
  return false;
}

bool record_reader::read_record() {
  const event type = take();
  const bool is_read = type == event::number   ? read_numbered_type(json_.number())
                       : type == event::string ? read_named_type()
                                               : fail_event(type, "a record's type: a number or a name");
  return is_read && expect(event::end_array, "the record's end");
}

bool record_reader::read_numbered_type(double type) {
  const auto whole = type >= -1 && type <= 8 ? static_cast<std::int8_t>(type) : std::int8_t{9};
  if (whole == type) {
    switch (static_cast<record_type>(whole)) {
      case record_type::undefined: return add(detail::make_slot(kind::undefined));
      case record_type::primitive: return read_primitive();
      case record_type::array: return read_list(kind::array);
      case record_type::object: return read_pairs(kind::object);
      case record_type::date: return read_date();
      case record_type::regexp: return read_regexp();
      case record_type::map: return read_pairs(kind::map);
      case record_type::set: return read_list(kind::set);
      case record_type::error: return read_error();
      case record_type::bigint: {
        slot bigint{};
        return read_bigint(bigint) && add(bigint);
      }
    }
  }
  return fail(errc::unknown_tag, "no record has the type " + wire::number_text(type));
}

bool record_reader::read_named_type() {
  slot text{};
  if (!text_slot(text)) return false;
  const std::string name(reinterpret_cast<const char*>(text.data), text.size);
  if (name == minus_zero_type) return add(detail::make_number(-0.0));
  if (const std::optional<named_type> type = type_named(name)) {
    switch (type->kind) {
      case kind::array_buffer: return read_buffer();
      case kind::typed_array:
      case kind::data_view: return read_view(*type);
      case kind::host: return read_host(name);
      default: return read_wrapper(type->kind);
    }
  }
  return read_custom_type(name);
}

bool record_reader::read_custom_type(std::string_view name) {
  const custom_type* type = types_ == nullptr ? nullptr : types_->named(name);
  if (type == nullptr) return fail(errc::unknown_tag, "no record has the type \"" + std::string(name) + '"');
  if (!read_list(kind::host)) return false;
  slot& host = list.records.back();
  if (number_count(host) != 1) return fail(errc::invalid_value, "expected the number of one record, the payload's");
  const auto place = std::find(list.customs.begin(), list.customs.end(), type);
  host.hash = static_cast<std::uint16_t>(place - list.customs.begin());
  if (place == list.customs.end()) list.customs.push_back(type);
  return true;
}

// ---- contents ----

bool record_reader::read_primitive() {
  slot text{};
  switch (const event e = take()) {
    case event::string: return text_slot(text) && add(text);
    case event::number: return add(detail::make_number(json_.number()));
    case event::boolean: return add(detail::make_boolean(json_.boolean()));
    case event::null: return add(detail::make_slot(kind::null));
    default: return fail_event(e, "null, a boolean, number or string");
  }
}

bool record_reader::read_list(kind k) {
  if (!expect(event::begin_array, "an array of records' numbers")) return false;
  const std::size_t first = list.numbers.size();
  for (;;) {
    const event e = take();
    if (e == event::end_array) break;
    if (e == event::failed || e == event::begin_array || e == event::begin_object)
      return fail_event(e, "the number of a record");
    add_number(e);
  }
  return add(make_pending(k, record_, static_cast<std::uint32_t>(first),
                          static_cast<std::uint32_t>(list.numbers.size() - first)));
}

bool record_reader::read_pairs(kind k) {
  if (!expect(event::begin_array, "an array of pairs")) return false;
  const std::size_t first = list.numbers.size();
  for (;;) {
    const event e = take();
    if (e == event::end_array) break;
    if (e != event::begin_array) return fail_event(e, "a pair of records' numbers");
    for (int i = 0; i != 2; ++i) {
      const event number = take();
      if (number != event::number && number != event::string && number != event::null && number != event::boolean)
        return fail_event(number, "the number of a record");
      add_number(number);
    }
    if (!expect(event::end_array, "the pair's end")) return false;
  }
  return add(make_pending(k, record_, static_cast<std::uint32_t>(first),
                          static_cast<std::uint32_t>(list.numbers.size() - first)));
}

bool record_reader::read_date() {
  if (!expect(event::string, "a date's text")) return false;
  const std::optional<std::string_view> text = plain_text();
  double time = detail::canonical(std::numeric_limits<double>::quiet_NaN());
  if (!text || (!text->empty() && !wire::parse_iso_date(*text, time)))
    return fail(errc::invalid_value, "expected a date in ISO 8601 form, or \"\"");
  slot object{};
  record* r = new_object(kind::date, object);
  if (r == nullptr) return false;
  r->number = time;
  return add(object);
}

bool record_reader::read_regexp() {
  if (!expect(event::begin_object, "an object of source and flags")) return false;
  slot source{};
  std::uint16_t flags = 0;
  event e;
  while ((e = take()) == event::key) {
    const std::optional<std::string_view> key = plain_text();
    if (key == source_member) {
      if (!expect_string(source, "a RegExp's source")) return false;
    } else if (key == flags_member) {
      if (!read_flags(flags)) return false;
    } else {
      return fail(errc::invalid_key, "no member of a RegExp");
    }
  }
  if (e != event::end_object) return fail_event(e, "a member");
  if (source.kind == kind::absent) return fail(errc::invalid_value, "a RegExp without its source");
  slot object{};
  record* r = new_object(kind::regexp, object);
  slot* child = r == nullptr ? nullptr : new_children(*r, 1);
  if (child == nullptr) return false;
  if (!detail::escape_regexp_source(source, store_.memory())) return fail_memory();
  *child = source;
  r->flags = flags;
  return add(object);
}

bool record_reader::read_flags(std::uint16_t& flags) {
  if (!expect(event::string, "a RegExp's flags")) return false;
  const std::optional<std::string_view> letters = plain_text();
  const std::optional<std::uint16_t> read = letters ? detail::regexp_flags_from(*letters) : std::nullopt;
  if (!read) return fail(errc::invalid_value, "expected flags of a RegExp, each once");
  flags = *read;
  return true;
}

bool record_reader::read_error() {
  if (!expect(event::begin_object, "an object of name and message")) return false;
  slot name{}, message{};
  std::size_t name_offset = 0;
  event e;
  while ((e = take()) == event::key) {
    const std::optional<std::string_view> key = plain_text();
    if (key == name_member) {
      if (!expect_string(name, "an Error's name")) return false;
      name_offset = json_.offset();
    } else if (key == message_member) {
      if (!expect_string(message, "an Error's message")) return false;
    } else {
      return fail(errc::invalid_key, "no member of an Error");
    }
  }
  if (e != event::end_object) return fail_event(e, "a member");
  if (name.kind == kind::absent) return fail(errc::invalid_value, "an Error without its name");
  slot object{};
  record* r = new_object(kind::error, object);
  slot* children = r == nullptr ? nullptr : new_children(*r, 3);
  if (children == nullptr) return false;
  children[detail::error_message] = message;
  std::string text;
  detail::append_key_text(name, text);
  const std::optional<error_name> known = detail::error_named(text);
  r->form = static_cast<std::uint8_t>(known.value_or(error_name::Error));
  if (!known)
    store_.notes.push_back("byte " + std::to_string(name_offset) + ": an Error named \"" + text + "\" is an Error");
  return add(object);
}

bool record_reader::read_wrapper(kind k) {
  slot object{}, inside{};
  record* r = new_object(k, object);
  if (r == nullptr) return false;
  if (k == kind::number_object) {
    const event e = take();
    return read_number_or_nan(e, "a number", r->number) && add(object);
  }
  if (k == kind::boolean_object) {
    if (!expect(event::boolean, "true or false")) return false;
    inside = detail::make_boolean(json_.boolean());
  } else if (k == kind::bigint_object) {
    if (!read_bigint(inside)) return false;
  } else if (!expect_string(inside, "a string")) {
    return false;
  }
  slot* child = new_children(*r, 1);
  if (child == nullptr) return false;
  *child = inside;
  return add(object);
}

bool record_reader::read_bigint(slot& bigint) {
  if (!expect(event::string, "a bigint's digits")) return false;
  const std::optional<std::string_view> digits = plain_text();
  bool is_negative = false;
  bytes_.clear();
  if (!digits || !wire::parse_bigint(*digits, is_negative, bytes_))
    return fail(errc::invalid_value, "expected decimal digits");
  return copy_to_slot(kind::bigint, is_negative ? 1 : 0, bytes_, bigint);
}

// ---- bytes ----

bool record_reader::read_buffer() {
  slot object{};
  return read_elements(element_type::uint8) && new_buffer(object) && add(object);
}

bool record_reader::read_view(const named_type& type) {
  if (!read_elements(type.element)) return false;
  slot object{};
  record* r = new_object(type.kind, object);
  if (r == nullptr) return false;
  auto* view = static_cast<detail::view*>(store_.memory().allocate(sizeof(detail::view)));
  if (view == nullptr) return fail_memory();
  *view = {{}, 0, bytes_.size()};
  r->form = static_cast<std::uint8_t>(type.element);
  r->flags = detail::view_owns_slice;
  r->view = view;
  return new_buffer(view->buffer) && add(object);
}

bool record_reader::read_elements(element_type type) {
  if (!expect(event::begin_array, "an array of elements")) return false;
  bytes_.clear();
  const std::size_t size = element_size(type);
  for (;;) {
    const event e = take();
    if (e == event::end_array) return true;
    bytes_.resize(bytes_.size() + size);
    std::uint8_t* const at = bytes_.data() + bytes_.size() - size;
    if (detail::is_bigint_element(type)) {
      if (e != event::string) return fail_event(e, "a bigint's digits");
      if (!read_bigint_element(type)) return false;
      continue;
    }
    if (e != event::number && !detail::is_float_element(type)) return fail_event(e, "an element");
    double number;
    if (!read_number_or_nan(e, "an element", number)) return false;
    if (!detail::store_element(type, number, at))
      return fail(errc::invalid_value, "a number that is no element of this type");
  }
}

/// Where NaN may stand too. JSON.stringify makes null of NaN and of the infinities, which the package then reads as 0.
bool record_reader::read_number_or_nan(event e, const char* what, double& number) {
  if (e == event::number) {
    number = json_.number();
    return true;
  }
  if (e == event::string && plain_text() == nan_text) {
    number = std::numeric_limits<double>::quiet_NaN();
    return true;
  }
  if (e != event::null) return fail_event(e, what);
  number = 0;
  if (noted_record_ != record_)
    store_.notes.push_back("byte " + std::to_string(json_.offset()) +
                           ": null in place of a number, which was NaN or an infinity, is 0");
  noted_record_ = record_;
  return true;
}

/// Into the last element of `bytes_`.
bool record_reader::read_bigint_element(element_type type) {
  const std::optional<std::string_view> digits = plain_text();
  bool is_negative = false;
  std::vector<std::uint8_t> magnitude;
  if (!digits || !wire::parse_bigint(*digits, is_negative, magnitude))
    return fail(errc::invalid_value, "expected decimal digits");
  magnitude.resize(std::max<std::size_t>(magnitude.size(), 8));
  const std::uint64_t bits = detail::element_bits(element_type::biguint64, magnitude.data());
  constexpr std::uint64_t half = std::uint64_t{1} << 63;
  const bool fits = magnitude.size() == 8 && (type == element_type::biguint64 ? !is_negative
                                              : is_negative                   ? bits <= half
                                                                              : bits < half);
  if (!fits) return fail(errc::invalid_value, "a number that is no element of this type");
  const std::uint64_t element = is_negative ? ~bits + 1 : bits;
  for (std::size_t i = 0; i != 8; ++i) bytes_[bytes_.size() - 8 + i] = static_cast<std::uint8_t>(element >> 8 * i);
  return true;
}

bool record_reader::read_host(std::string_view name) {
  struct field {
    std::string_view name;
    slot value;
  };
  std::array<field, 4> fields = {
      field{mime_type_member, {}}, {bytes_member, {}}, {name_member, {}}, {last_modified_member, {}}};
  const std::size_t field_count = name == file_type ? 4 : 2;
  if (!expect(event::begin_object, "an object of the members of a Blob or File")) return false;
  event e;
  while ((e = take()) == event::key) {
    const std::optional<std::string_view> key = plain_text();
    if (key == bytes_member) {
      if (!read_bytes_slot(fields[1].value)) return false;
    } else if (key == mime_type_member) {
      if (!expect_string(fields[0].value, "a media type")) return false;
    } else if (field_count == 4 && key == name_member) {
      if (!expect_string(fields[2].value, "a file's name")) return false;
    } else if (field_count == 4 && key == last_modified_member) {
      if (!expect(event::number, "a time in milliseconds")) return false;
      fields[3].value = detail::make_number(json_.number());
    } else {
      return fail(errc::invalid_key, "no member of a " + std::string(name));
    }
  }
  if (e != event::end_object) return fail_event(e, "a member");
  for (std::size_t i = 0; i != field_count; ++i) {
    if (fields[i].value.kind == kind::absent)
      return fail(errc::invalid_value, std::string(name) + " without its " + std::string(fields[i].name));
  }
  slot object{};
  record* r = new_object(kind::host, object);
  slot* child = r == nullptr ? nullptr : new_children(*r, 1 + 2 * field_count);
  if (child == nullptr) return false;
  r->count = static_cast<std::uint32_t>(field_count);
  *child++ = make_field_key(name == file_type ? file_type : blob_type);
  for (std::size_t i = 0; i != field_count; ++i) {
    *child++ = make_field_key(fields[i].name);
    *child++ = fields[i].value;
  }
  return add(object);
}

bool record_reader::read_bytes_slot(slot& bytes) {
  return read_elements(element_type::uint8) && copy_to_slot(kind::bytes, 0, bytes_, bytes);
}

// ---- events ----

bool record_reader::expect(event wanted, const char* what) {
  const event e = take();
  return e == wanted || fail_event(e, what);
}

bool record_reader::expect_string(slot& text, const char* what) {
  return expect(event::string, what) && text_slot(text);
}

std::optional<std::string_view> record_reader::plain_text() const noexcept {
  const wire::json_string& s = json_.string();
  if (s.escaped || !s.is_ascii) return std::nullopt;
  return std::string_view(reinterpret_cast<const char*>(s.raw.data()), s.raw.size());
}

void record_reader::add_number(event e) {
  const double v = e == event::number ? json_.number() : -1;
  const bool is_number = v >= 0 && v < no_record && v == static_cast<double>(static_cast<std::uint32_t>(v));
  list.numbers.push_back(is_number ? static_cast<std::uint32_t>(v) : no_record);
}

// ---- making ----

bool record_reader::text_slot(slot& out) {
  const string_data content = content_of(json_.string(), unescaped_);
  const auto* data = reinterpret_cast<const std::uint8_t*>(content.bytes.data());
  if (json_.string().escaped && (data = store_.copy_bytes(data, content.bytes.size())) == nullptr) return fail_memory();
  out = detail::make_string(content.encoding, data, static_cast<std::uint32_t>(content.bytes.size()));
  return true;
}

bool record_reader::copy_to_slot(kind k, std::uint8_t form, const std::vector<std::uint8_t>& bytes, slot& out) {
  const std::uint8_t* copy = store_.copy_bytes(bytes.data(), bytes.size());
  if (copy == nullptr) return fail_memory();
  out = detail::make_slot(k, form, static_cast<std::uint32_t>(bytes.size()));
  out.data = copy;
  return true;
}

record* record_reader::new_object(kind k, slot& object) {
  std::uint32_t number;
  record* r = store_.new_record(k, number);
  if (r == nullptr) {
    fail_memory();
  } else {
    object = detail::store::slot_of(r, number);
  }
  return r;
}

slot* record_reader::new_children(record& r, std::size_t slot_count) {
  r.children = store_.new_slots(slot_count);
  if (r.children == nullptr) {
    fail_memory();
  } else {
    std::fill_n(r.children, slot_count, slot{});
  }
  return r.children;
}

/// Of what `read_elements` has read.
bool record_reader::new_buffer(slot& object) {
  record* r = new_object(kind::array_buffer, object);
  if (r == nullptr) return false;
  const std::uint8_t* data = store_.copy_bytes(bytes_.data(), bytes_.size());
  auto* buffer = static_cast<detail::buffer*>(store_.memory().allocate(sizeof(detail::buffer)));
  if (data == nullptr || buffer == nullptr) return fail_memory();
  *buffer = {data, bytes_.size(), bytes_.size()};
  r->buffer = buffer;
  return true;
}

// ---- failures ----

bool record_reader::fail(errc code, std::string detail) {
  failure_ = error{code, json_.offset(), "", std::move(detail)};
  return false;
}

bool record_reader::fail_memory() {
  if (store_.memory().over_budget()) return fail(errc::limit_exceeded, "the document needs more memory than its limit");
  return fail(errc::out_of_memory, "no memory for the document");
}

bool record_reader::fail_event(event found, const char* what) {
  if (found == event::failed) {
    failure_ = json_.failure();
    return false;
  }
  return fail(errc::invalid_value, std::string("expected ") + what);
}

}  // namespace clonewire::formats::ungap
