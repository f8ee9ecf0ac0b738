// JavaScript's Dates as datetime objects, and back.
#pragma once

#include "python.hpp"

namespace clonewire::python {

/// Loads datetime's C interface; once, before anything else here. False: an exception is set.
bool import_datetime();

/// The datetime with the time zone `utc` of a time value, milliseconds since 1970. Null without an exception: there is
/// none (an invalid Date, one outside of the years 1 to 9999).
PyObject* datetime_of(double time_value, PyObject* utc);

bool is_datetime(PyObject* object) noexcept;
/// True where neither the datetime nor its time zone is of a class that Python code defines.
bool runs_no_python_code(PyObject* datetime) noexcept;

/// Whether the second of two equal wall-clock times is meant.
bool is_folded(PyObject* datetime) noexcept;

/// The time value of a datetime; one without a time zone is in local time, as for datetime.timestamp. `microseconds`:
/// what JavaScript's milliseconds do not hold, 0 to 999. False: an exception is set.
bool time_value_of(PyObject* datetime, double& time_value, int& microseconds);

/// Whether an offset from UTC, a timedelta, is one that "+05:30" can say.
bool is_in_whole_minutes(PyObject* offset) noexcept;

}  // namespace clonewire::python
