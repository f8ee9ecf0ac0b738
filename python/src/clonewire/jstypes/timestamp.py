"""Points in time with a zone, finer or further off than `datetime` can hold."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timezone

_RFC3339 = re.compile(r"(\d{4,}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(?:\.(\d+))?(Z|[+-]\d\d:\d\d)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Timestamp:
    """A point in time and its zone as RFC 3339 text: what `datetime` cannot hold, such as nanoseconds.

    The format `serial` has such values; JavaScript has not. Equal to a Timestamp of the same text.

    Raises ValueError if the text is not of that form.

    >>> Timestamp("2024-01-02T03:04:05.123456789+05:30").to_datetime()
    Traceback (most recent call last):
    ValueError: datetime cannot hold 2024-01-02T03:04:05.123456789+05:30
    >>> Timestamp("2024-01-02T03:04:05.5Z").to_datetime()
    datetime.datetime(2024, 1, 2, 3, 4, 5, 500000, tzinfo=datetime.timezone.utc)
    """

    text: str
    """The time, as in "2024-01-02T03:04:05.5+05:30"."""

    def __post_init__(self) -> None:
        if _RFC3339.fullmatch(self.text) is None:
            raise ValueError(f"not an RFC 3339 time: {self.text!r}")

    def to_datetime(self) -> datetime:
        """The same time as a datetime with a zone.

        Raises ValueError if datetime cannot hold it: a fraction of a microsecond, or a year past 9999.
        """
        match = _RFC3339.fullmatch(self.text)
        assert match is not None
        date, time, fraction, zone = match.groups(default="")
        microseconds = fraction.rstrip("0").ljust(6, "0")
        try:
            if len(microseconds) > 6:
                raise ValueError
            # Python before 3.11 reads neither a "Z" nor a fraction of other than three or six digits.
            moment = datetime.fromisoformat(f"{date}T{time}.{microseconds}{'+00:00' if zone == 'Z' else zone}")
        except ValueError:
            raise ValueError(f"datetime cannot hold {self.text}") from None
        return moment.replace(tzinfo=timezone.utc) if zone == "Z" else moment
