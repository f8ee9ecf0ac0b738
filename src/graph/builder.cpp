#include <clonewire/builder.hpp>

#include <algorithm>
#include <string>

#include "graph/arrays.hpp"
#include "graph/collections.hpp"
#include "graph/copy.hpp"
#include "graph/keys.hpp"
#include "graph/path.hpp"
#include "graph/regexp.hpp"
#include "graph/slots.hpp"
#include "graph/store.hpp"
#include "graph/strings.hpp"
#include "graph/views.hpp"
#include "wire/utf.hpp"

namespace clonewire {

using detail::record;
using detail::slot;

namespace {

constexpr std::uint32_t not_an_object = 0xffffffff;

slot text_slot(const string_data& data) noexcept {
  return detail::make_string(data.encoding, reinterpret_cast<const std::uint8_t*>(data.bytes.data()),
                             static_cast<std::uint32_t>(data.bytes.size()));
}

}  // namespace

struct builder::state {
  // One open container. Children wait on `scratch` from `mark` on, and are moved into the arena when it closes.
  struct frame {
    record* object;
    std::uint32_t number;
    std::size_t mark;
    std::size_t properties;  // array: where its (key, value) pairs begin; not_keyed: still among the elements
    std::uint32_t field;     // error: the field that the next value is for
    bool has_key = false;    // a key waits for its value
    bool placed = true;      // false: `detached`
    detail::key_watch keys;
  };
  static constexpr std::size_t not_keyed = ~std::size_t{0};

  std::unique_ptr<detail::store> store;
  clonewire::limits bounds;
  std::vector<slot> scratch;
  std::vector<frame> open;
  std::unique_ptr<error> failure;
  std::uint64_t slot_count = 0;
  detail::graph_copy copies;
  bool has_root = false;
  bool detach_next = false;

  explicit state(const clonewire::limits& limits)
      : store(std::make_unique<detail::store>(limits.max_bytes, 1024)), bounds(limits) {}

  bool failed() const noexcept { return failure != nullptr; }

  void fail(errc code, std::string detail) {
    if (!failure) failure = std::make_unique<error>(error{code, error::no_offset, path(), std::move(detail)});
  }
  void fail_memory() {
    if (store->memory().over_budget()) {
      fail(errc::limit_exceeded, "the document needs more memory than its limit");
    } else {
      fail(errc::out_of_memory, "no memory for the document");
    }
  }

  // Where the next value would go.
  std::string path() const {
    std::string text = "$";
    for (std::size_t i = 0; i < open.size(); ++i) {
      const frame& f = open[i];
      const std::size_t end = i + 1 < open.size() ? open[i + 1].mark : scratch.size();
      append_step(text, f, end, i + 1 == open.size());
    }
    return text;
  }

  // The step into `f`'s child whose slot is last below `end` (of the innermost frame: the one that would come next).
  void append_step(std::string& text, const frame& f, std::size_t end, bool innermost) const {
    const std::size_t filled = end - f.mark;
    switch (f.object->kind) {
      case kind::array:
        if (f.properties == not_keyed) return detail::append_index_step(text, innermost ? filled : filled - 1);
        [[fallthrough]];
      case kind::object:
      case kind::host:
        if (f.has_key) {
          detail::append_property_step(text, scratch[end - 1]);
        } else if (!innermost) {
          detail::append_property_step(text, scratch[end - 2]);
        }
        return;
      case kind::map: {
        const std::size_t at = innermost ? filled : filled - 1;
        if (at % 2 == 0) return detail::append_map_key_step(text, at / 2);
        return detail::append_map_value_step(text, scratch[f.mark + at - 1], at / 2);
      }
      case kind::error: {
        constexpr const char* names[] = {"message", "stack", "cause"};
        if (f.field < 3) detail::append_field_step(text, names[f.field]);
        return;
      }
      default: return detail::append_index_step(text, innermost ? filled : filled - 1);
    }
  }

  // Puts a value where the innermost open container expects one.
  void place(const slot& s) {
    if (failed()) return;
    if (++slot_count > bounds.max_slots)
      return fail(errc::limit_exceeded, "more values than the limit of " + std::to_string(bounds.max_slots));
    if (open.empty()) {
      if (has_root) return fail(errc::invalid_value, "a second root value");
      has_root = true;
      store->root = s;
      return;
    }
    frame& f = open.back();
    const kind k = f.object->kind;
    if (s.kind == kind::absent && (k != kind::array || f.properties != not_keyed))
      return fail(errc::invalid_value, "a hole outside of an array's elements");
    const bool keyed =
        k == kind::object || k == kind::host || k == kind::error || (k == kind::array && f.properties != not_keyed);
    if (keyed && !f.has_key) return fail(errc::invalid_value, "a value without its key");
    f.has_key = false;
    if (k == kind::error) {
      if (f.field != detail::error_cause && s.kind != kind::string)
        return fail(errc::invalid_value, "an Error's message or stack that is no string");
      f.object->children[f.field] = s;
      return;
    }
    scratch.push_back(s);
  }

  void place_key(const slot& key) {
    if (failed()) return;
    if (++slot_count > bounds.max_slots)
      return fail(errc::limit_exceeded, "more values than the limit of " + std::to_string(bounds.max_slots));
    if (open.empty() || open.back().has_key) return fail(errc::invalid_value, "a key where a value is due");
    frame& f = open.back();
    switch (f.object->kind) {
      case kind::array:
        if (f.properties == not_keyed) f.properties = scratch.size();
        if (detail::is_length_key(key)) return fail(errc::invalid_key, "an array has a length of its own");
        break;
      case kind::object:
      case kind::host: break;
      case kind::error:
        if (!choose_field(f, key)) return fail(errc::invalid_key, "an Error keeps message, stack and cause");
        f.has_key = true;
        return;
      default: return fail(errc::invalid_value, "a key in a container without keys");
    }
    f.has_key = true;
    const std::size_t begin = first_pair(f);
    if (!f.keys.add(scratch.data() + begin, static_cast<std::uint32_t>((scratch.size() - begin) / 2), key))
      duplicate_ = true;
    scratch.push_back(key);
  }

  static std::size_t first_pair(const frame& f) noexcept {
    if (f.object->kind == kind::array) return f.properties;
    return f.object->kind == kind::host ? f.mark + 1 : f.mark;
  }

  static bool choose_field(frame& f, const slot& key) noexcept {
    constexpr std::string_view names[] = {"message", "stack", "cause"};
    if (key.kind != kind::string || key.form != 0) return false;
    const std::string_view name(reinterpret_cast<const char*>(key.data), key.size);
    for (f.field = 0; f.field < 3; ++f.field) {
      if (name == names[f.field]) return true;
    }
    return false;
  }

  // Copies a string's bytes; null data on failure.
  bool own(slot& s) {
    s.data = store->copy_bytes(s.data, s.size);
    if (s.data == nullptr) fail_memory();
    return s.data != nullptr;
  }

  bool fits(std::size_t size) {
    if (size > 0xffffffff) fail(errc::limit_exceeded, "longer than 2^32-1 bytes");
    return !failed();
  }

  void key_of(slot text) {
    slot key;
    if (failed() || !own(text)) return;
    if (!detail::make_key(text, store->memory(), key)) return fail_memory();
    place_key(key);
  }

  // A leaf object: made, and placed unless it is detached.
  record* leaf(kind k, std::uint32_t& number, std::size_t child_count) {
    number = not_an_object;
    if (failed()) return nullptr;
    record* r = store->new_record(k, number);
    if (r != nullptr && child_count != 0) {
      r->children = store->new_slots(child_count);
      r->count = static_cast<std::uint32_t>(child_count);
      if (r->children == nullptr) r = nullptr;
    }
    if (r == nullptr) fail_memory();
    return r;
  }
  void place_leaf(record* r, std::uint32_t number) {
    if (std::exchange(detach_next, false)) return;
    place(detail::store::slot_of(r, number));
  }

  std::uint32_t begin(kind k, std::uint8_t form = 0) {
    std::uint32_t number;
    record* r = leaf(k, number, k == kind::error ? 3 : 0);
    if (r == nullptr) return number;
    if (open.size() >= bounds.max_depth) {
      fail(errc::limit_exceeded, "nested deeper than the limit of " + std::to_string(bounds.max_depth));
      return number;
    }
    r->form = form;
    if (k == kind::error) std::fill_n(r->children, 3, slot{});
    const bool placed = !std::exchange(detach_next, false);
    if (placed) place(detail::store::slot_of(r, number));
    open.push_back({r, number, scratch.size(), not_keyed, 3, false, placed, {}});
    return number;
  }

  bool keep(record& r, const slot* from, std::size_t count) {
    r.children = store->new_slots(count);
    if (r.children == nullptr) fail_memory();
    if (r.children != nullptr) std::copy_n(from, count, r.children);
    return r.children != nullptr;
  }

  void end() {
    if (failed()) return;
    if (open.empty()) return fail(errc::invalid_value, "an end without a begin");
    frame& f = open.back();
    record& r = *f.object;
    slot* children = scratch.data() + f.mark;
    auto count = static_cast<std::uint32_t>(scratch.size() - f.mark);
    if (f.has_key) return fail(errc::invalid_value, "a key without its value");
    switch (r.kind) {
      case kind::object:
        r.count = ordered(f, children, count / 2);
        if (!keep(r, children, 2 * std::size_t{r.count})) return;
        break;
      case kind::host:
        r.count = ordered(f, children + 1, (count - 1) / 2);
        if (!keep(r, children, 1 + 2 * std::size_t{r.count})) return;
        break;
      case kind::array: {
        const std::uint32_t elements =
            f.properties == not_keyed ? count : static_cast<std::uint32_t>(f.properties - f.mark);
        slot* pairs = children + elements;
        std::uint32_t pair_count = ordered(f, pairs, (count - elements) / 2);
        pair_count = set_elements(children, elements, pairs, pair_count);
        if (!detail::assemble_array(*store, r, r.length, children, elements, pairs, pair_count)) return fail_memory();
        break;
      }
      case kind::map:
        if (count % 2 != 0) return fail(errc::invalid_value, "a Map's key without its value");
        r.count = detail::unique_entries(children, count / 2, 2);
        if (!keep(r, children, 2 * std::size_t{r.count})) return;
        break;
      case kind::set:
        r.count = detail::unique_entries(children, count, 1);
        if (!keep(r, children, r.count)) return;
        break;
      case kind::tuple:
        r.count = count;
        if (!keep(r, children, count)) return;
        break;
      default: break;
    }
    scratch.resize(f.mark);
    open.pop_back();
  }

  std::uint32_t ordered(const frame& f, slot* pairs, std::uint32_t count) {
    if (!f.keys.needs_ordering() && !duplicate_) return count;
    return detail::order_properties(pairs, count, detail::duplicates::last_wins);
  }

  // Moves pairs whose key is the index of an element given before into that element. Returns how many pairs are left.
  static std::uint32_t set_elements(slot* elements, std::uint32_t element_count, slot* pairs,
                                    std::uint32_t pair_count) {
    std::uint32_t moved = 0;
    for (; moved < pair_count; ++moved) {
      const slot* pair = pairs + 2 * std::size_t{moved};
      if (!detail::is_index_key(pair[0]) || detail::key_index(pair[0]) >= element_count) break;
      elements[detail::key_index(pair[0])] = pair[1];
    }
    if (moved != 0) std::copy(pairs + 2 * std::size_t{moved}, pairs + 2 * std::size_t{pair_count}, pairs);
    return pair_count - moved;
  }

  std::uint32_t buffer(bytes_view content, std::uint16_t flags, std::uint64_t max_byte_length) {
    std::uint32_t number;
    record* r = leaf(kind::array_buffer, number, 0);
    if (r == nullptr) return number;
    if (max_byte_length < content.size()) {
      fail(errc::invalid_value, "an ArrayBuffer longer than its maxByteLength");
      return number;
    }
    auto* b = static_cast<detail::buffer*>(store->memory().allocate(sizeof(detail::buffer)));
    const std::uint8_t* data = store->copy_bytes(content.data(), content.size());
    if (b == nullptr || data == nullptr) {
      fail_memory();
      return number;
    }
    *b = {data, content.size(), max_byte_length};
    r->buffer = b;
    r->flags = flags;
    place_leaf(r, number);
    return number;
  }

  std::uint32_t view(kind k, element_type type, std::uint32_t buffer_number, std::uint64_t byte_offset,
                     std::uint64_t byte_length, bool length_tracking) {
    std::uint32_t number;
    record* r = leaf(k, number, 0);
    if (r == nullptr) return number;
    if (buffer_number >= store->object_count()) {
      fail(errc::invalid_reference, "a view over an object that is not there");
      return number;
    }
    const slot buffer_slot = detail::store::slot_of(store->object(buffer_number), buffer_number);
    if (const char* problem = detail::view_problem(buffer_slot, byte_offset, byte_length,
                                                   k == kind::data_view ? 1 : element_size(type), length_tracking)) {
      fail(errc::invalid_view, problem);
      return number;
    }
    auto* v = static_cast<detail::view*>(store->memory().allocate(sizeof(detail::view)));
    if (v == nullptr) {
      fail_memory();
      return number;
    }
    *v = {buffer_slot, byte_offset, byte_length};
    r->view = v;
    r->form = static_cast<std::uint8_t>(type);
    r->flags = length_tracking ? detail::view_length_tracking : 0;
    place_leaf(r, number);
    return number;
  }

  // An object around one primitive.
  std::uint32_t wrapper(kind k, slot primitive) {
    std::uint32_t number;
    record* r = leaf(k, number, 1);
    if (r == nullptr || (primitive.kind != kind::boolean && !own(primitive))) return number;
    r->children[0] = primitive;
    place_leaf(r, number);
    return number;
  }

 private:
  bool duplicate_ = false;  // some key occurred twice in some object: rare enough that all later ones are looked at
};

builder::builder(const clonewire::limits& limits) : state_(std::make_unique<state>(limits)) {}
builder::builder(builder&&) noexcept = default;
builder& builder::operator=(builder&&) noexcept = default;
builder::~builder() = default;

builder& builder::undefined() {
  state_->place(detail::make_slot(kind::undefined));
  return *this;
}
builder& builder::null() {
  state_->place(detail::make_slot(kind::null));
  return *this;
}
builder& builder::boolean(bool v) {
  state_->place(detail::make_boolean(v));
  return *this;
}
builder& builder::number(double v) {
  state_->place(detail::make_number(v));
  return *this;
}
builder& builder::bigint(bool negative, bytes_view magnitude) {
  if (!state_->fits(magnitude.size())) return *this;
  slot s = detail::make_bigint(negative, reinterpret_cast<const std::uint8_t*>(magnitude.data()),
                               static_cast<std::uint32_t>(magnitude.size()));
  if (state_->own(s)) state_->place(s);
  return *this;
}
builder& builder::bigint(std::int64_t v) {
  const bool negative = v < 0;
  auto size = static_cast<std::uint64_t>(v);
  if (negative) size = std::uint64_t{0} - size;
  std::byte magnitude[8];
  for (std::byte& b : magnitude) {
    b = static_cast<std::byte>(size);
    size >>= 8;
  }
  return bigint(negative, magnitude);
}

builder& builder::string(std::string_view utf8) {
  const wire::octets bytes(reinterpret_cast<const std::uint8_t*>(utf8.data()), utf8.size());
  switch (wire::examine_utf8(bytes)) {
    case wire::utf8_content::ascii: return string(string_data{string_encoding::latin1, std::as_bytes(std::span(utf8))});
    case wire::utf8_content::beyond_ascii:
      return string(string_data{string_encoding::utf8, std::as_bytes(std::span(utf8))});
    case wire::utf8_content::invalid: break;
  }
  std::string units;
  wire::append_utf16_from_utf8(bytes, units);
  return string(string_data{string_encoding::utf16, std::as_bytes(std::span(units))});
}

namespace {

std::string little_endian(std::u16string_view units) {
  std::string bytes;
  bytes.reserve(2 * units.size());
  for (const char16_t unit : units) {
    bytes += static_cast<char>(unit & 0xff);
    bytes += static_cast<char>(unit >> 8);
  }
  return bytes;
}

}  // namespace

builder& builder::utf16(std::u16string_view units) {
  const std::string bytes = little_endian(units);
  return string(string_data{string_encoding::utf16, std::as_bytes(std::span(bytes))});
}
builder& builder::string(const string_data& data) {
  if (!state_->fits(data.bytes.size())) return *this;
  slot s = text_slot(data);
  if (state_->own(s)) state_->place(s);
  return *this;
}

namespace {

slot plain_bytes(kind k, const void* data, std::size_t size) noexcept {
  slot s = detail::make_slot(k, 0, static_cast<std::uint32_t>(size));
  s.data = static_cast<const std::uint8_t*>(data);
  return s;
}

}  // namespace

builder& builder::bytes(bytes_view v) {
  if (!state_->fits(v.size())) return *this;
  slot s = plain_bytes(kind::bytes, v.data(), v.size());
  if (state_->own(s)) state_->place(s);
  return *this;
}
builder& builder::timestamp(std::string_view text) {
  if (!state_->fits(text.size())) return *this;
  slot s = plain_bytes(kind::timestamp, text.data(), text.size());
  if (state_->own(s)) state_->place(s);
  return *this;
}
builder& builder::hole() {
  state_->place(slot{});
  return *this;
}
builder& builder::reference(std::uint32_t object_number) {
  if (state_->failed()) return *this;
  if (object_number >= state_->store->object_count()) {
    state_->fail(errc::invalid_reference, "a reference to an object that is not there");
  } else {
    state_->place(detail::store::slot_of(state_->store->object(object_number), object_number));
  }
  return *this;
}

builder& builder::key(std::string_view utf8) {
  const wire::octets bytes(reinterpret_cast<const std::uint8_t*>(utf8.data()), utf8.size());
  if (wire::is_valid_utf8(bytes)) return key(string_data{string_encoding::utf8, std::as_bytes(std::span(utf8))});
  std::string units;
  wire::append_utf16_from_utf8(bytes, units);
  return key(string_data{string_encoding::utf16, std::as_bytes(std::span(units))});
}
builder& builder::key_utf16(std::u16string_view units) {
  const std::string bytes = little_endian(units);
  return key(string_data{string_encoding::utf16, std::as_bytes(std::span(bytes))});
}
builder& builder::key(const string_data& data) {
  if (state_->fits(data.bytes.size())) state_->key_of(text_slot(data));
  return *this;
}
builder& builder::key(std::uint32_t index) {
  slot key;
  if (state_->failed()) return *this;
  if (detail::make_key(static_cast<double>(index), state_->store->memory(), key)) {
    state_->place_key(key);
  } else {
    state_->fail_memory();
  }
  return *this;
}

std::uint32_t builder::date(double time_value) {
  std::uint32_t number;
  record* r = state_->leaf(kind::date, number, 0);
  if (r == nullptr) return number;
  r->number = detail::time_clip(time_value);
  state_->place_leaf(r, number);
  return number;
}

std::uint32_t builder::regexp(const string_data& source, std::uint16_t flags) {
  std::uint32_t number;
  record* r = state_->fits(source.bytes.size()) ? state_->leaf(kind::regexp, number, 1) : nullptr;
  if (r == nullptr) return not_an_object;
  slot text = text_slot(source);
  if (!detail::are_valid_regexp_flags(flags)) {
    state_->fail(errc::invalid_value, "RegExp flags that are unknown or exclude each other");
  } else if (state_->own(text)) {
    if (!detail::escape_regexp_source(text, state_->store->memory())) state_->fail_memory();
    r->children[0] = text;
    r->flags = flags;
    state_->place_leaf(r, number);
  }
  return number;
}

std::uint32_t builder::boolean_object(bool v) {
  return state_->wrapper(kind::boolean_object, detail::make_boolean(v));
}
std::uint32_t builder::number_object(double v) {
  std::uint32_t number;
  record* r = state_->leaf(kind::number_object, number, 0);
  if (r == nullptr) return number;
  r->number = detail::canonical(v);
  state_->place_leaf(r, number);
  return number;
}
std::uint32_t builder::bigint_object(bool negative, bytes_view magnitude) {
  if (!state_->fits(magnitude.size())) return not_an_object;
  return state_->wrapper(kind::bigint_object,
                         detail::make_bigint(negative, reinterpret_cast<const std::uint8_t*>(magnitude.data()),
                                             static_cast<std::uint32_t>(magnitude.size())));
}
std::uint32_t builder::string_object(const string_data& v) {
  return state_->fits(v.bytes.size()) ? state_->wrapper(kind::string_object, text_slot(v)) : not_an_object;
}
std::uint32_t builder::array_buffer(bytes_view content) {
  return state_->buffer(content, 0, content.size());
}
std::uint32_t builder::resizable_array_buffer(bytes_view content, std::uint64_t max_byte_length) {
  return state_->buffer(content, detail::buffer_resizable, max_byte_length);
}
std::uint32_t builder::immutable_array_buffer(bytes_view content) {
  return state_->buffer(content, detail::buffer_immutable, content.size());
}
std::uint32_t builder::typed_array(element_type type, std::uint32_t buffer, std::uint64_t byte_offset,
                                   std::uint64_t byte_length, bool length_tracking) {
  return state_->view(kind::typed_array, type, buffer, byte_offset, byte_length, length_tracking);
}
std::uint32_t builder::data_view(std::uint32_t buffer, std::uint64_t byte_offset, std::uint64_t byte_length,
                                 bool length_tracking) {
  return state_->view(kind::data_view, element_type::uint8, buffer, byte_offset, byte_length, length_tracking);
}
std::uint32_t builder::typed_array(element_type type, bytes_view content) {
  const bool placed = !std::exchange(state_->detach_next, true);
  const std::uint32_t buffer = array_buffer(content);
  state_->detach_next = !placed;
  return typed_array(type, buffer, 0, content.size());
}

std::uint32_t builder::begin_object() {
  return state_->begin(kind::object);
}
std::uint32_t builder::begin_array(std::uint32_t length) {
  const std::uint32_t number = state_->begin(kind::array);
  if (!state_->failed()) state_->open.back().object->length = length;
  return number;
}
std::uint32_t builder::begin_map() {
  return state_->begin(kind::map);
}
std::uint32_t builder::begin_set() {
  return state_->begin(kind::set);
}
std::uint32_t builder::begin_tuple() {
  return state_->begin(kind::tuple);
}
std::uint32_t builder::begin_error(error_name name) {
  return state_->begin(kind::error, static_cast<std::uint8_t>(name));
}
std::uint32_t builder::begin_host(std::string_view interface_name) {
  if (!state_->fits(interface_name.size())) return not_an_object;
  slot name = detail::make_string(string_encoding::utf8, reinterpret_cast<const std::uint8_t*>(interface_name.data()),
                                  static_cast<std::uint32_t>(interface_name.size()));
  if (!state_->own(name)) return not_an_object;
  const std::uint32_t number = state_->begin(kind::host);
  if (!state_->failed()) state_->scratch.push_back(name);
  return number;
}
builder& builder::end() {
  state_->end();
  return *this;
}
builder& builder::detached() {
  state_->detach_next = true;
  return *this;
}

builder& builder::copy(const value& v) {
  state_->copies.add(v, *this);
  return *this;
}
builder& builder::replace_hosts(std::function<bool(const value& host, builder& to)> replace) {
  state_->copies.replace_hosts(std::move(replace));
  return *this;
}

std::uint32_t builder::object_count() const noexcept {
  return state_->store->object_count();
}
bool builder::failed() const noexcept {
  return state_->failed();
}
std::uint32_t builder::depth() const noexcept {
  return static_cast<std::uint32_t>(state_->open.size());
}
std::string builder::path() const {
  return state_->failure ? state_->failure->path : state_->path();
}

result<document> builder::finish() && {
  if (!state_->failed() && !state_->open.empty()) state_->fail(errc::invalid_value, "a container that was not ended");
  if (!state_->failed() && !state_->has_root) state_->fail(errc::invalid_value, "no value");
  if (state_->failed()) return std::move(*state_->failure);
  return document(std::move(state_->store));
}

}  // namespace clonewire
