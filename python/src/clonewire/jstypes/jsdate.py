"""JavaScript's Dates, where `datetime` cannot hold them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from math import isnan
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing_extensions import Self

_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)


@dataclass(frozen=True, slots=True, eq=False)
class JSDate:
    """A JavaScript Date that `datetime` cannot hold: an invalid one, or one outside the years 1 to 9999.

    It can hold any other too. Equal to a JSDate of the same time value; all invalid Dates are equal.

    >>> JSDate(float("nan")) == JSDate(float("nan"))
    True
    >>> JSDate(8.64e15).to_datetime()
    Traceback (most recent call last):
    ValueError: datetime cannot hold the time 8640000000000000.0 ms
    """

    time_value: float
    """Milliseconds since 1970 in UTC; NaN for an invalid Date."""

    @classmethod
    def from_datetime(cls, when: datetime) -> Self:
        """The Date of a datetime; one without a zone is in local time.

        Raises ValueError if it has a fraction of a millisecond, which a Date cannot hold.
        """
        milliseconds, rest = divmod(when.astimezone(timezone.utc) - _EPOCH, timedelta(milliseconds=1))
        if rest:
            raise ValueError(f"a Date cannot hold the microseconds of {when!r}")
        return cls(float(milliseconds))

    def to_datetime(self) -> datetime:
        """The Date as a datetime in UTC.

        Raises ValueError if datetime cannot hold it: an invalid Date, or one outside the years 1 to 9999.
        """
        try:
            # Whole milliseconds first: timedelta rounds a float to microseconds.
            if not self.time_value.is_integer():
                raise ValueError
            return _EPOCH + timedelta(milliseconds=int(self.time_value))
        except (ValueError, OverflowError):
            raise ValueError(f"datetime cannot hold the time {self.time_value!r} ms") from None

    @property
    def is_valid(self) -> bool:
        """Whether it is a point in time; false for `new Date(NaN)`."""
        return not isnan(self.time_value)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, JSDate):
            return NotImplemented
        return self.time_value == other.time_value or not (self.is_valid or other.is_valid)

    def __hash__(self) -> int:
        return hash((JSDate, self.time_value if self.is_valid else None))
