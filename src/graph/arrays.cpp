#include "graph/arrays.hpp"

#include <algorithm>
#include <cstring>

#include "graph/keys.hpp"
#include "graph/slots.hpp"

namespace clonewire::detail {

namespace {

// Of numbers kept as written: packed if all were written alike.
array_storage storage_as_written(const slot* numbers, std::uint32_t count) noexcept {
  const std::uint8_t form = numbers[0].form;
  const bool as_integers = form == static_cast<std::uint8_t>(number_form::int32);
  for (std::uint32_t i = 0; i < count; ++i) {
    if (numbers[i].form != form || (!as_integers && numbers[i].size != 0)) return array_storage::slots;
  }
  return as_integers ? array_storage::int32s : array_storage::doubles;
}

// The packed form that fits all `count` elements; slots where one is no number.
array_storage storage_for(const record& array, const slot* elements, std::uint32_t count) noexcept {
  if (count == 0) return array_storage::slots;
  std::uint8_t forms = 0;
  for (std::uint32_t i = 0; i < count; ++i) {
    if (elements[i].kind != kind::number) return array_storage::slots;
    forms |= elements[i].form;
  }
  if ((array.flags & array_as_written) != 0) [[unlikely]]
    return storage_as_written(elements, count);
  return forms == static_cast<std::uint8_t>(number_form::int32) ? array_storage::int32s : array_storage::doubles;
}

void copy_packed(const slot* from, std::uint32_t count, array_storage storage, void* to) noexcept {
  // Byte-wise stores: `to` may be where `from` lies, and is never ahead of the reading.
  auto* out = static_cast<std::byte*>(to);
  if (storage == array_storage::int32s) {
    for (std::uint32_t i = 0; i < count; ++i) {
      const std::uint32_t v = from[i].size;
      std::memcpy(out + i * sizeof v, &v, sizeof v);
    }
  } else {
    for (std::uint32_t i = 0; i < count; ++i) {
      const double v = from[i].number;
      std::memcpy(out + i * sizeof v, &v, sizeof v);
    }
  }
}

}  // namespace

slot array_element(const record& array, std::uint32_t index) noexcept {
  switch (static_cast<array_storage>(array.form)) {
    case array_storage::slots: return index < array.count ? array.children[index] : slot{};
    case array_storage::int32s: return make_int32(array.int32s[index]);
    case array_storage::doubles:
      if ((array.flags & array_as_written) != 0) return make_double(array.doubles[index]);
      return make_number(array.doubles[index]);
    case array_storage::sparse: {
      const slot* begin = array.children;
      std::uint32_t low = 0, high = array.count;
      while (low < high) {
        const std::uint32_t middle = low + (high - low) / 2;
        if (key_index(begin[2 * std::size_t{middle}]) < index) {
          low = middle + 1;
        } else {
          high = middle;
        }
      }
      const slot* pair = begin + 2 * std::size_t{low};
      return low < array.count && key_index(pair[0]) == index ? pair[1] : slot{};
    }
  }
  return {};
}

void pack_elements(record& array, slot* elements, std::uint32_t count) noexcept {
  const array_storage storage = storage_for(array, elements, count);
  array.form = static_cast<std::uint8_t>(storage);
  array.count = count;
  array.children = elements;
  if (storage != array_storage::slots) copy_packed(elements, count, storage, elements);
}

bool keep_elements(store& into, record& array, const slot* elements, std::uint32_t count) noexcept {
  const array_storage storage = storage_for(array, elements, count);
  array.form = static_cast<std::uint8_t>(storage);
  array.count = array.length = count;
  array.children = static_cast<slot*>(into.memory().allocate(element_bytes(array)));
  if (array.children == nullptr) return false;
  if (storage == array_storage::slots) {
    std::copy_n(elements, count, array.children);
  } else {
    copy_packed(elements, count, storage, array.children);
  }
  return true;
}

bool assemble_array(store& into, record& array, std::uint32_t length, const slot* elements, std::uint32_t element_count,
                    const slot* pairs, std::uint32_t pair_count) {
  std::uint32_t indexed = 0;
  while (indexed < pair_count && is_index_key(pairs[2 * std::size_t{indexed}])) ++indexed;
  const slot* named = pairs + 2 * std::size_t{indexed};
  const std::size_t named_count = pair_count - indexed;
  length = std::max(length, element_count);
  if (indexed != 0) length = std::max(length, key_index(named[-2]) + 1);

  std::uint32_t present = indexed;
  for (std::uint32_t i = 0; i < element_count; ++i) present += elements[i].kind != kind::absent;

  array.length = length;
  array.flags =
      static_cast<std::uint16_t>((array.flags & array_as_written) | (present == length ? 0 : array_has_holes));
  array.property_count = static_cast<std::uint32_t>(named_count);

  const bool dense = is_dense(length, present);
  if (dense && indexed == 0 && element_count == length) {
    const array_storage storage = storage_for(array, elements, length);
    array.form = static_cast<std::uint8_t>(storage);
    array.count = length;
  } else {
    array.form = static_cast<std::uint8_t>(dense ? array_storage::slots : array_storage::sparse);
    array.count = dense ? length : present;
  }
  const std::size_t element_size = element_bytes(array);
  auto* region = static_cast<std::byte*>(into.memory().allocate(element_size + 2 * named_count * sizeof(slot)));
  if (region == nullptr) return false;
  array.children = reinterpret_cast<slot*>(region);

  switch (static_cast<array_storage>(array.form)) {
    case array_storage::int32s:
    case array_storage::doubles: copy_packed(elements, length, static_cast<array_storage>(array.form), region); break;
    case array_storage::slots: {
      slot* out = array.children;
      std::copy_n(elements, element_count, out);
      std::fill(out + element_count, out + length, slot{});
      for (std::uint32_t i = 0; i < indexed; ++i)
        out[key_index(pairs[2 * std::size_t{i}])] = pairs[2 * std::size_t{i} + 1];
      break;
    }
    case array_storage::sparse: {
      slot* out = array.children;
      for (std::uint32_t i = 0; i < element_count; ++i) {
        if (elements[i].kind == kind::absent) continue;
        *out++ = make_index_key(i);
        *out++ = elements[i];
      }
      std::copy_n(pairs, 2 * std::size_t{indexed}, out);
      break;
    }
  }
  std::copy_n(named, 2 * named_count, array_properties(array));
  // Indices that filled every hole may have made an array of nothing but numbers.
  if (array.form == static_cast<std::uint8_t>(array_storage::slots) && present == length && named_count == 0) {
    pack_elements(array, array.children, array.count);
  }
  return true;
}

}  // namespace clonewire::detail
