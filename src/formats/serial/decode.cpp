// The envelope into a document, straight from the JSON events. Of the objects of the text, an envelope is told by its
// first member; where one turns out to be an envelope only later, or may yet turn out to be what an error is in,
// reading begins again with all of them known (late_tags.hpp).
//
// As the original reads: a dict is sorted by its keys' UTF-8 bytes, sets and mapkv keep the order of the text; of equal
// keys the last value wins (a note says so). Unlike it, ours refuses text that is no Unicode, and an envelope with two
// payloads.
#include <algorithm>
#include <cmath>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "formats/custom_types.hpp"
#include "formats/json_text.hpp"
#include "formats/serial/decoder_frame.hpp"
#include "formats/serial/hashable.hpp"
#include "formats/serial/late_tags.hpp"
#include "formats/serial/payloads.hpp"
#include "formats/serial/serial.hpp"
#include "formats/serial/tags.hpp"
#include "graph/arrays.hpp"
#include "graph/collections.hpp"
#include "graph/keys.hpp"
#include "graph/slots.hpp"
#include "graph/store.hpp"
#include "wire/number_text.hpp"
#include "wire/word.hpp"

namespace clonewire::formats::serial {
namespace {

using detail::record;
using detail::slot;
using wire::json_event;

/// Less by bytes.
bool key_less(const slot& a, const slot& b) noexcept {
  const std::size_t shared = std::min(a.size, b.size);
  const int c = shared == 0 ? 0 : std::memcmp(a.data, b.data, shared);
  return c != 0 ? c < 0 : a.size < b.size;
}

/// Sorts a dict's pairs by their keys; of equal keys the last stays. Returns how many are left.
std::uint32_t sort_dict(slot* pairs, std::uint32_t count) {
  struct pair {
    slot key, value;
  };
  std::vector<pair> sorted(count);
  std::memcpy(static_cast<void*>(sorted.data()), pairs, count * sizeof(pair));
  std::stable_sort(sorted.begin(), sorted.end(), [](const pair& a, const pair& b) { return key_less(a.key, b.key); });
  std::uint32_t kept = 0;
  for (std::uint32_t i = 0; i != count; ++i) {
    if (kept != 0 && !key_less(sorted[kept - 1].key, sorted[i].key)) --kept;
    sorted[kept++] = sorted[i];
  }
  std::memcpy(static_cast<void*>(pairs), sorted.data(), kept * sizeof(pair));
  return kept;
}

class decoder {
 public:
  decoder(wire::octets text, const decode_options& options, late_tags* known)
      : text_(text),
        reader_(text, options.limits.max_depth),
        limits_(options.limits),
        types_(options.types),
        known_(known),
        is_js_(profile_of(options.variant) == profile::js),
        store_(std::make_unique<detail::store>(detail::store::budget(options.limits, text.size()), text.size())) {
    if (options.input == input_lifetime::copied) own_text();
  }

  /// Precondition: the first call.
  result<document> run() {
    for (json_event event = json_event::null; event != json_event::end;) {
      event = reader_.next();
      if (event == json_event::failed) return syntax_failure();
      take(event);
      if (failure_) return *failure_;
      if (has_late_tag_) break;
    }
    store_->root = scratch_.front();
    store_->consumed_bytes = text_.size();
    return document(std::move(store_));
  }
  /// After `run`: it stopped at something that late tags may give another meaning.
  bool must_know_late_tags() const noexcept { return has_late_tag_ || failure_; }

 private:
  // ---- events ----

  void take(json_event event) {
    if (is_skipping_) return skip(event);
    if (awaits_tag_ && event != json_event::string) {
      awaits_tag_ = false;
      if (!become_dict(open_.back()) || !push_key(plain_tag_key())) return;
    }
    const bool was_late_tag = std::exchange(awaits_late_tag_, false);
    switch (event) {
      case json_event::begin_object: return begin_object();
      case json_event::begin_array: return begin_array();
      case json_event::end_object: return end_object();
      case json_event::end_array: return end_array();
      case json_event::key: return take_key();
      case json_event::string:
        if (was_late_tag) has_late_tag_ = true;
        if (std::exchange(awaits_tag_, false)) return become_envelope(open_.back(), reader_.string(), reader_.offset());
        return take_string();
      case json_event::number:
        if (accepts(shape::other)) take_number();
        return;
      case json_event::boolean:
        watch({});
        if (accepts(shape::other)) push(detail::make_boolean(reader_.boolean()));
        return;
      case json_event::null:
        watch({});
        if (accepts(shape::other)) push(detail::make_slot(kind::null));
        return;
      case json_event::end:
      case json_event::failed: return;
    }
  }

  static wire::json_string plain_tag_key() noexcept {
    return {{reinterpret_cast<const std::uint8_t*>(tag_key.data()), tag_key.size()}, false, true};
  }

  /// Passes over a member of an envelope that means nothing.
  void skip(json_event event) {
    if (event == json_event::begin_object || event == json_event::begin_array) ++skipped_levels_;
    if (event == json_event::end_object || event == json_event::end_array) --skipped_levels_;
    is_skipping_ = event == json_event::key || skipped_levels_ != 0;
  }

  /// Whether a value of that shape may stand here; fails where it may not.
  bool accepts(shape value) {
    if (open_.empty()) return true;
    const frame& f = open_.back();
    if (f.is == role::entries && value != shape::array) return fail(errc::invalid_value, "invalid mapkv entry");
    if (f.is != role::envelope || f.tag->payload == value || f.tag->is == tag::custom) return true;
    return fail_payload(f);
  }

  void begin_object() {
    if (!accepts(shape::object)) return;
    watch({});
    const bool is_payload = !open_.empty() && open_.back().is == role::envelope && open_.back().tag->is != tag::custom;
    frame& f = open(role::object);
    if (is_payload) {
      f.is_escaped = true;
      become_dict(f);
    } else if (known_ != nullptr) {
      if (const late_tags::found* tag = known_->of(reader_.offset())) {
        become_envelope(f, tag->tag, tag->offset);
      } else {
        become_dict(f);
      }
    }
  }

  void begin_array() {
    if (!accepts(shape::array)) return;
    if (!open_.empty() && open_.back().is == role::entries) {
      open(role::entry);
      return;
    }
    watch({});
    role is = role::list;
    if (!open_.empty() && open_.back().is == role::envelope) {
      switch (open_.back().tag->is) {
        case tag::tuple: is = role::tuple; break;
        case tag::set: is = role::set; break;
        case tag::mapkv: is = role::entries; break;
        default: break;
      }
    }
    frame& f = open(is);
    if (is == role::list && f.must_hash) {
      fail_unhashable(f, "list");
      return;
    }
    constexpr kind kinds[] = {kind::array, kind::tuple, kind::set, kind::map};
    make_object(f, kinds[static_cast<int>(is) - static_cast<int>(role::list)]);
  }

  void take_key() {
    frame& f = open_.back();
    if (f.is == role::envelope) return take_envelope_key(f);
    const bool is_tag = !f.is_escaped && known_ == nullptr && is_tag_key(reader_.string());
    if (f.is == role::object) {
      if (is_tag) {
        awaits_tag_ = true;
        return;
      }
      if (!become_dict(f)) return;
    }
    awaits_late_tag_ = is_tag;
    push_key(reader_.string());
  }

  void take_envelope_key(frame& f) {
    const wire::json_string& key = reader_.string();
    const bool is_tag = is_tag_key(key);
    const bool is_payload =
        !is_tag && std::string_view(reinterpret_cast<const char*>(key.raw.data()), key.raw.size()) == payload_key;
    bool& is_there = is_tag ? f.has_tag : f.has_payload;
    if ((is_tag || is_payload) && std::exchange(is_there, true)) {
      fail_at(reader_.offset(), false, errc::duplicate_key, "an envelope has this member twice");
      return;
    }
    is_skipping_ = !is_payload;
  }

  void take_string() {
    if (!accepts(shape::text)) return;
    if (open_.empty() || open_.back().is != role::envelope || open_.back().tag->is == tag::custom) {
      const wire::json_string& string = reader_.string();
      watch(string.escaped ? std::string_view() : text_at_event(string.raw.size() + 2));
      slot text;
      if (text_slot(string, text)) push(text);
      return;
    }
    take_text_payload();
  }

  void end_object() {
    frame& f = open_.back();
    if (f.is == role::envelope) return close_envelope();
    if (f.is == role::object && !become_dict(f)) return;  // it has no member
    if (is_js_) return close_js_object();
    auto count = static_cast<std::uint32_t>((scratch_.size() - f.mark) / 2);
    if (!f.is_ascending) {
      const std::uint32_t kept = sort_dict(scratch_.data() + f.mark, count);
      if (kept != count) note("a key occurs twice in the dict that ends here: the last value counts");
      count = kept;
    }
    close(count, 2);
  }

  void close_js_object() {
    frame& f = open_.back();
    auto count = static_cast<std::uint32_t>((scratch_.size() - f.mark) / 2);
    if (!f.is_ascending) {
      const std::uint32_t kept =
          detail::order_properties(scratch_.data() + f.mark, count, detail::duplicates::last_wins);
      if (kept != count) note("a key occurs twice in the object that ends here: the last value counts");
      count = kept;
    }
    close(count, 2);
  }

  void end_array() {
    frame& f = open_.back();
    const auto count = static_cast<std::uint32_t>(scratch_.size() - f.mark);
    slot* children = scratch_.data() + f.mark;
    switch (f.is) {
      case role::entry:
        if (count == 2) {
          open_.pop_back();
        } else {
          fail_at(f.offset, false, errc::invalid_value, "invalid mapkv entry: expected [key, value]");
        }
        return;
      case role::list:
        if (!detail::assemble_array(*store_, *f.object, count, children, count, nullptr, 0)) {
          fail_memory();
          return;
        }
        return leave(detail::store::slot_of(f.object, f.number));
      case role::tuple: return close(count, 1);
      case role::set: return close_collection(children, count, 1);
      default: return close_collection(children, count / 2, 2);
    }
  }

  /// Takes note of a value that is about to be read, where it is a set's element or a mapkv's key. `text`: its text,
  /// where no other text stands for an equal value; else empty.
  void watch(std::string_view text) {
    if (open_.empty()) return;
    frame& f = open_.back();
    if (f.is == role::set) {
      ascend(f, text, scratch_.size() == f.mark);
    } else if (f.is == role::entry && scratch_.size() == f.mark) {
      frame& entries = open_.end()[-2];
      ascend(entries, text, scratch_.size() == entries.mark);
    }
  }

  static void ascend(frame& f, std::string_view text, bool is_first) noexcept {
    if (text.empty() || (!is_first && text <= f.last)) f.is_ascending = false;
    f.last = text;
  }

  /// The first bytes of the text that the last event was read from.
  std::string_view text_at_event(std::size_t size) const noexcept {
    return chars_of(text_.subspan(reader_.offset(), size));
  }
  static std::string_view chars_of(wire::octets text) noexcept {
    return {reinterpret_cast<const char*>(text.data()), text.size()};
  }

  void close_collection(slot* entries, std::uint32_t count, std::uint32_t stride) {
    std::uint32_t kept = count;
    if (!open_.back().is_ascending) {
      kept = is_js_ ? detail::unique_entries(entries, count, stride) : unique_hashables(entries, count, stride);
    }
    if (kept != count) {
      note(stride == 1 ? "an element occurs twice in the set that ends here"
                       : "a key occurs twice in the mapkv that ends here: the last value counts");
    }
    close(kept, stride);
  }

  /// Moves the innermost frame's first `count` children, of `stride` slots each, into the arena.
  void close(std::uint32_t count, std::uint32_t stride) {
    const frame& f = open_.back();
    f.object->count = count;
    f.object->children = store_->new_slots(std::size_t{count} * stride);
    if (f.object->children == nullptr) {
      fail_memory();
      return;
    }
    std::copy_n(scratch_.data() + f.mark, std::size_t{count} * stride, f.object->children);
    leave(detail::store::slot_of(f.object, f.number));
  }

  void leave(const slot& made) {
    scratch_.resize(open_.back().mark);
    open_.pop_back();
    push(made);
  }

  // ---- objects of the text ----

  frame& open(role is) {
    frame f{};
    f.is = is;
    f.must_hash = !is_js_ && must_hash_here();
    f.offset = reader_.offset();
    f.mark = scratch_.size();
    open_.push_back(f);
    return open_.back();
  }

  bool must_hash_here() const noexcept {
    if (open_.empty()) return false;
    const frame& f = open_.back();
    switch (f.is) {
      case role::set: return true;
      case role::entry: return scratch_.size() == f.mark;
      case role::tuple:
      case role::envelope: return f.must_hash;
      default: return false;
    }
  }

  bool make_object(frame& f, kind k) {
    f.object = store_->new_record(k, f.number);
    return f.object != nullptr || fail_memory();
  }

  bool become_dict(frame& f) {
    f.is = role::dict;
    if (f.must_hash) return fail_unhashable(f, "dict");
    return make_object(f, is_js_ ? kind::object : kind::map);
  }

  void become_envelope(frame& f, const wire::json_string& text, std::size_t offset) {
    std::string unescaped;
    const string_data content = content_of(text, unescaped);
    const std::string_view name(reinterpret_cast<const char*>(content.bytes.data()), content.bytes.size());
    f.is = role::envelope;
    f.has_tag = known_ == nullptr;
    f.tag = own_tag(name);
    if (f.tag == nullptr && types_ != nullptr && (f.type = types_->named(name)) != nullptr) f.tag = &custom_row;
    if (f.tag == nullptr && is_js_ && name == blob_row.name) f.tag = &blob_row;
    if (f.tag == nullptr && is_js_ && name == file_row.name) f.tag = &file_row;
    if (f.tag == nullptr) {
      fail_at(offset, false, errc::unknown_tag, "unknown type tag" + quoted(name));
      return;
    }
    if (!f.must_hash) return;
    if (f.tag->is == tag::set) fail_unhashable(f, "set");
    if (f.tag->is == tag::mapkv || f.tag->is == tag::object) fail_unhashable(f, "dict");
    if (f.tag->is == tag::custom) fail_unhashable(f, f.type->name);
  }

  bool push_key(const wire::json_string& text) {
    slot key;
    if (!text_slot(text, key)) return false;
    frame& f = open_.back();
    const auto count = static_cast<std::uint32_t>((scratch_.size() - f.mark) / 2);
    if (is_js_) {
      if (!detail::make_key(key, store_->memory(), key)) return fail_memory();
      // JavaScript's order puts array indices first.
      const bool may_ascend = !text.escaped && !detail::is_index_key(key);
      ascend(f, may_ascend ? chars_of(text.raw) : std::string_view(), count == 0);
    } else if (count != 0 && !key_less(scratch_[scratch_.size() - 2], key)) {
      f.is_ascending = false;
    }
    push(key);
    return true;
  }

  void close_envelope() {
    const frame& f = open_.back();
    if (!f.has_payload) {
      fail_payload(f);
      return;
    }
    slot& made = scratch_.back();
    if (f.tag->is == tag::custom) {
      std::uint32_t number;
      record* host = store_->new_record(kind::host, number);
      if (host == nullptr || !make_custom_host(*store_, *host, *f.type, made)) {
        fail_memory();
        return;
      }
      made = detail::store::slot_of(host, number);
    } else if (f.tag->is == tag::blob || f.tag->is == tag::file) {
      check(make_blob(*store_, f.tag->is == tag::file, made), f);
    }
    open_.pop_back();
  }

  // ---- leaves ----

  void take_text_payload() {
    const frame& f = open_.back();
    const string_data content = content_of(reader_.string(), unescaped_);
    const std::string_view text(reinterpret_cast<const char*>(content.bytes.data()), content.bytes.size());
    slot made;
    std::string remark;
    switch (f.tag->is) {
      case tag::bytes: check(make_bytes(*store_, text, is_js_, made), f); break;
      case tag::bigint: check(make_bigint(*store_, text, made), f); break;
      default: check(make_time(*store_, text, is_js_, made, remark), f); break;
    }
    if (failure_) return;
    if (!remark.empty()) note(remark);
    push(made);
  }

  void take_number() {
    const auto* const begin = reinterpret_cast<const char*>(text_.data()) + reader_.offset();
    const auto* const end = reinterpret_cast<const char*>(text_.data()) + text_.size();
    const bool negative = *begin == '-';
    const char* p = begin + (negative ? 1 : 0);
    const char* const digits = p;
    std::uint64_t v = 0;
    for (; p != end && *p >= '0' && *p <= '9'; ++p) v = v * 10 + static_cast<std::uint64_t>(*p - '0');
    const bool is_integer = p == end || (*p != '.' && *p != 'e' && *p != 'E');
    const bool is_minus_zero = negative && *digits == '0';
    const std::string_view text(begin, static_cast<std::size_t>(p - begin));
    watch(is_integer && !is_minus_zero ? text : std::string_view());
    if (!is_integer || (is_js_ && exact(p - digits, v))) return push_float(begin, end);
    constexpr std::ptrdiff_t digits_of_a_word = 19;
    slot made;
    if (p - digits > digits_of_a_word) {
      if (!make_bigint(*store_, text, made).empty()) {
        fail_memory();
        return;
      }
    } else {
      auto* magnitude = static_cast<std::uint8_t*>(store_->memory().allocate(sizeof v));
      if (magnitude == nullptr) {
        fail_memory();
        return;
      }
      wire::store_word(magnitude, v);
      made = detail::make_bigint(negative, magnitude, sizeof v);
    }
    push(made);
  }

  /// The number that the text at `begin` is to JavaScript.
  void push_float(const char* begin, const char* end) {
    if (std::isfinite(reader_.number())) return push(detail::make_number(reader_.number()));
    constexpr std::string_view parts = "+-.0123456789Ee";
    const std::string_view rest(begin, static_cast<std::size_t>(end - begin));
    const std::string_view number = rest.substr(0, rest.find_first_not_of(parts));
    fail(errc::invalid_value, "invalid number" + quoted(number) + ": value out of range");
  }

  /// Whether an integer of so many digits, `v` where they fit, is one that a number can be.
  static bool exact(std::ptrdiff_t digits, std::uint64_t v) noexcept {
    constexpr std::ptrdiff_t most_digits = 16;
    return digits <= most_digits && v <= static_cast<std::uint64_t>(max_exact_integer);
  }

  bool text_slot(const wire::json_string& text, slot& out) {
    const string_data content = content_of(text, unescaped_);
    const auto* data = reinterpret_cast<const std::uint8_t*>(content.bytes.data());
    if (content.bytes.size() > 0xffffffff) return fail(errc::limit_exceeded, "a string longer than 2^32-1 bytes");
    if (content.encoding == string_encoding::utf16 && !is_js_) {
      return fail(errc::invalid_string, "a lone surrogate, which no Starlark string holds");
    }
    if (text.escaped && (data = store_->copy_bytes(data, content.bytes.size())) == nullptr) return fail_memory();
    out = detail::make_string(content.encoding, data, static_cast<std::uint32_t>(content.bytes.size()));
    return true;
  }

  void push(const slot& s) {
    if (++slot_count_ > limits_.max_slots) {
      fail(errc::limit_exceeded, "more values than the limit of " + std::to_string(limits_.max_slots));
      return;
    }
    scratch_.push_back(s);
  }

  void own_text() {
    const std::uint8_t* copy = store_->copy_bytes(text_.data(), text_.size());
    if (copy == nullptr) {
      fail_memory();
      return;
    }
    text_ = {copy, text_.size()};
    reader_ = wire::json_reader(text_, limits_.max_depth);
  }

  // ---- errors; all return false ----

  bool fail(errc code, std::string detail) { return fail_at(reader_.offset(), true, code, std::move(detail)); }

  /// `in_child`: it is a child of the innermost object or array that failed, not the object or array itself.
  bool fail_at(std::size_t offset, bool in_child, errc code, std::string detail) {
    if (!failure_) failure_ = error{code, offset, path(in_child), std::move(detail)};
    return false;
  }

  bool fail_memory() {
    if (store_->memory().over_budget()) {
      return fail(errc::limit_exceeded, "the document needs more memory than its limit");
    }
    return fail(errc::out_of_memory, "no memory for the document");
  }

  bool fail_payload(const frame& envelope) {
    const std::string name(envelope.type != nullptr ? std::string_view(envelope.type->name) : envelope.tag->name);
    return fail(errc::invalid_value, "invalid " + name + " payload: " + envelope.tag->expected);
  }

  bool fail_unhashable(const frame& f, std::string_view type) {
    return fail_at(f.offset, false, errc::invalid_key, "unhashable type: " + std::string(type));
  }

  /// Fails where there is a `problem` with an envelope's payload.
  void check(const std::string& problem, const frame& envelope) {
    if (problem == out_of_memory) {
      fail_memory();
    } else if (!problem.empty()) {
      fail(errc::invalid_value, "invalid " + std::string(envelope.tag->name) + " payload" + problem);
    }
  }

  error syntax_failure() {
    error failure = reader_.failure();
    failure.path = path(reader_.in_child());
    return failure;
  }

  void note(std::string_view what) {
    store_->notes().push_back("byte " + std::to_string(reader_.offset()) + ": " + std::string(what));
  }

  std::string path(bool in_child) const { return path_of(open_, scratch_, in_child && !is_skipping_); }

  wire::octets text_;
  wire::json_reader reader_;
  limits limits_;
  const custom_types* types_;
  late_tags* known_;
  bool is_js_;
  bool awaits_tag_ = false;       // the innermost object's first member is "$t"
  bool awaits_late_tag_ = false;  // a later one is
  bool has_late_tag_ = false;
  bool is_skipping_ = false;
  std::uint32_t skipped_levels_ = 0;
  std::unique_ptr<detail::store> store_;
  std::vector<slot> scratch_;
  std::vector<frame> open_;
  std::string unescaped_;
  std::uint64_t slot_count_ = 0;
  std::optional<error> failure_;
};

}  // namespace

result<document> decode(bytes_view input, const decode_options& options) {
  const wire::octets text = octets_of(input);
  decoder first(text, options, nullptr);
  result<document> decoded = first.run();
  if (!first.must_know_late_tags()) return decoded;
  late_tags known(text, options.limits.max_depth);
  return decoder(text, options, &known).run();
}

}  // namespace clonewire::formats::serial
