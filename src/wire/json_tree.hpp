// JSON text as a tree in memory, for formats in which members that mean something together may come in any order.
// Unlike a document it remembers where in the text each value stands, and keeps members as they came, repeated ones
// too.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "wire/json_reader.hpp"

namespace clonewire::wire {

/// The values as one row of nodes in the order of the text; strings stay in the text. A container's children lie right
/// behind it, an object's as key, value, key, value:
///
///     for (json_tree::index key = object + 1; key != tree.after(object); key = tree.after(key + 1)) …
///
/// The root is node 0.
class json_tree {
 public:
  using index = std::uint32_t;
  enum class kind : std::uint8_t { object, array, string, number, boolean, null };

  /// Reads the whole text. False: the reader failed, and says why. Preconditions: `text` is the reader's, of which it
  /// has read nothing yet, is shorter than 4 GiB, and outlives the tree.
  bool read(octets text, json_reader& reader);

  kind kind_of(index node) const noexcept { return nodes_[node].node_kind; }
  bool is(index node, kind k) const noexcept { return nodes_[node].node_kind == k; }
  /// The node that follows this one and everything inside it.
  index after(index node) const noexcept { return is_container(node) ? nodes_[node].inside.after : node + 1; }
  /// Where the node's text begins; of a string, its opening quote.
  std::size_t offset(index node) const noexcept { return nodes_[node].offset; }

  // Content, each with the precondition that the node is of that kind.
  /// Elements of an array, members of an object.
  std::uint32_t size(index node) const noexcept { return nodes_[node].inside.size; }
  bool boolean(index node) const noexcept { return nodes_[node].number != 0; }
  double number(index node) const noexcept { return nodes_[node].number; }
  json_string string(index node) const noexcept {
    const entry& s = nodes_[node];
    return {text_.subspan(s.offset + 1, s.inside.size), s.escaped, s.is_ascii};
  }

 private:
  class sink;
  struct extent {
    std::uint32_t size;   // string: bytes between the quotes
    std::uint32_t after;  // containers
  };
  struct entry {
    kind node_kind;
    bool escaped;
    bool is_ascii;
    std::uint32_t offset;
    union {
      double number;  // boolean: 0 or 1
      extent inside;
    };
  };
  static_assert(sizeof(entry) == 16);

  bool is_container(index node) const noexcept { return is(node, kind::object) || is(node, kind::array); }

  octets text_;
  std::vector<entry> nodes_;
};

}  // namespace clonewire::wire
