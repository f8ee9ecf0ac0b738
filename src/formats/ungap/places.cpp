#include "formats/ungap/places.hpp"

#include <algorithm>

#include "formats/json_text.hpp"
#include "graph/keys.hpp"
#include "graph/path.hpp"

namespace clonewire::formats::ungap {

using detail::slot;
using wire::json_tree;

namespace {

void append_step(std::string& path, const record_list& list, const slot& parent, std::uint32_t child) {
  const auto sibling = [&](std::uint32_t i) {
    const std::uint32_t number = list.numbers[first_number(parent) + i];
    return number < list.records.size() ? list.records[number] : slot{};
  };
  switch (parent.kind) {
    case kind::object: {
      slot key = sibling(child & ~1u);
      detail::arena memory;
      if (key.kind == kind::number) detail::make_key(key.number, memory, key);
      if (key.kind == kind::string && detail::make_key(key, memory, key)) detail::append_property_step(path, key);
      return;
    }
    case kind::map:
      if (child % 2 == 0) return detail::append_map_key_step(path, child / 2);
      return detail::append_map_value_step(path, sibling(child - 1), child / 2);
    case kind::host: return detail::append_field_step(path, "payload");
    default: return detail::append_index_step(path, child);
  }
}

}  // namespace

std::uint64_t offset_of(wire::octets text, const place& at) {
  const result<json_tree> read = read_tree(std::as_bytes(text), {});
  if (!read) return 0;
  const json_tree& tree = *read;
  json_tree::index node = 1;
  for (std::uint32_t i = 0; i != at.record; ++i) node = tree.after(node);
  if (at.child == no_record) return tree.offset(node);
  const json_tree::index content = tree.after(node + 1);
  const bool in_pairs = tree.is(content + 1, json_tree::kind::array);
  node = content + 1;
  for (std::uint32_t i = in_pairs ? at.child / 2 : at.child; i != 0; --i) node = tree.after(node);
  return tree.offset(in_pairs ? node + 1 + at.child % 2 : node);
}

std::string path_of(const record_list& list, const place& at) {
  struct visit {
    std::uint32_t record;
    std::uint32_t from;  // place in `order` of the record that led here
    std::uint32_t child;
  };
  std::vector<visit> order{{0, 0, 0}};
  std::vector<bool> is_seen(list.records.size() + 1);
  std::uint32_t found = at.record == 0 ? 0 : no_record;
  for (std::uint32_t i = 0; i != order.size() && found == no_record; ++i) {
    const std::uint32_t number = order[i].record;
    if (number >= list.records.size() || !is_pending(list.records[number])) continue;
    const slot& parent = list.records[number];
    for (std::uint32_t child = 0; child != number_count(parent) && found == no_record; ++child) {
      const std::uint32_t next = list.numbers[first_number(parent) + child];
      if (next >= is_seen.size() || is_seen[next]) continue;
      is_seen[next] = true;
      order.push_back({next, i, child});
      if (next == at.record) found = static_cast<std::uint32_t>(order.size() - 1);
    }
  }
  std::string path = "$";
  if (found == no_record) return path;
  std::vector<std::uint32_t> steps;
  for (std::uint32_t i = found; i != 0; i = order[i].from) steps.push_back(i);
  for (auto step = steps.rbegin(); step != steps.rend(); ++step)
    append_step(path, list, list.records[order[order[*step].from].record], order[*step].child);
  if (at.child != no_record) append_step(path, list, list.records[at.record], at.child);
  return path;
}

}  // namespace clonewire::formats::ungap
