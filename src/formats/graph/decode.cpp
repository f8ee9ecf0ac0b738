// Graph notation into a document. The JSON is read into a tree first, for members may come in any order, and then
// walked in the order in which NOTATION.md gives ids. Nothing passes that the encoder would not have written: unknown
// or missing members, numbers in another spelling than JavaScript's, ids or indices out of order, a key twice.
#include <algorithm>
#include <cmath>
#include <optional>
#include <vector>

#include <clonewire/builder.hpp>

#include "formats/graph/source.hpp"
#include "graph/named.hpp"
#include "graph/regexp.hpp"
#include "graph/slots.hpp"
#include "graph/store.hpp"
#include "graph/views.hpp"
#include "wire/number_text.hpp"

namespace clonewire::formats::graph {
namespace {

using wire::json_tree;
using index = json_tree::index;

constexpr std::uint32_t not_made = 0xffffffff;

class decoder {
 public:
  decoder(const json_tree& tree, const limits& bounds) : source_(tree), tree_(tree), build_(bounds) {}

  result<document> run() {
    visit(0, style::notation);
    while (!open_.empty() && !source_.failed() && !is_refused_) step();
    if (source_.failed()) return source_.failure();
    result<document> finished = std::move(build_).finish();
    if (!finished) {
      error refusal = std::move(finished).error();  // a limit of the document
      refusal.offset = tree_.offset(visited_);
      refusal.path = path_of(tree_, visited_);
      return refusal;
    }
    check_counts(*finished);
    if (source_.failed()) return source_.failure();
    return finished;
  }

 private:
  /// Where a value stands: in a host object's fields, or as a Map's key or a Set's member, where -0 is 0.
  enum class style : std::uint8_t { notation, field, bytes_field, collection_key };

  /// What an open object's children are.
  enum class list : std::uint8_t {
    properties,        // [key, value] pairs of an object
    named_properties,  // of an array
    elements,          // [index, value] pairs, before named_properties
    entries,           // [key, value] pairs of a Map
    items,             // values
    fields,            // members of a host object
    record_fields,     // of one without a name
    buffer,            // of a view: when it is read, the view can be made
  };
  struct frame {
    list children;
    style as;
    index next = no_node;  // node of the list to read
    index end = no_node;
    index value = no_node;       // entries: a key's value, to be read next
    index properties = no_node;  // elements: the list that follows
    std::int64_t last_index = -1;
    std::uint64_t length = 0;  // elements
    bool has_gap = false;      // elements: an index was left out, so that the others need theirs as a key
    bool has_named = false;    // properties: a key that is no index
    std::uint32_t view = 0;    // buffer: id of the view
    std::uint32_t buffer = 0;  // buffer: its id
  };

  struct object {
    index node;
    std::uint32_t number = not_made;  // in the document
    clonewire::kind kind = kind::absent;
    detail::buffer content{};  // array_buffer: its sizes
    bool is_resizable = false;
  };

  /// How many entries an object must have when the document has dropped those that occur twice.
  struct expected_count {
    std::uint32_t number;
    std::uint32_t count;
    index node;
  };

  // ---- values ----

  void visit(index node, style as) {
    visited_ = node;
    const bool in_field = as == style::field || as == style::bytes_field;
    if (in_field && visit_field(node, as)) return;
    parts p;
    if (!source_.take_apart(node, p)) return;
    if (in_field && has_short_form(p, as)) {
      source_.refuse(node, "a value that has a shorter form in a host object's fields");
    } else if (p.type->kind == kind::absent) {
      if (const object* o = referred(p)) build_.reference(o->number);
    } else if (has_identity(p.type->kind)) {
      visit_object(node, p);
    } else {
      visit_primitive(p, as);
    }
  }

  /// A field's short forms. False: it is none of them, but notation.
  bool visit_field(index node, style as) {
    switch (tree_.kind_of(node)) {
      case json_tree::kind::null: build_.null(); return true;
      case json_tree::kind::boolean: build_.boolean(tree_.boolean(node)); return true;
      case json_tree::kind::string:
        if (as == style::field) {
          build_.string(*source_.string_at(node));
        } else if (const auto b = source_.bytes_at(node)) {
          build_.bytes(std::as_bytes(std::span(*b)));
        }
        return true;
      case json_tree::kind::number:
        if (is_field_integer(tree_.number(node))) {
          build_.number(tree_.number(node));
        } else {
          source_.refuse(node, "expected an integer of at most 53 bits");
        }
        return true;
      case json_tree::kind::array:
        build_.begin_tuple();
        open_.push_back({list::items, style::field, node + 1, tree_.after(node)});
        return true;
      case json_tree::kind::object: break;
    }
    for (index key = node + 1; key != tree_.after(node); key = tree_.after(key + 1)) {
      if (*source_.text_at(key) == "t") return false;
    }
    expect(build_.begin_host(""), node, tree_.size(node));
    open_.push_back({list::record_fields, style::field, node + 1, tree_.after(node)});
    return true;
  }

  /// Whether the encoder would have written the value as `visit_field` reads it.
  bool has_short_form(const parts& p, style as) {
    switch (p.type->kind) {
      case kind::null:
      case kind::boolean:
      case kind::tuple: return true;
      case kind::string: return as == style::field;
      case kind::bytes: return as == style::bytes_field;
      case kind::number: {
        const std::optional<double> v = source_.number_at(p[member::v]);
        return v && is_field_integer(*v);
      }
      default: return false;
    }
  }

  /// The object that a reference names; null, and failed, where there is none yet.
  const object* referred(const parts& p) {
    const std::optional<std::uint64_t> id = source_.integer_at(p[member::v]);
    if (!id) return nullptr;
    if (*id < objects_.size() && objects_[*id].number != not_made) return &objects_[*id];
    source_.fail(p[member::v], errc::invalid_reference, "a reference to an object that is not there yet");
    return nullptr;
  }

  void visit_primitive(const parts& p, style as) {
    const index v = p[member::v];
    switch (p.type->kind) {
      case kind::undefined: build_.undefined(); return;
      case kind::null: build_.null(); return;
      case kind::boolean:
        if (const auto b = source_.truth_at(v)) build_.boolean(*b);
        return;
      case kind::number:
        if (const auto n = source_.number_at(v)) {
          if (as == style::collection_key && *n == 0 && std::signbit(*n))
            source_.refuse(v, "-0, which a Map or Set keeps as 0");
          build_.number(*n);
        }
        return;
      case kind::bigint:
        if (const auto n = source_.bigint_at(v)) build_.bigint(n->negative, std::as_bytes(std::span(n->magnitude)));
        return;
      case kind::string:
        if (const auto s = source_.string_at(v)) build_.string(*s);
        return;
      case kind::bytes:
        if (const auto b = source_.bytes_at(v)) build_.bytes(std::as_bytes(std::span(*b)));
        return;
      default: {
        const auto text = source_.text_at(v);
        if (text && is_timestamp(*text)) {
          build_.timestamp(*text);
        } else {
          source_.refuse(v, "expected a time as RFC 3339 has it");
        }
      }
    }
  }

  // ---- objects ----

  void visit_object(index node, const parts& p) {
    const std::optional<std::uint64_t> id = source_.integer_at(p[member::id]);
    if (!id) return;
    if (*id != objects_.size()) {
      source_.refuse(p[member::id],
                     "expected " + std::to_string(objects_.size()) + ", the next id in order of entering");
      return;
    }
    objects_.push_back({node, not_made, p.type->kind, {}, false});
    const std::uint32_t number = make(node, p);
    objects_[*id].number = number;
    if (number == not_made && !is_view(p)) is_refused_ = true;
  }

  /// Makes a leaf, or begins a container and opens its list of children. Returns its number.
  std::uint32_t make(index node, const parts& p) {
    switch (p.type->kind) {
      case kind::object: return make_list(list::properties, p[member::p], &builder::begin_object);
      case kind::array: return make_array(p);
      case kind::map: return make_list(list::entries, p[member::e], &builder::begin_map);
      case kind::set: return make_list(list::items, p[member::e], &builder::begin_set, style::collection_key);
      case kind::tuple: return make_list(list::items, p[member::e], &builder::begin_tuple);
      case kind::error: return make_error(p);
      case kind::host: return make_host(node, p);
      case kind::typed_array:
      case kind::data_view: begin_view(p); break;
      case kind::array_buffer: return make_buffer(p);
      case kind::date: return make_date(p);
      case kind::regexp: return make_regexp(p);
      default: return make_wrapper(p);
    }
    return not_made;
  }

  void open_list(list children, index node, style as = style::notation) {
    open_.push_back({children, as, node + 1, tree_.after(node)});
  }

  std::uint32_t make_list(list children, index node, std::uint32_t (builder::*begin)(), style as = style::notation) {
    if (!source_.is_list(node)) return not_made;
    open_list(children, node, as);
    return expect((build_.*begin)(), node, tree_.size(node));
  }

  std::uint32_t make_array(const parts& p) {
    const std::optional<std::uint64_t> length = source_.integer_at(p[member::length], 4294967295);
    if (!length || !source_.is_list(p[member::e]) || !source_.is_list(p[member::p])) return not_made;
    open_list(list::elements, p[member::e]);
    open_.back().properties = p[member::p];
    open_.back().length = *length;
    return expect(build_.begin_array(static_cast<std::uint32_t>(*length)), p[member::p], tree_.size(p[member::p]));
  }

  std::uint32_t make_error(const parts& p) {
    const std::optional<std::string_view> name = source_.text_at(p[member::name]);
    const std::optional<error_name> type = name ? detail::error_named(*name) : std::nullopt;
    if (!type) {
      source_.refuse(p[member::name], "expected one of the seven names of errors");
      return not_made;
    }
    const std::uint32_t number = build_.begin_error(*type);
    for (const member m : {member::message, member::stack}) {
      if (p[m] == no_node) continue;
      const std::optional<string_data> s = source_.string_at(p[m]);
      if (!s) return not_made;
      build_.key(member_names[static_cast<std::size_t>(m)]).string(*s);
    }
    // The cause is a list of one, or of none, whose key is given already.
    const index cause = p[member::cause];
    if (cause != no_node) build_.key("cause");
    open_.push_back({list::items, style::notation, cause, cause == no_node ? no_node : tree_.after(cause)});
    return number;
  }

  std::uint32_t make_host(index node, const parts& p) {
    const std::optional<string_data> type = source_.string_at(p[member::type]);
    if (!type) return not_made;
    if (type->bytes.empty() || type->encoding == string_encoding::utf16) {
      source_.refuse(p[member::type], "expected an interface's name");
      return not_made;
    }
    open_list(list::fields, node);
    const std::string_view name(reinterpret_cast<const char*>(type->bytes.data()), type->bytes.size());
    return expect(build_.begin_host(name), node, tree_.size(node) - 3);
  }

  std::uint32_t make_buffer(const parts& p) {
    const auto bytes = source_.bytes_at(p[member::bytes]);
    if (!bytes) return not_made;
    const bytes_view content = std::as_bytes(std::span(*bytes));
    objects_.back().content.byte_length = content.size();
    if (p[member::max_byte_length] == no_node) return build_.array_buffer(content);
    const std::optional<std::uint64_t> most = source_.integer_at(p[member::max_byte_length]);
    if (!most) return not_made;
    objects_.back().is_resizable = true;
    if (*most >= content.size()) return build_.resizable_array_buffer(content, *most);
    source_.refuse(p[member::max_byte_length], "less than there are bytes");
    return not_made;
  }

  std::uint32_t make_date(const parts& p) {
    const std::optional<double> v = source_.number_at(p[member::v]);
    if (!v) return not_made;
    if (*v != *v || wire::number_text(detail::time_clip(*v)) == wire::number_text(*v)) return build_.date(*v);
    source_.refuse(p[member::v], "no time value of a Date");
    return not_made;
  }

  std::uint32_t make_regexp(const parts& p) {
    const std::optional<std::string_view> letters = source_.text_at(p[member::flags]);
    if (!letters) return not_made;
    const std::optional<std::uint16_t> flags = regexp_flags_named(*letters);
    if (!flags) {
      source_.refuse(p[member::flags], "expected flags of a RegExp, in JavaScript's order");
      return not_made;
    }
    const std::optional<string_data> source = source_.string_at(p[member::source]);
    if (!source) return not_made;
    const auto* data = reinterpret_cast<const std::uint8_t*>(source->bytes.data());
    detail::slot escaped =
        detail::make_string(source->encoding, data, static_cast<std::uint32_t>(source->bytes.size()));
    detail::arena memory;
    if (detail::escape_regexp_source(escaped, memory) && escaped.data == data) return build_.regexp(*source, *flags);
    source_.refuse(p[member::source], "not escaped as JavaScript escapes a RegExp's source");
    return not_made;
  }

  std::uint32_t make_wrapper(const parts& p) {
    const index v = p[member::v];
    switch (p.type->kind) {
      case kind::boolean_object:
        if (const auto b = source_.truth_at(v)) return build_.boolean_object(*b);
        return not_made;
      case kind::number_object:
        if (const auto n = source_.number_at(v)) return build_.number_object(*n);
        return not_made;
      case kind::bigint_object:
        if (const auto n = source_.bigint_at(v)) {
          return build_.bigint_object(n->negative, std::as_bytes(std::span(n->magnitude)));
        }
        return not_made;
      default:
        if (const auto s = source_.string_at(v)) return build_.string_object(*s);
        return not_made;
    }
  }

  static bool is_view(const parts& p) noexcept {
    return p.type->kind == kind::typed_array || p.type->kind == kind::data_view;
  }

  // ---- views: the view takes its id before its buffer, but is made after it ----

  void begin_view(const parts& p) {
    const auto view = static_cast<std::uint32_t>(objects_.size() - 1);
    const index node = p[member::buffer];
    parts b;
    if (!source_.take_apart(node, b)) return;
    frame f{list::buffer, style::notation};
    f.view = view;
    f.buffer = view + 1;
    if (b.type->kind == kind::absent) {
      const object* o = referred(b);
      if (o == nullptr) return;
      f.buffer = static_cast<std::uint32_t>(o - objects_.data());
      open_.push_back(f);
      return;
    }
    if (b.type->kind != kind::array_buffer && b.type->kind != kind::host) {
      source_.refuse(node, "expected an ArrayBuffer, or an object that stands for one");
      return;
    }
    open_.push_back(f);
    build_.detached();
    visit_object(node, b);
  }

  void end_view() {
    const frame f = open_.back();
    open_.pop_back();
    object& view = objects_[f.view];
    const object& buffer = objects_[f.buffer];
    parts p;
    if (!source_.take_apart(view.node, p)) return;
    const bool is_data_view = view.kind == kind::data_view;
    const std::uint32_t unit = is_data_view ? 1 : element_size(p.element);
    const auto offset = source_.integer_at(p[member::byte_offset]);
    const auto length = source_.integer_at(p[is_data_view ? member::byte_length : member::length]);
    if (!offset || !length) return;
    const index tracking = p[member::length_tracking];
    const bool is_tracking = tracking != no_node;
    if (is_tracking && source_.truth_at(tracking) != true) {
      source_.refuse(tracking, "expected true, or no such member");
      return;
    }
    if (const char* problem = view_problem(buffer, *offset, *length * unit, unit, is_tracking)) {
      source_.fail(view.node, errc::invalid_view, problem);
      return;
    }
    view.number = is_data_view ? build_.data_view(buffer.number, *offset, *length, is_tracking)
                               : build_.typed_array(p.element, buffer.number, *offset, *length * unit, is_tracking);
    if (view.number == not_made) is_refused_ = true;
  }

  /// What is wrong with a view, or null.
  static const char* view_problem(const object& over, std::uint64_t offset, std::uint64_t length, std::uint32_t unit,
                                  bool is_tracking) {
    detail::buffer content = over.content;
    detail::record r{over.kind, 0, 0, 0, 0, 0, {}};
    r.buffer = &content;
    if (over.is_resizable) r.flags = detail::buffer_resizable;
    if (const char* problem = detail::view_problem(detail::store::slot_of(&r, 0), offset, length, unit, is_tracking)) {
      return problem;
    }
    const bool falls_short = over.kind == kind::array_buffer && content.byte_length - offset - length >= unit;
    return is_tracking && falls_short ? "length-tracking, but ends before its buffer" : nullptr;
  }

  // ---- children ----

  void step() {
    frame& f = open_.back();
    if (f.children == list::buffer) return end_view();
    if (f.value != no_node) return visit(std::exchange(f.value, no_node), f.as);
    if (f.next == f.end) return end_list(f);
    const index node = f.next;
    const bool has_keys = f.children == list::fields || f.children == list::record_fields;
    f.next = tree_.after(has_keys ? node + 1 : node);
    switch (f.children) {
      case list::properties:
      case list::named_properties:
        if (!source_.is_pair(node) || !take_key(f, node + 1)) return;
        return visit(node + 2, f.as);
      case list::elements:
        if (!source_.is_pair(node) || !take_index(f, node + 1)) return;
        return visit(node + 2, f.as);
      case list::entries:
        if (!source_.is_pair(node)) return;
        f.value = tree_.after(node + 1);
        return visit(node + 1, style::collection_key);
      case list::fields:
        if (const std::string_view name = *source_.text_at(node); name == "t" || name == "id" || name == "type") return;
        [[fallthrough]];
      case list::record_fields:
        build_.key(*source_.string_at(node));
        return visit(node + 1, *source_.text_at(node) == bytes_field ? style::bytes_field : style::field);
      default: return visit(node, f.as);
    }
  }

  void end_list(frame& f) {
    if (f.children == list::elements) {
      f.children = list::named_properties;
      f.next = f.properties + 1;
      f.end = tree_.after(f.properties);
      return;
    }
    build_.end();
    open_.pop_back();
  }

  bool take_key(frame& f, index node) {
    const std::optional<string_data> key = source_.string_at(node);
    if (!key) return false;
    const std::string_view text(reinterpret_cast<const char*>(key->bytes.data()), key->bytes.size());
    std::uint32_t i;
    const bool is_index = key->encoding == string_encoding::latin1 && wire::parse_array_index(text, i);
    if (f.children == list::named_properties && (is_index || text == "length")) {
      return source_.fail(node, errc::invalid_key, "not a named property of an array");
    }
    if (is_index && (f.has_named || i <= f.last_index)) {
      return source_.refuse(node, "out of JavaScript's order: array indices come first, ascending");
    }
    if (is_index) f.last_index = i;
    f.has_named = !is_index;
    build_.key(*key);
    return true;
  }

  bool take_index(frame& f, index node) {
    const std::optional<std::uint64_t> i = source_.integer_at(node);
    if (!i) return false;
    const auto place = static_cast<std::int64_t>(*i);
    if (*i >= f.length) return source_.refuse(node, "an index past the array's length");
    if (place <= f.last_index) return source_.refuse(node, "an index that is not greater than the one before");
    f.has_gap = f.has_gap || place != f.last_index + 1;
    f.last_index = place;
    if (f.has_gap) build_.key(static_cast<std::uint32_t>(*i));
    return true;
  }

  // ---- entries that occur twice: the document keeps one, so that the count tells ----

  std::uint32_t expect(std::uint32_t number, index node, std::uint32_t count) {
    counts_.push_back({number, count, node});
    return number;
  }

  void check_counts(const document& doc) {
    for (const expected_count& c : counts_) {
      const detail::record& r = *doc.store().object(c.number);
      if ((r.kind == kind::array ? r.property_count : r.count) == c.count) continue;
      source_.fail(c.node, errc::duplicate_key, "a key or member that occurs twice");
      return;
    }
  }

  notation_source source_;
  const json_tree& tree_;
  builder build_;
  std::vector<frame> open_;
  std::vector<object> objects_;  // by id
  std::vector<expected_count> counts_;
  index visited_ = 0;        // the last value begun
  bool is_refused_ = false;  // the builder gave an object no number: it has failed
};

}  // namespace

result<document> decode(bytes_view input, const decode_options& options) {
  // A level of the value takes up to three of the text, {"e":[[0,…]]}. With some to spare: a value nested too deep is
  // for the builder to refuse.
  const std::uint64_t text_depth = 3 * (std::uint64_t{options.limits.max_depth} + 2);
  limits text_limits = options.limits;
  text_limits.max_depth = static_cast<std::uint32_t>(std::min<std::uint64_t>(text_depth, 0xffffffff));
  const result<json_tree> tree = read_tree(input, text_limits);
  if (!tree) return tree.error();
  return decoder(*tree, options.limits).run();
}

}  // namespace clonewire::formats::graph
