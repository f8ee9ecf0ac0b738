"""`Decoder` and `loads()`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from typing import TYPE_CHECKING, Final, overload

from clonewire import _native
from clonewire.jstypes.buffer_access import get_buffer, is_readable_binary
from clonewire.v8serialize._values import HostObjectDeserializer, JSErrorBuilder
from clonewire.v8serialize.constants import ConstantTags
from clonewire.v8serialize.decode._context import DecodeStep, DefaultDecodeContext
from clonewire.v8serialize.decode._stream import ReadableTagStream, date_from_time_value
from clonewire.v8serialize.decode._tag_reader import (
    JSArrayType,
    JSMapType,
    JSObjectType,
    JSSetType,
    TagReader,
    default_decode_steps,
)
from clonewire.v8serialize.extensions import NodeJsArrayBufferViewHostObjectHandler

if TYPE_CHECKING:
    from _typeshed import SupportsRead

    from clonewire import _native
from clonewire.jstypes.buffer_access import Buffer, ReadableBinary


@dataclass(init=False, slots=True)
class Decoder:
    """Reads values in V8's format; the decode steps of `loads()`, kept.

    Parameters
    ----------
    decode_steps
        What decides how values are read; `default_decode_steps` when None.
    """

    decode_steps: Sequence[DecodeStep]

    def __init__(self, decode_steps: Iterable[DecodeStep] | None = default_decode_steps) -> None:
        self.decode_steps = default_decode_steps if decode_steps is None else tuple(decode_steps)

    def decode(self, fp: SupportsRead[bytes]) -> object:
        """Read the first value of a file; see `loads()`."""
        return self.decodes(fp.read())

    def decodes(self, data: ReadableBinary | Buffer) -> object:
        """Read the first value in `data`; see `loads()`."""
        stream = ReadableTagStream(data if is_readable_binary(data) else get_buffer(data))
        stream.read_header()
        return DefaultDecodeContext(stream=stream, decode_steps=self.decode_steps).decode_object()


@overload
def loads(
    data: ReadableBinary | Buffer, *, decode_steps: Iterable[DecodeStep] | None = default_decode_steps
) -> object: ...
@overload
def loads(
    data: ReadableBinary | Buffer,
    *,
    nodejs: bool | None = ...,
    jsmap_type: JSMapType | None = None,
    jsset_type: JSSetType | None = None,
    js_object_type: JSObjectType | None = None,
    js_array_type: JSArrayType | None = None,
    js_constants: Mapping[ConstantTags, object] | None = None,
    js_primitive_objects: bool | None = None,
    host_object_deserializer: HostObjectDeserializer[object] | None = None,
    js_error_builder: JSErrorBuilder[object] | None = None,
    default_timezone: tzinfo | None = None,
) -> object: ...


def loads(
    data: ReadableBinary | Buffer,
    *,
    decode_steps: Iterable[DecodeStep] | None = None,
    nodejs: bool | None = None,
    jsmap_type: JSMapType | None = None,
    jsset_type: JSSetType | None = None,
    js_object_type: JSObjectType | None = None,
    js_array_type: JSArrayType | None = None,
    js_constants: Mapping[ConstantTags, object] | None = None,
    js_primitive_objects: bool | None = None,
    host_object_deserializer: HostObjectDeserializer[object] | None = None,
    js_error_builder: JSErrorBuilder[object] | None = None,
    default_timezone: tzinfo | None = None,
) -> object:
    """Read a value in V8's format, as JavaScript's `v8.serialize()` writes it: versions 13 to 15.

    >>> loads(b"\\xff\\x0foS\\x02idU*{\\x01")
    JSObject(id=42)
    >>> loads(b"\\xff\\x0f;S\\x02idU*:\\x02", jsmap_type=dict)
    {'id': 42}

    Parameters
    ----------
    data
        The bytes: `bytes`, `bytearray`, `memoryview` or any other buffer. What follows the first value is ignored.
    decode_steps
        What decides how values are read. It excludes all other options, which are those of a TagReader.
    nodejs
        Whether Buffers and typed arrays as Node writes them are read: unless it is False, or
        `host_object_deserializer` is given.
    jsmap_type, jsset_type, js_object_type, js_array_type, js_constants, js_primitive_objects, \
host_object_deserializer, js_error_builder, default_timezone
        See `TagReader`.

    Raises
    ------
    DecodeV8SerializeError
        When the data is not in V8's format, or ends too early.
    UnhandledTagDecodeV8SerializeError
        When the decode steps do not read something in it.
    TypeError
        When options contradict each other.
    """
    options = (
        jsmap_type,
        jsset_type,
        js_object_type,
        js_array_type,
        js_constants,
        js_primitive_objects,
        host_object_deserializer,
        js_error_builder,
        default_timezone,
    )
    has_options = nodejs is not None or any(option is not None for option in options)
    if decode_steps is not None:
        if has_options:
            raise TypeError(
                "'decode_steps' argument cannot be passed to loads() with 'nodejs' or other arguments for TagReader"
            )
        return Decoder(decode_steps).decodes(data)
    if not has_options:
        value = _native.loads_as_v8serialize(data, date_from_time_value)
        return _DEFAULT_DECODER.decodes(data) if value is NotImplemented else value
    if nodejs and host_object_deserializer is not None:
        raise TypeError("arguments 'nodejs' and 'host_object_deserializer' cannot both be set for loads()")
    if host_object_deserializer is None and (nodejs is None or nodejs):
        host_object_deserializer = NodeJsArrayBufferViewHostObjectHandler()
    tag_reader = TagReader(
        jsmap_type=jsmap_type,
        jsset_type=jsset_type,
        js_object_type=js_object_type,
        js_array_type=js_array_type,
        js_constants=js_constants,
        js_primitive_objects=js_primitive_objects,
        host_object_deserializer=host_object_deserializer,
        js_error_builder=js_error_builder,
        default_timezone=default_timezone,
    )
    return Decoder([tag_reader]).decodes(data)


_DEFAULT_DECODER: Final = Decoder([TagReader(host_object_deserializer=NodeJsArrayBufferViewHostObjectHandler())])
"""What `loads()` uses unless it is told otherwise; making a TagReader costs more than reading a small value."""
