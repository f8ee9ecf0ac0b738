"""Writing objects: everything that has a number in its stream, and what belongs to it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar

from clonewire.jstypes.buffer_access import get_buffer
from clonewire.v8serialize._errors import FeatureNotEnabledEncodeV8SerializeError
from clonewire.v8serialize._references import SerializedId
from clonewire.v8serialize._values import (
    AnyArrayBuffer,
    AnyArrayBufferTransfer,
    AnyArrayBufferView,
    AnyJSError,
    AnySharedArrayBuffer,
    HostObjectSerializer,
    HostObjectSerializerObj,
)
from clonewire.v8serialize.constants import (
    JS_OBJECT_KEY_TAGS,
    MAX_ARRAY_LENGTH,
    MAX_ARRAY_LENGTH_REPR,
    ArrayBufferViewFlags,
    ArrayBufferViewTag,
    JSErrorName,
    SerializationErrorTag,
    SerializationFeature,
    SerializationTag,
)
from clonewire.v8serialize.encode._primitives import PrimitiveTagStream

if TYPE_CHECKING:
    from clonewire.jstypes._v8 import V8SharedObjectReference
    from clonewire.jstypes.jsprimitiveobject import JSPrimitiveObject
    from clonewire.jstypes.jsregexp import JSRegExp
    from clonewire.v8serialize.encode._context import EncodeContext

T = TypeVar("T")


@dataclass(slots=True)
class WritableTagStream(PrimitiveTagStream):
    """Writes V8's format piece by piece; what the pieces stand for is the business of encode steps.

    The methods that write an object give it the next number. `identity` is the object that later references will mean;
    it is the written object itself unless the caller writes one thing on behalf of another. Methods that write
    containers write the contents with `ctx.encode_object()`.

    >>> stream = WritableTagStream()
    >>> stream.write_header()
    >>> stream.write_string_utf8("hi")
    >>> bytes(stream.data)
    b'\\xff\\x0fS\\x02hi'
    """

    def write_js_primitive_object(self, obj: JSPrimitiveObject, *, identity: object | None = None) -> None:
        """Write a boxed primitive."""
        self._record(obj, identity)
        tag, value = obj.tag, obj.value
        self.write_tag(tag)
        if tag is SerializationTag.kStringObject:
            self.write_string(str(value))
        elif tag is SerializationTag.kBigIntObject:
            self.write_bigint(int(value), tag=None)
        elif tag is SerializationTag.kNumberObject:
            self.write_double(float(value), tag=None)

    def write_js_regexp(self, regexp: JSRegExp, *, identity: object | None = None) -> None:
        """Write a regular expression."""
        self._record(regexp, identity)
        self.write_tag(SerializationTag.kRegExp)
        self.write_string(regexp.source)
        self.write_varint(regexp.flags.canonical)

    def write_js_date(self, value: datetime, *, identity: object | None = None) -> None:
        """Write a point in time; a datetime without a time zone is in the local one."""
        time_value = value.timestamp() * 1000
        if value.microsecond % 1000 == 0:
            # The product of two floats may be a little less than whole milliseconds; V8 drops the fraction.
            time_value = round(time_value)
        self.write_js_time_value(time_value, identity=value if identity is None else identity)

    def write_js_time_value(self, time_value: float, *, identity: object) -> None:
        """Write a Date by its milliseconds since 1970; NaN makes an invalid Date."""
        self.objects.record_reference(identity)
        self.write_tag(SerializationTag.kDate)
        self.write_double(time_value, tag=None)

    def write_js_error(self, error: AnyJSError, ctx: EncodeContext, *, identity: object | None = None) -> None:
        """Write an Error. A cause is written unless it is None.

        Raises
        ------
        IllegalCyclicReferenceV8SerializeError
            When the error is its own cause, directly or not, and CircularErrorCause is not enabled.
        """
        identity = error if identity is None else identity
        self.write_tag(SerializationTag.kError)
        name_tag = JSErrorName.for_error_name(error.name).error_tag
        if name_tag is not None:
            self.write_varint(name_tag)
        for part_tag, text in (
            (SerializationErrorTag.Message, error.message),
            (SerializationErrorTag.Stack, error.stack),
        ):
            if text is not None:
                self.write_varint(part_tag)
                self.write_string(text)
        self._write_js_error_cause(error.cause, ctx, identity)
        self.write_varint(SerializationErrorTag.End)

    def _write_js_error_cause(self, cause: object | None, ctx: EncodeContext, identity: object) -> None:
        if cause is None:
            self.objects.record_reference(identity)
            return
        self.write_varint(SerializationErrorTag.Cause)
        if SerializationFeature.CircularErrorCause in self.features:
            self.objects.record_reference(identity)
            ctx.encode_object(cause)
            return
        with self.objects.record_acyclic_reference(
            identity,
            error_detail="Errors cannot reference themselves in their cause without CircularErrorCause enabled",
        ):
            ctx.encode_object(cause)

    def write_jsmap(
        self, items: Iterable[tuple[object, object]], ctx: EncodeContext, *, identity: object | None = None
    ) -> None:
        """Write a Map."""
        self._record(items, identity)
        self.write_tag(SerializationTag.kBeginJSMap)
        entries = 0
        for key, value in items:
            ctx.encode_object(key)
            ctx.encode_object(value)
            entries += 1
        self.write_tag(SerializationTag.kEndJSMap)
        self.write_varint(2 * entries)

    def write_jsset(self, values: Iterable[object], ctx: EncodeContext, *, identity: object | None = None) -> None:
        """Write a Set."""
        self._record(values, identity)
        self.write_tag(SerializationTag.kBeginJSSet)
        members = 0
        for value in values:
            ctx.encode_object(value)
            members += 1
        self.write_tag(SerializationTag.kEndJSSet)
        self.write_varint(members)

    def write_js_object(
        self, items: Iterable[tuple[object, object]], ctx: EncodeContext, *, identity: object | None = None
    ) -> None:
        """Write an Object; its keys must be written as numbers or strings."""
        self._record(items, identity)
        self.write_tag(SerializationTag.kBeginJSObject)
        properties = self._write_properties(items, ctx)
        self.write_tag(SerializationTag.kEndJSObject)
        self.write_varint(properties)

    def write_js_array_dense(
        self,
        array: Collection[object],
        ctx: EncodeContext,
        *,
        properties: Iterable[tuple[Any, Any]] | None = None,
        identity: object | None = None,
    ) -> None:
        """Write an Array as all of its elements, holes too, then `properties` that it has besides.

        Raises
        ------
        ValueError
            When there are properties and no identity: it could be either of the two collections.
        RuntimeError
            When `array` changes its length meanwhile.
        """
        if identity is None and properties is not None:
            raise ValueError(
                "identity is ambiguous: identity must be set when both array and properties are provided"
            )
        self._record(array, identity)
        length = len(array)
        self.write_tag(SerializationTag.kBeginDenseJSArray)
        self.write_varint(length)
        written = 0
        for element in array:
            ctx.encode_object(element)
            written += 1
        if written != length:
            raise RuntimeError(f"array changed its length from {length} to {written} while it was written")
        property_count = 0 if properties is None else self._write_properties(properties, ctx)
        self.write_tag(SerializationTag.kEndDenseJSArray)
        self.write_varint(property_count)
        self.write_varint(length)

    def write_js_array_sparse(
        self,
        items: Iterable[tuple[object, object]],
        ctx: EncodeContext,
        *,
        length: int,
        identity: object | None = None,
    ) -> None:
        """Write an Array as its length and the properties that it has, elements among them, by name."""
        if not 0 <= length <= MAX_ARRAY_LENGTH:
            raise ValueError(f"length must be >= 0 and <= ${MAX_ARRAY_LENGTH_REPR}: {length=}")
        self._record(items, identity)
        self.write_tag(SerializationTag.kBeginSparseJSArray)
        self.write_varint(length)
        properties = self._write_properties(items, ctx)
        self.write_tag(SerializationTag.kEndSparseJSArray)
        self.write_varint(properties)
        self.write_varint(length)

    def write_object_reference(self, *, obj: object | None = None, serialized_id: SerializedId | None = None) -> None:
        """Write that an object comes again that was written before: `obj`, or the one numbered `serialized_id`.

        Raises
        ------
        ObjectReferenceV8SerializeError
            When it was not written before.
        """
        if obj is not None:
            serialized_id = self.objects.get_serialized_id(obj)
        elif serialized_id is None:
            raise ValueError("obj or serialized_id must be provided")
        else:
            self.objects.get_object(serialized_id)
        self.write_tag(SerializationTag.kObjectReference)
        self.write_varint(serialized_id)

    def write_js_array_buffer(
        self,
        buffer: AnyArrayBuffer | AnySharedArrayBuffer | AnyArrayBufferTransfer,
        *,
        identity: object | None = None,
    ) -> None:
        """Write an ArrayBuffer's bytes, or the id of one that is shared or handed over beside the data."""
        if isinstance(buffer, AnyArrayBuffer):
            self._write_js_array_buffer_bytes(buffer, identity)
        elif isinstance(buffer, AnySharedArrayBuffer):
            if buffer.buffer_id < 0:
                raise ValueError(f"buffer_id cannot be negative: {buffer.buffer_id=}")
            self._record(buffer, identity)
            self.write_tag(SerializationTag.kSharedArrayBuffer)
            self.write_varint(buffer.buffer_id)
        elif isinstance(buffer, AnyArrayBufferTransfer):
            if buffer.transfer_id < 0:
                raise ValueError(f"transfer_id cannot be negative: {buffer.transfer_id=}")
            self._record(buffer, identity)
            self.write_tag(SerializationTag.kArrayBufferTransfer)
            self.write_varint(buffer.transfer_id)
        else:
            raise TypeError(f"not an ArrayBuffer of any kind: {buffer!r}")

    def _write_js_array_buffer_bytes(self, buffer: AnyArrayBuffer, identity: object | None) -> None:
        is_resizable = buffer.resizable and SerializationFeature.ResizableArrayBuffers in self.features
        with get_buffer(buffer.data) as data:
            if is_resizable and buffer.max_byte_length < len(data):
                raise ValueError(f"max_byte_length must be >= len(data): {buffer.max_byte_length=}, {len(data)=}")
            self._record(buffer, identity)
            self.write_tag(SerializationTag.kResizableArrayBuffer if is_resizable else SerializationTag.kArrayBuffer)
            self.write_uint32(len(data), tag=None)
            if is_resizable:
                self.write_uint32(buffer.max_byte_length, tag=None)
            self.data += data

    def write_js_array_buffer_view(
        self, buffer_view: AnyArrayBufferView, *, identity: object | None = None
    ) -> None:
        """Write a view; its buffer, or a reference to it, must have been written directly before.

        Raises
        ------
        FeatureNotEnabledEncodeV8SerializeError
            When it is a Float16Array and that feature is not enabled.
        """
        self.require_view_feature(buffer_view.view_tag)
        self._record(buffer_view, identity)
        self.write_tag(SerializationTag.kArrayBufferView)
        self.write_varint(buffer_view.view_tag)
        self.write_uint32(buffer_view.byte_offset, tag=None)
        self.write_uint32(buffer_view.byte_length or 0, tag=None)
        flags = ArrayBufferViewFlags(0)
        if buffer_view.is_backing_buffer_resizable:
            flags |= ArrayBufferViewFlags.IsBufferResizable
        if buffer_view.is_length_tracking:
            flags |= ArrayBufferViewFlags.IsLengthTracking
        self.write_varint(flags)

    def can_write_view(self, view_tag: ArrayBufferViewTag) -> bool:
        """Whether the features that views of this kind need are enabled."""
        return view_tag is not ArrayBufferViewTag.kFloat16Array or SerializationFeature.Float16Array in self.features

    def require_view_feature(self, view_tag: ArrayBufferViewTag) -> None:
        """Raise FeatureNotEnabledEncodeV8SerializeError unless `can_write_view()`."""
        if not self.can_write_view(view_tag):
            raise FeatureNotEnabledEncodeV8SerializeError(
                "Cannot write Float16Array when the Float16Array SerializationFeature is not enabled",
                feature_required=SerializationFeature.Float16Array,
            )

    def write_host_object(
        self, value: T, *, serializer: HostObjectSerializer[T], identity: object | None = None
    ) -> None:
        """Write an object of the program that embeds V8; `serializer` writes what is in it."""
        self._record(value, identity)
        self.write_tag(SerializationTag.kHostObject)
        if isinstance(serializer, HostObjectSerializerObj):
            serializer.serialize_host_object(value=value, stream=self)
        else:
            serializer(value=value, stream=self)

    def write_v8_shared_object_reference(
        self, value: V8SharedObjectReference, *, identity: object | None = None
    ) -> None:
        """Write the id of an object that V8 shares between its isolates."""
        self._record(value, identity)
        self.write_tag(SerializationTag.kSharedObject)
        self.write_uint32(value.shared_value_id, tag=None)

    def _record(self, obj: object, identity: object | None) -> None:
        self.objects.record_reference(obj if identity is None else identity)

    def _write_properties(self, items: Iterable[tuple[object, object]], ctx: EncodeContext) -> int:
        """Write names and values; return how many."""
        count = 0
        for key, value in items:
            with self.constrain_tags(JS_OBJECT_KEY_TAGS):
                ctx.encode_object(key)
            ctx.encode_object(value)
            count += 1
        return count
