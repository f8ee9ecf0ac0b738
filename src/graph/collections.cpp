#include "graph/collections.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <vector>

#include "graph/slots.hpp"
#include "graph/strings.hpp"

namespace clonewire::detail {

namespace {

// Entries beyond this many are compared by sorting instead of pairwise.
constexpr std::uint32_t pairwise_limit = 12;

int compare_bytes(const slot& a, const slot& b) noexcept {
  if (a.size != b.size) return a.size < b.size ? -1 : 1;
  return a.size == 0 ? 0 : std::memcmp(a.data, b.data, a.size);
}

// Total order in which SameValueZero-equal values meet.
int compare(const slot& a, const slot& b) noexcept {
  if (a.kind != b.kind) return a.kind < b.kind ? -1 : 1;
  switch (a.kind) {
    case kind::number: {
      const bool a_nan = a.number != a.number, b_nan = b.number != b.number;
      if (a_nan || b_nan) return static_cast<int>(a_nan) - static_cast<int>(b_nan);
      return a.number < b.number ? -1 : a.number > b.number;
    }
    case kind::string: return compare_text(a, b);
    case kind::bigint:
      if (a.form != b.form) return a.form < b.form ? -1 : 1;
      return compare_bytes(a, b);
    case kind::bytes:
    case kind::timestamp: return compare_bytes(a, b);
    case kind::absent:
    case kind::undefined:
    case kind::null: return 0;
    case kind::boolean: return static_cast<int>(a.form) - static_cast<int>(b.form);
    default: return a.size < b.size ? -1 : a.size > b.size;  // an object: its number
  }
}

}  // namespace

bool same_value_zero(const slot& a, const slot& b) noexcept {
  if (a.kind != b.kind) return false;
  if (has_identity(a.kind)) return a.object == b.object;
  if (a.kind == kind::string) return same_text(a, b);
  return compare(a, b) == 0;
}

std::uint32_t unique_entries(slot* entries, std::uint32_t count, std::uint32_t stride, std::uint32_t* duplicate) {
  const auto at = [&](std::uint32_t i) -> slot& { return entries[static_cast<std::size_t>(i) * stride]; };
  // Map.prototype.set and Set.prototype.add keep -0 as 0.
  for (std::uint32_t i = 0; i < count; ++i) {
    if (at(i).kind == kind::number && at(i).number == 0 && std::signbit(at(i).number)) at(i) = make_int32(0);
  }
  std::vector<std::uint32_t> first_of;  // by entry: the first entry with its key; made only when something is double
  const auto merge = [&](std::uint32_t first, std::uint32_t later) {
    if (first_of.empty()) {
      first_of.resize(count);
      for (std::uint32_t i = 0; i < count; ++i) first_of[i] = i;
    }
    first_of[later] = first;
  };

  if (count <= pairwise_limit) {
    for (std::uint32_t i = 1; i < count; ++i) {
      for (std::uint32_t j = 0; j < i; ++j) {
        if (same_value_zero(at(j), at(i))) {
          merge(j, i);
          break;
        }
      }
    }
  } else {
    std::vector<std::uint32_t> sorted(count);
    for (std::uint32_t i = 0; i < count; ++i) sorted[i] = i;
    std::sort(sorted.begin(), sorted.end(), [&](std::uint32_t a, std::uint32_t b) {
      const int c = compare(at(a), at(b));
      return c != 0 ? c < 0 : a < b;
    });
    for (std::uint32_t i = 1, first = 0; i < count; ++i) {
      if (compare(at(sorted[first]), at(sorted[i])) != 0) {
        first = i;
      } else {
        merge(sorted[first], sorted[i]);
      }
    }
  }
  if (first_of.empty()) return count;

  std::uint32_t kept = 0;
  std::vector<std::uint32_t> place(count);
  for (std::uint32_t i = 0; i < count; ++i) {
    if (first_of[i] == i) {
      place[i] = kept;
      std::copy_n(&at(i), stride, &at(kept));
      ++kept;
      continue;
    }
    if (duplicate != nullptr && kept == i) *duplicate = i;
    if (stride == 2) (&at(place[first_of[i]]))[1] = (&at(i))[1];
  }
  return kept;
}

}  // namespace clonewire::detail
