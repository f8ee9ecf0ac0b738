"""JavaScript's typed arrays."""

from __future__ import annotations

import struct
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import TYPE_CHECKING, Any, ClassVar, Generic, Literal

from clonewire.jstypes.array_buffer_views import JSArrayBufferView
from clonewire.jstypes.data_formats import DataFormat, DataType
from clonewire.jstypes.tags import ArrayBufferViewTag

if TYPE_CHECKING:
    from typing_extensions import TypeVar

    from clonewire.jstypes.array_buffer_views import Backing_co as Backing_co

    Tag_co = TypeVar("Tag_co", bound=ArrayBufferViewTag, default=ArrayBufferViewTag, covariant=True)
else:
    from typing import TypeVar

    from clonewire.jstypes.array_buffer_views import Backing_co

    Tag_co = TypeVar("Tag_co")


class JSTypedArray(JSArrayBufferView[Backing_co, "memoryview[Any]"], Generic[Backing_co, Tag_co]):
    """A JavaScript TypedArray: a range of a buffer as numbers of one type. Only its subclasses are instantiated.

    Its items are read and written through `get_buffer()`, a memoryview of them, or whatever takes a buffer:
    `numpy.asarray(array)` shares them.
    """

    __slots__ = ()

    element_type: ClassVar[type[int | float]]
    """What an item is in Python."""

    def get_buffer(self, *, readonly: Literal[True] | None = None) -> AbstractContextManager[memoryview[Any]]:
        """A context manager that gives the items as a memoryview, and releases it.

        >>> array = JSInt16Array(bytearray(4))
        >>> with array.get_buffer() as items:
        ...     items[1] = -2
        >>> array
        JSInt16Array(bytearray(b'\\x00\\x00\\xfe\\xff'))
        """
        return self.data_format.cast(self.get_buffer_as_memoryview(readonly=readonly))


class JSInt8Array(JSTypedArray[Backing_co, Literal[ArrayBufferViewTag.kInt8Array]]):
    """A JavaScript Int8Array."""

    __slots__ = ()
    element_type = int
    view_tag = ArrayBufferViewTag.kInt8Array
    data_format = DataFormat.resolve(data_type=DataType.SignedInt, byte_length=1)


class JSUint8Array(JSTypedArray[Backing_co, Literal[ArrayBufferViewTag.kUint8Array]]):
    """A JavaScript Uint8Array."""

    __slots__ = ()
    element_type = int
    view_tag = ArrayBufferViewTag.kUint8Array
    data_format = DataFormat.resolve(data_type=DataType.UnsignedInt, byte_length=1)


class JSBuffer(JSUint8Array[Backing_co]):
    """Node.js's Buffer: a Uint8Array of a class of its own."""

    __slots__ = ()


class JSUint8ClampedArray(JSTypedArray[Backing_co, Literal[ArrayBufferViewTag.kUint8ClampedArray]]):
    """A JavaScript Uint8ClampedArray. Python refuses numbers out of range, so nothing is clamped."""

    __slots__ = ()
    element_type = int
    view_tag = ArrayBufferViewTag.kUint8ClampedArray
    data_format = DataFormat.resolve(data_type=DataType.UnsignedInt, byte_length=1)


class JSInt16Array(JSTypedArray[Backing_co, Literal[ArrayBufferViewTag.kInt16Array]]):
    """A JavaScript Int16Array."""

    __slots__ = ()
    element_type = int
    view_tag = ArrayBufferViewTag.kInt16Array
    data_format = DataFormat.resolve(data_type=DataType.SignedInt, byte_length=2)


class JSUint16Array(JSTypedArray[Backing_co, Literal[ArrayBufferViewTag.kUint16Array]]):
    """A JavaScript Uint16Array."""

    __slots__ = ()
    element_type = int
    view_tag = ArrayBufferViewTag.kUint16Array
    data_format = DataFormat.resolve(data_type=DataType.UnsignedInt, byte_length=2)


class JSInt32Array(JSTypedArray[Backing_co, Literal[ArrayBufferViewTag.kInt32Array]]):
    """A JavaScript Int32Array."""

    __slots__ = ()
    element_type = int
    view_tag = ArrayBufferViewTag.kInt32Array
    data_format = DataFormat.resolve(data_type=DataType.SignedInt, byte_length=4)


class JSUint32Array(JSTypedArray[Backing_co, Literal[ArrayBufferViewTag.kUint32Array]]):
    """A JavaScript Uint32Array."""

    __slots__ = ()
    element_type = int
    view_tag = ArrayBufferViewTag.kUint32Array
    data_format = DataFormat.resolve(data_type=DataType.UnsignedInt, byte_length=4)


class JSFloat16Array(JSTypedArray[Backing_co, Literal[ArrayBufferViewTag.kFloat16Array]]):
    """A JavaScript Float16Array."""

    __slots__ = ()
    element_type = float
    view_tag = ArrayBufferViewTag.kFloat16Array
    data_format = DataFormat.resolve(data_type=DataType.Float, byte_length=2)


class JSFloat32Array(JSTypedArray[Backing_co, Literal[ArrayBufferViewTag.kFloat32Array]]):
    """A JavaScript Float32Array."""

    __slots__ = ()
    element_type = float
    view_tag = ArrayBufferViewTag.kFloat32Array
    data_format = DataFormat.resolve(data_type=DataType.Float, byte_length=4)


class JSFloat64Array(JSTypedArray[Backing_co, Literal[ArrayBufferViewTag.kFloat64Array]]):
    """A JavaScript Float64Array."""

    __slots__ = ()
    element_type = float
    view_tag = ArrayBufferViewTag.kFloat64Array
    data_format = DataFormat.resolve(data_type=DataType.Float, byte_length=8)


class JSBigInt64Array(JSTypedArray[Backing_co, Literal[ArrayBufferViewTag.kBigInt64Array]]):
    """A JavaScript BigInt64Array."""

    __slots__ = ()
    element_type = int
    view_tag = ArrayBufferViewTag.kBigInt64Array
    data_format = DataFormat.resolve(data_type=DataType.SignedInt, byte_length=8)


class JSBigUint64Array(JSTypedArray[Backing_co, Literal[ArrayBufferViewTag.kBigUint64Array]]):
    """A JavaScript BigUint64Array."""

    __slots__ = ()
    element_type = int
    view_tag = ArrayBufferViewTag.kBigUint64Array
    data_format = DataFormat.resolve(data_type=DataType.UnsignedInt, byte_length=8)


class BackportJSFloat16Array(JSFloat16Array[Backing_co]):
    """A JavaScript Float16Array where `memoryview` cannot read 16-bit floats: before Python 3.12.

    `get_buffer()` gives a copy of the items as 32-bit floats. What was changed there is written back at the end of the
    `with` block, unless the block raises or releases the memoryview.
    """

    __slots__ = ()

    @contextmanager
    def get_buffer(self, *, readonly: Literal[True] | None = None) -> Iterator[memoryview[Any]]:
        """A context manager that gives the items as a memoryview of 32-bit floats, and writes them back."""
        with self.get_buffer_as_memoryview(readonly=readonly) as memory:
            halves = struct.Struct(f"{memory.nbytes // 2}e")
            copy = bytearray(struct.pack(f"{memory.nbytes // 2}f", *halves.unpack(memory)))
            with memoryview(copy).cast("f") as items:
                if memory.readonly:
                    yield items.toreadonly()
                    return
                yield items
                try:
                    changed = items.tolist()
                except ValueError:  # released within the block
                    return
                halves.pack_into(memory, 0, *changed)

    if sys.version_info < (3, 12):

        def __buffer__(self, flags: int) -> memoryview:
            # Items of the right width; memoryview has no letter for half floats. (The native export has: "e".)
            return self.get_buffer_as_memoryview().cast("H")


MemoryviewJSFloat16Array = JSFloat16Array
"""The Float16Array for Pythons whose `memoryview` can read 16-bit floats."""

if sys.version_info < (3, 12):
    BackportJSFloat16Array.__name__ = BackportJSFloat16Array.__qualname__ = "JSFloat16Array"
    JSFloat16Array = BackportJSFloat16Array  # type: ignore[misc]
