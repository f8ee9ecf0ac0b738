// What the harnesses share. A harness states a property and traps where it does not hold; `replay_main.cpp` runs the
// same harness over files, so that every compiler builds it and the tests replay what was ever found.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#include <clonewire/clonewire.hpp>

#include "support/exact_copy.hpp"
#include "support/round_trip.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace clonewire::fuzz {

using test::exact_copy;

/// Ends the run, saying which property failed.
inline void require(bool holds, const char* property) {
  if (holds) return;
  std::fprintf(stderr, "property does not hold: %s\n", property);
  std::abort();
}

/// Small enough that the fuzzer meets every one of them.
inline limits small_limits() {
  limits bounds;
  bounds.max_depth = 16;
  bounds.max_slots = 256;
  bounds.max_bytes = std::uint64_t{64} << 10;
  bounds.max_expansion = 8;
  return bounds;
}

inline constexpr dialect all_dialects[] = {dialect::automatic, dialect::node, dialect::web, dialect::workerd};

/// Requires that the value survives being written and read again, or cannot be carried.
inline void require_round_trip(const document& doc, const encode_options& writing) {
  const std::string complaint = test::round_trip_complaint(doc, writing);
  require(complaint.empty(), complaint.c_str());
}

/// Requires what every refusal owes its reader.
inline void require_place(const error& e, std::size_t input_size) {
  require(e.offset <= input_size, "a refusal's offset lies in the input");
  require(!e.path.empty() && e.path.front() == '$', "a refusal names the path");
  require(!e.detail.empty(), "a refusal says why");
}

/// Requires that the input, with `head` and 256 zeros in front of it, is read as `alone` was, as the second of
/// an array's elements. Short inputs are copied to where there is room behind them, and so never show what is read past
/// their end; this one is borrowed, and ends where its block does.
inline void require_same_where_borrowed(std::string_view head, bytes_view input, decode_options options,
                                        const result<document>& alone) {
  constexpr std::size_t long_bytes = 256;
  std::string bytes(head);
  bytes.append(long_bytes, '\0').append(reinterpret_cast<const char*>(input.data()), input.size());
  const exact_copy whole(bytes.data(), bytes.size());
  options.input = input_lifetime::borrowed;
  const auto together = try_decode(whole, options);
  require(together.ok() == alone.ok(), "a borrowed input is read where a copied one is");
  if (together) require(equal(together->root().elements()[1], alone->root()), "a borrowed input is the same value");
}

}  // namespace clonewire::fuzz
