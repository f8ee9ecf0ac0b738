"""JavaScript's DataView."""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from clonewire.jstypes.array_buffer_views import JSArrayBufferView
from clonewire.jstypes.buffer_access import BufferFlags, get_buffer
from clonewire.jstypes.data_formats import DataFormat, DataType
from clonewire.jstypes.errors import BoundsJSArrayBufferError
from clonewire.jstypes.tags import ArrayBufferViewTag

if TYPE_CHECKING:
    from typing_extensions import Self

    from clonewire.jstypes.array_buffer_views import Backing_co as Backing_co
else:
    from clonewire.jstypes.array_buffer_views import Backing_co


@dataclass(frozen=True)
class DataViewBuffer:
    """Access to the bytes of a DataView as numbers of any type, at any place.

    As in JavaScript numbers are big-endian unless `little_endian` is true. It is a context manager that releases the
    memory, and exports the memory.

    Every method raises BoundsJSArrayBufferError for what is not within the DataView.
    """

    buffer: memoryview
    """The bytes."""

    def __buffer__(self, flags: int | BufferFlags) -> memoryview:
        return get_buffer(self.buffer, flags)

    def __len__(self) -> int:
        return len(self.buffer)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc_value: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.buffer.release()

    def read(self, struct_format: str, byte_offset: int) -> tuple[Any, ...]:
        """What the `struct` module reads at an offset."""
        self._check_bounds("Read", struct_format, byte_offset)
        return struct.unpack_from(struct_format, self.buffer, byte_offset)

    def write(self, struct_format: str, byte_offset: int, *values: Any) -> None:
        """Write values at an offset as the `struct` module does."""
        self._check_bounds("Write", struct_format, byte_offset)
        struct.pack_into(struct_format, self.buffer, byte_offset, *values)

    def _check_bounds(self, action: str, struct_format: str, byte_offset: int) -> None:
        byte_length = struct.calcsize(struct_format)
        if byte_offset < 0 or byte_offset + byte_length > len(self.buffer):
            raise BoundsJSArrayBufferError(
                f"{action} is outside the bounds of the DataView",
                byte_offset=byte_offset,
                byte_length=byte_length,
                buffer_byte_length=len(self.buffer),
            )

    if TYPE_CHECKING:

        def get_int8(self, byte_offset: int) -> int: ...
        def get_uint8(self, byte_offset: int) -> int: ...
        def get_int16(self, byte_offset: int, little_endian: bool = False) -> int: ...
        def get_uint16(self, byte_offset: int, little_endian: bool = False) -> int: ...
        def get_int32(self, byte_offset: int, little_endian: bool = False) -> int: ...
        def get_uint32(self, byte_offset: int, little_endian: bool = False) -> int: ...
        def get_bigint64(self, byte_offset: int, little_endian: bool = False) -> int: ...
        def get_biguint64(self, byte_offset: int, little_endian: bool = False) -> int: ...
        def get_float16(self, byte_offset: int, little_endian: bool = False) -> float: ...
        def get_float32(self, byte_offset: int, little_endian: bool = False) -> float: ...
        def get_float64(self, byte_offset: int, little_endian: bool = False) -> float: ...
        def set_int8(self, byte_offset: int, value: int) -> None: ...
        def set_uint8(self, byte_offset: int, value: int) -> None: ...
        def set_int16(self, byte_offset: int, value: int, little_endian: bool = False) -> None: ...
        def set_uint16(self, byte_offset: int, value: int, little_endian: bool = False) -> None: ...
        def set_int32(self, byte_offset: int, value: int, little_endian: bool = False) -> None: ...
        def set_uint32(self, byte_offset: int, value: int, little_endian: bool = False) -> None: ...
        def set_bigint64(self, byte_offset: int, value: int, little_endian: bool = False) -> None: ...
        def set_biguint64(self, byte_offset: int, value: int, little_endian: bool = False) -> None: ...
        def set_float16(self, byte_offset: int, value: float, little_endian: bool = False) -> None: ...
        def set_float32(self, byte_offset: int, value: float, little_endian: bool = False) -> None: ...
        def set_float64(self, byte_offset: int, value: float, little_endian: bool = False) -> None: ...


def _accessors(name: str, code: str) -> tuple[Callable[..., Any], Callable[..., None]]:
    """The methods that read and write numbers of one type."""
    little, big = f"<{code}", f">{code}"
    get: Callable[..., Any]
    set: Callable[..., None]
    if struct.calcsize(big) == 1:

        def get(self: DataViewBuffer, byte_offset: int) -> Any:
            return self.read(big, byte_offset)[0]

        def set(self: DataViewBuffer, byte_offset: int, value: Any) -> None:
            self.write(big, byte_offset, value)

    else:

        def get(self: DataViewBuffer, byte_offset: int, little_endian: bool = False) -> Any:
            return self.read(little if little_endian else big, byte_offset)[0]

        def set(self: DataViewBuffer, byte_offset: int, value: Any, little_endian: bool = False) -> None:
            self.write(little if little_endian else big, byte_offset, value)

    for method, verb in ((get, "get"), (set, "set")):
        method.__name__ = f"{verb}_{name}"
        method.__qualname__ = f"{DataViewBuffer.__qualname__}.{verb}_{name}"
    get.__doc__ = f"Read the {name} at an offset."
    set.__doc__ = f"Write a {name} at an offset."
    return get, set


for _name, _code in {
    "int8": "b",
    "uint8": "B",
    "int16": "h",
    "uint16": "H",
    "int32": "i",
    "uint32": "I",
    "bigint64": "q",
    "biguint64": "Q",
    "float16": "e",
    "float32": "f",
    "float64": "d",
}.items():
    for _method in _accessors(_name, _code):
        setattr(DataViewBuffer, _method.__name__, _method)


class JSDataView(JSArrayBufferView[Backing_co, DataViewBuffer]):
    """A JavaScript DataView: a range of a buffer as bytes, in which numbers of all types are read and written.

    >>> view = JSDataView(bytearray(4))
    >>> with view.get_buffer() as data:
    ...     data.set_uint16(0, 258)
    ...     data.get_uint16(0, little_endian=True)
    513
    >>> view
    JSDataView(bytearray(b'\\x01\\x02\\x00\\x00'))
    """

    __slots__ = ()
    view_tag = ArrayBufferViewTag.kDataView
    # Its items have no one type; each is a byte.
    data_format: ClassVar[DataFormat] = DataFormat.resolve(data_type=DataType.Bytes, byte_length=1)

    def get_buffer(self, *, readonly: Literal[True] | None = None) -> DataViewBuffer:
        """Access to the bytes as numbers; a context manager that releases them."""
        return DataViewBuffer(self.get_buffer_as_memoryview(readonly=readonly))

    def __buffer__(self, flags: int | BufferFlags) -> memoryview:
        return self.get_buffer_as_memoryview()
