#include "graph/path.hpp"

#include <algorithm>
#include <vector>

#include "graph/arrays.hpp"
#include "graph/keys.hpp"
#include "graph/strings.hpp"
#include "wire/number_text.hpp"

namespace clonewire::detail {

namespace {

// Code points that are escaped so that a path is one line and does nothing to a terminal: controls, line separators,
// marks that change the direction of text, the byte order mark, and lone surrogates.
bool needs_escape(std::uint32_t point) noexcept {
  return point < 0x20 || (point >= 0x7f && point < 0xa0) || point == 0x61c || (point >= 0x200e && point <= 0x200f) ||
         (point >= 0x2028 && point <= 0x202e) || (point >= 0x2066 && point <= 0x2069) || point == 0xfeff ||
         (point >= 0xd800 && point <= 0xdfff);
}

void append_escape(std::string& out, std::uint32_t unit) {
  constexpr char digits[] = "0123456789abcdef";
  switch (unit) {
    case '\b': out += "\\b"; return;
    case '\t': out += "\\t"; return;
    case '\n': out += "\\n"; return;
    case '\f': out += "\\f"; return;
    case '\r': out += "\\r"; return;
    default: break;
  }
  out += "\\u";
  for (int shift = 12; shift >= 0; shift -= 4) out += digits[unit >> shift & 15];
}

// `text` between quotes, escaped. Returns whether it could stand without them: it is a plain identifier.
bool quote(const slot& text, std::string& out) {
  bool plain = text.size != 0;
  bool first = true;
  out += '"';
  for (code_units units(text); !units.done(); first = false) {
    std::uint32_t point = units.next();
    if (point >= 0xd800 && point < 0xdc00 && !units.done()) {
      code_units rest = units;
      const std::uint32_t low = rest.next();
      if (low >= 0xdc00 && low < 0xe000) {
        units = rest;
        point = 0x10000 + ((point & 0x3ff) << 10 | (low & 0x3ff));
      }
    }
    const bool letter =
        (point >= 'a' && point <= 'z') || (point >= 'A' && point <= 'Z') || point == '_' || point == '$';
    const bool escape = needs_escape(point);
    plain = plain && !escape && (letter || point >= 0x80 || (!first && point >= '0' && point <= '9'));
    if (escape) {
      append_escape(out, point);
    } else if (point == '"' || point == '\\') {
      out += '\\';
      out += static_cast<char>(point);
    } else if (point < 0x80) {
      out += static_cast<char>(point);
    } else {
      if (point >= 0x10000) {
        out += static_cast<char>(0xf0 | point >> 18);
        out += static_cast<char>(0x80 | (point >> 12 & 0x3f));
      } else if (point >= 0x800) {
        out += static_cast<char>(0xe0 | point >> 12);
      } else {
        out += static_cast<char>(0xc0 | point >> 6);
      }
      if (point >= 0x800) out += static_cast<char>(0x80 | (point >> 6 & 0x3f));
      out += static_cast<char>(0x80 | (point & 0x3f));
    }
  }
  out += '"';
  return plain;
}

// The children of an object that are objects themselves, each with its index as `append_child_step` counts it.
template <class Visit>
void for_each_object_child(const record& r, const Visit& visit) {
  const auto each = [&](const slot* slots, std::size_t count, std::uint32_t first, std::size_t stride) {
    for (std::size_t i = 0; i < count; ++i) {
      if (has_identity(slots[i * stride].kind)) visit(slots[i * stride], first + static_cast<std::uint32_t>(i));
    }
  };
  switch (r.kind) {
    case kind::object: each(r.children + 1, r.count, 0, 2); break;
    case kind::array:
      if (r.form == static_cast<std::uint8_t>(array_storage::slots)) each(r.children, r.count, 0, 1);
      if (r.form == static_cast<std::uint8_t>(array_storage::sparse)) {
        for (std::uint32_t i = 0; i < r.count; ++i) {
          const slot* pair = r.children + 2 * std::size_t{i};
          if (has_identity(pair[1].kind)) visit(pair[1], key_index(pair[0]));
        }
      }
      if (r.property_count != 0) each(array_properties(r) + 1, r.property_count, r.length, 2);
      break;
    case kind::map: each(r.children, 2 * std::size_t{r.count}, 0, 1); break;
    case kind::set:
    case kind::tuple: each(r.children, r.count, 0, 1); break;
    case kind::error: each(r.children, 3, 0, 1); break;
    case kind::host: each(r.children + 2, r.count, 0, 2); break;
    case kind::typed_array:
    case kind::data_view: each(&r.view->buffer, 1, 0, 1); break;
    default: break;
  }
}

}  // namespace

void append_index_step(std::string& path, std::uint64_t index) {
  path += '[';
  path += std::to_string(index);
  path += ']';
}

void append_property_step(std::string& path, const slot& key) {
  if (is_index_key(key)) return append_index_step(path, key_index(key));
  std::string quoted;
  if (quote(key, quoted)) {
    path += '.';
    path.append(quoted, 1, quoted.size() - 2);
  } else {
    path += '[';
    path += quoted;
    path += ']';
  }
}

void append_map_value_step(std::string& path, const slot& key, std::uint64_t entry) {
  std::string text;
  switch (key.kind) {
    case kind::undefined: text = "undefined"; break;
    case kind::null: text = "null"; break;
    case kind::boolean: text = key.form != 0 ? "true" : "false"; break;
    case kind::number: text = wire::number_text(key.number == 0 ? 0.0 : key.number); break;
    case kind::bigint: text = wire::bigint_text(key.form != 0, {key.data, key.size}) + 'n'; break;
    case kind::string: quote(key, text); break;
    default: path += ".values"; return append_index_step(path, entry);
  }
  path += ".get(";
  path += text;
  path += ')';
}

void append_map_key_step(std::string& path, std::uint64_t entry) {
  path += ".keys";
  append_index_step(path, entry);
}

void append_field_step(std::string& path, const char* name) {
  path += '.';
  path += name;
}

void append_child_step(std::string& path, const record& parent, std::uint32_t index) {
  switch (parent.kind) {
    case kind::object: return append_property_step(path, parent.children[2 * std::size_t{index}]);
    case kind::array:
      if (index < parent.length) return append_index_step(path, index);
      return append_property_step(path, array_properties(parent)[2 * std::size_t{index - parent.length}]);
    case kind::map:
      if (index % 2 == 0) return append_map_key_step(path, index / 2);
      return append_map_value_step(path, parent.children[index - 1], index / 2);
    case kind::error: {
      constexpr const char* names[] = {"message", "stack", "cause"};
      return append_field_step(path, names[index]);
    }
    case kind::host: return append_property_step(path, parent.children[1 + 2 * std::size_t{index}]);
    case kind::typed_array:
    case kind::data_view: return append_field_step(path, "buffer");
    case kind::set:
    case kind::tuple: return append_index_step(path, index);
    default: return;  // a wrapper's primitive or a RegExp's source has the path of the object
  }
}

std::uint32_t last_child(const record& parent, const slot* next, bool in_properties) noexcept {
  const auto taken = [next](const slot* first) { return static_cast<std::uint32_t>(next - first); };
  switch (parent.kind) {
    case kind::object: return taken(parent.children) / 2 - 1;
    case kind::host: return taken(parent.children + 1) / 2 - 1;
    case kind::error: return error_cause;
    case kind::array:
      if (in_properties) return parent.length + taken(array_properties(parent)) / 2 - 1;
      if (parent.form == static_cast<std::uint8_t>(array_storage::sparse)) return key_index(next[-2]);
      break;
    default: break;
  }
  return taken(parent.children) - 1;
}

std::string path_to(const slot& root, std::uint32_t parent, std::uint32_t index) {
  struct visited {
    const record* object;
    std::uint32_t number;
    std::uint32_t from;   // place in `order` of the object that led here
    std::uint32_t child;  // and the index there
  };
  if (!has_identity(root.kind)) return "$";
  std::vector<visited> order{{root.object, root.size, 0, 0}};
  std::vector<bool> seen;
  const auto first_visit = [&seen](std::uint32_t number) {
    if (number >= seen.size()) seen.resize(std::size_t{number} + number / 2 + 64);
    return seen[number] ? false : (seen[number] = true);
  };
  first_visit(root.size);
  for (std::size_t i = 0; i < order.size(); ++i) {
    const visited at = order[i];
    if (at.number != parent) {
      for_each_object_child(*at.object, [&](const slot& child, std::uint32_t child_index) {
        if (first_visit(child.size))
          order.push_back({child.object, child.size, static_cast<std::uint32_t>(i), child_index});
      });
      continue;
    }
    std::vector<std::size_t> steps;
    for (std::size_t k = i; k != 0; k = order[k].from) steps.push_back(k);
    std::string path = "$";
    for (auto k = steps.rbegin(); k != steps.rend(); ++k)
      append_child_step(path, *order[order[*k].from].object, order[*k].child);
    append_child_step(path, *at.object, index);
    return path;
  }
  return "$";
}

}  // namespace clonewire::detail
