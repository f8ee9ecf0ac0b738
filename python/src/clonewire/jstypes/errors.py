"""Errors raised by the JavaScript types.

The names and messages are those of the `v8serialize` package, whose drop-in replacement `clonewire.v8serialize`
re-exports them and derives its decode and encode errors from `V8SerializeError`.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, cast


@dataclass(init=False)
class V8SerializeError(Exception):
    """The base of every error about JavaScript values and V8's serialization format.

    Its text is the message, then each further field of the (data)class as `name=value`.

    >>> str(ByteLengthJSArrayBufferError("too long", byte_length=3, max_byte_length=2))
    'too long: byte_length=3, max_byte_length=2'
    """

    if not TYPE_CHECKING:
        message: str  # makes the message part of the dataclass' repr and equality

    def __init__(self, message: str, *args: object) -> None:
        super().__init__(message, *args)

    @property
    def message(self) -> str:
        """What went wrong, without the fields."""
        return cast(str, self.args[0])

    def __str__(self) -> str:
        details = ", ".join(
            f"{field.name}={getattr(self, field.name)!r}"
            for field in fields(self)
            if field.name != "message" and field.repr
        )
        return f"{self.message}: {details}" if details else self.message


class JSRegExpV8SerializeError(V8SerializeError):
    """A regular expression or its flags exist in only one of Python and JavaScript."""


class NormalizedKeyError(KeyError):
    """A JSObject has no property of this name.

    Attributes
    ----------
    normalized_key
        The key that was looked up: an int for array indexes, else a str.
    raw_key
        The key as the caller wrote it.
    """

    __slots__ = ("normalized_key", "raw_key")

    def __init__(self, normalized_key: object, raw_key: object) -> None:
        self.normalized_key = normalized_key
        self.raw_key = raw_key
        super().__init__(f"{normalized_key!r} (normalized from {raw_key!r})")

    def __repr__(self) -> str:
        name = type(self).__qualname__
        return f"{name}(normalized_key={self.normalized_key!r}, raw_key={self.raw_key!r})"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, NormalizedKeyError):
            return NotImplemented
        return (self.normalized_key, self.raw_key) == (other.normalized_key, other.raw_key)

    __hash__ = None  # type: ignore[assignment]

    def __reduce__(self) -> tuple[type[NormalizedKeyError], tuple[object, object]]:
        return type(self), (self.normalized_key, self.raw_key)


@dataclass(init=False)
class JSArrayBufferError(V8SerializeError):
    """The base of most errors about ArrayBuffers and their views."""


@dataclass(init=False)
class ByteLengthJSArrayBufferError(V8SerializeError, ValueError):
    """A buffer cannot have this byte length."""

    byte_length: int
    max_byte_length: int | None

    def __init__(self, message: str, *, byte_length: int, max_byte_length: int | None) -> None:
        super().__init__(message)
        self.byte_length = byte_length
        self.max_byte_length = max_byte_length


@dataclass(init=False)
class ItemSizeJSArrayBufferError(JSArrayBufferError, ValueError):
    """A byte offset or length is not a multiple of the view's item size."""

    itemsize: int
    byte_offset: int
    byte_length: int | None

    def __init__(self, message: str, *, itemsize: int, byte_offset: int, byte_length: int | None) -> None:
        super().__init__(message)
        self.itemsize = itemsize
        self.byte_offset = byte_offset
        self.byte_length = byte_length


@dataclass(init=False)
class BoundsJSArrayBufferError(JSArrayBufferError, ValueError):
    """A byte range is not within its buffer."""

    byte_offset: int
    byte_length: int | None
    buffer_byte_length: int

    def __init__(self, message: str, byte_offset: int, byte_length: int | None, buffer_byte_length: int) -> None:
        super().__init__(message)
        self.byte_offset = byte_offset
        self.byte_length = byte_length
        self.buffer_byte_length = buffer_byte_length
