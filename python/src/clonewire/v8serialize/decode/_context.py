"""Decode steps: what decides which Python value stands for each value that is read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Protocol, overload

from clonewire.v8serialize._errors import UnhandledTagDecodeV8SerializeError
from clonewire.v8serialize.constants import SerializationTag
from clonewire.v8serialize.decode._stream import ReadableTagStream

if TYPE_CHECKING:
    from typing_extensions import Never, TypeAlias

    from clonewire.jstypes.buffer_access import ReadableBinary


class DecodeContext(Protocol):
    """The state of one decoding, as decode steps see it."""

    if TYPE_CHECKING:

        @property
        def stream(self) -> ReadableTagStream:
            """Where the data is read."""

    else:
        stream = ...

    def decode_object(self, *, tag: SerializationTag | None = ...) -> object:
        """Read a value, beginning with the first step; its tag too unless `tag` is the one that was just read."""


class DecodeNextFn(Protocol):
    """Hands a tag on to the next step; raises UnhandledTagDecodeV8SerializeError after the last."""

    def __call__(self, tag: SerializationTag, /) -> object: ...


class DecodeStepFn(Protocol):
    """Reads from `ctx.stream` what follows `tag` and returns its value, or hands the tag on to `next`.

    It may also return something else in place of what `next` returns.
    """

    def __call__(self, tag: SerializationTag, /, ctx: DecodeContext, next: DecodeNextFn) -> object: ...


class DecodeStepObject(Protocol):
    """Has a method that is a DecodeStepFn."""

    def decode(self, tag: SerializationTag, /, ctx: DecodeContext, next: DecodeNextFn) -> object:
        """Read what follows a tag, or hand it on."""


DecodeStep: TypeAlias = "DecodeStepObject | DecodeStepFn"
"""A step of decoding: a function, or an object with a method `decode`."""


@dataclass(init=False, slots=True)
class DefaultDecodeContext:
    """Decodes values by a sequence of steps: the first gets every tag, and it may hand it on to the next.

    Parameters
    ----------
    data
        What to read.
    stream
        Where to read, instead of `data`.
    decode_steps
        The steps; `default_decode_steps` when None.
    """

    decode_steps: Sequence[DecodeStep]
    stream: ReadableTagStream

    @overload
    def __init__(
        self, *, data: None = None, stream: ReadableTagStream, decode_steps: Iterable[DecodeStep] | None = None
    ) -> None: ...
    @overload
    def __init__(
        self, *, data: ReadableBinary, stream: None = None, decode_steps: Iterable[DecodeStep] | None = None
    ) -> None: ...

    def __init__(
        self,
        *,
        data: ReadableBinary | None = None,
        stream: ReadableTagStream | None = None,
        decode_steps: Iterable[DecodeStep] | None = None,
    ) -> None:
        if stream is not None and data is not None:
            raise ValueError("data and stream cannot both be provided")
        if stream is None:
            if data is None:
                raise ValueError("data or stream must be provided")
            stream = ReadableTagStream(data)
        if decode_steps is None:
            from clonewire.v8serialize.decode._tag_reader import default_decode_steps

            decode_steps = default_decode_steps
        self.decode_steps = list(decode_steps)
        self.stream = stream

    def decode_object(self, *, tag: SerializationTag | None = None) -> object:
        """Read a value, beginning with the first step; its tag too unless `tag` is the one that was just read.

        Raises
        ------
        UnhandledTagDecodeV8SerializeError
            When no step reads it, or something in it.
        """
        return self._decode_from_step(0, self.stream.read_tag() if tag is None else tag)

    def _decode_from_step(self, index: int, tag: SerializationTag) -> object:
        if index == len(self.decode_steps):
            self._report_unhandled_tag(tag)
        step = self.decode_steps[index]
        decode = step if callable(step) else step.decode
        return decode(tag, ctx=self, next=partial(self._decode_from_step, index + 1))

    def _report_unhandled_tag(self, tag: SerializationTag) -> Never:
        raise UnhandledTagDecodeV8SerializeError(
            f"No decode step was able to read the tag {tag.name}",
            tag=tag,
            position=self.stream.pos,
            data=self.stream.data,
        )
