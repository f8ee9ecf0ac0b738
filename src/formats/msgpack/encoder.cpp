// Writing MessagePack: the walk, and the values without children.
#include "formats/msgpack/encoder.hpp"

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <utility>

#include "formats/msgpack/encoder_losses.hpp"
#include "graph/arrays.hpp"
#include "graph/keys.hpp"
#include "graph/path.hpp"
#include "graph/slots.hpp"
#include "graph/strings.hpp"
#include "wire/number_text.hpp"
#include "wire/output_growth.hpp"
#include "wire/short_text.hpp"

namespace clonewire::formats::msgpack {

namespace {

constexpr std::size_t min_room = 1024;      // of the first allocation
constexpr std::size_t max_bundle = 0x5500;  // code units of one bundle, but for its first string

}  // namespace

encoder::encoder(const value& root, const encode_options& options, std::vector<std::byte>& out)
    : options_(options),
      variant_(variant_named(options.variant)),
      out_(out),
      losses_(options, "MessagePack"),
      store_(root.store()),
      root_(root.slot()) {
  fixint_end_ = has_records() ? first_record_id : 0x80;
  bundling_ = variant_ == variant::bundle && root_.kind != kind::string;
}

result<std::uint64_t> encoder::write() {
  if (store_ == nullptr || root_.kind == kind::absent)
    return error{errc::invalid_value, error::no_offset, "$", "there is no value to write"};
  start_ = out_.size();
  places_.assign(store_->object_count(), 0);
  if (store_->input_size >= wire::short_text) {
    readable_begin_ = reinterpret_cast<std::uintptr_t>(store_->input);
    readable_span_ = store_->input_size - (wire::short_text - 1);
  }
  // A document that was decoded is about as long again.
  const std::uint64_t expected =
      store_->consumed_bytes != 0 ? store_->consumed_bytes : store_->memory().used_bytes() / 4;
  out_.reserve(start_ + static_cast<std::size_t>(expected + expected / 16) + min_room);
  begin_ = reinterpret_cast<octet*>(out_.data());
  octet* q = grow(begin_ + start_, max_head);
  q = write_value(q, root_);
  while (q != nullptr && !frames_.empty()) q = continue_innermost(q);
  if (q != nullptr && bundle_.place != 0) q = end_bundle(q);
  if (q == nullptr) return losses_.failure();
  const std::size_t length = position(q);
  q = need(q, insertions_.size());
  if (!insertions_.apply(begin_, length)) {
    fail(errc::cannot_carry, "a platform object of more than 32 bits of length");
    return losses_.failure();
  }
  out_.resize(length + insertions_.size());
  return static_cast<std::uint64_t>(out_.size() - start_);
}

encoder::octet* encoder::grow(octet* q, std::size_t size) {
  const std::size_t used = position(q);
  wire::grow_output(out_, used, size);
  begin_ = reinterpret_cast<octet*>(out_.data());
  limit_ = begin_ + out_.size();
  return begin_ + used;
}

encoder::octet* encoder::fail(errc code, std::string detail) {
  losses_.fail(code, path(), std::move(detail));
  return nullptr;
}

// ---- bigints ----

// Two's complement: in 64 bits where it fits, else in as many multiples of them as it takes; beyond 65536 bits in as
// many bytes.
encoder::octet* encoder::write_bigint(octet* q, const slot& s) {
  const bool negative = s.form != 0;
  const std::uint32_t size = s.size;
  q = need(q, size + 2 * max_head);
  if (size <= 8) {
    std::uint64_t magnitude = 0;
    for (std::uint32_t i = 0; i != size; ++i) magnitude |= std::uint64_t{s.data[i]} << 8 * i;
    constexpr std::uint64_t sign = std::uint64_t{1} << 63;
    if (magnitude < sign || (negative && magnitude == sign))
      return wire::store_be64(put(q, head::int64), negative ? 0 - magnitude : magnitude);
    if (!negative) return wire::store_be64(put(q, head::uint64), magnitude);
  }
  if (is_plain()) {
    if (!lose(large_bigint)) return nullptr;
    text_ = wire::bigint_text(negative, {s.data, size});
    return write_text(q, reinterpret_cast<const octet*>(text_.data()), text_.size());
  }
  const octet top = s.data[size - 1];
  const bool low_zero = std::all_of(s.data, s.data + size - 1, [](octet byte) { return byte == 0; });
  // The sign takes a bit of its own, but that the least of all negative numbers of its length is just that bit.
  const bool needs_sign_byte = top >= 0x80 && !(negative && top == 0x80 && low_zero);
  std::size_t length = std::size_t{size} + (needs_sign_byte ? 1 : 0);
  constexpr std::size_t most_in_words = 65536 / 8;
  if (size <= most_in_words || (negative && size == most_in_words + 1 && top == 1 && low_zero))
    length = (length + 7) / 8 * 8;
  q = put_extension(q, static_cast<octet>(extension::bigint), length);
  unsigned carry = 1;
  for (std::size_t i = 0; i != length; ++i) {
    const octet byte = i < size ? s.data[i] : octet{0};
    const unsigned sum = negative ? (byte ^ 0xffU) + carry : byte;
    carry = sum >> 8;
    q[length - 1 - i] = static_cast<octet>(sum);
  }
  return q + length;
}

// ---- strings ----

encoder::octet* encoder::write_text(octet* q, const octet* utf8, std::size_t size) {
  if (size > 0xffffffff) return fail(errc::cannot_carry, "a string of more than 2^32-1 bytes");
  q = put_string(need(q, size + max_head), size);
  if (size != 0) std::memcpy(q, utf8, size);
  return q + size;
}

encoder::octet* encoder::write_unbundled(octet* q, const slot& s) {
  const auto encoding = static_cast<string_encoding>(s.form);
  if (encoding == string_encoding::utf8 || (encoding == string_encoding::latin1 && wire::is_ascii({s.data, s.size})))
    return write_text(q, s.data, s.size);
  text_.clear();
  detail::append_utf8(s, text_);
  return write_text(q, reinterpret_cast<const octet*>(text_.data()), text_.size());
}

// A string's length in JavaScript decides whether it is bundled.
encoder::octet* encoder::write_string(octet* q, const slot& s) {
  if (bundling_) {
    std::uint64_t units = s.size;
    if (s.form == static_cast<std::uint8_t>(string_encoding::utf16)) units = s.size / 2;
    if (s.form == static_cast<std::uint8_t>(string_encoding::utf8)) units = wire::utf16_length({s.data, s.size});
    if (bundles(units)) return write_bundled(q, s, static_cast<std::uint32_t>(units));
  }
  if (s.form == static_cast<std::uint8_t>(string_encoding::latin1) && s.size < 0x20 &&
      reinterpret_cast<std::uintptr_t>(s.data) - readable_begin_ < readable_span_ &&
      wire::is_short_ascii(s.data, s.size)) [[likely]] {
    // Copying 32 bytes costs less than asking how many; what is too much is written over by what comes next.
    q = put_string(need(q, max_head + wire::short_text), s.size);
    std::memcpy(q, s.data, wire::short_text);
    return q + s.size;
  }
  return write_unbundled(q, s);
}

encoder::octet* encoder::write_key(octet* q, const slot& key) {
  if (!detail::is_index_key(key)) return write_string(q, key);
  char digits[16];
  const int size = std::snprintf(digits, sizeof digits, "%u", static_cast<unsigned>(detail::key_index(key)));
  return write_string(q, detail::make_string(string_encoding::latin1, reinterpret_cast<const octet*>(digits),
                                             static_cast<std::uint32_t>(size)));
}

// ---- bundled strings ----

encoder::octet* encoder::write_bundled(octet* q, const slot& s, std::uint32_t units) {
  q = need(q, 3 * max_head);
  bundle_.units += units;
  if (bundle_.units > max_bundle) {
    q = need(begin_bundle(q), max_head);
  }
  const wire::octets text(s.data, s.size);
  const auto encoding = static_cast<string_encoding>(s.form);
  const bool ascii = encoding == string_encoding::utf16 ? s.size == 0 : wire::is_ascii(text);
  bool wide = !ascii;
  if (encoding == string_encoding::utf16) {
    text_.clear();
    detail::append_utf8(s, text_);
    wide = text_.size() != units;
    if (!wide) bundle_.ascii += text_;
  } else if (ascii) {
    bundle_.ascii.append(reinterpret_cast<const char*>(s.data), s.size);
  }
  if (wide) {
    switch (encoding) {
      case string_encoding::latin1: wire::append_utf16_from_latin1(text, bundle_.wide); break;
      case string_encoding::utf8: wire::append_utf16_from_utf8(text, bundle_.wide); break;
      case string_encoding::utf16: bundle_.wide.append(reinterpret_cast<const char*>(s.data), s.size); break;
    }
  }
  const auto length = static_cast<std::int32_t>(units);
  return put_int32(put(q, head::never_used), wide ? -length : length, fixint_end_);
}

// A reference to the texts of the strings that come next; the texts of those before stand in it, if there are any.
encoder::octet* encoder::begin_bundle(octet* q) {
  const bool is_first = bundle_.place == 0;
  const std::string texts = is_first ? std::string() : take_bundle_texts();
  const std::size_t size = 4 + texts.size();
  q = need(q, size + 2 * max_head);
  if (is_first) {
    q = put(q, head::fixext4);
  } else if (size < 0x10000) {
    q = wire::store_be16(put(q, head::ext16), size);
  } else {
    q = wire::store_be32(put(q, head::ext32), size);  // msgpackr cuts the length to 16 bits
  }
  *q++ = static_cast<octet>(extension::bundle);
  const std::size_t place = position(q);
  q += 4;
  if (!is_first) {
    insertions_.add_span(bundle_.place, bundle_.place, position(q));
    std::memcpy(q, texts.data(), texts.size());
    q += texts.size();
  }
  bundle_.place = place;
  bundle_.units = 0;
  return q;
}

encoder::octet* encoder::end_bundle(octet* q) {
  const std::string texts = take_bundle_texts();
  insertions_.add_span(bundle_.place, bundle_.place, position(q));
  q = need(q, texts.size());
  std::memcpy(q, texts.data(), texts.size());
  return q + texts.size();
}

std::string encoder::take_bundle_texts() {
  std::string wide;
  wire::append_utf8_from_utf16({reinterpret_cast<const octet*>(bundle_.wide.data()), bundle_.wide.size()}, wide);
  std::string texts;
  for (const std::string* text : {&wide, &bundle_.ascii}) {
    octet head[max_head];
    texts.append(reinterpret_cast<const char*>(head), static_cast<std::size_t>(put_string(head, text->size()) - head));
    texts += *text;
  }
  bundle_.wide.clear();
  bundle_.ascii.clear();
  return texts;
}

}  // namespace clonewire::formats::msgpack
