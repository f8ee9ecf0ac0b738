"""The types of items in buffers, and the characters by which `struct` and `memoryview` know them."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any, Literal, cast

from clonewire.jstypes._enums import frozen

if TYPE_CHECKING:
    from typing_extensions import Self, TypeAlias


@frozen
class DataType(Enum):
    """A kind of item, in whichever width."""

    UnsignedInt = int, "BHILQ"
    SignedInt = int, "bhilq"
    Float = float, "efd"
    Bytes = bytes, "c"

    python_type: type[int | float | bytes]
    """What an item is in Python."""
    struct_formats: str
    """The characters of the `struct` module for it, narrowest first."""

    def __new__(cls, python_type: type[int | float | bytes], struct_formats: str) -> Self:
        member = object.__new__(cls)
        member._value_ = (python_type, struct_formats)
        # The class refuses assignments.
        object.__setattr__(member, "python_type", python_type)
        object.__setattr__(member, "struct_formats", struct_formats)
        return member

    def cast(self, view: memoryview, *, data_format: DataFormat) -> memoryview[Any]:
        """`view` with items of `data_format`, which must be one of this type (else TypeError)."""
        if data_format.data_type is not self:
            raise TypeError("data_format.data_type must be the DataType cast() is called on")
        return view.cast(cast("Literal['B']", data_format.format))

    def __repr__(self) -> str:
        return f"{type(self).__name__}.{self.name}"


AnyDataType: TypeAlias = Literal[DataType.UnsignedInt, DataType.SignedInt, DataType.Float, DataType.Bytes]


@dataclass(frozen=True, slots=True)
class DataFormat:
    """A kind of item of a certain width."""

    byte_length: int
    """The width in bytes."""
    data_type: AnyDataType
    format: str
    """The `struct` module's character for it."""

    @classmethod
    def resolve(cls, *, data_type: AnyDataType, byte_length: int) -> Self:
        """The format of items of this type and width on this platform.

        Raises ValueError if there is none.

        >>> DataFormat.resolve(data_type=DataType.UnsignedInt, byte_length=4)
        DataFormat(byte_length=4, data_type=DataType.UnsignedInt, format='I')
        """
        for format in data_type.struct_formats:
            if struct.calcsize(format) == byte_length:
                return cls(byte_length, data_type, format)
        raise ValueError(f"DataType {data_type.name} has no struct_format of byte_length {byte_length}")

    def cast(self, view: memoryview[Any]) -> memoryview[Any]:
        """`view` with items of this format."""
        return self.data_type.cast(view, data_format=self)
