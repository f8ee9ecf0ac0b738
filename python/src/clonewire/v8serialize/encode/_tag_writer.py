"""The default encode steps: which JavaScript value stands for which Python value."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Set
from dataclasses import dataclass
from datetime import datetime
from functools import singledispatchmethod
from types import NoneType
from typing import Any, Final

from clonewire.jstypes import (
    JSArray,
    JSArrayBuffer,
    JSBigInt,
    JSDate,
    JSErrorData,
    JSObject,
    JSPrimitiveObject,
    JSRegExp,
)
from clonewire.jstypes._v8 import V8SharedObjectReference
from clonewire.jstypes.jsarrayproperties import JSHoleEnum, JSHoleType
from clonewire.jstypes.jsbuffers import (
    BaseJSArrayBuffer,
    JSArrayBufferTransfer,
    JSArrayBufferView,
    JSSharedArrayBuffer,
)
from clonewire.jstypes.jsnull import JSNullEnum, JSNullType
from clonewire.jstypes.jsundefined import JSUndefinedEnum, JSUndefinedType
from clonewire.v8serialize._errors import UnhandledValueEncodeV8SerializeError
from clonewire.v8serialize._pycompat.exceptions import add_note
from clonewire.v8serialize._values import AnyJSError
from clonewire.v8serialize.constants import (
    FLOAT64_SAFE_INT_RANGE,
    INT32_RANGE,
    JS_OBJECT_KEY_TAGS,
    UINT32_RANGE,
    SerializationFeature,
    SerializationTag,
)
from clonewire.v8serialize.encode._context import EncodeContext, EncodeNextFn, EncodeStep


@dataclass(slots=True)
class TagWriter:
    """The encode step that knows Python's own types and the JavaScript types.

    `TagWriter.encode.register()` adds types; a value of an unknown type is handed on to the next step.

    | Python                             | JavaScript                                     |
    |------------------------------------|------------------------------------------------|
    | int                                | number where it is exact, else bigint          |
    | float, bool, None, str             | number, boolean, null, string                  |
    | datetime                           | Date                                           |
    | Mapping, Set, any other Collection | Map, Set, Array                                |
    | bytes, bytearray, memoryview       | ArrayBuffer                                    |
    | re.Pattern                         | RegExp                                         |
    | BaseException                      | Error                                          |
    | `clonewire.jstypes`                | the type that each of them is named after      |
    """

    @singledispatchmethod
    def encode(self, value: object, /, ctx: EncodeContext, next: EncodeNextFn) -> None:
        """Write `value` to the context's stream, or hand it on."""
        next(value)

    # The types are named in register(): it would take the first annotation, which is not always a class.

    @encode.register(int)
    def serialize_int(self, value: int, /, ctx: EncodeContext, next: EncodeNextFn) -> None:
        """Write a number if that is exact, else a bigint."""
        value = int(value)  # ranges know at once whether they have an int; for a subclass they look at each number
        if value in UINT32_RANGE:
            ctx.stream.write_uint32(value)
        elif value in INT32_RANGE:
            ctx.stream.write_int32(value)
        elif value in FLOAT64_SAFE_INT_RANGE:
            ctx.stream.write_double(value)
        else:
            self.serialize_bigint(value, ctx, next)

    @encode.register(JSBigInt)
    def serialize_bigint(self, value: int, /, ctx: EncodeContext, next: EncodeNextFn) -> None:
        """Write a bigint; as a string where it names a property, as JavaScript does."""
        if ctx.stream.allowed_tags is JS_OBJECT_KEY_TAGS:
            ctx.stream.write_string_onebyte(str(int(value)))
        else:
            ctx.stream.write_bigint(value)

    @encode.register(JSHoleEnum)
    def serialize_hole(self, value: JSHoleType, /, ctx: EncodeContext, next: EncodeNextFn) -> None:
        """Write a hole."""
        ctx.stream.write_constant(SerializationTag.kTheHole)

    @encode.register(JSUndefinedEnum)
    def serialize_undefined(self, value: JSUndefinedType, /, ctx: EncodeContext, next: EncodeNextFn) -> None:
        """Write undefined."""
        ctx.stream.write_constant(SerializationTag.kUndefined)

    @encode.register(bool)
    def serialize_bool(self, value: bool, /, ctx: EncodeContext, next: EncodeNextFn) -> None:
        """Write true or false."""
        ctx.stream.write_constant(SerializationTag.kTrue if value else SerializationTag.kFalse)

    @encode.register(NoneType)
    @encode.register(JSNullEnum)
    def serialize_none(self, value: JSNullType | None, /, ctx: EncodeContext, next: EncodeNextFn) -> None:
        """Write null."""
        ctx.stream.write_constant(SerializationTag.kNull)

    @encode.register(str)
    def serialize_str(self, value: str, /, ctx: EncodeContext, next: EncodeNextFn) -> None:
        """Write a string."""
        ctx.stream.write_string(value)

    @encode.register(float)
    def serialize_float(self, value: float, /, ctx: EncodeContext, next: EncodeNextFn) -> None:
        """Write a number."""
        ctx.stream.write_double(value)

    @encode.register(JSPrimitiveObject)
    def serialize_js_primitive_object(
        self, value: JSPrimitiveObject, /, ctx: EncodeContext, next: EncodeNextFn
    ) -> None:
        """Write a boxed primitive."""
        ctx.stream.write_js_primitive_object(value)

    @encode.register(JSRegExp)
    def serialize_js_regexp(self, value: JSRegExp, /, ctx: EncodeContext, next: EncodeNextFn) -> None:
        """Write a RegExp."""
        ctx.stream.write_js_regexp(value)

    @encode.register(re.Pattern)
    def serialize_python_regexp(self, value: re.Pattern[Any], /, ctx: EncodeContext, next: EncodeNextFn) -> None:
        """Write a RegExp."""
        ctx.stream.write_js_regexp(JSRegExp.from_python_pattern(value), identity=value)

    @encode.register(JSErrorData)
    def serialize_js_error(self, value: AnyJSError, /, ctx: EncodeContext, next: EncodeNextFn) -> None:
        """Write an Error."""
        ctx.stream.write_js_error(value, ctx)

    @encode.register(BaseException)
    def serialize_python_exception(self, value: BaseException, /, ctx: EncodeContext, next: EncodeNextFn) -> None:
        """Write an Error with the exception's message and traceback."""
        ctx.stream.write_js_error(JSErrorData.from_exception(value), ctx, identity=value)

    @encode.register(datetime)
    def serialize_python_datetime(self, value: datetime, /, ctx: EncodeContext, next: EncodeNextFn) -> None:
        """Write a Date; a `datetime.date` is none, as it is no point in time."""
        ctx.stream.write_js_date(value)

    @encode.register(JSDate)
    def serialize_js_date(self, value: JSDate, /, ctx: EncodeContext, next: EncodeNextFn) -> None:
        """Write a Date that datetime cannot hold."""
        ctx.stream.write_js_time_value(value.time_value, identity=value)

    @encode.register(V8SharedObjectReference)
    def serialize_v8_shared_object_reference(
        self, value: V8SharedObjectReference, /, ctx: EncodeContext, next: EncodeNextFn
    ) -> None:
        """Write the id of an object that V8 shares between its isolates."""
        ctx.stream.write_v8_shared_object_reference(value)

    @encode.register(JSObject)
    def serialize_js_object(self, value: JSObject[object], /, ctx: EncodeContext, next: EncodeNextFn) -> None:
        """Write an Object."""
        ctx.stream.write_js_object(value.items(), ctx, identity=value)

    @encode.register(JSArray)
    def serialize_js_array(self, value: JSArray[object], /, ctx: EncodeContext, next: EncodeNextFn) -> None:
        """Write an Array in whichever form takes fewer bytes."""
        length, used = len(value.array), value.array.elements_used
        # Each hole is a byte in the dense form. The sparse form has no holes, but a key for each element: its tag, and
        # two bytes for an index below 2**14, three for most greater ones.
        bytes_of_holes = length - used
        bytes_of_keys = used * (3 if length < 2**14 else 4)
        if bytes_of_keys < bytes_of_holes:
            ctx.stream.write_js_array_sparse(value.items(), ctx, length=length, identity=value)
        else:
            ctx.stream.write_js_array_dense(
                value.array, ctx, properties=value.properties.items(), identity=value
            )

    @encode.register(Mapping)
    def serialize_mapping(self, value: Mapping[object, object], /, ctx: EncodeContext, next: EncodeNextFn) -> None:
        """Write a Map."""
        ctx.stream.write_jsmap(value.items(), ctx, identity=value)

    @encode.register(Set)
    def serialize_set(self, value: Set[object], /, ctx: EncodeContext, next: EncodeNextFn) -> None:
        """Write a Set."""
        ctx.stream.write_jsset(value, ctx)

    @encode.register(Collection)
    def serialize_collection(self, value: Collection[object], /, ctx: EncodeContext, next: EncodeNextFn) -> None:
        """Write an Array."""
        ctx.stream.write_js_array_dense(value, ctx)

    @encode.register(BaseJSArrayBuffer)
    def serialize_js_array_buffer(
        self,
        value: JSArrayBuffer | JSSharedArrayBuffer | JSArrayBufferTransfer,
        /,
        ctx: EncodeContext,
        next: EncodeNextFn,
    ) -> None:
        """Write an ArrayBuffer of any kind."""
        ctx.stream.write_js_array_buffer(value)

    @encode.register(bytes)
    @encode.register(bytearray)
    @encode.register(memoryview)
    def serialize_buffer(
        self, value: bytes | bytearray | memoryview, /, ctx: EncodeContext, next: EncodeNextFn
    ) -> None:
        """Write an ArrayBuffer."""
        ctx.stream.write_js_array_buffer(JSArrayBuffer(value), identity=ctx.deduplicate(value))

    @encode.register(JSArrayBufferView)
    def serialize_buffer_view(self, value: JSArrayBufferView, /, ctx: EncodeContext, next: EncodeNextFn) -> None:
        """Write a view and its buffer. A Float16Array is handed on unless that feature is enabled."""
        if ctx.stream.can_write_view(value.view_tag):
            ctx.encode_object(value.backing_buffer)
            ctx.stream.write_js_array_buffer_view(value)
            return
        try:
            next(value)
        except UnhandledValueEncodeV8SerializeError as error:
            add_note(
                error,
                f"{type(self).__name__} is not handling JSArrayBufferViews with the Float16Array tag because "
                f"{SerializationFeature.Float16Array!r} is not enabled.",
            )
            raise


def serialize_object_references(value: object, /, ctx: EncodeContext, next: EncodeNextFn) -> None:
    """The encode step that writes an object which was written before as a reference to it.

    Without it, an object that occurs twice is written twice, and one that contains itself is never finished.
    """
    value = ctx.deduplicate(value)
    if value in ctx.stream.objects:
        ctx.stream.write_object_reference(obj=value)
    else:
        next(value)


default_encode_steps: Final[tuple[EncodeStep, ...]] = (serialize_object_references, TagWriter())
"""The encode steps unless others are given: references, then everything that TagWriter knows."""
