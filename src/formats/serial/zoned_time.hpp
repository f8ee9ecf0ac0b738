// Times as the envelope has them: RFC 3339 with a zone and up to nine digits of a second's fraction, as Go's
// time.RFC3339Nano prints them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace clonewire::formats::serial {

struct zoned_time {
  std::string text;          // canonical: the fraction without trailing zeros, an offset of zero as Z
  std::int64_t seconds = 0;  // since 1970, in UTC
  std::uint32_t nanoseconds = 0;
  bool is_utc = false;
  bool is_beyond_nanoseconds = false;  // digits past the ninth, not all 0, were left out
  bool is_within_years = true;         // 0 to 9999, in four digits: RFC 3339 has no others
};

/// Reads a time. Returns what is wrong with it, or null. Years outside of 0 to 9999 are read as Go prints them: -0001,
/// 10000.
const char* read_zoned_time(std::string_view text, zoned_time& out);

/// The time that a Date's valid time value is, in UTC.
zoned_time zoned_time_of_date(double time_value);
/// True where a Date holds just this time: UTC, whole milliseconds; `time_value` receives it. Precondition: the time is
/// within years.
bool is_date(const zoned_time& time, double& time_value) noexcept;

}  // namespace clonewire::formats::serial
