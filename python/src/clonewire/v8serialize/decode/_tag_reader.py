"""The default decode step: which Python value stands for which JavaScript value."""

from __future__ import annotations

from collections.abc import Callable, Mapping, MutableMapping, MutableSet, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING, Any, Final, cast

from clonewire.jstypes import (
    JSArray,
    JSArrayBuffer,
    JSArrayBufferTransfer,
    JSBigInt,
    JSDataView,
    JSDate,
    JSError,
    JSHole,
    JSMap,
    JSObject,
    JSRegExp,
    JSSet,
    JSSharedArrayBuffer,
    JSTypedArray,
    JSUndefined,
    create_view,
)
from clonewire.jstypes._v8 import V8SharedObjectReference
from clonewire.v8serialize._values import ArrayBufferConstructor, HostObjectDeserializer, JSErrorBuilder
from clonewire.v8serialize.constants import (
    FLOAT64_SAFE_INT_RANGE,
    JS_ARRAY_BUFFER_TAGS,
    JS_CONSTANT_TAGS,
    JS_PRIMITIVE_OBJECT_TAGS,
    ArrayBufferTags,
    ConstantTags,
    PrimitiveObjectTag,
    SerializationTag,
)
from clonewire.v8serialize.decode._context import DecodeContext, DecodeNextFn, DecodeStep
from clonewire.v8serialize.decode._stream import ReadableTagStream
from clonewire.v8serialize.decode._tag_readers import TagReaderRegistry, read_stream

if TYPE_CHECKING:
    from typing_extensions import Never, TypeAlias

JSMapType = Callable[[], MutableMapping[object, object]]
JSSetType = Callable[[], MutableSet[object]]
JSObjectType = Callable[[], JSObject[object]]
JSArrayType = Callable[[], JSArray[object]]

AnyBuffer: TypeAlias = "JSArrayBuffer | JSSharedArrayBuffer | JSArrayBufferTransfer"
AnyView: TypeAlias = "JSTypedArray | JSDataView"

_DEFAULT_CONSTANTS: Final[Mapping[ConstantTags, object]] = {
    SerializationTag.kTheHole: JSHole,
    SerializationTag.kUndefined: JSUndefined,
    SerializationTag.kNull: None,
    SerializationTag.kTrue: True,
    SerializationTag.kFalse: False,
}


@dataclass(init=False, slots=True)
class TagReader:
    """The decode step that makes Python's own types and the JavaScript types.

    Parameters
    ----------
    tag_readers
        Functions that read some tags differently.
    jsmap_type, jsset_type, js_object_type, js_array_type
        What makes the empty container for a Map, a Set, an Object, an Array. It is filled afterwards: with `update()`,
        a set with `|=`. Default: JSMap, JSSet, JSObject, JSArray.
    js_constants
        What stands for holes, undefined, null, true and false where it is not JSHole, JSUndefined, None, True, False.
    js_primitive_objects
        Whether boxed primitives become JSPrimitiveObjects; otherwise they become the primitives in them.
    host_object_deserializer
        What reads objects of the program that embeds V8; without it they are an error.
    js_error_builder
        What makes Errors. Default: `JSError.builder`.
    default_timezone
        The time zone of the datetimes that stand for Dates; without it they have none, and are in local time.
    """

    tag_readers: TagReaderRegistry
    jsmap_type: JSMapType
    jsset_type: JSSetType
    js_object_type: JSObjectType
    js_array_type: JSArrayType
    js_constants: Mapping[ConstantTags, object]
    js_primitive_objects: bool
    host_object_deserializer: HostObjectDeserializer[object] | None
    js_error_builder: JSErrorBuilder[object]
    default_timezone: tzinfo | None

    def __init__(
        self,
        tag_readers: TagReaderRegistry | None = None,
        jsmap_type: JSMapType | None = None,
        jsset_type: JSSetType | None = None,
        js_object_type: JSObjectType | None = None,
        js_array_type: JSArrayType | None = None,
        js_constants: Mapping[ConstantTags, object] | None = None,
        js_primitive_objects: bool | None = None,
        host_object_deserializer: HostObjectDeserializer[object] | None = None,
        js_error_builder: JSErrorBuilder[object] | None = None,
        default_timezone: tzinfo | None = None,
    ) -> None:
        self.jsmap_type = jsmap_type or JSMap
        self.jsset_type = jsset_type or JSSet
        self.js_object_type = js_object_type or JSObject
        self.js_array_type = js_array_type or JSArray
        self.js_constants = {**_DEFAULT_CONSTANTS, **(js_constants or {})}
        self.js_primitive_objects = bool(js_primitive_objects)
        self.host_object_deserializer = host_object_deserializer
        self.js_error_builder = js_error_builder or JSError.builder
        self.default_timezone = default_timezone
        self.tag_readers = TagReaderRegistry()
        self.register_tag_readers(self.tag_readers)
        if tag_readers is not None:
            self.tag_readers.register_all(tag_readers)

    def register_tag_readers(self, tag_readers: TagReaderRegistry) -> None:
        """Register this class' functions; subclasses may register others over them."""
        register = tag_readers.register

        register(SerializationTag.kOneByteString, read_stream(ReadableTagStream.read_string_onebyte))
        register(SerializationTag.kTwoByteString, read_stream(ReadableTagStream.read_string_twobyte))
        register(SerializationTag.kUtf8String, read_stream(ReadableTagStream.read_string_utf8))
        register(SerializationTag.kInt32, read_stream(ReadableTagStream.read_int32))
        register(SerializationTag.kUint32, read_stream(ReadableTagStream.read_uint32))
        register(SerializationTag.kDouble, TagReader.deserialize_js_double)
        register(SerializationTag.kBigInt, TagReader.deserialize_js_bigint)
        register(JS_CONSTANT_TAGS, TagReader.deserialize_constant)

        register(SerializationTag.kObjectReference, TagReader.deserialize_object_reference)
        register(SerializationTag.kBeginJSObject, TagReader.deserialize_js_object)
        register(SerializationTag.kBeginDenseJSArray, TagReader.deserialize_js_array_dense)
        register(SerializationTag.kBeginSparseJSArray, TagReader.deserialize_js_array_sparse)
        register(SerializationTag.kBeginJSMap, TagReader.deserialize_jsmap)
        register(SerializationTag.kBeginJSSet, TagReader.deserialize_jsset)
        register(JS_PRIMITIVE_OBJECT_TAGS, TagReader.deserialize_js_primitive_object)
        register(SerializationTag.kDate, TagReader.deserialize_js_date)
        register(SerializationTag.kRegExp, TagReader.deserialize_js_regexp)
        register(SerializationTag.kError, TagReader.deserialize_js_error)
        register(JS_ARRAY_BUFFER_TAGS, TagReader.deserialize_js_array_buffer)
        register(SerializationTag.kArrayBufferView, TagReader.deserialize_js_array_buffer_view)

        register(SerializationTag.kHostObject, TagReader.deserialize_host_object)
        register(SerializationTag.kSharedObject, TagReader.deserialize_v8_shared_object_reference)
        register(SerializationTag.kWasmModuleTransfer, TagReader.deserialize_unsupported_wasm)
        register(SerializationTag.kWasmMemoryTransfer, TagReader.deserialize_unsupported_wasm)

    def decode(self, tag: SerializationTag, /, ctx: DecodeContext, next: DecodeNextFn) -> object:
        """Read what follows `tag` by the function registered for it, or hand it on."""
        read = self.tag_readers.match(tag)
        return next(tag) if read is None else read(self, tag, ctx)

    def deserialize_constant(self, tag: ConstantTags, ctx: DecodeContext) -> object:
        """A hole, undefined, null, true or false."""
        return self.js_constants[tag]

    def deserialize_js_double(self, tag: SerializationTag, ctx: DecodeContext) -> int | float:
        """A number: an int where JavaScript, which has no other numbers, may have meant one."""
        value = ctx.stream.read_double()
        is_exact_int = value.is_integer() and int(value) in FLOAT64_SAFE_INT_RANGE and not _is_negative_zero(value)
        return int(value) if is_exact_int else value

    def deserialize_js_bigint(self, tag: SerializationTag, ctx: DecodeContext) -> JSBigInt:
        """A bigint."""
        return JSBigInt(ctx.stream.read_bigint())

    def deserialize_js_object(
        self, tag: SerializationTag, ctx: DecodeContext
    ) -> JSObject[object]:
        """An Object."""
        result = self.js_object_type()
        result.update(ctx.stream.read_js_object(ctx, identity=result))
        return result

    def deserialize_js_array_dense(
        self, tag: SerializationTag, ctx: DecodeContext
    ) -> JSArray[object]:
        """An Array."""
        result = self.js_array_type()
        result.update(ctx.stream.read_js_array_dense(ctx, identity=result))
        return result

    def deserialize_js_array_sparse(
        self, tag: SerializationTag, ctx: DecodeContext
    ) -> JSArray[object]:
        """An Array that is mostly holes."""
        result = self.js_array_type()
        length, items = ctx.stream.read_js_array_sparse(ctx, identity=result)
        if length > 0:
            # A hole at the end sets the length; unlike array.resize() it may change to storage that suits holes.
            result[length - 1] = JSHole
        result.update(items)
        return result

    def deserialize_jsmap(
        self, tag: SerializationTag, ctx: DecodeContext
    ) -> MutableMapping[object, object]:
        """A Map."""
        result = self.jsmap_type()
        result.update(ctx.stream.read_jsmap(ctx, identity=result))
        return result

    def deserialize_jsset(
        self, tag: SerializationTag, ctx: DecodeContext
    ) -> MutableSet[object]:
        """A Set."""
        result = self.jsset_type()
        members: Any = ctx.stream.read_jsset(ctx, identity=result)  # |= takes any iterable, whatever its type says
        result |= members
        return result

    def deserialize_js_primitive_object(self, tag: PrimitiveObjectTag, ctx: DecodeContext) -> object:
        """A boxed primitive, or the primitive in it."""
        serialized_id, boxed = ctx.stream.read_js_primitive_object(ctx, tag=tag)
        if self.js_primitive_objects:
            return boxed
        ctx.stream.objects.replace_reference(serialized_id, boxed.value)
        return boxed.value

    def deserialize_js_date(self, tag: SerializationTag, ctx: DecodeContext) -> datetime | JSDate:
        """A Date."""
        return ctx.stream.read_js_date(tz=self.default_timezone).object

    def deserialize_js_regexp(self, tag: SerializationTag, ctx: DecodeContext) -> JSRegExp:
        """A RegExp."""
        _, regexp = ctx.stream.read_js_regexp(ctx)
        return regexp

    def deserialize_js_error(self, tag: SerializationTag, ctx: DecodeContext) -> object:
        """An Error."""
        return ctx.stream.read_js_error(ctx, error=self.js_error_builder).object

    def deserialize_js_array_buffer(self, tag: ArrayBufferTags, ctx: DecodeContext) -> AnyBuffer | AnyView:
        """An ArrayBuffer of any kind, or the view of it that follows."""
        buffer: AnyBuffer = ctx.stream.read_js_array_buffer(
            array_buffer=cast("ArrayBufferConstructor[JSArrayBuffer]", JSArrayBuffer),
            shared_array_buffer=JSSharedArrayBuffer,
            array_buffer_transfer=JSArrayBufferTransfer,
            tag=tag,
        )
        return self._view_if_any(buffer, ctx)

    def deserialize_object_reference(
        self, tag: SerializationTag, ctx: DecodeContext
    ) -> object:
        """An object that was read before, or the view that follows when it is a buffer."""
        _, obj = ctx.stream.read_object_reference()
        if isinstance(obj, (JSArrayBuffer, JSSharedArrayBuffer, JSArrayBufferTransfer)):
            return self._view_if_any(obj, ctx)
        return obj

    def _view_if_any(self, buffer: AnyBuffer, ctx: DecodeContext) -> AnyBuffer | AnyView:
        # What follows need not be a tag: it is the end of the data, or of an Error whose cause the buffer is.
        if ctx.stream.peak_tag() is not SerializationTag.kArrayBufferView:
            return buffer
        view: AnyView = ctx.stream.read_js_array_buffer_view(buffer, array_buffer_view=create_view, tag=True)
        return view

    def deserialize_js_array_buffer_view(
        self, tag: SerializationTag, ctx: DecodeContext
    ) -> Never:
        """A view without a buffer before it: an error."""
        ctx.stream.throw(f"Found an orphaned {tag.name} without a preceding ArrayBuffer")

    def deserialize_host_object(self, tag: SerializationTag, ctx: DecodeContext) -> object:
        """An object of the program that embeds V8."""
        if self.host_object_deserializer is None:
            ctx.stream.throw(
                "Stream contains HostObject data without deserializer available to handle it. TagReader needs a "
                "host_object_deserializer set to read this serialized data."
            )
        return ctx.stream.read_host_object(self.host_object_deserializer)

    def deserialize_v8_shared_object_reference(
        self, tag: SerializationTag, ctx: DecodeContext
    ) -> V8SharedObjectReference:
        """The id of an object that V8 shares between its isolates."""
        return ctx.stream.read_v8_shared_object_reference().object

    def deserialize_unsupported_wasm(
        self, tag: SerializationTag, ctx: DecodeContext
    ) -> Never:
        """A WebAssembly object: an error."""
        ctx.stream.throw(
            f"Stream contains a {tag.name} which is not supported. V8's serialized WASM objects use shared "
            "ArrayBuffers/transfer IDs that are only accessible from within the V8 process that serializes them."
        )


def _is_negative_zero(value: float) -> bool:
    return value == 0 and str(value) == "-0.0"


default_decode_steps: Final[Sequence[DecodeStep]] = (TagReader(),)
"""The decode steps unless others are given: a TagReader without options."""
