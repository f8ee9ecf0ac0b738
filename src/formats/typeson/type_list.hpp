// `$types` as it is collected while a value is written, and the path that it is collected at.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "formats/typeson/paths.hpp"
#include "formats/typeson/types.hpp"
#include "graph/keys.hpp"
#include "wire/json_writer.hpp"

namespace clonewire::formats::typeson {

/// The writer's path and the types on its way. Paths are kept as JSON text has them, escaped.
class type_list {
 public:
  explicit type_list(empty_names names) noexcept : names_(names) {}

  // ---- the path ----
  void enter_name(const detail::slot& key);
  void enter_name(std::string_view plain) { (separate(), path_ += plain); }
  void enter_index(std::uint64_t index);
  std::size_t depth_mark() const noexcept { return path_.size(); }
  /// Goes back to where `depth_mark` was that.
  void leave_to(std::size_t mark) noexcept { path_.resize(mark); }
  const std::string& path() const noexcept { return path_; }

  // ---- types at the path ----
  void add(type_index type) { add_entry(type); }
  /// A list: a type of ours, or `none`, and custom types around it, the last outermost.
  void add(type_index inner, std::span<const std::string_view> customs);

  bool empty() const noexcept { return entries_.empty() && indexed_.empty(); }
  /// Bytes of all paths so far.
  std::size_t path_bytes() const noexcept { return paths_.size(); }
  /// As a JSON object in the order of its members in JavaScript: array indices come first.
  void write(wire::json_writer& out);

 private:
  struct entry {
    std::size_t begin;  // in paths_
    std::uint32_t size;
    std::uint32_t types;  // a type_index, or from first_list on a list
  };
  static constexpr std::uint32_t first_list = other_type;

  void separate() {
    if (!path_.empty()) path_ += '.';
  }
  void add_entry(std::uint32_t types);
  void write_types(std::uint32_t types, wire::json_writer& out) const;
  void append_escaped(const detail::slot& key);

  empty_names names_;
  std::string path_;
  std::string paths_;
  std::vector<entry> entries_;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> indexed_;  // paths that are an array index, and their types
  std::vector<std::vector<std::string_view>> lists_;
};

}  // namespace clonewire::formats::typeson
