"""Errors that reading and writing V8's format raises.

`V8SerializeError` is the base of them all. Errors of the JavaScript types themselves come from `clonewire.jstypes`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from clonewire.jstypes.errors import JSRegExpV8SerializeError as JSRegExpV8SerializeError
from clonewire.jstypes.errors import NormalizedKeyError as NormalizedKeyError
from clonewire.jstypes.errors import V8SerializeError as V8SerializeError

if TYPE_CHECKING:
    from clonewire.jstypes.buffer_access import ReadableBinary
    from clonewire.jstypes.tags import SerializationTag
    from clonewire.v8serialize._features import SerializationFeature


@dataclass(init=False)
class DecodeV8SerializeError(V8SerializeError, ValueError):
    """The bytes are not V8's format, or hold what the decode steps cannot represent.

    Attributes
    ----------
    position
        The byte offset in `data` that reading had reached.
    data
        The bytes that were being read.
    """

    position: int
    data: ReadableBinary

    def __init__(self, message: str, *args: object, position: int, data: ReadableBinary) -> None:
        super().__init__(message, *args)
        self.position = position
        self.data = data


@dataclass(init=False)
class UnhandledTagDecodeV8SerializeError(DecodeV8SerializeError):
    """No decode step reads values that begin with `tag`."""

    if not TYPE_CHECKING:
        tag: SerializationTag  # makes the tag part of the dataclass' repr and equality

    def __init__(
        self, message: str, *args: object, tag: SerializationTag, position: int, data: ReadableBinary
    ) -> None:
        super().__init__(message, tag, *args, position=position, data=data)

    @property
    def tag(self) -> SerializationTag:
        """The tag that was met."""
        return cast("SerializationTag", self.args[1])


@dataclass(init=False)
class EncodeV8SerializeError(V8SerializeError, ValueError):
    """A value cannot be written in V8's format."""


@dataclass(init=False)
class UnhandledValueEncodeV8SerializeError(EncodeV8SerializeError):
    """No encode step writes `value`, or values of its type."""

    if not TYPE_CHECKING:
        value: object  # makes the value part of the dataclass' repr and equality

    def __init__(self, message: str, *args: object, value: object) -> None:
        super().__init__(message, value, *args)

    @property
    def value(self) -> object:
        """The value that nothing could write."""
        return self.args[1]


@dataclass(init=False)
class FeatureNotEnabledEncodeV8SerializeError(EncodeV8SerializeError):
    """A value can be written only once the SerializationFeature `feature_required` is enabled."""

    feature_required: SerializationFeature

    def __init__(self, message: str, *, feature_required: SerializationFeature) -> None:
        super().__init__(message)
        self.feature_required = feature_required
