// What the binary decoders tell besides the document: the first failure, with its place, and remarks.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include <clonewire/detail/config.hpp>
#include <clonewire/error.hpp>

#include "formats/message_parts.hpp"
#include "graph/store.hpp"

namespace clonewire::formats {

/// Base of a decoder, which has `std::string path() const` for where it is. All of it is cold and out of line, and what
/// goes into a message is passed by value: building it must cost the fast paths nothing.
template <class Decoder>
class decoding_report {
 public:
  /// Precondition: something failed.
  error failure() const { return {code_, static_cast<std::uint64_t>(failed_at_ - begin_), path_, detail_}; }

 protected:
  using cursor = const std::uint8_t*;

  decoding_report(detail::store& store, cursor begin, cursor end) noexcept : store_(store), begin_(begin), end_(end) {}

  /// The first failure counts. Returns null, for the caller to return.
  template <class... Parts>
  CLONEWIRE_COLD cursor fail(errc code, cursor at, Parts... parts) {
    if (failed_at_ == nullptr) {
      code_ = code;
      failed_at_ = at;
      (append_part(detail_, parts), ...);
      path_ = static_cast<const Decoder*>(this)->path();
    }
    return nullptr;
  }
  CLONEWIRE_COLD cursor fail_length(cursor at, const char* what, std::uint64_t length, cursor p) {
    return fail(errc::length_over_input, at, what, " ", length, ", ", static_cast<std::uint64_t>(end_ - p),
                " bytes left");
  }
  CLONEWIRE_COLD cursor fail_length(cursor at, std::uint64_t length, cursor p) {
    return fail_length(at, "length", length, p);
  }
  bool has_failed() const noexcept { return failed_at_ != nullptr; }

  /// Tells what the document cannot keep. The first few of many are enough.
  template <class... Parts>
  CLONEWIRE_COLD void remark(cursor at, Parts... parts) {
    constexpr std::size_t most = 100;
    if (store_.notes().size() >= most) return;
    std::string text = "byte " + std::to_string(at - begin_) + ": ";
    (append_part(text, parts), ...);
    store_.notes().push_back(std::move(text));
  }

  detail::store& store_;
  cursor begin_;
  cursor end_;

 private:
  cursor failed_at_ = nullptr;
  errc code_ = errc::invalid_value;
  std::string detail_;
  std::string path_;
};

}  // namespace clonewire::formats
