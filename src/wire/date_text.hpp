// Dates as text.
#pragma once

#include <string>

namespace clonewire::wire {

/// What JavaScript's toISOString gives for a time value (milliseconds since 1970): "2024-01-02T03:04:05.678Z", years
/// outside of 0 to 9999 with a sign and six digits. Precondition: a valid time value, a finite integer within ±8.64e15.
std::string iso_date_text(double time_value);

}  // namespace clonewire::wire
