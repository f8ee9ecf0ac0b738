// Writing CBOR: the bytes that cbor-x writes for the same value wherever that keeps the value; docs/formats/cbor.md has
// the forms for what it does not.
#include "formats/cbor/encoder.hpp"

#include <algorithm>
#include <cmath>

#include "formats/cbor/named_objects.hpp"
#include "graph/arrays.hpp"
#include "graph/keys.hpp"
#include "graph/path.hpp"
#include "graph/strings.hpp"
#include "wire/date_text.hpp"
#include "wire/output_growth.hpp"
#include "wire/utf.hpp"

namespace clonewire::formats::cbor {

namespace {

constexpr std::size_t min_room = 512;  // spares small values a second allocation

constexpr loss hole = {"a hole in an array", "written as undefined"};
constexpr loss lone_surrogate = {"a lone surrogate in deterministic form, which wants valid UTF-8", "written as U+FFFD",
                                 "the variant standard writes it as cbor-x does"};
constexpr loss small_bigint = {
    "a BigInt of 32 bits in deterministic form, which writes integers in their shortest form", "written as a number",
    "the variant standard keeps it a BigInt"};

// The float16 that is just `v`. False: there is none.
bool to_half(double v, std::uint32_t& half) noexcept {
  const auto bits = bits_as<std::uint64_t>(v);
  const auto sign = static_cast<std::uint32_t>(bits >> 48 & 0x8000);
  const double magnitude = std::fabs(v);
  if (v != v) {
    half = 0x7e00;
    return true;
  }
  if (magnitude > 0x1.ffcp15) {
    half = sign | 0x7c00;
    return std::isinf(v);
  }
  if (magnitude < 0x1p-14) {  // a multiple of 2^-24, or none
    const double units = magnitude * 0x1p24;
    half = sign | static_cast<std::uint32_t>(units);
    return units == std::floor(units);
  }
  const auto exponent = static_cast<std::uint32_t>((bits >> 52 & 0x7ff) - 1023 + 15);
  half = sign | exponent << 10 | static_cast<std::uint32_t>(bits >> 42 & 0x3ff);
  return (bits & ((std::uint64_t{1} << 42) - 1)) == 0;
}

std::uint8_t* put_shortest_float(std::uint8_t* q, double v) noexcept {
  std::uint32_t half;
  if (to_half(v, half)) {
    *q = float16_head;
    return wire::store_be16(q + 1, half);
  }
  if (const auto narrow = static_cast<float>(v); std::fabs(v) <= 0x1.fffffep127 && static_cast<double>(narrow) == v) {
    *q = float32_head;
    return wire::store_be32(q + 1, bits_as<std::uint32_t>(narrow));
  }
  return put_double(q, v);
}

}  // namespace

encoder::encoder(const value& root, const encode_options& options, std::vector<std::byte>& out)
    : options_(options),
      variant_(variant_named(options.variant)),
      losses_(options, "CBOR"),
      out_(out),
      store_(root.store()),
      root_(root.slot()) {}

// ---- output ----

std::uint8_t* encoder::grow(octet* q, std::size_t size) {
  const std::size_t used = position(q);
  wire::grow_output(out_, used, size);
  begin_ = reinterpret_cast<octet*>(out_.data());
  limit_ = begin_ + out_.size();
  return begin_ + used;
}

std::string encoder::path() const {
  std::string text = "$";
  for (const frame& f : frames_) {
    if (f.next == 0) continue;
    std::uint32_t child = f.next - 1;
    if (f.order != nullptr) child = f.runs == run_of::pairs ? f.order[child] : 2 * f.order[child / 2] + child % 2;
    detail::append_child_step(text, *f.object, child);
  }
  return text;
}

// ---- primitives ----

std::uint8_t* encoder::put_float(octet* q, double v) const noexcept {
  if (v >= -0x1p32 && v < 0x1p32) {
    const auto n = static_cast<std::int64_t>(v);
    if (static_cast<double>(n) == v) {
      if (n > 0) return put_head(q, major::positive, static_cast<std::uint64_t>(n));
      if (n < 0) return put_head(q, major::negative, static_cast<std::uint64_t>(~n));
      // cbor-x writes -0 as 0, but reads this.
      if (!std::signbit(v)) return put_head(q, major::positive, 0);
      *q = float16_head;
      return wire::store_be16(q + 1, 0x8000);
    }
  }
  return variant_ == variant::deterministic ? put_shortest_float(q, v) : put_double(q, v);
}

std::uint8_t* encoder::write_bytes(octet* q, const octet* data, std::uint64_t size) {
  if (size > 0xffffffff) return fail(errc::cannot_carry, "bytes of 4 GiB or more: CBOR's readers have none");
  q = need(q, max_head + static_cast<std::size_t>(size));
  q = put_head(q, major::bytes, size);
  if (size != 0) std::memcpy(q, data, static_cast<std::size_t>(size));
  return q + size;
}

std::uint8_t* encoder::write_text(octet* q, const slot& s) {
  q = need(q, room_for_short);
  if (octet* const end = put_short_text(q, s)) return end;
  const wire::octets text(s.data, s.size);
  // Straight to its place, behind a head for the most that it may take; then moved where that was too long.
  const auto write = [&](std::uint64_t most, const auto& fill) -> octet* {
    if (most > 0xffffffff) return fail(errc::cannot_carry, "a string that may take 4 GiB or more");
    q = need(q, max_head + static_cast<std::size_t>(most));
    octet* const body = put_head(q, major::text, most);
    const auto size = static_cast<std::size_t>(fill(reinterpret_cast<char*>(body)) - reinterpret_cast<char*>(body));
    octet* const place = put_head(q, major::text, size);
    if (place != body) std::memmove(place, body, size);
    return place + size;
  };
  const auto copy = [text](char* to) {
    if (!text.empty()) std::memcpy(to, text.data(), text.size());
    return to + text.size();
  };
  switch (static_cast<string_encoding>(s.form)) {
    case string_encoding::utf8: return write(s.size, copy);
    case string_encoding::latin1:
      if (wire::is_ascii(text)) return write(s.size, copy);
      return write(2 * std::uint64_t{s.size}, [text](char* to) { return wire::write_utf8_from_latin1(text, to); });
    case string_encoding::utf16: break;
  }
  if (variant_ != variant::deterministic || !wire::has_lone_surrogate(text)) {
    return write(std::uint64_t{s.size} / 2 * 3, [text](char* to) { return wire::write_utf8_from_utf16(text, to); });
  }
  if (!lose(lone_surrogate)) return nullptr;
  std::string utf8;
  wire::append_utf8_from_utf16(text, utf8);
  for (std::size_t at = 0; (at = utf8.find('\xed', at)) != std::string::npos; at += 3) {
    if ((utf8[at + 1] & 0x20) != 0) utf8.replace(at, 3, "\xef\xbf\xbd");
  }
  return write(utf8.size(), [&utf8](char* to) { return std::copy(utf8.begin(), utf8.end(), to); });
}

std::uint8_t* encoder::write_key(octet* q, const slot& key) {
  if (!detail::is_index_key(key)) return write_text(q, key);
  const std::string digits = std::to_string(detail::key_index(key));
  return put_ascii(need(q, room_for_short), digits);
}

std::uint8_t* encoder::write_bigint(octet* q, const slot& s) {
  const bool negative = s.form != 0;
  // n as it is, or of -1-n the n: one less, which may borrow through all of it.
  std::vector<octet> n(s.data, s.data + s.size);
  if (negative) {
    for (octet& digit : n) {
      if (digit-- != 0) break;
    }
    while (!n.empty() && n.back() == 0) n.pop_back();
  }
  // cbor-x writes -(2^64) as a bignum, although a head could hold it.
  const bool is_least_head = negative && s.size == 9;
  if (n.size() <= 8 && !(is_least_head && variant_ != variant::deterministic)) {
    std::uint64_t v = 0;
    for (std::size_t i = n.size(); i-- != 0;) v = v << 8 | n[i];
    const major m = negative ? major::negative : major::positive;
    q = need(q, max_head);
    if (variant_ != variant::deterministic) return wire::store_be64(put_initial(q, m, info_64_bits), v);
    if (v <= 0xffffffff && !lose(small_bigint)) return nullptr;
    return put_head(q, m, v);
  }
  q = put_tag(need(q, 2 * max_head + n.size()), negative ? tag::negative_bigint : tag::positive_bigint);
  q = put_head(q, major::bytes, n.size());
  for (std::size_t i = n.size(); i-- != 0;) *q++ = n[i];
  return q;
}

// As a named object: tag 0 alone is read as a Date.
std::uint8_t* encoder::write_timestamp(octet* q, const slot& s) {
  double ignored;
  const std::string_view text(reinterpret_cast<const char*>(s.data), s.size);
  if (!wire::parse_iso_date(text, ignored)) {
    if (!lose({"a timestamp that is no date of RFC 3339", "written as text"})) return nullptr;
    return write_text(q, detail::make_string(string_encoding::utf8, s.data, s.size));
  }
  q = write_named(q, "timestamp", 2);
  q = need(q, 2 * max_head + text.size());
  return put_ascii(put_tag(q, tag::date_text), text);
}

std::uint8_t* encoder::write_value(octet* q, const slot& s) {
  q = need(q, room_for_short);
  switch (s.kind) {
    case kind::absent:
      if (!lose(hole)) return nullptr;
      return put_simple(q, simple::undefined);
    case kind::bigint: return write_bigint(q, s);
    case kind::string: return write_text(q, s);
    case kind::timestamp: return write_timestamp(q, s);
    case kind::bytes: q = write_named(q, "bytes", 2); return write_bytes(q, s.data, s.size);
    default: break;
  }
  if (octet* const end = put_short(q, s)) return end;
  return write_object(q, s);
}

// ---- the loop ----

// Keys and values while both are short: the most of most documents.
std::uint8_t* encoder::write_short_pairs(octet* q, frame& f) {
  const slot* s = f.base + 2 * std::size_t{f.next};
  const slot* const end = f.base + 2 * std::size_t{f.end};
  for (; s != end; s += 2) {
    q = need(q, 2 * room_for_short);
    octet* value_at = s[0].kind == kind::string ? put_short_text(q, s[0]) : nullptr;
    if (value_at == nullptr) [[unlikely]] {
      f.next = static_cast<std::uint32_t>((s - f.base) / 2) + 1;
      value_at = write_key(q, s[0]);
      if (value_at == nullptr) return nullptr;
      value_at = need(value_at, room_for_short);
    }
    octet* const next = put_short(value_at, s[1]);
    if (next != nullptr) [[likely]] {
      q = next;
      continue;
    }
    f.next = static_cast<std::uint32_t>((s - f.base) / 2) + 1;
    const std::size_t depth = frames_.size();
    q = write_value(value_at, s[1]);
    if (q == nullptr || frames_.size() != depth) return q;
  }
  f.next = f.end;
  return q;
}

// The same for values without keys.
std::uint8_t* encoder::write_short_values(octet* q, frame& f) {
  const std::size_t stride = f.runs == run_of::record_members ? 2 : 1;
  const slot* s = f.base + f.next * stride;
  for (std::uint32_t i = f.next; i != f.end; ++i, s += stride) {
    q = need(q, room_for_short);
    octet* const next = put_short(q, *s);
    if (next != nullptr) [[likely]] {
      q = next;
      continue;
    }
    f.next = i + 1;
    const std::size_t depth = frames_.size();
    q = write_value(q, *s);
    if (q == nullptr || frames_.size() != depth) return q;
  }
  f.next = f.end;
  return q;
}

std::uint8_t* encoder::write_open_containers(octet* q) {
  while (q != nullptr && !frames_.empty()) {
    frame& f = frames_.back();
    if (f.next == f.end) {
      q = close(q);
      continue;
    }
    if (f.order == nullptr) {
      switch (f.runs) {
        case run_of::pairs: q = write_short_pairs(q, f); continue;
        case run_of::values:
        case run_of::record_members: q = write_short_values(q, f); continue;
        case run_of::elements: {
          const slot element = detail::array_element(*f.object, f.next++);
          q = write_value(q, element);
          continue;
        }
        case run_of::one:
          ++f.next;
          q = write_value(q, *f.base);
          continue;
      }
    }
    const std::uint32_t child = f.next++;
    if (f.runs == run_of::pairs) {
      const slot* pair = f.base + 2 * std::size_t{f.order[child]};
      q = write_key(q, pair[0]);
      if (q != nullptr) q = write_value(q, pair[1]);
    } else {
      q = write_value(q, f.base[2 * std::size_t{f.order[child / 2]} + child % 2]);
    }
  }
  return q;
}

result<std::uint64_t> encoder::run() {
  const std::size_t start = out_.size();
  if (store_ == nullptr || root_.kind == kind::absent)
    return error{errc::invalid_value, error::no_offset, "$", "there is no value to write"};
  if (store_->input_size >= wire::short_text) {
    readable_begin_ = reinterpret_cast<std::uintptr_t>(store_->input);
    readable_span_ = store_->input_size - wire::short_text + 1;
  }
  if (outer_ == nullptr) seen_.count(root_, *store_, options_.views == view_policy::share);
  if (seen_.any_again()) share_numbers_.resize(store_->object_count());
  // A document that was decoded is about as long again.
  const bool whole = root_.kind == store_->root.kind && root_.bits == store_->root.bits;
  const std::uint64_t expected = !whole                        ? 0
                                 : store_->consumed_bytes != 0 ? store_->consumed_bytes
                                                               : store_->memory().used_bytes() / 2;
  out_.reserve(start + static_cast<std::size_t>(expected + expected / 16) + min_room);
  frames_.reserve(8);
  begin_ = reinterpret_cast<octet*>(out_.data());
  octet* q = grow(begin_ + start, room_for_short);
  q = write_value(q, root_);
  q = write_open_containers(q);
  if (losses_.failed()) return losses_.failure();
  out_.resize(position(q));
  return static_cast<std::uint64_t>(out_.size() - start);
}

result<std::uint64_t> encode(const value& root, const encode_options& options, std::vector<std::byte>& out) {
  return encoder(root, options, out).run();
}

}  // namespace clonewire::formats::cbor
