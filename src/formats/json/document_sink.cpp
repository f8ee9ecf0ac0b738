#include "formats/json/document_sink.hpp"

#include <algorithm>

namespace clonewire::formats::json {

using detail::slot;

namespace {

constexpr std::size_t most_children = 0xffffffff;

}  // namespace

bool document_sink::keep_members(frame& f, slot* pairs, std::size_t slot_count) {
  if (slot_count / 2 > most_children) return false;
  auto count = static_cast<std::uint32_t>(slot_count / 2);
  if (f.repeats || f.keys.needs_ordering()) {
    count = detail::order_properties(pairs, count, detail::duplicates::last_wins);
    slot_count = 2 * std::size_t{count};
  }
  slot* const kept = store_.new_slots(slot_count);
  if (kept == nullptr) return false;
  std::copy_n(pairs, slot_count, kept);
  f.object->children = kept;
  f.object->count = count;
  return true;
}

bool document_sink::keep_elements(detail::record& array, const slot* elements, std::size_t count) {
  return count <= most_children && detail::keep_elements(store_, array, elements, static_cast<std::uint32_t>(count));
}

bool document_sink::key(cursor at, const wire::json_string& text) {
  slot* const key = push(at);
  if (key == nullptr || !make_text(at, text, *key)) return fail_key(text);
  if (!detail::make_key(*key, store_.memory(), *key)) {
    scratch_.pop();
    fail_memory(at);
    return fail_key(text);
  }
  watch(*key);
  return true;
}

bool document_sink::string(cursor at, const wire::json_string& text) {
  slot* const s = push(at);
  return s != nullptr && make_text(at, text, *s);
}

bool document_sink::make_text(cursor at, const wire::json_string& text, slot& out) {
  const string_data content = content_of(text, unescaped_);
  const auto* data = reinterpret_cast<const std::uint8_t*>(content.bytes.data());
  const std::size_t size = content.bytes.size();
  if (size > longest_string) {
    scratch_.pop();
    return fail(at, errc::limit_exceeded, "a string longer than 2^32-1 bytes");
  }
  if (text.escaped && (data = store_.copy_bytes(data, size)) == nullptr) {
    scratch_.pop();
    return fail_memory(at);
  }
  out = detail::make_string(content.encoding, data, static_cast<std::uint32_t>(size));
  return true;
}

slot* document_sink::refuse_slot(cursor at, slot* pushed) {
  if (pushed == nullptr) {
    fail_memory(at);
  } else {
    scratch_.pop();
    fail(at, errc::limit_exceeded, "more values than the limit of " + std::to_string(max_slots_));
  }
  return nullptr;
}

bool document_sink::fail(cursor at, errc code, std::string detail) {
  failure_ = std::make_unique<error>(error{code, static_cast<std::uint64_t>(at - begin_), path(), std::move(detail)});
  return false;
}

bool document_sink::fail_memory(cursor at) {
  return store_.memory().over_budget() ? fail(at, errc::limit_exceeded, "the document needs more memory than its limit")
                                       : fail(at, errc::out_of_memory, "no memory for the document");
}

bool document_sink::fail_close(cursor at) {
  scratch_.pop();  // the container's own slot
  return fail_memory(at);
}

bool document_sink::fail_key(const wire::json_string& text) {
  append_member_step(failure_->path, text);
  return false;
}

std::string document_sink::path() const {
  std::string text = "$";
  for (const frame* f = open_.begin(); f != open_.end(); ++f) {
    // The child that is read: the next open container, or what is yet to be pushed.
    const std::size_t child = f + 1 != open_.end() ? f[1].mark - 1 : scratch_.size();
    if (!f->is_object) {
      detail::append_index_step(text, child - f->mark);
    } else if ((child - f->mark) % 2 != 0) {
      detail::append_property_step(text, scratch_.begin()[child - 1]);
    }
  }
  return text;
}

}  // namespace clonewire::formats::json
