#include "graph/occurrences.hpp"

#include "graph/arrays.hpp"

namespace clonewire::detail {

void occurrences::meet(const slot& s, bool of_buffers) {
  if (!has_identity(s.kind)) return;
  seen& state = seen_[s.size];
  if (state != seen::never) {
    if (state == seen::once) again_.push_back(s.size);
    state = seen::again;
    any_again_ = true;
    return;
  }
  state = seen::once;
  const record& r = *s.object;
  switch (r.kind) {
    case kind::object:
    case kind::map: open_.push_back({r.children, r.children + 2 * std::size_t{r.count}}); return;
    case kind::set:
    case kind::tuple: open_.push_back({r.children, r.children + r.count}); return;
    case kind::error: open_.push_back({r.children, r.children + 3}); return;
    case kind::host: open_.push_back({r.children, r.children + 1 + 2 * std::size_t{r.count}}); return;
    case kind::array: {
      // Named properties are written behind the elements, so that their frame goes below.
      if (r.property_count != 0) {
        const slot* properties = array_properties(r);
        open_.push_back({properties, properties + 2 * std::size_t{r.property_count}});
      }
      const auto storage = static_cast<array_storage>(r.form);
      if (storage == array_storage::slots) open_.push_back({r.children, r.children + r.count});
      if (storage == array_storage::sparse) open_.push_back({r.children, r.children + 2 * std::size_t{r.count}});
      return;
    }
    case kind::typed_array:
    case kind::data_view:
      if (of_buffers) meet(r.view->buffer, of_buffers);
      return;
    default: return;
  }
}

void occurrences::count(const slot& root, const store& in, bool of_buffers) {
  seen_.assign(in.object_count(), seen::never);
  again_.clear();
  open_.clear();
  any_again_ = false;
  meet(root, of_buffers);
  while (!open_.empty()) {
    frame& f = open_.back();
    // Leaves are passed by here: most values are.
    while (f.next != f.end && !has_identity(f.next->kind)) ++f.next;
    if (f.next == f.end) {
      open_.pop_back();
      continue;
    }
    const slot& child = *f.next++;
    meet(child, of_buffers);
  }
}

}  // namespace clonewire::detail
