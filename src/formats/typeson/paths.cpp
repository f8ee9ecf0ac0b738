#include "formats/typeson/paths.hpp"

#include <algorithm>

#include "wire/number_text.hpp"

namespace clonewire::formats::typeson {
namespace {

using wire::json_tree;

std::string_view text_of(wire::octets raw) noexcept {
  return {reinterpret_cast<const char*>(raw.data()), raw.size()};
}

/// Undoes ~0 and ~1.
void unescape_name(std::string_view name, std::string& out) {
  out.clear();
  for (std::size_t i = 0; i != name.size(); ++i) {
    const bool is_escape = name[i] == '~' && i + 1 != name.size() && (name[i + 1] == '0' || name[i + 1] == '1');
    out += !is_escape ? name[i] : name[++i] == '0' ? '~' : '.';
  }
}

/// What a name means where '' stands for an empty one.
std::string unquoted(std::string_view name) {
  if (name == "''") return {};
  std::string out;
  for (std::size_t i = 0; i != name.size();) {
    const bool is_doubled = name.substr(i, 4) == "''''";
    out += name.substr(i, is_doubled ? 2 : 1);
    i += is_doubled ? 4 : 1;
  }
  return out;
}

}  // namespace

path_finder::path_finder(const json_tree& tree, index root, empty_names names)
    : tree_(tree), names_(names), levels_(1), steps_left_(4 * std::uint64_t{tree.after(0)} + 64) {
  levels_[0] = {root, root + 1};
}

path_finder::index path_finder::find(std::string_view path) {
  // What leads as the last path did is known.
  const auto differing = std::mismatch(path.begin(), path.end(), path_.begin(), path_.end());
  const auto shared = static_cast<std::size_t>(differing.first - path.begin());
  const auto ends_name = [](std::string_view text, std::size_t at) { return at == text.size() || text[at] == '.'; };
  while (depth_ != 0) {
    const std::size_t end = levels_[depth_ - 1].name_end;
    if (end <= shared && ends_name(path, end)) break;
    --depth_;
  }
  path_.assign(path);
  if (path.empty()) return levels_[0].container;
  for (;;) {
    const bool at_start = depth_ == 0;
    const index here = at_start ? levels_[0].container : levels_[depth_ - 1].child;
    std::size_t begin = at_start ? 0 : levels_[depth_ - 1].name_end;
    if (begin == path.size() && !at_start) return here;
    if (!at_start) ++begin;
    const std::size_t end = std::min(path.find('.', begin), path.size());
    if (levels_.size() == depth_) levels_.emplace_back();
    level& at = levels_[depth_];
    if (at.container != here) at = {here, here + 1};
    unescape_name(path.substr(begin, end - begin), name_);
    at.child = find_child(at, name_);
    if (at.child == no_node) return no_node;
    at.name_end = end;
    ++depth_;
  }
}

path_finder::index path_finder::find_child(level& at, std::string_view name) {
  if (tree_.is(at.container, json_tree::kind::array)) return find_element(at, name);
  if (!tree_.is(at.container, json_tree::kind::object)) return no_node;
  if (name.find("''") == std::string_view::npos) return find_member(at, name);
  const std::string other = unquoted(name);
  const bool is_quoted = names_ == empty_names::quoted;
  const index found = find_member(at, is_quoted ? other : name);
  const index in_other_way = find_member(at, is_quoted ? name : other);
  was_ambiguous_ = was_ambiguous_ || (found != no_node && in_other_way != no_node && found != in_other_way);
  return found != no_node ? found : in_other_way;
}

path_finder::index path_finder::find_member(level& at, std::string_view name) {
  const index end = tree_.after(at.container);
  if (at.next == end) at.next = at.container + 1;
  const index start = at.next;
  if (steps_left_ == 0 || start == end) return find_indexed(at.container, name);
  for (index key = start;;) {
    const index value = key + 1;
    const bool found = is_key(key, name);
    const index after = tree_.after(value);
    key = after == end ? at.container + 1 : after;
    if (steps_left_ != 0) --steps_left_;
    if (found) {
      at.next = key;
      return value;
    }
    if (key == start) return no_node;
  }
}

path_finder::index path_finder::find_element(level& at, std::string_view name) {
  std::uint32_t place;
  if (!wire::parse_array_index(name, place) || place >= tree_.size(at.container)) return no_node;
  if (steps_left_ == 0) {
    std::vector<index>& all = elements_[at.container];
    if (all.empty()) {
      for (index node = at.container + 1; node != tree_.after(at.container); node = tree_.after(node))
        all.push_back(node);
    }
    return all[place];
  }
  if (place < at.place) at = {at.container, at.container + 1};
  for (; at.place != place; ++at.place) {
    at.next = tree_.after(at.next);
    if (steps_left_ != 0) --steps_left_;
  }
  return at.next;
}

path_finder::index path_finder::find_indexed(index container, std::string_view name) {
  sorted_members& all = members_[container];
  if (all.empty()) {
    for (index key = container + 1; key != tree_.after(container); key = tree_.after(key + 1))
      all.emplace_back(key_text(key), key + 1);
    std::sort(all.begin(), all.end());
  }
  const auto found = std::lower_bound(all.begin(), all.end(), std::pair(name, index{0}));
  return found != all.end() && found->first == name ? found->second : no_node;
}

bool path_finder::is_key(index key, std::string_view name) {
  const wire::json_string text = tree_.string(key);
  if (!text.escaped) return text_of(text.raw) == name;
  unescaped_.clear();
  wire::unescape_json(text.raw, unescaped_);
  return unescaped_ == name;
}

std::string_view path_finder::key_text(index key) {
  const wire::json_string text = tree_.string(key);
  if (!text.escaped) return text_of(text.raw);
  wire::unescape_json(text.raw, texts_.emplace_back());
  return texts_.back();
}

}  // namespace clonewire::formats::typeson
