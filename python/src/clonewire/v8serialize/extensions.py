"""Node's own form of typed arrays, DataViews and Buffers: host objects.

Node reads the standard form as well as its own, so `dumps()` writes the standard form unless the encode step here is
among its steps; `loads()` reads both.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from clonewire.jstypes import ArrayBufferViewStructFormat, JSArrayBuffer, JSDataView, JSTypedArray
from clonewire.jstypes._enums import frozen
from clonewire.v8serialize._errors import DecodeV8SerializeError
from clonewire.v8serialize.constants import ArrayBufferViewTag

if TYPE_CHECKING:
    from clonewire.v8serialize.decode import ReadableTagStream
    from clonewire.v8serialize.encode import EncodeContext, EncodeNextFn, WritableTagStream


class NodeJsArrayBufferViewHostObjectHandlerDecodeError(DecodeV8SerializeError):
    """A host object is not one of Node's views."""


@dataclass(unsafe_hash=True, slots=True)
class ViewFormat:
    """A kind of view as Node numbers it, and as this package knows it."""

    nodejs_code: int
    view_format: ArrayBufferViewStructFormat


@frozen
class NodeBufferFormat(ViewFormat, Enum):
    """The kinds of views that Node writes (Node: lib/v8.js); looked up by Node's number or by ArrayBufferViewTag.

    >>> NodeBufferFormat(1).view_format.name
    'Uint8Array'
    """

    Int8Array = 0, ArrayBufferViewStructFormat.Int8Array
    Uint8Array = 1, ArrayBufferViewStructFormat.Uint8Array
    Uint8ClampedArray = 2, ArrayBufferViewStructFormat.Uint8ClampedArray
    Int16Array = 3, ArrayBufferViewStructFormat.Int16Array
    Uint16Array = 4, ArrayBufferViewStructFormat.Uint16Array
    Int32Array = 5, ArrayBufferViewStructFormat.Int32Array
    Uint32Array = 6, ArrayBufferViewStructFormat.Uint32Array
    Float32Array = 7, ArrayBufferViewStructFormat.Float32Array
    Float64Array = 8, ArrayBufferViewStructFormat.Float64Array
    DataView = 9, ArrayBufferViewStructFormat.DataView
    FastBuffer = 10, ArrayBufferViewStructFormat.Uint8Array
    """Node's Buffer."""
    BigInt64Array = 11, ArrayBufferViewStructFormat.BigInt64Array
    BigUint64Array = 12, ArrayBufferViewStructFormat.BigUint64Array
    Float16Array = 13, ArrayBufferViewStructFormat.Float16Array

    @classmethod
    def _missing_(cls, value: object) -> NodeBufferFormat | None:
        # The first member wins: a Uint8Array is written as such, not as a Buffer.
        for member in cls:
            if member.nodejs_code == value or member.view_format.view_tag is value:
                return member
        return None

    @staticmethod
    def supports(view_tag: ArrayBufferViewTag) -> bool:
        """Whether Node writes views of this kind."""
        return any(member.view_format.view_tag is view_tag for member in NodeBufferFormat)

    if TYPE_CHECKING:

        def __init__(self, value: int | ArrayBufferViewTag | NodeBufferFormat) -> None: ...


class NodeJsArrayBufferViewHostObjectHandler:
    """Reads and writes views as Node does: the kind, the byte length, and the bytes that the view covers.

    >>> from clonewire.v8serialize import TagReader, loads
    >>> node_reader = TagReader(host_object_deserializer=NodeJsArrayBufferViewHostObjectHandler())
    >>> loads(b"\\xff\\x0f\\\\\\x01\\x03\\x01\\x02\\x03", decode_steps=[node_reader])
    JSUint8Array(JSArrayBuffer(b'\\x01\\x02\\x03'))
    """

    __slots__ = ()

    def deserialize_host_object(self, *, stream: ReadableTagStream) -> JSDataView | JSTypedArray:
        """Read a view, over a buffer of its own.

        Raises
        ------
        NodeJsArrayBufferViewHostObjectHandlerDecodeError
            When it is of no known kind, or longer than the data.
        """
        code = stream.read_uint32()
        byte_length = stream.read_uint32()
        try:
            node_format = NodeBufferFormat(code)
        except ValueError:
            raise _invalid(stream, f"view code is not a known value: {code}") from None
        begin, end = stream.pos, stream.pos + byte_length
        if end > len(stream.data):
            raise _invalid(stream, f"Data range exceeds the bounds of the available data: {begin}:{end}")
        buffer = JSArrayBuffer(stream.read_bytes(byte_length))
        return node_format.view_format.view_type(buffer)

    def serialize_host_object(self, *, stream: WritableTagStream, value: JSDataView | JSTypedArray) -> None:
        """Write a view; not the rest of its buffer.

        Raises
        ------
        FeatureNotEnabledEncodeV8SerializeError
            When it is a Float16Array, which Node knows since version 24, and that feature is not enabled.
        """
        stream.require_view_feature(value.view_tag)
        with value.get_buffer_as_memoryview().cast("B") as data:
            stream.write_uint32(NodeBufferFormat(value.view_tag).nodejs_code, tag=None)
            stream.write_uint32(len(data), tag=None)
            stream.data += data


def _invalid(stream: ReadableTagStream, detail: str) -> NodeJsArrayBufferViewHostObjectHandlerDecodeError:
    return NodeJsArrayBufferViewHostObjectHandlerDecodeError(
        f"Failed to deserialize HostObject with Node.js ArrayBuffer format: {detail}",
        position=stream.pos,
        data=stream.data,
    )


def serialize_js_array_buffer_views_as_nodejs_host_object(
    value: object, /, ctx: EncodeContext, next: EncodeNextFn
) -> None:
    """The encode step that writes views in Node's own form; put it before a TagWriter."""
    if (
        isinstance(value, (JSDataView, JSTypedArray))
        and NodeBufferFormat.supports(value.view_tag)
        and ctx.stream.can_write_view(value.view_tag)
    ):
        ctx.stream.write_host_object(value, serializer=NodeJsArrayBufferViewHostObjectHandler())
    else:
        next(value)
