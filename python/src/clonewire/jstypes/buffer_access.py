"""Reading objects that hold bytes, on Python versions with and without `collections.abc.Buffer`."""

from __future__ import annotations

import sys
from array import array
from collections.abc import Sequence
from enum import IntFlag
from typing import TYPE_CHECKING, Union, overload

if TYPE_CHECKING:
    from typing_extensions import Buffer as Buffer
    from typing_extensions import TypeAlias, TypeGuard

    class BufferSequence(Sequence[int], Buffer):
        """Bytes: a sequence of integers that is also a buffer, as `bytes`, `array.array` and `memoryview` are."""

        @overload  # type: ignore[override]
        def __getitem__(self, index: slice, /) -> BufferSequence: ...
        @overload
        def __getitem__(self, index: int, /) -> int: ...
        def __getitem__(self, index: int | slice, /) -> int | BufferSequence: ...

else:
    if sys.version_info >= (3, 12):
        from collections.abc import Buffer
    else:
        from abc import ABC, abstractmethod

        class Buffer(ABC):
            """What exports its memory; Python itself knows only `__buffer__` methods of C types before 3.12."""

            @abstractmethod
            def __buffer__(self, flags: int) -> memoryview: ...

    class BufferSequence(Sequence, Buffer):
        """Bytes: a sequence of integers that is also a buffer, as `bytes`, `array.array` and `memoryview` are."""


if sys.version_info >= (3, 12):
    from inspect import BufferFlags as BufferFlags
else:

    class BufferFlags(IntFlag):
        """What is asked of a buffer."""

        SIMPLE = 0


ReadableBinary: TypeAlias = Union["bytes | bytearray | memoryview | array[int] | BufferSequence"]
"""Bytes that can be indexed and sliced as they are."""


def is_readable_binary(buffer: Buffer) -> TypeGuard[ReadableBinary]:
    """Whether `buffer` can be indexed and sliced without a `memoryview` around it."""
    return isinstance(buffer, (bytes, bytearray, memoryview, array, Sequence))


def get_buffer(buffer: Buffer, flags: int | BufferFlags = BufferFlags.SIMPLE) -> memoryview:
    """A view of the memory of `buffer` as plain bytes: one dimension, format "B".

    >>> get_buffer(array("H", [0x0101, 0x0202])).tolist()
    [1, 1, 2, 2]
    """
    # Python's own types have no __buffer__ method before 3.12; ours have it on every version.
    export = getattr(buffer, "__buffer__", None)
    view: memoryview = memoryview(buffer) if export is None else export(flags)
    # An array.array of wider items says "B" too when it is asked for no format.
    is_plain = view.format == "B" and view.itemsize == 1 and view.ndim == 1
    return view if is_plain else view.cast("B")
