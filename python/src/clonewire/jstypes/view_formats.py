"""All kinds of views, by name, by tag and by the type of their items."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Literal

from clonewire.jstypes import typed_arrays as arrays
from clonewire.jstypes._enums import frozen
from clonewire.jstypes.data_formats import DataFormat
from clonewire.jstypes.dataview import JSDataView
from clonewire.jstypes.tags import ArrayBufferViewTag
from clonewire.jstypes.typed_arrays import JSTypedArray

if TYPE_CHECKING:
    from clonewire.jstypes.array_buffer_views import Backing


@dataclass(unsafe_hash=True, order=True)
class ViewFormat:
    """A kind of view."""

    view_tag: ArrayBufferViewTag
    view_type: type[JSTypedArray | JSDataView]


@frozen
class ArrayBufferViewStructFormat(ViewFormat, Enum):
    """The kinds of views.

    >>> ArrayBufferViewStructFormat(ArrayBufferViewTag.kUint32Array).view_type.__name__
    'JSUint32Array'
    >>> ArrayBufferViewStructFormat(arrays.JSBigInt64Array.data_format).name
    'BigInt64Array'
    """

    Int8Array = ArrayBufferViewTag.kInt8Array, arrays.JSInt8Array
    Uint8Array = ArrayBufferViewTag.kUint8Array, arrays.JSUint8Array
    Uint8ClampedArray = ArrayBufferViewTag.kUint8ClampedArray, arrays.JSUint8ClampedArray
    Int16Array = ArrayBufferViewTag.kInt16Array, arrays.JSInt16Array
    Uint16Array = ArrayBufferViewTag.kUint16Array, arrays.JSUint16Array
    Int32Array = ArrayBufferViewTag.kInt32Array, arrays.JSInt32Array
    Uint32Array = ArrayBufferViewTag.kUint32Array, arrays.JSUint32Array
    Float16Array = ArrayBufferViewTag.kFloat16Array, arrays.JSFloat16Array
    Float32Array = ArrayBufferViewTag.kFloat32Array, arrays.JSFloat32Array
    Float64Array = ArrayBufferViewTag.kFloat64Array, arrays.JSFloat64Array
    BigInt64Array = ArrayBufferViewTag.kBigInt64Array, arrays.JSBigInt64Array
    BigUint64Array = ArrayBufferViewTag.kBigUint64Array, arrays.JSBigUint64Array
    DataView = ArrayBufferViewTag.kDataView, JSDataView

    if TYPE_CHECKING:

        def __init__(self, value: ArrayBufferViewTag | DataFormat | ArrayBufferViewStructFormat) -> None: ...

    @classmethod
    def _missing_(cls, value: object) -> ArrayBufferViewStructFormat | None:
        return _BY_TAG_OR_DATA_FORMAT.get(value)


_BY_TAG_OR_DATA_FORMAT: dict[object, ArrayBufferViewStructFormat] = {}
for _view in ArrayBufferViewStructFormat:
    _BY_TAG_OR_DATA_FORMAT[_view.view_tag] = _view
    # Uint8Array and Uint8ClampedArray have the same items: the first is meant.
    _BY_TAG_OR_DATA_FORMAT.setdefault(_view.view_type.data_format, _view)


def create_view(
    buffer: Backing,
    format: ArrayBufferViewTag | DataFormat | ArrayBufferViewStructFormat,
    *,
    byte_offset: int = 0,
    byte_length: int | None = None,
    readonly: Literal[True] | None = None,
) -> JSTypedArray | JSDataView:
    """A view of the kind `format`, by the class' `from_bytes()`, which raises what JavaScript's constructor would.

    >>> create_view(bytearray(8), ArrayBufferViewTag.kUint16Array, byte_offset=2, byte_length=4)
    JSUint16Array(bytearray(b'\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00'), item_offset=1, item_length=2)
    """
    view_type = ArrayBufferViewStructFormat(format).view_type
    return view_type.from_bytes(buffer, byte_offset=byte_offset, byte_length=byte_length, readonly=readonly)
