// JSON text into a document, as JavaScript's JSON.parse reads it: of equal keys the last value wins at the place of the
// first, and "__proto__" is a key like any other. Strings without escapes stay where they are in the text, which the
// document borrows or copies as a whole.
#include "formats/json/json.hpp"

#include <algorithm>
#include <memory>
#include <optional>
#include <vector>

#include "formats/json_text.hpp"
#include "graph/arrays.hpp"
#include "graph/keys.hpp"
#include "graph/slots.hpp"
#include "graph/store.hpp"

namespace clonewire::formats::json {
namespace {

using detail::slot;
using wire::json_event;

class decoder {
 public:
  decoder(wire::octets text, const decode_options& options)
      : text_(text),
        limits_(options.limits),
        store_(std::make_unique<detail::store>(detail::store::budget(options.limits, text.size()), text.size())) {
    if (options.input == input_lifetime::copied) own_text();
  }

  result<document> run() {
    wire::json_reader reader(text_, limits_.max_depth);
    json_event event = json_event::null;
    while (!failure_ && event != json_event::end) {
      event = reader.next();
      if (event == json_event::failed) return failure_of(reader);
      take(event, reader);
    }
    if (failure_) {
      failure_->offset = reader.offset();
      failure_->path = path_of(reader);
      return std::move(*failure_);
    }
    store_->root = scratch_.front();
    store_->consumed_bytes = text_.size();
    return document(std::move(store_));
  }

 private:
  /// An open object or array. Its children wait on `scratch_` from `mark` on, and move into the arena when it closes.
  struct frame {
    detail::record* object;
    std::uint32_t number;
    std::size_t mark;
    bool repeats = false;  // a key occurred twice
    detail::key_watch keys;
  };

  void take(json_event event, const wire::json_reader& reader) {
    switch (event) {
      case json_event::begin_object: return open(kind::object);
      case json_event::begin_array: return open(kind::array);
      case json_event::end_object: return close_object();
      case json_event::end_array: return close_array();
      case json_event::key: return take_key(reader.string());
      case json_event::string: return push(text_slot(reader.string()));
      case json_event::number: return push(detail::make_number(reader.number()));
      case json_event::boolean: return push(detail::make_boolean(reader.boolean()));
      case json_event::null: return push(detail::make_slot(kind::null));
      case json_event::end:
      case json_event::failed: return;
    }
  }

  void open(kind k) {
    std::uint32_t number;
    detail::record* r = store_->new_record(k, number);
    if (r == nullptr) return fail_memory();
    open_.push_back({r, number, scratch_.size(), false, {}});
  }

  void close_object() {
    const frame& f = open_.back();
    slot* pairs = scratch_.data() + f.mark;
    auto count = static_cast<std::uint32_t>((scratch_.size() - f.mark) / 2);
    if (f.repeats || f.keys.needs_ordering()) {
      count = detail::order_properties(pairs, count, detail::duplicates::last_wins);
    }
    f.object->count = count;
    f.object->children = store_->new_slots(2 * std::size_t{count});
    if (f.object->children == nullptr) return fail_memory();
    std::copy_n(pairs, 2 * std::size_t{count}, f.object->children);
    close();
  }

  void close_array() {
    const frame& f = open_.back();
    const auto count = static_cast<std::uint32_t>(scratch_.size() - f.mark);
    if (!detail::assemble_array(*store_, *f.object, count, scratch_.data() + f.mark, count, nullptr, 0)) {
      return fail_memory();
    }
    close();
  }

  void close() {
    const frame& f = open_.back();
    scratch_.resize(f.mark);
    const slot object = detail::store::slot_of(f.object, f.number);
    open_.pop_back();
    push(object);
  }

  void take_key(const wire::json_string& text) {
    slot key;
    if (!detail::make_key(text_slot(text), store_->memory(), key)) return fail_memory();
    frame& f = open_.back();
    const auto count = static_cast<std::uint32_t>((scratch_.size() - f.mark) / 2);
    if (!f.keys.add(scratch_.data() + f.mark, count, key)) f.repeats = true;
    push(key);
  }

  void push(const slot& s) {
    scratch_.push_back(s);
    if (++slot_count_ > limits_.max_slots) {
      fail(errc::limit_exceeded, "more values than the limit of " + std::to_string(limits_.max_slots));
    }
  }

  slot text_slot(const wire::json_string& text) {
    const string_data content = content_of(text, unescaped_);
    const auto* data = reinterpret_cast<const std::uint8_t*>(content.bytes.data());
    if (content.bytes.size() > 0xffffffff) {
      fail(errc::limit_exceeded, "a string longer than 2^32-1 bytes");
      return {};
    }
    if (text.escaped && (data = store_->copy_bytes(data, content.bytes.size())) == nullptr) {
      fail_memory();
      return {};
    }
    return detail::make_string(content.encoding, data, static_cast<std::uint32_t>(content.bytes.size()));
  }

  void own_text() {
    const std::uint8_t* copy = store_->copy_bytes(text_.data(), text_.size());
    if (copy == nullptr) return fail_memory();
    text_ = {copy, text_.size()};
  }

  void fail(errc code, std::string detail) { failure_ = error{code, error::no_offset, "", std::move(detail)}; }
  void fail_memory() {
    if (store_->memory().over_budget()) {
      fail(errc::limit_exceeded, "the document needs more memory than its limit");
    } else {
      fail(errc::out_of_memory, "no memory for the document");
    }
  }

  wire::octets text_;
  limits limits_;
  std::unique_ptr<detail::store> store_;
  std::vector<slot> scratch_;
  std::vector<frame> open_;
  std::string unescaped_;
  std::uint64_t slot_count_ = 0;
  std::optional<error> failure_;
};

}  // namespace

result<document> decode(bytes_view input, const decode_options& options) {
  return decoder(octets_of(input), options).run();
}

}  // namespace clonewire::formats::json
