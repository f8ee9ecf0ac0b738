"""Protocols of what a stream reads and writes, for code that brings types of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, Protocol, TypeVar, overload, runtime_checkable

from clonewire.jstypes.protocols import AnyArrayBuffer as AnyArrayBuffer
from clonewire.jstypes.protocols import AnyArrayBufferData as AnyArrayBufferData
from clonewire.jstypes.protocols import AnyArrayBufferTransfer as AnyArrayBufferTransfer
from clonewire.jstypes.protocols import AnyArrayBufferView as AnyArrayBufferView
from clonewire.jstypes.protocols import AnyJSError as AnyJSError
from clonewire.jstypes.protocols import AnySharedArrayBuffer as AnySharedArrayBuffer
from clonewire.jstypes.protocols import JSErrorBuilder as JSErrorBuilder
from clonewire.jstypes.protocols import SharedArrayBufferId as SharedArrayBufferId
from clonewire.jstypes.protocols import TransferId as TransferId

if TYPE_CHECKING:
    from typing_extensions import TypeAlias

    from clonewire.jstypes.tags import ArrayBufferViewTag
    from clonewire.v8serialize.decode import ReadableTagStream
    from clonewire.v8serialize.encode import WritableTagStream

Value_con = TypeVar("Value_con", contravariant=True)
Value_co = TypeVar("Value_co", covariant=True)
Buffer_con = TypeVar("Buffer_con", contravariant=True)
Buffer_co = TypeVar("Buffer_co", covariant=True)
View_co = TypeVar("View_co", covariant=True)


class ArrayBufferConstructor(Protocol[Buffer_co]):
    """Makes the Python form of an ArrayBuffer; `data` is valid only during the call."""

    @overload
    def __call__(self, data: memoryview, *, max_byte_length: None, resizable: Literal[False]) -> Buffer_co: ...
    @overload
    def __call__(self, data: memoryview, *, max_byte_length: int, resizable: Literal[True]) -> Buffer_co: ...


class SharedArrayBufferConstructor(Protocol[Buffer_co]):
    """Makes the Python form of a SharedArrayBuffer."""

    def __call__(self, buffer_id: SharedArrayBufferId) -> Buffer_co: ...


class ArrayBufferTransferConstructor(Protocol[Buffer_co]):
    """Makes the Python form of a transferred ArrayBuffer."""

    def __call__(self, transfer_id: TransferId) -> Buffer_co: ...


class ArrayBufferViewConstructor(Protocol[Buffer_con, View_co]):
    """Makes the Python form of a view; `byte_length` is None when it reaches to the end of its buffer."""

    def __call__(
        self, buffer: Buffer_con, format: ArrayBufferViewTag, *, byte_offset: int, byte_length: int | None
    ) -> View_co: ...


class HostObjectSerializerFn(Protocol[Value_con]):
    """Writes what follows the tag of a host object."""

    def __call__(self, *, stream: WritableTagStream, value: Value_con) -> None: ...


@runtime_checkable
class HostObjectSerializerObj(Protocol[Value_con]):
    """Has a method that is a HostObjectSerializerFn."""

    @property
    def serialize_host_object(self) -> HostObjectSerializerFn[Value_con]:
        """Write what follows the tag of a host object."""


HostObjectSerializer: TypeAlias = "HostObjectSerializerObj[Value_con] | HostObjectSerializerFn[Value_con]"
"""What writes host objects: a function, or an object with a method `serialize_host_object`."""


class HostObjectDeserializerFn(Protocol[Value_co]):
    """Reads what follows the tag of a host object, no more and no less."""

    def __call__(self, *, stream: ReadableTagStream) -> Value_co: ...


@runtime_checkable
class HostObjectDeserializerObj(Protocol[Value_co]):
    """Has a method that is a HostObjectDeserializerFn."""

    @property
    def deserialize_host_object(self) -> HostObjectDeserializerFn[Value_co]:
        """Read what follows the tag of a host object."""


HostObjectDeserializer: TypeAlias = "HostObjectDeserializerObj[Value_co] | HostObjectDeserializerFn[Value_co]"
"""What reads host objects: a function, or an object with a method `deserialize_host_object`."""
