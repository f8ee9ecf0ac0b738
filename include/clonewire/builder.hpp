// Makes documents by hand, and is what the decoders of text formats use.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include <clonewire/document.hpp>
#include <clonewire/limits.hpp>
#include <clonewire/value.hpp>

namespace clonewire {

/// Builds one document from the outside in. Containers are opened with `begin_…` and closed with `end`; between,
/// their children are added in order. In an object (and for an array's named properties and a host object's fields)
/// each child is preceded by `key`. `begin_…` and the functions for leaf objects return the object's number, with
/// which `reference` adds the same object again, also while it is still open (a cycle).
///
///     builder b;
///     auto profile = b.begin_object();
///     b.key("name").string("Bob");
///     b.key("self").reference(profile);
///     b.end();
///     document doc = std::move(b).finish().value();
///
/// JavaScript's rules are applied on `end`: index keys come first, ascending; of equal keys the last value wins, at
/// the place of the first; Map and Set entries are unique by SameValueZero. A wrong call (a value without its key,
/// `end` too often) makes `finish` fail with `invalid_value`; the calls between do nothing then.
class builder {
 public:
  explicit builder(const clonewire::limits& limits = {});
  builder(builder&&) noexcept;
  builder& operator=(builder&&) noexcept;
  ~builder();

  // ---- leaves without identity; text and bytes are copied ----
  builder& undefined();
  builder& null();
  builder& boolean(bool v);
  builder& number(double v);
  /// Magnitude: little-endian, leading zeros allowed.
  builder& bigint(bool negative, bytes_view magnitude);
  builder& bigint(std::int64_t v);
  /// UTF-8; an invalid sequence becomes U+FFFD. Lone surrogates: use `utf16`.
  builder& string(std::string_view utf8);
  builder& utf16(std::u16string_view units);
  builder& string(const string_data& data);
  builder& bytes(bytes_view v);
  /// RFC 3339 text.
  builder& timestamp(std::string_view text);
  /// An array's hole, in place of an element.
  builder& hole();
  /// An object again, by its number.
  builder& reference(std::uint32_t object_number);

  // ---- keys ----
  builder& key(std::string_view utf8);
  builder& key_utf16(std::u16string_view units);
  builder& key(const string_data& data);
  /// An array index as a property key, without the detour through text.
  builder& key(std::uint32_t index);

  // ---- leaf objects; each returns its number ----
  std::uint32_t date(double time_value);
  /// `flags`: bits of regexp_flags. The source is kept as JavaScript's `source` shows it (escaped).
  std::uint32_t regexp(const string_data& source, std::uint16_t flags);
  std::uint32_t boolean_object(bool v);
  std::uint32_t number_object(double v);
  std::uint32_t bigint_object(bool negative, bytes_view magnitude);
  std::uint32_t string_object(const string_data& v);
  std::uint32_t array_buffer(bytes_view content);
  std::uint32_t resizable_array_buffer(bytes_view content, std::uint64_t max_byte_length);
  std::uint32_t immutable_array_buffer(bytes_view content);
  /// A view over the buffer (array_buffer, or host) with that number. Length in bytes. Not in place: wrong bounds,
  /// alignment or length tracking over a fixed buffer are `invalid_view`.
  std::uint32_t typed_array(element_type type, std::uint32_t buffer, std::uint64_t byte_offset,
                            std::uint64_t byte_length, bool length_tracking = false);
  std::uint32_t data_view(std::uint32_t buffer, std::uint64_t byte_offset, std::uint64_t byte_length,
                          bool length_tracking = false);
  /// A view over a buffer of its own that holds just `content`.
  std::uint32_t typed_array(element_type type, bytes_view content);

  // ---- containers; each returns its number ----
  std::uint32_t begin_object();
  /// Elements first (`hole` for a hole), then named properties, each after `key`. An index as a key sets that element.
  /// `length` may exceed the number of elements given; the rest are holes.
  std::uint32_t begin_array(std::uint32_t length = 0);
  std::uint32_t begin_map();  ///< key, value, key, value, …, all as plain values
  std::uint32_t begin_set();
  std::uint32_t begin_tuple();
  /// Children by `key`: "message", "stack" (strings) and "cause" (any), each optional.
  std::uint32_t begin_error(error_name name);
  /// Platform object: the interface's name, then fields, each after `key`.
  std::uint32_t begin_host(std::string_view interface_name);
  builder& end();

  /// An object that is created first and placed where `reference` says: makes the next object number-bearing call
  /// (`array_buffer`, `begin_…`) an object outside of the tree. For buffers that only views name.
  builder& detached();

  /// Adds a value of any document, with all that it refers to. What was copied before is not copied again: an object
  /// of the same document that this builder's `copy` met already becomes a reference to that.
  builder& copy(const value& v);
  /// `copy` will ask `replace` for each host object that it meets; true means that it has added one value in its place.
  builder& replace_hosts(std::function<bool(const value& host, builder& to)> replace);

  /// Where the next value would go, as in "$.pets[0].owner"; after an error: where that was.
  std::string path() const;
  /// Objects made so far: the number that the next one gets.
  std::uint32_t object_count() const noexcept;
  /// True after a wrong call or a limit that was met: nothing is added any more.
  bool failed() const noexcept;
  /// Containers open now.
  std::uint32_t depth() const noexcept;
  /// The document, or the first error. Precondition: exactly one root value, everything closed.
  result<document> finish() &&;

 private:
  struct state;
  std::unique_ptr<state> state_;
};

}  // namespace clonewire
