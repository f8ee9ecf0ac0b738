// Paths of `$types` and of references, followed through the JSON text that they speak of.
#pragma once

#include <deque>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "wire/json_tree.hpp"

namespace clonewire::formats::typeson {

inline constexpr std::uint32_t no_node = 0xffffffff;

/// How an empty name stands in a path: as nothing, or as '' with the '' of other names doubled.
enum class empty_names : std::uint8_t { bare, quoted };

/// Finds the nodes that paths lead to. Writers give paths in the order of the text, so that every search goes on from
/// where the last one in the same container ended. Paths in another order soon cost more than reading the text did:
/// from then on each container that is entered is indexed. All in all the work is in proportion to the text and the
/// paths, but for the logarithm of sorting.
class path_finder {
 public:
  using index = wire::json_tree::index;

  /// Names are taken as `names` says where they lead anywhere so, else in the other way. Precondition: the tree
  /// outlives the finder.
  path_finder(const wire::json_tree& tree, index root, empty_names names);

  /// The node at a path in WTF-8; `no_node` where there is none.
  index find(std::string_view path);
  /// Whether a name led somewhere in both ways.
  bool was_ambiguous() const noexcept { return was_ambiguous_; }

 private:
  /// An open container: the children of it that the last search in it passed, and the one that it found.
  struct level {
    index container = no_node;
    index next = 0;           // node of the child to look at next
    std::uint32_t place = 0;  // and its number
    index child = no_node;
    std::size_t name_end = 0;  // in path_
  };
  using sorted_members = std::vector<std::pair<std::string_view, index>>;

  index find_child(level& at, std::string_view name);
  index find_member(level& at, std::string_view name);
  index find_element(level& at, std::string_view name);
  index find_indexed(index container, std::string_view name);
  bool is_key(index key, std::string_view name);
  std::string_view key_text(index key);

  const wire::json_tree& tree_;
  empty_names names_;
  std::string path_;  // the last one
  std::vector<level> levels_;
  std::size_t depth_ = 0;  // of its names, those that were found
  std::string name_, unescaped_;
  std::uint64_t steps_left_;  // before containers are indexed
  bool was_ambiguous_ = false;
  std::map<index, sorted_members> members_;
  std::map<index, std::vector<index>> elements_;
  std::deque<std::string> texts_;  // of escaped keys in `members_`
};

}  // namespace clonewire::formats::typeson
