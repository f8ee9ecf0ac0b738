// The second pass of reading: from record 0 on, each container is made when it is first met, and its children are put
// in their places. What is made already is copied; a child that is a container, and not made, is entered next.
#include <algorithm>
#include <memory>
#include <utility>

#include "formats/custom_types.hpp"
#include "formats/json_text.hpp"
#include "formats/ungap/places.hpp"
#include "graph/arrays.hpp"
#include "graph/collections.hpp"
#include "graph/keys.hpp"
#include "graph/pod_stack.hpp"

namespace clonewire::formats::ungap {
namespace {

using detail::record;
using detail::slot;

class decoder {
 public:
  decoder(wire::octets text, const decode_options& options)
      : text_(text),
        limits_(options.limits),
        store_(std::make_unique<detail::store>(detail::store::budget(options.limits, text.size()), text.size())),
        types_(options.types) {
    if (options.input == input_lifetime::copied) own_text();
  }

  result<document> run() {
    if (failure_) return std::move(*failure_);
    record_reader reader(text_, *store_, types_);
    if (!reader.read_all()) {
      error failure = reader.failure();
      failure.path = path_of(reader.list, {reader.failed_record()});
      return failure;
    }
    list_ = std::move(reader.list);
    count_slots(1);
    if (!failure_ && is_pending(list_.records[0])) enter(list_.records[0]);
    while (!open_.empty() && !failure_) step();
    if (failure_) return std::move(*failure_);
    store_->root = list_.records[0];
    store_->consumed_bytes = text_.size();
    return document(std::move(store_));
  }

 private:
  /// A container some of whose children are pending from `next` on.
  struct frame {
    record* object;
    std::uint32_t number;  // its record
    slot* next;
    slot* end;
  };

  void step() {
    frame& f = open_.back();
    while (f.next != f.end && !is_pending(*f.next)) ++f.next;
    if (f.next == f.end) {
      finish(*f.object);
      open_.pop();
      return;
    }
    slot& child = *f.next;
    slot& made = list_.records[child.size];
    if (is_pending(made)) enter(made);
    child = made;
  }

  // ---- entering: the record is made, its children are as far as they are made already ----

  void enter(slot& pending) {
    const slot p = pending;
    if (open_.size() >= limits_.max_depth)
      return fail(errc::limit_exceeded, {p.size},
                  "nested deeper than the limit of " + std::to_string(limits_.max_depth));
    std::uint32_t object_number;
    record* r = store_->new_record(p.kind, object_number);
    if (r == nullptr) return fail_memory(p);
    pending = detail::store::slot_of(r, object_number);
    entered_ = p;
    frame* const opened = open_.push();
    if (opened == nullptr) return fail_memory(p);
    *opened = {r, p.size, nullptr, nullptr};
    switch (p.kind) {
      case kind::array: return fill_array(*r);
      case kind::object: return fill_object(*r);
      case kind::host: return fill_host(*r);
      default: return fill_collection(*r);
    }
  }

  /// The record that the entered container's child `i` names; null, and failed, where there is none.
  slot* child_record(std::uint32_t i) {
    const std::uint32_t number = list_.numbers[first_number(entered_) + i];
    if (number < list_.records.size()) [[likely]]
      return &list_.records[number];
    fail(errc::invalid_reference, {entered_.size, i}, "no record has this number");
    return nullptr;
  }

  slot* new_children(record& r, std::size_t count) {
    count_slots(count);
    slot* children = failure_ ? nullptr : store_->new_slots(count);
    if (children == nullptr) {
      if (!failure_) fail_memory(entered_);
      return nullptr;
    }
    r.children = children;
    return children;
  }

  /// Leaves the frame of what was entered to look for pending children in these.
  void look_at(slot* begin, slot* end) {
    open_.back().next = begin;
    open_.back().end = end;
  }

  void fill_array(record& r) {
    const std::uint32_t count = number_count(entered_);
    std::uint8_t forms = 0;
    bool is_packed = count != 0;
    r.length = count;
    for (std::uint32_t i = 0; i != count; ++i) {
      const slot* child = child_record(i);
      if (child == nullptr) return;
      is_packed = is_packed && child->kind == kind::number;
      if (!is_packed) continue;
      forms |= child->form;
    }
    if (is_packed) return fill_packed(r, forms == 0 ? detail::array_storage::int32s : detail::array_storage::doubles);
    slot* children = new_children(r, count);
    if (children == nullptr) return;
    for (std::uint32_t i = 0; i != count; ++i) children[i] = list_.records[list_.numbers[first_number(entered_) + i]];
    r.count = count;
    look_at(children, children + count);
  }

  void fill_packed(record& r, detail::array_storage storage) {
    r.form = static_cast<std::uint8_t>(storage);
    r.count = r.length;
    count_slots(r.count);
    r.children = static_cast<slot*>(store_->memory().allocate(detail::element_bytes(r)));
    if (r.children == nullptr) {
      r.count = 0;
      return fail_memory(entered_);
    }
    const std::uint32_t* numbers = list_.numbers.data() + first_number(entered_);
    for (std::uint32_t i = 0; i != r.count; ++i) {
      const slot& element = list_.records[numbers[i]];
      if (storage == detail::array_storage::int32s) {
        r.int32s[i] = static_cast<std::int32_t>(element.size);
      } else {
        r.doubles[i] = element.number;
      }
    }
  }

  void fill_object(record& r) {
    std::uint32_t count = number_count(entered_) / 2;
    slot* pairs = new_children(r, 2 * std::size_t{count});
    if (pairs == nullptr) return;
    detail::key_watch keys;
    bool repeats = false;
    for (std::uint32_t i = 0; i != count; ++i) {
      slot* key = child_record(2 * i);
      slot* member = key == nullptr ? nullptr : child_record(2 * i + 1);
      if (member == nullptr || !take_key(*key, pairs[2 * std::size_t{i}], i)) return;
      repeats |= !keys.add(pairs, i, pairs[2 * std::size_t{i}]);
      pairs[2 * std::size_t{i} + 1] = *member;
      r.count = i + 1;
    }
    if (repeats || keys.needs_ordering()) count = detail::order_properties(pairs, count, detail::duplicates::last_wins);
    r.count = count;
    look_at(pairs, pairs + 2 * std::size_t{count});
  }

  /// Makes a record's value a key. A string's record keeps the key in place of the string, which it still is: the next
  /// object of the same shape finds it made.
  bool take_key(slot& from, slot& key, std::uint32_t pair) {
    if (from.kind == kind::string) {
      if (from.hash != 0) [[likely]] {
        key = from;
        return true;
      }
      if (!detail::make_key(from, store_->memory(), key)) return fail_memory(entered_), false;
      if (key.kind == kind::string) from = key;
      return true;
    }
    if (from.kind == kind::number) {
      if (!detail::make_key(from.number, store_->memory(), key)) return fail_memory(entered_), false;
      return true;
    }
    fail(errc::invalid_key, {entered_.size, 2 * pair}, "a property's key is no string");
    return false;
  }

  void fill_collection(record& r) {
    const std::uint32_t count = number_count(entered_);
    slot* children = new_children(r, count);
    if (children == nullptr) return;
    for (std::uint32_t i = 0; i != count; ++i) {
      const slot* child = child_record(i);
      if (child == nullptr) return;
      children[i] = *child;
      r.count = r.kind == kind::map ? i / 2 : i;
    }
    r.count = r.kind == kind::map ? count / 2 : count;
    look_at(children, children + count);
  }

  void fill_host(record& r) {
    const slot* payload = child_record(0);
    if (payload == nullptr) return;
    count_slots(3);
    if (!make_custom_host(*store_, r, *list_.customs[entered_.hash], *payload)) return fail_memory(entered_);
    look_at(r.children + 2, r.children + 3);
  }

  /// When all children are made.
  static void finish(record& r) {
    if (r.kind == kind::map) r.count = detail::unique_entries(r.children, r.count, 2);
    if (r.kind == kind::set) r.count = detail::unique_entries(r.children, r.count, 1);
  }

  void own_text() {
    const std::uint8_t* copy = store_->copy_bytes(text_.data(), text_.size());
    if (copy == nullptr) return fail_memory({});
    text_ = {copy, text_.size()};
  }

  // ---- failures ----

  void count_slots(std::uint64_t count) {
    slot_count_ += count;
    if (slot_count_ > limits_.max_slots)
      fail(errc::limit_exceeded, {entered_.size}, "more values than the limit of " + std::to_string(limits_.max_slots));
  }

  void fail(errc code, const place& at, std::string detail) {
    detail::store scratch;
    record_reader again(text_, scratch, types_);
    again.read_all();
    failure_ = error{code, offset_of(text_, at), path_of(again.list, at), std::move(detail)};
  }
  void fail_memory(const slot& pending) {
    if (store_->memory().over_budget())
      return fail(errc::limit_exceeded, {pending.size}, "the document needs more memory than its limit");
    fail(errc::out_of_memory, {pending.size}, "no memory for the document");
  }

  wire::octets text_;
  limits limits_;
  std::unique_ptr<detail::store> store_;
  const custom_types* types_;
  record_list list_;
  detail::pod_stack<frame, 16> open_;
  slot entered_{};  // what was entered last, as it was pending
  std::uint64_t slot_count_ = 0;
  std::optional<error> failure_;
};

}  // namespace

result<document> decode(bytes_view input, const decode_options& options) {
  if (input.size() > 0xffffffff) return error{errc::limit_exceeded, 0, "$", "a text of 4 GiB or more"};
  return decoder(octets_of(input), options).run();
}

}  // namespace clonewire::formats::ungap
