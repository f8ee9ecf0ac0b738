// Whether bytes look like CBOR: whether they are well-formed (RFC 8949, appendix C), and what they hold. Nothing is
// built.
#include <algorithm>
#include <vector>

#include "formats/cbor/codec.hpp"
#include "formats/cbor/heads.hpp"
#include "graph/assembly.hpp"

namespace clonewire::formats::cbor {

namespace {

constexpr std::ptrdiff_t bytes_to_judge_by = 1 << 16;
constexpr std::size_t depth_to_judge_by = 1000;

class scan {
 public:
  scan(cursor begin, cursor end) noexcept : p_(begin), judged_(begin), end_(end) {
    judged_ += std::min(end - begin, bytes_to_judge_by);
  }

  /// Whether exactly one item is there. Of a long input only the beginning is looked at.
  bool is_one_item() {
    due_.push_back(1);
    while (!due_.empty()) {
      if (is_enough()) return true;
      if (due_.back() == until_break && p_ != end_ && *p_ == break_byte) {
        ++p_;
        due_.pop_back();
        continue;
      }
      if (due_.back() == 0) {
        due_.pop_back();
        continue;
      }
      if (due_.back() != until_break) --due_.back();
      if (!step()) return false;
    }
    return p_ == end_;
  }
  /// Whether a tag was met that structured clone has a use for, and that takes two bytes or more: the right bytes in
  /// the right place of an input that is well-formed all along.
  bool met_own_tag() const noexcept { return met_own_tag_; }

 private:
  static constexpr std::uint64_t until_break = ~std::uint64_t{0};

  bool is_enough() const noexcept { return (p_ >= judged_ && judged_ != end_) || due_.size() > depth_to_judge_by; }

  bool step() {
    head h;
    if (read_head(p_, end_, h) != head_problem::none) return false;
    const auto left = static_cast<std::uint64_t>(end_ - p_);
    switch (h.major) {
      case major::positive:
      case major::negative: return !h.is_indefinite();
      case major::bytes:
      case major::text:
        if (h.is_indefinite()) break;
        if (h.argument > left) return false;
        if (h.major == major::text && !detail::assembly::is_text({p_, static_cast<std::size_t>(h.argument)}))
          return false;
        p_ += h.argument;
        return true;
      case major::array:
      case major::map: {
        if (h.is_indefinite()) break;
        if (h.argument > left) return false;
        due_.push_back(h.major == major::map ? 2 * h.argument : h.argument);
        return true;
      }
      case major::tag:
        due_.push_back(1);
        met_own_tag_ = met_own_tag_ || (h.info >= info_8_bits && has_own_meaning(h.argument));
        return !h.is_indefinite();
      case major::special: return !h.is_indefinite() && (h.info != info_8_bits || h.argument >= 32);
    }
    due_.push_back(until_break);
    return true;
  }

  cursor p_;
  cursor judged_;
  cursor end_;
  bool met_own_tag_ = false;
  std::vector<std::uint64_t> due_;  // items that each open container still wants
};

// A digit begins an integer in CBOR as well: "85" is -54.
bool is_number_text(cursor begin, cursor end) noexcept {
  return std::all_of(begin, end, [](std::uint8_t c) {
    return (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '+' || c == 'e' || c == 'E';
  });
}

}  // namespace

likelihood detect(bytes_view input) {
  const auto* begin = reinterpret_cast<const std::uint8_t*>(input.data());
  if (input.empty()) return likelihood::no;
  if (input.size() > 3 && begin[0] == 0xd9 && begin[1] == 0xd9 && begin[2] == 0xf7) return likelihood::certain;
  if (is_number_text(begin, begin + input.size())) return likelihood::no;
  scan s(begin, begin + input.size());
  if (!s.is_one_item()) return likelihood::no;
  if (s.met_own_tag()) return likelihood::certain;
  const auto first = static_cast<major>(begin[0] >> 5);
  const bool is_container = first == major::array || first == major::map || first == major::tag;
  return is_container && input.size() > 1 ? likelihood::likely : likelihood::possible;
}

}  // namespace clonewire::formats::cbor
