// The encoder for CBOR. One frame for each open container, no recursion; the cursor is a local that functions take and
// return (null: failed), because stores through a byte pointer may alias any member.
#pragma once

#include <cstring>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include <clonewire/custom_types.hpp>
#include <clonewire/format.hpp>

#include "formats/cbor/codec.hpp"
#include "formats/cbor/heads.hpp"
#include "formats/cbor/records.hpp"
#include "formats/losses.hpp"
#include "graph/occurrences.hpp"
#include "graph/store.hpp"
#include "wire/short_text.hpp"

namespace clonewire::formats::cbor {

class encoder {
 public:
  encoder(const value& root, const encode_options& options, std::vector<std::byte>& out);

  /// Appends the value. Returns how many bytes that took.
  result<std::uint64_t> run();

 private:
  using slot = detail::slot;
  using record = detail::record;
  using octet = std::uint8_t;

  enum class run_of : std::uint8_t {
    pairs,           // keys and values
    values,          // Map, Set, tuple, array: one slot after another
    record_members,  // the values of pairs
    elements,        // of a sparse array: looked up one by one
    one,             // a single child
  };

  struct frame {
    const record* object;
    const slot* base;  // the first child's slot
    std::uint32_t number;
    std::uint32_t next;  // children begun, counted as detail::append_child_step does
    std::uint32_t end;
    run_of runs;
    const std::uint32_t* order;  // deterministic: the entries in the order of their keys; else null
  };

  // ---- output ----

  // Room for `size` bytes at `q`; returns `q`, which may have moved.
  CLONEWIRE_INLINE octet* need(octet* q, std::size_t size) {
    if (static_cast<std::size_t>(limit_ - q) >= size) [[likely]]
      return q;
    return grow(q, size);
  }
  CLONEWIRE_COLD octet* grow(octet* q, std::size_t size);
  std::size_t position(const octet* q) const noexcept { return static_cast<std::size_t>(q - begin_); }

  // ---- losses ----

  std::string path() const;
  // True: go on.
  bool lose(const loss& l) {
    return losses_.lose(l, [this] { return path(); });
  }
  octet* fail(errc code, std::string detail) {
    losses_.fail(code, path(), std::move(detail));
    return nullptr;
  }

  // ---- what is but a head, or short: precondition: room ----

  static constexpr std::size_t room_for_short = max_head + wire::short_text;

  CLONEWIRE_INLINE octet* put_number(octet* q, const slot& s) const noexcept {
    if (s.form != static_cast<std::uint8_t>(detail::number_form::int32)) return put_float(q, s.number);
    return put_int32(q, static_cast<std::int32_t>(s.size));
  }
  octet* put_float(octet* q, double v) const noexcept;
  octet* put_integer(octet* q, std::uint64_t n) const noexcept { return put_float(q, static_cast<double>(n)); }
  // ASCII or UTF-8 of up to 32 bytes. Null: another string.
  CLONEWIRE_INLINE octet* put_short_text(octet* q, const slot& s) const noexcept {
    if (s.size > wire::short_text || reinterpret_cast<std::uintptr_t>(s.data) - readable_begin_ >= readable_span_)
      return nullptr;
    if (s.form == static_cast<std::uint8_t>(string_encoding::latin1)) {
      if (!wire::is_short_ascii(s.data, s.size)) return nullptr;
    } else if (s.form != static_cast<std::uint8_t>(string_encoding::utf8)) {
      return nullptr;
    }
    q = put_text_head(q, s.size);
    // What lies behind the string is overwritten by what is written next.
    std::memcpy(q, s.data, wire::short_text);
    return q + s.size;
  }
  static octet* put_text_head(octet* q, std::uint32_t size) noexcept {
    if (size < info_8_bits) return put_initial(q, major::text, size);
    return put_head(q, major::text, size);
  }
  // Null: not short. Precondition: room_for_short.
  CLONEWIRE_INLINE octet* put_short(octet* q, const slot& v) const noexcept {
    switch (v.kind) {
      case kind::string: return put_short_text(q, v);
      case kind::number: return put_number(q, v);
      case kind::boolean: return put_simple(q, v.form != 0 ? simple::true_value : simple::false_value);
      case kind::null: return put_simple(q, simple::null);
      case kind::undefined: return put_simple(q, simple::undefined);
      default: return nullptr;
    }
  }
  static octet* put_simple(octet* q, simple v) noexcept {
    return put_initial(q, major::special, static_cast<unsigned>(v));
  }
  static octet* put_ascii(octet* q, std::string_view text) noexcept {
    q = put_head(q, major::text, text.size());
    std::memcpy(q, text.data(), text.size());
    return q + text.size();
  }
  static octet* put_tag(octet* q, std::uint64_t tag) noexcept { return put_head(q, major::tag, tag); }

  // ---- values: room is their own affair ----

  octet* write_value(octet* q, const slot& s);
  octet* write_head(octet* q, major m, std::uint64_t argument) { return put_head(need(q, max_head), m, argument); }
  octet* write_text(octet* q, const slot& s);
  octet* write_key(octet* q, const slot& key);
  octet* write_bytes(octet* q, const octet* data, std::uint64_t size);
  octet* write_bigint(octet* q, const slot& s);
  octet* write_timestamp(octet* q, const slot& s);
  // Tag 27 with an array of that many elements, the name among them, which is written.
  octet* write_named(octet* q, std::string_view name, std::uint32_t elements);

  octet* write_object(octet* q, const slot& s);
  octet* write_mark(octet* q, const slot& s, bool& again);
  octet* write_properties(octet* q, const slot& s, const slot* pairs, std::uint32_t count);
  octet* write_record_head(octet* q, const slot* keys, std::uint32_t count, std::uint32_t stride);
  octet* write_array(octet* q, const slot& s);
  template <class Number>
  octet* write_numbers(octet* q, const Number* numbers, std::size_t count);
  octet* write_date(octet* q, double time_value);
  octet* write_regexp(octet* q, const record& r);
  octet* write_map(octet* q, const slot& s);
  octet* write_error(octet* q, const slot& s);
  octet* write_wrapper(octet* q, const record& r);
  octet* write_buffer(octet* q, const record& r);
  octet* write_view(octet* q, const slot& s);
  octet* write_slice(octet* q, const record& r);
  octet* write_host(octet* q, const slot& s);
  octet* write_kept_tag(octet* q, const slot& s);
  octet* write_kept_simple(octet* q, const record& r);
  octet* write_blob(octet* q, const record& r);
  octet* write_custom(octet* q, const slot& s, const custom_type& type);
  octet* refuse_host(octet* q, const slot& s, const loss& l);

  // The head of an object of which the keys are known, `keys` in pairs with nothing. In a record the keys are written
  // with it; else each before its value, by `write_option_key`.
  octet* write_options_head(octet* q, const slot* keys, std::uint32_t count);
  octet* write_option_key(octet* q, const slot& key);

  bool is_whole_slice(const record& view);

  // ---- containers ----

  void open(const slot& s, run_of runs, const slot* base, std::uint32_t end, std::uint32_t next = 0) {
    frames_.push_back({s.object, base, s.size, next, end, runs, nullptr});
  }
  octet* write_open_containers(octet* q);
  octet* write_short_pairs(octet* q, frame& f);
  octet* write_short_values(octet* q, frame& f);
  octet* close(octet* q);

  // ---- deterministic (deterministic.cpp) ----

  // A map's head, and its entries in the order of their keys: text of properties (`pairs`), or any values.
  octet* write_sorted_pairs(octet* q, const slot& s, const slot* pairs, std::uint32_t count, run_of runs);
  bool encode_key(const slot& key, std::uint32_t entry, std::string& out);

  const encode_options& options_;
  variant variant_;
  losses losses_;
  std::vector<std::byte>& out_;
  octet* begin_ = nullptr;
  octet* limit_ = nullptr;
  const detail::store* store_;
  slot root_;
  // The addresses from which on 32 bytes may be read, whatever string begins there: all but the end of the input.
  std::uintptr_t readable_begin_ = 0;
  std::uintptr_t readable_span_ = 0;

  std::vector<frame> frames_;  // innermost last
  detail::occurrences seen_;
  detail::occurrences seen_with_buffers_;  // counted when first asked for
  bool counted_with_buffers_ = false;
  std::vector<std::uint32_t> share_numbers_;  // by object number: 1 + the number of its mark; made when one is needed
  std::uint32_t next_share_ = 0;
  records records_;
  std::deque<std::vector<std::uint32_t>> orders_;  // of open frames
  encoder* outer_ = nullptr;                       // this writes a key of it only to see its bytes
  int key_depth_ = 0;                              // how many such encoders there are around this
};

}  // namespace clonewire::formats::cbor
