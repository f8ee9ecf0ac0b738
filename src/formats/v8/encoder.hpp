// The encoder for V8's format. One frame for each open container, no recursion; the cursor is a local that functions
// take and return (null: failed), because stores through a byte pointer may alias any member.
#pragma once

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <string>
#include <vector>

#include <clonewire/format.hpp>

#include "formats/v8/put.hpp"
#include "formats/v8/tags.hpp"
#include "graph/store.hpp"
#include "wire/short_copy.hpp"
#include "wire/varint.hpp"

namespace clonewire::formats::v8 {

/// V8's object numbers for what was written so far: given when an object is met, before its children. One table for
/// each document, by the document's own numbers.
class object_numbers {
 public:
  object_numbers() = default;
  object_numbers(const object_numbers&) = delete;
  object_numbers& operator=(const object_numbers&) = delete;
  ~object_numbers() {
    for (const table& t : tables_) std::free(t.numbers);
  }

  /// The table for one document; 0: not met, else V8's number plus one. Null: out of memory.
  std::uint32_t* of(const detail::store* store) {
    if (store == first_store_) return first_;
    for (const table& t : tables_) {
      if (t.store == store) return t.numbers;
    }
    const std::uint32_t count = store->object_count();
    if (first_store_ == nullptr && count <= small) {
      first_store_ = store;
      std::fill_n(first_, count, 0);
      first_count_ = count;
      return first_;
    }
    tables_.reserve(tables_.size() + 1);  // may throw: before there is anything to leak
    // calloc: a large table's pages are zero already, and those never met never touched.
    auto* numbers = static_cast<std::uint32_t*>(std::calloc(count, sizeof(std::uint32_t)));
    if (numbers != nullptr) tables_.push_back({store, count, numbers});
    return numbers;
  }
  std::uint32_t next = 0;

  /// Forgets all numbers from `first` on. O(objects).
  void roll_back(std::uint32_t first) {
    next = first;
    const auto forget = [first](std::uint32_t* numbers, std::uint32_t count) {
      for (std::uint32_t i = 0; i < count; ++i) {
        if (numbers[i] > first) numbers[i] = 0;
      }
    };
    forget(first_, first_count_);
    for (const table& t : tables_) forget(t.numbers, t.count);
  }

 private:
  struct table {
    const detail::store* store;
    std::uint32_t count;
    std::uint32_t* numbers;
  };
  static constexpr std::uint32_t small = 64;

  std::vector<table> tables_;
  const detail::store* first_store_ = nullptr;  // the first document, if it is small: needs no allocation
  std::uint32_t first_count_ = 0;
  std::uint32_t first_[small];
};

class encoder {
 public:
  encoder(const encode_options& options, std::uint32_t version, object_numbers& numbers, std::vector<std::byte>& out);

  /// Appends the value. Returns how many bytes that took. `unsupported_version`: the value needs a newer version.
  result<std::uint64_t> write(const value& root, bool header);

 private:
  using slot = detail::slot;
  using record = detail::record;
  using octet = std::uint8_t;

  static constexpr std::uint32_t max_short = 0x7f;  // a string whose length is one byte

  enum class run : std::uint8_t { pairs, values, elements_between_holes };

  // What remains to be written of an open container: a run of its slots, then what `close` does.
  struct frame {
    const record* object;
    const slot* next;
    const slot* end;
    run kind_of_run;
    bool in_properties;  // array: past its elements; error: the stack comes behind the cause; host: only its payload
    std::uint32_t number;
  };

  // Room for `size` bytes at `q`; returns `q`, which may have moved.
  CLONEWIRE_INLINE octet* need(octet* q, std::size_t size) {
    if (static_cast<std::size_t>(limit_ - q) >= size) [[likely]]
      return q;
    return grow(q, size);
  }
  CLONEWIRE_COLD octet* grow(octet* q, std::size_t size);
  std::size_t position(const octet* q) const noexcept { return static_cast<std::size_t>(q - begin_); }

  octet* fail(errc code, std::string detail);
  // What the dialect or version cannot hold: an error, or with `lossy` a report; null then means an error.
  bool lose(std::string detail);
  octet* needs_version(std::uint32_t version, const char* what);
  std::string path() const;

  // Precondition of put_…: room for what they write.
  octet* put_number(octet* q, const slot& s) const noexcept {
    if (s.form == static_cast<std::uint8_t>(detail::number_form::int32) &&
        (all_int32_small_ || (s.number >= small_min_ && s.number <= small_max_))) [[likely]] {
      return put_int32(q, static_cast<std::int32_t>(s.size));
    }
    return put_double(put(q, tag::number), s.number);
  }
  // Most strings are short, and copying 32 bytes costs less than asking how many: what lies behind the string is read
  // where it is known to be there, and overwritten by what is written next. Precondition: size <= max_short; room for
  // 2 + size + 32 bytes.
  CLONEWIRE_INLINE octet* put_short_latin1(octet* q, const octet* data, std::uint32_t size) const noexcept {
    q = put(q, tag::one_byte_string);
    *q++ = static_cast<octet>(size);
    if (size <= 32 && reinterpret_cast<std::uintptr_t>(data) - readable_begin_ < readable_span_) [[likely]] {
      std::memcpy(q, data, 32);
    } else {
      wire::copy_short(q, data, size);
    }
    return q + size;
  }
  // Precondition: room for a head and size + 32 bytes.
  octet* put_latin1(octet* q, const octet* data, std::uint32_t size) const noexcept {
    if (size <= max_short) return put_short_latin1(q, data, size);
    q = put_varint(put(q, tag::one_byte_string), size);
    std::memcpy(q, data, size);
    return q + size;
  }

  octet* write_value(octet* q, const slot& s);
  octet* write_string(octet* q, const slot& s);
  octet* write_two_byte(octet* q, std::uint64_t byte_length);
  octet* write_key(octet* q, const slot& key);
  octet* write_bytes(octet* q, const octet* data, std::uint64_t size);
  octet* write_bigint(octet* q, tag t, const slot& s);
  octet* write_object(octet* q, const slot& s);
  template <class Number>
  octet* write_doubles(octet* q, const Number* numbers, std::size_t count);
  octet* write_int32s(octet* q, const std::int32_t* numbers, std::size_t count);
  octet* write_array(octet* q, const record& r, std::uint32_t number);
  octet* write_error(octet* q, const record& r, std::uint32_t number);
  octet* write_workerd_error(octet* q, const record& r, std::uint32_t number);
  octet* write_buffer(octet* q, const record& r);
  octet* write_view(octet* q, const slot& s);
  octet* write_node_view(octet* q, const record& r);
  octet* write_native_view(octet* q, const record& r);
  octet* write_host(octet* q, const record& r, std::uint32_t number);
  octet* write_deno_host(octet* q, const record& r, std::uint32_t number);
  octet* write_blob(octet* q, const record& r);
  octet* write_length(octet* q, std::uint64_t length, const char* what);
  octet* write_short_pairs(octet* q, frame& f);
  octet* write_open_containers(octet* q);
  octet* close(octet* q);
  octet* end_array(octet* q, const record& r);

  // True when the object was written before: then a reference is written. Else it gets a number.
  bool met(octet*& q, std::uint32_t number);
  bool is_whole_slice(const record& view);
  void count_buffer_uses();

  frame& open(const record& r, std::uint32_t number, const slot* first, std::size_t count, run kind_of_run) {
    // Field by field: a frame that is made elsewhere and copied here waits for its stores.
    ++depth_;
    frame& f = frames_.emplace_back();
    f.object = &r;
    f.next = first;
    f.end = first + count;
    f.kind_of_run = kind_of_run;
    f.in_properties = false;
    f.number = number;
    return f;
  }

  const encode_options& options_;
  std::uint32_t version_;
  double small_min_, small_max_;
  bool all_int32_small_;
  object_numbers& numbers_;
  std::vector<std::byte>& out_;
  octet* begin_ = nullptr;
  octet* limit_ = nullptr;
  const detail::store* store_ = nullptr;
  // The addresses from which on 32 bytes may be read, whatever string begins there: all but the end of the input.
  std::uintptr_t readable_begin_ = 0;
  std::uintptr_t readable_span_ = 0;
  std::uint32_t* own_numbers_ = nullptr;
  slot root_{};
  std::vector<frame> frames_;              // innermost last
  std::size_t depth_ = 0;                  // frames_.size(), without the division
  std::vector<std::uint8_t> buffer_uses_;  // by object number: 0, 1 or more references; made when first asked for
  std::unique_ptr<error> failure_;
};

}  // namespace clonewire::formats::v8
