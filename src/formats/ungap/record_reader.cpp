#include "formats/ungap/record_reader.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <limits>
#include <utility>

#include "formats/custom_types.hpp"
#include "formats/json_text.hpp"
#include "graph/elements.hpp"
#include "graph/keys.hpp"
#include "graph/named.hpp"
#include "graph/regexp.hpp"
#include "wire/date_text.hpp"
#include "wire/json_number.hpp"
#include "wire/json_reader.hpp"
#include "wire/number_text.hpp"

namespace clonewire::formats::ungap {

using detail::record;
using detail::slot;

namespace {

constexpr std::uint32_t text_depth = 8;  // more than any record has

constexpr bool is_of_number(std::uint8_t c) noexcept {
  return (c >= '0' && c <= '9') || c == '.' || c == 'e' || c == 'E' || c == '+' || c == '-';
}

slot make_field_key(std::string_view name) noexcept {
  const auto* data = reinterpret_cast<const std::uint8_t*>(name.data());
  const auto size = static_cast<std::uint32_t>(name.size());
  slot key = detail::make_string(string_encoding::latin1, data, size);
  key.hash = detail::key_hash(data, size);
  return key;
}

}  // namespace

record_reader::record_reader(wire::octets text, detail::store& into, const custom_types* types)
    : begin_(text.data()),
      p_(begin_),
      end_(begin_ + text.size()),
      token_(begin_),
      ends_in_number_(!text.empty() && is_of_number(text.back())),
      store_(into),
      make_(into, {}, text.size()),
      types_(types) {
  // As many as a small text may have: growing to them takes longer than reading it. Most records are a child once.
  constexpr std::size_t shortest_record = 6, most_at_once = 256;
  const std::size_t expected = std::min(text.size() / shortest_record, most_at_once) + 1;
  list.records.reserve(expected);
  list.numbers.reserve(expected);
}

bool record_reader::read_all() {
  while (next()) {
  }
  return !failed();
}

bool record_reader::next() {
  if (state_ == state::end) return false;
  bool is_first = state_ == state::begin;
  if (is_first && !expect('[', "an array of records")) return false;
  state_ = state::records;
  record_ = static_cast<std::uint32_t>(list.records.size());
  if (more(is_first, ']')) return read_record();
  if (failed()) return false;
  state_ = state::end;
  if (list.records.empty()) return fail(errc::invalid_value, "no record 0, which would be the value");
  if (!at('\0') && p_ != end_) fail_expected("the end of the text");
  return false;
}

bool record_reader::read_record() {
  if (!expect('[', "a record: an array of type and content")) return false;
  return (at('"') ? read_named_type() : read_numbered_type()) && expect(']', "the record's end");
}

bool record_reader::read_numbered_type() {
  std::uint32_t integer;
  double type;
  if (take_integer(integer)) {
    type = integer;
  } else if (!expect_number("a record's type: a number or a name", type)) {
    return false;
  }
  if (!(type >= -1 && type <= 8 && type == std::trunc(type)))
    return fail(errc::unknown_tag, "no record has the type " + wire::number_text(type));
  const auto known = static_cast<record_type>(static_cast<std::int8_t>(type));
  if (known == record_type::undefined) return add(detail::make_slot(kind::undefined));
  if (!expect(',', "a record's content")) return false;
  switch (known) {
    case record_type::undefined: break;
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
  return false;
}

bool record_reader::read_named_type() {
  slot text{};
  if (!expect_string(text, "a record's type")) return false;
  const std::string name(reinterpret_cast<const char*>(text.data), text.size);
  if (name == minus_zero_type) return add(detail::make_number(-0.0));
  const std::optional<named_type> type = type_named(name);
  const custom_type* custom = type || types_ == nullptr ? nullptr : types_->named(name);
  if (!type && custom == nullptr) return fail(errc::unknown_tag, "no record has the type \"" + name + '"');
  if (!expect(',', "a record's content")) return false;
  if (custom != nullptr) return read_custom(*custom);
  switch (type->kind) {
    case kind::array_buffer:
    case kind::typed_array:
    case kind::data_view: return read_bytes(*type);
    case kind::host: return read_host(name);
    default: return read_wrapper(type->kind);
  }
}

bool record_reader::read_custom(const custom_type& type) {
  if (!read_list(kind::host)) return false;
  slot& host = list.records.back();
  if (number_count(host) != 1) return fail(errc::invalid_value, "expected the number of one record, the payload's");
  const auto place = std::find(list.customs.begin(), list.customs.end(), &type);
  host.hash = static_cast<std::uint16_t>(place - list.customs.begin());
  if (place == list.customs.end()) list.customs.push_back(&type);
  return true;
}

// ---- contents ----

bool record_reader::read_primitive() {
  if (at('"')) {
    slot text{};
    return expect_string(text, "") && add(text);
  }
  if (at_number()) {
    double number;
    return expect_number("", number) && add(detail::make_number(number));
  }
  if (take_word("null")) return add(detail::make_slot(kind::null));
  if (take_word("true")) return add(detail::make_boolean(true));
  if (take_word("false")) return add(detail::make_boolean(false));
  return fail_expected("null, a boolean, number or string");
}

bool record_reader::read_list(kind k) {
  if (!expect('[', "an array of records' numbers")) return false;
  const std::size_t first = list.numbers.size();
  for (bool is_first = true; more(is_first, ']');) {
    if (!expect_child()) return false;
  }
  return !failed() && add_container(k, first);
}

bool record_reader::read_pairs(kind k) {
  if (!expect('[', "an array of pairs")) return false;
  const std::size_t first = list.numbers.size();
  for (bool is_first = true; more(is_first, ']');) {
    if (!expect('[', "a pair of records' numbers") || !expect_child() || !expect(',', "a pair of records' numbers") ||
        !expect_child() || !expect(']', "the pair's end")) {
      return false;
    }
  }
  return !failed() && add_container(k, first);
}

bool record_reader::add_container(kind k, std::size_t first) {
  return add(make_pending(k, record_, static_cast<std::uint32_t>(first),
                          static_cast<std::uint32_t>(list.numbers.size() - first)));
}

bool record_reader::read_date() {
  if (!expect_string("a date's text")) return false;
  const std::optional<std::string_view> text = plain_text();
  double time = std::numeric_limits<double>::quiet_NaN();
  if (!text || (!text->empty() && !wire::parse_iso_date(*text, time)))
    return fail(errc::invalid_value, "expected a date in ISO 8601 form, or \"\"");
  return add_made([&](slot& date) { return make_.make_date(time, date); });
}

bool record_reader::read_regexp() {
  if (!expect('{', "an object of source and flags")) return false;
  slot source{};
  std::uint16_t flags = 0;
  for (bool is_first = true; more(is_first, '}');) {
    if (!expect_key("no member of a RegExp")) return false;
    const std::optional<std::string_view> key = plain_text();
    if (key == source_member) {
      if (!expect_string(source, "a RegExp's source")) return false;
    } else if (key == flags_member) {
      if (!read_flags(flags)) return false;
    } else {
      return fail(errc::invalid_key, "no member of a RegExp");
    }
  }
  if (failed()) return false;
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
  if (!expect_string("a RegExp's flags")) return false;
  const std::optional<std::string_view> letters = plain_text();
  const std::optional<std::uint16_t> read = letters ? detail::regexp_flags_from(*letters) : std::nullopt;
  if (!read) return fail(errc::invalid_value, "expected flags of a RegExp, each once");
  flags = *read;
  return true;
}

bool record_reader::read_error() {
  if (!expect('{', "an object of name and message")) return false;
  slot name{}, message{};
  std::size_t name_offset = 0;
  for (bool is_first = true; more(is_first, '}');) {
    if (!expect_key("no member of an Error")) return false;
    const std::optional<std::string_view> key = plain_text();
    if (key == name_member) {
      if (!expect_string(name, "an Error's name")) return false;
      name_offset = offset();
    } else if (key == message_member) {
      if (!expect_string(message, "an Error's message")) return false;
    } else {
      return fail(errc::invalid_key, "no member of an Error");
    }
  }
  if (failed()) return false;
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
    store_.notes().push_back("byte " + std::to_string(name_offset) + ": an Error named \"" + text + "\" is an Error");
  return add(object);
}

bool record_reader::read_wrapper(kind k) {
  if (k == kind::number_object) {
    double number;
    return read_number_or_nan("a number", number) &&
           add_made([&](slot& object) { return make_.make_number_object(number, object); });
  }
  slot inside{};
  if (k == kind::boolean_object) {
    const bool is_true = take_word("true");
    if (!is_true && !take_word("false")) return fail_expected("true or false");
    inside = detail::make_boolean(is_true);
  } else if (!(k == kind::bigint_object ? read_bigint(inside) : expect_string(inside, "a string"))) {
    return false;
  }
  return add_made([&](slot& object) { return make_.make_wrapper(k, inside, object); });
}

bool record_reader::read_bigint(slot& bigint) {
  if (!expect_string("a bigint's digits")) return false;
  const std::optional<std::string_view> digits = plain_text();
  bool is_negative = false;
  bytes_.clear();
  if (!digits || !wire::parse_bigint(*digits, is_negative, bytes_))
    return fail(errc::invalid_value, "expected decimal digits");
  return copy_to_slot(kind::bigint, is_negative ? 1 : 0, bytes_, bigint);
}

// ---- bytes ----

bool record_reader::read_bytes(const named_type& type) {
  if (!read_elements(type.element)) return false;
  const std::uint8_t* const copy = store_.copy_bytes(bytes_.data(), bytes_.size());
  if (copy == nullptr) return fail_memory();
  const wire::octets content(copy, bytes_.size());
  return add_made([&](slot& object) {
    if (type.kind == kind::array_buffer) return make_.make_array_buffer(content, object);
    if (type.kind == kind::data_view) return make_.make_data_view(content, object);
    return make_.make_typed_array(type.element, content, object);
  });
}

bool record_reader::read_elements(element_type type) {
  if (!expect('[', "an array of elements")) return false;
  bytes_.clear();
  const std::size_t size = element_size(type);
  for (bool is_first = true; more(is_first, ']');) {
    bytes_.resize(bytes_.size() + size);
    if (detail::is_bigint_element(type)) {
      if (!expect_string("a bigint's digits") || !read_bigint_element(type)) return false;
      continue;
    }
    double number;
    if (!(detail::is_float_element(type) ? read_number_or_nan("an element", number)
                                         : expect_number("an element", number))) {
      return false;
    }
    if (!detail::store_element(type, number, bytes_.data() + bytes_.size() - size))
      return fail(errc::invalid_value, "a number that is no element of this type");
  }
  return !failed();
}

/// Where NaN may stand too. JSON.stringify makes null of NaN and of the infinities, which the package then reads as 0.
bool record_reader::read_number_or_nan(const char* what, double& number) {
  if (at_number()) return expect_number(what, number);
  if (at('"')) {
    number = std::numeric_limits<double>::quiet_NaN();
    return expect_string(what) &&
           (plain_text() == nan_text || fail(errc::invalid_value, std::string("expected ") + what));
  }
  number = 0;
  if (!take_word("null")) return fail_expected(what);
  if (noted_record_ != record_)
    store_.notes().push_back("byte " + std::to_string(offset()) +
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
  if (!expect('{', "an object of the members of a Blob or File")) return false;
  for (bool is_first = true; more(is_first, '}');) {
    if (!expect_key("no member of a Blob or File")) return false;
    const std::optional<std::string_view> key = plain_text();
    if (key == bytes_member) {
      if (!read_bytes_slot(fields[1].value)) return false;
    } else if (key == mime_type_member) {
      if (!expect_string(fields[0].value, "a media type")) return false;
    } else if (field_count == 4 && key == name_member) {
      if (!expect_string(fields[2].value, "a file's name")) return false;
    } else if (field_count == 4 && key == last_modified_member) {
      double time;
      if (!expect_number("a time in milliseconds", time)) return false;
      fields[3].value = detail::make_number(time);
    } else {
      return fail(errc::invalid_key, "no member of a " + std::string(name));
    }
  }
  if (failed()) return false;
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

// ---- the text ----

bool record_reader::take_word(std::string_view word) noexcept {
  if (!at(word[0]) || static_cast<std::size_t>(end_ - p_) < word.size()) return false;
  if (std::memcmp(p_, word.data(), word.size()) != 0) return false;
  p_ += word.size();
  return true;
}

bool record_reader::at_number() noexcept {
  return at('-') || (p_ != end_ && *p_ >= '0' && *p_ <= '9');
}

/// An integer of up to nine digits, as almost all records' numbers and types are.
bool record_reader::take_integer(std::uint32_t& integer) noexcept {
  constexpr int most_digits = 9;
  const std::uint8_t* p = p_;
  integer = 0;
  while (p != end_ && p - p_ <= most_digits && *p >= '0' && *p <= '9') integer = integer * 10 + (*p++ - '0');
  const auto digits = p - p_;
  if (digits == 0 || digits > most_digits || (*p_ == '0' && digits != 1) || p == end_ || is_of_number(*p)) return false;
  token_ = p_;
  p_ = p;
  return true;
}

bool record_reader::expect_number(const char* what, double& number) {
  if (!at_number()) return fail_expected(what);
  wire::json_number read;
  const std::uint8_t* after =
      ends_in_number_ ? wire::scan_any_json_number(p_, end_, read) : wire::scan_json_number(p_, end_, read);
  if (after == nullptr) return fail_syntax();
  number = read.value;
  p_ = after;
  return true;
}

bool record_reader::expect_string(const char* what) {
  if (!at('"')) return fail_expected(what);
  const std::uint8_t* const begin = p_ + 1;
  const std::uint8_t* const after = wire::scan_json_string(begin, begin, end_, string_);
  if (after == nullptr) return fail_syntax();
  p_ = after;
  return true;
}

std::optional<std::string_view> record_reader::plain_text() const noexcept {
  if (string_.escaped || !string_.is_ascii) return std::nullopt;
  return std::string_view(reinterpret_cast<const char*>(string_.raw.data()), string_.raw.size());
}

bool record_reader::more(bool& is_first, char close) {
  if (std::exchange(is_first, false)) return !take(close);
  if (take(',')) return true;
  if (!take(close)) fail_expected("a comma, or the end");
  return false;
}

bool record_reader::expect_key(const char* what) {
  if (!expect_string(what)) return false;
  const std::uint8_t* const key = token_;
  if (!expect(':', what)) return false;
  token_ = key;
  return true;
}

/// Numbers that no record has, and what is no number, are told of when the container is met.
bool record_reader::expect_child() {
  if (std::uint32_t number; take_integer(number)) {
    list.numbers.push_back(number);
    return true;
  }
  double v = -1;
  if (at_number()) {
    if (!expect_number("", v)) return false;
  } else if (at('"')) {
    if (!expect_string("")) return false;
  } else if (!take_word("null") && !take_word("true") && !take_word("false")) {
    return fail_expected("the number of a record");
  }
  const bool is_number = v >= 0 && v < no_record && v == static_cast<double>(static_cast<std::uint32_t>(v));
  list.numbers.push_back(is_number ? static_cast<std::uint32_t>(v) : no_record);
  return true;
}

// ---- making ----

bool record_reader::text_slot(slot& out) {
  const string_data content = content_of(string_, unescaped_);
  const auto* data = reinterpret_cast<const std::uint8_t*>(content.bytes.data());
  if (string_.escaped && (data = store_.copy_bytes(data, content.bytes.size())) == nullptr) return fail_memory();
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
  record* r = make_.new_object(k, object);
  if (r == nullptr) fail_memory();
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

// ---- failures ----

bool record_reader::fail(errc code, std::string detail) {
  failure_ = error{code, offset(), "", std::move(detail)};
  return false;
}

bool record_reader::fail_memory() {
  return fail(make_.refusal_code(), make_.refusal_text());
}

bool record_reader::fail_expected(const char* what) {
  return fail_after(offset(), what);
}

bool record_reader::fail_syntax() {
  return fail_after(static_cast<std::uint64_t>(end_ - begin_), "JSON");
}

bool record_reader::fail_after(std::uint64_t valid_size, const char* what) {
  wire::json_reader json({begin_, end_}, text_depth);
  wire::json_event e;
  do {
    e = json.next();
  } while (e != wire::json_event::failed && e != wire::json_event::end && json.offset() < valid_size);
  if (e == wire::json_event::failed) {
    failure_ = json.failure();
  } else {
    failure_ = error{errc::invalid_value, json.offset(), "", std::string("expected ") + what};
  }
  return false;
}

}  // namespace clonewire::formats::ungap
