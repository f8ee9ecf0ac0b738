// The text that graph notation is read from: values of the types that it is made of, checked, and the first error.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "formats/graph/notation.hpp"
#include "formats/json_text.hpp"

namespace clonewire::formats::graph {

inline constexpr wire::json_tree::index no_node = 0;  // the root is no other node's child

/// A value's JSON object, taken apart.
struct parts {
  using index = wire::json_tree::index;

  const notation_type* type = nullptr;
  element_type element = element_type::uint8;  // of a typed array
  std::array<index, member_count> nodes{};     // the members' values; no_node: there is no such member

  index operator[](member m) const noexcept { return nodes[static_cast<std::size_t>(m)]; }
};

struct bigint_content {
  bool negative = false;
  std::vector<std::uint8_t> magnitude;
};

/// Every function that reads a node has failed when it returns nothing, or false.
class notation_source {
 public:
  using index = wire::json_tree::index;

  /// Precondition: the tree outlives the source.
  explicit notation_source(const wire::json_tree& tree) : tree_(tree) {}

  /// Takes the object apart and checks that it has the members of its type, and no other.
  bool take_apart(index node, parts& p);

  /// A string's content, valid until the next call.
  std::optional<string_data> string_at(index node);
  /// The same as bytes. Those of UTF-16, which only lone surrogates need, are no ASCII text.
  std::optional<std::string_view> text_at(index node);
  std::optional<bool> truth_at(index node);
  std::optional<std::uint64_t> integer_at(index node, double most = max_safe_integer);
  /// Numbers and bigints are strings, in no spelling but JavaScript's.
  std::optional<double> number_at(index node);
  std::optional<bigint_content> bigint_at(index node);
  std::optional<std::vector<std::uint8_t>> bytes_at(index node);
  bool is_list(index node);
  bool is_pair(index node);

  /// Keeps the error if it is the first. Always false.
  bool fail(index node, errc code, std::string detail);
  bool refuse(index node, std::string detail) { return fail(node, errc::invalid_value, std::move(detail)); }
  bool failed() const noexcept { return failure_.has_value(); }
  /// Precondition: failed().
  const error& failure() const noexcept { return *failure_; }

 private:
  const wire::json_tree& tree_;
  std::string unescaped_;
  std::optional<error> failure_;
};

}  // namespace clonewire::formats::graph
