"""Which function reads which tag."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Protocol, TypeVar, cast

from clonewire.v8serialize.constants import SerializationTag, TagConstraint
from clonewire.v8serialize.decode._context import DecodeContext
from clonewire.v8serialize.decode._stream import ReadableTagStream

if TYPE_CHECKING:
    from typing_extensions import TypeVar as TypeVarWithDefault

    from clonewire.v8serialize.decode._tag_reader import TagReader

    TagT_con = TypeVarWithDefault(
        "TagT_con", bound=SerializationTag, contravariant=True, default=SerializationTag
    )
else:
    TagT_con = TypeVar("TagT_con", bound=SerializationTag, contravariant=True)

TagT = TypeVar("TagT", bound=SerializationTag)


class TagReaderFn(Protocol[TagT_con]):
    """Reads what follows a tag on behalf of a TagReader; a method of TagReader, or a function like one."""

    def __call__(self, tag_reader: TagReader, tag: TagT_con, ctx: DecodeContext, /) -> object: ...


class TagReaderRegistry:
    """Tags and the functions that read them.

    >>> registry = TagReaderRegistry()
    >>> registry.register(SerializationTag.kNull, lambda tag_reader, tag, ctx: "nothing")
    >>> registry.match(SerializationTag.kTrue) is None
    True

    Parameters
    ----------
    entries
        Another registry to begin with.
    """

    __slots__ = ("_index", "index")

    index: Mapping[SerializationTag, TagReaderFn]
    """What is registered; read-only."""

    def __init__(self, entries: TagReaderRegistry | None = None) -> None:
        self._index: dict[SerializationTag, TagReaderFn] = {}
        self.index = MappingProxyType(self._index)
        if entries is not None:
            self.register_all(entries)

    def register(self, tag: TagT | TagConstraint[TagT], tag_reader: TagReaderFn[TagT]) -> None:
        """Let a function read a tag, or several, whatever read them before."""
        tags = tag.allowed_tags if isinstance(tag, TagConstraint) else (tag,)
        for each in tags:
            self._index[each] = cast("TagReaderFn", tag_reader)

    def register_all(self, registry: TagReaderRegistry) -> None:
        """Take over everything that another registry has."""
        self._index.update(registry.index)

    def match(self, tag: TagT) -> TagReaderFn[TagT] | None:
        """The function that reads a tag, if there is one."""
        return self._index.get(tag)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, TagReaderRegistry):
            return NotImplemented
        return self._index == other._index

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"TagReaderRegistry({self._index!r})"


ReadableTagStreamReadFunction = Callable[[ReadableTagStream], object]
"""A method of ReadableTagStream that needs no arguments."""


def read_stream(read: ReadableTagStreamReadFunction) -> TagReaderFn:
    """Make the function that reads a tag by a method of ReadableTagStream, looked up by name on the stream at hand."""
    call_method = operator.methodcaller(read.__name__)

    def read_from_stream(tag_reader: TagReader, tag: SerializationTag, ctx: DecodeContext, /) -> object:
        return call_method(ctx.stream)

    read_from_stream.__qualname__ = f"read_stream({read.__qualname__})"
    return read_from_stream
