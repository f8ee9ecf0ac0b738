#include "graph/strings.hpp"

#include <algorithm>

namespace clonewire::detail {

char16_t code_units::next() noexcept {
  switch (encoding_) {
    case string_encoding::latin1: return *p_++;
    case string_encoding::utf16: {
      const auto unit = static_cast<char16_t>(p_[0] | p_[1] << 8);
      p_ += 2;
      return unit;
    }
    case string_encoding::utf8: break;
  }
  if (pending_ != 0) {
    const char16_t low = pending_;
    pending_ = 0;
    return low;
  }
  const std::uint32_t lead = *p_++;
  if (lead < 0x80) return static_cast<char16_t>(lead);
  const auto continuation = [this] { return static_cast<std::uint32_t>(*p_++ & 0x3f); };
  if (lead < 0xe0) return static_cast<char16_t>((lead & 0x1f) << 6 | continuation());
  if (lead < 0xf0) {
    const std::uint32_t upper = (lead & 0x0f) << 12 | continuation() << 6;
    return static_cast<char16_t>(upper | continuation());
  }
  std::uint32_t point = (lead & 0x07) << 18 | continuation() << 12;
  point |= continuation() << 6;
  point = (point | continuation()) - 0x10000;
  pending_ = static_cast<char16_t>(0xdc00 | (point & 0x3ff));
  return static_cast<char16_t>(0xd800 | point >> 10);
}

bool same_text(const slot& a, const slot& b) noexcept {
  if (a.form == b.form) return a.size == b.size && (a.size == 0 || std::memcmp(a.data, b.data, a.size) == 0);
  return compare_text(a, b) == 0;
}

namespace {

int compare_bytes(const slot& a, const slot& b) noexcept {
  const std::size_t shared = std::min(a.size, b.size);
  const int c = shared == 0 ? 0 : std::memcmp(a.data, b.data, shared);
  return c != 0 ? c : (a.size < b.size ? -1 : a.size > b.size);
}

/// `rank` gives a code unit's place in the order.
template <class Rank>
int compare_units(const slot& a, const slot& b, Rank rank) noexcept {
  code_units x(a), y(b);
  while (!x.done() && !y.done()) {
    const char16_t u = x.next(), v = y.next();
    if (u != v) return rank(u) < rank(v) ? -1 : 1;
  }
  return static_cast<int>(!x.done()) - static_cast<int>(!y.done());
}

bool are_both(const slot& a, const slot& b, string_encoding encoding) noexcept {
  return a.form == b.form && a.form == static_cast<std::uint8_t>(encoding);
}

}  // namespace

int compare_text(const slot& a, const slot& b) noexcept {
  if (are_both(a, b, string_encoding::latin1)) return compare_bytes(a, b);
  return compare_units(a, b, [](char16_t unit) { return unit; });
}

int compare_code_points(const slot& a, const slot& b) noexcept {
  if (are_both(a, b, string_encoding::latin1) || are_both(a, b, string_encoding::utf8)) return compare_bytes(a, b);
  // Surrogates stand for code points above all that one unit holds.
  return compare_units(
      a, b, [](char16_t unit) { return (unit & 0xf800) == 0xd800 ? unit + 0x10000 : static_cast<int>(unit); });
}

void append_utf8(const slot& s, std::string& out) {
  const wire::octets bytes(s.data, s.size);
  switch (static_cast<string_encoding>(s.form)) {
    case string_encoding::latin1: return wire::append_utf8_from_latin1(bytes, out);
    case string_encoding::utf16: return wire::append_utf8_from_utf16(bytes, out);
    case string_encoding::utf8: out.append(reinterpret_cast<const char*>(s.data), s.size); return;
  }
}

}  // namespace clonewire::detail
