"""What the C++ core leaves to Python: the kinds of values that are rare, made and taken apart."""

from __future__ import annotations

import enum
import re
import sys
import warnings
from collections.abc import Callable, Mapping
from datetime import datetime, timezone
from types import FrameType
from typing import TYPE_CHECKING, Any

from clonewire import _native, jstypes
from clonewire.errors import DecodeError, EncodeError, LossWarning
from clonewire.jstypes.array_buffers import BaseJSArrayBuffer
from clonewire.jstypes.dense_array_properties import DenseArrayProperties
from clonewire.jstypes.sparse_array_properties import SparseArrayProperties

if TYPE_CHECKING:
    from clonewire.custom_types import CustomTypes

# JavaScript's name of each Error, and the one that jstypes took over from v8serialize.
_URI_ERROR = "URIError", "UriError"

_VIEWS: dict[str, Any] = {
    cls.__name__.removeprefix("JS"): cls
    for cls in (
        jstypes.JSInt8Array,
        jstypes.JSUint8Array,
        jstypes.JSUint8ClampedArray,
        jstypes.JSInt16Array,
        jstypes.JSUint16Array,
        jstypes.JSInt32Array,
        jstypes.JSUint32Array,
        jstypes.JSFloat16Array,
        jstypes.JSFloat32Array,
        jstypes.JSFloat64Array,
        jstypes.JSBigInt64Array,
        jstypes.JSBigUint64Array,
        jstypes.JSDataView,
    )
}
_VIEWS["Buffer"] = jstypes.JSBuffer
_VIEW_NAMES = {cls: name for name, cls in _VIEWS.items()}

# The buffer protocol's one-letter formats of native size, by what a typed array of such elements is called.
_ELEMENTS = {
    "b": "Int8Array",
    "B": "Uint8Array",
    "h": "Int16Array",
    "H": "Uint16Array",
    "i": "Int32Array",
    "I": "Uint32Array",
    "e": "Float16Array",
    "f": "Float32Array",
    "d": "Float64Array",
    "q": "BigInt64Array",
    "Q": "BigUint64Array",
    "l": "BigInt64Array",
    "L": "BigUint64Array",
}


# ---- reading ----


def make_regexp(source: str, flags: int) -> object:
    return jstypes.JSRegExp(source, jstypes.JSRegExpFlag(flags))


def make_error(name: str, message: str | None, stack: str | None) -> object:
    js_name = jstypes.JSErrorName(_URI_ERROR[1] if name == _URI_ERROR[0] else name)
    return jstypes.JSError(message, name=js_name, stack=stack)


def make_wrapper(kind: str, primitive: Any) -> object:
    if kind == "bigint":
        primitive = jstypes.JSBigInt(primitive)
    return jstypes.JSPrimitiveObject(primitive)


def make_array_buffer(content: bytearray, max_byte_length: int | None, is_immutable: bool) -> object:
    if is_immutable:
        return jstypes.JSArrayBuffer(bytes(content), copy_data=False, readonly=True)
    return jstypes.JSArrayBuffer(content, copy_data=False, max_byte_length=max_byte_length)


def make_foreign_buffer(name: str, index: int) -> object:
    """A buffer whose content is elsewhere."""
    is_shared = name == "SharedArrayBuffer"
    return jstypes.JSSharedArrayBuffer(index) if is_shared else jstypes.JSArrayBufferTransfer(index)  # type: ignore[arg-type]


def make_view(name: str, buffer: Any, byte_offset: int, byte_length: int | None) -> object:
    cls = _VIEWS[name]
    width = cls.data_format.byte_length
    return cls(buffer, byte_offset // width, None if byte_length is None else byte_length // width)


def make_timestamp(text: str, prefers_datetime: bool) -> object:
    """A Timestamp, or the datetime of the same time and zone where there is one and it is preferred."""
    timestamp = jstypes.Timestamp(text)
    if not prefers_datetime:
        return timestamp
    try:
        return timestamp.to_datetime()
    except ValueError:
        return timestamp


def _warn(message: str) -> None:
    """Warn at the line of the program that called the package."""
    level = 1
    frame: FrameType | None = sys._getframe()
    while frame is not None and frame.f_globals.get("__name__", "").partition(".")[0] == "clonewire":
        level += 1
        frame = frame.f_back
    warnings.warn(message, LossWarning, stacklevel=level)


def report_notes(notes: list[str]) -> None:
    for note in notes:
        _warn(note)


def report_losses(losses: list[EncodeError], on_loss: Callable[[EncodeError], object] | None) -> None:
    for loss in losses:
        if on_loss is None:
            _warn(f"{loss.path}: {loss.detail}")
        else:
            on_loss(loss)


# ---- writing ----


class _Content:
    """Bytes that are to be an ArrayBuffer of their own, whatever `bytes_as` says."""

    __slots__ = ("content",)

    def __init__(self, content: object) -> None:
        self.content = content


def describe(value: object, types: CustomTypes | None) -> tuple[object, ...] | None:
    """What a value of none of the commonest classes is, in the words that `dump.cpp` knows; None: nothing known."""
    if types is not None and (host := types._describe(value)) is not None:
        return host
    cls = type(value)
    if isinstance(value, _Content):
        return "array_buffer", value.content, None, False
    if (name := _VIEW_NAMES.get(cls)) is not None:
        return _describe_view(name, value)
    for known, describer in _DESCRIBERS:
        if isinstance(value, known):
            return describer(value)
    return _describe_numeric(value)


def _describe_view(name: str, view: Any) -> tuple[object, ...]:
    width = view.data_format.byte_length
    buffer = view.backing_buffer
    if not isinstance(buffer, BaseJSArrayBuffer):
        buffer = _Content(buffer)
    if view.is_length_tracking:
        length = None
    elif view.item_length is None:
        length = view.byte_length
    else:
        length = view.item_length * width
    return "view", name, buffer, view.item_offset * width, length


def _describe_buffer(buffer: Any) -> tuple[object, ...]:
    data = buffer.data
    return "array_buffer", data, buffer.max_byte_length if buffer.resizable else None, data.readonly


def _describe_error(error: Any) -> tuple[object, ...]:
    name = _URI_ERROR[0] if error.name == _URI_ERROR[1] else str(error.name)
    message = None if isinstance(error, jstypes.JSError) and not error.has_message else error.message
    return "error", name, message, error.stack, error.cause is not None, error.cause


def _describe_exception(error: BaseException) -> tuple[object, ...]:
    return _describe_error(jstypes.JSErrorData.from_exception(error))


def _describe_pattern(pattern: re.Pattern[Any]) -> tuple[object, ...] | None:
    regexp = jstypes.JSRegExp.from_python_pattern(pattern, throw=False)
    if regexp is None or isinstance(pattern.pattern, bytes):
        return None
    flags = regexp.flags
    if flags & jstypes.JSRegExpFlag.UnicodeSets:
        # Python's patterns are of Unicode without saying so; engines that do not know the flag `v` read `u`.
        flags = flags & ~jstypes.JSRegExpFlag.UnicodeSets | jstypes.JSRegExpFlag.Unicode
    return "regexp", regexp.source, int(flags)


def _describe_bytes(memory: memoryview) -> tuple[object, ...] | None:
    return ("bytes", memory) if memory.format == "B" and memory.ndim == 1 and memory.contiguous else None


def _describe_memory(memory: memoryview) -> tuple[object, ...] | None:
    """An array of numbers by its elements, from array.array, NumPy or a memoryview: of one dimension, in our order."""
    element = memory.format.lstrip("@=" + ("<" if sys.byteorder == "little" else ">"))
    name = _ELEMENTS.get(element)
    if name is None or memory.ndim != 1 or not memory.contiguous or sys.byteorder != "little":
        return None
    if element in "lL" and memory.itemsize == 4:
        name = "Int32Array" if element == "l" else "Uint32Array"
    return "view", name, _Content(memory.cast("B")), 0, memory.nbytes


def _describe_numeric(value: object) -> tuple[object, ...] | None:
    """NumPy's numbers and arrays, array.array, and what else exports its memory."""
    if type(value).__module__.partition(".")[0] == "numpy" and getattr(value, "ndim", None) == 0:
        number = value.item()  # type: ignore[attr-defined]
        return ("value", number) if isinstance(number, (bool, int, float, str)) else None
    try:
        memory = memoryview(value)  # type: ignore[arg-type]
    except (TypeError, ValueError, BufferError):
        return None
    return _describe_memory(memory)


_DESCRIBERS: tuple[tuple[Any, Callable[[Any], tuple[object, ...] | None]], ...] = (
    (jstypes.JSErrorData, _describe_error),
    (BaseException, _describe_exception),
    (jstypes.JSRegExp, lambda regexp: ("regexp", regexp.source, int(regexp.flags))),
    (re.Pattern, _describe_pattern),
    (jstypes.JSDate, lambda date: ("date", date.time_value)),
    (jstypes.JSPrimitiveObject, lambda wrapper: ("wrapper", wrapper.value)),
    (jstypes.JSArrayBuffer, _describe_buffer),
    (jstypes.JSSharedArrayBuffer, lambda buffer: ("host", "SharedArrayBuffer", {"index": buffer.buffer_id})),
    (jstypes.JSArrayBufferTransfer, lambda buffer: ("host", "TransferredArrayBuffer", {"index": buffer.transfer_id})),
    (jstypes.HostObject, lambda host: ("host", host.type, host.fields)),
    (jstypes.Timestamp, lambda timestamp: ("timestamp", timestamp.text)),
    (type(jstypes.JSNull), lambda null: ("value", None)),
    (memoryview, lambda memory: _describe_bytes(memory) or _describe_memory(memory)),
    (jstypes.JSObject, lambda mapping: ("object", list(mapping.items()))),
    (Mapping, lambda mapping: ("map", list(mapping.items()))),
)


def bind() -> None:
    """Hand the core what it makes and recognises."""
    _native.bind(
        **{name: getattr(jstypes, name) for name in ("JSObject", "JSArray", "JSMap", "JSSet", "JSBigInt", "JSDate")},
        HostObject=jstypes.HostObject,
        DenseArrayProperties=DenseArrayProperties,
        SparseArrayProperties=SparseArrayProperties,
        Enum=enum.Enum,
        DecodeError=DecodeError,
        EncodeError=EncodeError,
        JSUndefined=jstypes.JSUndefined,
        JSHole=jstypes.JSHole,
        JSNull=jstypes.JSNull,
        utc=timezone.utc,
        make_regexp=make_regexp,
        make_error=make_error,
        make_wrapper=make_wrapper,
        make_array_buffer=make_array_buffer,
        make_foreign_buffer=make_foreign_buffer,
        make_view=make_view,
        make_timestamp=make_timestamp,
        describe=describe,
        report_notes=report_notes,
        report_losses=report_losses,
    )
