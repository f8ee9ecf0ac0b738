// The decoder's extensions: msgpackr's, clonewire's own, custom types, and those that nobody knows. Included by
// decoder.hpp.
#pragma once

#include "formats/msgpack/decoder.hpp"

namespace clonewire::formats::msgpack {

// An extension of another size than its type has is not msgpackr's.
template <class Trace>
cursor decoder<Trace>::read_extension(cursor at, const item& x, slot& out) {
  const cursor p = x.content;
  if (x.size > static_cast<std::size_t>(end_ - p)) return fail_length(at, "length", x.size, p);
  const cursor behind = p + x.size;
  switch (extension{x.type}) {
    case extension::undefined:
      if (x.size != 1) break;
      out = detail::make_slot(kind::undefined);
      note(at, behind, "undefined");
      return behind;
    case extension::bigint:
      if (x.size == 0) break;
      return read_bigint(at, x, out);
    case extension::error:
      if (x.size != 1) break;
      return open_error(behind, at, out);
    case extension::host: {
      if (const cursor opened = open_host(at, x, out); opened != nullptr || this->has_failed()) return opened;
      break;
    }
    case extension::pointer:
      if (x.size != 4) break;
      return read_pointer(at, x, out);
    case extension::record:
      if (head{*at} != head::fixext1 && head{*at} != head::fixext2) break;
      return read_definition(p, at, out);
    case extension::set:
      if (x.size != 1) break;
      return open_set(behind, at, out);
    case extension::typed_array:
      if (x.size == 0) break;
      return read_view(at, x, out);
    case extension::regexp:
      if (x.size != 1) break;
      return read_regexp(behind, at, out);
    case extension::timestamp:
      if (x.size != 1 && x.size != 4 && x.size != 8 && x.size != 12) break;
      return read_timestamp(at, x, out);
    case extension::bundle:
    case extension::identity: break;  // of these sizes, read_value has read them
  }
  if (const custom_type* type = how_.types == nullptr ? nullptr : how_.types->with_msgpack_code(x.type)) {
    // As msgpackr's addExtension: with `write` a byte 0 and a value behind it, with `pack` the bytes.
    const bool packed = head{*at} == head::fixext1 && *p == 0;
    return packed ? open_payload(behind, at, *type, out) : read_raw_payload(at, x, *type, out);
  }
  return read_unknown(at, x, out);
}

// ---- identity ----

template <class Trace>
cursor decoder<Trace>::read_identity(cursor at, const item& x) {
  if (end_ - x.content < 4) return fail_end(at, "inside an id");
  waiting_ids_.push_back(wire::load_be32(x.content));
  note(at, x.content + 4, "id ", std::uint64_t{waiting_ids_.back()}, " of what follows");
  return x.content + 4;
}

template <class Trace>
cursor decoder<Trace>::read_pointer(cursor at, const item& x, slot& out) {
  const std::uint32_t id = wire::load_be32(x.content);
  out = identities_.find(id);
  if (out.kind == kind::absent) return fail(errc::invalid_reference, at, "no value has the id ", std::uint64_t{id});
  if (has_identity(out.kind)) out.kind = out.object->kind;
  note(at, x.content + 4, "the value of id ", std::uint64_t{id}, ": ", out);
  return x.content + 4;
}

// ---- bundled strings ----

// Says how far behind itself the texts of the next strings lie. All but the first hold the texts of the strings
// before, which are then used up: so no text is read twice.
template <class Trace>
cursor decoder<Trace>::read_bundle(cursor at, const item& x) {
  const auto left = static_cast<std::size_t>(end_ - x.content);
  if (x.size > left) return fail_length(at, "length", x.size, x.content);
  const cursor behind = x.content + x.size;
  const std::uint32_t distance = wire::load_be32(x.content);
  if (distance > left || distance < x.size)
    return fail(errc::invalid_reference, at, "a bundle at ", std::uint64_t{distance}, ", ", std::uint64_t{left},
                " bytes left");
  const bool is_first = bundle_.begin == nullptr;
  const bool is_place = is_first ? x.size == 4 : bundle_.begin == x.content + 4 && bundle_.end == behind;
  if (!is_place || !bundle_.wide.used_up() || !bundle_.ascii.used_up())
    return fail(errc::invalid_reference, at, "the bundled strings before do not end here");
  note(at, x.content + 4, "the next bundle is ", std::uint64_t{distance}, " bytes on");
  if (!is_first) {
    note(bundle_.begin, bundle_.middle, "bundled text of ", std::uint64_t{bundle_.wide.units()}, " code units");
    note(bundle_.middle, bundle_.end, "bundled ASCII text of ", std::uint64_t{bundle_.ascii.units()}, " characters");
  }
  cursor p = x.content + distance;
  bundle_ = {};
  bundle_.begin = p;
  if (read_bundle_text(p, bundle_.wide.text) == nullptr) return nullptr;
  bundle_.middle = p;
  if (read_bundle_text(p, bundle_.ascii.text) == nullptr) return nullptr;
  bundle_.end = p;
  return behind;
}

// Lengths of bundled strings count code units: what is not one byte each is made UTF-16.
template <class Trace>
cursor decoder<Trace>::read_bundle_text(cursor& p, slot& out) {
  const cursor at = p;
  item x;
  if (read_head(p, end_, x) == nullptr) return fail_end(at, "inside a bundle");
  if (x.is != form::string) return fail(errc::invalid_reference, at, "a bundle without its text");
  if (x.size > static_cast<std::size_t>(end_ - x.content)) return fail_length(at, "length", x.size, x.content);
  switch (make_.make_text({x.content, x.size}, out)) {
    case detail::assembly::text::made: break;
    case detail::assembly::text::invalid: return fail(errc::invalid_string, at, "bundled text that is not UTF-8");
    case detail::assembly::text::refused: return fail_memory(at);
  }
  if (out.form == static_cast<std::uint8_t>(string_encoding::utf8)) {
    std::string units;
    wire::append_utf16_from_utf8({out.data, out.size}, units);
    const std::uint8_t* copy = units.size() > 0xffffffff ? nullptr : store_.copy_bytes(units.data(), units.size());
    if (copy == nullptr) return fail_memory(at);
    out = detail::make_string(string_encoding::utf16, copy, static_cast<std::uint32_t>(units.size()));
  }
  p = x.content + x.size;
  return p;
}

// ---- bigints, views, dates, expressions ----

template <class Trace>
cursor decoder<Trace>::read_bigint(cursor at, const item& x, slot& out) {
  auto* magnitude = static_cast<std::uint8_t*>(store_.memory().allocate(x.size));
  if (magnitude == nullptr) return fail_memory(at);
  const bool negative = x.content[0] >= 0x80;
  // The magnitude of two's complement: inverted, and one more.
  unsigned carry = 1;
  for (std::uint32_t i = 0; i != x.size; ++i) {
    const std::uint8_t byte = x.content[x.size - 1 - i];
    if (!negative) {
      magnitude[i] = byte;
      continue;
    }
    const unsigned sum = (byte ^ 0xffU) + carry;
    magnitude[i] = static_cast<std::uint8_t>(sum);
    carry = sum >> 8;
  }
  // Where all bytes are zero but a first of 0x80, the last sum fits: a carry out of it would need a magnitude of zero.
  out = detail::make_bigint(negative, magnitude, x.size);
  note(at, x.content + x.size, "bigint ", out);
  return x.content + x.size;
}

template <class Trace>
cursor decoder<Trace>::read_view(cursor at, const item& x, slot& out) {
  const std::uint8_t code = x.content[0];
  const wire::octets content(x.content + 1, x.size - 1);
  bool made = true;
  std::string_view name = "ArrayBuffer";
  if (code == array_buffer_code) {
    made = make_.make_array_buffer(content, out);
  } else if (code == data_view_code) {
    name = "DataView";
    made = make_.make_data_view(content, out);
  } else if (code < view_codes.size()) {
    const element_type type = view_codes[code];
    name = constructor_name(type);
    if (content.size() % element_size(type) != 0)
      return fail(errc::invalid_view, at, std::uint64_t{content.size()}, " bytes are no ", name);
    made = make_.make_typed_array(type, content, out);
  } else {
    return fail(errc::invalid_view, at, "unknown kind of typed array ", std::uint64_t{code});
  }
  if (!made) return fail_memory(at);
  note(at, x.content + x.size, name, " ", out, ": ", std::uint64_t{content.size()}, " bytes");
  return x.content + x.size;
}

template <class Trace>
cursor decoder<Trace>::read_timestamp(cursor at, const item& x, slot& out) {
  const cursor p = x.content;
  const auto made = [&](double time_value) {
    if (!make_.make_date(time_value, out)) return fail_memory(at);
    note(at, p + x.size, "Date ", out, ": ", detail::make_number(time_value));
    return p + x.size;
  };
  std::int64_t seconds = 0;
  std::uint32_t nanoseconds = 0;
  switch (x.size) {
    case 1: return made(std::numeric_limits<double>::quiet_NaN());  // of msgpackr: an invalid Date
    case 4: seconds = wire::load_be32(p); break;
    case 8: {
      const std::uint64_t both = wire::load_be64(p);
      seconds = static_cast<std::int64_t>(both & 0x3ffffffff);
      nanoseconds = static_cast<std::uint32_t>(both >> 34);
      break;
    }
    default:
      nanoseconds = wire::load_be32(p);
      seconds = static_cast<std::int64_t>(wire::load_be64(p + 4));
      break;
  }
  constexpr std::int64_t most_seconds = 8'640'000'000'000;
  if (nanoseconds > 999'999'999)
    return fail(errc::invalid_value, at, "a timestamp of more nanoseconds than a second has");
  if (seconds < -most_seconds || seconds > most_seconds || (seconds == most_seconds && nanoseconds != 0))
    return fail(errc::invalid_value, at, "a timestamp beyond what a Date can hold");
  std::int64_t milliseconds = seconds * 1000 + nanoseconds / 1'000'000;
  if (nanoseconds % 1'000'000 != 0) {
    // Cut toward zero, as Date does.
    if (milliseconds < 0) ++milliseconds;
    remark(at, "a timestamp of which a Date keeps the milliseconds, not the nanoseconds");
  }
  return made(static_cast<double>(milliseconds));
}

template <class Trace>
cursor decoder<Trace>::read_regexp(cursor p, cursor at, slot& out) {
  const cursor list_at = p;
  item x;
  if (p == end_) return fail_end(p, "where a RegExp's source should be");
  p = read_head(p, end_, x);
  if (p == nullptr) return fail_end(list_at, "inside a value's head");
  if (x.is != form::array || x.size != 2)
    return fail(errc::invalid_value, list_at, "a RegExp's source and flags are no array of two");
  record* r = make_.new_object(kind::regexp, out);
  slot* child = r == nullptr ? nullptr : make_.new_slots(1);
  if (child == nullptr) return fail_memory(at);
  note(at, p, "RegExp ", out);
  label("source ");
  p = read_string(p, *child, "a RegExp's source");
  if (p == nullptr) return p;
  const cursor flags_at = p;
  slot letters;
  label("flags ");
  p = read_string(p, letters, "a RegExp's flags");
  if (p == nullptr) return p;
  std::string text;
  detail::append_utf8(letters, text);
  const std::optional<std::uint16_t> flags = detail::regexp_flags_from(text);
  if (!flags) return fail(errc::invalid_value, flags_at, "unknown or contradictory RegExp flags");
  if (!detail::escape_regexp_source(*child, store_.memory())) return fail_memory(at);
  r->children = child;
  r->count = 1;
  r->flags = *flags;
  return p;
}

// ---- errors, platform objects, custom types ----

template <class Trace>
cursor decoder<Trace>::open_error(cursor p, cursor at, slot& out) {
  const cursor list_at = p;
  item x;
  if (p == end_) return fail_end(p, "where an Error's fields should be");
  p = read_head(p, end_, x);
  if (p == nullptr) return fail_end(list_at, "inside a value's head");
  if (x.is != form::array || x.size == 0 || x.size > 4)
    return fail(errc::invalid_value, list_at, "an Error's name, message and cause are no array of one to four");
  if (!make_.claim(x.size)) return fail_length(list_at, "length", x.size, p);
  record* r = make_.new_object(kind::error, out);
  slot* fields = r == nullptr ? nullptr : make_.new_slots(4);
  if (fields == nullptr) return fail_memory(at);
  std::fill_n(fields, 4, slot{});
  r->children = fields;
  p = open(p, at, context::error, r, fields, 0);
  if (p == nullptr) return p;
  innermost().field = 0;
  innermost().field_count = x.size;
  note_begin(at, p, "Error ", out);
  return p;
}

// Null without a failure: the extension is of this type, but none of ours.
template <class Trace>
cursor decoder<Trace>::open_host(cursor at, const item& x, slot& out) {
  const cursor end = x.content + x.size;
  item list, name, fields;
  cursor p = read_head(x.content, end, list);
  if (p == nullptr || list.is != form::array || list.size != 2) return nullptr;
  const cursor name_at = p;
  p = read_head(p, end, name);
  if (p == nullptr || name.is != form::string || name.size > static_cast<std::size_t>(end - p)) return nullptr;
  const cursor fields_at = name.content + name.size;
  p = read_head(fields_at, end, fields);
  if (p == nullptr || fields.is != form::map) return nullptr;

  const std::uint64_t count = 2 * std::uint64_t{fields.size};
  if (count > static_cast<std::size_t>(end - p) || !make_.claim(count))
    return fail_length(fields_at, "fields", fields.size, p);
  record* r = make_.new_object(kind::host, out);
  slot* children = r == nullptr ? nullptr : make_.new_slots(1 + count);
  if (children == nullptr) return fail_memory(at);
  const slot object = out;
  note(at, name_at, "platform object ", object, " in ", std::uint64_t{x.size}, " bytes");
  label("type ");
  if (read_text(name_at, name, children[0]) == nullptr) return nullptr;
  r->children = children;
  r->count = fields.size;
  p = open(p, at, context::host, r, children + 1, static_cast<std::size_t>(count));
  if (p == nullptr) return p;
  innermost().content_end = end;
  innermost().keys.clear();
  note_begin(fields_at, p, std::uint64_t{fields.size}, fields.size == 1 ? " field" : " fields");
  return p;
}

template <class Trace>
cursor decoder<Trace>::open_payload(cursor p, cursor at, const custom_type& type, slot& out) {
  record* r = make_.new_object(kind::host, out);
  if (r == nullptr || !make_custom_host(store_, *r, type, slot{})) return fail_memory(at);
  p = open(p, at, context::payload, r, r->children + 2, 1);
  if (p != nullptr) note_begin(at, p, std::string_view(type.name), " ", out, ": what follows");
  return p;
}

template <class Trace>
cursor decoder<Trace>::read_raw_payload(cursor at, const item& x, const custom_type& type, slot& out) {
  record* r = make_.new_object(kind::host, out);
  if (r == nullptr || !make_custom_host(store_, *r, type, bytes_slot(x.content, x.size))) return fail_memory(at);
  note(at, x.content + x.size, std::string_view(type.name), " ", out, ": ", std::uint64_t{x.size}, " bytes");
  return x.content + x.size;
}

template <class Trace>
cursor decoder<Trace>::read_unknown(cursor at, const item& x, slot& out) {
  if (!how_.keep_unknown_extensions)
    return fail(errc::unknown_tag, at, "an extension of unknown type ", std::uint64_t{x.type}, ", ",
                std::uint64_t{x.size}, " bytes");
  record* r = make_.new_object(kind::host, out);
  slot* children = r == nullptr ? nullptr : make_.new_slots(5);
  if (children == nullptr) return fail_memory(at);
  children[0] = literal(unknown_extension_type);
  set_field(children + 1, "code", detail::make_int32(x.type));
  set_field(children + 3, "bytes", bytes_slot(x.content, x.size));
  r->children = children;
  r->count = 2;
  note(at, x.content + x.size, "extension of type ", std::uint64_t{x.type}, ": ", std::uint64_t{x.size}, " bytes");
  return x.content + x.size;
}

template <class Trace>
void decoder<Trace>::set_field(slot* pair, const char* name, const slot& v) noexcept {
  pair[0] = literal(name);
  pair[0].hash = detail::key_hash(pair[0].data, pair[0].size);
  pair[1] = v;
}

}  // namespace clonewire::formats::msgpack
