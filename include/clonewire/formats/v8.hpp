// V8's format beyond one value in, one value out: several values after one header.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include <clonewire/document.hpp>
#include <clonewire/format.hpp>

namespace clonewire::v8 {

/// The newest version that is read and written.
inline constexpr std::uint32_t latest_version = 16;
/// The version written unless the value or the caller asks for another: the newest that every current engine reads.
inline constexpr std::uint32_t default_version = 15;

/// Finds the end of the first value without building it: its offset, header included. Checks how the bytes hang
/// together (tags, lengths, counts), not what needs the values (duplicate keys, references, views against their
/// buffers): bytes that `try_decode` refuses may pass, and all that it accepts do, with `consumed_bytes` as the result.
/// Errors have no path.
result<std::uint64_t> try_skip(bytes_view input, const decode_options& options = {});

/// Reads value after value from one input, as V8's ValueDeserializer does when ReadValue is called again: object
/// numbers go on, so that a later value may refer to objects of an earlier one. All values live in one document.
class reader {
 public:
  /// Precondition: `input` outlives the reader, and its document too if it is borrowed.
  explicit reader(bytes_view input, const decode_options& options = {});
  reader(reader&&) noexcept;
  reader& operator=(reader&&) noexcept;
  ~reader();

  /// The header's version, or an error for a header that is not read.
  result<std::uint32_t> version() const;
  /// Offset of the first byte not read yet.
  std::uint64_t offset() const noexcept;
  /// Bytes not read yet.
  std::uint64_t remaining() const noexcept;
  /// The next value, valid while the reader's document lives. At the end of the input: `unexpected_end`. After an
  /// error every call gives that error.
  result<value> next();
  /// The document with all values read so far; its root is the first.
  document finish() &&;

 private:
  struct state;
  std::unique_ptr<state> state_;
};

/// Writes value after value behind one header. An object that was written before is written as a reference.
class writer {
 public:
  explicit writer(const encode_options& options = {});
  writer(writer&&) noexcept;
  writer& operator=(writer&&) noexcept;
  ~writer();

  /// Appends a value; two-byte strings are aligned as V8 aligns them, by their place in the whole output. The
  /// documents of all values must live until `take`. After an error nothing was appended.
  result<std::uint64_t> write(const value& root);
  /// What was written so far, header first.
  std::vector<std::byte> take() &&;

 private:
  struct state;
  std::unique_ptr<state> state_;
};

}  // namespace clonewire::v8
