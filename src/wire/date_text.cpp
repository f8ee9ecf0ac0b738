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

constexpr std::int64_t ms_per_day = 86'400'000;
constexpr std::int64_t days_per_era = 146097;
constexpr std::int64_t days_from_march_0000 = 719468;

civil_date civil_from_days(std::int64_t days_since_1970) noexcept {
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

std::int64_t days_from_civil(const civil_date& date) noexcept {
  const std::int64_t year = date.month <= 2 ? date.year - 1 : date.year;
  const std::int64_t era = floor_divide(year, 400);
  const std::int64_t year_of_era = year - era * 400;
  const std::int64_t day_of_year = (153 * (date.month + (date.month > 2 ? -3 : 9)) + 2) / 5 + date.day - 1;
  const std::int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  return era * days_per_era + day_of_era - days_from_march_0000;
}

std::int64_t days_in_month(std::int64_t year, std::int64_t month) noexcept {
  if (month == 2) return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28;
  return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

/// Takes fixed-width parts off the front of a text.
class date_scanner {
 public:
  explicit date_scanner(std::string_view text) noexcept : rest_(text) {}

  bool at_end() const noexcept { return rest_.empty(); }
  bool take(char c) noexcept {
    if (!rest_.starts_with(c)) return false;
    rest_.remove_prefix(1);
    return true;
  }
  /// An integer of just `width` digits, from `least` to `most`.
  bool take_number(std::size_t width, std::int64_t least, std::int64_t most, std::int64_t& out) noexcept {
    if (rest_.size() < width) return false;
    out = 0;
    for (const char c : rest_.substr(0, width)) {
      if (c < '0' || c > '9') return false;
      out = out * 10 + (c - '0');
    }
    rest_.remove_prefix(width);
    return out >= least && out <= most;
  }
  /// The digits of a fraction of a second.
  bool take_milliseconds(std::int64_t& out) noexcept {
    std::int64_t digit = 0;
    std::int64_t unit = 100;
    out = 0;
    if (!take_number(1, 0, 9, digit)) return false;
    do {
      out += digit * unit;
      unit /= 10;
    } while (take_number(1, 0, 9, digit));
    return true;
  }

 private:
  std::string_view rest_;
};

/// YYYY, YYYY-MM or YYYY-MM-DD; the year may have a sign and six digits.
bool take_date(date_scanner& text, civil_date& date) noexcept {
  const bool is_negative = text.take('-');
  if (is_negative || text.take('+')) {
    if (!text.take_number(6, is_negative ? 1 : 0, 999999, date.year)) return false;
    if (is_negative) date.year = -date.year;
  } else if (!text.take_number(4, 0, 9999, date.year)) {
    return false;
  }
  date.month = date.day = 1;
  if (!text.take('-')) return true;
  if (!text.take_number(2, 1, 12, date.month)) return false;
  return !text.take('-') || text.take_number(2, 1, days_in_month(date.year, date.month), date.day);
}

/// HH:mm, HH:mm:ss or HH:mm:ss.s…, then Z or a zone, as milliseconds of UTC since the date's midnight.
bool take_time(date_scanner& text, std::int64_t& ms) noexcept {
  std::int64_t hour = 0, minute = 0, second = 0, fraction = 0;
  if (!text.take_number(2, 0, 24, hour) || !text.take(':') || !text.take_number(2, 0, 59, minute)) return false;
  if (text.take(':')) {
    if (!text.take_number(2, 0, 59, second)) return false;
    if (text.take('.') && !text.take_milliseconds(fraction)) return false;
  }
  ms = ((hour * 60 + minute) * 60 + second) * 1000 + fraction;
  if (ms > ms_per_day) return false;  // of hour 24 there is but the first moment
  if (text.take('Z')) return true;
  const bool is_behind = text.take('-');
  if (!is_behind && !text.take('+')) return false;
  if (!text.take_number(2, 0, 23, hour) || !text.take(':') || !text.take_number(2, 0, 59, minute)) return false;
  const std::int64_t offset = (hour * 60 + minute) * 60'000;
  ms += is_behind ? offset : -offset;
  return true;
}

void append_padded(std::string& out, std::int64_t v, std::size_t width) {
  const std::string digits = std::to_string(v);
  if (digits.size() < width) out.append(width - digits.size(), '0');
  out += digits;
}

}  // namespace

std::string iso_date_text(double time_value) {
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

bool parse_iso_date(std::string_view text, double& time_value) noexcept {
  date_scanner scanner(text);
  civil_date date{};
  if (!take_date(scanner, date)) return false;
  std::int64_t ms = 0;
  if (scanner.take('T') && !take_time(scanner, ms)) return false;
  if (!scanner.at_end()) return false;
  ms += days_from_civil(date) * ms_per_day;
  constexpr std::int64_t furthest = 8'640'000'000'000'000;
  time_value = static_cast<double>(ms);
  return ms >= -furthest && ms <= furthest;
}

}  // namespace clonewire::wire
