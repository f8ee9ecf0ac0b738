// What one JSON value or a small JSON object stands for: RegExps, buffers and their views, wrapper and platform
// objects.
#include <algorithm>
#include <cmath>

#include "formats/custom_types.hpp"
#include "formats/host_objects.hpp"
#include "formats/json_text.hpp"
#include "formats/typeson/encoder.hpp"
#include "graph/arrays.hpp"
#include "wire/base64.hpp"
#include "wire/half.hpp"
#include "wire/number_text.hpp"
#include "wire/word.hpp"

namespace clonewire::formats::typeson {
namespace {

using detail::slot;

constexpr loss false_object = {"a Boolean object of false", "written as one of true", use_registry14};
constexpr loss number_object = {"a Number object of NaN or an infinity", "written as null", use_registry14};
constexpr loss minus_zero_object = {"a Number object of -0", "written as one of 0", use_registry14};
constexpr loss flags_loss = {"a RegExp's flags d, s and v", "left out", use_registry14};
constexpr loss linear_flag = {"V8's own RegExp flag l", "left out"};
constexpr loss resizable_loss = {"a resizable ArrayBuffer", "written with a fixed length", use_registry14};
constexpr loss tracking_loss = {"a length-tracking view", "written with its length", use_registry14};
constexpr loss immutable_loss = {"an immutable ArrayBuffer", "written as an ordinary one"};
constexpr loss node_buffer = {"a Node.js Buffer", "written as a Uint8Array"};
constexpr loss elements_loss = {"an array of BigInts or of half-precision numbers",
                                "written as a plain object of its elements", use_registry14};
constexpr loss missing_content = {"a view whose buffer is elsewhere", "written as null"};
constexpr loss missing_file = {"a Blob or File whose content is elsewhere", "written as a plain object of its fields"};
constexpr loss host_loss = {"a platform object", "written as a plain object of its fields"};
constexpr loss file_list_loss = {"a FileList whose list occurs elsewhere too", "written again"};
constexpr loss payload_loss = {"a custom type's payload that occurs elsewhere too", "written again"};
constexpr loss layered_payload_loss = {payload_loss.what, "written as null"};

constexpr std::pair<std::uint16_t, char> regexp_letters[] = {
    {regexp_global, 'g'},  {regexp_ignore_case, 'i'},  {regexp_multiline, 'm'},   {regexp_sticky, 'y'},
    {regexp_unicode, 'u'}, {regexp_unicode_sets, 'v'}, {regexp_has_indices, 'd'}, {regexp_dot_all, 's'},
};
/// Names that Typeson lets no type have.
bool is_json_type(std::string_view name) noexcept {
  constexpr std::string_view names[] = {"null", "boolean", "number", "string", "array", "object"};
  return std::find(std::begin(names), std::end(names), name) != std::end(names);
}

constexpr std::uint16_t flags_of_registry14 = regexp_unicode_sets | regexp_has_indices | regexp_dot_all;

}  // namespace

// ---- wrapper objects, RegExps ----

void encoder::write_primitive_object(const value& v) {
  const slot content = v.wrapped().slot();
  switch (v.kind()) {
    case kind::boolean_object: {
      const bool is_true = content.form != 0;
      if (!is_true && !is_registry14_ && !lose(false_object)) return;
      add_type_at_child(type::boolean_object);
      return out_.literal(is_true || !is_registry14_ ? "true" : "false");
    }
    case kind::bigint_object:
      return write_typed(type::bigint_object, wire::bigint_text(content.form != 0, {content.data, content.size}));
    case kind::string_object: add_type_at_child(type::string_object); return write_text(content);
    default: break;
  }
  const double n = content.number;
  const bool is_minus_zero = n == 0 && std::signbit(n);
  if (std::isfinite(n) && !is_minus_zero) {
    add_type_at_child(type::number_object);
    return out_.number(n);
  }
  if (is_registry14_) return write_typed(type::number_object, wire::number_text(n));
  if (!lose(is_minus_zero ? minus_zero_object : number_object)) return;
  add_type_at_child(type::number_object);
  is_minus_zero ? out_.integer(0) : out_.literal("null");
}

void encoder::write_regexp(const value& v) {
  std::uint16_t flags = v.regexp_flag_bits();
  if ((flags & regexp_linear) != 0 && !lose(linear_flag)) return;
  if (!is_registry14_ && (flags & flags_of_registry14) != 0) {
    if (!lose(flags_loss)) return;
    flags &= static_cast<std::uint16_t>(~flags_of_registry14);
  }
  std::string letters;
  for (const auto& [flag, letter] : regexp_letters) {
    if ((flags & flag) != 0) letters += letter;
  }
  add_type_at_child(type::regexp);
  begin_object();
  key("source");
  write_text(v.regexp_source().slot());
  key("flags");
  out_.plain_string(letters);
  end_object();
}

// ---- buffers and views ----

/// Whether the buffer was written before: then its number is. Else it gets one.
bool encoder::names_buffer(std::uint32_t number) {
  if (buffer_places_.empty()) buffer_places_.assign(store_->object_count(), not_met);
  std::uint32_t& place = buffer_places_[number];
  if (place == not_met) {
    place = buffer_count_++;
    return false;
  }
  integer("index", place);
  return true;
}

bool encoder::check_buffer(const value& buffer) {
  if (buffer.is_resizable() && !is_registry14_ && !lose(resizable_loss)) return false;
  return !buffer.is_immutable() || lose(immutable_loss);
}

void encoder::write_sizes(std::uint64_t max_byte_length, bool is_resizable) {
  if (!is_registry14_) return;
  integer("maxByteLength", max_byte_length);
  key("resizable");
  out_.literal(is_resizable ? "true" : "false");
}

void encoder::write_buffer(const slot& s) {
  const value v(store_, s);
  const bool is_new = buffer_places_.empty() || buffer_places_[s.size] == not_met;
  if (is_new && !check_buffer(v)) return;
  add_type_at_child(type::array_buffer);
  if (is_new && !is_registry14_) {
    names_buffer(s.size);
    return out_.plain_string(wire::base64_text(octets_of(v.buffer_bytes())));
  }
  begin_object();
  if (!names_buffer(s.size)) {
    key("s");
    out_.plain_string(wire::base64_text(octets_of(v.buffer_bytes())));
    write_sizes(v.max_byte_length(), v.is_resizable());
  }
  end_object();
}

void encoder::write_bytes(bytes_view content) {
  add_type_at_child(type::array_buffer);
  ++buffer_count_;
  if (!is_registry14_) return out_.plain_string(wire::base64_text(octets_of(content)));
  begin_object();
  key("s");
  out_.plain_string(wire::base64_text(octets_of(content)));
  write_sizes(content.size(), false);
  end_object();
}

void encoder::write_view(const value& v) {
  const value buffer = v.view_buffer();
  const bool is_data_view = v.is(kind::data_view);
  if (!buffer.is(kind::array_buffer)) {
    if (lose(missing_content)) out_.literal("null");
    return;
  }
  element_type element = is_data_view ? element_type::uint8 : v.element();
  if (!is_typed(v.slot())) {
    if (lose(elements_loss)) write_elements_as_object(v);
    return;
  }
  if (element == element_type::buffer) {
    if (!lose(node_buffer)) return;
    element = element_type::uint8;
  }
  const bool is_slice = options_.views == view_policy::slice;
  const bool is_new = buffer_places_.empty() || buffer_places_[buffer.object_number()] == not_met;
  if (!is_slice && is_new && !check_buffer(buffer)) return;
  const bool is_tracking = !is_slice && v.is_length_tracking();
  if (is_tracking && !is_registry14_ && !lose(tracking_loss)) return;

  const bytes_view content = is_slice ? v.view_bytes() : buffer.buffer_bytes();
  const std::uint64_t max_byte_length = is_slice ? content.size() : buffer.max_byte_length();
  const bool is_resizable = !is_slice && buffer.is_resizable();
  if (is_data_view) {
    add_type_at_child(type::data_view);
  } else {
    add_type_at_child(type::typed_array, static_cast<std::uint8_t>(element));
  }
  const std::uint64_t length = v.view_byte_length() / element_size(element);
  begin_object();
  if (puts_length_first_ && !is_data_view) integer("length", length);
  if (is_slice) ++buffer_count_;
  if (is_slice || !names_buffer(buffer.object_number())) {
    if (!is_data_view) write_sizes(max_byte_length, is_resizable);
    key("encoded");
    out_.plain_string(wire::base64_text(octets_of(content)));
    if (is_data_view) write_sizes(max_byte_length, is_resizable);
  }
  integer("byteOffset", is_slice ? 0 : v.view_byte_offset());
  // A view without a length is one that tracks that of its buffer.
  if (is_data_view ? !is_tracking || !is_registry14_ : !puts_length_first_ && (!is_tracking || !is_registry14_)) {
    integer(is_data_view ? "byteLength" : "length", length);
  }
  end_object();
}

void encoder::write_elements_as_object(const value& v) {
  const wire::octets bytes = octets_of(v.view_bytes());
  const element_type element = v.element();
  const std::uint32_t unit = element_size(element);
  const std::size_t mark = types_.depth_mark();
  enter_child();
  begin_object();
  for (std::size_t i = 0; i != bytes.size() / unit; ++i) {
    const wire::octets one = bytes.subspan(i * unit, unit);
    key(std::to_string(i));
    const std::size_t element_mark = types_.depth_mark();
    types_.enter_index(i);
    if (element == element_type::float16) {
      const double n = wire::half_value(wire::load_unit(one.data()));
      if (n != n) types_.add(index_of(type::nan));
      if (std::isinf(n)) types_.add(index_of(n > 0 ? type::infinity : type::negative_infinity));
      std::isfinite(n) ? out_.number(n + 0.0) : out_.plain_string(wire::number_text(n));
    } else {
      const std::uint64_t bits = wire::load_word(one.data());
      const bool is_negative = element == element_type::bigint64 && bits >> 63 != 0;
      std::uint8_t magnitude[8];
      wire::store_word(magnitude, is_negative ? 0 - bits : bits);
      types_.add(index_of(type::bigint));
      out_.plain_string(wire::bigint_text(is_negative, magnitude));
    }
    types_.leave_to(element_mark);
  }
  if (puts_length_first_) integer("length", bytes.size() / unit);
  end_object();
  types_.leave_to(mark);
}

// ---- platform objects and custom types ----

namespace {

bool is_host(const value& v, std::string_view name, std::initializer_list<std::string_view> fields) {
  if (v.host_type().to_utf8() != name || v.size() != fields.size()) return false;
  return std::all_of(fields.begin(), fields.end(), [&v](std::string_view field) { return bool(v.find(field)); });
}

}  // namespace

bool is_file_list(const value& v) {
  const value files = v.find("files");
  return is_host(v, "FileList", {"files"}) && files.is(kind::array) && files.entries().empty();
}

const custom_type* encoder::custom_of(const slot& s) const {
  return s.kind == kind::host ? custom_type_of(*s.object, options_.types) : nullptr;
}

void encoder::write_host(const slot& s) {
  if (custom_of(s) != nullptr) return write_custom(s);
  const value v(store_, s);
  if (const auto content = blob_of(*s.object)) return write_blob(*content);
  if (is_file_list(v)) {
    const slot files = v.find("files").slot();
    if (!occurrences_.occurs_again(files) || lose(file_list_loss)) open_array(files, type::file_list);
    return;
  }
  if (lose(is_blob_type(*s.object) ? missing_file : host_loss)) open(s, form::fields, type::none, 0, v.size());
}

void encoder::write_blob(const blob& content) {
  const wire::octets bytes(content.bytes->data, content.bytes->size);
  const std::size_t mark = types_.depth_mark();
  enter_child();
  add_type(content.is_file() ? type::file : type::blob);
  begin_object();
  key("type");
  write_text(*content.mime_type);
  if (is_registry14_) {
    key("stringContents");
    out_.string(string_encoding::latin1, bytes);
  } else {
    key("buffer");
    types_.enter_name("buffer");
    types_.add(index_of(type::array_buffer));
    ++buffer_count_;
    out_.plain_string(wire::base64_text(bytes));
  }
  if (content.is_file()) {
    key("name");
    write_text(*content.name);
    key("lastModified");
    out_.number(content.last_modified->number);
  }
  end_object();
  types_.leave_to(mark);
}

const slot& encoder::content_of(const slot& s) const {
  const slot* content = &s;
  while (custom_of(*content) != nullptr) {
    content = &payload_of(*content->object);
    if (has_identity(content->kind) && occurrences_.occurs_again(*content)) break;
  }
  return *content;
}

/// The payload stands where the object would, with the type's name; types of its own come before that in a list.
void encoder::write_custom(const slot& s) {
  const slot* content = &content_of(s);
  for (const slot* layer = &s; layer != content; layer = &payload_of(*layer->object)) {
    const std::string& name = custom_of(*layer)->name;
    if (name == "#" || type_named(name) != other_type || is_json_type(name)) {
      return losses_.fail(errc::cannot_carry, path_of(open_), '"' + name + "\" is a type of Typeson's own");
    }
    customs_.insert(customs_.begin(), name);
  }
  const bool is_shared = has_identity(content->kind) && occurrences_.occurs_again(*content);
  if (is_shared && !lose(custom_of(*content) != nullptr ? layered_payload_loss : payload_loss)) return;
  if (custom_of(*content) != nullptr) {
    add_type_at_child(type::none);
    return out_.literal("null");
  }
  const bool is_array = content->kind == kind::array;
  const bool is_plain_array = is_array && content->object->flags == 0 && content->object->property_count == 0;
  if (is_typed(*content) && !is_plain_array) return write(*content);
  add_type_at_child(type::none);
  if (!has_identity(content->kind)) return write(*content);
  is_plain_array ? open_array(*content, type::none) : write_contents(*content);
}

}  // namespace clonewire::formats::typeson
