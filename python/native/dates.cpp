#include "dates.hpp"

#include <datetime.h>

#include <cstdint>

namespace clonewire::python {

namespace {

constexpr std::int64_t ms_per_day = 86'400'000;

// Days since 1970-01-01 of a date in the proleptic Gregorian calendar, and back: years that begin in March put the leap
// day last, so that one formula holds for all of them.
std::int64_t days_of(int year, int month, int day) noexcept {
  const std::int64_t y = year - (month <= 2 ? 1 : 0);
  const std::int64_t era = (y >= 0 ? y : y - 399) / 400;
  const std::int64_t year_of_era = y - era * 400;
  const std::int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  return era * 146'097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719'468;
}

void date_of(std::int64_t days, int& year, int& month, int& day) noexcept {
  days += 719'468;
  const std::int64_t era = (days >= 0 ? days : days - 146'096) / 146'097;
  const std::int64_t day_of_era = days - era * 146'097;
  const std::int64_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36'524 - day_of_era / 146'096) / 365;
  const std::int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const std::int64_t month_from_march = (5 * day_of_year + 2) / 153;
  day = static_cast<int>(day_of_year - (153 * month_from_march + 2) / 5 + 1);
  month = static_cast<int>(month_from_march < 10 ? month_from_march + 3 : month_from_march - 9);
  year = static_cast<int>(year_of_era + era * 400 + (month <= 2 ? 1 : 0));
}

}  // namespace

bool import_datetime() {
  PyDateTime_IMPORT;
  return PyDateTimeAPI != nullptr;
}

PyObject* datetime_of(double time_value, PyObject* utc) {
  constexpr double first = -62'135'596'800'000.0, last = 253'402'300'799'999.0;  // the years 1 and 9999
  if (!(time_value >= first && time_value <= last)) return nullptr;
  const auto ms = static_cast<std::int64_t>(time_value);
  if (static_cast<double>(ms) != time_value) return nullptr;
  std::int64_t days = ms / ms_per_day, rest = ms % ms_per_day;
  if (rest < 0) {
    rest += ms_per_day;
    --days;
  }
  int year, month, day;
  date_of(days, year, month, day);
  const int seconds = static_cast<int>(rest / 1000);
  return PyDateTimeAPI->DateTime_FromDateAndTime(year, month, day, seconds / 3600, seconds / 60 % 60, seconds % 60,
                                                 static_cast<int>(rest % 1000) * 1000, utc,
                                                 PyDateTimeAPI->DateTimeType);
}

bool is_datetime(PyObject* object) noexcept {
  return PyDateTime_Check(object);
}

bool is_folded(PyObject* datetime) noexcept {
  return PyDateTime_DATE_GET_FOLD(datetime) != 0;
}

bool runs_no_python_code(PyObject* datetime) noexcept {
  if (!PyDateTime_CheckExact(datetime)) return false;
  PyObject* zone = PyDateTime_DATE_GET_TZINFO(datetime);
  return zone == Py_None || Py_TYPE(zone) == Py_TYPE(PyDateTime_TimeZone_UTC);
}

bool time_value_of(PyObject* datetime, double& time_value, int& microseconds) {
  // Aware: what its own clock shows, less the offset from UTC; local: the same after astimezone() has found the zone.
  owned aware = owned::to(datetime);
  owned offset(PyObject_CallMethod(datetime, "utcoffset", nullptr));
  if (!offset) return false;
  if (offset.get() == Py_None) {
    aware = owned(PyObject_CallMethod(datetime, "astimezone", nullptr));
    if (!aware) return false;
    offset = owned(PyObject_CallMethod(aware.get(), "utcoffset", nullptr));
    if (!offset) return false;
  }
  PyObject* at = aware.get();
  const std::int64_t offset_us =
      (std::int64_t{PyDateTime_DELTA_GET_DAYS(offset.get())} * 86'400 + PyDateTime_DELTA_GET_SECONDS(offset.get())) *
          1'000'000 +
      PyDateTime_DELTA_GET_MICROSECONDS(offset.get());
  const std::int64_t seconds =
      days_of(PyDateTime_GET_YEAR(at), PyDateTime_GET_MONTH(at), PyDateTime_GET_DAY(at)) * 86'400 +
      PyDateTime_DATE_GET_HOUR(at) * 3600 + PyDateTime_DATE_GET_MINUTE(at) * 60 + PyDateTime_DATE_GET_SECOND(at);
  const std::int64_t us = seconds * 1'000'000 + PyDateTime_DATE_GET_MICROSECOND(at) - offset_us;
  std::int64_t ms = us / 1000, rest = us % 1000;
  if (rest < 0) {
    rest += 1000;
    --ms;
  }
  time_value = static_cast<double>(ms);
  microseconds = static_cast<int>(rest);
  return true;
}

bool is_in_whole_minutes(PyObject* offset) noexcept {
  return PyDateTime_DELTA_GET_SECONDS(offset) % 60 == 0 && PyDateTime_DELTA_GET_MICROSECONDS(offset) == 0;
}

}  // namespace clonewire::python
