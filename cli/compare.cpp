#include "compare.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <optional>
#include <unordered_map>
#include <utility>
#include <vector>

#include <clonewire/console.hpp>

#include "path.hpp"
#include "preview.hpp"
#include "text.hpp"

namespace clonewire::cli {
namespace {

// The sorts of children that an object has.
enum class part : std::uint8_t { properties, elements, map_entries, members, error_fields, buffer };

// Where a child stands in its parent.
struct child_place {
  clonewire::cli::part part;
  bool is_key;  // of a map's entry
  std::uint64_t index;
};

constexpr std::array<std::string_view, 3> field_names = {"message", "stack", "cause"};

value error_field(const value& error, std::uint64_t index) {
  return index == 0 ? error.error_message() : index == 1 ? error.error_stack() : error.error_cause();
}

std::string step_text(const value& parent, const child_place& at) {
  switch (at.part) {
    case part::elements:
    case part::members: return index_step_text(at.index);
    case part::error_fields: return "." + std::string(field_names[at.index]);
    case part::buffer: return ".buffer";
    case part::properties: return property_step_text(parent.entries()[static_cast<std::uint32_t>(at.index)].key);
    case part::map_entries: break;
  }
  if (at.is_key) return map_key_step_text(at.index);
  return map_value_step_text(parent.entries()[static_cast<std::uint32_t>(at.index)].key, at.index);
}

// A property's key, a map entry's key, a set's member: what children are told apart by.
value key_at(const value& parent, part p, std::uint32_t i) {
  return p == part::members ? parent.elements()[i] : parent.entries()[i].key;
}
value child_at(const value& parent, part p, std::uint32_t i) {
  return p == part::members ? parent.elements()[i] : parent.entries()[i].value;
}
std::uint32_t count_of(const value& parent, part p) {
  return p == part::members ? static_cast<std::uint32_t>(parent.size()) : parent.entries().size();
}

bool same_string(const value& a, const value& b) {
  const string_data x = a.unchecked_string();
  const string_data y = b.unchecked_string();
  if (x.encoding != y.encoding) return equal(a, b);
  return x.bytes.size() == y.bytes.size() &&
         (x.bytes.empty() || std::memcmp(x.bytes.data(), y.bytes.data(), x.bytes.size()) == 0);
}

bool same_number(double x, double y) {
  return x == y ? std::signbit(x) == std::signbit(y) : x != x && y != y;
}

// For two values without identity.
bool same_leaf(const value& a, const value& b) {
  if (a.kind() != b.kind()) return false;
  if (a.is(kind::number)) return same_number(a.unchecked_number(), b.unchecked_number());
  return a.is(kind::string) ? same_string(a, b) : equal(a, b);
}

// Keys that may stand for one another: the same primitive, or two objects, which are then compared.
bool same_key(const value& a, const value& b) {
  return has_identity(a.kind()) || has_identity(b.kind()) ? has_identity(a.kind()) && has_identity(b.kind())
                                                          : same_leaf(a, b);
}

// A key as text that no other key has; the n-th object is "n".
std::string key_identity(const value& key, std::uint32_t& objects) {
  if (has_identity(key.kind())) return std::to_string(objects++);
  return key.is(kind::string) ? "'" + key.to_utf8() : std::string(name_of(key.kind())) + " " + to_console(key);
}

/// The elements that an array has, in order, holes left out.
class present_elements {
 public:
  explicit present_elements(const value& array)
      : dense_(array.elements()), pairs_(array.sparse_elements()), sparse_(array.is_sparse()) {
    skip_holes();
  }

  bool done() const { return next_ >= (sparse_ ? pairs_.size() : dense_.size()); }
  std::uint64_t index() const {
    return sparse_ ? static_cast<std::uint64_t>(pairs_[static_cast<std::uint32_t>(next_)].key.unchecked_number())
                   : next_;
  }
  value element() const { return sparse_ ? pairs_[static_cast<std::uint32_t>(next_)].value : dense_[next_]; }
  void advance() {
    ++next_;
    skip_holes();
  }

 private:
  void skip_holes() {
    while (!sparse_ && next_ < dense_.size() && !dense_[next_]) ++next_;
  }

  value_range dense_;
  entry_range pairs_;
  bool sparse_;
  std::uint64_t next_ = 0;
};

// Children of two objects that stand for one another, as indices on each side.
using index_pairs = std::vector<std::pair<std::uint32_t, std::uint32_t>>;

// One part of two objects whose comparison is under way.
struct frame {
  clonewire::cli::part part;
  std::uint32_t visit;
  value a, b;
  std::uint64_t next = 0;
  std::uint64_t count = 0;
  index_pairs pairs;  // empty: child i stands for child i
  std::optional<present_elements> elements_a, elements_b;
};

class comparison {
 public:
  comparison(const document& a, const document& b, const std::function<void(const difference&)>& report)
      : report_(report), visit_of_a_(a.object_count(), never), visit_of_b_(b.object_count(), never) {}

  void run(const value& a, const value& b) {
    compare(a, b, never, {});
    while (!open_.empty()) step();
  }

 private:
  static constexpr std::uint32_t never = 0xffffffff;

  // A pair of objects, and where they were met first.
  struct visited {
    value a;
    std::uint32_t parent;
    child_place place;
  };

  // ---- paths ----

  std::string path_of(std::uint32_t visit) const {
    std::vector<std::uint32_t> chain;
    for (std::uint32_t at = visit; at != never && visits_[at].parent != never; at = visits_[at].parent) {
      chain.push_back(at);
    }
    std::string path = "$";
    std::for_each(chain.rbegin(), chain.rend(),
                  [&](std::uint32_t at) { path += step_text(visits_[visits_[at].parent].a, visits_[at].place); });
    return path;
  }
  std::string path_of(std::uint32_t parent, const child_place& place) const {
    return parent == never ? "$" : path_of(parent) + step_text(visits_[parent].a, place);
  }

  void report_change(std::uint32_t parent, const child_place& place, std::string a, std::string b) {
    report_({change::changed, path_of(parent, place), std::move(a), std::move(b)});
  }
  void report_change(std::uint32_t visit, const std::string& a, const std::string& b) {
    if (a != b) report_({change::changed, path_of(visit), a, b});
  }
  void report_missing(std::uint32_t visit, const value& owner, const child_place& place, const value& child,
                      change what) {
    std::string path = path_of(visit) + step_text(owner, place);
    std::string text = preview(child);
    if (what == change::removed) return report_({what, std::move(path), std::move(text), {}});
    report_({what, std::move(path), {}, std::move(text)});
  }

  // ---- one pair of values ----

  void compare(const value& a, const value& b, std::uint32_t parent, const child_place& place) {
    if (a.kind() != b.kind()) return report_change(parent, place, preview(a), preview(b));
    if (has_identity(a.kind())) return compare_objects(a, b, parent, place);
    if (same_leaf(a, b)) return;
    if (!a.is(kind::string)) return report_change(parent, place, preview(a), preview(b));
    const auto [text_a, text_b] = preview_difference(a, b);
    report_change(parent, place, text_a, text_b);
  }

  void compare_objects(const value& a, const value& b, std::uint32_t parent, const child_place& place) {
    std::uint32_t& visit_a = visit_of_a_[a.object_number()];
    std::uint32_t& visit_b = visit_of_b_[b.object_number()];
    if (visit_a != visit_b) {
      report_({change::sharing, path_of(parent, place), sharing_text(visit_a), sharing_text(visit_b)});
    } else if (visit_a == never) {
      const auto visit = static_cast<std::uint32_t>(visits_.size());
      visits_.push_back({a, parent, place});
      visit_a = visit_b = visit;
      enter(visit, a, b);
    }
  }

  std::string sharing_text(std::uint32_t visit) const {
    return visit == never ? "an object of its own" : "the object at " + path_of(visit);
  }

  // ---- one pair of objects: what they are, then frames for their children ----

  void enter(std::uint32_t visit, const value& a, const value& b) {
    switch (a.kind()) {
      case kind::object: return open_keyed(part::properties, visit, a, b);
      case kind::host:
        report_change(visit, preview(a.host_type()), preview(b.host_type()));
        return open_keyed(part::properties, visit, a, b);
      case kind::array:
        report_change(visit, "length " + std::to_string(a.size()), "length " + std::to_string(b.size()));
        open_keyed(part::properties, visit, a, b);
        return open_elements(visit, a, b);
      case kind::tuple:
        report_change(visit, "length " + std::to_string(a.size()), "length " + std::to_string(b.size()));
        return open_elements(visit, a, b);
      case kind::map: return open_keyed(part::map_entries, visit, a, b);
      case kind::set: return open_keyed(part::members, visit, a, b);
      case kind::error:
        report_change(visit, std::string(name_of(a.error_type())), std::string(name_of(b.error_type())));
        return open_counted(part::error_fields, visit, a, b, field_names.size());
      case kind::typed_array:
      case kind::data_view: compare_views(visit, a, b); return open_counted(part::buffer, visit, a, b, 1);
      case kind::array_buffer: return compare_buffers(visit, a, b);
      case kind::date:
        if (!same_number(a.date_value(), b.date_value())) report_change(visit, preview(a), preview(b));
        return;
      case kind::regexp:
        if (!same_leaf(a.regexp_source(), b.regexp_source()) || a.regexp_flag_bits() != b.regexp_flag_bits()) {
          report_change(visit, preview(a), preview(b));
        }
        return;
      default:
        if (!same_leaf(a.wrapped(), b.wrapped())) report_change(visit, preview(a), preview(b));
    }
  }

  void compare_views(std::uint32_t visit, const value& a, const value& b) {
    const auto text = [](const value& v) {
      return v.is(kind::data_view) ? std::string("DataView") : std::string(constructor_name(v.element()));
    };
    const auto place = [](const value& v) {
      return counted(v.view_byte_length(), "byte") + " at offset " + std::to_string(v.view_byte_offset()) +
             (v.is_length_tracking() ? ", length-tracking" : "");
    };
    report_change(visit, text(a), text(b));
    report_change(visit, place(a), place(b));
  }

  void compare_buffers(std::uint32_t visit, const value& a, const value& b) {
    const auto text = [](const value& v) {
      return counted(v.size(), "byte") +
             (v.is_resizable() ? ", resizable up to " + std::to_string(v.max_byte_length()) : "") +
             (v.is_immutable() ? ", immutable" : "");
    };
    report_change(visit, text(a), text(b));
    const bytes_view x = a.buffer_bytes();
    const bytes_view y = b.buffer_bytes();
    const std::size_t common = std::min(x.size(), y.size());
    if (common == 0 || std::memcmp(x.data(), y.data(), common) == 0) return;
    std::size_t first = common;
    std::size_t differing = 0;
    for (std::size_t i = 0; i < common; ++i) {
      if (x[i] == y[i]) continue;
      first = std::min(first, i);
      ++differing;
    }
    const auto byte_text = [](std::byte byte) { return std::to_string(std::to_integer<int>(byte)); };
    const std::string more = differing > 1 ? " (the first of " + std::to_string(differing) + " that differ)" : "";
    report_change(visit, "byte " + std::to_string(first) + ": " + byte_text(x[first]), byte_text(y[first]) + more);
  }

  void open_elements(std::uint32_t visit, const value& a, const value& b) {
    frame f{part::elements, visit, a, b, 0, 0, {}, {}, {}};
    f.elements_a.emplace(a);
    f.elements_b.emplace(b);
    open_.push_back(std::move(f));
  }

  void open_counted(part p, std::uint32_t visit, const value& a, const value& b, std::uint64_t count) {
    open_.push_back({p, visit, a, b, 0, count, {}, {}, {}});
  }

  // Children with keys: those of equal keys are compared; the others are reported here, and so is another order.
  void open_keyed(part p, std::uint32_t visit, const value& a, const value& b) {
    const std::uint32_t count_a = count_of(a, p);
    const std::uint32_t count_b = count_of(b, p);
    const std::uint32_t common = std::min(count_a, count_b);
    std::uint32_t aligned = 0;
    while (aligned < common && same_key(key_at(a, p, aligned), key_at(b, p, aligned))) ++aligned;
    if (aligned == count_a && aligned == count_b) return open_counted(p, visit, a, b, aligned);

    std::uint32_t objects = 0;
    std::unordered_map<std::string, std::uint32_t> in_b;
    for (std::uint32_t i = 0; i < count_b; ++i) in_b.emplace(key_identity(key_at(b, p, i), objects), i);
    std::vector<bool> matched(count_b);
    index_pairs pairs;
    objects = 0;
    for (std::uint32_t i = 0; i < count_a; ++i) {
      const auto found = in_b.find(key_identity(key_at(a, p, i), objects));
      if (found == in_b.end()) {
        report_missing(visit, a, {p, false, i}, child_at(a, p, i), change::removed);
      } else {
        pairs.emplace_back(i, found->second);
        matched[found->second] = true;
      }
    }
    for (std::uint32_t i = 0; i < count_b; ++i) {
      if (!matched[i]) report_missing(visit, b, {p, false, i}, child_at(b, p, i), change::added);
    }
    report_order(visit, a, b, p, pairs);
    const std::uint64_t count = pairs.size();
    if (count != 0) open_.push_back({p, visit, a, b, 0, count, std::move(pairs), {}, {}});
  }

  void report_order(std::uint32_t visit, const value& a, const value& b, part p, const index_pairs& pairs) {
    const auto by_b = [](const auto& x, const auto& y) { return x.second < y.second; };
    const auto out_of_order = std::is_sorted_until(pairs.begin(), pairs.end(), by_b);
    if (out_of_order == pairs.end()) return;
    index_pairs in_b_order = pairs;
    std::sort(in_b_order.begin(), in_b_order.end(), by_b);
    const auto first = std::mismatch(pairs.begin(), pairs.end(), in_b_order.begin()).first - pairs.begin();
    constexpr std::ptrdiff_t shown = 4;
    const auto last = std::min<std::ptrdiff_t>(first + shown, static_cast<std::ptrdiff_t>(pairs.size()));
    difference found{change::order, path_of(visit), {}, {}};
    for (auto i = first; i < last; ++i) {
      (found.a += i == first ? "" : ", ") += preview(key_at(a, p, pairs[static_cast<std::size_t>(i)].first));
      (found.b += i == first ? "" : ", ") += preview(key_at(b, p, in_b_order[static_cast<std::size_t>(i)].second));
    }
    report_(found);
  }

  // ---- the next pair of children of the innermost frame ----

  void step() {
    frame& f = open_.back();
    if (f.part == part::elements) return step_elements(f);
    if (f.next == f.count) return open_.pop_back();
    // What f holds is copied before `compare`, which may open frames and so move it.
    const std::uint64_t i = f.next++;
    const std::uint32_t visit = f.visit;
    const auto index = static_cast<std::uint32_t>(i);
    const auto [at_a, at_b] = f.pairs.empty() ? std::pair(index, index) : f.pairs[i];
    switch (f.part) {
      case part::buffer: return compare(f.a.view_buffer(), f.b.view_buffer(), visit, {f.part, false, 0});
      case part::error_fields: return step_field(f, i);
      default: break;
    }
    const value key_a = key_at(f.a, f.part, at_a);
    const value key_b = key_at(f.b, f.part, at_b);
    const value child_a = child_at(f.a, f.part, at_a);
    const value child_b = child_at(f.b, f.part, at_b);
    const part p = f.part;
    if (p == part::map_entries && has_identity(key_a.kind())) compare(key_a, key_b, visit, {p, true, at_a});
    compare(child_a, child_b, visit, {p, false, at_a});
  }

  void step_field(const frame& f, std::uint64_t i) {
    const value a = error_field(f.a, i);
    const value b = error_field(f.b, i);
    const child_place place{f.part, false, i};
    if (a && b) return compare(a, b, f.visit, place);
    if (a) report_missing(f.visit, f.a, place, a, change::removed);
    if (b) report_missing(f.visit, f.b, place, b, change::added);
  }

  void step_elements(frame& f) {
    present_elements& a = *f.elements_a;
    present_elements& b = *f.elements_b;
    if (a.done() && b.done()) return open_.pop_back();
    const std::uint32_t visit = f.visit;
    const bool has_a = !a.done() && (b.done() || a.index() <= b.index());
    const bool has_b = !b.done() && (a.done() || b.index() <= a.index());
    const child_place place{part::elements, false, has_a ? a.index() : b.index()};
    const value element_a = has_a ? a.element() : value();
    const value element_b = has_b ? b.element() : value();
    if (has_a) a.advance();
    if (has_b) b.advance();
    if (has_a && has_b) return compare(element_a, element_b, visit, place);
    if (has_a) return report_missing(visit, f.a, place, element_a, change::removed);
    report_missing(visit, f.b, place, element_b, change::added);
  }

  const std::function<void(const difference&)>& report_;
  std::vector<std::uint32_t> visit_of_a_, visit_of_b_;  // by object number
  std::vector<visited> visits_;
  std::vector<frame> open_;  // innermost last
};

}  // namespace

std::string_view name_of(change c) {
  constexpr std::array<std::string_view, 5> names = {"changed", "removed", "added", "order", "sharing"};
  return names[static_cast<std::size_t>(c)];
}

void compare(const document& a, const document& b, const std::function<void(const difference&)>& report) {
  if (a == b) return;
  std::uint64_t count = 0;
  const std::function<void(const difference&)> counting = [&](const difference& found) {
    ++count;
    report(found);
  };
  comparison(a, b, counting).run(a.root(), b.root());
  if (count == 0) report({change::changed, "$", "a value", "another, in a way that has no words here"});
}

}  // namespace clonewire::cli
