// What a document's `$types` say, node by node.
#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include <clonewire/error.hpp>

#include "formats/typeson/paths.hpp"
#include "formats/typeson/types.hpp"
#include "wire/json_tree.hpp"

namespace clonewire::formats::typeson {

/// Reads `$types` once and then answers for each node of the tree.
class annotations {
 public:
  using index = wire::json_tree::index;

  /// Precondition: the tree outlives this.
  annotations(const wire::json_tree& tree, empty_names names) : tree_(tree), names_(names) {}

  /// False: the document is broken, see `failure`.
  bool read();
  const error& failure() const noexcept { return *failure_; }

  /// The root value's node.
  index root() const noexcept { return root_; }
  /// Whether the text has types: without, it is but JSON.
  bool has_types() const noexcept { return types_ != no_node; }
  /// Of an unwrapped root object: the key of the member that is no part of the value.
  index types_key() const noexcept { return types_key_; }

  const named_type& type_of(index node) const noexcept { return named_types[index_of(node)]; }
  /// Whether a reference leads to the node.
  bool is_target(index node) const noexcept { return !marks_.empty() && (marks_[node] & target_mark) != 0; }
  /// Of a node whose type is `other`: the name or list of names in `$types`.
  index names_of(index node) const noexcept;
  /// Of a reference: the node that it leads to, which is no reference; `no_node` where it leads nowhere.
  index target_of(index reference) const noexcept;

  /// The nodes that references lead to, ascending.
  std::vector<index> targets() const;

  /// What was found odd but does no harm.
  std::vector<std::string> notes;

 private:
  struct link {
    index from;
    index to;
    bool operator<(const link& other) const noexcept { return from < other.from; }
  };
  static constexpr std::uint8_t target_mark = 0x80;  // beside the type's index
  static_assert(other_type < target_mark);

  type_index index_of(index node) const noexcept {
    return marks_.empty() ? type_index{0} : static_cast<type_index>(marks_[node] & ~target_mark);
  }
  /// Paths from the root, and, because structured-json gives a member "" of the root the root's own path, from there.
  struct places {
    path_finder from_root;
    std::optional<path_finder> from_nameless;
  };

  bool find_types();
  places make_places() const;
  bool read_types();
  bool follow_references();
  index nameless_member() const;
  /// False: the path at `text`, a node for errors, leads to two places.
  bool find_node(places& in, index text, std::string_view path, index& node);
  bool check_root_type(index key, type_index found);
  bool is_inside_types(index node) const noexcept;
  bool fail(index node, errc code, std::string path, std::string detail);

  /// The last link from a node; null where there is none.
  template <class Links>
  static auto* find_link(Links& links, index from) noexcept {
    const auto after = std::upper_bound(links.begin(), links.end(), link{from, 0});
    return after != links.begin() && (after - 1)->from == from ? &*(after - 1) : nullptr;
  }

  const wire::json_tree& tree_;
  empty_names names_;
  index root_ = 0;
  index types_ = no_node;
  index types_key_ = no_node;
  std::vector<std::uint8_t> marks_;  // by node; empty where nothing is typed
  std::vector<link> others_;         // node to names, by node
  std::vector<link> references_;     // node to node, by node
  std::optional<error> failure_;
};

/// The text of a string node, WTF-8; `unescaped` may hold it.
std::string_view text_at(const wire::json_tree& tree, wire::json_tree::index node, std::string& unescaped);

}  // namespace clonewire::formats::typeson
