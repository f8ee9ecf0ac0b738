#include "graph/assembly.hpp"

#include <algorithm>
#include <cstring>

#include "graph/arrays.hpp"
#include "graph/collections.hpp"
#include "graph/slots.hpp"

namespace clonewire::detail {

namespace {

constexpr auto int32_storage = static_cast<std::uint8_t>(array_storage::int32s);
constexpr auto double_storage = static_cast<std::uint8_t>(array_storage::doubles);

}  // namespace

// ---- what may be made ----

errc assembly::refusal_code() const noexcept {
  return out_of_slots_ || store_.memory().over_budget() ? errc::limit_exceeded : errc::out_of_memory;
}

std::string assembly::refusal_text() const {
  if (out_of_slots_) return "more values than the limit of " + std::to_string(max_slots_);
  return store_.memory().over_budget() ? "the document needs more memory than its limit" : "no memory for the document";
}

// ---- objects without children ----

bool assembly::make_date(double time_value, slot& out) noexcept {
  record* r = new_object(kind::date, out);
  if (r == nullptr) return false;
  r->number = time_clip(time_value);
  return true;
}

bool assembly::make_array_buffer(wire::octets content, slot& out) noexcept {
  record* r = new_object(kind::array_buffer, out);
  if (r == nullptr) return false;
  r->buffer = static_cast<buffer*>(store_.memory().allocate(sizeof(buffer)));
  if (r->buffer == nullptr) return false;
  *r->buffer = {content.data(), content.size(), content.size()};
  return true;
}

record* assembly::make_view(kind k, wire::octets content, slot& out) noexcept {
  slot whole;
  if (!make_array_buffer(content, whole)) return nullptr;
  record* r = new_object(k, out);
  if (r == nullptr) return nullptr;
  r->view = static_cast<view*>(store_.memory().allocate(sizeof(view)));
  if (r->view == nullptr) return nullptr;
  *r->view = {whole, 0, content.size()};
  r->flags = view_owns_slice;
  return r;
}

bool assembly::make_typed_array(element_type type, wire::octets content, slot& out) noexcept {
  record* r = make_view(kind::typed_array, content, out);
  if (r == nullptr) return false;
  r->form = static_cast<std::uint8_t>(type);
  return true;
}

bool assembly::make_data_view(wire::octets content, slot& out) noexcept {
  return make_view(kind::data_view, content, out) != nullptr;
}

bool assembly::make_wrapper(kind k, const slot& primitive, slot& out) noexcept {
  record* r = new_object(k, out);
  if (r == nullptr) return false;
  r->children = new_slots(1);
  if (r->children == nullptr) return false;
  r->children[0] = primitive;
  r->count = 1;
  return true;
}

bool assembly::make_number_object(double v, slot& out) noexcept {
  record* r = new_object(kind::number_object, out);
  if (r == nullptr) return false;
  r->number = canonical(v);
  return true;
}

// ---- text ----

bool assembly::is_text(wire::octets bytes) noexcept {
  for (;;) {
    bytes = bytes.subspan(wire::valid_utf8_prefix(bytes));
    if (bytes.empty()) return true;
    const bool surrogate =
        bytes.size() >= 3 && bytes[0] == 0xed && (bytes[1] & 0xe0) == 0xa0 && (bytes[2] & 0xc0) == 0x80;
    if (!surrogate) return false;
    bytes = bytes.subspan(3);
  }
}

assembly::text assembly::make_text(wire::octets wtf8, slot& out) noexcept {
  const auto size = static_cast<std::uint32_t>(wtf8.size());
  const wire::utf8_content content = wire::examine_utf8(wtf8);
  if (content != wire::utf8_content::invalid) {
    const bool ascii = content == wire::utf8_content::ascii;
    out = make_string(ascii ? string_encoding::latin1 : string_encoding::utf8, wtf8.data(), size);
    return text::made;
  }
  if (!is_text(wtf8)) return text::invalid;
  std::string units;
  wire::append_utf16_from_wtf8(wtf8, units);
  const std::uint8_t* copy = units.size() > 0xffffffff ? nullptr : store_.copy_bytes(units.data(), units.size());
  if (copy == nullptr) return text::refused;
  out = make_string(string_encoding::utf16, copy, static_cast<std::uint32_t>(units.size()));
  return text::made;
}

// ---- containers ----

bool assembly::close_object(record& object, slot* pairs, std::uint32_t count, const key_watch& keys, bool repeats) {
  object.children = pairs;
  object.count = count;
  if (repeats || keys.needs_ordering()) object.count = order_properties(pairs, count, duplicates::last_wins);
  return object.count != count;
}

bool assembly::close_map(record& map, slot* pairs, std::uint32_t count) {
  map.children = pairs;
  map.count = unique_entries(pairs, count, 2);
  return map.count != count;
}

bool assembly::close_set(record& set, slot* members, std::uint32_t count) {
  set.children = members;
  set.count = unique_entries(members, count, 1);
  return set.count != count;
}

bool assembly::key_to_text(slot& key) noexcept {
  key.hash = 0;
  if (!is_index_key(key)) return true;
  char digits[10];
  std::size_t at = sizeof digits;
  std::uint32_t index = key_index(key);
  do {
    digits[--at] = static_cast<char>('0' + index % 10);
    index /= 10;
  } while (index != 0);
  const std::size_t size = sizeof digits - at;
  const std::uint8_t* copy = store_.copy_bytes(digits + at, size);
  if (copy == nullptr) return false;
  key = make_string(string_encoding::latin1, copy, static_cast<std::uint32_t>(size));
  return true;
}

// ---- arrays of numbers ----

void packed_numbers::widen() noexcept {
  // From the end, byte-wise: a double lies over integers that come before it.
  for (std::uint32_t i = count; i-- != 0;) {
    std::int32_t v;
    std::memcpy(&v, static_cast<std::byte*>(region) + i * sizeof v, sizeof v);
    const double wide = v;
    std::memcpy(static_cast<std::byte*>(region) + i * sizeof wide, &wide, sizeof wide);
  }
  are_doubles = true;
}

bool assembly::begin_numbers(std::uint32_t length, packed_numbers& numbers) noexcept {
  if (!may_have_slots(length)) return false;
  numbers = {store_.memory().allocate(std::size_t{length} * sizeof(double)), 0, false};
  return numbers.region != nullptr;
}

void assembly::close_numbers(record& array, const packed_numbers& numbers) noexcept {
  slots_left_ -= numbers.count;
  array.length = array.count = numbers.count;
  array.form = numbers.are_doubles ? double_storage : int32_storage;
  array.int32s = numbers.int32s();
  if (numbers.are_doubles) {
    array.doubles = numbers.doubles();
    std::int32_t v = 0;
    std::uint32_t integers = 0;
    array.flags |= array_flags(numbers_);
    while (numbers_ == number_storage::canonical && integers < numbers.count &&
           is_int32(numbers.doubles()[integers], v))
      ++integers;
    if (integers == numbers.count) {
      for (std::uint32_t i = 0; i < integers; ++i) {
        is_int32(numbers.doubles()[i], v);
        std::memcpy(static_cast<std::byte*>(numbers.region) + i * sizeof v, &v, sizeof v);
      }
      array.form = int32_storage;
      array.int32s = numbers.int32s();
    }
  }
  store_.memory().shrink_last(numbers.region, element_bytes(array));
}

slot* assembly::spread_numbers(const packed_numbers& numbers, std::uint32_t length) noexcept {
  store_.memory().shrink_last(numbers.region, 0);
  slot* slots = new_slots(length);  // perhaps where the numbers lie: filled from the end
  if (slots == nullptr) return nullptr;
  for (std::uint32_t i = numbers.count; i-- != 0;) {
    slots[i] = numbers.are_doubles ? make_number(numbers.doubles()[i], numbers_) : make_int32(numbers.int32s()[i]);
  }
  return slots;
}

// ---- kinds ----

void assembly::correct_kinds() noexcept {
  const auto correct = [](slot& s) {
    if (has_identity(s.kind)) s.kind = s.object->kind;
  };
  const auto correct_all = [&correct](slot* slots, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) correct(slots[i]);
  };
  correct(store_.root);
  for (std::uint32_t i = 0; i < store_.object_count(); ++i) {
    record& r = *store_.object(i);
    if (r.children == nullptr) continue;
    switch (r.kind) {
      case kind::object:
      case kind::map: correct_all(r.children, 2 * std::size_t{r.count}); break;
      case kind::set:
      case kind::tuple: correct_all(r.children, r.count); break;
      case kind::error: correct_all(r.children, 3); break;
      case kind::host: correct_all(r.children, 1 + 2 * std::size_t{r.count}); break;
      case kind::array:
        if (r.form == static_cast<std::uint8_t>(array_storage::slots)) correct_all(r.children, r.count);
        if (r.form == static_cast<std::uint8_t>(array_storage::sparse))
          correct_all(r.children, 2 * std::size_t{r.count});
        correct_all(array_properties(r), 2 * std::size_t{r.property_count});
        break;
      case kind::typed_array:
      case kind::data_view: correct(r.view->buffer); break;
      default: break;
    }
  }
}

}  // namespace clonewire::detail
