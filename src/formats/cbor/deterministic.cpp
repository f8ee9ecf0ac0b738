// The core deterministic encoding (RFC 8949, section 4.2.1) of maps: entries in the order of their encoded keys. All
// else of it is where the values are written.
#include <algorithm>
#include <numeric>

#include "formats/cbor/encoder.hpp"
#include "graph/keys.hpp"
#include "graph/path.hpp"

namespace clonewire::formats::cbor {

namespace {

// Keys that are containers are written once to compare them, and so are the keys inside of them: each level doubles the
// work.
constexpr int max_key_depth = 4;

constexpr loss keys_that_share = {
    "a Map with objects as keys, in a value that has shared objects: their order would depend on itself",
    "its entries are written in their own order", "the variant standard keeps the entries' order"};
constexpr loss keys_too_deep = {"Maps with objects as keys, inside of such keys five times over",
                                "its entries are written in their own order",
                                "the variant standard keeps the entries' order"};

}  // namespace

std::uint8_t* encoder::write_sorted_pairs(octet* q, const slot& s, const slot* pairs, std::uint32_t count,
                                          run_of runs) {
  q = write_head(q, major::map, count);
  const bool is_map = runs == run_of::values;
  bool can_sort = true;
  std::vector<std::string> keys(count);
  for (std::uint32_t i = 0; i < count && can_sort; ++i) {
    const slot& key = pairs[2 * std::size_t{i}];
    if (!is_map) {
      // Text is in the order of its length, then of its bytes.
      detail::append_key_text(key, keys[i]);
      octet head[max_head];
      const octet* end = put_head(head, major::text, keys[i].size());
      keys[i].insert(0, reinterpret_cast<const char*>(head), static_cast<std::size_t>(end - head));
      continue;
    }
    if (has_identity(key.kind) && (seen_.any_again() || key_depth_ == max_key_depth)) {
      if (!lose(seen_.any_again() ? keys_that_share : keys_too_deep)) return nullptr;
      can_sort = false;
    } else if (!encode_key(key, i, keys[i])) {
      return nullptr;
    }
  }
  open(s, runs, pairs, is_map ? 2 * count : count);
  if (!can_sort || std::is_sorted(keys.begin(), keys.end())) return q;
  std::vector<std::uint32_t>& order = orders_.emplace_back(count);
  std::iota(order.begin(), order.end(), 0);
  std::sort(order.begin(), order.end(), [&keys](std::uint32_t a, std::uint32_t b) { return keys[a] < keys[b]; });
  frames_.back().order = order.data();
  return q;
}

// The bytes of a Map's key on its own. False: failed.
bool encoder::encode_key(const slot& key, std::uint32_t entry, std::string& out) {
  encode_options quiet = options_;
  quiet.on_loss = nullptr;
  std::vector<std::byte> bytes;
  encoder inner(value(store_, key), quiet, bytes);
  inner.outer_ = this;
  inner.key_depth_ = key_depth_ + 1;
  const result<std::uint64_t> written = inner.run();
  if (!written) {
    std::string place = path();
    detail::append_map_key_step(place, entry);
    losses_.fail(written.error().code, place + written.error().path.substr(1), written.error().detail);
    return false;
  }
  out.assign(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  return true;
}

}  // namespace clonewire::formats::cbor
