"""Encode steps: what decides how each Python value is written."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Protocol, TypeVar

from clonewire.v8serialize._errors import UnhandledValueEncodeV8SerializeError
from clonewire.v8serialize.encode._deduplication import Deduplicable
from clonewire.v8serialize.encode._stream import WritableTagStream

if TYPE_CHECKING:
    from typing_extensions import Never, TypeAlias

T = TypeVar("T")


class EncodeContext(Protocol):
    """The state of one encoding, as encode steps see it."""

    if TYPE_CHECKING:

        @property
        def stream(self) -> WritableTagStream:
            """Where the data is written."""

    else:
        stream = ...

    def encode_object(self, value: object) -> None:
        """Write a value, beginning with the first step."""

    def deduplicate(self, value: T) -> T:
        """The first value given to this method that is the same JavaScript value as `value`.

        It is `value` itself if it is the first, or if it is not hashable.
        """


class EncodeNextFn(Protocol):
    """Hands a value on to the next step; raises UnhandledValueEncodeV8SerializeError after the last."""

    def __call__(self, value: object, /) -> None: ...


class EncodeStepFn(Protocol):
    """Writes a value to `ctx.stream`, or hands it, or another value in its place, on to `next`."""

    def __call__(self, value: object, /, ctx: EncodeContext, next: EncodeNextFn) -> None: ...


class EncodeStepObject(Protocol):
    """Has a method that is an EncodeStepFn."""

    def encode(self, value: object, /, ctx: EncodeContext, next: EncodeNextFn) -> None:
        """Write a value, or hand it on."""


EncodeStep: TypeAlias = "EncodeStepObject | EncodeStepFn"
"""A step of encoding: a function, or an object with a method `encode`."""


class DefaultEncodeContext:
    """Encodes values by a sequence of steps: the first gets every value, and it may hand it on to the next.

    Parameters
    ----------
    encode_steps
        The steps; `default_encode_steps` when None.
    stream
        Where to write; a new stream when None.
    deduplicate_max_size
        How many values `deduplicate()` remembers at most; None for all.
    """

    __slots__ = ("_deduplicated", "encode_steps", "stream")

    encode_steps: Sequence[EncodeStep]
    stream: WritableTagStream

    def __init__(
        self,
        encode_steps: Iterable[EncodeStep] | None = None,
        *,
        stream: WritableTagStream | None = None,
        deduplicate_max_size: int | None = None,
    ) -> None:
        if encode_steps is None:
            from clonewire.v8serialize.encode._tag_writer import default_encode_steps

            encode_steps = default_encode_steps
        self.encode_steps = list(encode_steps)
        self.stream = WritableTagStream() if stream is None else stream
        self._deduplicated = lru_cache(maxsize=deduplicate_max_size)(_first_seen)

    def encode_object(self, value: object) -> None:
        """Write a value to the stream, beginning with the first step.

        Raises
        ------
        UnhandledValueEncodeV8SerializeError
            When no step writes it, or something in it.
        """
        self._encode_from_step(0, value)

    def _encode_from_step(self, index: int, value: object) -> None:
        if index == len(self.encode_steps):
            self._report_unmapped_value(value)
        step = self.encode_steps[index]
        encode = step if callable(step) else step.encode
        encode(value, ctx=self, next=partial(self._encode_from_step, index + 1))

    def _report_unmapped_value(self, value: object) -> Never:
        raise UnhandledValueEncodeV8SerializeError("No encode step was able to write the value", value=value)

    def deduplicate(self, value: T) -> T:
        """The first value given to this method that is the same JavaScript value as `value`.

        It is `value` itself if it is the first, or if it is not hashable.
        """
        try:
            first: Deduplicable[T] = self._deduplicated(Deduplicable(value))
        except Exception:  # whatever the __hash__ or __eq__ of someone's type raises
            return value
        return first.value


def _first_seen(value: Deduplicable[T]) -> Deduplicable[T]:
    """Behind a cache: for equal arguments, the argument of the first call."""
    return value
