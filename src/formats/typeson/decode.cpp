// Typeson into a document. `$types` may stand anywhere and speaks of places all over the text, so that the JSON is read
// into a tree first; then each node's type is noted, and then the tree is walked once. A reference may lead to what
// comes later: the object is then made before it is read.
#include <algorithm>
#include <limits>

#include "formats/custom_types.hpp"
#include "formats/json_text.hpp"
#include "formats/typeson/decoder.hpp"
#include "graph/arrays.hpp"
#include "graph/collections.hpp"
#include "graph/path.hpp"
#include "graph/slots.hpp"

namespace clonewire::formats::typeson {

using wire::json_tree;

namespace {

/// Whether the keys of `count` pairs are in JavaScript's order, but for doubles: array indices ascending, then names.
bool are_ordered(const detail::slot* pairs, std::uint32_t count) noexcept {
  double last = -1;
  for (std::uint32_t i = 0; i != count; ++i) {
    const detail::slot& key = pairs[2 * std::size_t{i}];
    if (detail::is_index_key(key) && key.number < last) return false;
    last = detail::is_index_key(key) ? key.number : std::numeric_limits<double>::infinity();
  }
  return true;
}

}  // namespace

decoder::decoder(wire::octets text, const json_tree& tree, annotations& types, std::unique_ptr<detail::store> store,
                 const decode_options& options)
    : text_(text), tree_(tree), types_(types), options_(options), store_(std::move(store)) {
  for (const index node : types_.targets()) targets_.push_back({node, {}, false});
}

result<document> decoder::run() {
  visit(types_.root());
  while (!open_.empty() && !failure_) step();
  if (!failure_ && first_counted_ != no_node && has_moved_) {
    fail(first_counted_, errc::invalid_reference,
         "buffers are counted in JavaScript's order of members, which this text does not keep");
  }
  for (const target& t : targets_) {
    if (!failure_ && t.object.kind != kind::absent && !t.is_read)
      fail(t.node, errc::invalid_reference, "a reference leads here, into what stands for another value");
  }
  if (failure_) return std::move(*failure_);
  store_->root = scratch_.front();
  store_->consumed_bytes = text_.size();
  for (std::string& note : types_.notes) store_->notes().push_back(std::move(note));
  return document(std::move(store_));
}

// ---- values ----

void decoder::visit_as(index node, const named_type& as) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  slot s;
  switch (as.type) {
    case type::none: return visit_plain(node);
    case type::reference: return visit_reference(node);
    case type::array: return visit_array(node);
    case type::undefined: return visit_constant(node, detail::make_slot(kind::undefined));
    case type::hole: refuse(node, "a hole that is no element of an array"); return;
    case type::nan: return visit_constant(node, detail::make_number(std::numeric_limits<double>::quiet_NaN()));
    case type::infinity: return visit_constant(node, detail::make_number(infinity));
    case type::negative_infinity: return visit_constant(node, detail::make_number(-infinity));
    case type::negative_zero: return visit_constant(node, detail::make_number(-0.0));
    case type::bigint: return visit_bigint(node, false);
    case type::date: return visit_date(node);
    case type::regexp: return visit_regexp(node);
    case type::map: return open_list(node, shape::map, kind::map, "a Map is an array of entries");
    case type::set: return open_list(node, shape::set, kind::set, "a Set is an array");
    case type::user_object:
      if (!tree_.is(node, json_kind::object)) refuse(node, "an object of a class is a JSON object");
      return visit_plain(node);
    case type::boolean_object:
      if (!tree_.is(node, json_kind::boolean)) {
        refuse(node, "expected true or false");
        return;
      }
      return visit_wrapper(node, kind::boolean_object, detail::make_boolean(tree_.boolean(node)));
    case type::number_object: return visit_number_object(node);
    case type::bigint_object: return visit_bigint(node, true);
    case type::string_object:
      if (string_of(node, s)) visit_wrapper(node, kind::string_object, s);
      return;
    case type::array_buffer: return visit_buffer(node);
    case type::typed_array: return visit_view(node, kind::typed_array, as.element());
    case type::data_view: return visit_view(node, kind::data_view, element_type::uint8);
    case type::error: return visit_error(node, as.error());
    case type::blob: return visit_file(node, false);
    case type::file: return visit_file(node, true);
    case type::file_list: return open_list(node, shape::file_list, kind::host, "a FileList is an array");
    case type::other: return visit_layers(node);
  }
}

/// What the type tells whole; writers differ in what they put in its place.
void decoder::visit_constant(index node, const slot& content) {
  if (!tree_.is(node, json_kind::object) && !tree_.is(node, json_kind::array)) return push(content);
  refuse(node, "an object or array in place of a primitive");
}

void decoder::visit_plain(index node) {
  switch (tree_.kind_of(node)) {
    case json_kind::object: return open(node, shape::object, kind::object, node + 1, tree_.after(node));
    case json_kind::array: return open(node, shape::elements, kind::array, node + 1, tree_.after(node));
    case json_kind::string: {
      slot s;
      if (text_slot(node, s)) push(s);
      return;
    }
    case json_kind::number: return push(detail::make_number(tree_.number(node)));
    case json_kind::boolean: return push(detail::make_boolean(tree_.boolean(node)));
    case json_kind::null: return push(detail::make_slot(kind::null));
  }
}

void decoder::visit_reference(index node) {
  if (!tree_.is(node, json_kind::string) || !text_at(tree_, node, unescaped_).starts_with('#')) {
    return fail(node, errc::invalid_reference, "a reference is a string that begins with #");
  }
  const index to = types_.target_of(node);
  if (to == no_node || types_.type_of(to).type == type::hole) {
    return fail(node, errc::invalid_reference, "a reference that leads nowhere: " + quoted(node));
  }
  const std::optional<kind> k = kind_at(to);
  if (!k) return;
  if (*k == kind::absent) return visit(to);  // a primitive is its own copy
  target& t = *target_at(to);
  if (t.object.kind == kind::absent) {
    std::uint32_t number;
    record* object = store_->new_record(*k, number);
    if (object == nullptr) {
      fail_memory(node);
      return;
    }
    t.object = detail::store::slot_of(object, number);
  }
  push(t.object);
}

void decoder::visit_array(index node) {
  if (tree_.is(node, json_kind::object)) {
    return open(node, shape::array_as_object, kind::array, node + 1, tree_.after(node));
  }
  open_list(node, shape::elements, kind::array, "an array is a JSON array, or an object with its length");
}

void decoder::visit_layers(index node) {
  const std::optional<layers> all = layers_of(node);
  if (!all) return;
  for (auto name = all->customs.rbegin(); name != all->customs.rend() && !failure_; ++name) {
    open(node, shape::custom, kind::host, no_node, no_node);
    if (failure_) return;
    record& host = *open_.back().object;
    if (!make_custom_host(*store_, host, *custom_named(*name), detail::make_slot(kind::undefined))) fail_memory(node);
  }
  if (!failure_) visit_as(node, *all->base);
}

std::optional<decoder::layers> decoder::layers_of(index node) {
  const index names = types_.names_of(node);
  const bool is_list = tree_.is(names, json_kind::array);
  layers all;
  for (index name = is_list ? names + 1 : names; name != tree_.after(names); name = tree_.after(name)) {
    // ["date", null] is what writers make of a path that is a property of Object.prototype, such as "constructor".
    if (is_list && tree_.is(name, json_kind::null)) continue;
    const bool is_name = tree_.is(name, json_kind::string);
    const type_index found = is_name ? type_named(text_at(tree_, name, unescaped_)) : other_type;
    if (found != other_type) {
      if (all.base->type == type::none && all.customs.empty() && named_types[found].type != type::reference) {
        all.base = &named_types[found];
        continue;
      }
      refuse(name, "types that do not go together");
      return std::nullopt;
    }
    if (!is_name || custom_named(name) == nullptr) {
      fail(name, errc::unknown_tag, is_name ? "an unknown type: " + quoted(name) : "a type's name is a string");
      return std::nullopt;
    }
    all.customs.push_back(name);
  }
  return all;
}

void decoder::open(index node, shape children, kind k, index first, index end) {
  if (open_.size() >= options_.limits.max_depth) {
    return fail(node, errc::limit_exceeded,
                "nested deeper than the limit of " + std::to_string(options_.limits.max_depth));
  }
  const made m = make(node, k);
  if (!m) return;
  frame& f = open_.emplace_back();
  f.children = children;
  f.node = node;
  f.next = first;
  f.end = end;
  f.object = m.object;
  f.number = m.number;
  f.mark = scratch_.size();
}

void decoder::open_list(index node, shape children, kind k, const char* otherwise) {
  if (tree_.is(node, json_kind::array)) return open(node, children, k, node + 1, tree_.after(node));
  refuse(node, otherwise);
}

// ---- containers ----

void decoder::step() {
  frame& f = open_.back();
  if (f.second != no_node) return visit(std::exchange(f.second, no_node));
  if (f.next == f.end) return close();
  const index node = f.next;
  switch (f.children) {
    case shape::object:
      f.next = tree_.after(node + 1);
      if (node == types_.types_key()) return;
      take_key(f, node);
      if (!failure_) visit(node + 1);
      return;
    case shape::array_as_object: return step_array_as_object(f);
    case shape::map: return step_map(f);
    case shape::elements:
      f.next = tree_.after(node);
      if (types_.type_of(node).type == type::hole) return push(slot{});
      return visit(node);
    default: f.next = tree_.after(node); return visit(node);
  }
}

void decoder::step_map(frame& f) {
  const index pair = f.next;
  f.next = tree_.after(pair);
  const type as = types_.type_of(pair).type;
  if ((as != type::none && as != type::array) || !tree_.is(pair, json_kind::array) || tree_.size(pair) != 2) {
    refuse(pair, "a Map's entry is an array of two");
    return;
  }
  f.second = tree_.after(pair + 1);
  visit(pair + 1);
}

void decoder::step_array_as_object(frame& f) {
  const index key = f.next;
  const index value = key + 1;
  f.next = tree_.after(value);
  if (key == types_.types_key()) return;
  if (text_at(tree_, key, unescaped_) == "length") {
    std::uint64_t length;
    if (f.length || !size_of(value, length) || length > 0xffffffff) {
      refuse(value, "an array has one length, of 32 bits");
      return;
    }
    f.length = static_cast<std::uint32_t>(length);
    return;
  }
  if (types_.type_of(value).type == type::hole) return;
  take_key(f, key);
  if (!failure_) visit(value);
}

void decoder::take_key(frame& f, index key) {
  slot text, s;
  if (!text_slot(key, text)) return;
  if (!detail::make_key(text, store_->memory(), s)) {
    fail_memory(key);
    return;
  }
  const auto count = static_cast<std::uint32_t>((scratch_.size() - f.mark) / 2);
  if (!f.keys.add(scratch_.data() + f.mark, count, s)) f.repeats = true;
  push(s);
  // Which of the two the types speak of is anyone's guess.
  if (f.repeats && types_.has_types()) fail(key, errc::duplicate_key, "a second member of that name");
}

void decoder::close() {
  frame& f = open_.back();
  record& r = *f.object;
  bool done = true;
  switch (f.children) {
    case shape::object: done = close_members(f); break;
    case shape::elements: {
      const auto count = static_cast<std::uint32_t>(scratch_.size() - f.mark);
      done =
          detail::assemble_array(*store_, r, count, scratch_.data() + f.mark, count, nullptr, 0) || fail_memory(f.node);
      break;
    }
    case shape::array_as_object: done = close_array_as_object(f); break;
    case shape::map:
    case shape::set: done = close_collection(f); break;
    case shape::file_list: done = close_file_list(f); break;
    case shape::error:
      if (scratch_.size() != f.mark) r.children[detail::error_cause] = scratch_.back();
      break;
    case shape::custom: set_payload(r, scratch_.back()); break;
  }
  if (!done) return;
  scratch_.resize(f.mark);
  const slot object = detail::store::slot_of(f.object, f.number);
  open_.pop_back();
  push(object);
}

bool decoder::move_children(frame& f, std::size_t count) {
  f.object->children = store_->new_slots(count);
  if (f.object->children == nullptr) return fail_memory(f.node);
  std::copy_n(scratch_.data() + f.mark, count, f.object->children);
  return true;
}

std::optional<std::uint32_t> decoder::order_members(frame& f) {
  slot* pairs = scratch_.data() + f.mark;
  const auto count = static_cast<std::uint32_t>((scratch_.size() - f.mark) / 2);
  if (!f.repeats && !f.keys.needs_ordering()) return count;
  has_moved_ = has_moved_ || !are_ordered(pairs, count);
  const auto policy = types_.has_types() ? detail::duplicates::refuse : detail::duplicates::last_wins;
  slot duplicate{};
  const std::uint32_t ordered = detail::order_properties(pairs, count, policy, &duplicate);
  if (ordered == detail::found_duplicate) {
    scratch_.push_back(duplicate);  // for the path
    fail(f.node, errc::duplicate_key, "a member that occurs twice");
    return std::nullopt;
  }
  return ordered;
}

bool decoder::close_members(frame& f) {
  const std::optional<std::uint32_t> count = order_members(f);
  if (!count) return false;
  f.object->count = *count;
  return move_children(f, 2 * std::size_t{*count});
}

bool decoder::close_array_as_object(frame& f) {
  const std::optional<std::uint32_t> count = order_members(f);
  if (!count) return false;
  const slot* pairs = scratch_.data() + f.mark;
  const slot* const end = pairs + 2 * std::size_t{*count};
  for (const slot* pair = pairs; f.length && pair != end && detail::is_index_key(*pair); pair += 2) {
    if (detail::key_index(*pair) < *f.length) continue;
    fail(f.node, errc::invalid_value, "an element past the array's length", false);
    return false;
  }
  return detail::assemble_array(*store_, *f.object, f.length.value_or(0), nullptr, 0, pairs, *count) ||
         fail_memory(f.node);
}

bool decoder::close_collection(frame& f) {
  const std::uint32_t stride = f.children == shape::map ? 2 : 1;
  const auto count = static_cast<std::uint32_t>((scratch_.size() - f.mark) / stride);
  f.object->count = detail::unique_entries(scratch_.data() + f.mark, count, stride);
  return move_children(f, std::size_t{f.object->count} * stride);
}

bool decoder::close_file_list(frame& f) {
  const auto count = static_cast<std::uint32_t>(scratch_.size() - f.mark);
  std::uint32_t number;
  record* files = store_->new_record(kind::array, number);
  if (files == nullptr) return fail_memory(f.node);
  if (!detail::assemble_array(*store_, *files, count, scratch_.data() + f.mark, count, nullptr, 0))
    return fail_memory(f.node);
  scratch_.resize(f.mark);
  scratch_.push_back(key_of("FileList"));
  scratch_.push_back(key_of("files"));
  scratch_.push_back(detail::store::slot_of(files, number));
  f.object->count = 1;
  return move_children(f, 3);
}

// ---- making ----

decoder::target* decoder::target_at(index node) noexcept {
  const auto found = std::lower_bound(targets_.begin(), targets_.end(), node,
                                      [](const target& t, index wanted) { return t.node < wanted; });
  return &*found;
}

decoder::made decoder::make(index node, kind k) {
  target* t = types_.is_target(node) ? target_at(node) : nullptr;
  // Of a value in layers the outermost is what references mean.
  if (t != nullptr && t->is_read) t = nullptr;
  if (t != nullptr) {
    t->is_read = true;
    if (t->object.kind != kind::absent) return {t->object.object, t->object.size};
  }
  made m;
  m.object = store_->new_record(k, m.number);
  if (!m) {
    fail_memory(node);
  } else if (t != nullptr) {
    t->object = detail::store::slot_of(m.object, m.number);
  }
  return m;
}

std::optional<kind> decoder::kind_at(index node) {
  const named_type* as = &types_.type_of(node);
  if (as->type == type::other) {
    const std::optional<layers> all = layers_of(node);
    if (!all) return std::nullopt;
    if (!all->customs.empty()) return kind::host;
    as = all->base;
  }
  switch (as->type) {
    case type::none:
      if (tree_.is(node, json_kind::object)) return kind::object;
      return tree_.is(node, json_kind::array) ? kind::array : kind::absent;
    case type::array: return kind::array;
    case type::date: return kind::date;
    case type::regexp: return kind::regexp;
    case type::map: return kind::map;
    case type::set: return kind::set;
    case type::user_object: return kind::object;
    case type::boolean_object: return kind::boolean_object;
    case type::number_object: return kind::number_object;
    case type::bigint_object: return kind::bigint_object;
    case type::string_object: return kind::string_object;
    case type::array_buffer: return kind::array_buffer;
    case type::typed_array: return kind::typed_array;
    case type::data_view: return kind::data_view;
    case type::error: return kind::error;
    case type::blob:
    case type::file:
    case type::file_list: return kind::host;
    default: return kind::absent;
  }
}

const custom_type* decoder::custom_named(index name) {
  return options_.types == nullptr ? nullptr : options_.types->named(text_at(tree_, name, unescaped_));
}

void decoder::push(const slot& s) {
  scratch_.push_back(s);
  if (++slot_count_ > options_.limits.max_slots && !failure_) {
    failure_ = error{errc::limit_exceeded, open_.empty() ? 0 : tree_.offset(open_.back().node), path(false),
                     "more values than the limit of " + std::to_string(options_.limits.max_slots)};
  }
}

bool decoder::text_slot(index node, slot& out) {
  const wire::json_string text = tree_.string(node);
  const string_data content = content_of(text, unescaped_);
  const auto* data = reinterpret_cast<const std::uint8_t*>(content.bytes.data());
  if (text.escaped && (data = store_->copy_bytes(data, content.bytes.size())) == nullptr) return fail_memory(node);
  out = detail::make_string(content.encoding, data, static_cast<std::uint32_t>(content.bytes.size()));
  return true;
}

// ---- failing ----

void decoder::fail(index node, errc code, std::string reason, bool in_child) {
  if (!failure_) failure_ = error{code, tree_.offset(node), path(in_child), std::move(reason)};
}

bool decoder::fail_memory(index node) {
  if (store_->memory().over_budget()) {
    fail(node, errc::limit_exceeded, "the document needs more memory than its limit");
  } else {
    fail(node, errc::out_of_memory, "no memory for the document");
  }
  return false;
}

std::string decoder::path(bool in_child) const {
  std::string path = "$";
  for (std::size_t i = 0; i != open_.size(); ++i) {
    const frame& f = open_[i];
    const bool is_last = i + 1 == open_.size();
    if (is_last && !in_child) break;
    const std::size_t end = is_last ? scratch_.size() : open_[i + 1].mark;
    const std::size_t before = end - f.mark;  // what was read of it
    switch (f.children) {
      case shape::object:
      case shape::array_as_object:
        if (before % 2 != 0) detail::append_property_step(path, scratch_[end - 1]);
        break;
      case shape::map:
        if (before % 2 == 0) {
          detail::append_map_key_step(path, before / 2);
        } else {
          detail::append_map_value_step(path, scratch_[end - 1], before / 2);
        }
        break;
      case shape::error: detail::append_field_step(path, "cause"); break;
      case shape::file_list: detail::append_field_step(path, "files"); [[fallthrough]];
      case shape::elements:
      case shape::set: detail::append_index_step(path, before); break;
      case shape::custom: break;
    }
  }
  return path;
}

void decoder::note(index node, const std::string& what) {
  store_->notes().push_back("byte " + std::to_string(tree_.offset(node)) + ": " + what);
}

std::string decoder::quoted(index node) const {
  return '"' +
         std::string(reinterpret_cast<const char*>(tree_.string(node).raw.data()), tree_.string(node).raw.size()) + '"';
}

result<document> decode(bytes_view input, const decode_options& options) {
  // A level of the value is one of the text, of a Map two; with some to spare for the wrapper and the lists in $types:
  // a value nested too deep is for the decoder to refuse.
  limits text_limits = options.limits;
  text_limits.max_depth =
      static_cast<std::uint32_t>(std::min<std::uint64_t>(2 * std::uint64_t{options.limits.max_depth} + 6, 0xffffffff));
  wire::octets text = octets_of(input);
  auto store = std::make_unique<detail::store>(detail::store::budget(options.limits, text.size()), text.size());
  if (options.input == input_lifetime::copied) {
    const std::uint8_t* copy = store->copy_bytes(text.data(), text.size());
    if (copy == nullptr) {
      if (store->memory().over_budget())
        return error{errc::limit_exceeded, 0, "$", "the document needs more memory than its limit"};
      return error{errc::out_of_memory, 0, "$", "no memory for the document"};
    }
    text = {copy, text.size()};
  }
  store->input = text.data();
  store->input_size = text.size();
  const result<json_tree> tree = read_tree(std::as_bytes(text), text_limits);
  if (!tree) return tree.error();
  annotations types(*tree, options.variant == "registry14" ? empty_names::quoted : empty_names::bare);
  if (!types.read()) return types.failure();
  return decoder(text, *tree, types, std::move(store), options).run();
}

}  // namespace clonewire::formats::typeson
