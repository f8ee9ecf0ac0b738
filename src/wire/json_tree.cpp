#include "wire/json_tree.hpp"

#include "wire/json_parser.hpp"

namespace clonewire::wire {

/// Appends what json_parser finds to the row of nodes.
class json_tree::sink {
 public:
  sink(const std::uint8_t* begin, std::vector<entry>& nodes) : begin_(begin), nodes_(nodes) {}

  bool open(const std::uint8_t* at, bool is_object) {
    ++size_;
    open_.push_back({static_cast<index>(nodes_.size()), size_, in_object_});
    add(at, is_object ? kind::object : kind::array);
    in_object_ = is_object;
    size_ = 0;
    return true;
  }
  bool close(const std::uint8_t*, bool) {
    const level& closed = open_.back();
    nodes_[closed.node].inside = {size_, static_cast<index>(nodes_.size())};
    size_ = closed.outer_size;
    in_object_ = closed.in_object;
    open_.pop_back();
    return true;
  }
  bool in_object() const noexcept { return in_object_; }

  bool plain_key(const std::uint8_t* at, octets text) { return add_string(at, {text, false, true}); }
  bool plain_string(const std::uint8_t* at, octets text) { return string(at, {text, false, true}); }
  bool key(const std::uint8_t* at, const json_string& s) { return add_string(at, s); }
  bool string(const std::uint8_t* at, const json_string& s) {
    ++size_;
    return add_string(at, s);
  }
  bool number(const std::uint8_t* at, const json_number& n) { return add_value(at, kind::number, n.value); }
  bool boolean(const std::uint8_t* at, bool v) { return add_value(at, kind::boolean, v ? 1 : 0); }
  bool null(const std::uint8_t* at) { return add_value(at, kind::null, 0); }

 private:
  /// A container that is open: where its node is, and what to go on with behind it.
  struct level {
    index node;
    std::uint32_t outer_size;
    bool in_object;
  };

  entry& add(const std::uint8_t* at, kind k) {
    entry& node = nodes_.emplace_back();
    node.node_kind = k;
    node.offset = static_cast<std::uint32_t>(at - begin_);
    return node;
  }
  bool add_value(const std::uint8_t* at, kind k, double v) {
    ++size_;
    add(at, k).number = v;
    return true;
  }
  bool add_string(const std::uint8_t* at, const json_string& s) {
    entry& node = add(at, kind::string);
    node.escaped = s.escaped;
    node.is_ascii = s.is_ascii;
    node.inside.size = static_cast<std::uint32_t>(s.raw.size());
    return true;
  }

  const std::uint8_t* begin_;
  std::vector<entry>& nodes_;
  std::vector<level> open_;
  std::uint32_t size_ = 0;  // children of the innermost container
  bool in_object_ = false;
};

bool json_tree::read(octets text, json_reader& reader) {
  constexpr std::size_t bytes_for_a_node = 16;  // a guess that most texts keep to
  text_ = text;
  nodes_.clear();
  nodes_.reserve(text.size() / bytes_for_a_node + 8);
  sink to(text.data(), nodes_);
  if (parse_json(text, reader.max_depth(), to)) return true;

  // The text is no more than a scalar, or invalid.
  nodes_.clear();
  for (;;) {
    switch (const json_event event = reader.next()) {
      case json_event::string: to.string(text.data() + reader.offset(), reader.string()); break;
      case json_event::number: to.number(text.data() + reader.offset(), {reader.number(), 0, false}); break;
      case json_event::boolean: to.boolean(text.data() + reader.offset(), reader.boolean()); break;
      case json_event::null: to.null(text.data() + reader.offset()); break;
      case json_event::end:
      case json_event::failed: return event == json_event::end;
      default: break;
    }
  }
}

}  // namespace clonewire::wire
