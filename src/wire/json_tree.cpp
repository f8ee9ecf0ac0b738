#include "wire/json_tree.hpp"

namespace clonewire::wire {

bool json_tree::read(octets text, json_reader& reader) {
  text_ = text;
  nodes_.clear();
  std::vector<index> open;
  const auto add = [&](kind k) -> entry& {
    if (!open.empty()) ++nodes_[open.back()].inside.size;
    return nodes_.emplace_back(entry{k, false, false, static_cast<std::uint32_t>(reader.offset()), {}});
  };
  const auto add_string = [&](entry& s) {
    s.escaped = reader.string().escaped;
    s.is_ascii = reader.string().is_ascii;
    s.inside = {static_cast<std::uint32_t>(reader.string().raw.size()), 0};
  };
  for (;;) {
    switch (reader.next()) {
      case json_event::begin_object:
      case json_event::begin_array: {
        const auto node = static_cast<index>(nodes_.size());
        add(reader.open_levels().back().is_object ? kind::object : kind::array).inside = {0, 0};
        open.push_back(node);
        break;
      }
      case json_event::end_object:
      case json_event::end_array:
        nodes_[open.back()].inside.after = static_cast<index>(nodes_.size());
        open.pop_back();
        break;
      case json_event::key:
        add_string(add(kind::string));
        --nodes_[open.back()].inside.size;  // a member counts once
        break;
      case json_event::string: add_string(add(kind::string)); break;
      case json_event::number: add(kind::number).number = reader.number(); break;
      case json_event::boolean: add(kind::boolean).number = reader.boolean() ? 1 : 0; break;
      case json_event::null: add(kind::null); break;
      case json_event::end: return true;
      case json_event::failed: return false;
    }
  }
}

}  // namespace clonewire::wire
