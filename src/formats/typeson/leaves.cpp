// Values that one JSON value or a small JSON object stands for.
#include <algorithm>
#include <cmath>

#include "formats/typeson/decoder.hpp"
#include "graph/regexp.hpp"
#include "graph/strings.hpp"
#include "graph/views.hpp"
#include "wire/base64.hpp"
#include "wire/number_text.hpp"

namespace clonewire::formats::typeson {
namespace {

constexpr double max_safe_integer = 9007199254740991;

constexpr std::pair<char, std::uint16_t> regexp_letters[] = {
    {'g', regexp_global},  {'i', regexp_ignore_case}, {'m', regexp_multiline}, {'y', regexp_sticky},
    {'u', regexp_unicode}, {'d', regexp_has_indices}, {'s', regexp_dot_all},   {'v', regexp_unicode_sets},
};

/// Flags in any order, each once; 0xffff where they are no flags of a RegExp.
std::uint16_t regexp_flags_of(std::string_view letters) noexcept {
  std::uint16_t flags = 0;
  for (const char letter : letters) {
    const auto* const found = std::find_if(std::begin(regexp_letters), std::end(regexp_letters),
                                           [letter](const auto& known) { return known.first == letter; });
    if (found == std::end(regexp_letters) || (flags & found->second) != 0) return 0xffff;
    flags |= found->second;
  }
  return flags;
}

}  // namespace

// ---- parts of leaves ----

bool decoder::is_plain(index node, json_kind k, const char* expected) {
  if (tree_.is(node, k) && types_.type_of(node).type == type::none) return true;
  return refuse(node, std::string("expected ") + expected);
}

bool decoder::string_of(index node, slot& out) {
  if (!tree_.is(node, json_kind::string)) return refuse(node, "expected a string");
  return text_slot(node, out);
}

bool decoder::size_of(index node, std::uint64_t& out) {
  if (!is_plain(node, json_kind::number, "an integer")) return false;
  const double v = tree_.number(node);
  if (!(v >= 0 && v <= max_safe_integer) || v != std::floor(v)) return refuse(node, "expected an integer");
  out = static_cast<std::uint64_t>(v);
  return true;
}

template <std::size_t Count>
bool decoder::members_of(index node, const std::string_view (&names)[Count], index (&values)[Count]) {
  std::fill(std::begin(values), std::end(values), no_node);
  if (!tree_.is(node, json_kind::object)) return refuse(node, "expected an object");
  for (index key = node + 1; key != tree_.after(node); key = tree_.after(key + 1)) {
    if (key == types_.types_key()) continue;
    const auto* const name = std::find(std::begin(names), std::end(names), text_at(tree_, key, unescaped_));
    if (name == std::end(names)) return refuse(key, "a member that does not belong here: " + quoted(key));
    index& value = values[name - std::begin(names)];
    if (value != no_node) {
      fail(key, errc::duplicate_key, "a second member " + quoted(key));
      return false;
    }
    value = key + 1;
  }
  return true;
}

// ---- primitives and their objects ----

void decoder::visit_bigint(index node, bool is_object) {
  if (!tree_.is(node, json_kind::string)) {
    refuse(node, "a BigInt is a string of digits");
    return;
  }
  bool negative = false;
  if (!wire::parse_bigint(text_at(tree_, node, unescaped_), negative, bytes_)) {
    refuse(node, "a BigInt is a string of digits");
    return;
  }
  const std::uint8_t* magnitude = store_->copy_bytes(bytes_.data(), bytes_.size());
  if (magnitude == nullptr) {
    fail_memory(node);
    return;
  }
  const slot s = detail::make_bigint(negative, magnitude, static_cast<std::uint32_t>(bytes_.size()));
  is_object ? visit_wrapper(node, kind::bigint_object, s) : push(s);
}

void decoder::visit_wrapper(index node, kind k, const slot& content) {
  const made m = make(node, k);
  if (!m) return;
  m->children = store_->new_slots(1);
  if (m->children == nullptr) {
    fail_memory(node);
    return;
  }
  m->children[0] = content;
  push(m);
}

void decoder::visit_number_object(index node) {
  double v = 0;
  bool is_number = tree_.is(node, json_kind::number);
  if (is_number) {
    v = tree_.number(node);
  } else if (tree_.is(node, json_kind::string)) {
    const std::string_view text = text_at(tree_, node, unescaped_);
    is_number = wire::parse_number(text, v);
  }
  if (!is_number) {
    refuse(node, "expected a number");
    return;
  }
  const made m = make(node, kind::number_object);
  if (!m) return;
  m->number = detail::canonical(v);
  push(m);
}

void decoder::visit_date(index node) {
  double v = std::numeric_limits<double>::quiet_NaN();
  if (tree_.is(node, json_kind::number)) {
    v = detail::time_clip(tree_.number(node));
  } else if (!tree_.is(node, json_kind::string) || text_at(tree_, node, unescaped_) != "NaN") {
    refuse(node, "a Date is a number of milliseconds, or \"NaN\"");
    return;
  }
  const made m = make(node, kind::date);
  if (!m) return;
  m->number = v;
  push(m);
}

void decoder::visit_regexp(index node) {
  constexpr std::string_view names[] = {"source", "flags"};
  index values[std::size(names)];
  if (!members_of(node, names, values)) return;
  const auto [source, letters] = values;
  if (source == no_node || letters == no_node) {
    refuse(node, "a RegExp has a source and flags");
    return;
  }
  slot text;
  if (!is_plain(source, json_kind::string, "a RegExp's source") || !text_slot(source, text)) return;
  if (!is_plain(letters, json_kind::string, "a RegExp's flags")) return;
  const std::uint16_t flags = regexp_flags_of(text_at(tree_, letters, unescaped_));
  if (!detail::are_valid_regexp_flags(flags)) {
    refuse(letters, "no flags of a RegExp: " + quoted(letters));
    return;
  }
  const made m = make(node, kind::regexp);
  if (!m) return;
  m->children = store_->new_slots(1);
  if (m->children == nullptr || !detail::escape_regexp_source(text, store_->memory())) {
    fail_memory(node);
    return;
  }
  m->children[0] = text;
  m->flags = flags;
  push(m);
}

// ---- buffers and views ----

bool decoder::bytes_of(index node, const std::uint8_t*& data, std::size_t& size) {
  if (!tree_.is(node, json_kind::string)) return refuse(node, "expected base64");
  if (!wire::parse_base64(text_at(tree_, node, unescaped_), bytes_)) return refuse(node, "not base64");
  data = store_->copy_bytes(bytes_.data(), bytes_.size());
  size = bytes_.size();
  return data != nullptr || fail_memory(node);
}

bool decoder::new_buffer(index node, index content, index resizable, index most, slot& out) {
  if (content == no_node) return refuse(node, "a buffer without its bytes");
  const std::uint8_t* data = nullptr;
  std::size_t size = 0;
  if (!bytes_of(content, data, size)) return false;
  const bool is_resizable =
      !is_absent(resizable) && tree_.is(resizable, json_kind::boolean) && tree_.boolean(resizable);
  std::uint64_t max_byte_length = size;
  if (is_resizable) {
    if (is_absent(most)) return refuse(node, "a resizable buffer without its maxByteLength");
    if (!size_of(most, max_byte_length)) return false;
    if (max_byte_length < size) return refuse(most, "a maxByteLength of less than there are bytes");
  }
  record* r = nullptr;
  if (out.kind == kind::absent) {
    std::uint32_t number;
    r = store_->new_record(kind::array_buffer, number);
    if (r == nullptr) return fail_memory(node);
    out = detail::store::slot_of(r, number);
  }
  auto* buffer = static_cast<detail::buffer*>(store_->memory().allocate(sizeof(detail::buffer)));
  if (buffer == nullptr) return fail_memory(node);
  *buffer = {data, size, max_byte_length};
  out.object->buffer = buffer;
  out.object->flags = is_resizable ? detail::buffer_resizable : 0;
  buffers_.push_back(out);
  return true;
}

bool decoder::indexed_buffer(index node, slot& out) {
  std::uint64_t place;
  if (!size_of(node, place)) return false;
  if (first_counted_ == no_node) first_counted_ = node;
  if (place < buffers_.size()) {
    out = buffers_[place];
    return true;
  }
  fail(node, errc::invalid_reference,
       "buffer " + std::to_string(place) + " of " + std::to_string(buffers_.size()) + " so far");
  return false;
}

void decoder::visit_buffer(index node) {
  constexpr std::string_view names[] = {"index", "s", "maxByteLength", "resizable"};
  index values[std::size(names)] = {no_node, node, no_node, no_node};
  if (!tree_.is(node, json_kind::string) && !members_of(node, names, values)) return;
  const auto [place, content, most, resizable] = values;
  target* const t = types_.is_target(node) ? target_at(node) : nullptr;
  const bool stands_for_node = t != nullptr && !t->is_read;
  slot buffer{};
  if (place != no_node) {
    if (!indexed_buffer(place, buffer)) return;
    if (stands_for_node && t->object.kind != kind::absent) {
      return fail(node, errc::invalid_reference, "a reference to a buffer that comes later under another path");
    }
  } else {
    if (stands_for_node) buffer = t->object;
    if (!new_buffer(node, content, resizable, most, buffer)) return;
  }
  if (stands_for_node) *t = {node, buffer, true};
  push(buffer);
}

void decoder::visit_view(index node, kind k, element_type element) {
  const bool is_data_view = k == kind::data_view;
  const std::string_view names[] = {"index",     "encoded",      "byteOffset", is_data_view ? "byteLength" : "length",
                                    "resizable", "maxByteLength"};
  index values[std::size(names)];
  if (!members_of(node, names, values)) return;
  const auto [place, content, offset_node, length_node, resizable, most] = values;
  slot buffer{};
  if (place != no_node ? !indexed_buffer(place, buffer) : !new_buffer(node, content, resizable, most, buffer)) return;

  // A view without a length reaches to the end of its buffer, and follows it when the buffer is resizable.
  const std::uint32_t unit = is_data_view ? 1 : element_size(element);
  std::uint64_t offset = 0, length = 0;
  if (!is_absent(offset_node) && !size_of(offset_node, offset)) return;
  const bool is_open = is_absent(length_node);
  const bool is_tracking = is_open && (buffer.object->flags & detail::buffer_resizable) != 0;
  if (!is_open && !size_of(length_node, length)) return;
  const std::uint64_t size = buffer.object->buffer->byte_length;
  length *= unit;
  if (is_open && offset <= size) length = size - offset;
  if (is_tracking) length -= length % unit;
  if (const char* problem = detail::view_problem(buffer, offset, length, unit, is_tracking)) {
    return fail(node, errc::invalid_view, problem);
  }
  const made m = make(node, k);
  if (!m) return;
  auto* view = static_cast<detail::view*>(store_->memory().allocate(sizeof(detail::view)));
  if (view == nullptr) {
    fail_memory(node);
    return;
  }
  *view = {buffer, offset, length};
  m->view = view;
  m->form = is_data_view ? 0 : static_cast<std::uint8_t>(element);
  m->flags = is_tracking ? detail::view_length_tracking : 0;
  push(m);
}

// ---- errors ----

void decoder::visit_error(index node, error_name by_type) {
  constexpr std::string_view names[] = {"name",     "message",    "stack",        "cause",
                                        "fileName", "lineNumber", "columnNumber", "errors"};
  index values[std::size(names)];
  std::fill(std::begin(values), std::end(values), no_node);
  const bool is_message = tree_.is(node, json_kind::string);  // registry 3 has no more of TypeError and the like
  if (is_message) {
    values[1] = node;
  } else if (!members_of(node, names, values)) {
    return;
  }
  const index cause = values[3];
  slot parts[4] = {};
  for (const std::size_t i : {std::size_t{1}, std::size_t{2}}) {
    if (is_absent(values[i])) continue;
    if (!is_message && !is_plain(values[i], json_kind::string, "a string")) return;
    if (!text_slot(values[i], parts[i - 1])) return;
  }
  error_name name = by_type;
  if (values[0] != no_node) {
    if (!is_plain(values[0], json_kind::string, "an Error's name")) return;
    name = error_name_of(values[0], by_type, parts[detail::error_given_name]);
    if (failure_) return;
  }
  for (std::size_t i = 4; i != std::size(names); ++i) {
    if (!is_absent(values[i])) note(values[i], "an Error's " + std::string(names[i]) + " is left out");
  }
  slot* children = store_->new_slots(std::size(parts));
  if (children == nullptr) {
    fail_memory(node);
    return;
  }
  std::copy_n(parts, std::size(parts), children);
  open(node, shape::error, kind::error, cause, cause == no_node ? no_node : tree_.after(cause));
  if (failure_) return;
  open_.back().object->form = static_cast<std::uint8_t>(name);
  open_.back().object->children = children;
  open_.back().object->count = parts[detail::error_given_name].kind == kind::absent ? 3 : 4;
}

error_name decoder::error_name_of(index node, error_name by_type, slot& given) {
  const std::string_view text = text_at(tree_, node, unescaped_);
  for (int i = 0; i <= static_cast<int>(error_name::URIError); ++i) {
    const auto known = static_cast<error_name>(i);
    if (name_of(known) != text) continue;
    if (known != by_type) note(node, "an Error of another type than its name");
    return known;
  }
  note(node, "an Error of the name " + quoted(node) + ", which structured clone does not keep");
  if (by_type == error_name::Error) text_slot(node, given);
  return error_name::Error;
}

// ---- Blob and File ----

/// A string in which every character stands for a byte: the lower half of its code unit.
bool decoder::binary_string_of(index node, slot& out) {
  slot text;
  if (!is_plain(node, json_kind::string, "a string") || !text_slot(node, text)) return false;
  if (text.form == static_cast<std::uint8_t>(string_encoding::latin1)) {
    out = text;
  } else {
    bytes_.clear();
    for (detail::code_units units(text); !units.done();) bytes_.push_back(static_cast<std::uint8_t>(units.next()));
    out.data = store_->copy_bytes(bytes_.data(), bytes_.size());
    out.size = static_cast<std::uint32_t>(bytes_.size());
    if (out.data == nullptr) return fail_memory(node);
  }
  out.kind = kind::bytes;
  out.form = 0;
  return true;
}

void decoder::visit_file(index node, bool is_file) {
  constexpr std::string_view names[] = {"name", "type", "lastModified", "stringContents", "buffer"};
  index values[std::size(names)];
  if (!members_of(node, names, values)) return;
  const auto [name, media_type, modified, characters, buffer] = values;
  const bool is_complete = is_file ? name != no_node && modified != no_node : name == no_node && modified == no_node;
  if (!is_complete || media_type == no_node || (characters == no_node) == (buffer == no_node)) {
    refuse(node, is_file ? "a File has name, type, lastModified and content" : "a Blob has type and content");
    return;
  }
  slot content{};
  if (characters != no_node) {
    if (!binary_string_of(characters, content)) return;
  } else {
    // structured-json's own: an ArrayBuffer, which is counted among the document's.
    if (types_.type_of(buffer).type != type::array_buffer) {
      refuse(buffer, "expected an ArrayBuffer");
      return;
    }
    const std::size_t before = scratch_.size();
    visit_buffer(buffer);
    if (failure_) return;
    const detail::buffer& bytes = *scratch_.back().object->buffer;
    scratch_.resize(before);
    if (bytes.byte_length > 0xffffffff) {
      refuse(buffer, "a content of 4 GiB or more");
      return;
    }
    content = detail::make_slot(kind::bytes, 0, static_cast<std::uint32_t>(bytes.byte_length));
    content.data = bytes.data;
  }
  slot children[9];
  slot* next = children;
  *next++ = key_of(is_file ? "File" : "Blob");
  const auto take_string = [&](std::string_view key, index value) {
    *next++ = key_of(key);
    return is_plain(value, json_kind::string, "a string") && text_slot(value, *next++);
  };
  if (is_file && !take_string("name", name)) return;
  if (!take_string("mimeType", media_type)) return;
  if (is_file) {
    if (!is_plain(modified, json_kind::number, "a number")) return;
    *next++ = key_of("lastModified");
    *next++ = detail::make_number(tree_.number(modified));
  }
  *next++ = key_of("bytes");
  *next++ = content;
  const made m = make(node, kind::host);
  if (!m) return;
  const auto count = static_cast<std::size_t>(next - children);
  m->children = store_->new_slots(count);
  if (m->children == nullptr) {
    fail_memory(node);
    return;
  }
  std::copy_n(children, count, m->children);
  m->count = static_cast<std::uint32_t>(count / 2);
  push(m);
}

}  // namespace clonewire::formats::typeson
