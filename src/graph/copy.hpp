// Copying values from one document into a builder, with their sharing and cycles.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include <clonewire/builder.hpp>
#include <clonewire/value.hpp>

namespace clonewire::detail {

/// Remembers what it copied, so that an object met again, also by a later `add`, becomes a reference. Iterative, but
/// for a replacement that itself adds what is replaced: whoever replaces bounds that.
class graph_copy {
 public:
  /// Asked for each host object: true when it has added one value in its place.
  using host_replacement = std::function<bool(const value& host, builder& to)>;

  void replace_hosts(host_replacement replace) { replace_ = std::move(replace); }
  void add(const value& v, builder& to);

 private:
  /// An open container of the source, and the next of its children (as append_child_step counts them).
  struct frame {
    value container;
    std::uint64_t next;
    std::uint64_t end;
  };
  struct table {
    const store* source;
    std::vector<std::uint32_t> numbers;  // by the source's object number: the copy's number, or not_copied
  };
  static constexpr std::uint32_t not_copied = 0xffffffff;

  std::vector<std::uint32_t>& numbers_of(const store* source);
  void put(const value& v, builder& to, std::vector<frame>& open);
  void put_object(const value& v, builder& to, std::vector<frame>& open);
  bool was_replaced(const value& host, builder& to);
  void put_leaf(const value& v, builder& to);
  void put_view(const value& v, builder& to);
  void put_child(frame& f, builder& to, std::vector<frame>& open);
  void put_buffer(const value& v, builder& to);
  void add_fields(const value& host, builder& to);

  host_replacement replace_;
  std::vector<table> tables_;
};

}  // namespace clonewire::detail
