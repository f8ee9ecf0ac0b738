// A document as Typeson: the JSON as it goes, `$types` beside it, to be its last member. What either peer writes is
// written just so, but for what it loses although its bytes could carry it and its reader reads it: an array's named
// properties that look like numbers, the types of members named like those of Object.prototype, length-tracking views,
// an Error without a message or cause.
#include "formats/typeson/encoder.hpp"

#include <algorithm>
#include <cmath>

#include "formats/custom_types.hpp"
#include "formats/json_text.hpp"
#include "graph/arrays.hpp"
#include "wire/number_text.hpp"

namespace clonewire::formats::typeson {
namespace {

using detail::record;
using detail::slot;

// Each costs a type with its path, and the input nothing. Past so many in a document, arrays with holes are written as
// objects with a length, which both peers read as well.
constexpr std::uint64_t max_holes = std::uint64_t{1} << 20;

// Paths repeat the names that lead to them: a long name around many types can make a text of any size.
constexpr std::size_t max_path_bytes = std::size_t{256} << 20;

constexpr loss minus_zero = {"-0", "written as 0", use_registry14};
constexpr loss proto_member = {"a member named __proto__", "left out", use_registry14};
constexpr loss proto_property = {"an array's property named __proto__", "left out"};
constexpr loss nameless_member = {"a member named \"\" of the root beside types, which takes the root's path",
                                  "written with that path", use_registry14};
constexpr loss bytes_loss = {"an immutable byte string", "written as an ArrayBuffer"};
constexpr loss timestamp_loss = {"a timestamp", "written as a string"};
constexpr loss tuple_loss = {"a tuple", "written as an array"};
constexpr loss error_loss = {"an Error", "written as a plain object", use_registry14};

bool is_named(const slot& key, std::string_view name) noexcept {
  if (detail::is_index_key(key) || key.form != static_cast<std::uint8_t>(string_encoding::latin1)) return false;
  return std::string_view(reinterpret_cast<const char*>(key.data), key.size) == name;
}
bool is_proto(const slot& key) noexcept {
  return is_named(key, "__proto__");
}

bool has_member(const slot* pairs, std::uint32_t count, std::string_view name) noexcept {
  for (std::uint32_t i = 0; i != count; ++i) {
    if (is_named(pairs[2 * std::size_t{i}], name)) return true;
  }
  return false;
}

/// The element that is stored `place`th, and its index.
slot stored_element(const record& array, std::uint32_t place, std::uint32_t& index) noexcept {
  if (array.form == static_cast<std::uint8_t>(detail::array_storage::sparse)) {
    index = detail::key_index(array.children[2 * std::size_t{place}]);
    return array.children[2 * std::size_t{place} + 1];
  }
  index = place;
  return detail::array_element(array, place);
}

bool is_packed(const record& array) noexcept {
  const auto storage = static_cast<detail::array_storage>(array.form);
  return storage == detail::array_storage::int32s || storage == detail::array_storage::doubles;
}

}  // namespace

encoder::encoder(const value& root, const encode_options& options, std::vector<std::byte>& out)
    : store_(root.store()),
      options_(options),
      is_registry14_(options.variant == "registry14"),
      out_(out, options.indent),
      types_(is_registry14_ ? empty_names::quoted : empty_names::bare),
      losses_(options, is_registry14_ ? "typeson (registry14)" : "typeson (structured-json)") {
  if (store_ != nullptr) out_.set_source({store_->input, store_->input_size});
}

result<std::uint64_t> encoder::run(const slot& root) {
  if (has_identity(root.kind)) {
    occurrences_.count(root, *store_, false);
    if (occurrences_.any_again()) met_.assign(store_->object_count(), not_met);
  }
  is_wrapped_ = needs_wrapper(root);
  root_is_custom_ = custom_of(root) != nullptr;
  if (is_wrapped_) {
    out_.begin_object();
    key("$");
  }
  write(root);
  while (!open_.empty() && !losses_.failed()) step();
  if (!losses_.failed() && has_nameless_ && !types_.empty()) {
    losses_.lose(nameless_member, [] { return std::string("$[\"\"]"); });
  }
  if (losses_.failed()) return losses_.failure();
  if (is_wrapped_) {
    key("$types");
    if (types_.empty()) {
      out_.literal("true");
    } else {
      out_.begin_object();
      key("$");
      types_.write(out_);
      out_.end_object();
    }
    out_.end_object();
  }
  out_.finish();
  return out_.written();
}

// ---- the document ----

bool encoder::needs_wrapper(const slot& root) const {
  if (!is_json_object(root)) return is_typed(root);
  const record& r = *content_of(root).object;
  const slot* members = nullptr;
  std::uint32_t count = 0;
  if (r.kind == kind::object) {
    members = r.children;
    count = r.count;
  } else if (r.kind == kind::array) {
    members = detail::array_properties(r);
    count = r.property_count;
  } else if (r.kind == kind::host) {
    members = r.children + 1;
    count = r.count;
  }
  return has_member(members, count, "$types") || (is_registry14_ && has_member(members, count, "$symbolKeys"));
}

bool encoder::is_json_object(const slot& s) const {
  switch (s.kind) {
    case kind::object:
    case kind::regexp:
    case kind::error: return true;
    case kind::typed_array:
    case kind::data_view: return s.object->view->buffer.kind == kind::array_buffer;
    case kind::array: return form_of(*s.object).as_object;
    case kind::array_buffer:
    case kind::bytes: return is_registry14_;
    case kind::host: {
      const slot& content = content_of(s);
      return &content == &s ? !is_file_list(value(store_, s)) : is_json_object(content);
    }
    default: return false;
  }
}

void encoder::begin_object() {
  out_.begin_object();
  ++json_depth_;
}

void encoder::end_object() {
  if (--json_depth_ == 0 && !is_wrapped_ && !types_.empty()) {
    key("$types");
    types_.write(out_);
  }
  out_.end_object();
}

// ---- values ----

bool encoder::is_typed(const slot& s) const {
  switch (s.kind) {
    case kind::null:
    case kind::boolean:
    case kind::string:
    case kind::timestamp:
    case kind::object: return false;
    case kind::number: return !std::isfinite(s.number) || (s.number == 0 && std::signbit(s.number) && is_registry14_);
    case kind::error: return is_registry14_;
    case kind::typed_array:
    case kind::data_view:
      if (s.object->view->buffer.kind != kind::array_buffer) return false;
      return s.kind == kind::data_view || is_registry14_ || is_in_registry3(static_cast<element_type>(s.object->form));
    case kind::host: {
      const value v(store_, s);
      return custom_of(s) != nullptr || blob_of(*s.object) || is_file_list(v);
    }
    default: return true;
  }
}

void encoder::write(const slot& s) {
  switch (s.kind) {
    case kind::null: return out_.literal("null");
    case kind::boolean: return out_.literal(s.form != 0 ? "true" : "false");
    case kind::number: return write_number(s.number);
    case kind::string: return write_text(s);
    case kind::absent:
    case kind::undefined: add_type_at_child(type::undefined); return out_.integer(0);
    case kind::bigint: return write_typed(type::bigint, wire::bigint_text(s.form != 0, {s.data, s.size}));
    case kind::bytes:
      if (lose(bytes_loss)) write_bytes({reinterpret_cast<const std::byte*>(s.data), s.size});
      return;
    case kind::timestamp:
      if (lose(timestamp_loss)) out_.string(string_encoding::latin1, {s.data, s.size});
      return;
    default: break;
  }
  // A payload has no place of its own that references could name.
  if (customs_.empty() && refer(s)) return;
  write_contents(s);
}

void encoder::write_contents(const slot& s) {
  const record& r = *s.object;
  switch (s.kind) {
    case kind::object: return open(s, form::object, type::none, 0, r.count);
    case kind::array: return open_array(s, type::array);
    case kind::map: return open(s, form::map, type::map, 0, 2 * std::uint64_t{r.count});
    case kind::set: return open(s, form::items, type::set, 0, r.count);
    case kind::tuple:
      if (lose(tuple_loss)) open(s, form::items, type::array, 0, r.count);
      return;
    case kind::error: return open_error(s);
    case kind::date:
      if (r.number != r.number) return write_typed(type::date, "NaN");
      add_type_at_child(type::date);
      return out_.number(r.number);
    case kind::regexp: return write_regexp(value(store_, s));
    case kind::array_buffer: return write_buffer(s);
    case kind::typed_array:
    case kind::data_view: return write_view(value(store_, s));
    case kind::host: return write_host(s);
    default: return write_primitive_object(value(store_, s));
  }
}

void encoder::write_number(double v) {
  if (v != v) return write_typed(type::nan, "NaN");
  if (std::isinf(v)) {
    return v > 0 ? write_typed(type::infinity, "Infinity") : write_typed(type::negative_infinity, "-Infinity");
  }
  if (v != 0 || !std::signbit(v)) return out_.number(v);
  if (is_registry14_) {
    add_type_at_child(type::negative_zero);
  } else if (!lose(minus_zero)) {
    return;
  }
  out_.integer(0);
}

void encoder::write_text(const slot& s) {
  out_.string(static_cast<string_encoding>(s.form), {s.data, s.size});
}

void encoder::write_typed(type t, std::string_view plain_text) {
  add_type_at_child(t);
  out_.plain_string(plain_text);
}

bool encoder::refer(const slot& s) {
  if (met_.empty() || !occurrences_.occurs_again(s)) return false;
  std::uint32_t& met = met_[s.size];
  if (met == not_met) {
    const std::size_t mark = types_.depth_mark();
    enter_child();
    met = static_cast<std::uint32_t>(paths_.size());
    paths_.push_back('#' + types_.path());
    types_.leave_to(mark);
    return false;
  }
  write_typed(type::reference, paths_[met]);
  return true;
}

// ---- containers ----

void encoder::open(const slot& s, form as, type t, std::uint64_t next, std::uint64_t end) {
  const std::size_t mark = types_.depth_mark();
  enter_child();
  // registry14 cannot write this path's type, and its reader refuses it on an array, which needs none.
  if (as == form::array && customs_.empty() && types_.path() == "__proto__") t = type::none;
  if (t != type::none) add_type(t, t == type::error ? s.object->form : 0);
  frame& f = open_.emplace_back();
  f.object = s.object;
  f.number = s.size;
  f.next = next;
  f.end = end;
  f.as = as;
  f.mark = mark;
  const bool is_list = as == form::array || as == form::map || as == form::items;
  is_list ? out_.begin_array() : begin_object();
}

encoder::array_form encoder::form_of(const record& array) const {
  std::uint32_t present = 0;
  if ((array.flags & detail::array_has_holes) != 0) {
    std::uint32_t index;
    for (std::uint32_t i = 0; i != array.count; ++i) present += stored_element(array, i, index).kind != kind::absent;
  } else {
    present = array.length;
  }
  const slot* properties = detail::array_properties(array);
  bool has_named = false;
  for (std::uint32_t i = 0; i != array.property_count; ++i) has_named |= !is_proto(properties[2 * std::size_t{i}]);
  const std::uint32_t holes = array.length - present;
  return {has_named || (holes != 0 && holes_ + holes > max_holes), has_named, holes};
}

void encoder::open_array(const slot& s, type t) {
  const record& r = *s.object;
  const array_form how = form_of(r);
  open(s, how.as_object ? form::array_as_object : form::array, t, 0, std::uint64_t{r.length} + r.property_count);
  puts_length_first_ = puts_length_first_ || (!is_registry14_ && how.has_named);
  frame& f = open_.back();
  f.writes_holes = how.holes != 0 && holes_ + how.holes <= max_holes;
  if (f.writes_holes) holes_ += how.holes;
  if (!how.as_object && is_packed(r)) write_numbers(r);
}

void encoder::write_numbers(const record& array) {
  frame& f = open_.back();
  f.stored = array.count;
  if (array.form == static_cast<std::uint8_t>(detail::array_storage::int32s)) {
    while (f.next != array.count) out_.int32(array.int32s[f.next++]);
    return;
  }
  while (f.next != array.count && !losses_.failed()) write_number(array.doubles[f.next++]);
}

void encoder::open_error(const slot& s) {
  if (!is_registry14_ && !lose(error_loss)) return;
  const slot* parts = s.object->children;
  const bool has_cause = parts[detail::error_cause].kind != kind::absent;
  open(s, form::error, is_registry14_ ? type::error : type::none, has_cause ? detail::error_cause : 3, 3);
  key("name");
  if (s.object->count == 4) {
    write_text(parts[detail::error_given_name]);
  } else {
    out_.plain_string(name_of(static_cast<error_name>(s.object->form)));
  }
  if (parts[detail::error_message].kind == kind::string) {
    key("message");
    write_text(parts[detail::error_message]);
  }
}

void encoder::step() {
  frame& f = open_.back();
  const record& r = *f.object;
  if (f.as == form::array || f.as == form::array_as_object) {
    if (!f.in_properties) return step_elements(f);
    if (f.next == f.end) return close();
    return step_member(detail::array_properties(r) + 2 * (f.next++ - r.length), false);
  }
  if (f.next == f.end) return close();
  const std::uint64_t i = f.next++;
  switch (f.as) {
    case form::object: return step_member(r.children + 2 * i, true);
    case form::fields: return step_member(r.children + 1 + 2 * i, true);
    case form::map: return step_map(r, i);
    case form::error: key("cause"); [[fallthrough]];
    default: return write(r.children[i]);
  }
}

void encoder::step_elements(frame& f) {
  const record& r = *f.object;
  std::uint32_t index = r.length;
  slot element{};
  if (f.stored != r.count) element = stored_element(r, f.stored++, index);
  if (!f.writes_holes) f.next = index;
  while (f.next < index) write_hole(f, f.next++);
  if (index == r.length) {
    if (f.as == form::array_as_object) integer("length", r.length);
    f.in_properties = true;
    return;
  }
  f.next = std::uint64_t{index} + 1;
  if (element.kind == kind::absent) return write_hole(f, index);
  if (f.as == form::array_as_object) key(std::to_string(index));
  write(element);
}

void encoder::write_hole(const frame& f, std::uint64_t index) {
  if (!f.writes_holes) return;
  if (f.as == form::array_as_object) key(std::to_string(index));
  out_.integer(0);
}

void encoder::step_map(const record& map, std::uint64_t i) {
  if (i % 2 == 0) {
    if (i != 0) out_.end_array();
    out_.begin_array();
    const std::size_t mark = types_.depth_mark();
    types_.enter_index(i / 2);
    add_type(type::array);
    types_.leave_to(mark);
  }
  write(map.children[i]);
}

void encoder::step_member(const slot* pair, bool of_object) {
  const slot& name = pair[0];
  const slot& member = pair[1];
  if (is_proto(name) && (!of_object || !is_registry14_)) {
    lose(of_object ? proto_member : proto_property);
    return;
  }
  if (detail::is_index_key(name)) {
    key(std::to_string(detail::key_index(name)));
  } else {
    if (name.size == 0 && open_.size() == 1 && !is_registry14_ && !may_write_nameless(member)) return;
    out_.key(static_cast<string_encoding>(name.form), {name.data, name.size});
  }
  write(member);
}

/// Of a member "" of the root: its path is the root's.
bool encoder::may_write_nameless(const slot& member) {
  const bool is_shared = has_identity(member.kind) && occurrences_.occurs_again(member);
  if (is_typed(member) || is_shared || root_is_custom_) return lose(nameless_member);
  has_nameless_ = has_nameless_ || (has_identity(member.kind) && member.object->count != 0);
  return true;
}

void encoder::close() {
  const frame f = open_.back();
  if (f.writes_holes) add_holes(f);
  switch (f.as) {
    case form::array:
    case form::items: out_.end_array(); break;
    case form::map:
      if (f.end != 0) out_.end_array();
      out_.end_array();
      break;
    case form::error: close_error(*f.object); [[fallthrough]];
    default: end_object();
  }
  types_.leave_to(f.mark);
  open_.pop_back();
}

void encoder::close_error(const record& error) {
  const slot& stack = error.children[detail::error_stack];
  if (stack.kind == kind::string) {
    key("stack");
    write_text(stack);
  } else if (is_registry14_) {
    undefined_member("stack");
  }
  if (!is_registry14_) return;
  for (const std::string_view name : {"fileName", "lineNumber", "columnNumber"}) undefined_member(name);
  if (static_cast<error_name>(error.form) != error_name::Error) undefined_member("errors");
}

void encoder::undefined_member(std::string_view name) {
  integer(name, 0);
  const std::size_t mark = types_.depth_mark();
  types_.enter_name(name);
  types_.add(index_of(type::undefined));
  types_.leave_to(mark);
}

void encoder::add_holes(const frame& f) {
  const record& r = *f.object;
  auto add_before = [this, next = std::uint64_t{0}](std::uint64_t end) mutable {
    for (; next != end && !losses_.failed(); ++next) {
      const std::size_t mark = types_.depth_mark();
      types_.enter_index(next);
      add_type(type::hole);
      types_.leave_to(mark);
    }
    ++next;
  };
  for (std::uint32_t i = 0; i != r.count; ++i) {
    std::uint32_t index;
    if (stored_element(r, i, index).kind != kind::absent) add_before(index);
  }
  add_before(r.length);
}

void encoder::enter_child() {
  if (open_.empty()) return;
  const frame& f = open_.back();
  const record& r = *f.object;
  const std::uint64_t i = f.next - 1;
  switch (f.as) {
    case form::object: return types_.enter_name(r.children[2 * i]);
    case form::fields: return types_.enter_name(r.children[1 + 2 * i]);
    case form::array:
    case form::array_as_object:
      if (i < r.length) return types_.enter_index(i);
      return types_.enter_name(detail::array_properties(r)[2 * (i - r.length)]);
    case form::map: types_.enter_index(i / 2); return types_.enter_index(i % 2);
    case form::items: return types_.enter_index(i);
    case form::error: return types_.enter_name("cause");
  }
}

void encoder::add_type(type t, std::uint8_t detail) {
  if (types_.path_bytes() > max_path_bytes) {
    return losses_.fail(errc::limit_exceeded, path_of(open_), "the paths of types take more than 256 MiB");
  }
  if (customs_.empty()) return types_.add(index_of(t, detail));
  types_.add(index_of(t, detail), customs_);
  customs_.clear();
}

void encoder::add_type_at_child(type t, std::uint8_t detail) {
  const std::size_t mark = types_.depth_mark();
  enter_child();
  add_type(t, detail);
  types_.leave_to(mark);
}

result<std::uint64_t> encode(const value& root, const encode_options& options, std::vector<std::byte>& out) {
  return encoder(root, options, out).run(root.slot());
}

}  // namespace clonewire::formats::typeson
