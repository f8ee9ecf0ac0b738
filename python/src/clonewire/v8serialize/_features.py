"""What V8 added to its format without giving it a new version number."""

from __future__ import annotations

import functools
from enum import Enum
from typing import TYPE_CHECKING, Final, Literal

from clonewire.jstypes._enums import IterableFlag
from clonewire.v8serialize._versions import AnyVersion, Version, parse_lenient_version

if TYPE_CHECKING:
    from typing_extensions import Self, TypeAlias

kLatestVersion: Final = 15
"""The version of the format that is written, and the newest that is read."""


@functools.total_ordering
class SymbolicVersion(Enum):
    """Stands in for version numbers that do not exist yet."""

    Unreleased = "Unreleased"
    """Greater than every version number."""

    def __lt__(self, other: object) -> bool:
        if isinstance(other, (AnyVersion, SymbolicVersion)):
            return False
        return NotImplemented


UnreleasedVersion: TypeAlias = Literal[SymbolicVersion.Unreleased]


class SerializationFeature(IterableFlag):
    """Additions to format 15 that older releases of V8 which also write and read format 15 cannot read.

    None is used unless it is enabled: by name, or by naming the oldest V8 that has to read the data. V8 promises that
    newer releases read what older ones wrote, so a feature, once there, stays.

    >>> SerializationFeature.MaxCompatibility.first_v8_version
    <Version('10.0.29')>
    >>> list(SerializationFeature.supported_by(v8_version="11.0.193"))
    [<SerializationFeature.RegExpUnicodeSets: 1>, <SerializationFeature.ResizableArrayBuffers: 2>]
    """

    MaxCompatibility = 0, "10.0.29"
    """No additions: every V8 that reads format 15 reads the data."""

    RegExpUnicodeSets = 1, "10.7.123"
    """Regular expressions with the flag `v`."""

    ResizableArrayBuffers = 2, "11.0.193"
    """ArrayBuffers that can be resized. Without this they are written with the length they have, fixed."""

    CircularErrorCause = 4, "12.1.109"
    """Errors that are their own `cause`, directly or not."""

    Float16Array = 8, "13.1.201"
    """Float16Array views."""

    _first_v8_version: Version

    if not TYPE_CHECKING:  # type checkers take __new__'s signature for that of SerializationFeature(value)

        def __new__(cls, flag: int, first_v8_version: str) -> Self:
            member = object.__new__(cls)
            member._value_ = flag
            member._first_v8_version = Version(first_v8_version)
            return member

    @classmethod
    def for_name(cls, name: str, /) -> SerializationFeature:
        """The single feature called `name`.

        Raises
        ------
        LookupError
            When there is none.
        """
        for feature in cls:
            if feature.name == name:
                return feature
        raise LookupError(name)

    @property
    def first_v8_version(self) -> Version | UnreleasedVersion:
        """The first release of V8 that reads data with this feature; only single features have one."""
        return self._first_v8_version

    @classmethod
    def supported_by(cls, *, v8_version: AnyVersion | UnreleasedVersion | str) -> SerializationFeature:
        """The features that a release of V8, and every newer one, can read.

        Raises
        ------
        LookupError
            When that release cannot read format 15 at all.
        InvalidVersion
            When `v8_version` is a text that is no version number.
        """
        if isinstance(v8_version, str):
            v8_version = parse_lenient_version(v8_version)
        if v8_version < cls.MaxCompatibility.first_v8_version:
            raise LookupError(
                f"V8 version {v8_version} is earlier than the first V8 version that supports serialization format "
                f"{kLatestVersion}. v8_version must be >= {cls.MaxCompatibility.first_v8_version}"
            )
        supported = cls.MaxCompatibility
        for feature in cls:
            if feature.first_v8_version <= v8_version:
                supported |= feature
        return supported
