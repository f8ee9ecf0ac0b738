// Handles into a document: typed access, lookup and iteration, none of which allocates unless it returns a std::string.
#pragma once

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>

#include <clonewire/detail/layout.hpp>
#include <clonewire/error.hpp>
#include <clonewire/kind.hpp>

namespace clonewire {

class value;
class document;
class value_range;
class entry_range;

namespace detail {
class store;
}

using bytes_view = std::span<const std::byte>;

/// A string's content as it lies in the document. `bytes` need not be aligned; its size is in bytes.
struct string_data {
  string_encoding encoding = string_encoding::latin1;
  bytes_view bytes;
};

/// A bigint as it lies in the document: sign and magnitude, little-endian, without leading zeros (0n: empty).
struct bigint_data {
  bool negative = false;
  bytes_view magnitude;
};

/// A handle to one value: copied freely, valid while its document lives.
///
/// The checked accessors `get<T>()`, `at()` and `operator[]` throw `exception` for a wrong kind or a missing member,
/// naming the value's path; `try_get` and `find` return instead. `unchecked_` functions have a precondition.
class value {
 public:
  /// A handle to nothing, of kind absent.
  value() noexcept : slot_{}, store_(nullptr) {}

  clonewire::kind kind() const noexcept { return slot_.kind; }
  bool is(clonewire::kind k) const noexcept { return slot_.kind == k; }
  /// False for an absent value: a hole, a missing property.
  explicit operator bool() const noexcept { return slot_.kind != kind::absent; }

  /// T: bool, double, any integer type (a number that is that integer, or a bigint that fits), std::string (UTF-8;
  /// a lone surrogate is an error), std::u16string, string_data, bigint_data.
  template <class T>
  T get() const {
    result<T> r = try_get<T>();
    if (!r) detail::raise(std::move(r).error());
    return std::move(r).value();
  }
  template <class T>
  result<T> try_get() const;

  // ---- content by kind; each has the precondition that the value is of that kind ----

  bool unchecked_boolean() const noexcept { return slot_.form != 0; }
  double unchecked_number() const noexcept { return slot_.number; }
  /// True for a number that is a 32-bit integer and not -0; in a document that keeps numbers as they were written
  /// (`number_storage::as_written`) only for one that was written as an integer.
  bool is_int32() const noexcept {
    return slot_.kind == kind::number && slot_.form == static_cast<std::uint8_t>(detail::number_form::int32);
  }
  /// In a document that keeps numbers as they were written: whether this one was written as an integer. In others:
  /// `is_int32`.
  bool is_written_as_integer() const noexcept { return is_int32() || (slot_.kind == kind::number && slot_.size != 0); }
  std::int32_t unchecked_int32() const noexcept { return static_cast<std::int32_t>(slot_.size); }
  string_data unchecked_string() const noexcept {
    return {static_cast<string_encoding>(slot_.form), {reinterpret_cast<const std::byte*>(slot_.data), slot_.size}};
  }
  bigint_data unchecked_bigint() const noexcept {
    return {slot_.form != 0, {reinterpret_cast<const std::byte*>(slot_.data), slot_.size}};
  }
  /// bytes, timestamp (its RFC 3339 text, ASCII).
  bytes_view unchecked_bytes() const noexcept { return {reinterpret_cast<const std::byte*>(slot_.data), slot_.size}; }

  /// A string (or a timestamp's text) as UTF-8; each lone surrogate becomes three bytes, as WTF-8 has it.
  std::string to_utf8() const;
  /// A string's UTF-16 code units.
  std::u16string to_utf16() const;

  // ---- objects ----

  /// The object's number in its document: two values are one object if and only if their numbers are equal.
  /// Precondition: has_identity(kind()).
  std::uint32_t object_number() const noexcept { return slot_.size; }

  /// array: `length`; map, set, tuple: entries; object: properties; host: fields; string: UTF-16 code units;
  /// array_buffer, bytes: bytes; typed_array: elements; data_view: bytes; else 0.
  std::uint64_t size() const noexcept;

  /// array: the element at `index`, absent for a hole; set, tuple: the member at that place. Out of range: absent.
  template <class Integer, class = std::enable_if_t<std::is_integral_v<Integer>>>
  value find(Integer index) const noexcept {
    return index < 0 ? value() : find_at(static_cast<std::uint64_t>(index));
  }
  /// object, array: the property; host: the field. Absent where there is none. `key` is UTF-8.
  value find(std::string_view key) const noexcept;
  value find(const char* key) const noexcept { return find(std::string_view(key)); }
  /// The same, but an error where `find` gives absent.
  value operator[](std::string_view key) const;
  value operator[](const char* key) const { return (*this)[std::string_view(key)]; }
  template <class Integer, class = std::enable_if_t<std::is_integral_v<Integer>>>
  value at(Integer index) const {
    return index < 0 ? checked_at(~std::uint64_t{0}) : checked_at(static_cast<std::uint64_t>(index));
  }

  /// array: its elements, holes as absent values; set, tuple: its members. Else: empty.
  value_range elements() const noexcept;
  /// True for an array most of whose indices are holes: it is kept as pairs, and `elements()` walks `size()` steps.
  bool is_sparse() const noexcept;
  /// A sparse array's present elements: pairs of the index (a number) and the element, ascending. Else: empty.
  entry_range sparse_elements() const noexcept;
  /// object: its properties; array: its named properties; host: its fields; map: its entries. Else: empty.
  /// A property's key is a string, or a number where it is an array index; `key_text` writes either.
  entry_range entries() const noexcept;
  /// `elements` and `entries` with a check of the kind (an error for any other).
  value_range as_array() const;
  value_range as_set() const;
  entry_range as_object() const;
  entry_range as_map() const;

  /// Precondition: date. Milliseconds since 1970, NaN when invalid.
  double date_value() const noexcept;
  /// Precondition: boolean_object, number_object, bigint_object, string_object. The primitive inside.
  value wrapped() const noexcept;
  /// Precondition: regexp.
  value regexp_source() const noexcept;
  std::uint16_t regexp_flag_bits() const noexcept;
  /// Flags as text in JavaScript's order: "dgimsuvy".
  std::string regexp_flag_text() const;
  /// Precondition: error. message, stack and cause are absent where the error has none.
  clonewire::error_name error_type() const noexcept;
  value error_message() const noexcept;
  value error_stack() const noexcept;
  value error_cause() const noexcept;
  /// Precondition: array_buffer.
  bytes_view buffer_bytes() const noexcept;
  bool is_resizable() const noexcept;
  bool is_immutable() const noexcept;
  std::uint64_t max_byte_length() const noexcept;
  /// Precondition: typed_array (element), typed_array or data_view.
  clonewire::element_type element() const noexcept;
  value view_buffer() const noexcept;  ///< an array_buffer, or a host object that stands for a SharedArrayBuffer
  std::uint64_t view_byte_offset() const noexcept;
  std::uint64_t view_byte_length() const noexcept;
  bool is_length_tracking() const noexcept;
  /// The view's own bytes; empty where the buffer's content is not in the document.
  bytes_view view_bytes() const noexcept;
  /// Precondition: host. The interface's name.
  value host_type() const noexcept;

  /// Where this value stands in its document, as in "$.pets[0].owner"; O(size of the document).
  std::string path() const;

  /// A property key (a string, or a number) as UTF-8 text, lone surrogates as in `to_utf8`.
  std::string key_text() const;

  // ---- for formats and bindings ----

  /// `parent` and `index` name the place in the parent's children that the slot was reached by; `path()` needs them.
  value(const detail::store* store, const detail::slot& slot, std::uint32_t parent = no_parent,
        std::uint32_t index = 0) noexcept
      : slot_(slot), store_(store), parent_(parent), index_(index) {}
  static constexpr std::uint32_t no_parent = 0xffffffff;
  const detail::slot& slot() const noexcept { return slot_; }
  const detail::record& record() const noexcept { return *slot_.object; }
  const detail::store* store() const noexcept { return store_; }

 private:
  friend class value_range;
  friend class entry_range;
  value find_at(std::uint64_t index) const noexcept;
  value checked_at(std::uint64_t index) const;
  detail::slot slot_;
  const detail::store* store_;
  std::uint32_t parent_ = no_parent;
  std::uint32_t index_ = 0;
};

namespace detail {

/// Walks a range by index; the range must outlive it.
template <class Range, class Reference>
class index_iterator {
 public:
  using value_type = Reference;
  using difference_type = std::ptrdiff_t;
  using iterator_category = std::input_iterator_tag;
  using pointer = void;
  using reference = Reference;

  index_iterator() = default;
  index_iterator(const Range* range, std::uint64_t index) noexcept : range_(range), index_(index) {}
  Reference operator*() const noexcept { return (*range_)[index_]; }
  index_iterator& operator++() noexcept {
    ++index_;
    return *this;
  }
  index_iterator operator++(int) noexcept {
    const index_iterator old = *this;
    ++index_;
    return old;
  }
  bool operator==(const index_iterator& other) const noexcept { return index_ == other.index_; }

 private:
  const Range* range_ = nullptr;
  std::uint64_t index_ = 0;
};

}  // namespace detail

/// The elements of an array, set or tuple; a linear walk.
class value_range {
 public:
  using iterator = detail::index_iterator<value_range, value>;
  iterator begin() const noexcept { return {this, 0}; }
  iterator end() const noexcept { return {this, size_}; }
  std::uint64_t size() const noexcept { return size_; }
  bool empty() const noexcept { return size_ == 0; }
  value operator[](std::uint64_t index) const noexcept;

 private:
  friend class value;
  value owner_;
  std::uint64_t size_ = 0;
};

/// One property, field or map entry.
struct entry {
  clonewire::value key;
  clonewire::value value;
};

/// Properties, fields or map entries; a linear walk.
class entry_range {
 public:
  using iterator = detail::index_iterator<entry_range, entry>;
  iterator begin() const noexcept { return {this, 0}; }
  iterator end() const noexcept { return {this, size_}; }
  std::uint32_t size() const noexcept { return size_; }
  bool empty() const noexcept { return size_ == 0; }
  entry operator[](std::uint64_t index) const noexcept;

 private:
  friend class value;
  value owner_;
  const detail::slot* pairs_ = nullptr;
  std::uint32_t size_ = 0;
};

}  // namespace clonewire
