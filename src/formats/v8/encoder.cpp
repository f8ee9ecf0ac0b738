#include "formats/v8/encoder.hpp"

#include <algorithm>

#include "formats/custom_types.hpp"
#include "formats/host_objects.hpp"
#include "graph/arrays.hpp"
#include "graph/keys.hpp"
#include "graph/path.hpp"
#include "graph/slots.hpp"
#include "graph/strings.hpp"
#include "wire/output_growth.hpp"
#include "wire/utf.hpp"
#include "wire/varint.hpp"

namespace clonewire::formats::v8 {

using detail::array_storage;

namespace {

constexpr std::size_t min_room = 512;  // spares small values a second allocation
constexpr std::size_t max_head = 16;   // a tag and the varints behind it, with room to spare

}  // namespace

encoder::encoder(const encode_options& options, std::uint32_t version, object_numbers& numbers,
                 std::vector<std::byte>& out)
    : options_(options), version_(version), numbers_(numbers), out_(out) {
  std::uint32_t bits = options.small_integer_bits;
  if (bits == 0) bits = options.dialect == dialect::workerd ? 31 : 32;
  all_int32_small_ = bits == 32;
  small_min_ = all_int32_small_ ? -2147483648.0 : -1073741824.0;
  small_max_ = all_int32_small_ ? 2147483647.0 : 1073741823.0;
}

// ---- output ----

std::uint8_t* encoder::grow(octet* q, std::size_t size) {
  const std::size_t used = position(q);
  wire::grow_output(out_, used, size);
  begin_ = reinterpret_cast<octet*>(out_.data());
  limit_ = begin_ + out_.size();
  return begin_ + used;
}

std::uint8_t* encoder::fail(errc code, std::string detail) {
  if (!failure_) failure_ = std::make_unique<error>(error{code, error::no_offset, path(), std::move(detail)});
  return nullptr;
}

bool encoder::lose(std::string detail) {
  if (!options_.lossy) {
    fail(errc::cannot_carry, std::move(detail));
    return false;
  }
  if (options_.on_loss) options_.on_loss({errc::cannot_carry, error::no_offset, path(), std::move(detail)});
  return true;
}

std::uint8_t* encoder::needs_version(std::uint32_t version, const char* what) {
  return fail(errc::unsupported_version, std::string(what) + " needs version " + std::to_string(version) +
                                             ", this is version " + std::to_string(version_));
}

std::string encoder::path() const {
  if (frames_.empty()) return "$";
  const frame& f = frames_.back();
  return detail::path_to(root_, f.number, detail::last_child(*f.object, f.next, f.in_properties));
}

// ---- primitives ----

std::uint8_t* encoder::write_two_byte(octet* q, std::uint64_t byte_length) {
  octet head[max_head];
  const octet* head_end = put_varint(put(head, tag::two_byte_string), byte_length);
  const auto head_size = static_cast<std::size_t>(head_end - head);
  q = need(q, 1 + head_size);
  // V8's readers used to expect the characters at an even offset.
  if ((position(q) + head_size) % 2 != 0) q = put(q, tag::padding);
  std::memcpy(q, head, head_size);
  return q + head_size;
}

std::uint8_t* encoder::write_bytes(octet* q, const octet* data, std::uint64_t size) {
  q = need(q, static_cast<std::size_t>(size));
  if (size != 0) std::memcpy(q, data, static_cast<std::size_t>(size));
  return q + size;
}

std::uint8_t* encoder::write_string(octet* q, const slot& s) {
  switch (static_cast<string_encoding>(s.form)) {
    case string_encoding::latin1: return put_latin1(need(q, max_head + std::size_t{s.size} + 32), s.data, s.size);
    case string_encoding::utf16: {
      if (!wire::fits_latin1({s.data, s.size})) return write_bytes(write_two_byte(q, s.size), s.data, s.size);
      q = need(q, max_head + s.size / 2);
      q = put_varint(put(q, tag::one_byte_string), s.size / 2);
      for (std::uint32_t i = 0; i < s.size; i += 2) *q++ = s.data[i];
      return q;
    }
    case string_encoding::utf8: break;
  }
  std::uint64_t units = 0;
  char16_t all = 0;
  for (detail::code_units walk(s); !walk.done(); ++units) all = static_cast<char16_t>(all | walk.next());
  const bool narrow = all < 0x100;
  if (narrow) {
    q = need(q, max_head + static_cast<std::size_t>(units));
    q = put_varint(put(q, tag::one_byte_string), units);
  } else {
    if (2 * units > 0xffffffff) return fail(errc::cannot_carry, "a string of more than 2^31-1 code units");
    q = need(write_two_byte(q, 2 * units), static_cast<std::size_t>(2 * units));
  }
  for (detail::code_units walk(s); !walk.done();) {
    const char16_t unit = walk.next();
    *q++ = static_cast<octet>(unit);
    if (!narrow) *q++ = static_cast<octet>(unit >> 8);
  }
  return q;
}

std::uint8_t* encoder::write_key(octet* q, const slot& key) {
  if (detail::is_index_key(key)) return put_number(need(q, max_head), key);
  // A canonical key is Latin-1 or does not fit it: no need to look again.
  if (key.form == static_cast<std::uint8_t>(string_encoding::latin1)) {
    return put_latin1(need(q, max_head + std::size_t{key.size} + 32), key.data, key.size);
  }
  return write_bytes(write_two_byte(q, key.size), key.data, key.size);
}

std::uint8_t* encoder::write_bigint(octet* q, tag t, const slot& s) {
  const std::uint32_t padded = (s.size + 7) & ~std::uint32_t{7};  // whole digits of 64 bits
  if (padded > 1u << 27) return fail(errc::cannot_carry, "a bigint of more than 2^30 bits");
  q = need(q, max_head + padded);
  q = put_varint(put(q, t), padded << 1 | s.form);
  if (s.size != 0) std::memcpy(q, s.data, s.size);
  std::memset(q + s.size, 0, padded - s.size);
  return q + padded;
}

std::uint8_t* encoder::write_length(octet* q, std::uint64_t length, const char* what) {
  if (length > 0xffffffff && version_ < 16) return needs_version(16, what);
  return put_varint(need(q, max_head), length);
}

std::uint8_t* encoder::write_value(octet* q, const slot& s) {
  switch (s.kind) {
    case kind::absent:
    case kind::undefined: return put(need(q, 1), tag::undefined);
    case kind::null: return put(need(q, 1), tag::null);
    case kind::boolean: return put(need(q, 1), s.form != 0 ? tag::true_value : tag::false_value);
    case kind::number: return put_number(need(q, max_head), s);
    case kind::bigint: return write_bigint(q, tag::bigint, s);
    case kind::string: return write_string(q, s);
    case kind::timestamp:
      if (!lose("a timestamp: V8's format has Date, which keeps neither the zone nor less than a millisecond; written "
                "as text"))
        return nullptr;
      return put_latin1(need(q, max_head + std::size_t{s.size} + 32), s.data, s.size);
    case kind::bytes: {
      if (!lose("an immutable byte string: V8's format has ArrayBuffer; written as one")) return nullptr;
      ++numbers_.next;
      q = put_varint(put(need(q, max_head), tag::array_buffer), s.size);
      return write_bytes(q, s.data, s.size);
    }
    default: return write_object(q, s);
  }
}

// ---- objects ----

bool encoder::met(octet*& q, std::uint32_t number) {
  std::uint32_t& own = own_numbers_[number];
  if (own == 0) {
    own = ++numbers_.next;
    return false;
  }
  q = put_varint(put(need(q, max_head), tag::object_reference), own - 1);
  return true;
}

std::uint8_t* encoder::write_object(octet* q, const slot& s) {
  const record& r = *s.object;
  const std::uint32_t number = s.size;
  if (r.kind == kind::typed_array || r.kind == kind::data_view) return write_view(q, s);
  if (met(q, number)) return q;
  q = need(q, 2 * max_head);
  switch (r.kind) {
    case kind::object:
      q = put(q, tag::begin_object);
      open(r, number, r.children, 2 * std::size_t{r.count}, run::pairs);
      return q;
    case kind::array: return write_array(q, r, number);
    case kind::date: return put_double(put(q, tag::date), r.number);
    case kind::number_object: return put_double(put(q, tag::number_object), r.number);
    case kind::boolean_object: return put(q, r.children[0].form != 0 ? tag::true_object : tag::false_object);
    case kind::bigint_object: return write_bigint(q, tag::bigint_object, r.children[0]);
    case kind::string_object: return write_string(put(q, tag::string_object), r.children[0]);
    case kind::regexp:
      q = write_string(put(q, tag::regexp), r.children[0]);
      return q == nullptr ? q : put_varint(need(q, max_head), r.flags);
    case kind::map:
      q = put(q, tag::begin_map);
      open(r, number, r.children, 2 * std::size_t{r.count}, run::values);
      return q;
    case kind::set:
      q = put(q, tag::begin_set);
      open(r, number, r.children, r.count, run::values);
      return q;
    case kind::tuple:
      if (!lose("a tuple: V8's format has arrays; written as one")) return nullptr;
      q = put_varint(put(q, tag::begin_dense_array), r.count);
      open(r, number, r.children, r.count, run::values);
      return q;
    case kind::error:
      return options_.dialect == dialect::workerd ? write_workerd_error(q, r, number) : write_error(q, r, number);
    case kind::array_buffer: return write_buffer(q, r);
    case kind::host: return write_host(q, r, number);
    default: return fail(errc::cannot_carry, "a value of kind " + std::string(name_of(r.kind)));
  }
}

// Packed numbers, a few hundred at a time: see `grow`.
template <class Number>
std::uint8_t* encoder::write_doubles(octet* q, const Number* numbers, std::size_t count) {
  constexpr std::size_t batch = 512;
  for (std::size_t done = 0; done < count;) {
    const std::size_t n = std::min(batch, count - done);
    q = need(q, 9 * n);
    for (std::size_t i = 0; i < n; ++i) q = put_double(put(q, tag::number), static_cast<double>(numbers[done + i]));
    done += n;
  }
  return q;
}

std::uint8_t* encoder::write_int32s(octet* q, const std::int32_t* numbers, std::size_t count) {
  constexpr std::size_t batch = 512;
  for (std::size_t done = 0; done < count;) {
    const std::size_t n = std::min(batch, count - done);
    q = need(q, 6 * n + 8);
    for (std::size_t i = 0; i < n; ++i) q = put_int32(q, numbers[done + i]);
    done += n;
  }
  return q;
}

std::uint8_t* encoder::write_array(octet* q, const record& r, std::uint32_t number) {
  const auto storage = static_cast<array_storage>(r.form);
  const std::size_t n = r.count;
  if ((r.flags & detail::array_has_holes) != 0) {
    q = put_varint(put(q, tag::begin_sparse_array), r.length);
    if (storage == array_storage::sparse) {
      open(r, number, r.children, 2 * n, run::pairs);
    } else {
      open(r, number, r.children, n, run::elements_between_holes);
    }
    return q;
  }
  q = put_varint(put(q, tag::begin_dense_array), r.length);
  switch (storage) {
    case array_storage::slots: open(r, number, r.children, n, run::values); return q;
    case array_storage::int32s: {
      const auto is_small = [this](std::int32_t v) { return v >= small_min_ && v <= small_max_; };
      if (all_int32_small_ || std::all_of(r.int32s, r.int32s + n, is_small)) {
        q = write_int32s(q, r.int32s, n);
      } else {
        q = write_doubles(q, r.int32s, n);
      }
      break;
    }
    case array_storage::doubles: q = write_doubles(q, r.doubles, n); break;
    case array_storage::sparse: break;
  }
  if (r.property_count == 0) return end_array(q, r);
  open(r, number, detail::array_properties(r), 2 * std::size_t{r.property_count}, run::pairs).in_properties = true;
  return q;
}

std::uint8_t* encoder::end_array(octet* q, const record& r) {
  q = need(q, max_head);
  std::uint64_t properties = r.property_count;
  if ((r.flags & detail::array_has_holes) != 0) {
    q = put(q, tag::end_sparse_array);
    properties +=
        static_cast<array_storage>(r.form) == array_storage::sparse
            ? r.count
            : std::count_if(r.children, r.children + r.count, [](const slot& s) { return s.kind != kind::absent; });
  } else {
    q = put(q, tag::end_dense_array);
  }
  return put_varint(put_varint(q, properties), r.length);
}

std::uint8_t* encoder::write_error(octet* q, const record& r, std::uint32_t number) {
  constexpr error_tag prototypes[] = {
      error_tag::end,          error_tag::eval_error, error_tag::range_error, error_tag::reference_error,
      error_tag::syntax_error, error_tag::type_error, error_tag::uri_error};
  const auto put_tag = [](octet* p, error_tag t) {
    *p = static_cast<octet>(t);
    return p + 1;
  };
  q = put(q, tag::error);
  if (r.form != 0) q = put_tag(q, prototypes[r.form]);
  if (r.children[detail::error_message].kind == kind::string) {
    q = write_string(put_tag(q, error_tag::message), r.children[detail::error_message]);
    if (q == nullptr) return q;
  }
  // Engines that write version 13 know the cause only before the stack; those that read newer versions only behind it.
  const bool has_stack = r.children[detail::error_stack].kind == kind::string;
  const bool has_cause = r.children[detail::error_cause].kind != kind::absent;
  const bool stack_first = has_stack && !(version_ == 13 && has_cause);
  if (stack_first) {
    q = write_string(put_tag(need(q, 1), error_tag::stack), r.children[detail::error_stack]);
    if (q == nullptr) return q;
  }
  q = need(q, 2);
  if (has_cause) q = put_tag(q, error_tag::cause);
  frame& f = open(r, number, r.children + detail::error_cause, has_cause ? 1 : 0, run::values);
  f.in_properties = has_stack && !stack_first;  // the stack is still to come
  return q;
}

std::uint8_t* encoder::write_workerd_error(octet* q, const record& r, std::uint32_t number) {
  constexpr workerd_error_type types[] = {workerd_error_type::error,        workerd_error_type::eval_error,
                                          workerd_error_type::range_error,  workerd_error_type::reference_error,
                                          workerd_error_type::syntax_error, workerd_error_type::type_error,
                                          workerd_error_type::uri_error};
  q = put(q, tag::host_object);
  q = put_varint(q, workerd_error);
  q = put_varint(q, static_cast<std::uint8_t>(types[r.form]));
  const slot& message = r.children[detail::error_message];
  if (message.kind == kind::string) {
    q = write_string(q, message);
  } else {
    if (!lose("an Error without a message: workerd writes an empty one")) return nullptr;
    q = put_varint(put(q, tag::one_byte_string), 0);
  }
  if (q == nullptr) return q;
  // Its own properties are an object, which takes a number.
  ++numbers_.next;
  const auto put_name = [](octet* p, std::string_view name) {
    p = put_varint(put(p, tag::one_byte_string), name.size());
    std::memcpy(p, name.data(), name.size());
    return p + name.size();
  };
  q = put_name(put(need(q, 3 * max_head), tag::begin_object), "stack");
  const slot& stack = r.children[detail::error_stack];
  q = stack.kind == kind::string ? write_string(q, stack) : put(q, tag::undefined);
  if (q == nullptr) return q;
  const bool has_cause = r.children[detail::error_cause].kind != kind::absent;
  q = need(q, 2 * max_head);
  if (has_cause) q = put_name(q, "cause");
  open(r, number, r.children + detail::error_cause, has_cause ? 1 : 0, run::values);
  return q;
}

std::uint8_t* encoder::write_buffer(octet* q, const record& r) {
  const detail::buffer& b = *r.buffer;
  const bool resizable = (r.flags & detail::buffer_resizable) != 0;
  if (resizable && version_ < 14) return fail(errc::cannot_carry, "a resizable ArrayBuffer: version 13 has none");
  q = put(q, resizable                                   ? tag::resizable_array_buffer
             : (r.flags & detail::buffer_immutable) != 0 ? tag::immutable_array_buffer
                                                         : tag::array_buffer);
  q = write_length(q, b.byte_length, "an ArrayBuffer of 4 GiB or more");
  if (q != nullptr && resizable) q = write_length(q, b.max_byte_length, "a maxByteLength of 4 GiB or more");
  return q == nullptr ? q : write_bytes(q, b.data, b.byte_length);
}

// ---- views ----

void encoder::count_buffer_uses() {
  buffer_uses_.assign(store_->object_count(), 0);
  const auto use = [this](const slot& s) {
    if (s.kind == kind::array_buffer && buffer_uses_[s.size] < 2) ++buffer_uses_[s.size];
  };
  const auto use_all = [&use](const slot* slots, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) use(slots[i]);
  };
  use(root_);
  for (std::uint32_t i = 0; i < store_->object_count(); ++i) {
    const record& r = *store_->object(i);
    switch (r.kind) {
      case kind::object:
      case kind::map: use_all(r.children, 2 * std::size_t{r.count}); break;
      case kind::set:
      case kind::tuple: use_all(r.children, r.count); break;
      case kind::error: use_all(r.children, 3); break;
      case kind::host:
        // A host object that was never finished has none: a reader's document keeps what was read before an error.
        if (r.children != nullptr) use_all(r.children, 1 + 2 * std::size_t{r.count});
        break;
      case kind::array:
        if (r.form == static_cast<std::uint8_t>(array_storage::slots)) use_all(r.children, r.count);
        if (r.form == static_cast<std::uint8_t>(array_storage::sparse)) use_all(r.children, 2 * std::size_t{r.count});
        if (r.property_count != 0) use_all(detail::array_properties(r), 2 * std::size_t{r.property_count});
        break;
      case kind::typed_array:
      case kind::data_view: use(r.view->buffer); break;
      default: break;
    }
  }
}

// True when a slice of bytes is all there is to a view: it covers a plain buffer that nothing else refers to.
bool encoder::is_whole_slice(const record& r) {
  if ((r.flags & detail::view_owns_slice) != 0) return true;
  const detail::view& v = *r.view;
  if (v.buffer.kind != kind::array_buffer || v.buffer.object->flags != 0) return false;
  if (v.byte_offset != 0 || v.byte_length != v.buffer.object->buffer->byte_length || v.byte_length > 0xffffffff)
    return false;
  if (buffer_uses_.empty()) count_buffer_uses();
  return buffer_uses_[v.buffer.size] < 2;
}

std::uint8_t* encoder::write_view(octet* q, const slot& s) {
  const record& r = *s.object;
  const bool is_node_buffer = r.kind == kind::typed_array && r.form == static_cast<std::uint8_t>(element_type::buffer);
  bool as_slice = false;
  switch (options_.dialect) {
    case dialect::automatic: as_slice = (r.flags & detail::view_keeps_buffer) == 0 && is_whole_slice(r); break;
    case dialect::node:
      as_slice = true;
      if (own_numbers_[s.size] == 0 && !is_whole_slice(r)) {
        if (!lose("a view of a part of its buffer, or of a buffer that is resizable or shared with other values: "
                  "Node.js's dialect "
                  "keeps the view's own bytes (the dialect web keeps all of it)")) {
          return nullptr;
        }
      }
      break;
    case dialect::web:
    case dialect::workerd: break;
  }
  if (as_slice) {
    if (met(q, s.size)) return q;
    return write_node_view(q, r);
  }
  if (is_node_buffer && own_numbers_[s.size] == 0 &&
      !lose("a Node.js Buffer: only Node.js's dialect has it; written as a Uint8Array"))
    return nullptr;
  // The buffer comes first, then the view; where the view was met before, only a reference to it.
  if (own_numbers_[s.size] == 0) {
    q = write_object(q, r.view->buffer);
    if (q == nullptr) return q;
  }
  if (met(q, s.size)) return q;
  return write_native_view(q, r);
}

std::uint8_t* encoder::write_node_view(octet* q, const record& r) {
  const detail::view& v = *r.view;
  if (v.buffer.kind != kind::array_buffer)
    return fail(errc::cannot_carry, "a view whose buffer's content is not in the document");
  if (v.byte_length > 0xffffffff)
    return fail(errc::cannot_carry, "a view of 4 GiB or more: Node.js's dialect has none");
  std::uint32_t type = node_data_view;
  if (r.kind == kind::typed_array) {
    const auto element = static_cast<element_type>(r.form);
    type = static_cast<std::uint32_t>(std::find(std::begin(node_types), std::end(node_types), element) -
                                      std::begin(node_types));
  }
  q = put(need(q, 2 * max_head), tag::host_object);
  q = put_varint(put_varint(q, type), v.byte_length);
  return write_bytes(q, v.buffer.object->buffer->data + v.byte_offset, v.byte_length);
}

std::uint8_t* encoder::write_native_view(octet* q, const record& r) {
  constexpr view_tag tags[] = {
      view_tag::int8_array,    view_tag::uint8_array,   view_tag::uint8_clamped_array, view_tag::int16_array,
      view_tag::uint16_array,  view_tag::int32_array,   view_tag::uint32_array,        view_tag::float16_array,
      view_tag::float32_array, view_tag::float64_array, view_tag::bigint64_array,      view_tag::biguint64_array,
      view_tag::uint8_array,
  };
  const detail::view& v = *r.view;
  const bool tracking = (r.flags & detail::view_length_tracking) != 0;
  const bool resizable =
      v.buffer.kind == kind::array_buffer && (v.buffer.object->flags & detail::buffer_resizable) != 0;
  if (version_ < 14 && (tracking || resizable))
    return fail(errc::cannot_carry, "a view over a resizable ArrayBuffer: version 13 has none");
  q = put(need(q, 4 * max_head), tag::array_buffer_view);
  q = put_varint(q, static_cast<octet>(r.kind == kind::data_view ? view_tag::data_view : tags[r.form]));
  q = write_length(q, v.byte_offset, "a view beyond 4 GiB");
  // Engines write a length-tracking view with length 0.
  if (q != nullptr) q = write_length(q, tracking ? 0 : v.byte_length, "a view of 4 GiB or more");
  if (q == nullptr || version_ < 14) return q;
  return put_varint(need(q, max_head),
                    (tracking ? view_is_length_tracking : 0) | (resizable ? view_is_over_resizable : 0));
}

// ---- host objects ----

std::uint8_t* encoder::write_host(octet* q, const record& r, std::uint32_t number) {
  const slot& type = r.children[0];
  const slot* index = field_of(r, "index");
  const bool is_number = index != nullptr && r.count == 1 && index->kind == kind::number && index->number >= 0 &&
                         index->number <= 4294967295.0;
  const std::pair<std::string_view, tag> elsewhere[] = {
      {"SharedArrayBuffer", tag::shared_array_buffer},
      {"TransferredArrayBuffer", tag::array_buffer_transfer},
      {"WebAssembly.Module", tag::wasm_module_transfer},
      {"SharedObject", tag::shared_object},
  };
  for (const auto& [name, t] : elsewhere) {
    if (!is_text(type, name) || !is_number) continue;
    if (t == tag::shared_object && version_ < 15) return needs_version(15, "a shared object");
    return put_varint(put(q, t), static_cast<std::uint64_t>(index->number));
  }
  const slot* raw = field_of(r, "bytes");
  if (is_text(type, "HostObject") && raw != nullptr && raw->kind == kind::bytes && r.count == 1) {
    if (!frames_.empty())
      return fail(errc::cannot_carry, "a host object of unknown type inside of another value: its end would be lost");
    return write_bytes(put(q, tag::host_object), raw->data, raw->size);
  }
  if (is_text(type, "WebAssembly.Memory")) {
    const slot* pages = field_of(r, "maximumPages");
    const slot* memory64 = field_of(r, "memory64");
    const slot* buffer = field_of(r, "buffer");
    std::int32_t maximum;
    if (pages != nullptr && detail::is_int32(*pages, maximum) && memory64 != nullptr &&
        memory64->kind == kind::boolean && buffer != nullptr && buffer->kind == kind::host) {
      q = put_varint(put(q, tag::wasm_memory_transfer), wire::zigzag(maximum));
      *q++ = memory64->form;
      return write_object(q, *buffer);
    }
  }
  if (const custom_type* custom = custom_type_of(r, options_.types); custom != nullptr && custom->v8_id) {
    q = put_varint(put(need(q, max_head), tag::host_object), *custom->v8_id);
    open(r, number, &payload_of(r), 1, run::values).in_properties = true;
    return q;
  }
  return write_deno_host(q, r, number);
}

// As Deno does: an object of its own, with its type in front.
std::uint8_t* encoder::write_deno_host(octet* q, const record& r, std::uint32_t number) {
  const slot& type = r.children[0];
  if (type.size == 0 || options_.dialect == dialect::workerd || options_.dialect == dialect::node) {
    std::string name;
    detail::append_utf8(type, name);
    return fail(errc::cannot_carry, "a host object of type \"" + name +
                                        "\": this dialect has none (the dialect web writes it as Deno does)");
  }
  ++numbers_.next;
  q = put_varint(put(need(q, 2 * max_head), tag::host_object), deno_host_object);
  q = put(q, tag::begin_object);
  std::memcpy(q, "\"\4type", 6);
  q = write_string(q + 6, type);
  if (q == nullptr) return q;
  if (is_blob_type(r)) {
    if (blob_of(r)) return write_blob(q, r);
    if (field_of(r, "bytes") != nullptr)
      return fail(errc::cannot_carry, "a Blob or File of other fields than mimeType, name, lastModified and bytes");
  }
  if (field_of(r, "type") != nullptr)
    return fail(errc::cannot_carry, "a host object with a field \"type\", which is where its own type is written");
  open(r, number, r.children + 1, 2 * std::size_t{r.count}, run::pairs);
  return q;
}

// As Deno, but with the content, an ArrayBuffer, which V8 counts as an object, in place of the parts.
std::uint8_t* encoder::write_blob(octet* q, const record& r) {
  for (std::uint32_t i = 0; i < r.count && q != nullptr; ++i) {
    const slot* pair = r.children + 1 + 2 * std::size_t{i};
    q = write_key(q, pair[0]);
    if (pair[1].kind == kind::bytes) {
      ++numbers_.next;
      q = put_varint(put(need(q, max_head), tag::array_buffer), pair[1].size);
      q = write_bytes(q, pair[1].data, pair[1].size);
    } else {
      q = write_value(need(q, max_head), pair[1]);
    }
  }
  return q == nullptr ? q : put_varint(put(need(q, max_head), tag::end_object), std::uint64_t{r.count} + 1);
}

// ---- the loop ----

// Keys and values while both are short: the most of most documents. Leaves the rest to `write_open_containers`.
std::uint8_t* encoder::write_short_pairs(octet* q, frame& f) {
  constexpr std::size_t room = 2 * (2 + max_short + 32) + max_head;
  constexpr auto latin1 = static_cast<std::uint8_t>(string_encoding::latin1);
  const slot* s = f.next;
  for (; s != f.end; s += 2) {
    q = need(q, room);
    octet* value_at;
    if (s[0].kind == kind::string && s[0].form == latin1 && s[0].size <= max_short) [[likely]] {
      value_at = put_short_latin1(q, s[0].data, s[0].size);
    } else if (detail::is_index_key(s[0])) {
      value_at = put_number(q, s[0]);
    } else {
      break;
    }
    const slot& v = s[1];
    if (v.kind == kind::string && v.form == latin1 && v.size <= max_short) {
      q = put_short_latin1(value_at, v.data, v.size);
    } else if (v.kind == kind::number) {
      q = put_number(value_at, v);
    } else if (v.kind == kind::boolean) {
      q = put(value_at, v.form != 0 ? tag::true_value : tag::false_value);
    } else if (v.kind == kind::null) {
      q = put(value_at, tag::null);
    } else {
      f.next = s + 2;
      if (has_identity(v.kind)) {
        const std::uint32_t number = own_numbers_[v.size];
        if (number == 0) return write_object(value_at, v);
        q = put_varint(put(value_at, tag::object_reference), number - 1);
        continue;
      }
      q = write_value(value_at, v);
      if (q == nullptr) return q;
    }
  }
  f.next = s;
  return q;
}

std::uint8_t* encoder::write_open_containers(octet* q) {
  while (q != nullptr && depth_ != 0) {
    const std::size_t level = depth_;
    if (frames_.back().kind_of_run == run::pairs) {
      q = write_short_pairs(q, frames_.back());
      if (q == nullptr || depth_ != level) continue;
    }
    frame& f = frames_.back();
    if (f.next == f.end) {
      q = close(q);
      continue;
    }
    do {
      const slot* s = f.next;
      if (f.kind_of_run == run::pairs) {
        q = write_key(q, *s++);
      } else if (f.kind_of_run == run::elements_between_holes) {
        if (s->kind == kind::absent) {
          ++f.next;
          continue;
        }
        q = put_number(need(q, max_head), detail::make_number(static_cast<double>(s - f.object->children)));
      }
      f.next = s + 1;
      if (s->kind == kind::string && s->form == static_cast<std::uint8_t>(string_encoding::latin1) &&
          s->size <= max_short) {
        q = put_short_latin1(need(q, 2 + max_short + 32), s->data, s->size);
      } else if (s->kind == kind::number) {
        q = put_number(need(q, max_head), *s);
      } else {
        q = has_identity(s->kind) ? write_object(q, *s) : write_value(q, *s);
        if (q == nullptr || depth_ != level) break;
      }
    } while (f.next != f.end && f.kind_of_run != run::pairs);
  }
  return q;
}

std::uint8_t* encoder::close(octet* q) {
  frame& f = frames_.back();
  const record& r = *f.object;
  q = need(q, 2 * max_head);
  switch (r.kind) {
    case kind::object: q = put_varint(put(q, tag::end_object), r.count); break;
    case kind::host:
      if (!f.in_properties) q = put_varint(put(q, tag::end_object), std::uint64_t{r.count} + 1);
      break;
    case kind::map: q = put_varint(put(q, tag::end_map), 2 * std::uint64_t{r.count}); break;
    case kind::set: q = put_varint(put(q, tag::end_set), r.count); break;
    case kind::tuple: q = put_varint(put_varint(put(q, tag::end_dense_array), 0), r.count); break;
    case kind::array:
      if (!f.in_properties && r.property_count != 0) {
        f.in_properties = true;
        f.kind_of_run = run::pairs;
        f.next = detail::array_properties(r);
        f.end = f.next + 2 * std::size_t{r.property_count};
        return q;
      }
      q = end_array(q, r);
      break;
    case kind::error:
      if (options_.dialect == dialect::workerd) {
        q = put_varint(put(q, tag::end_object), r.children[detail::error_cause].kind == kind::absent ? 1 : 2);
        break;
      }
      if (f.in_properties) {
        *q++ = static_cast<octet>(error_tag::stack);
        q = write_string(q, r.children[detail::error_stack]);
        if (q == nullptr) return q;
        q = need(q, 1);
      }
      *q++ = static_cast<octet>(error_tag::end);
      break;
    default: break;
  }
  frames_.pop_back();
  --depth_;
  return q;
}

result<std::uint64_t> encoder::write(const value& root, bool header) {
  const std::size_t start = out_.size();
  root_ = root.slot();
  store_ = root.store();
  if (store_ == nullptr || root_.kind == kind::absent)
    return error{errc::invalid_value, error::no_offset, "$", "there is no value to write"};
  if (store_->input_size >= 32) {
    readable_begin_ = reinterpret_cast<std::uintptr_t>(store_->input);
    readable_span_ = store_->input_size - 31;
  }
  own_numbers_ = numbers_.of(store_);
  if (own_numbers_ == nullptr)
    return error{errc::out_of_memory, error::no_offset, "$", "no memory for the object numbers"};
  // A document that was decoded is about as long again.
  const bool whole = root_.kind == store_->root.kind && root_.bits == store_->root.bits;
  const std::uint64_t expected = !whole                        ? 0
                                 : store_->consumed_bytes != 0 ? store_->consumed_bytes
                                                               : store_->memory().used_bytes() / 2;
  out_.reserve(start + static_cast<std::size_t>(expected + expected / 16) + min_room);
  frames_.reserve(8);
  begin_ = reinterpret_cast<octet*>(out_.data());
  octet* q = grow(begin_ + start, max_head);
  if (header) q = put_varint(put(q, tag::version), version_);
  q = write_value(q, root_);
  q = write_open_containers(q);
  if (q == nullptr) return std::move(*failure_);
  out_.resize(position(q));
  return static_cast<std::uint64_t>(out_.size() - start);
}

}  // namespace clonewire::formats::v8
