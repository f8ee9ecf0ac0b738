// Whether bytes look like MessagePack: whether they are well-formed, and what they hold. Nothing is built.
#include <algorithm>
#include <array>

#include "formats/msgpack/codec.hpp"
#include "formats/msgpack/heads.hpp"

namespace clonewire::formats::msgpack {

namespace {

constexpr std::size_t bytes_to_judge_by = std::size_t{1} << 20;

/// Walks over values by counting how many are still due: nesting needs no memory.
class scan {
 public:
  scan(cursor begin, cursor end) noexcept : p_(begin), end_(end) {}

  /// Whether exactly one value is there. Of an input that goes on after `judged`, only what comes before is looked at.
  bool is_one_value(cursor judged) noexcept {
    while (due_ != 0) {
      if (p_ >= judged && judged != end_) return true;
      --due_;
      if (!step()) return false;
    }
    return p_ == end_;
  }
  /// Whether something was met that few other bytes have: a string, a timestamp, an extension of msgpackr's.
  bool met_text() const noexcept { return met_text_; }
  bool met_extension() const noexcept { return met_extension_; }
  bool met_unknown() const noexcept { return met_unknown_; }

 private:
  bool step() noexcept {
    const cursor at = p_;
    item x;
    if (read_head(at, end_, x) == nullptr) return false;
    std::uint64_t content = 0;
    switch (x.is) {
      case form::number:
        content = number_width(*at);
        if (*at >= first_record_id && *at < 0x80) due_ += record_keys_[*at - first_record_id];
        break;
      case form::nil:
      case form::boolean: break;
      case form::never_used:
        ++due_;  // a bundled string's length
        if (!bundled_) return false;
        break;
      case form::string: met_text_ = true; [[fallthrough]];
      case form::binary: content = x.size; break;
      case form::array: due_ += x.size; break;
      case form::map: due_ += 2 * std::uint64_t{x.size}; break;
      case form::extension:
        content = x.size;
        meet_extension(x, at);
        break;
    }
    const auto left = static_cast<std::uint64_t>(end_ - x.content);
    if (content > left || due_ > left - content) return false;
    p_ = x.content + content;
    return true;
  }

  void meet_extension(const item& x, cursor at) noexcept {
    switch (extension{x.type}) {
      case extension::record: {
        item keys;
        const bool defines = head{*at} == head::fixext1 && end_ - x.content > 1;
        if (!defines || read_head(x.content + 1, end_, keys) == nullptr || keys.is != form::array) return;
        record_keys_[*x.content & 0x3f] = keys.size;
        due_ += 1 + std::uint64_t{keys.size};
        met_extension_ = true;
        return;
      }
      case extension::bundle:
        if (!bundled_) due_ += 2;  // the texts, in the end
        bundled_ = true;
        ++due_;
        return;
      case extension::set:
      case extension::error:
      case extension::regexp:
        if (x.size == 1) ++due_;
        met_extension_ |= x.size == 1;
        return;
      case extension::identity: due_ += x.size == 4 ? 1 : 0; [[fallthrough]];
      case extension::pointer:
      case extension::undefined:
      case extension::bigint:
      case extension::typed_array:
      case extension::timestamp: met_extension_ = true; return;
      case extension::host: return;
    }
    met_unknown_ = true;  // no extension of msgpackr's: it may be anything
  }

  cursor p_;
  cursor end_;
  std::uint64_t due_ = 1;
  std::array<std::uint64_t, one_byte_record_ids> record_keys_{};
  bool met_text_ = false;
  bool met_extension_ = false;
  bool met_unknown_ = false;
  bool bundled_ = false;
};

// What a value of some content begins with. Integers are passed by: any text begins with one.
bool may_begin(std::uint8_t first) noexcept {
  const form is = table::entries[first].is;
  return is == form::string ? first != static_cast<std::uint8_t>(head::fixstr)
                            : is == form::array || is == form::map || is == form::extension || is == form::binary;
}

}  // namespace

likelihood detect(bytes_view input) {
  const auto* begin = reinterpret_cast<const std::uint8_t*>(input.data());
  const auto* end = begin + input.size();
  if (begin == end || !may_begin(*begin)) return likelihood::no;
  scan s(begin, end);
  if (!s.is_one_value(begin + std::min(input.size(), bytes_to_judge_by))) return likelihood::no;
  const bool defines_record = input.size() >= 4 && head{begin[0]} == head::fixext1 &&
                              extension{begin[1]} == extension::record && begin[2] >= first_record_id &&
                              begin[2] < 0x80;
  if (defines_record && s.met_extension()) return likelihood::certain;
  if (s.met_unknown()) return likelihood::possible;
  return s.met_text() || s.met_extension() ? likelihood::likely : likelihood::possible;
}

}  // namespace clonewire::formats::msgpack
