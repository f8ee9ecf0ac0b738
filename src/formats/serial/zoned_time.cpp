#include "formats/serial/zoned_time.hpp"

#include <algorithm>

#include "wire/date_text.hpp"

namespace clonewire::formats::serial {
namespace {

constexpr std::size_t nanosecond_digits = 9;
constexpr std::uint32_t nanoseconds_per_millisecond = 1'000'000;

constexpr bool is_digit(char c) noexcept {
  return c >= '0' && c <= '9';
}

constexpr bool is_leap(std::int64_t year) noexcept {
  return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

constexpr int days_in(int month, std::int64_t year) noexcept {
  constexpr int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return days[month - 1] + (month == 2 && is_leap(year) ? 1 : 0);
}

/// Howard Hinnant's days_from_civil: years are counted from March, in eras of 400.
constexpr std::int64_t days_since_1970(std::int64_t year, int month, int day) noexcept {
  year -= month <= 2 ? 1 : 0;
  const std::int64_t era = (year >= 0 ? year : year - 399) / 400;
  const std::int64_t year_of_era = year - era * 400;
  const std::int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  return era * 146097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719468;
}

/// The rest of a text that is being read.
class scanner {
 public:
  explicit scanner(std::string_view text) noexcept : rest_(text) {}

  bool done() const noexcept { return rest_.empty(); }
  bool take(char c) noexcept {
    if (!rest_.starts_with(c)) return false;
    rest_.remove_prefix(1);
    return true;
  }
  std::string_view take_digits() noexcept {
    std::size_t count = 0;
    while (count != rest_.size() && is_digit(rest_[count])) ++count;
    const std::string_view digits = rest_.substr(0, count);
    rest_.remove_prefix(count);
    return digits;
  }
  /// Two digits behind `before`.
  bool take_pair(char before, int& out) noexcept {
    if (!take(before) || rest_.size() < 2 || !is_digit(rest_[0]) || !is_digit(rest_[1])) return false;
    out = (rest_[0] - '0') * 10 + (rest_[1] - '0');
    rest_.remove_prefix(2);
    return true;
  }
  std::size_t left() const noexcept { return rest_.size(); }

 private:
  std::string_view rest_;
};

constexpr const char* no_time = "expected a time as in 2006-01-02T15:04:05.999999999+07:00";

}  // namespace

const char* read_zoned_time(std::string_view text, zoned_time& out) {
  scanner in(text);
  const bool before_christ = in.take('-');
  const std::string_view year_digits = in.take_digits();
  constexpr std::size_t most_year_digits = 9;  // far beyond any Date
  if (year_digits.size() < 4 || year_digits.size() > most_year_digits) return no_time;
  std::int64_t year = 0;
  for (const char c : year_digits) year = year * 10 + (c - '0');
  if (before_christ) year = -year;
  out.is_within_years = !before_christ && year_digits.size() == 4;

  int month, day, hour, minute, second;
  if (!in.take_pair('-', month) || !in.take_pair('-', day) || !in.take_pair('T', hour) || !in.take_pair(':', minute) ||
      !in.take_pair(':', second)) {
    return no_time;
  }
  if (month < 1 || month > 12) return "month out of range";
  if (day < 1 || day > days_in(month, year)) return "day out of range";
  if (hour > 23) return "hour out of range";
  if (minute > 59) return "minute out of range";
  if (second > 59) return "second out of range";
  out.text = text.substr(0, text.size() - in.left());

  out.nanoseconds = 0;
  out.is_beyond_nanoseconds = false;
  if (in.take('.')) {
    std::string_view fraction = in.take_digits();
    if (fraction.empty()) return no_time;
    const std::string_view beyond = fraction.substr(std::min(fraction.size(), nanosecond_digits));
    out.is_beyond_nanoseconds = beyond.find_first_not_of('0') != beyond.npos;
    fraction = fraction.substr(0, nanosecond_digits);
    fraction = fraction.substr(0, fraction.find_last_not_of('0') + 1);
    for (std::size_t i = 0; i != nanosecond_digits; ++i) {
      out.nanoseconds = out.nanoseconds * 10 + static_cast<std::uint32_t>(i < fraction.size() ? fraction[i] - '0' : 0);
    }
    if (!fraction.empty()) (out.text += '.') += fraction;
  }

  int offset = 0;  // minutes east of UTC
  if (!in.take('Z')) {
    const std::size_t zone = text.size() - in.left();
    const char sign = in.done() ? '\0' : text[zone];
    int hours, minutes;
    if ((sign != '+' && sign != '-') || !in.take_pair(sign, hours) || !in.take_pair(':', minutes)) return no_time;
    if (hours > 23 || minutes > 59) return "zone out of range";
    offset = (hours * 60 + minutes) * (sign == '-' ? -1 : 1);
    if (offset != 0) out.text += text.substr(zone, text.size() - in.left() - zone);
  }
  if (!in.done()) return no_time;
  out.is_utc = offset == 0;
  if (out.is_utc) out.text += 'Z';
  out.seconds = days_since_1970(year, month, day) * 86400 + hour * 3600 + minute * 60 + second - offset * 60;
  return nullptr;
}

zoned_time zoned_time_of_date(double time_value) {
  // "+012024-01-02T03:04:05.600Z": years beyond four digits have a sign and six.
  std::string text = wire::iso_date_text(time_value);
  if (text[0] == '+' || text[0] == '-') {
    const std::size_t sign = text[0] == '-' ? 1 : 0;
    std::size_t zeros = 0;
    while (zeros != 2 && text[1 + zeros] == '0') ++zeros;
    text.erase(sign, 1 - sign + zeros);
  }
  zoned_time time;
  read_zoned_time(text, time);
  return time;
}

bool is_date(const zoned_time& time, double& time_value) noexcept {
  if (!time.is_utc || time.nanoseconds % nanoseconds_per_millisecond != 0) return false;
  const std::int64_t milliseconds = time.nanoseconds / nanoseconds_per_millisecond;
  time_value = static_cast<double>(time.seconds * 1000 + milliseconds);
  return true;
}

}  // namespace clonewire::formats::serial
