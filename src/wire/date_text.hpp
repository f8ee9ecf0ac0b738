// Dates as text.
#pragma once

#include <string>
#include <string_view>

namespace clonewire::wire {

/// What JavaScript's toISOString gives for a time value (milliseconds since 1970): "2024-01-02T03:04:05.678Z", years
/// outside of 0 to 9999 with a sign and six digits. Precondition: a valid time value, a finite integer within ±8.64e15.
std::string iso_date_text(double time_value);

/// The time value of a date in ECMAScript's date time string format (ECMA-262 section 21.4.1.32): what `iso_date_text`
/// gives, parts of it left out from the right ("2024", "2024-01-02", "2024-01-02T03:04Z"), a zone in place of Z. A
/// fraction may have any length; what is below a millisecond is dropped, as JavaScript does. False for all other text,
/// for a time without a zone, which would depend on the reader's own, and outside of what a Date can hold.
bool parse_iso_date(std::string_view text, double& time_value) noexcept;

}  // namespace clonewire::wire
