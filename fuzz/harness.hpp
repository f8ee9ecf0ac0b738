// What the harnesses share. A harness states a property and traps where it does not hold; `replay_main.cpp` runs the
// same harness over files, so that every compiler builds it and the tests replay what was ever found.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

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

}  // namespace clonewire::fuzz
