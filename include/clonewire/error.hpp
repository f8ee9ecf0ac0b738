// Errors: one kind, with a place. Bad input and values that a format cannot carry come back as `result`;
// `exception` is thrown only by the thin wrappers at the edge of the API (decode, encode, value::get).
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include <clonewire/detail/config.hpp>

#if CLONEWIRE_EXCEPTIONS
#include <stdexcept>
#endif

namespace clonewire {

/// What went wrong. One stable list for every format; `name_of` gives the spelling that the command line prints.
enum class errc : std::uint8_t {
  unexpected_end,        ///< the input ends inside an item
  unknown_tag,           ///< a byte that begins no value here
  unsupported_version,   ///< a format version that is not read, or not written
  length_over_input,     ///< an announced length or count that the input cannot hold
  invalid_value,         ///< a well-formed item with a value that its kind does not allow
  invalid_key,           ///< a property key that is neither string nor number
  duplicate_key,         ///< the same key twice where the format's own reader refuses it
  count_mismatch,        ///< an end marker whose count differs from what was read
  invalid_reference,     ///< a reference to an object that is not there (yet)
  invalid_string,        ///< text that breaks the rules of its encoding
  invalid_syntax,        ///< text (JSON, notation) that does not parse
  invalid_view,          ///< an array buffer view that does not fit its buffer
  content_not_in_bytes,  ///< a transfer: its content travels outside of the bytes
  unknown_host_object,   ///< a platform object whose fields and end are unknown
  trailing_bytes,        ///< bytes after the value, with strict reading
  limit_exceeded,        ///< a limit of `limits` was met
  cannot_carry,          ///< encoding: the format cannot hold this value without loss
  wrong_kind,            ///< access: the value is not of the kind asked for
  not_found,             ///< access: no such property, element or entry
  unknown_format,        ///< the format was not recognised, or has no such name
  invalid_option,        ///< an option value that the format does not know
  out_of_memory,         ///< memory for the document or the output was refused
};

/// The error code's stable name, as in "length_over_input".
std::string_view name_of(errc code) noexcept;

/// An error's place and reason.
struct error {
  static constexpr std::uint64_t no_offset = ~std::uint64_t{0};

  errc code = errc::invalid_value;
  std::uint64_t offset = no_offset;  ///< first byte of the item that could not be read; no_offset when encoding
  std::string path;                  ///< where in the value: "$.items[3].when"; empty where an option is to blame
  std::string detail;                ///< the reason in words: "length 4096, 12 bytes left"

  /// "byte 17: $.items[3].when: length 4096, 12 bytes left (length_over_input)"
  std::string message() const;
};

#if CLONEWIRE_EXCEPTIONS
/// What the throwing functions throw. `what()` is `error::message()`.
class exception : public std::runtime_error {
 public:
  explicit exception(clonewire::error reason);
  const clonewire::error& error() const noexcept { return *error_; }

 private:
  std::shared_ptr<const clonewire::error> error_;  // shared: copying an exception must not throw
};
#endif

namespace detail {
[[noreturn]] void raise(error&& reason);  // throws `exception`; without exceptions: prints the message and aborts
}

/// A value or an error. Small: the error lies behind a pointer.
template <class T>
class [[nodiscard]] result {
 public:
  // NOLINTNEXTLINE(google-explicit-constructor)
  result(T value) : value_(std::move(value)) {}
  // NOLINTNEXTLINE(google-explicit-constructor)
  result(clonewire::error reason) : error_(std::make_unique<clonewire::error>(std::move(reason))) {}

  bool ok() const noexcept { return error_ == nullptr; }
  explicit operator bool() const noexcept { return ok(); }

  /// The value. Precondition: ok(). Else: throws `exception` (or aborts, without exceptions).
  T& value() & {
    check();
    return value_;
  }
  const T& value() const& {
    check();
    return value_;
  }
  T&& value() && {
    check();
    return std::move(value_);
  }
  T& operator*() & { return value_; }
  const T& operator*() const& { return value_; }
  T* operator->() { return &value_; }
  const T* operator->() const { return &value_; }

  /// The error. Precondition: !ok().
  const clonewire::error& error() const& noexcept { return *error_; }
  clonewire::error&& error() && noexcept { return std::move(*error_); }

 private:
  void check() const {
    if (error_) detail::raise(clonewire::error(*error_));
  }
  T value_{};
  std::unique_ptr<clonewire::error> error_;
};

}  // namespace clonewire
