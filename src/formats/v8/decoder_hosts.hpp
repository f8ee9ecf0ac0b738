// What V8's format leaves to its embedder: host objects of Node.js, workerd and Deno, and objects whose content is not
// in the bytes at all. Included by decoder.hpp.
#pragma once

#include "formats/v8/decoder.hpp"

namespace clonewire::formats::v8 {

template <class Trace>
record* decoder<Trace>::begin_host(slot& out, const char* type, std::uint32_t field_count) {
  record* r = leaf(kind::host, out);
  if (r == nullptr) return nullptr;
  r->children = store_.new_slots(1 + 2 * std::size_t{field_count});
  if (r->children == nullptr) return nullptr;
  std::fill_n(r->children, 1 + 2 * std::size_t{field_count}, slot{});
  r->count = field_count;
  r->children[0] = detail::make_string(string_encoding::latin1, reinterpret_cast<const std::uint8_t*>(type),
                                       static_cast<std::uint32_t>(std::strlen(type)));
  return r;
}

// Precondition: `name` is a literal, and no array index.
template <class Trace>
void decoder<Trace>::set_field(record* host, std::uint32_t index, const char* name, const slot& v) {
  slot* pair = host->children + 1 + 2 * std::size_t{index};
  const auto size = static_cast<std::uint32_t>(std::strlen(name));
  const auto* text = reinterpret_cast<const std::uint8_t*>(name);
  pair[0] = detail::make_string(string_encoding::latin1, text, size);
  pair[0].hash = detail::key_hash(text, size);
  pair[1] = v;
}

// An object that is only a number here; its content travelled outside of the bytes or stayed in the writing process.
template <class Trace>
cursor decoder<Trace>::read_elsewhere(cursor p, cursor at, tag t, slot& out) {
  if (t == tag::wasm_memory_transfer) return read_wasm_memory(p, at, out);
  if (t == tag::array_buffer_transfer && !mode_.transfers) {
    return fail(errc::content_not_in_bytes, at, "a transferred ArrayBuffer: its content is not in the bytes");
  }
  std::uint32_t number;
  p = wire::read_varint32(p, end_, number);
  if (p == nullptr) return fail_end(at, "a transfer number");
  const char* type = t == tag::shared_array_buffer     ? "SharedArrayBuffer"
                     : t == tag::array_buffer_transfer ? "TransferredArrayBuffer"
                     : t == tag::wasm_module_transfer  ? "WebAssembly.Module"
                                                       : "SharedObject";
  record* r = begin_host(out, type, 1);
  if (r == nullptr) return fail_memory(at);
  set_field(r, 0, "index", detail::make_number(number));
  note(at, p, type, " ", out, ", number ", number, " (content not in the bytes)");
  return is_buffer(out) ? maybe_view(p, out) : p;
}

template <class Trace>
cursor decoder<Trace>::read_wasm_memory(cursor p, cursor at, slot& out) {
  record* r = begin_host(out, "WebAssembly.Memory", 3);
  if (r == nullptr) return fail_memory(at);
  std::uint32_t pages;
  p = wire::read_varint32(p, end_, pages);
  if (p == nullptr || p == end_) return fail_end(at, "a WebAssembly.Memory");
  const std::uint8_t memory64 = *p++;
  if (memory64 > 1) return fail(errc::invalid_value, at, "a WebAssembly.Memory of neither 32 nor 64 bits");
  note(at, p, "WebAssembly.Memory ", out, " over a SharedArrayBuffer (content not in the bytes)");
  slot buffer;
  const std::size_t level = depth();
  p = read_value(p, buffer);
  if (p == nullptr) return p;
  if (depth() != level) close_frame();
  if (!is_buffer(buffer) || buffer.kind != kind::host)
    return fail(errc::invalid_value, at, "a WebAssembly.Memory without its SharedArrayBuffer");
  set_field(r, 0, "maximumPages", detail::make_int32(wire::unzigzag(pages)));
  set_field(r, 1, "memory64", detail::make_boolean(memory64 != 0));
  set_field(r, 2, "buffer", buffer);
  return p;
}

template <class Trace>
cursor decoder<Trace>::read_host_object(cursor p, cursor at, slot& out) {
  std::uint32_t type;
  cursor next = wire::read_varint32(p, end_, type);
  if (next == nullptr) return fail_end(at, "a host object's type");
  switch (mode_.dialect) {
    case dialect::automatic:
    case dialect::node:
      if (type < node_type_count) {
        if (type == workerd_error && ambiguous_at_ == nullptr && looks_like_workerd_error(next)) ambiguous_at_ = at;
        return read_node_view(next, at, type, out);
      }
      break;
    case dialect::workerd:
      if (type == workerd_error) return read_workerd_error(next, at, out);
      break;
    case dialect::web: break;
  }
  if (const custom_type* custom = mode_.types == nullptr ? nullptr : mode_.types->with_v8_id(type)) {
    record* r = leaf(kind::host, out);
    if (r == nullptr || !make_custom_host(store_, *r, *custom, {})) return fail_memory(at);
    note_begin(at, next, "host object ", out, ", a ", custom->name, " {");
    return push_frame(next, at, r, context::custom_host);
  }
  if (type == deno_host_object) {
    next = open(next, at, kind::host, context::deno_host, out);
    if (next != nullptr) note_begin(at, next, "host object ", out, " of Deno {");
    return next;
  }
  if (mode_.dialect == dialect::web && (depth() == 0)) return read_raw_host_object(p, at, out);
  return fail(errc::unknown_host_object, at, "a host object of unknown type ", std::uint64_t{type},
              ", whose end is not known");
}

// As the whole value, a host object ends where the input ends.
template <class Trace>
cursor decoder<Trace>::read_raw_host_object(cursor p, cursor at, slot& out) {
  record* r = begin_host(out, "HostObject", 1);
  if (r == nullptr) return fail_memory(at);
  const auto size = static_cast<std::size_t>(end_ - p);
  if (size > 0xffffffff) return fail(errc::limit_exceeded, at, "a host object of more than 2^32-1 bytes");
  slot raw = detail::make_slot(kind::bytes, 0, static_cast<std::uint32_t>(size));
  raw.data = p;
  set_field(r, 0, "bytes", raw);
  note(at, end_, "host object ", out, " of unknown type, ", std::uint64_t{size}, " bytes");
  return end_;
}

template <class Trace>
cursor decoder<Trace>::read_node_view(cursor p, cursor at, std::uint32_t type, slot& out) {
  std::uint32_t size;
  p = wire::read_varint32(p, end_, size);
  if (p == nullptr) return fail_end(at, "a view's length");
  if (size > static_cast<std::size_t>(end_ - p)) return fail_length(at, size, p);
  const kind k = type == node_data_view ? kind::data_view : kind::typed_array;
  const element_type element = node_types[type];
  record* r = leaf(k, out);
  if (r == nullptr) return fail_memory(at);
  // Node.js ignores bytes that make no whole element.
  const std::uint32_t whole = size - size % element_size(element);
  count_implicit_object();
  slot buffer_slot;
  record* buffer_record = leaf(kind::array_buffer, buffer_slot);
  auto* v = static_cast<detail::view*>(store_.memory().allocate(sizeof(detail::view) + sizeof(detail::buffer)));
  if (buffer_record == nullptr || v == nullptr) return fail_memory(at);
  auto* b = reinterpret_cast<detail::buffer*>(v + 1);
  *b = {p, whole, whole};
  buffer_record->buffer = b;
  *v = {buffer_slot, 0, whole};
  r->view = v;
  r->form = static_cast<std::uint8_t>(element);
  r->flags = detail::view_owns_slice;
  if (whole != size)
    remark(at, std::uint64_t{size - whole}, " bytes that make no whole element are left out, as Node.js does");
  p += size;
  note(at, p, k == kind::data_view ? std::string_view("DataView") : constructor_name(element), " ", out,
       ", written by Node.js: ", size, " bytes");
  return p;
}

// ---- workerd ----

namespace workerd {

/// The name that structured clone keeps for workerd's number; false for a number that is none.
inline bool error_name_of(std::uint32_t type, error_name& name) noexcept {
  switch (static_cast<workerd_error_type>(type)) {
    case workerd_error_type::custom:
    case workerd_error_type::error:
    case workerd_error_type::aggregate_error: name = error_name::Error; return true;
    case workerd_error_type::type_error: name = error_name::TypeError; return true;
    case workerd_error_type::range_error: name = error_name::RangeError; return true;
    case workerd_error_type::reference_error: name = error_name::ReferenceError; return true;
    case workerd_error_type::syntax_error: name = error_name::SyntaxError; return true;
    case workerd_error_type::eval_error: name = error_name::EvalError; return true;
    case workerd_error_type::uri_error: name = error_name::URIError; return true;
  }
  return false;
}

}  // namespace workerd

// Behind `5c0a`: a number of workerd's, then the tag of a string. Node.js would read a Buffer's length and content.
template <class Trace>
bool decoder<Trace>::looks_like_workerd_error(cursor p) const noexcept {
  std::uint32_t type;
  p = wire::read_varint32(p, end_, type);
  error_name name;
  if (p == nullptr || !workerd::error_name_of(type, name)) return false;
  p = skip_padding(p);
  return p != end_ && (tag{*p} == tag::one_byte_string || tag{*p} == tag::two_byte_string);
}

// `5c 0a`, a number for the type, for a custom one its name, the message; then a plain object with the error's own
// properties. Of these structured clone keeps stack and cause.
template <class Trace>
cursor decoder<Trace>::read_workerd_error(cursor p, cursor at, slot& out) {
  std::uint32_t type;
  p = wire::read_varint32(p, end_, type);
  if (p == nullptr) return fail_end(at, "an error's type");
  error_name name;
  if (!workerd::error_name_of(type, name))
    return fail(errc::invalid_value, at, "unknown type of error ", std::uint64_t{type});
  record* r = new_error(out);
  if (r == nullptr) return fail_memory(at);
  note(at, p, "error ", out, ", written by workerd");
  r->form = static_cast<std::uint8_t>(name);
  if (static_cast<workerd_error_type>(type) == workerd_error_type::custom) {
    slot custom;
    label("name ");
    p = read_string_value(p, custom, "an Error's name");
    if (p == nullptr) return p;
    std::string text;
    detail::append_utf8(custom, text);
    remark(at, "an Error named \"", std::string_view(text), "\" is an Error to structured clone");
  }
  label("message ");
  p = read_string_value(p, r->children[detail::error_message], "an Error's message");
  return p == nullptr ? p : push_frame(p, at, r, context::host_error);
}

// The plain object that a host object consists of, or ends with: opened, and kept where it is found when it has closed.
template <class Trace>
cursor decoder<Trace>::read_inner_object(cursor p, const char* of) {
  const std::size_t level = depth();
  const cursor at = p;
  slot inner;
  p = read_value(p, inner);
  if (p == nullptr) return p;
  if (depth() == level || inner.kind != kind::object)
    return fail(errc::invalid_value, at, of, " that is no plain object");
  frame& self = frames_[level - 1];
  self.elements = store_.new_slots(1);
  if (self.elements == nullptr) return fail_memory(at);
  *self.elements = inner;
  return p;
}

// Called when nothing is read yet of the properties, and again when they are complete.
template <class Trace>
cursor decoder<Trace>::close_workerd_error(cursor p) {
  frame& f = innermost();
  if (f.elements == nullptr) return read_inner_object(p, "an Error's properties");
  const cursor at = p;
  record& r = *f.object;
  const record& properties = *f.elements->object;
  for (std::uint32_t i = 0; i < properties.count; ++i) {
    const slot* pair = properties.children + 2 * std::size_t{i};
    std::string name;
    detail::append_key_text(pair[0], name);
    if (name == "cause") {
      r.children[detail::error_cause] = pair[1];
    } else if (name == "stack" && (pair[1].kind == kind::string || pair[1].kind == kind::undefined)) {
      if (pair[1].kind == kind::string) r.children[detail::error_stack] = pair[1];
    } else {
      store_.notes().push_back("before byte " + std::to_string(at - begin_) + ": the property \"" + name +
                               "\" of an Error is left out, as structured clone does");
    }
  }
  close_frame();
  return p;
}

// ---- Deno ----

// `5c ffffffff0f`, then a plain object; its `type` names the interface, the rest are the fields.
template <class Trace>
cursor decoder<Trace>::close_deno_host(cursor p) {
  frame& f = innermost();
  if (f.elements == nullptr) return read_inner_object(p, "a host object of Deno");
  const cursor at = p;
  record& r = *f.object;
  const record& inner = *f.elements->object;
  slot type_key;
  const auto* name = reinterpret_cast<const std::uint8_t*>("type");
  type_key = detail::make_string(string_encoding::latin1, name, 4);
  type_key.hash = detail::key_hash(name, 4);
  const slot* type = detail::find_property(inner.children, inner.count, type_key);
  if (type == nullptr || type[1].kind != kind::string)
    return fail(errc::invalid_value, at, "a host object of Deno without a type");
  r.children = store_.new_slots(1 + 2 * std::size_t{inner.count});
  if (r.children == nullptr) return fail_memory(at);
  r.children[0] = type[1];
  r.count = 0;
  for (std::uint32_t i = 0; i < inner.count; ++i) {
    const slot* pair = inner.children + 2 * std::size_t{i};
    if (pair != type) std::copy_n(pair, 2, r.children + 1 + 2 * std::size_t{r.count++});
  }
  restore_blob(r);
  recognise_custom_host(r, mode_.types);
  close_frame();
  return p;
}

// Our own form of a Blob or File: as Deno's, but with the content, an ArrayBuffer, in place of its parts.
template <class Trace>
void decoder<Trace>::restore_blob(record& host) {
  const slot* content = is_blob_type(host) ? field_of(host, "bytes") : nullptr;
  if (content == nullptr || content->kind != kind::array_buffer) return;
  const detail::buffer& from = *content->object->buffer;
  if (from.byte_length > 0xffffffff) return;
  slot bytes = detail::make_slot(kind::bytes, 0, static_cast<std::uint32_t>(from.byte_length));
  bytes.data = from.data;
  host.children[content - host.children] = bytes;
}

// ---- custom types ----

// The type's number, then its payload, any one value.
template <class Trace>
cursor decoder<Trace>::close_custom_host(cursor p) {
  if (innermost().elements != nullptr) {
    close_frame();
    return p;
  }
  const std::size_t level = depth();
  slot payload;
  p = read_value(p, payload);
  if (p == nullptr) return p;
  frame& self = frames_[level - 1];
  set_payload(*self.object, payload);
  self.elements = self.object->children;  // it is read
  return p;
}

}  // namespace clonewire::formats::v8
