// The decoder's values without children: numbers, strings, bytes. Included by decoder.hpp.
#pragma once

#include "formats/msgpack/decoder.hpp"

namespace clonewire::formats::msgpack {

template <class Trace>
cursor decoder<Trace>::read_value(cursor p, slot& out) {
  if (p == end_ || table::entries[*p].is != form::extension) return read_marked_value(p, out);
  waiting_ids_.clear();
  // Ids, and the place of a bundle, are said before the value that they are for.
  for (;;) {
    item x;
    if (read_head(p, end_, x) == nullptr || x.is != form::extension) break;
    if (x.type == static_cast<std::uint8_t>(extension::identity) && x.size == 4) {
      p = read_identity(p, x);
    } else if (x.type == static_cast<std::uint8_t>(extension::bundle) && x.size >= 4) {
      p = read_bundle(p, x);
    } else {
      break;
    }
    if (p == nullptr) return p;
  }
  if (waiting_ids_.empty()) return read_marked_value(p, out);
  // Bound before the children are read: these may point back.
  const std::vector<std::uint32_t> ids = std::exchange(waiting_ids_, {});
  p = read_marked_value(p, out);
  if (p != nullptr) {
    for (const std::uint32_t id : ids) identities_.define(id, out);
  }
  return p;
}

template <class Trace>
cursor decoder<Trace>::read_marked_value(cursor p, slot& out) {
  const cursor at = p;
  item x;
  if (p == end_) return fail_end(at, "where a value should be");
  p = read_head(p, end_, x);
  if (p == nullptr) return fail_end(at, "inside a value's head");
  switch (x.is) {
    case form::number: {
      if (*at >= first_record_id && *at < 0x80) {
        p = at;
        const shape* s = shape_at(p);
        if (p == nullptr) return fail(errc::invalid_reference, at, "a record id of two bytes that is not defined");
        if (s != nullptr) return open_record(p, at, *s, out);
        if (first_unknown_record_ == nullptr) first_unknown_record_ = at;
      }
      p = read_number(at, x, out);
      if (p != nullptr) note(at, p, out.kind == kind::bigint ? "bigint " : "number ", out);
      return p;
    }
    case form::nil: out = detail::make_slot(kind::null); break;
    case form::boolean: out = detail::make_boolean(head{*at} == head::true_value); break;
    case form::string: return read_text(at, x, out);
    case form::binary: return read_binary(at, x, out);
    case form::array: return open_array(p, at, x.size, out);
    case form::map: return open_map(p, at, x.size, out);
    case form::extension: return read_extension(at, x, out);
    case form::never_used: return read_bundled(p, at, out);
  }
  note(at, p, *at == static_cast<std::uint8_t>(head::nil) ? "null" : out.form != 0 ? "true" : "false");
  return p;
}

// Tells nobody: a bundled string's length is no value.
template <class Trace>
cursor decoder<Trace>::read_number(cursor at, const item& x, slot& out) {
  const cursor p = x.content;
  const unsigned width = number_width(*at);
  if (static_cast<std::size_t>(end_ - p) < width) return fail_end(at, "inside a number");
  const auto bigint = [&](bool negative, std::uint64_t magnitude) {
    auto* digits = static_cast<std::uint8_t*>(store_.memory().allocate(8));
    if (digits == nullptr) return false;
    wire::store_word(digits, magnitude);
    out = detail::make_bigint(negative, digits, 8);
    return true;
  };
  switch (head{*at}) {
    case head::float32: out = detail::make_number(static_cast<double>(wire::load_be_float(p)), how_.numbers); break;
    case head::float64: out = detail::make_number(wire::load_be_double(p), how_.numbers); break;
    case head::uint8: out = detail::make_int32(*p); break;
    case head::uint16: out = detail::make_int32(wire::load_be16(p)); break;
    case head::uint32: out = detail::make_integer(wire::load_be32(p), how_.numbers); break;
    case head::int8: out = detail::make_int32(static_cast<std::int8_t>(*p)); break;
    case head::int16: out = detail::make_int32(static_cast<std::int16_t>(wire::load_be16(p))); break;
    case head::int32: out = detail::make_int32(static_cast<std::int32_t>(wire::load_be32(p))); break;
    case head::uint64:
      if (!bigint(false, wire::load_be64(p))) return fail_memory(at);
      break;
    case head::int64: {
      const std::uint64_t bits = wire::load_be64(p);
      const bool negative = bits >> 63 != 0;
      if (!bigint(negative, negative ? 0 - bits : bits)) return fail_memory(at);
      break;
    }
    default: out = detail::make_int32(static_cast<std::int8_t>(*at)); break;
  }
  return p + width;
}

// ---- strings ----

template <class Trace>
cursor decoder<Trace>::read_text(cursor at, const item& x, slot& out) {
  if (x.size > static_cast<std::size_t>(end_ - x.content)) return fail_length(at, "length", x.size, x.content);
  switch (make_.make_text({x.content, x.size}, out)) {
    case detail::assembly::text::made: break;
    case detail::assembly::text::invalid: return fail(errc::invalid_string, at, "a string that is not UTF-8");
    case detail::assembly::text::refused: return fail_memory(at);
  }
  note(at, x.content + x.size, "string ", out);
  return x.content + x.size;
}

template <class Trace>
bool decoder<Trace>::begins_string(cursor p) const noexcept {
  if (p == end_) return false;
  if ((*p & 0xe0) == static_cast<unsigned>(head::fixstr)) return true;
  const form is = table::entries[*p].is;
  if (is == form::string || is == form::never_used) return true;
  item x;
  return is == form::extension && read_head(p, end_, x) != nullptr &&
         x.type == static_cast<std::uint8_t>(extension::bundle);
}

template <class Trace>
cursor decoder<Trace>::read_string(cursor p, slot& out, const char* what) {
  item x;
  for (;;) {
    if (p == end_) return fail_end(p, "where a string should be");
    if (read_head(p, end_, x) == nullptr) return fail_end(p, "inside a value's head");
    const bool is_bundle = x.is == form::extension && x.type == static_cast<std::uint8_t>(extension::bundle);
    if (!is_bundle || x.size < 4) break;
    p = read_bundle(p, x);
    if (p == nullptr) return p;
  }
  if (x.is == form::string) return read_text(p, x, out);
  if (x.is == form::never_used) return read_bundled(x.content, p, out);
  return fail(errc::invalid_value, p, what, " is no string");
}

// A place in the text as JavaScript counts it.
template <class Trace>
bool decoder<Trace>::bundled_text::take(std::uint64_t count, slot& out) noexcept {
  if (count > units() - taken) return false;
  const std::uint32_t width = units() == text.size ? 1 : 2;
  out = detail::make_string(static_cast<string_encoding>(text.form), text.data + std::size_t{taken} * width,
                            static_cast<std::uint32_t>(count) * width);
  taken += static_cast<std::uint32_t>(count);
  return true;
}

// `c1`, and how many code units: of the ASCII text, or where that is negative of the other.
template <class Trace>
cursor decoder<Trace>::read_bundled(cursor p, cursor at, slot& out) {
  if (bundle_.begin == nullptr) return fail(errc::unknown_tag, at, "no value begins with 0xc1");
  item x;
  slot length;
  if (read_head(p, end_, x) == nullptr) return fail_end(at, "inside a bundled string");
  if (x.is != form::number) return fail(errc::invalid_value, at, "a bundled string without its length");
  p = read_number(p, x, length);
  if (p == nullptr) return p;
  std::int32_t units;
  if (!detail::is_int32(length, units)) return fail(errc::invalid_value, at, "a bundled string without its length");
  bundled_text& from = units > 0 ? bundle_.ascii : bundle_.wide;
  if (!from.take(static_cast<std::uint64_t>(std::abs(std::int64_t{units})), out))
    return fail(errc::invalid_reference, at, "a bundled string longer than what is left of its bundle");
  note(at, p, "bundled string ", out);
  return p;
}

// ---- bytes ----

template <class Trace>
cursor decoder<Trace>::read_binary(cursor at, const item& x, slot& out) {
  if (x.size > static_cast<std::size_t>(end_ - x.content)) return fail_length(at, "length", x.size, x.content);
  const wire::octets content(x.content, x.size);
  // A named host object's field is what was written: immutable bytes.
  const bool is_field = in_child_ && !frames_.empty() && innermost().in == context::host;
  bool made = true;
  switch (is_field ? byte_strings::bytes : how_.byte_strings) {
    case byte_strings::automatic:
    case byte_strings::buffer: made = make_.make_typed_array(element_type::buffer, content, out); break;
    case byte_strings::uint8_array: made = make_.make_typed_array(element_type::uint8, content, out); break;
    case byte_strings::array_buffer: made = make_.make_array_buffer(content, out); break;
    case byte_strings::bytes: out = bytes_slot(x.content, x.size); break;
  }
  if (!made) return fail_memory(at);
  note(at, x.content + x.size, "byte string of ", std::uint64_t{x.size}, " bytes");
  return x.content + x.size;
}

// ---- numbers of an array ----

// An integer of up to 32 bits, its size looked up: the integers of one array are of any size. Those from `fixint_end`
// to 0x7f are ids of records. Null: something else.
CLONEWIRE_INLINE cursor read_short_integer(cursor p, cursor end, std::uint8_t fixint_end, std::int64_t& out) noexcept {
  constexpr std::ptrdiff_t longest = 9;
  const short_integer& how = short_integer_table.of[*p];
  const bool is_id = static_cast<std::uint8_t>(*p - fixint_end) < 0x80 - fixint_end;  // one branch for both ends
  if (how.size == 0 || how.size > end - p || is_id) return nullptr;
  std::uint64_t behind = 0;
  if (end - p >= longest) [[likely]] {
    behind = wire::load_be64(p + 1);
  } else {
    for (std::ptrdiff_t i = 1; i < end - p; ++i) behind |= std::uint64_t{p[i]} << (64 - 8 * i);
  }
  out =
      static_cast<std::int64_t>(static_cast<std::uint64_t>(static_cast<std::int64_t>(behind) >> how.shift) & how.mask) |
      how.immediate;
  return p + how.size;
}

// A float of either size. Null: something else.
CLONEWIRE_INLINE cursor read_float(cursor p, cursor end, double& out) noexcept {
  if (head{*p} == head::float64 && end - p >= 9) [[likely]] {
    out = wire::load_be_double(p + 1);
    return p + 9;
  }
  if (head{*p} != head::float32 || end - p < 5) return nullptr;
  out = static_cast<double>(wire::load_be_float(p + 1));
  return p + 5;
}

// Numbers while they last (kept as written: while they are written alike), packed.
template <class Trace>
cursor decoder<Trace>::read_numbers(cursor p, detail::packed_numbers& numbers, std::uint32_t length) {
  const std::uint8_t fixint_end = shapes_.empty() ? 0x80 : first_record_id;
  const auto watch_for_records = [this](cursor at) {
    if (*at >= first_record_id && *at < 0x80 && first_unknown_record_ == nullptr) first_unknown_record_ = at;
  };
  std::int32_t* ints = numbers.int32s();
  std::uint32_t i = 0;
  std::int64_t n;
  for (; i != length && p != end_; ++i) {
    const cursor next = read_short_integer(p, end_, fixint_end, n);
    if (next == nullptr || n != static_cast<std::int32_t>(n)) break;
    watch_for_records(p);
    ints[i] = static_cast<std::int32_t>(n);
    p = next;
  }
  numbers.count = i;
  if (i == length || p == end_ || table::entries[*p].is != form::number) return p;
  const bool as_written = how_.numbers != number_storage::canonical;
  double v;
  if (as_written && (i != 0 || read_float(p, end_, v) == nullptr)) return p;
  numbers.widen();
  double* doubles = numbers.doubles();
  for (; i != length && p != end_; ++i) {
    cursor next = read_float(p, end_, v);
    if (next == nullptr) {
      next = as_written ? nullptr : read_short_integer(p, end_, fixint_end, n);
      if (next == nullptr) break;
      watch_for_records(p);
      v = static_cast<double>(n);
    }
    doubles[i] = detail::canonical(v);
    p = next;
  }
  numbers.count = i;
  return p;
}

}  // namespace clonewire::formats::msgpack
