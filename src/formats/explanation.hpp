// Explaining bytes: what a decoder's trace tells, as pieces that lie side by side, each byte once.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <clonewire/detail/layout.hpp>
#include <clonewire/error.hpp>
#include <clonewire/format.hpp>

namespace clonewire::formats {

/// Where the pieces go. Bytes that no item covers are of one kind in each format, and told as `between`.
class explanation {
 public:
  explanation(const explain_sink& sink, const std::uint8_t* begin, std::string_view between) noexcept
      : sink_(sink), begin_(begin), next_(begin), between_(between) {}

  /// An item, behind all items before.
  void item(const std::uint8_t* from, const std::uint8_t* to, std::uint32_t depth, std::string_view meaning);
  /// What the next item is, in front of its meaning: "key ".
  void set_label(std::string label) { label_ = std::move(label); }
  void gap_until(const std::uint8_t* to, std::uint32_t depth = 0);
  /// What a failed decoding left over.
  void rest(const std::uint8_t* end, const error& why);

  std::uint64_t pieces() const noexcept { return pieces_; }

 private:
  void piece(const std::uint8_t* from, const std::uint8_t* to, std::uint32_t depth, std::string_view meaning);

  const explain_sink& sink_;
  const std::uint8_t* begin_;
  const std::uint8_t* next_;
  std::string_view between_;
  std::uint64_t pieces_ = 0;
  std::string label_;
};

/// Parts of a meaning. A value: a primitive's own text, cut where it is long, and an object's number.
inline void append_meaning(std::string& out, std::string_view text) {
  out += text;
}
void append_meaning(std::string& out, std::uint64_t n);
void append_meaning(std::string& out, const detail::slot& s);

/// What decoders take as their trace.
struct explaining_trace {
  static constexpr bool on = true;
  explanation* to = nullptr;

  template <class... Parts>
  void item(const std::uint8_t* from, const std::uint8_t* end, std::uint32_t depth, const Parts&... parts) {
    to->item(from, end, depth, text(parts...));
  }
  template <class... Parts>
  void label(const Parts&... parts) {
    to->set_label(text(parts...));
  }

 private:
  template <class... Parts>
  static std::string text(const Parts&... parts) {
    std::string out;
    (append_meaning(out, parts), ...);
    return out;
  }
};

}  // namespace clonewire::formats
