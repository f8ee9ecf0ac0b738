#include "formats/ungap/outline.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

#include "formats/custom_types.hpp"
#include "formats/host_objects.hpp"
#include "formats/ungap/records.hpp"
#include "graph/arrays.hpp"
#include "graph/elements.hpp"
#include "graph/keys.hpp"
#include "graph/slots.hpp"
#include "graph/store.hpp"
#include "graph/strings.hpp"

namespace clonewire::formats::ungap {

using detail::record;
using detail::slot;

namespace {

constexpr const char* as_object = "written as an object of its fields";

constexpr loss hole = {"a hole in an array", "written as undefined"};
constexpr loss named_property = {"an array's named property", "left out"};
constexpr loss nan = {"NaN", "written as null"};
constexpr loss nan_payload = {"a NaN that is not the usual one", "written as NaN"};
constexpr loss error_stack = {"an Error's stack", "left out"};
constexpr loss error_cause = {"an Error's cause", "left out"};
constexpr loss resizable_buffer = {"a resizable ArrayBuffer", "written as a fixed one"};
constexpr loss immutable_buffer = {"an immutable ArrayBuffer", "written as a mutable one"};
constexpr loss node_buffer = {"a Node.js Buffer", "written as a Uint8Array"};
constexpr loss typed_array_window = {
    "the buffer of a typed array that covers a part of it, shares it or could resize it",
    "the typed array's own elements are written", "views=\"slice\" keeps its own elements"};
constexpr loss data_view_window = {"a DataView of a part of its buffer, or of one that others share or could resize",
                                   "written as a DataView of the whole buffer", "views=\"slice\" keeps its own bytes"};
constexpr loss missing_content = {"a view whose buffer's content is elsewhere", "written as null"};
constexpr loss byte_string = {"a byte string", "written as a Uint8Array"};
constexpr loss timestamp = {"a timestamp", "written as a string"};
constexpr loss tuple = {"a tuple", "written as an array"};
constexpr loss platform_object = {"a platform object", as_object};
constexpr loss incomplete_blob = {"a Blob or File without its content", as_object};
constexpr loss taken_name = {"a custom type with the name of a type of record", as_object};

bool is_named(const slot& text, std::string_view name) {
  std::string utf8;
  detail::append_utf8(text, utf8);
  return utf8 == name;
}

/// Whether the name of a host object is that of a type of record already.
bool has_taken_name(const record& host) {
  std::string name;
  detail::append_utf8(host.children[0], name);
  return name == minus_zero_type || type_named(name);
}

/// Whether an element is a NaN other than the one that JavaScript's own NaN is stored as.
bool is_odd_nan(element_type type, const std::uint8_t* p) noexcept {
  const double v = detail::element_number(type, p);
  std::uint8_t usual[8];
  detail::store_element(type, std::numeric_limits<double>::quiet_NaN(), usual);
  return v != v && detail::element_bits(type, p) != detail::element_bits(type, usual);
}

}  // namespace

host_form host_form_of(const record& host, const custom_types* types) {
  if (custom_type_of(host, types) != nullptr) return has_taken_name(host) ? host_form::object : host_form::custom;
  const std::optional<blob> found = blob_of(host);
  if (!found) return host_form::object;
  return found->is_file() ? host_form::file : host_form::blob;
}

outline::outline(const value& root, const encode_options& options)
    : options_(options), store_(root.store()), root_(root.slot()), losses_(options, "ungap") {
  if (store_ != nullptr) number_of_object_.assign(store_->object_count(), not_numbered);
}

bool outline::run() {
  number_of(root_);
  while (!open_.empty() && !losses_.failed()) step();
  return !losses_.failed();
}

bool outline::lose(const loss& l, std::string_view step) {
  return losses_.lose(l, [this, step] { return path_of(open_) += step; });
}

// ---- numbers ----

std::uint32_t outline::add(const slot& s) {
  if (records_.size() == not_numbered - 1) {
    losses_.fail(errc::limit_exceeded, path_of(open_), "more than 2^32 - 2 records");
  } else {
    records_.push_back(s);
  }
  return static_cast<std::uint32_t>(records_.size() - 1);
}

std::uint32_t outline::add_primitive(const slot& s) {
  const std::uint32_t number = primitives_.number_of(s, static_cast<std::uint32_t>(records_.size()));
  return number == records_.size() ? add(s) : number;
}

std::uint32_t outline::number_of(const slot& s) {
  switch (s.kind) {
    case kind::number: return number_of_number(s);
    case kind::string: return number_of_text(s);
    case kind::bigint: return add_primitive(s);
    case kind::boolean: return add_once(s.form != 0 ? true_ : false_, s);
    case kind::null: return add_once(null_, s);
    case kind::absent: lose(hole); [[fallthrough]];
    case kind::undefined: return add_once(undefined_, detail::make_slot(kind::undefined));
    case kind::bytes: lose(byte_string); return add(s);
    case kind::timestamp:
      lose(timestamp);
      return add_primitive(detail::make_string(string_encoding::latin1, s.data, s.size));
    default: return number_of_object(s);
  }
}

std::uint32_t outline::number_of_number(const slot& s) {
  // The package takes a -0 for a 0 that it met before; as a record of its own every -0 is read as such.
  if (s.number == 0 && std::signbit(s.number)) return add(s);
  if (s.number != s.number) lose(nan);
  return add_primitive(s);
}

std::uint32_t outline::number_of_text(const slot& s) {
  const wire::octets text(s.data, s.size);
  std::string utf8;
  switch (static_cast<string_encoding>(s.form)) {
    case string_encoding::latin1:
      if (wire::is_ascii(text)) return add_primitive(s);
      wire::append_utf8_from_latin1(text, utf8);
      break;
    case string_encoding::utf8:
      if (!wire::is_ascii(text)) return add_primitive(s);
      return add_primitive(detail::make_string(string_encoding::latin1, s.data, s.size));
    case string_encoding::utf16:
      if (wire::has_lone_surrogate(text)) return add_primitive(s);
      wire::append_utf8_from_utf16(text, utf8);
      break;
  }
  const wire::octets bytes(reinterpret_cast<const std::uint8_t*>(utf8.data()), utf8.size());
  return add_text(wire::is_ascii(bytes) ? string_encoding::latin1 : string_encoding::utf8, bytes);
}

/// Keeps a copy where the text is a new one.
std::uint32_t outline::add_text(string_encoding encoding, wire::octets text) {
  auto* copy = static_cast<std::uint8_t*>(memory_.allocate(text.size()));
  if (copy == nullptr || text.size() > 0xffffffff) {
    losses_.fail(errc::out_of_memory, path_of(open_), "no memory for the records");
    return 0;
  }
  std::copy(text.begin(), text.end(), copy);
  const std::size_t count = records_.size();
  const std::uint32_t number =
      add_primitive(detail::make_string(encoding, copy, static_cast<std::uint32_t>(text.size())));
  if (number != count) memory_.shrink_last(copy, 0);
  return number;
}

std::uint32_t outline::number_of_key(const slot& key) {
  if (!detail::is_index_key(key)) return number_of_text(key);
  std::uint8_t digits[10];
  auto* const begin = reinterpret_cast<char*>(digits);
  const char* end = std::to_chars(begin, begin + sizeof digits, detail::key_index(key)).ptr;
  return add_text(string_encoding::latin1, {digits, static_cast<std::size_t>(end - begin)});
}

std::uint32_t outline::number_of_object(const slot& s) {
  std::uint32_t& number = number_of_object_[s.size];
  if (number != not_numbered) return number;
  const record& r = *s.object;
  switch (r.kind) {
    case kind::object: return number = open(s, r.count, 2 * std::uint64_t{r.count});
    case kind::map: return number = open(s, 2 * std::uint64_t{r.count}, 2 * std::uint64_t{r.count});
    case kind::set: return number = open(s, r.count, r.count);
    case kind::tuple: return number = lose(tuple) ? open(s, r.count, r.count) : 0;
    case kind::array: return number = check_array(r) ? open(s, r.length, r.length) : 0;
    case kind::host: return number = number_of_host(s);
    case kind::error: return number = check_error(r) ? add(s) : 0;
    case kind::array_buffer: return number = check_buffer(r) ? add(s) : 0;
    case kind::typed_array:
    case kind::data_view:
      if (r.view->buffer.kind != kind::array_buffer)
        return number = lose(missing_content) ? add_once(null_, detail::make_slot(kind::null)) : 0;
      return number = check_view(r) ? add(s) : 0;
    default: return number = add(s);
  }
}

std::uint32_t outline::number_of_host(const slot& s) {
  const record& r = *s.object;
  switch (host_form_of(r, options_.types)) {
    case host_form::blob:
    case host_form::file: return add(s);
    case host_form::custom: return open(s, 1, 1);
    case host_form::object: break;
  }
  const bool is_custom = custom_type_of(r, options_.types) != nullptr;
  const bool is_blob = is_named(r.children[0], blob_type) || is_named(r.children[0], file_type);
  if (!lose(is_custom ? taken_name : is_blob ? incomplete_blob : platform_object)) return 0;
  return open(s, r.count, 2 * std::uint64_t{r.count});
}

// ---- containers ----

std::uint32_t outline::open(const slot& s, std::uint64_t steps, std::uint64_t children) {
  const std::uint32_t number = add(s);
  open_.push_back({{s.object, s.size, 0, steps}, children_.size()});
  children_.resize(children_.size() + children);
  return number;
}

void outline::step() {
  const record& r = *open_.back().object;
  if (open_.back().next == open_.back().end) return close();
  switch (r.kind) {
    case kind::object: return step_pairs(r.children);
    case kind::host:
      if (host_form_of(r, options_.types) == host_form::object) return step_pairs(r.children + 1);
      return step_list([&r](std::uint64_t) -> const slot& { return payload_of(r); });
    case kind::array: break;
    default: return step_list([&r](std::uint64_t i) -> const slot& { return r.children[i]; });
  }
  switch (static_cast<detail::array_storage>(r.form)) {
    case detail::array_storage::slots: return step_list([&r](std::uint64_t i) -> const slot& { return r.children[i]; });
    case detail::array_storage::int32s:
      return step_list([&r](std::uint64_t i) { return detail::make_int32(r.int32s[i]); });
    case detail::array_storage::doubles:
      return step_list([&r](std::uint64_t i) { return detail::make_number(r.doubles[i]); });
    case detail::array_storage::sparse:
      return step_list([&r](std::uint64_t i) { return detail::array_element(r, static_cast<std::uint32_t>(i)); });
  }
}

/// Until a child is a container, whose frame lies on top then.
template <class ChildAt>
void outline::step_list(ChildAt child_at) {
  const std::size_t level = open_.size();
  const frame f = open_.back();
  for (std::uint64_t i = f.next; i != f.end; ++i) {
    open_[level - 1].next = i + 1;
    const std::uint32_t number = number_of(child_at(i));
    children_[f.first + i] = number;
    if (open_.size() != level || losses_.failed()) return;
  }
}

void outline::step_pairs(const slot* pairs) {
  const std::size_t level = open_.size();
  const frame f = open_.back();
  for (std::uint64_t i = f.next; i != f.end; ++i) {
    open_[level - 1].next = i + 1;
    children_[f.first + 2 * i] = number_of_key(pairs[2 * i]);
    const std::uint32_t number = number_of(pairs[2 * i + 1]);
    children_[f.first + 2 * i + 1] = number;
    if (open_.size() != level || losses_.failed()) return;
  }
}

void outline::close() {
  frame& f = open_.back();
  const record& r = *f.object;
  if (r.kind == kind::array) {
    for (std::uint32_t i = 0; i != r.property_count; ++i) {
      ++f.next;
      if (!lose(named_property)) return;
    }
  }
  open_.pop_back();
}

// ---- losses ----

/// Of a sparse array. Holes cost the document nothing, but would be written one by one: strictly the first of them is
/// refused before there is room made for all, lossily what they take is bounded.
bool outline::check_array(const record& array) {
  if (array.form != static_cast<std::uint8_t>(detail::array_storage::sparse)) return true;
  if (!options_.lossy) {
    std::uint32_t present = 0;
    while (present != array.count && detail::key_index(array.children[2 * std::size_t{present}]) == present) ++present;
    return lose(hole, '[' + std::to_string(present) + ']');
  }
  holes_ += array.length - array.count;
  if (holes_ <= (std::uint64_t{4} << 20) + 16 * std::uint64_t{store_->object_count()}) return true;
  losses_.fail(errc::limit_exceeded, path_of(open_), "holes make the text too large");
  return false;
}

bool outline::check_error(const record& error) {
  if (error.children[detail::error_stack].kind != kind::absent && !lose(ungap::error_stack, ".stack")) return false;
  return error.children[detail::error_cause].kind == kind::absent || lose(ungap::error_cause, ".cause");
}

bool outline::check_buffer(const record& buffer) {
  if ((buffer.flags & detail::buffer_resizable) != 0 && !lose(resizable_buffer)) return false;
  return (buffer.flags & detail::buffer_immutable) == 0 || lose(immutable_buffer);
}

bool outline::check_view(const record& view) {
  const bool is_typed_array = view.kind == kind::typed_array;
  if (options_.views != view_policy::slice && !is_slice(view) &&
      !lose(is_typed_array ? typed_array_window : data_view_window)) {
    return false;
  }
  if (!is_typed_array) return true;
  const auto type = static_cast<element_type>(view.form);
  if (type == element_type::buffer && !lose(node_buffer)) return false;
  if (!detail::is_float_element(type)) return true;
  const std::uint8_t* p = view.view->buffer.object->buffer->data + view.view->byte_offset;
  const std::uint8_t* const end = p + view.view->byte_length;
  for (; p != end; p += element_size(type)) {
    if (is_odd_nan(type, p)) return lose(nan_payload);
  }
  return true;
}

bool outline::is_slice(const record& view) {
  if ((view.flags & detail::view_owns_slice) != 0) return true;
  const detail::view& v = *view.view;
  const record& buffer = *v.buffer.object;
  if (buffer.flags != 0 || v.byte_offset != 0 || v.byte_length != buffer.buffer->byte_length) return false;
  if (!has_counted_) occurrences_.count(root_, *store_, true);
  has_counted_ = true;
  return !occurrences_.occurs_again(v.buffer);
}

}  // namespace clonewire::formats::ungap
