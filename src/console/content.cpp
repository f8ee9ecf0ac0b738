#include "console/content.hpp"

#include <string>
#include <utility>

#include "console/leaf.hpp"
#include "console/quote.hpp"

namespace clonewire::console {

content::content(const value& of, const style& how)
    : of_(of), how_(&how), elements_(of.elements()), sparse_(of.sparse_elements()), entries_(of.entries()) {
  const bool has_items = is_list() || of.is(kind::map) || of.is(kind::set);
  if (has_items) size_ = of.size();
}

bool content::is_list() const {
  if (of_.is(kind::typed_array)) return of_.element() != element_type::buffer && !is_content_elsewhere(of_);
  return of_.is(kind::array) || of_.is(kind::tuple);
}

bool content::begins_with_numbers(std::size_t count) const {
  if (count > size_) return false;
  if (of_.is(kind::typed_array)) return true;
  for (std::size_t i = 0; i < count; ++i) {
    const value v = of_.find(i);
    if (!v.is(kind::number) && !v.is(kind::bigint)) return false;
  }
  return true;
}

bool content::empty() const {
  switch (of_.kind()) {
    case kind::array:
    case kind::object:
    case kind::host: return size_ == 0 && entries_.empty();
    case kind::map:
    case kind::set:
    case kind::tuple: return size_ == 0;
    case kind::typed_array: return size_ == 0 && (of_.element() == element_type::buffer || !is_content_elsewhere(of_));
    case kind::error: return !of_.error_cause();
    case kind::array_buffer:
    case kind::data_view: return false;
    default: return true;
  }
}

bool content::next(part& out) {
  out = part();
  return next_item(out) || next_property(out) || next_field(out);
}

bool content::next_item(part& out) {
  if (map_value_) {
    out.lead.append(" => ");
    out.child = std::exchange(map_value_, value());
    out.continues = true;
    return true;
  }
  if (index_ == size_) return false;
  if (listed_++ == how_->options.max_array_length) {
    out.lead.append(more_text(size_ - std::exchange(index_, size_), "item"));
  } else if (of_.is(kind::map)) {
    const entry e = entries_[static_cast<std::uint32_t>(index_++)];
    out.child = e.key;
    map_value_ = e.value;
  } else if (of_.is(kind::typed_array)) {
    out.lead.append(element_text(of_, index_++), how_->colours.number);
  } else {
    next_element(out);
  }
  return true;
}

void content::next_element(part& out) {
  std::uint64_t present = index_;  // the next index with an element
  if (!of_.is_sparse()) {
    while (present < size_ && !elements_[present]) ++present;
    out.skipped = present - index_;
  } else if (sparse_index_ < sparse_.size()) {
    present = static_cast<std::uint64_t>(sparse_[sparse_index_].key.unchecked_number());
  } else {
    present = size_;
  }
  if (const std::uint64_t holes = present - index_) {
    out.lead.append("<" + std::to_string(holes) + " empty item" + (holes == 1 ? ">" : "s>"), how_->colours.undefined);
    index_ = present;
    return;
  }
  out.child = of_.is_sparse() ? sparse_[sparse_index_++].value : elements_[index_];
  ++index_;
}

bool content::next_property(part& out) {
  if (of_.is(kind::map) || property_ == entries_.size()) return false;
  const entry e = entries_[property_++];
  append_key(out.lead, e.key, how_->colours.string);
  out.child = e.value;
  return true;
}

bool content::next_field(part& out) {
  const auto number = [&](std::string_view name, std::uint64_t n) {
    out.lead.append(name, how_->colours.string).append(": ").append(std::to_string(n), how_->colours.number);
    return true;
  };
  const std::uint32_t field = field_++;
  switch (of_.kind()) {
    case kind::error:
      if (field != 0) return false;
      out.lead.append("[cause]: ");
      out.child = of_.error_cause();
      return true;
    case kind::array_buffer:
      if (field > 1) return false;
      if (field == 1) return number("[byteLength]", of_.size());
      out.lead.append("[Uint8Contents]", how_->colours.special);
      out.lead.append(": <" + hex_list(of_.buffer_bytes(), how_->options.max_array_length) + ">");
      return true;
    case kind::typed_array:
      if (is_list()) return false;
      [[fallthrough]];
    case kind::data_view:
      if (field > 2) return false;
      if (field == 0) return number("[byteLength]", of_.view_byte_length());
      if (field == 1) return number("[byteOffset]", of_.view_byte_offset());
      out.lead.append("[buffer]", how_->colours.string).append(": ");
      out.child = of_.view_buffer();
      return true;
    default: return false;
  }
}

}  // namespace clonewire::console
