// Writing V8's format: the bytes that V8 writes for the same value freshly built.
//
// Integers within the engine's small-integer range are `I`, all other numbers `N`; an array of nothing but numbers one
// of which is no small integer is all `N`; strings are one-byte where their content allows it, else two-byte at an even
// offset; an array without holes is dense, any other sparse.
#include <algorithm>
#include <cstring>
#include <unordered_map>

#include <clonewire/formats/v8.hpp>

#include "formats/v8/codec.hpp"
#include "formats/v8/encoder.hpp"

namespace clonewire::formats::v8 {

namespace {

error option_error(std::string detail) {
  return {errc::invalid_option, error::no_offset, "", std::move(detail)};
}

result<std::uint32_t> checked_version(const encode_options& options) {
  const std::uint32_t version = options.v8_version.value_or(clonewire::v8::default_version);
  if (version < 13 || version > clonewire::v8::latest_version) {
    return error{errc::unsupported_version, error::no_offset, "",
                 "versions 13 to 16 are written, not " + std::to_string(version)};
  }
  if (options.small_integer_bits != 0 && options.small_integer_bits != 31 && options.small_integer_bits != 32) {
    return option_error("small integers have 31 or 32 bits, not " + std::to_string(options.small_integer_bits));
  }
  return version;
}

}  // namespace

// Writes; once more as version 16 where the value needs that, nobody asked for another version and none is in the
// header yet. On failure all is as it was.
static result<std::uint64_t> write(const value& root, const encode_options& options, bool header,
                                   std::uint32_t& version, object_numbers& numbers, std::vector<std::byte>& out) {
  const std::size_t start = out.size();
  const std::uint32_t first_number = numbers.next;
  for (;;) {
    result<std::uint64_t> written = encoder(options, version, numbers, out).write(root, header);
    if (written) return written;
    out.resize(start);
    numbers.roll_back(first_number);
    if (written.error().code != errc::unsupported_version) return written;
    if (options.v8_version || !header || version == clonewire::v8::latest_version) {
      error refused = std::move(written).error();
      refused.code = errc::cannot_carry;
      return refused;
    }
    version = clonewire::v8::latest_version;
  }
}

result<std::uint64_t> encode(const value& root, const encode_options& options, std::vector<std::byte>& out) {
  result<std::uint32_t> version = checked_version(options);
  if (!version) return version.error();
  object_numbers numbers;
  return write(root, options, options.header, *version, numbers, out);
}

}  // namespace clonewire::formats::v8

namespace clonewire::v8 {

struct writer::state {
  encode_options options;
  result<std::uint32_t> version;
  formats::v8::object_numbers numbers;
  std::vector<std::byte> out;
  bool header_due;
};

writer::writer(const encode_options& options)
    : state_(new state{options, formats::v8::checked_version(options), {}, {}, options.header}) {}
writer::writer(writer&&) noexcept = default;
writer& writer::operator=(writer&&) noexcept = default;
writer::~writer() = default;

result<std::uint64_t> writer::write(const value& root) {
  state& s = *state_;
  if (!s.version) return s.version.error();
  result<std::uint64_t> written = formats::v8::write(root, s.options, s.header_due, *s.version, s.numbers, s.out);
  if (written) s.header_due = false;
  return written;
}

std::vector<std::byte> writer::take() && {
  return std::move(state_->out);
}

}  // namespace clonewire::v8
