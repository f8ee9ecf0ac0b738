"""The version numbers of V8's releases.

They are what `packaging.version` calls a release with an optional local label. This module knows no other kind, so
that nothing but the standard library is needed; a `packaging` Version is taken wherever one of these is.
"""

from __future__ import annotations

import functools
import re
from typing import Final, Protocol, runtime_checkable

_VERSION: Final = re.compile(
    r"\s*v?(?P<release>\d+(?:\.\d+)*)(?:[+-](?P<local>[a-z0-9]+(?:[-_.][a-z0-9]+)*))?\s*", re.ASCII | re.IGNORECASE
)


class InvalidVersion(ValueError):
    """A text is not the number of a V8 release."""


@runtime_checkable
class AnyVersion(Protocol):
    """What `Version` offers, and `packaging.version.Version` too."""

    @property
    def release(self) -> tuple[int, ...]:
        """The numbers between the dots."""

    @property
    def local(self) -> str | None:
        """The label of whoever built it."""

    @property
    def is_prerelease(self) -> bool:
        """Whether it comes before the release that has its numbers."""


@functools.total_ordering
class Version:
    """The number of a V8 release, such as 12.9.202.2, with the label of whoever built it, if any.

    >>> Version("12.1.109") < Version("12.9")
    True
    >>> Version("12.9.202.2+rusty").local
    'rusty'

    Parameters
    ----------
    version
        The number as text.

    Raises
    ------
    InvalidVersion
        When `version` is not such a number.
    """

    __slots__ = ("local", "release")

    release: tuple[int, ...]
    """The numbers between the dots."""
    local: str | None
    """The label after `+` or `-`, in lower case."""
    is_prerelease: Final = False

    def __init__(self, version: str) -> None:
        match = _VERSION.fullmatch(version)
        if match is None:
            raise InvalidVersion(version)
        self.release = tuple(int(number) for number in match["release"].split("."))
        label = match["local"]
        self.local = None if label is None else re.sub("[-_]", ".", label.lower())

    def __str__(self) -> str:
        numbers = ".".join(str(number) for number in self.release)
        return numbers if self.local is None else f"{numbers}+{self.local}"

    def __repr__(self) -> str:
        return f"<Version('{self}')>"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, AnyVersion):
            return NotImplemented
        return _order(self) == _order(other)

    def __lt__(self, other: object) -> bool:
        if not isinstance(other, AnyVersion):
            return NotImplemented
        return _order(self) < _order(other)

    def __hash__(self) -> int:
        return hash(_order(self))


def _order(version: AnyVersion) -> tuple[object, ...]:
    """What versions are compared by: trailing zeros mean nothing; in labels, words come before numbers."""
    significant = len(version.release)
    while significant and version.release[significant - 1] == 0:
        significant -= 1
    label = [] if version.local is None else version.local.split(".")
    return (
        version.release[:significant],
        not version.is_prerelease,
        tuple((1, int(part)) if part.isdigit() else (0, part) for part in label),
    )


def parse_lenient_version(version: str) -> Version:
    """Read a V8 version number as engines report it.

    Embedders add a label after a dash, as in Node's `12.4.254.21-node.33`.

    >>> parse_lenient_version("12.9.202.2-rusty")
    <Version('12.9.202.2+rusty')>
    >>> parse_lenient_version("twelve")
    Traceback (most recent call last):
    clonewire.v8serialize._versions.InvalidVersion: twelve
    """
    return Version(version)
