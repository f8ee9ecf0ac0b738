// The proleptic Gregorian calendar by Howard Hinnant's days-to-civil method: years are counted from March, so that the
// leap day is the last of its year, and in eras of 400 years, which are all alike.
#include "wire/date_text.hpp"

#include <cstdint>

namespace clonewire::wire {
namespace {

struct civil_date {
  std::int64_t year;
  std::int64_t month;  // 1 to 12
  std::int64_t day;    // 1 to 31
};

constexpr std::int64_t floor_divide(std::int64_t a, std::int64_t b) noexcept {
  return (a >= 0 ? a : a - b + 1) / b;
}

civil_date civil_from_days(std::int64_t days_since_1970) noexcept {
  constexpr std::int64_t days_per_era = 146097;
  constexpr std::int64_t days_from_march_0000 = 719468;
  const std::int64_t days = days_since_1970 + days_from_march_0000;
  const std::int64_t era = floor_divide(days, days_per_era);
  const std::int64_t day_of_era = days - era * days_per_era;
  const std::int64_t year_of_era =
      (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / (days_per_era - 1)) / 365;
  const std::int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const std::int64_t month_from_march = (5 * day_of_year + 2) / 153;
  const std::int64_t month = month_from_march < 10 ? month_from_march + 3 : month_from_march - 9;
  const std::int64_t day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
  return {year_of_era + era * 400 + (month <= 2), month, day};
}

void append_padded(std::string& out, std::int64_t v, std::size_t width) {
  const std::string digits = std::to_string(v);
  if (digits.size() < width) out.append(width - digits.size(), '0');
  out += digits;
}

}  // namespace

std::string iso_date_text(double time_value) {
  constexpr std::int64_t ms_per_day = 86'400'000;
  const auto ms = static_cast<std::int64_t>(time_value);
  const std::int64_t days = floor_divide(ms, ms_per_day);
  const std::int64_t time = ms - days * ms_per_day;
  const civil_date date = civil_from_days(days);

  std::string out;
  if (date.year >= 0 && date.year <= 9999) {
    append_padded(out, date.year, 4);
  } else {
    out += date.year < 0 ? '-' : '+';
    append_padded(out, date.year < 0 ? -date.year : date.year, 6);
  }
  const struct {
    char before;
    std::int64_t v;
    std::size_t width;
  } parts[] = {{'-', date.month, 2},         {'-', date.day, 2},         {'T', time / 3'600'000, 2},
               {':', time / 60'000 % 60, 2}, {':', time / 1000 % 60, 2}, {'.', time % 1000, 3}};
  for (const auto& part : parts) {
    out += part.before;
    append_padded(out, part.v, part.width);
  }
  out += 'Z';
  return out;
}

}  // namespace clonewire::wire
