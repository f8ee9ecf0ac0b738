#include <clonewire/value.hpp>

#include <limits>

#include "graph/arrays.hpp"
#include "graph/keys.hpp"
#include "graph/path.hpp"
#include "graph/slots.hpp"
#include "graph/store.hpp"
#include "graph/strings.hpp"
#include "wire/utf.hpp"

namespace clonewire {

using detail::array_storage;
using detail::record;
using detail::slot;

namespace {

error access_error(errc code, const value& at, std::string detail) {
  return {code, error::no_offset, at.path(), std::move(detail)};
}

error wrong_kind(const value& at, std::string_view wanted) {
  return access_error(errc::wrong_kind, at, std::string(name_of(at.kind())) + " is not " + std::string(wanted));
}

// A number or bigint that is exactly the integer; `negative` and `magnitude` receive it.
bool integer_of(const slot& s, bool& negative, std::uint64_t& magnitude) {
  if (s.kind == kind::bigint) {
    if (s.size > 8) return false;
    negative = s.form != 0;
    magnitude = 0;
    for (std::uint32_t i = 0; i < s.size; ++i) magnitude |= std::uint64_t{s.data[i]} << (8 * i);
    return true;
  }
  const double n = s.number;
  negative = n < 0;
  const double size = negative ? -n : n;
  if (!(size < 18446744073709551616.0)) return false;
  magnitude = static_cast<std::uint64_t>(size);
  return static_cast<double>(magnitude) == size;
}

template <class Integer>
result<Integer> integer_value(const value& v) {
  if (v.kind() != kind::number && v.kind() != kind::bigint) return wrong_kind(v, "a number or bigint");
  bool negative = false;
  std::uint64_t magnitude = 0;
  constexpr auto max = static_cast<std::uint64_t>(std::numeric_limits<Integer>::max());
  constexpr std::uint64_t lowest = std::numeric_limits<Integer>::is_signed ? max + 1 : 0;
  if (!integer_of(v.slot(), negative, magnitude) || magnitude > (negative ? lowest : max)) {
    return access_error(errc::wrong_kind, v, "not an integer of the type asked for");
  }
  return static_cast<Integer>(negative ? std::uint64_t{0} - magnitude : magnitude);
}

// Children kept as pairs behind which `index` counts from `first`.
value child(const detail::store* store, const slot& owner, const slot& s, std::uint32_t index) noexcept {
  return {store, s, owner.size, index};
}

}  // namespace

template <>
result<bool> value::try_get<bool>() const {
  if (!is(kind::boolean)) return wrong_kind(*this, "a boolean");
  return unchecked_boolean();
}
template <>
result<double> value::try_get<double>() const {
  if (!is(kind::number)) return wrong_kind(*this, "a number");
  return unchecked_number();
}
#define CLONEWIRE_INTEGER(type)               \
  template <>                                 \
  result<type> value::try_get<type>() const { \
    return integer_value<type>(*this);        \
  }
CLONEWIRE_INTEGER(signed char)
CLONEWIRE_INTEGER(unsigned char)
CLONEWIRE_INTEGER(short)
CLONEWIRE_INTEGER(unsigned short)
CLONEWIRE_INTEGER(int)
CLONEWIRE_INTEGER(unsigned)
CLONEWIRE_INTEGER(long)
CLONEWIRE_INTEGER(unsigned long)
CLONEWIRE_INTEGER(long long)
CLONEWIRE_INTEGER(unsigned long long)
#undef CLONEWIRE_INTEGER
template <>
result<std::string> value::try_get<std::string>() const {
  if (!is(kind::string)) return wrong_kind(*this, "a string");
  if (slot_.form == static_cast<std::uint8_t>(string_encoding::utf16) &&
      wire::has_lone_surrogate({slot_.data, slot_.size})) {
    return access_error(errc::invalid_string, *this, "a lone surrogate has no UTF-8; to_utf8 or to_utf16 give it");
  }
  return to_utf8();
}
template <>
result<std::u16string> value::try_get<std::u16string>() const {
  if (!is(kind::string)) return wrong_kind(*this, "a string");
  return to_utf16();
}
template <>
result<string_data> value::try_get<string_data>() const {
  if (!is(kind::string)) return wrong_kind(*this, "a string");
  return unchecked_string();
}
template <>
result<bigint_data> value::try_get<bigint_data>() const {
  if (!is(kind::bigint)) return wrong_kind(*this, "a bigint");
  return unchecked_bigint();
}

std::string value::to_utf8() const {
  std::string text;
  detail::append_utf8(slot_, text);
  return text;
}

std::u16string value::to_utf16() const {
  std::u16string units;
  for (detail::code_units walk(slot_); !walk.done();) units += walk.next();
  return units;
}

std::uint64_t value::size() const noexcept {
  switch (kind()) {
    case kind::array: return record().length;
    case kind::object:
    case kind::map:
    case kind::set:
    case kind::tuple:
    case kind::host: return record().count;
    case kind::string:
      switch (static_cast<string_encoding>(slot_.form)) {
        case string_encoding::latin1: return slot_.size;
        case string_encoding::utf16: return slot_.size / 2;
        case string_encoding::utf8: return wire::utf16_length({slot_.data, slot_.size});
      }
      return 0;
    case kind::bytes: return slot_.size;
    case kind::array_buffer: return record().buffer->byte_length;
    case kind::typed_array: return record().view->byte_length / element_size(element());
    case kind::data_view: return record().view->byte_length;
    default: return 0;
  }
}

value value::find_at(std::uint64_t index) const noexcept {
  if ((is(kind::array) && index < record().length) || ((is(kind::set) || is(kind::tuple)) && index < record().count)) {
    return elements()[index];
  }
  return {};
}

value value::find(std::string_view key) const noexcept {
  if (!is(kind::object) && !is(kind::array) && !is(kind::host)) return {};
  const wire::octets text(reinterpret_cast<const std::uint8_t*>(key.data()), key.size());
  detail::arena scratch;
  detail::slot wanted;
  if (text.size() > 0xffffffff || !wire::is_valid_utf8(text) ||
      !detail::make_key(
          detail::make_string(string_encoding::utf8, text.data(), static_cast<std::uint32_t>(text.size())), scratch,
          wanted)) {
    return {};
  }
  if (is(kind::array) && detail::is_index_key(wanted)) return find_at(detail::key_index(wanted));
  const entry_range range = entries();
  const detail::slot* pair = detail::find_property(range.pairs_, range.size_, wanted);
  return pair == nullptr ? value() : range[static_cast<std::uint32_t>((pair - range.pairs_) / 2)].value;
}

value value::operator[](std::string_view key) const {
  if (!is(kind::object) && !is(kind::array) && !is(kind::host)) detail::raise(wrong_kind(*this, "an object"));
  const value found = find(key);
  if (!found) detail::raise(access_error(errc::not_found, *this, "no property \"" + std::string(key) + '"'));
  return found;
}

value value::checked_at(std::uint64_t index) const {
  if (!is(kind::array) && !is(kind::set) && !is(kind::tuple))
    detail::raise(wrong_kind(*this, "an array, set or tuple"));
  const value found = find_at(index);
  if (!found) detail::raise(access_error(errc::not_found, *this, "nothing at index " + std::to_string(index)));
  return found;
}

value_range value::elements() const noexcept {
  value_range range;
  range.owner_ = *this;
  if (is(kind::array) || is(kind::set) || is(kind::tuple)) range.size_ = size();
  return range;
}

bool value::is_sparse() const noexcept {
  return is(kind::array) && record().form == static_cast<std::uint8_t>(array_storage::sparse);
}

entry_range value::sparse_elements() const noexcept {
  entry_range range;
  range.owner_ = *this;
  if (is_sparse()) {
    range.pairs_ = record().children;
    range.size_ = record().count;
  }
  return range;
}

entry_range value::entries() const noexcept {
  entry_range range;
  range.owner_ = *this;
  switch (kind()) {
    case kind::object:
    case kind::map:
      range.pairs_ = record().children;
      range.size_ = record().count;
      break;
    case kind::array:
      range.size_ = record().property_count;
      if (range.size_ != 0) range.pairs_ = detail::array_properties(record());
      break;
    case kind::host:
      range.pairs_ = record().children + 1;
      range.size_ = record().count;
      break;
    default: break;
  }
  return range;
}

value_range value::as_array() const {
  if (!is(kind::array)) detail::raise(wrong_kind(*this, "an array"));
  return elements();
}
value_range value::as_set() const {
  if (!is(kind::set)) detail::raise(wrong_kind(*this, "a set"));
  return elements();
}
entry_range value::as_object() const {
  if (!is(kind::object)) detail::raise(wrong_kind(*this, "an object"));
  return entries();
}
entry_range value::as_map() const {
  if (!is(kind::map)) detail::raise(wrong_kind(*this, "a map"));
  return entries();
}

double value::date_value() const noexcept {
  return record().number;
}

value value::wrapped() const noexcept {
  if (is(kind::number_object)) return {store_, detail::make_number(record().number)};
  return child(store_, slot_, record().children[0], 0);
}

value value::regexp_source() const noexcept {
  return child(store_, slot_, record().children[0], 0);
}
std::uint16_t value::regexp_flag_bits() const noexcept {
  return record().flags;
}

std::string value::regexp_flag_text() const {
  constexpr std::pair<std::uint16_t, char> letters[] = {
      {regexp_has_indices, 'd'}, {regexp_global, 'g'},  {regexp_ignore_case, 'i'},  {regexp_multiline, 'm'},
      {regexp_dot_all, 's'},     {regexp_unicode, 'u'}, {regexp_unicode_sets, 'v'}, {regexp_sticky, 'y'},
  };
  std::string text;
  for (const auto& [bit, letter] : letters) {
    if ((record().flags & bit) != 0) text += letter;
  }
  return text;
}

clonewire::error_name value::error_type() const noexcept {
  return static_cast<clonewire::error_name>(record().form);
}
value value::error_message() const noexcept {
  return child(store_, slot_, record().children[detail::error_message], detail::error_message);
}
value value::error_stack() const noexcept {
  return child(store_, slot_, record().children[detail::error_stack], detail::error_stack);
}
value value::error_cause() const noexcept {
  return child(store_, slot_, record().children[detail::error_cause], detail::error_cause);
}

bytes_view value::buffer_bytes() const noexcept {
  const detail::buffer& b = *record().buffer;
  return {reinterpret_cast<const std::byte*>(b.data), static_cast<std::size_t>(b.byte_length)};
}
bool value::is_resizable() const noexcept {
  return (record().flags & detail::buffer_resizable) != 0;
}
bool value::is_immutable() const noexcept {
  return (record().flags & detail::buffer_immutable) != 0;
}
std::uint64_t value::max_byte_length() const noexcept {
  return record().buffer->max_byte_length;
}

clonewire::element_type value::element() const noexcept {
  return static_cast<clonewire::element_type>(record().form);
}
value value::view_buffer() const noexcept {
  return child(store_, slot_, record().view->buffer, 0);
}
std::uint64_t value::view_byte_offset() const noexcept {
  return record().view->byte_offset;
}
std::uint64_t value::view_byte_length() const noexcept {
  return record().view->byte_length;
}
bool value::is_length_tracking() const noexcept {
  return (record().flags & detail::view_length_tracking) != 0;
}

bytes_view value::view_bytes() const noexcept {
  const value buffer = view_buffer();
  if (!buffer.is(kind::array_buffer)) return {};
  return buffer.buffer_bytes().subspan(static_cast<std::size_t>(view_byte_offset()),
                                       static_cast<std::size_t>(view_byte_length()));
}

value value::host_type() const noexcept {
  return {store_, record().children[0]};
}

std::string value::path() const {
  if (store_ == nullptr || parent_ == no_parent) return "$";
  return detail::path_to(store_->root, parent_, index_);
}

std::string value::key_text() const {
  std::string text;
  if (is(kind::number)) {
    detail::append_key_text(slot_, text);
  } else {
    detail::append_utf8(slot_, text);
  }
  return text;
}

value value_range::operator[](std::uint64_t index) const noexcept {
  const auto i = static_cast<std::uint32_t>(index);
  const record& r = owner_.record();
  return {owner_.store_, r.kind == kind::array ? detail::array_element(r, i) : r.children[i], owner_.slot_.size, i};
}

entry entry_range::operator[](std::uint64_t wide_index) const noexcept {
  const auto index = static_cast<std::uint32_t>(wide_index);
  const detail::slot* pair = pairs_ + 2 * std::size_t{index};
  const record& r = owner_.record();
  // The child's index as paths count it: detail::append_child_step.
  std::uint32_t place = index;
  std::uint32_t key_place = index;
  if (r.kind == kind::map) {
    key_place = 2 * index;
    place = 2 * index + 1;
  } else if (r.kind == kind::array) {
    place = pairs_ == r.children && owner_.is_sparse() ? detail::key_index(pair[0]) : r.length + index;
  }
  return {{owner_.store_, pair[0], owner_.slot_.size, key_place}, {owner_.store_, pair[1], owner_.slot_.size, place}};
}

}  // namespace clonewire
