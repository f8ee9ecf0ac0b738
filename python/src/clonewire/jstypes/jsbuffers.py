"""JavaScript's ArrayBuffers and the views over them."""

from __future__ import annotations

from clonewire.jstypes.array_buffer_views import JSArrayBufferView as JSArrayBufferView
from clonewire.jstypes.array_buffers import BaseJSArrayBuffer as BaseJSArrayBuffer
from clonewire.jstypes.array_buffers import JSArrayBuffer as JSArrayBuffer
from clonewire.jstypes.array_buffers import JSArrayBufferTransfer as JSArrayBufferTransfer
from clonewire.jstypes.array_buffers import JSSharedArrayBuffer as JSSharedArrayBuffer
from clonewire.jstypes.data_formats import AnyDataType as AnyDataType
from clonewire.jstypes.data_formats import DataFormat as DataFormat
from clonewire.jstypes.data_formats import DataType as DataType
from clonewire.jstypes.dataview import DataViewBuffer as DataViewBuffer
from clonewire.jstypes.dataview import JSDataView as JSDataView
from clonewire.jstypes.errors import BoundsJSArrayBufferError as BoundsJSArrayBufferError
from clonewire.jstypes.errors import ByteLengthJSArrayBufferError as ByteLengthJSArrayBufferError
from clonewire.jstypes.errors import ItemSizeJSArrayBufferError as ItemSizeJSArrayBufferError
from clonewire.jstypes.errors import JSArrayBufferError as JSArrayBufferError
from clonewire.jstypes.typed_arrays import BackportJSFloat16Array as BackportJSFloat16Array
from clonewire.jstypes.typed_arrays import JSBigInt64Array as JSBigInt64Array
from clonewire.jstypes.typed_arrays import JSBigUint64Array as JSBigUint64Array
from clonewire.jstypes.typed_arrays import JSBuffer as JSBuffer
from clonewire.jstypes.typed_arrays import JSFloat16Array as JSFloat16Array
from clonewire.jstypes.typed_arrays import JSFloat32Array as JSFloat32Array
from clonewire.jstypes.typed_arrays import JSFloat64Array as JSFloat64Array
from clonewire.jstypes.typed_arrays import JSInt8Array as JSInt8Array
from clonewire.jstypes.typed_arrays import JSInt16Array as JSInt16Array
from clonewire.jstypes.typed_arrays import JSInt32Array as JSInt32Array
from clonewire.jstypes.typed_arrays import JSTypedArray as JSTypedArray
from clonewire.jstypes.typed_arrays import JSUint8Array as JSUint8Array
from clonewire.jstypes.typed_arrays import JSUint8ClampedArray as JSUint8ClampedArray
from clonewire.jstypes.typed_arrays import JSUint16Array as JSUint16Array
from clonewire.jstypes.typed_arrays import JSUint32Array as JSUint32Array
from clonewire.jstypes.typed_arrays import MemoryviewJSFloat16Array as MemoryviewJSFloat16Array
from clonewire.jstypes.view_formats import ArrayBufferViewStructFormat as ArrayBufferViewStructFormat
from clonewire.jstypes.view_formats import ViewFormat as ViewFormat
from clonewire.jstypes.view_formats import create_view as create_view
