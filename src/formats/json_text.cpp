#include "formats/json_text.hpp"

#include "graph/arena.hpp"
#include "graph/keys.hpp"
#include "graph/path.hpp"
#include "graph/slots.hpp"

namespace clonewire::formats {

string_data content_of(const wire::json_string& text, std::string& unescaped) {
  if (!text.escaped) {
    return {text.is_ascii ? string_encoding::latin1 : string_encoding::utf8, std::as_bytes(text.raw)};
  }
  unescaped.clear();
  auto encoding = string_encoding::utf8;
  if (wire::unescape_json(text.raw, unescaped)) {
    std::string units;
    wire::append_utf16_from_wtf8(octets_of(std::as_bytes(std::span(unescaped))), units);
    unescaped.swap(units);
    encoding = string_encoding::utf16;
  }
  const bytes_view bytes = std::as_bytes(std::span(unescaped));
  if (encoding == string_encoding::utf8 && wire::is_ascii(octets_of(bytes))) encoding = string_encoding::latin1;
  return {encoding, bytes};
}

void append_member_step(std::string& path, const wire::json_string& key) {
  std::string unescaped;
  const string_data text = content_of(key, unescaped);
  detail::arena memory;
  detail::slot step;
  const auto* data = reinterpret_cast<const std::uint8_t*>(text.bytes.data());
  if (!detail::make_key(detail::make_string(text.encoding, data, static_cast<std::uint32_t>(text.bytes.size())), memory,
                        step)) {
    return;  // no memory: a shorter path will do
  }
  detail::append_property_step(path, step);
}

result<wire::json_tree> read_tree(bytes_view text, const limits& bounds) {
  if (text.size() > 0xffffffff) return error{errc::limit_exceeded, 0, "$", "a text of 4 GiB or more"};
  wire::json_reader reader(octets_of(text), bounds.max_depth);
  wire::json_tree tree;
  if (!tree.read(octets_of(text), reader)) return failure_of(reader);
  return tree;
}

std::string path_of(const wire::json_tree& tree, wire::json_tree::index node) {
  using wire::json_tree;
  std::string path = "$";
  for (json_tree::index at = 0; at != node;) {
    const bool in_object = tree.is(at, json_tree::kind::object);
    json_tree::index child = at + 1;
    std::uint64_t place = 0;
    for (; tree.after(in_object ? child + 1 : child) <= node; ++place)
      child = tree.after(in_object ? child + 1 : child);
    if (in_object) {
      append_member_step(path, tree.string(child));
      if (child == node) break;  // the key itself
      ++child;
    } else {
      detail::append_index_step(path, place);
    }
    at = child;
  }
  return path;
}

std::string path_of(const wire::json_reader& reader) {
  std::string path = "$";
  const auto& levels = reader.open_levels();
  for (std::size_t i = 0; i != levels.size(); ++i) {
    if (i + 1 == levels.size() && !reader.in_child()) break;
    if (levels[i].is_object) {
      append_member_step(path, levels[i].key);
    } else {
      detail::append_index_step(path, levels[i].children - 1);
    }
  }
  return path;
}

error failure_of(const wire::json_reader& reader) {
  error failure = reader.failure();
  failure.path = path_of(reader);
  return failure;
}

}  // namespace clonewire::formats
