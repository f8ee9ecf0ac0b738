// The first pass of writing: which records a value becomes, in which order, as the package numbers them. A record is
// numbered when it is first met, before its children; primitives that are equal share one. What cannot be carried is
// found here, so that writing the records cannot fail.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include <clonewire/custom_types.hpp>
#include <clonewire/error.hpp>
#include <clonewire/format.hpp>

#include "formats/losses.hpp"
#include "formats/open_containers.hpp"
#include "formats/ungap/primitive_numbers.hpp"
#include "graph/arena.hpp"
#include "graph/occurrences.hpp"
#include "wire/utf.hpp"

namespace clonewire::formats::ungap {

/// What a host object is written as: as Blob or File where it has just their fields.
enum class host_form : std::uint8_t { blob, file, custom, object };
host_form host_form_of(const detail::record& host, const custom_types* types);

class outline {
 public:
  /// Precondition: the options outlive this.
  outline(const value& root, const encode_options& options);

  /// False: the format cannot carry the value, and `failure` says why.
  bool run();
  /// Precondition: run() gave false.
  error&& failure() noexcept { return losses_.failure(); }

  /// By number.
  const std::vector<detail::slot>& records() const noexcept { return records_; }
  /// The numbers of all containers' children, in the order of the containers' records; keys and values in turn.
  const std::vector<std::uint32_t>& children() const noexcept { return children_; }
  /// Whether a view's own bytes are all there is to it.
  bool is_slice(const detail::record& view);

 private:
  static constexpr std::uint32_t not_numbered = 0xffffffff;

  struct frame : open_container {
    std::size_t first;  // place of its children's numbers
  };

  std::uint32_t number_of(const detail::slot& s);
  std::uint32_t number_of_number(const detail::slot& s);
  std::uint32_t number_of_text(const detail::slot& s);
  std::uint32_t number_of_key(const detail::slot& key);
  std::uint32_t number_of_object(const detail::slot& s);
  std::uint32_t add(const detail::slot& s);
  /// The number of a value of which there is but one.
  std::uint32_t add_once(std::uint32_t& number, const detail::slot& s) {
    return number != not_numbered ? number : number = add(s);
  }
  /// Strings: ASCII as Latin-1, other text as UTF-8, and only with a lone surrogate as UTF-16.
  std::uint32_t add_primitive(const detail::slot& s);
  std::uint32_t add_text(string_encoding encoding, wire::octets text);

  std::uint32_t open(const detail::slot& s, std::uint64_t steps, std::uint64_t children);
  void step();
  void step_pairs(const detail::slot* pairs);
  template <class ChildAt>
  void step_list(ChildAt child_at);
  void close();

  std::uint32_t number_of_host(const detail::slot& s);
  bool check_array(const detail::record& array);
  bool check_error(const detail::record& error);
  bool check_buffer(const detail::record& buffer);
  bool check_view(const detail::record& view);
  /// `step`: what follows the path of the value that is being numbered.
  bool lose(const loss& l, std::string_view step = {});

  const encode_options& options_;
  const detail::store* store_;
  detail::slot root_;
  losses losses_;
  std::vector<detail::slot> records_;
  std::vector<std::uint32_t> children_;
  std::vector<frame> open_;
  std::vector<std::uint32_t> number_of_object_;  // by object number
  std::uint32_t undefined_ = not_numbered, null_ = not_numbered, true_ = not_numbered, false_ = not_numbered;
  primitive_numbers primitives_;
  detail::arena memory_;  // of text that had to be re-encoded
  detail::occurrences occurrences_;
  bool has_counted_ = false;
  std::uint64_t holes_ = 0;
};

}  // namespace clonewire::formats::ungap
