"""Reading objects: everything that has a number in its stream, and what belongs to it."""

from __future__ import annotations

import sys
from collections.abc import Generator
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar, Union, cast, overload

from clonewire.jstypes import JSBigInt, JSDate, JSErrorData, JSNull, JSPrimitiveObject, JSRegExp
from clonewire.jstypes._v8 import V8SharedObjectReference, V8SharedValueId
from clonewire.jstypes.buffer_access import get_buffer
from clonewire.v8serialize._errors import V8SerializeError
from clonewire.v8serialize._references import ForwardReferenceError, SerializedId
from clonewire.v8serialize._values import (
    AnyJSError,
    ArrayBufferConstructor,
    ArrayBufferTransferConstructor,
    ArrayBufferViewConstructor,
    HostObjectDeserializer,
    HostObjectDeserializerObj,
    JSErrorBuilder,
    SharedArrayBufferConstructor,
    SharedArrayBufferId,
    TransferId,
)
from clonewire.v8serialize.constants import (
    JS_ARRAY_BUFFER_TAGS,
    JS_OBJECT_KEY_TAGS,
    JS_PRIMITIVE_OBJECT_TAGS,
    JS_STRING_TAGS,
    ArrayBufferTags,
    ArrayBufferViewFlags,
    ArrayBufferViewTag,
    JSErrorName,
    JSRegExpFlag,
    PrimitiveObjectTag,
    SerializationErrorTag,
    SerializationTag,
)
from clonewire.v8serialize.decode._primitives import PrimitiveTagReader

if TYPE_CHECKING:
    from typing_extensions import TypeAlias

    from clonewire.v8serialize.decode._context import DecodeContext

T = TypeVar("T")
BufferT = TypeVar("BufferT")
SharedBufferT = TypeVar("SharedBufferT")
TransferT = TypeVar("TransferT")
ViewT = TypeVar("ViewT")

PropertyKey: TypeAlias = Union[int, float, str]
"""The name of a property as it is in the data."""


class ArrayReadResult(NamedTuple):
    """An array of which only the length has been read."""

    length: int
    """Its length, holes counted."""
    items: Generator[tuple[PropertyKey, object], None, int]
    """Reads its properties, elements among them, and returns how many there were."""


if TYPE_CHECKING or sys.version_info >= (3, 11):

    class ReferencedObject(NamedTuple, Generic[T]):
        """An object and its number."""

        serialized_id: SerializedId
        object: T

else:  # Python 3.10 has no generic named tuples

    class ReferencedObject(NamedTuple):
        """An object and its number."""

        serialized_id: SerializedId
        object: object


@dataclass(slots=True)
class ReadableTagStream(PrimitiveTagReader):
    """Reads V8's format piece by piece; what the pieces become is the business of decode steps.

    The methods that read an object give it the next number. Those that read containers are generators: they record
    `identity`, the container to be filled, then yield what goes into it, which they read with `ctx.decode_object()`. So
    a container can contain itself.

    >>> stream = ReadableTagStream(b"\\xff\\x0fS\\x02hi")
    >>> stream.read_header()
    15
    >>> stream.read_string_utf8(tag=True)
    'hi'
    """

    def read_js_primitive_object(
        self, ctx: DecodeContext, *, tag: PrimitiveObjectTag | None = None
    ) -> tuple[SerializedId, JSPrimitiveObject]:
        """Read a boxed primitive; its tag too unless `tag` is given."""
        if tag is None:
            tag = self.read_tag(JS_PRIMITIVE_OBJECT_TAGS)
        result: JSPrimitiveObject
        if tag is SerializationTag.kTrueObject:
            result = JSPrimitiveObject(True)
        elif tag is SerializationTag.kFalseObject:
            result = JSPrimitiveObject(False)
        elif tag is SerializationTag.kNumberObject:
            result = JSPrimitiveObject(self.read_double())
        elif tag is SerializationTag.kBigIntObject:
            result = JSPrimitiveObject(JSBigInt(self.read_bigint()), tag=SerializationTag.kBigIntObject)
        elif tag is SerializationTag.kStringObject:
            result = JSPrimitiveObject(self._read_text(ctx, "a String object"))
        else:
            raise ValueError("tag must be a primitive object tag")
        return self.objects.record_reference(result), result

    def read_js_regexp(self, ctx: DecodeContext, *, tag: bool = False) -> tuple[SerializedId, JSRegExp]:
        """Read a regular expression."""
        if tag:
            self.read_tag(SerializationTag.kRegExp)
        source = self._read_text(ctx, "a RegExp")
        result = JSRegExp(source, JSRegExpFlag(self.read_varint()))
        return self.objects.record_reference(result), result

    def read_js_date(
        self, *, tz: tzinfo | None = None, tag: bool = False
    ) -> ReferencedObject[datetime] | ReferencedObject[JSDate]:
        """Read a Date: a datetime in the time zone `tz`, or a naive one in local time; a JSDate where there is none."""
        if tag:
            self.read_tag(SerializationTag.kDate)
        result = date_from_time_value(self.read_double(), tz)
        return cast(
            "ReferencedObject[datetime] | ReferencedObject[JSDate]",
            ReferencedObject(self.objects.record_reference(result), result),
        )

    @overload
    def read_js_error(
        self, ctx: DecodeContext, *, error: JSErrorBuilder[T], tag: bool = False
    ) -> ReferencedObject[T]: ...
    @overload
    def read_js_error(
        self, ctx: DecodeContext, *, error: None = None, tag: bool = False
    ) -> ReferencedObject[AnyJSError]: ...

    def read_js_error(
        self, ctx: DecodeContext, *, error: JSErrorBuilder[T] | None = None, tag: bool = False
    ) -> ReferencedObject[T] | ReferencedObject[AnyJSError]:
        """Read an Error; `error` makes what stands for it, JSErrorData if it is None.

        The parts come in the order of V8 since 12.1: stack, then cause; earlier releases wrote the stack last.
        """
        if tag:
            self.read_tag(SerializationTag.kError)
        partial: AnyJSError = JSErrorData()
        part = self.read_error_tag()
        name = JSErrorName.for_error_tag(part)
        if name is not JSErrorName.Error:
            part = self.read_error_tag()
        partial.name = name
        if part is SerializationErrorTag.Message:
            partial.message = self._read_text(ctx, "an Error's message")
            part = self.read_error_tag()
        has_stack = part is SerializationErrorTag.Stack
        if has_stack:
            partial.stack = self._read_text(ctx, "an Error's stack")
            part = self.read_error_tag()

        built, rest = (partial, partial) if error is None else error(partial)
        serialized_id = self.objects.record_reference(built)
        if part is SerializationErrorTag.Cause:
            cause = ctx.decode_object()
            rest.cause = JSNull if cause is None else cause  # None: there is no cause
            part = self.read_error_tag()
        if part is SerializationErrorTag.Stack and not has_stack:
            rest.stack = self._read_text(ctx, "an Error's stack")
            part = self.read_error_tag()
        if part is not SerializationErrorTag.End:
            self.throw(f"Expected End error tag after reading error fields but found {part.name}")
        return cast(
            "ReferencedObject[T] | ReferencedObject[AnyJSError]", ReferencedObject(serialized_id, built)
        )

    def read_jsmap(
        self, ctx: DecodeContext, *, identity: object, tag: bool = False
    ) -> Generator[tuple[object, object], None, int]:
        """Read a Map: yields keys with values, returns how many of both."""
        if tag:
            self.read_tag(SerializationTag.kBeginJSMap)
        self.objects.record_reference(identity)
        count = 0
        while (next_tag := self.read_tag()) is not SerializationTag.kEndJSMap:
            yield ctx.decode_object(tag=next_tag), ctx.decode_object()
            count += 2
        self._expect_count(count, "count", "JSMap")
        return count

    def read_jsset(
        self, ctx: DecodeContext, *, identity: object, tag: bool = False
    ) -> Generator[object, None, int]:
        """Read a Set: yields its members, returns how many."""
        if tag:
            self.read_tag(SerializationTag.kBeginJSSet)
        self.objects.record_reference(identity)
        count = 0
        while (next_tag := self.read_tag()) is not SerializationTag.kEndJSSet:
            yield ctx.decode_object(tag=next_tag)
            count += 1
        self._expect_count(count, "count", "JSSet")
        return count

    def read_js_object(
        self, ctx: DecodeContext, *, identity: object, tag: bool = False
    ) -> Generator[tuple[PropertyKey, object], None, int]:
        """Read an Object: yields names and values, returns how many properties."""
        if tag:
            self.read_tag(SerializationTag.kBeginJSObject)
        self.objects.record_reference(identity)
        return (yield from self._read_properties(ctx, SerializationTag.kEndJSObject, "JSObject"))

    def read_js_array_dense(
        self, ctx: DecodeContext, *, identity: object, tag: bool = False
    ) -> Generator[tuple[PropertyKey, object], None, tuple[int, int]]:
        """Read an Array written as all its elements: yields indexes or names and values, returns its length and how
        many properties it had besides.
        """
        if tag:
            self.read_tag(SerializationTag.kBeginDenseJSArray)
        self.objects.record_reference(identity)
        length = self.read_varint()
        for index in range(length):
            yield index, ctx.decode_object()
        properties = yield from self._read_properties(ctx, SerializationTag.kEndDenseJSArray, "DenseJSArray")
        self._expect_length(length, "DenseJSArray")
        return length, properties

    def read_js_array_sparse(
        self, ctx: DecodeContext, *, identity: object, tag: bool = False
    ) -> ArrayReadResult:
        """Read an Array written as its length and its properties, elements among them."""
        if tag:
            self.read_tag(SerializationTag.kBeginSparseJSArray)
        self.objects.record_reference(identity)
        length = self.read_varint()

        def read_items() -> Generator[tuple[PropertyKey, object], None, int]:
            properties = yield from self._read_properties(ctx, SerializationTag.kEndSparseJSArray, "SparseJSArray")
            self._expect_length(length, "SparseJSArray")
            return properties

        return ArrayReadResult(length=length, items=read_items())

    def read_object_reference(self, *, tag: bool = False) -> tuple[SerializedId, object]:
        """Read which object comes again that was read before."""
        if tag:
            self.read_tag(SerializationTag.kObjectReference)
        serialized_id = SerializedId(self.read_varint())
        try:
            return serialized_id, self.objects.get_object(serialized_id)
        except (V8SerializeError, ForwardReferenceError) as error:
            self.throw("ObjectReference contains serialized ID which has not been deserialized", cause=error)

    def read_js_array_buffer(
        self,
        *,
        array_buffer: ArrayBufferConstructor[BufferT],
        shared_array_buffer: SharedArrayBufferConstructor[SharedBufferT],
        array_buffer_transfer: ArrayBufferTransferConstructor[TransferT],
        tag: ArrayBufferTags | None = None,
    ) -> BufferT | SharedBufferT | TransferT:
        """Read an ArrayBuffer of any kind; its tag too unless `tag` is given. The functions make what stands for it."""
        if tag is None:
            tag = self.read_tag(JS_ARRAY_BUFFER_TAGS)
        result: BufferT | SharedBufferT | TransferT
        if tag is SerializationTag.kArrayBuffer or tag is SerializationTag.kResizableArrayBuffer:
            is_resizable = tag is SerializationTag.kResizableArrayBuffer
            return self._read_js_array_buffer_bytes(array_buffer, is_resizable)
        if tag is SerializationTag.kSharedArrayBuffer:
            result = shared_array_buffer(buffer_id=SharedArrayBufferId(self.read_uint32()))
        elif tag is SerializationTag.kArrayBufferTransfer:
            result = array_buffer_transfer(transfer_id=TransferId(self.read_uint32()))
        else:
            raise ValueError("tag must be an array buffer tag")
        self.objects.record_reference(result)
        return result

    def _read_js_array_buffer_bytes(self, array_buffer: ArrayBufferConstructor[BufferT], is_resizable: bool) -> BufferT:
        byte_length = self.read_uint32()
        if is_resizable:
            self._expect_buffer_bytes(byte_length, and_more=1)
            max_byte_length = self.read_uint32()
            if max_byte_length < byte_length:
                self.throw(
                    "ResizableArrayBuffer max byte length is less than current byte length: "
                    f"{byte_length=}, {max_byte_length=}"
                )
        self._expect_buffer_bytes(byte_length)
        with get_buffer(self.data)[self.pos : self.pos + byte_length].toreadonly() as data:
            if is_resizable:
                result = array_buffer(data=data, max_byte_length=max_byte_length, resizable=True)
            else:
                result = array_buffer(data=data, max_byte_length=None, resizable=False)
        self.objects.record_reference(result)
        self.pos += byte_length
        return result

    def read_js_array_buffer_view(
        self,
        backing_buffer: BufferT,
        *,
        array_buffer_view: ArrayBufferViewConstructor[BufferT, ViewT],
        tag: bool = False,
    ) -> ViewT:
        """Read a view of the buffer that was read directly before; `array_buffer_view` makes what stands for it."""
        if tag:
            self.read_tag(SerializationTag.kArrayBufferView)
        view_tag = self.read_varint()
        if view_tag not in ArrayBufferViewTag:
            self.throw(f"ArrayBufferView view type {hex(view_tag)} is not a known type")
        byte_offset = self.read_uint32()
        byte_length = self.read_uint32()
        has_flags = self.version >= 14
        flags = ArrayBufferViewFlags(self.read_varint() if has_flags else 0)
        result = array_buffer_view(
            buffer=backing_buffer,
            format=ArrayBufferViewTag(view_tag),
            byte_offset=byte_offset,
            byte_length=None if ArrayBufferViewFlags.IsLengthTracking in flags else byte_length,
        )
        self.objects.record_reference(result)
        return result

    def read_host_object(self, deserializer: HostObjectDeserializer[T], tag: bool = False) -> T:
        """Read an object of the program that embeds V8; `deserializer` reads what is in it."""
        if tag:
            self.read_tag(SerializationTag.kHostObject)
        serialized_id = self.objects.reserve_reference()
        if isinstance(deserializer, HostObjectDeserializerObj):
            result: T = deserializer.deserialize_host_object(stream=self)
        else:
            result = deserializer(stream=self)
        self.objects.resolve_reference(serialized_id, result)
        return result

    def read_v8_shared_object_reference(self, tag: bool = False) -> ReferencedObject[V8SharedObjectReference]:
        """Read the id of an object that V8 shares between its isolates."""
        if tag:
            self.read_tag(SerializationTag.kSharedObject)
        result = V8SharedObjectReference(V8SharedValueId(self.read_uint32()))
        return ReferencedObject(self.objects.record_reference(result), result)

    def _read_properties(
        self, ctx: DecodeContext, end_tag: SerializationTag, container: str
    ) -> Generator[tuple[PropertyKey, object], None, int]:
        count = 0
        while (tag := self.read_tag()) is not end_tag:
            if tag not in JS_OBJECT_KEY_TAGS:
                self.throw(
                    f"{container} has a key encoded with tag {tag.name} that is not a number or string tag. "
                    f"Valid {JS_OBJECT_KEY_TAGS}"
                )
            key = ctx.decode_object(tag=tag)
            if not isinstance(key, (int, float, str)):
                raise TypeError(f"{container} key must deserialize to str, int or float: {key}")
            yield key, ctx.decode_object()
            count += 1
        self._expect_count(count, "properties count", container)
        return count

    def _read_text(self, ctx: DecodeContext, owner: str) -> str:
        """Read a string as the decode steps see it; it has a tag of its own."""
        text = ctx.decode_object(tag=self.read_tag(JS_STRING_TAGS))
        if not isinstance(text, str):
            raise TypeError(f"the string of {owner} must deserialize to str: {text!r}")
        return text

    def _expect_count(self, actual: int, what: str, container: str) -> None:
        expected = self.read_varint()
        if expected != actual:
            self.throw(
                f"Expected {what} does not match actual count after reading {container}: "
                f"{expected=}, {actual=}"
            )

    def _expect_length(self, expected: int, container: str) -> None:
        final = self.read_varint()
        if expected != final:
            self.throw(
                f"Expected array length does not match the final length after reading {container}: "
                f"{expected=}, {final=}"
            )

    def _expect_buffer_bytes(self, byte_length: int, and_more: int = 0) -> None:
        if byte_length + and_more > len(self.data) - self.pos:
            self.throw(f"ArrayBuffer byte length exceeds available data: {byte_length=}")


def date_from_time_value(time_value: float, tz: tzinfo | None = None) -> datetime | JSDate:
    """What stands for a Date of so many milliseconds since 1970; see `ReadableTagStream.read_js_date()`."""
    try:
        result = datetime.fromtimestamp(time_value / 1000, tz)
    except (ValueError, OverflowError, OSError):  # invalid, or not within the years that datetime has
        return JSDate(time_value)
    if time_value.is_integer():
        # Seconds are too coarse a float for the milliseconds of years before 1698 and after 2242.
        result = result.replace(microsecond=int(time_value) % 1000 * 1000)
    return result
