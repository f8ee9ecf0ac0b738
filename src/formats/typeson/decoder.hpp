// A tree with its types into a document. One frame for each open container, no recursion.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <clonewire/custom_types.hpp>
#include <clonewire/format.hpp>

#include "formats/typeson/annotations.hpp"
#include "graph/keys.hpp"
#include "graph/slots.hpp"
#include "graph/store.hpp"

namespace clonewire::formats::typeson {

/// A name of ours as a property key. Precondition: ASCII, no array index; it outlives the document.
inline detail::slot key_of(std::string_view name) noexcept {
  const auto* data = reinterpret_cast<const std::uint8_t*>(name.data());
  const auto size = static_cast<std::uint32_t>(name.size());
  detail::slot key = detail::make_string(string_encoding::latin1, data, size);
  key.hash = detail::key_hash(data, size);
  return key;
}

class decoder {
 public:
  /// `text` is what the tree was read from. Precondition: all outlive the decoder; borrowed text the document.
  decoder(wire::octets text, const wire::json_tree& tree, annotations& types, std::unique_ptr<detail::store> store,
          const decode_options& options);

  result<document> run();

 private:
  using index = wire::json_tree::index;
  using slot = detail::slot;
  using record = detail::record;
  using json_kind = wire::json_tree::kind;

  enum class shape : std::uint8_t { object, elements, array_as_object, map, set, error, file_list, custom };

  /// An open container. Its children wait on `scratch_` from `mark` on, and move into the arena when it closes.
  struct frame {
    shape children;
    bool repeats = false;  // a key occurred twice
    index node;
    index next;  // the child to read
    index end;
    index second = no_node;  // map: a key's value, to be read next
    record* object;
    std::uint32_t number;
    std::size_t mark;
    std::optional<std::uint32_t> length;  // array_as_object
    detail::key_watch keys;
  };

  /// A node that references lead to, and the object that stands for it once there is one.
  struct target {
    index node;
    slot object;
    bool is_read;
  };

  /// A type of several names: a type of ours, and the custom types that wrap it, the last outermost.
  struct layers {
    const named_type* base = named_types;
    std::vector<index> customs;  // their names
  };

  /// A new object, not yet filled in.
  struct made {
    record* object = nullptr;  // null: there was no memory for it
    std::uint32_t number = 0;
    explicit operator bool() const noexcept { return object != nullptr; }
    record* operator->() const noexcept { return object; }
  };

  // ---- values: each visit leaves one slot on `scratch_`, at once or when its container closes ----
  void visit(index node) { visit_as(node, types_.type_of(node)); }
  void visit_as(index node, const named_type& as);
  void visit_constant(index node, const slot& content);
  void visit_plain(index node);
  void visit_layers(index node);
  void visit_reference(index node);
  void visit_array(index node);
  void open(index node, shape children, kind k, index first, index end);
  void open_list(index node, shape children, kind k, const char* otherwise);

  // ---- containers ----
  void step();
  void step_map(frame& f);
  void step_array_as_object(frame& f);
  void close();
  bool close_members(frame& f);
  bool close_array_as_object(frame& f);
  bool close_collection(frame& f);
  bool close_file_list(frame& f);
  /// Puts the children from `mark` on, pairs, into JavaScript's order. Returns how many there are; nothing: failed.
  std::optional<std::uint32_t> order_members(frame& f);
  bool move_children(frame& f, std::size_t count);
  void take_key(frame& f, index key);

  // ---- leaves (leaves.cpp) ----
  void visit_bigint(index node, bool is_object);
  void visit_number_object(index node);
  void visit_wrapper(index node, kind k, const slot& content);
  void visit_date(index node);
  void visit_regexp(index node);
  void visit_buffer(index node);
  void visit_view(index node, kind k, element_type element);
  void visit_error(index node, error_name by_type);
  void visit_file(index node, bool is_file);
  error_name error_name_of(index node, error_name by_type, slot& given);
  bool new_buffer(index node, index content, index resizable, index most, slot& out);
  bool indexed_buffer(index node, slot& out);
  bool bytes_of(index node, const std::uint8_t*& data, std::size_t& size);
  bool binary_string_of(index node, slot& out);
  bool size_of(index node, std::uint64_t& out);
  bool string_of(index node, slot& out);
  /// Named members of an object that stands for a leaf; `no_node` for those that are not there.
  template <std::size_t Count>
  bool members_of(index node, const std::string_view (&names)[Count], index (&values)[Count]);
  bool is_absent(index node) const noexcept { return node == no_node || types_.type_of(node).type == type::undefined; }
  /// Whether a node that is no value of its own is of that kind, and has no type. Else it has failed.
  bool is_plain(index node, json_kind k, const char* expected);

  // ---- making ----
  made make(index node, kind k);
  target* target_at(index node) noexcept;
  /// The kind of the object that a node stands for; `absent` for a primitive.
  std::optional<kind> kind_at(index node);
  std::optional<layers> layers_of(index node);
  const custom_type* custom_named(index name);
  void push(const slot& s);
  void push(const made& m) { push(detail::store::slot_of(m.object, m.number)); }
  bool text_slot(index node, slot& out);

  // ---- failing ----
  void fail(index node, errc code, std::string reason, bool in_child = true);
  bool refuse(index node, std::string reason) {
    fail(node, errc::invalid_value, std::move(reason));
    return false;
  }
  bool fail_memory(index node);
  std::string path(bool in_child) const;
  void note(index node, const std::string& what);
  /// A string as the text has it, quotes included.
  std::string quoted(index node) const;

  wire::octets text_;
  const wire::json_tree& tree_;
  annotations& types_;
  const decode_options& options_;
  std::unique_ptr<detail::store> store_;
  std::vector<slot> scratch_;
  std::vector<frame> open_;
  std::vector<target> targets_;    // by node
  std::vector<slot> buffers_;      // in the order of the text: what `index` counts
  index first_counted_ = no_node;  // a node that names one of them so
  bool has_moved_ = false;         // an object's members were not in JavaScript's order
  std::string unescaped_;
  std::vector<std::uint8_t> bytes_;
  std::uint64_t slot_count_ = 0;
  std::optional<error> failure_;
};

result<document> decode(bytes_view input, const decode_options& options);

}  // namespace clonewire::formats::typeson
