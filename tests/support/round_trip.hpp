// The property that fuzzers and sweeps share: what was read survives being written and read again.
#pragma once

#include <string>
#include <vector>

#include <clonewire/canonical.hpp>
#include <clonewire/clonewire.hpp>

#include "support/any_order.hpp"
#include "support/exact_copy.hpp"

namespace clonewire::test {

/// Writes `doc` and reads it back the same way. Empty where the value is the same, or cannot be carried; else what is
/// wrong.
inline std::string round_trip_complaint(const document& doc, const encode_options& writing) {
  const auto encoded = try_encode(doc, writing);
  if (!encoded) {
    return encoded.error().code == errc::cannot_carry ? std::string() : "not written: " + encoded.error().message();
  }
  decode_options reading;
  reading.format = writing.format;
  reading.dialect = writing.dialect;
  reading.variant = writing.variant;
  reading.strict = true;
  const exact_copy output(*encoded);
  const auto again = try_decode(output, reading);
  if (!again) return "written, but not read again: " + again.error().message();
  const bool sorts = writing.format == format::serial;
  const bool is_same = doc == *again || (sorts && in_any_order(doc.root()) == in_any_order(again->root()));
  return is_same ? std::string() : "another value after writing and reading";
}

}  // namespace clonewire::test
