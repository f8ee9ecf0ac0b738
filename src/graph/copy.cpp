#include "graph/copy.hpp"

#include <utility>

#include "graph/arrays.hpp"
#include "graph/keys.hpp"
#include "graph/slots.hpp"
#include "graph/store.hpp"

namespace clonewire::detail {

namespace {

void put_key(const slot& key, builder& to) {
  if (is_index_key(key)) {
    to.key(key_index(key));
  } else {
    to.key(value(nullptr, key).unchecked_string());
  }
}

std::uint64_t child_count(const record& r) noexcept {
  switch (r.kind) {
    case kind::array: {
      const bool sparse = static_cast<array_storage>(r.form) == array_storage::sparse;
      return (sparse ? r.count : std::uint64_t{r.length}) + r.property_count;
    }
    case kind::map: return 2 * std::uint64_t{r.count};
    case kind::error: return 3;
    default: return r.count;
  }
}

}  // namespace

std::vector<std::uint32_t>& graph_copy::numbers_of(const store* source) {
  for (table& t : tables_) {
    if (t.source == source) return t.numbers;
  }
  tables_.push_back({source, std::vector<std::uint32_t>(source->object_count(), not_copied)});
  return tables_.back().numbers;
}

void graph_copy::add(const value& v, builder& to) {
  std::vector<frame> open;
  put(v, to, open);
  while (!open.empty() && !to.failed()) {
    frame& f = open.back();
    if (f.next == f.end) {
      to.end();
      open.pop_back();
      continue;
    }
    put_child(f, to, open);
  }
}

void graph_copy::put(const value& v, builder& to, std::vector<frame>& open) {
  const slot& s = v.slot();
  switch (s.kind) {
    case kind::absent: to.hole(); return;
    case kind::undefined: to.undefined(); return;
    case kind::null: to.null(); return;
    case kind::boolean: to.boolean(v.unchecked_boolean()); return;
    case kind::number: to.number(v.unchecked_number()); return;
    case kind::string: to.string(v.unchecked_string()); return;
    case kind::bigint: to.bigint(s.form != 0, v.unchecked_bigint().magnitude); return;
    case kind::bytes: to.bytes(v.unchecked_bytes()); return;
    case kind::timestamp: {
      const bytes_view text = v.unchecked_bytes();
      to.timestamp({reinterpret_cast<const char*>(text.data()), text.size()});
      return;
    }
    default: break;
  }
  const std::uint32_t number = numbers_of(v.store())[s.size];
  if (number != not_copied) {
    to.reference(number);
  } else {
    put_object(v, to, open);
  }
}

void graph_copy::put_object(const value& v, builder& to, std::vector<frame>& open) {
  const record& r = v.record();
  if (r.kind == kind::host && replace_ && was_replaced(v, to)) return;
  // What `replace_` does may move the tables: looked up only now.
  std::uint32_t& number = numbers_of(v.store())[v.object_number()];
  switch (r.kind) {
    case kind::object: number = to.begin_object(); break;
    case kind::array: number = to.begin_array(r.length); break;
    case kind::map: number = to.begin_map(); break;
    case kind::set: number = to.begin_set(); break;
    case kind::tuple: number = to.begin_tuple(); break;
    case kind::error: number = to.begin_error(static_cast<error_name>(r.form)); break;
    case kind::host: number = to.begin_host(v.host_type().to_utf8()); break;
    default: return put_leaf(v, to);
  }
  open.push_back({v, 0, child_count(r)});
}

bool graph_copy::was_replaced(const value& host, builder& to) {
  // What is built first in its place is outermost: that is the object which later meetings refer to.
  const std::uint32_t next = to.object_count();
  numbers_of(host.store())[host.object_number()] = next;
  const bool replaced = replace_(host, to);
  if (!replaced || to.object_count() == next) numbers_of(host.store())[host.object_number()] = not_copied;
  return replaced;
}

void graph_copy::put_leaf(const value& v, builder& to) {
  std::uint32_t number = not_copied;
  switch (v.kind()) {
    case kind::date: number = to.date(v.date_value()); break;
    case kind::regexp: number = to.regexp(v.regexp_source().unchecked_string(), v.regexp_flag_bits()); break;
    case kind::boolean_object: number = to.boolean_object(v.wrapped().unchecked_boolean()); break;
    case kind::number_object: number = to.number_object(v.record().number); break;
    case kind::bigint_object: {
      const bigint_data n = v.wrapped().unchecked_bigint();
      number = to.bigint_object(n.negative, n.magnitude);
      break;
    }
    case kind::string_object: number = to.string_object(v.wrapped().unchecked_string()); break;
    case kind::array_buffer: return put_buffer(v, to);
    default: return put_view(v, to);
  }
  numbers_of(v.store())[v.object_number()] = number;
}

void graph_copy::put_buffer(const value& v, builder& to) {
  std::uint32_t number;
  if (v.is_resizable()) {
    number = to.resizable_array_buffer(v.buffer_bytes(), v.max_byte_length());
  } else if (v.is_immutable()) {
    number = to.immutable_array_buffer(v.buffer_bytes());
  } else {
    number = to.array_buffer(v.buffer_bytes());
  }
  numbers_of(v.store())[v.object_number()] = number;
}

void graph_copy::put_view(const value& v, builder& to) {
  const value buffer = v.view_buffer();
  if (numbers_of(v.store())[buffer.object_number()] == not_copied) {
    to.detached();
    if (buffer.is(kind::array_buffer)) {
      put_buffer(buffer, to);
    } else {
      // A stand-in for a buffer that is elsewhere: its fields are primitives.
      const std::uint32_t number = to.begin_host(buffer.host_type().to_utf8());
      numbers_of(v.store())[buffer.object_number()] = number;
      add_fields(buffer, to);
      to.end();
    }
  }
  const std::uint32_t over = numbers_of(v.store())[buffer.object_number()];
  const std::uint32_t number =
      v.is(kind::data_view)
          ? to.data_view(over, v.view_byte_offset(), v.view_byte_length(), v.is_length_tracking())
          : to.typed_array(v.element(), over, v.view_byte_offset(), v.view_byte_length(), v.is_length_tracking());
  numbers_of(v.store())[v.object_number()] = number;
}

void graph_copy::add_fields(const value& host, builder& to) {
  for (const auto [key, field] : host.entries()) {
    put_key(key.slot(), to);
    add(field, to);
  }
}

void graph_copy::put_child(frame& f, builder& to, std::vector<frame>& open) {
  const value container = f.container;
  const record& r = container.record();
  const std::uint64_t i = f.next++;
  // `place`: as append_child_step counts, so that the child knows its path.
  const auto child = [&container](const slot& s, std::uint64_t place) {
    return value(container.store(), s, container.object_number(), static_cast<std::uint32_t>(place));
  };
  const auto put_pair = [&](const slot* pair, std::uint64_t place) {
    put_key(pair[0], to);
    put(child(pair[1], place), to, open);
  };
  switch (r.kind) {
    case kind::object: return put_pair(r.children + 2 * i, i);
    case kind::host: return put_pair(r.children + 1 + 2 * i, i);
    case kind::array: {
      const std::uint64_t elements = f.end - r.property_count;
      if (i >= elements) return put_pair(array_properties(r) + 2 * (i - elements), r.length + (i - elements));
      if (static_cast<array_storage>(r.form) == array_storage::sparse) {
        return put_pair(r.children + 2 * i, key_index(r.children[2 * i]));
      }
      return put(child(array_element(r, static_cast<std::uint32_t>(i)), i), to, open);
    }
    case kind::error: {
      constexpr const char* names[] = {"message", "stack", "cause"};
      if (r.children[i].kind == kind::absent) return;
      to.key(names[i]);
      return put(child(r.children[i], i), to, open);
    }
    default: return put(child(r.children[i], i), to, open);
  }
}

}  // namespace clonewire::detail
