// SameValueZero tells the same as Starlark's equality for most kinds. For the others each key is spelled as a text that
// is the same for equal keys and for no others; a key holds nothing but leaves and tuples, so that all texts together
// are about as long as the value.
#include "formats/serial/hashable.hpp"

#include <algorithm>
#include <cmath>
#include <string>
#include <string_view>
#include <vector>

#include "formats/serial/zoned_time.hpp"
#include "graph/collections.hpp"
#include "graph/slots.hpp"
#include "graph/strings.hpp"
#include "wire/number_text.hpp"
#include "wire/word.hpp"

namespace clonewire::formats::serial {
namespace {

using detail::slot;

/// Whether SameValueZero is enough for the key.
bool is_plain(const slot& key) noexcept {
  if (key.kind == kind::number) return std::trunc(key.number) != key.number;
  return key.kind != kind::timestamp && !has_identity(key.kind);
}

bool all_plain(const slot* entries, std::uint32_t count, std::uint32_t stride) noexcept {
  for (std::uint32_t i = 0; i != count; ++i) {
    if (!is_plain(entries[std::size_t{i} * stride])) return false;
  }
  return true;
}

/// The digits of a finite number that has no fraction.
std::string integer_text(double v) {
  int exponent;
  const double fraction = std::frexp(std::fabs(v), &exponent);
  constexpr int precision = 53;
  auto mantissa = static_cast<std::uint64_t>(std::ldexp(fraction, precision));
  int shift = exponent - precision;
  if (shift < 0) {
    mantissa >>= -shift;  // only zeros go
    shift = 0;
  }
  std::vector<std::uint8_t> magnitude(static_cast<std::size_t>(shift / 8) + sizeof mantissa);
  wire::store_word(magnitude.data() + shift / 8, mantissa << shift % 8);
  return wire::bigint_text(v < 0, magnitude);
}

void append_sized(char mark, std::string_view text, std::string& out) {
  out += mark;
  out += std::to_string(text.size());
  out += ':';
  out += text;
}

void append_leaf(const slot& s, std::string& out) {
  const std::string_view data(reinterpret_cast<const char*>(s.data), s.size);
  switch (s.kind) {
    case kind::boolean: out += s.form != 0 ? 't' : 'f'; return;
    case kind::bigint: append_sized('#', wire::bigint_text(s.form != 0, {s.data, s.size}), out); return;
    case kind::number:
      append_sized('#', std::trunc(s.number) == s.number ? integer_text(s.number) : wire::number_text(s.number), out);
      return;
    case kind::string: {
      std::string text;
      detail::append_utf8(s, text);
      append_sized('s', text, out);
      return;
    }
    case kind::bytes: append_sized('b', data, out); return;
    case kind::timestamp: {
      zoned_time time;
      if (read_zoned_time(data, time) != nullptr) return append_sized('@', data, out);
      append_sized('@', std::to_string(time.seconds) + '.' + std::to_string(time.nanoseconds), out);
      return;
    }
    case kind::null: out += 'n'; return;
    default: append_sized('?', std::to_string(s.size), out); return;  // nothing hashable: an object, by its number
  }
}

std::string spelled(const slot& key) {
  struct tuple {
    const slot* next;
    const slot* end;
  };
  std::string out;
  std::vector<tuple> open;
  const auto visit = [&](const slot& s) {
    if (s.kind != kind::tuple) return append_leaf(s, out);
    out += '(';
    open.push_back({s.object->children, s.object->children + s.object->count});
  };
  visit(key);
  while (!open.empty()) {
    if (open.back().next == open.back().end) {
      out += ')';
      open.pop_back();
    } else {
      visit(*open.back().next++);
    }
  }
  return out;
}

/// By entry: the first entry with an equal key.
std::vector<std::uint32_t> first_equals(const slot* entries, std::uint32_t count, std::uint32_t stride) {
  std::vector<std::string> texts(count);
  std::vector<std::uint32_t> sorted(count);
  for (std::uint32_t i = 0; i != count; ++i) {
    texts[i] = spelled(entries[std::size_t{i} * stride]);
    sorted[i] = i;
  }
  std::sort(sorted.begin(), sorted.end(), [&texts](std::uint32_t a, std::uint32_t b) {
    const int c = texts[a].compare(texts[b]);
    return c != 0 ? c < 0 : a < b;
  });
  std::vector<std::uint32_t> first(count);
  for (std::uint32_t i = 0, begin = 0; i != count; ++i) {
    if (texts[sorted[begin]] != texts[sorted[i]]) begin = i;
    first[sorted[i]] = sorted[begin];
  }
  return first;
}

}  // namespace

std::uint32_t unique_hashables(slot* entries, std::uint32_t count, std::uint32_t stride) {
  if (all_plain(entries, count, stride)) return detail::unique_entries(entries, count, stride);
  const std::vector<std::uint32_t> first = first_equals(entries, count, stride);
  std::vector<std::uint32_t> place(count);
  std::uint32_t kept = 0;
  for (std::uint32_t i = 0; i != count; ++i) {
    slot* entry = entries + std::size_t{i} * stride;
    if (first[i] != i) {
      if (stride == 2) entries[2 * std::size_t{place[first[i]]} + 1] = entry[1];
      continue;
    }
    if (entry->kind == kind::number && entry->number == 0) *entry = detail::make_int32(0);  // as a Set keeps -0
    place[i] = kept;
    std::copy_n(entry, stride, entries + std::size_t{kept++} * stride);
  }
  return kept;
}

std::uint32_t equal_hashable(const slot* entries, std::uint32_t count, std::uint32_t stride) {
  if (all_plain(entries, count, stride)) return count;
  const std::vector<std::uint32_t> first = first_equals(entries, count, stride);
  std::uint32_t i = 0;
  while (i != count && first[i] == i) ++i;
  return i;
}

}  // namespace clonewire::formats::serial
