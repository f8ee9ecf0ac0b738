// Graph isomorphism. Both graphs are walked side by side from their roots; the order of children is part of the value,
// so that the walk itself pairs the objects: an object met for the first time on one side must be new on the other.
#include <cmath>
#include <cstring>
#include <vector>

#include <clonewire/document.hpp>
#include <clonewire/value.hpp>

#include "graph/arrays.hpp"
#include "graph/keys.hpp"
#include "graph/slots.hpp"
#include "graph/strings.hpp"

namespace clonewire {

namespace detail {

namespace {

class comparison {
 public:
  bool run(const slot& a, const slot& b) {
    if (!same(a, b)) return false;
    while (!open_.empty()) {
      const auto [x, y] = open_.back();
      open_.pop_back();
      if (!same_children(*x, *y)) return false;
    }
    return true;
  }

 private:
  struct pair {
    const record* a;
    const record* b;
  };

  static bool same_number(double a, double b) noexcept {
    return (a == b && std::signbit(a) == std::signbit(b)) || (a != a && b != b);
  }

  bool same(const slot& a, const slot& b) {
    if (a.kind != b.kind) return false;
    switch (a.kind) {
      case kind::absent:
      case kind::undefined:
      case kind::null: return true;
      case kind::boolean: return a.form == b.form;
      case kind::number: return same_number(a.number, b.number);
      case kind::string: return same_text(a, b);
      case kind::bigint:
      case kind::bytes:
      case kind::timestamp:
        return a.form == b.form && a.size == b.size && (a.size == 0 || std::memcmp(a.data, b.data, a.size) == 0);
      default: return same_object(a, b);
    }
  }

  bool same_object(const slot& a, const slot& b) {
    std::uint32_t& to_b = partner(b_of_, a.size);
    std::uint32_t& to_a = partner(a_of_, b.size);
    if (to_b != none || to_a != none) return to_b == b.size && to_a == a.size;
    to_b = b.size;
    to_a = a.size;
    open_.push_back({a.object, b.object});
    return true;
  }

  static std::uint32_t& partner(std::vector<std::uint32_t>& of, std::uint32_t number) {
    if (number >= of.size()) of.resize(std::size_t{number} + number / 2 + 16, none);
    return of[number];
  }

  bool same_run(const slot* a, const slot* b, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) {
      if (!same(a[i], b[i])) return false;
    }
    return true;
  }

  bool same_array(const record& a, const record& b) {
    if (a.length != b.length || a.property_count != b.property_count) return false;
    const bool sparse = a.form == static_cast<std::uint8_t>(array_storage::sparse);
    if (sparse != (b.form == static_cast<std::uint8_t>(array_storage::sparse))) {
      // assemble_array chooses by content alone: unequal forms are unequal arrays.
      return false;
    }
    if (sparse)
      return a.count == b.count && same_run(a.children, b.children, 2 * std::size_t{a.count}) && same_named(a, b);
    for (std::uint32_t i = 0; i < a.length; ++i) {
      if (!same(array_element(a, i), array_element(b, i))) return false;
    }
    return same_named(a, b);
  }

  bool same_named(const record& a, const record& b) {
    return a.property_count == 0 ||
           same_run(array_properties(a), array_properties(b), 2 * std::size_t{a.property_count});
  }

  bool same_fields(const record& a, const record& b) {  // in any order
    if (a.count != b.count || !same(a.children[0], b.children[0])) return false;
    for (std::uint32_t i = 0; i < a.count; ++i) {
      const slot* field = a.children + 1 + 2 * std::size_t{i};
      const slot* other = find_property(b.children + 1, b.count, field[0]);
      if (other == nullptr || !same(field[1], other[1])) return false;
    }
    return true;
  }

  bool same_buffer(const record& a, const record& b) const noexcept {
    const buffer& x = *a.buffer;
    const buffer& y = *b.buffer;
    return (a.flags & buffer_resizable) == (b.flags & buffer_resizable) && x.byte_length == y.byte_length &&
           x.max_byte_length == y.max_byte_length &&
           (x.byte_length == 0 || std::memcmp(x.data, y.data, static_cast<std::size_t>(x.byte_length)) == 0);
  }

  bool same_children(const record& a, const record& b) {
    switch (a.kind) {
      case kind::object:
      case kind::map: return a.count == b.count && same_run(a.children, b.children, 2 * std::size_t{a.count});
      case kind::set:
      case kind::tuple: return a.count == b.count && same_run(a.children, b.children, a.count);
      case kind::array: return same_array(a, b);
      case kind::date:
      case kind::number_object: return same_number(a.number, b.number);
      case kind::regexp: return a.flags == b.flags && same(a.children[0], b.children[0]);
      case kind::error: return a.form == b.form && same_run(a.children, b.children, 3);
      case kind::boolean_object:
      case kind::bigint_object:
      case kind::string_object: return same(a.children[0], b.children[0]);
      case kind::array_buffer: return same_buffer(a, b);
      case kind::typed_array:
      case kind::data_view:
        return (a.kind == kind::data_view || a.form == b.form) &&
               (a.flags & view_length_tracking) == (b.flags & view_length_tracking) &&
               a.view->byte_offset == b.view->byte_offset && a.view->byte_length == b.view->byte_length &&
               same(a.view->buffer, b.view->buffer);
      case kind::host: return same_fields(a, b);
      default: return false;
    }
  }

  static constexpr std::uint32_t none = 0xffffffff;
  std::vector<pair> open_;
  std::vector<std::uint32_t> b_of_, a_of_;  // by object number
};

}  // namespace

}  // namespace detail

bool equal(const value& a, const value& b) {
  return detail::comparison().run(a.slot(), b.slot());
}
bool operator==(const document& a, const document& b) {
  return equal(a.root(), b.root());
}

}  // namespace clonewire
