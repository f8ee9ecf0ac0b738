// The decoder's tags. Included by decoder.hpp.
#pragma once

#include <cmath>

#include "formats/cbor/decoder.hpp"
#include "wire/date_text.hpp"

namespace clonewire::formats::cbor {

// Marks in front of a value, then the value. What a mark is to end with is remembered in the value's frame, where it
// has one.
template <class Trace>
cursor decoder<Trace>::read_tagged(cursor p, slot& out) {
  const std::size_t level = depth_;
  const std::size_t first_share = shared_.size();
  std::uint32_t scopes = 0;
  std::uint32_t tables = 0;
  std::size_t shares = 0;
  for (bool is_mark = true; is_mark && p != nullptr;) {
    const cursor at = p;
    head h;
    const head_problem problem = read_head(p, end_, h);
    if (problem != head_problem::none) return fail_head(at, problem);
    if (h.major != major::tag) {
      p = read_untagged(p, at, h, out);
      break;
    }
    if (h.is_indefinite()) return fail(errc::unknown_tag, at, "tags have no indefinite length");
    switch (h.argument) {
      case tag::shareable:
        note(at, p, "shareable ", std::uint64_t{shared_.size()});
        shared_.emplace_back();
        ++shares;
        break;
      case tag::self_described: note(at, p, "CBOR"); break;
      case tag::string_namespace:
        note(at, p, "strings that are referred to");
        namespaces_.emplace_back();
        ++scopes;
        break;
      case tag::packed_table:
        p = read_packed_table(p, at);
        ++tables;
        break;
      case tag::record_definitions: p = read_record_definitions(p, at); break;
      case tag::bundled_strings: p = begin_bundles(p, at); break;
      default:
        is_mark = false;
        p = read_tag_content(p, at, h.argument, out);
        break;
    }
  }
  if (p == nullptr) return p;
  std::fill_n(shared_.begin() + static_cast<std::ptrdiff_t>(first_share), shares, out);
  if (depth_ != level) {
    innermost().scopes = scopes;
    innermost().tables = tables;
  } else if ((scopes | tables) != 0) {
    end_scopes(scopes, tables);
  }
  return p;
}

template <class Trace>
cursor decoder<Trace>::read_tag_content(cursor p, cursor at, std::uint64_t t, slot& out) {
  head h;
  switch (t) {
    case tag::date_text:
    case tag::date_seconds: return read_date(p, at, t, out);
    case tag::positive_bigint:
    case tag::negative_bigint: return read_bignum(p, at, t, out);
    case tag::shared_reference: return read_shared_reference(p, at, out);
    case tag::named_object: return open_named_object(p, at, out);
    case tag::regexp_pattern:
    case tag::ecmascript_regexp: return read_regexp(p, at, t, out);
    case tag::set:
      note(at, p, "Set:");
      p = read_content_head(p, at, t, major::array, "an array", h);
      return p == nullptr ? p : open_array(p, at, h, kind::set, out);
    case tag::map:
      note(at, p, "Map:");
      p = read_content_head(p, at, t, major::map, "a map", h);
      return p == nullptr ? p : open_map(p, at, h, true, out);
    case tag::record_definition: return open_record_definition(p, at, t, out);
    case tag::old_record:
      if (begins_old_record(p)) return open_record_definition(p, at, t, out);
      break;
    case tag::string_reference:
    case tag::packed_reference:
    case tag::bundled_text:
    case tag::bundled_ascii: {
      const bool is_reference = t == tag::string_reference   ? true
                                : t == tag::packed_reference ? !tables_.empty()
                                                             : behind_bundles_ != nullptr;
      if (!is_reference) break;
      p = read_leaf(at, out, t);
      if (p == nullptr || out.kind != kind::bytes) return p;
      return make_byte_string(out) ? p : fail_memory(at);
    }
    default: break;
  }
  if (t >= tag::first_typed_array && t <= tag::last_typed_array && typed_array_of(t).is_carried)
    return read_typed_array(p, at, t, out);
  if (const shape* s = record_shape(t)) return open_record(p, at, *s, out);
  if (options_.types != nullptr) {
    if (const custom_type* type = options_.types->with_cbor_tag(t)) return open_custom_type(p, at, *type, out);
  }
  return open_kept_tag(p, at, t, out);
}

// The head of what a tag stands over. Marks before it have no value of the document to stand for: Python's cbor2 marks
// the array inside of a set as shareable.
template <class Trace>
cursor decoder<Trace>::read_content_head(cursor p, cursor at, std::uint64_t tag, major want, const char* name,
                                         head& h) {
  for (;;) {
    const cursor head_at = p;
    const head_problem problem = read_head(p, end_, h);
    if (problem != head_problem::none) return fail_head(head_at, problem);
    if (h.major == want) return p;
    if (h.major != major::tag || (h.argument != tag::shareable && h.argument != tag::self_described))
      return fail_content(at, tag, name);
    note(head_at, p, "mark inside of tag ", tag);
    if (h.argument == tag::shareable) shared_.emplace_back();
  }
}

template <class Trace>
cursor decoder<Trace>::read_leaf(cursor p, slot& out, std::uint64_t inside_tag) {
  for (;;) {
    const cursor at = p;
    head h;
    const head_problem problem = read_head(p, end_, h);
    if (problem != head_problem::none) return fail_head(at, problem);
    switch (h.major) {
      case major::array:
      case major::map: return fail(errc::invalid_value, at, "tag ", inside_tag, " is over a container");
      case major::tag: break;
      default: return read_plain_leaf(p, at, h, out);
    }
    switch (h.argument) {
      case tag::shareable: shared_.emplace_back(); [[fallthrough]];
      case tag::self_described: note(at, p, "mark inside of tag ", inside_tag); continue;
      case tag::string_reference: return read_string_reference(p, at, out);
      case tag::shared_reference: return read_shared_reference(p, at, out);
      case tag::bundled_strings:
        p = begin_bundles(p, at);
        if (p == nullptr) return p;
        continue;
      case tag::bundled_text:
      case tag::bundled_ascii:
        if (behind_bundles_ != nullptr) return read_bundled_text(p, at, h.argument, out);
        break;
      case tag::packed_reference: {
        if (tables_.empty()) break;
        head n;
        const cursor n_at = p;
        const head_problem n_problem = read_head(p, end_, n);
        if (n_problem != head_problem::none) return fail_head(n_at, n_problem);
        if ((n.major != major::positive && n.major != major::negative) || n.is_indefinite() || n.argument > 0xffffffff)
          return fail_content(at, tag::packed_reference, "an integer");
        const std::uint64_t odd = n.major == major::negative ? 1 : 0;
        return read_packed_reference(p, at, packed_simple_values + 2 * n.argument + odd, out);
      }
      default: break;
    }
    return fail(errc::invalid_value, at, "tag ", h.argument, " inside of tag ", inside_tag);
  }
}

// ---- dates, bigints, typed arrays, regular expressions ----

inline double number_of_bigint(const slot& s) noexcept {
  double v = 0;
  for (std::uint32_t i = s.size; i-- != 0;) v = v * 256 + s.data[i];
  return s.form != 0 ? -v : v;
}

// As JavaScript's Math.round: halves go up.
inline double round_half_up(double v) noexcept {
  const double below = std::floor(v);
  return v - below >= 0.5 ? below + 1 : below;
}

template <class Trace>
cursor decoder<Trace>::read_date(cursor p, cursor at, std::uint64_t t, slot& out) {
  slot content;
  label("Date: ");
  p = read_leaf(p, content, t);
  if (p == nullptr) return p;
  double time_value = 0;
  if (t == tag::date_seconds) {
    const bool is_bigint = content.kind == kind::bigint;
    if (content.kind != kind::number && !is_bigint) return fail_content(at, t, "a number");
    time_value = round_half_up((is_bigint ? number_of_bigint(content) : content.number) * 1000);
  } else {
    std::string text;
    if (content.kind == kind::string) detail::append_utf8(content, text);
    if (text.find('T') == std::string::npos || !wire::parse_iso_date(text, time_value))
      return fail_content(at, t, "the text of a date (RFC 3339)");
    if (text.back() != 'Z' && !text.ends_with("+00:00")) remark(at, "a date's zone is left out: JavaScript has none");
    const std::size_t point = text.find('.');
    if (point != std::string::npos) {
      const std::size_t end = text.find_first_not_of("0123456789", point + 1);
      const std::string digits = text.substr(point + 1, end - point - 1);
      if (digits.find_last_not_of('0') != std::string::npos && digits.find_last_not_of('0') >= 3)
        remark(at, "what of a date is finer than a millisecond is left out");
    }
  }
  return make_.make_date(time_value, out) ? p : fail_memory(at);
}

template <class Trace>
cursor decoder<Trace>::read_bignum(cursor p, cursor at, std::uint64_t t, slot& out) {
  slot content;
  label("bigint: ");
  p = read_leaf(p, content, t);
  if (p == nullptr) return p;
  if (content.kind != kind::bytes) return fail_content(at, t, "a byte string");
  const std::uint32_t size = content.size;
  auto* magnitude = static_cast<std::uint8_t*>(store_.memory().allocate(std::size_t{size} + 1));
  if (magnitude == nullptr || size == 0xffffffff) return fail_memory(at);
  for (std::uint32_t i = 0; i < size; ++i) magnitude[i] = content.data[size - 1 - i];
  magnitude[size] = 0;
  if (t == tag::negative_bigint) {
    std::uint32_t i = 0;
    while (magnitude[i] == 0xff) magnitude[i++] = 0;
    ++magnitude[i];
  }
  out = detail::make_bigint(t == tag::negative_bigint, magnitude, size + 1);
  return p;
}

template <class Trace>
cursor decoder<Trace>::read_typed_array(cursor p, cursor at, std::uint64_t t, slot& out) {
  const typed_array_tag array = typed_array_of(t);
  slot content;
  label(constructor_name(array.type), ": ");
  p = read_leaf(p, content, t);
  if (p == nullptr) return p;
  if (content.kind != kind::bytes) return fail_content(at, t, "a byte string");
  const std::uint32_t unit = element_size(array.type);
  if (content.size % unit != 0) {
    return fail(errc::invalid_view, at, std::uint64_t{content.size}, " bytes are no whole number of elements");
  }
  wire::octets bytes(content.data, content.size);
  if (array.big_endian && unit > 1) {
    auto* swapped = static_cast<std::uint8_t*>(store_.memory().allocate(content.size == 0 ? 1 : content.size));
    if (swapped == nullptr) return fail_memory(at);
    for (std::uint32_t i = 0; i < content.size; ++i) swapped[i] = bytes[i ^ (unit - 1)];
    bytes = {swapped, content.size};
  }
  return make_.make_typed_array(array.type, bytes, out) ? p : fail_memory(at);
}

template <class Trace>
cursor decoder<Trace>::read_regexp(cursor p, cursor at, std::uint64_t t, slot& out) {
  slot source;
  slot flags = static_text("");
  if (t == tag::regexp_pattern) {
    label("RegExp: ");
    p = read_leaf(p, source, t);
    return p == nullptr ? p : finish_regexp(p, at, source, flags, out);
  }
  head h;
  p = read_content_head(p, at, t, major::array, "an array", h);
  if (p == nullptr) return p;
  note(at, p, "RegExp:");
  const auto has_more = [&](std::uint64_t done) {
    return h.is_indefinite() ? p != end_ && *p != break_byte : done < h.argument;
  };
  std::uint64_t done = 0;
  for (; has_more(done) && done < 2; ++done) {
    label(done == 0 ? "source " : "flags ");
    p = read_leaf(p, done == 0 ? source : flags, t);
    if (p == nullptr) return p;
  }
  if (done == 0 || has_more(done)) return fail_content(at, t, "a source and flags");
  if (h.is_indefinite()) {
    if (p == end_) return fail_end("an array");
    note(p, p + 1, "break");
    ++p;
  }
  return finish_regexp(p, at, source, flags, out);
}

template <class Trace>
cursor decoder<Trace>::finish_regexp(cursor p, cursor at, slot source, const slot& flags, slot& out) {
  if (source.kind != kind::string) return fail(errc::invalid_value, at, "a RegExp's source that is no text");
  const auto bits = regexp_flags_of(flags);
  if (!bits) return fail(errc::invalid_value, at, "not the flags of a RegExp");
  record* r = make_.new_object(kind::regexp, out);
  slot* child = make_.new_slots(1);
  if (r == nullptr || child == nullptr || !detail::escape_regexp_source(source, store_.memory()))
    return fail_memory(at);
  *child = source;
  r->children = child;
  r->count = 1;
  r->flags = *bits;
  return p;
}

// ---- references ----

template <class Trace>
cursor decoder<Trace>::read_shared_reference(cursor p, cursor at, slot& out) {
  head h;
  p = read_content_head(p, at, tag::shared_reference, major::positive, "a number", h);
  if (p == nullptr) return p;
  if (h.is_indefinite()) return fail_content(at, tag::shared_reference, "a number");
  if (h.argument >= shared_.size()) return fail(errc::invalid_reference, at, "there is no shared value ", h.argument);
  out = shared_[static_cast<std::size_t>(h.argument)];
  if (out.kind == kind::absent) {
    return fail(errc::invalid_reference, at, "the shared value ", h.argument,
                " is not begun yet, or is but a part of how another is written");
  }
  if (has_identity(out.kind)) out.kind = out.object->kind;
  note(at, p, "shared value ", h.argument);
  return p;
}

// Of the lengths for which a reference is shorter than the string (http://cbor.schmorp.de/stringref).
template <class Trace>
void decoder<Trace>::register_string(const slot& s) {
  std::vector<slot>& strings = namespaces_.back();
  const std::size_t next = strings.size();
  const std::uint32_t least = next < 24 ? 3 : next < 256 ? 4 : next < 65536 ? 5 : 7;
  std::uint32_t size = s.size;
  if (s.kind == kind::string && s.form == static_cast<std::uint8_t>(string_encoding::utf16)) size = least;
  if (size >= least) strings.push_back(s);
}

template <class Trace>
cursor decoder<Trace>::read_string_reference(cursor p, cursor at, slot& out) {
  head h;
  p = read_content_head(p, at, tag::string_reference, major::positive, "a number", h);
  if (p == nullptr) return p;
  if (h.is_indefinite()) return fail_content(at, tag::string_reference, "a number");
  if (namespaces_.empty() || h.argument >= namespaces_.back().size())
    return fail(errc::invalid_reference, at, "there is no string ", h.argument);
  out = namespaces_.back()[static_cast<std::size_t>(h.argument)];
  note(at, p, "string ", h.argument, ": ", out);
  return p;
}

// ---- packed CBOR, as cbor-x writes it: a table of strings in front of the value ----

template <class Trace>
cursor decoder<Trace>::read_packed_table(cursor p, cursor at) {
  head h;
  p = read_content_head(p, at, tag::packed_table, major::array, "an array", h);
  if (p == nullptr) return p;
  if (h.is_indefinite() || h.argument != 4) return fail_content(at, tag::packed_table, "tables and a value");
  note(at, p, "packed table");
  std::vector<slot> table;
  for (int part = 0; part < 3; ++part) {
    const cursor part_at = p;
    p = read_content_head(p, at, tag::packed_table, major::array, "tables and a value", h);
    if (p == nullptr) return p;
    if (h.is_indefinite()) return fail_content(at, tag::packed_table, "tables of a definite length");
    if (part > 0 && h.argument != 0)
      return fail(errc::invalid_value, part_at, "a packed table of prefixes or suffixes is not read");
    if (h.argument > static_cast<std::uint64_t>(end_ - p) || !make_.claim(h.argument))
      return fail_length(part_at, h.argument, p);
    note(part_at, p, part == 0 ? "values: " : part == 1 ? "prefixes: " : "suffixes: ", h.argument);
    for (std::uint64_t i = 0; i < h.argument; ++i) {
      p = read_leaf(p, table.emplace_back(), tag::packed_table);
      if (p == nullptr) return p;
    }
  }
  // A table inside of another takes the place of its beginning.
  if (!tables_.empty() && tables_.back().size() > table.size()) {
    if (!make_.claim(tables_.back().size())) return fail_length(at, tables_.back().size(), p);
    table.insert(table.end(), tables_.back().begin() + static_cast<std::ptrdiff_t>(table.size()), tables_.back().end());
  }
  tables_.push_back(std::move(table));
  return p;
}

template <class Trace>
cursor decoder<Trace>::read_packed_reference(cursor p, cursor at, std::uint64_t index, slot& out) {
  if (tables_.empty() || index >= tables_.back().size())
    return fail(errc::invalid_reference, at, "there is no packed value ", index);
  out = tables_.back()[static_cast<std::size_t>(index)];
  note(at, p, "packed value ", index, ": ", out);
  return p;
}

// ---- bundled strings, as cbor-x writes them: the characters of many strings in two strings behind the value ----

// [offset, value] or [offset, two bundles that were read before, value]: goes on with the value.
template <class Trace>
cursor decoder<Trace>::begin_bundles(cursor p, cursor at) {
  head h;
  p = read_content_head(p, at, tag::bundled_strings, major::array, "an array", h);
  if (p == nullptr) return p;
  const std::uint64_t parts = h.argument;
  if (h.is_indefinite() || (parts != 2 && parts != 4))
    return fail_content(at, tag::bundled_strings, "an offset, strings and a value");
  const cursor offset_at = p;
  head offset;
  p = read_content_head(p, at, tag::bundled_strings, major::positive, "an offset, strings and a value", offset);
  if (p == nullptr) return p;
  if (offset.is_indefinite() || offset.argument > static_cast<std::uint64_t>(end_ - offset_at))
    return fail_length(offset_at, offset.argument, offset_at);
  note(at, p, "bundled strings, ", offset.argument, " bytes ahead");
  const auto read_bundle = [&](cursor q, slot& bundle) -> cursor {
    const cursor bundle_at = q;
    head b;
    const head_problem problem = read_head(q, end_, b);
    if (problem != head_problem::none) return fail_head(bundle_at, problem);
    if (b.major != major::text || b.is_indefinite())
      return fail(errc::invalid_value, bundle_at, "bundled strings are no text");
    if (b.argument > static_cast<std::uint64_t>(end_ - q)) return fail_length(bundle_at, b.argument, q);
    bundle = detail::make_slot(kind::bytes, 0, static_cast<std::uint32_t>(b.argument));
    bundle.data = q;
    return q + b.argument;
  };
  slot bundle = detail::make_slot(kind::bytes);
  if (parts == 4) {
    const cursor before = p;
    for (int i = 0; i < 2 && p != nullptr; ++i) p = read_bundle(p, bundle);
    if (p == nullptr) return p;
    note(before, p, "bundled strings of before");
  }
  cursor q = offset_at + offset.argument;
  if (q < p) return fail(errc::invalid_reference, offset_at, "bundled strings that lie before this");
  bundles_at_ = q;
  // The first bundle is cut by code units, the second, of ASCII only, by bytes. Each byte pays for its characters once:
  // no other bundle may lie over it.
  q = read_bundle(q, bundle);
  if (q == nullptr) return q;
  if (!make_.claim(bundle.size)) return fail_length(offset_at, bundle.size, q);
  const wire::octets wide(bundle.data, bundle.size);
  if (!detail::assembly::is_text(wide)) return fail(errc::invalid_string, q, "the text is not valid UTF-8");
  std::string units;
  wire::append_utf16_from_wtf8(wide, units);
  const std::uint8_t* copy = units.size() > 0xffffffff ? nullptr : store_.copy_bytes(units.data(), units.size());
  if (copy == nullptr) return fail_memory(at);
  bundles_[0] = detail::make_string(string_encoding::utf16, copy, static_cast<std::uint32_t>(units.size()));
  q = read_bundle(q, bundle);
  if (q == nullptr) return q;
  if (!make_.claim(bundle.size)) return fail_length(offset_at, bundle.size, q);
  if (!wire::is_ascii({bundle.data, bundle.size})) return fail(errc::invalid_string, q, "a bundle that is not ASCII");
  bundles_[1] = detail::make_string(string_encoding::latin1, bundle.data, bundle.size);
  behind_bundles_ = q;
  return p;
}

template <class Trace>
cursor decoder<Trace>::read_bundled_text(cursor p, cursor at, std::uint64_t t, slot& out) {
  head h;
  p = read_content_head(p, at, t, major::positive, "a length", h);
  if (p == nullptr) return p;
  slot& rest = bundles_[t - tag::bundled_text];
  const std::uint64_t size = t == tag::bundled_text ? 2 * h.argument : h.argument;
  if (h.is_indefinite() || h.argument > 0x7fffffff || size > rest.size)
    return fail(errc::length_over_input, at, "more characters than the bundled strings have left");
  out = rest;
  out.size = static_cast<std::uint32_t>(size);
  rest.data += size;
  rest.size -= static_cast<std::uint32_t>(size);
  note(at, p, "bundled ", out);
  return p;
}

// ---- named objects, custom types, tags that are kept ----

template <class Trace>
cursor decoder<Trace>::open_named_object(cursor p, cursor at, slot& out) {
  head h;
  const cursor leaf = read_named_leaf(p, at, out);
  if (leaf != nullptr || this->has_failed()) return leaf;
  p = read_content_head(p, at, tag::named_object, major::array, "an array", h);
  if (p == nullptr) return p;
  if (make_.new_object(kind::host, out) == nullptr) return fail_memory(at);
  slot* arguments = nullptr;
  if (!h.is_indefinite()) {
    if (h.argument > static_cast<std::uint64_t>(end_ - p) || !make_.claim(h.argument))
      return fail_length(at, h.argument, p);
    arguments = make_.new_slots(h.argument);
    if (arguments == nullptr || h.argument > 0xffffffff) return fail_memory(at);
  }
  note(at, p, "named object ", out, ":");
  const frame* f = push_frame(at, out, context::arguments, arguments, static_cast<std::uint32_t>(h.argument));
  return f == nullptr ? nullptr : p;
}

// The named ones that are no objects: ["bytes", byte string] and ["timestamp", tag 0 over text]. Null: not one of them,
// or failed.
template <class Trace>
cursor decoder<Trace>::read_named_leaf(cursor p, cursor at, slot& out) {
  constexpr std::string_view bytes =
      "\x82\x65"
      "bytes";
  constexpr std::string_view timestamp =
      "\x82\x69"
      "timestamp\xc0";
  const auto begins_with = [&](std::string_view beginning, major content) {
    return static_cast<std::size_t>(end_ - p) > beginning.size() &&
           std::memcmp(p, beginning.data(), beginning.size()) == 0 &&
           static_cast<major>(p[beginning.size()] >> 5) == content;
  };
  if (options_.types != nullptr &&
      (options_.types->named("bytes") != nullptr || options_.types->named("timestamp") != nullptr))
    return nullptr;
  if (begins_with(bytes, major::bytes)) {
    note(at, p + bytes.size(), "immutable bytes:");
    return read_leaf(p + bytes.size(), out, tag::named_object);
  }
  if (!begins_with(timestamp, major::text)) return nullptr;
  note(at, p + timestamp.size(), "timestamp:");
  p = read_leaf(p + timestamp.size(), out, tag::named_object);
  if (p == nullptr) return p;
  double ignored;
  std::string text;
  detail::append_utf8(out, text);
  if (!wire::parse_iso_date(text, ignored)) return fail_content(at, tag::date_text, "the text of a date (RFC 3339)");
  out.kind = kind::timestamp;
  out.form = 0;
  return p;
}

template <class Trace>
cursor decoder<Trace>::open_kept_tag(cursor p, cursor at, std::uint64_t t, slot& out) {
  if (!make_kept(kept_tag_name, 2, out)) return fail_memory(at);
  slot number;
  if (t > 0xffffffff) {
    if (!make_bigint(false, t, number)) return fail_memory(at);
  } else {
    number = detail::make_number(static_cast<double>(t));
  }
  set_host_field(*out.object, 0, "tag", number);
  set_host_field(*out.object, 1, "value", {});
  note(at, p, "tag ", t, ", kept as object ", out);
  return push_frame(at, out, context::content, out.object->children + 4, 1) == nullptr ? nullptr : p;
}

template <class Trace>
cursor decoder<Trace>::open_custom_type(cursor p, cursor at, const custom_type& type, slot& out) {
  record* r = make_.new_object(kind::host, out);
  if (r == nullptr || !make_custom_host(store_, *r, type, {})) return fail_memory(at);
  note(at, p, std::string_view(type.name), " ", out);
  return push_frame(at, out, context::payload, r->children + 2, 1) == nullptr ? nullptr : p;
}

}  // namespace clonewire::formats::cbor
