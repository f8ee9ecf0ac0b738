// Makes a document of what json_parser finds. A container's children wait on a scratch stack until it closes.
#pragma once

#include <cassert>
#include <memory>
#include <string>
#include <utility>

#include <clonewire/error.hpp>
#include <clonewire/limits.hpp>

#include "formats/json_text.hpp"
#include "graph/arrays.hpp"
#include "graph/keys.hpp"
#include "graph/path.hpp"
#include "graph/pod_stack.hpp"
#include "graph/slots.hpp"
#include "graph/store.hpp"
#include "wire/json_number.hpp"
#include "wire/json_string.hpp"

namespace clonewire::formats::json {

class document_sink {
 public:
  using cursor = const std::uint8_t*;

  /// `text` outlives the sink and, unless copied there, the document.
  document_sink(detail::store& store, wire::octets text, const limits& bounds)
      : store_(store),
        begin_(text.data()),
        max_slots_(bounds.max_slots),
        slots_are_scarce_(bounds.max_slots < text.size()) {}

  /// The value read. Precondition: it is complete.
  const detail::slot& root() const noexcept {
    assert(scratch_.size() == 1 && open_.empty());
    return *scratch_.begin();
  }
  /// Null: it did not give up.
  const std::unique_ptr<error>& failure() const noexcept { return failure_; }
  /// The failure that there is no memory for the text itself.
  error no_memory() {
    fail_memory(begin_);
    return *failure_;
  }

  CLONEWIRE_INLINE bool open(cursor at, bool is_object) {
    std::uint32_t number;
    detail::record* r = store_.new_record(is_object ? kind::object : kind::array, number);
    if (r == nullptr) [[unlikely]]
      return fail_memory(at);
    if (!push_value(at, detail::store::slot_of(r, number))) return false;
    frame* f = open_.push();
    if (f == nullptr) [[unlikely]] {
      scratch_.pop();
      return fail_memory(at);
    }
    f->object = r;
    f->mark = scratch_.size();
    f->is_object = is_object;
    f->repeats = false;
    f->keys.clear();
    return true;
  }

  CLONEWIRE_INLINE bool close(cursor at, bool is_object) {
    frame& f = open_.back();
    detail::slot* const children = scratch_.begin() + f.mark;
    const std::size_t count = scratch_.size() - f.mark;
    const bool kept = is_object ? keep_members(f, children, count) : keep_elements(*f.object, children, count);
    scratch_.cut(f.mark);
    open_.pop();
    return kept || fail_close(at);
  }
  bool in_object() noexcept { return open_.back().is_object; }

  CLONEWIRE_INLINE bool plain_key(cursor at, wire::octets text) {
    // A digit: perhaps an array index.
    if (wire::is_digit(*text.data()) || text.size() > longest_string) [[unlikely]]
      return key(at, {text, false, true});
    detail::slot* const key = push(at);
    if (key == nullptr) [[unlikely]]
      return fail_key({text, false, true});
    *key = ascii(text);
    key->hash = detail::readable_key_hash(text.data(), key->size);
    watch(*key);
    return true;
  }
  bool key(cursor at, const wire::json_string& text);

  CLONEWIRE_INLINE bool plain_string(cursor at, wire::octets text) {
    return text.size() <= longest_string ? push_value(at, ascii(text)) : string(at, {text, false, true});
  }
  bool string(cursor at, const wire::json_string& text);

  CLONEWIRE_INLINE bool number(cursor at, const wire::json_number& n) {
    return push_value(at, n.is_int32 ? detail::make_int32(n.integer) : detail::make_number(n.value));
  }
  bool boolean(cursor at, bool v) { return push_value(at, detail::make_boolean(v)); }
  bool null(cursor at) { return push_value(at, detail::make_slot(kind::null)); }

 private:
  static constexpr std::size_t longest_string = 0xffffffff;

  /// An open object or array. Its children lie on `scratch_` from `mark` on.
  struct frame {
    detail::record* object;
    std::size_t mark;
    bool is_object;
    bool repeats;  // a key occurred twice
    detail::key_watch keys;
  };

  CLONEWIRE_INLINE detail::slot* push(cursor at) {
    detail::slot* s = scratch_.push();
    if (s == nullptr || (slots_are_scarce_ && ++slot_count_ > max_slots_)) [[unlikely]]
      return refuse_slot(at, s);
    return s;
  }
  CLONEWIRE_INLINE bool push_value(cursor at, const detail::slot& v) {
    detail::slot* const s = push(at);
    if (s == nullptr) [[unlikely]]
      return false;
    *s = v;
    return true;
  }

  static detail::slot ascii(wire::octets text) noexcept {
    return detail::make_string(string_encoding::latin1, text.data(), static_cast<std::uint32_t>(text.size()));
  }
  /// Precondition: the key is the last child pushed.
  CLONEWIRE_INLINE void watch(const detail::slot& key) {
    frame& f = open_.back();
    const detail::slot* const pairs = scratch_.begin() + f.mark;
    if (!f.keys.add(pairs, static_cast<std::uint32_t>((&key - pairs) / 2), key)) f.repeats = true;
  }

  bool keep_members(frame& f, detail::slot* pairs, std::size_t count);
  bool keep_elements(detail::record& array, const detail::slot* elements, std::size_t count);

  /// Takes `out` off the scratch stack when it fails.
  bool make_text(cursor at, const wire::json_string& text, detail::slot& out);

  CLONEWIRE_COLD detail::slot* refuse_slot(cursor at, detail::slot* pushed);
  CLONEWIRE_COLD bool fail(cursor at, errc code, std::string detail);
  CLONEWIRE_COLD bool fail_memory(cursor at);
  CLONEWIRE_COLD bool fail_close(cursor at);
  /// Adds the key that could not be taken to the failure's path.
  CLONEWIRE_COLD bool fail_key(const wire::json_string& text);
  /// Of the value that is to be pushed next.
  std::string path() const;

  detail::store& store_;
  cursor begin_;
  std::uint64_t max_slots_;
  std::uint64_t slot_count_ = 0;
  bool slots_are_scarce_;  // else there cannot be too many: each takes a byte of text
  detail::pod_stack<detail::slot, 64> scratch_;
  detail::pod_stack<frame, 8> open_;
  std::string unescaped_;
  std::unique_ptr<error> failure_;
};

}  // namespace clonewire::formats::json
