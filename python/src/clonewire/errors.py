"""What goes wrong, and where."""

from __future__ import annotations


class ClonewireError(Exception):
    """Bytes that cannot be read, or a value that cannot be written.

    `str()` of it names the place and the reason, and ends with the code in brackets.
    """

    code: str
    """What went wrong, as a word that stays the same: "unexpected_end", "cannot_carry" …"""
    offset: int | None
    """Reading: the first byte of what could not be read. None where there is no such byte."""
    path: str
    """Where in the value: "$.pets[0].owner"."""
    detail: str
    """The reason in words."""

    def __init__(self, code: str, offset: int | None, path: str, detail: str) -> None:
        super().__init__(code, offset, path, detail)
        self.code, self.offset, self.path, self.detail = code, offset, path, detail

    def __str__(self) -> str:
        place = "" if self.offset is None else f"byte {self.offset}: "
        return f"{place}{self.path}: {self.detail} ({self.code})"


class DecodeError(ClonewireError, ValueError):
    """Bytes that are not a value of their format, or a value that the wanted Python objects cannot keep."""


class EncodeError(ClonewireError, TypeError, ValueError):
    """A value that the format, or JavaScript itself, cannot carry without loss."""


class LossWarning(UserWarning):
    """Something that `dumps(…, lossy=True)` left out, or that `loads` found in the bytes and no value can hold."""

    __module__ = "clonewire"
