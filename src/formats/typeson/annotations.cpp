#include "formats/typeson/annotations.hpp"

namespace clonewire::formats::typeson {

using wire::json_tree;

namespace {

constexpr const char* if_registry14 = ": unless registry14 wrote this, which must then be named";

}  // namespace

std::string_view text_at(const json_tree& tree, json_tree::index node, std::string& unescaped) {
  const wire::json_string text = tree.string(node);
  if (!text.escaped) return {reinterpret_cast<const char*>(text.raw.data()), text.raw.size()};
  unescaped.clear();
  wire::unescape_json(text.raw, unescaped);
  return unescaped;
}

bool annotations::read() {
  if (!find_types()) return false;
  if (types_ == no_node) return true;
  return read_types() && follow_references();
}

bool annotations::find_types() {
  if (!tree_.is(0, json_tree::kind::object)) return true;
  std::string unescaped;
  index wrapped = no_node;
  std::uint32_t others = 0;
  for (index key = 1; key != tree_.after(0); key = tree_.after(key + 1)) {
    const std::string_view name = text_at(tree_, key, unescaped);
    if (name == "$types") {
      if (types_key_ != no_node) return fail(key, errc::duplicate_key, "$.$types", "a second member $types");
      types_key_ = key;
    } else if (name == "$") {
      wrapped = key + 1;
    } else {
      ++others;
    }
  }
  if (types_key_ == no_node) return true;
  index types = types_key_ + 1;
  const bool is_untyped = tree_.is(types, json_tree::kind::boolean) && tree_.boolean(types);
  if (!is_untyped && !tree_.is(types, json_tree::kind::object)) {
    types_key_ = no_node;  // a member like any other, as the peers' readers have it
    return true;
  }
  bool is_wrapped = is_untyped;
  if (!is_untyped) {
    for (index key = types + 1; key != tree_.after(types); key = tree_.after(key + 1)) {
      if (text_at(tree_, key, unescaped) != "$" || !tree_.is(key + 1, json_tree::kind::object)) continue;
      is_wrapped = true;
      types = key + 1;
      break;
    }
  }
  if (!is_untyped) types_ = types;
  if (!is_wrapped) return true;
  if (wrapped == no_node) return fail(types_key_, errc::invalid_value, "$", "a wrapped value, but no member $");
  root_ = wrapped;
  if (others != 0) notes.emplace_back("members beside $ and $types are no part of the value");
  return true;
}

annotations::index annotations::nameless_member() const {
  if (names_ == empty_names::quoted || !tree_.is(root_, json_tree::kind::object)) return no_node;
  for (index key = root_ + 1; key != tree_.after(root_); key = tree_.after(key + 1)) {
    if (tree_.string(key).raw.empty()) return key + 1;
  }
  return no_node;
}

annotations::places annotations::make_places() const {
  places in{path_finder(tree_, root_, names_), std::nullopt};
  if (const index nameless = nameless_member(); nameless != no_node) in.from_nameless.emplace(tree_, nameless, names_);
  return in;
}

bool annotations::find_node(places& in, index text, std::string_view path, index& node) {
  node = in.from_root.find(path);
  if (node != no_node && is_inside_types(node)) node = no_node;
  if (!in.from_nameless || path.empty()) return true;
  const index other = in.from_nameless->find(path);
  if (other == no_node) return true;
  if (node != no_node) {
    return fail(text, errc::invalid_value, "$", std::string("a path that leads to two places") + if_registry14);
  }
  node = other;
  return true;
}

/// A type at the path "" is the root's, unless the root has a member "".
bool annotations::check_root_type(index key, type_index found) {
  if (nameless_member() == no_node) return true;
  // An array with named properties has its length beside them.
  std::string unescaped;
  for (index member = root_ + 1; member != tree_.after(root_); member = tree_.after(member + 1)) {
    if (named_types[found].type == type::array && text_at(tree_, member, unescaped) == "length") return true;
  }
  return fail(key, errc::invalid_value, "$", std::string("a type of the root, or of its member \"\"") + if_registry14);
}

bool annotations::read_types() {
  marks_.assign(tree_.after(0), 0);
  places in = make_places();
  std::string path, name;
  std::uint64_t leading_nowhere = 0;
  index first_nowhere = no_node;
  for (index key = types_ + 1; key != tree_.after(types_); key = tree_.after(key + 1)) {
    const index value = key + 1;
    type_index found = other_type;
    if (tree_.is(value, json_tree::kind::string)) {
      found = type_named(text_at(tree_, value, name));
    } else if (!tree_.is(value, json_tree::kind::array)) {
      return fail(value, errc::invalid_value, "$", "a type is neither a name nor a list of names");
    }
    index node = no_node;
    const std::string_view to = text_at(tree_, key, path);
    if (!find_node(in, key, to, node) || (to.empty() && !check_root_type(key, found))) return false;
    if (node == no_node) {
      if (leading_nowhere++ == 0) first_nowhere = key;
      continue;
    }
    marks_[node] = found;
    if (found == other_type) others_.push_back({node, value});
    if (named_types[found].type == type::reference) references_.push_back({node, no_node});
  }
  if (leading_nowhere != 0) {
    notes.push_back("byte " + std::to_string(tree_.offset(first_nowhere)) + ": a type at a path that leads nowhere" +
                    (leading_nowhere == 1 ? "" : ", and " + std::to_string(leading_nowhere - 1) + " more"));
  }
  if (in.from_root.was_ambiguous()) {
    notes.emplace_back("'' in a path may be an empty name (registry14) or itself (structured-json): read as " +
                       std::string(names_ == empty_names::quoted ? "registry14" : "structured-json") + " has it");
  }
  std::stable_sort(others_.begin(), others_.end());
  return true;
}

bool annotations::follow_references() {
  std::sort(references_.begin(), references_.end());
  places in = make_places();
  std::string path;
  for (link& reference : references_) {
    if (!tree_.is(reference.from, json_tree::kind::string)) continue;
    const std::string_view text = text_at(tree_, reference.from, path);
    if (!text.starts_with('#')) continue;
    if (!find_node(in, reference.from, text.substr(1), reference.to)) return false;
  }
  // References to references: each chain is walked once, and ends where it began only if it leads nowhere.
  std::vector<link*> chain;
  const auto is_reference = [this](index node) { return type_of(node).type == type::reference; };
  for (link& reference : references_) {
    chain.clear();
    link* at = &reference;
    while (at->to != no_node && is_reference(at->to)) {
      chain.push_back(at);
      const index next = at->to;
      at->to = no_node;  // until the chain's end is known: who comes by again is in a circle
      at = find_link(references_, next);
    }
    for (link* passed : chain) passed->to = at->to;
  }
  for (const link& reference : references_) {
    if (reference.to != no_node) marks_[reference.to] |= target_mark;
  }
  return true;
}

std::vector<annotations::index> annotations::targets() const {
  std::vector<index> nodes;
  for (const link& reference : references_) {
    if (reference.to != no_node) nodes.push_back(reference.to);
  }
  std::sort(nodes.begin(), nodes.end());
  nodes.erase(std::unique(nodes.begin(), nodes.end()), nodes.end());
  return nodes;
}

bool annotations::is_inside_types(index node) const noexcept {
  return root_ == 0 && node >= types_key_ && node < tree_.after(types_key_ + 1);
}

annotations::index annotations::names_of(index node) const noexcept {
  return find_link(others_, node)->to;
}

annotations::index annotations::target_of(index reference) const noexcept {
  return find_link(references_, reference)->to;
}

bool annotations::fail(index node, errc code, std::string path, std::string detail) {
  failure_ = error{code, tree_.offset(node), std::move(path), std::move(detail)};
  return false;
}

}  // namespace clonewire::formats::typeson
