"""JavaScript's values in Python: the types that decoders give and encoders take.

| JavaScript | Python |
| --- | --- |
| `undefined`, `null`, an array's hole | `JSUndefined`, None, `JSHole` |
| boolean, string, number | bool, str, float or int |
| bigint | `JSBigInt`, or an int outside `FLOAT64_SAFE_INT_RANGE` |
| object, array, Map, Set | `JSObject`, `JSArray`, `JSMap`, `JSSet` |
| Date | datetime; `JSDate` where that cannot hold it |
| RegExp, Error | `JSRegExp`; `JSError` (an exception) or `JSErrorData` |
| ArrayBuffer, typed arrays, DataView | `JSArrayBuffer`, `JSUint8Array` and so on, `JSDataView` |
| Node.js's Buffer | `JSBuffer` |
| `new Number(1)` and the like | `JSPrimitiveObject` |
| Blob, File and other objects of the platform | `HostObject` |

The names and their behaviour are those of the package `v8serialize`, and some more.
"""

from __future__ import annotations

from clonewire.jstypes._equality import JSSameValueZero as JSSameValueZero
from clonewire.jstypes._equality import same_value_zero as same_value_zero
from clonewire.jstypes._repr import JSRepr as JSRepr
from clonewire.jstypes._repr import JSReprSettingsNotRestored as JSReprSettingsNotRestored
from clonewire.jstypes._repr import default_js_repr as default_js_repr
from clonewire.jstypes._repr import js_repr_settings as js_repr_settings
from clonewire.jstypes.array_buffers import JSArrayBuffer as JSArrayBuffer
from clonewire.jstypes.array_buffers import JSArrayBufferTransfer as JSArrayBufferTransfer
from clonewire.jstypes.array_buffers import JSSharedArrayBuffer as JSSharedArrayBuffer
from clonewire.jstypes.data_formats import DataFormat as DataFormat
from clonewire.jstypes.data_formats import DataType as DataType
from clonewire.jstypes.dataview import DataViewBuffer as DataViewBuffer
from clonewire.jstypes.dataview import JSDataView as JSDataView
from clonewire.jstypes.error_names import JSErrorName as JSErrorName
from clonewire.jstypes.errors import BoundsJSArrayBufferError as BoundsJSArrayBufferError
from clonewire.jstypes.errors import ByteLengthJSArrayBufferError as ByteLengthJSArrayBufferError
from clonewire.jstypes.errors import ItemSizeJSArrayBufferError as ItemSizeJSArrayBufferError
from clonewire.jstypes.errors import JSArrayBufferError as JSArrayBufferError
from clonewire.jstypes.hostobject import HostObject as HostObject
from clonewire.jstypes.jsarray import JSArray as JSArray
from clonewire.jstypes.jsbigint import JSBigInt as JSBigInt
from clonewire.jstypes.jsdate import JSDate as JSDate
from clonewire.jstypes.jserror import JSError as JSError
from clonewire.jstypes.jserror import JSErrorData as JSErrorData
from clonewire.jstypes.jshole import JSHole as JSHole
from clonewire.jstypes.jshole import JSHoleType as JSHoleType
from clonewire.jstypes.jsmap import JSMap as JSMap
from clonewire.jstypes.jsnull import JSNull as JSNull
from clonewire.jstypes.jsnull import JSNullType as JSNullType
from clonewire.jstypes.jsobject import JSObject as JSObject
from clonewire.jstypes.jsprimitiveobject import BigIntJSPrimitiveObject as BigIntJSPrimitiveObject
from clonewire.jstypes.jsprimitiveobject import FalseJSPrimitiveObject as FalseJSPrimitiveObject
from clonewire.jstypes.jsprimitiveobject import JSPrimitiveObject as JSPrimitiveObject
from clonewire.jstypes.jsprimitiveobject import NumberJSPrimitiveObject as NumberJSPrimitiveObject
from clonewire.jstypes.jsprimitiveobject import PrimitiveObjectValue as PrimitiveObjectValue
from clonewire.jstypes.jsprimitiveobject import StringJSPrimitiveObject as StringJSPrimitiveObject
from clonewire.jstypes.jsprimitiveobject import TrueJSPrimitiveObject as TrueJSPrimitiveObject
from clonewire.jstypes.jsprimitiveobject import UnknownJSPrimitiveObject as UnknownJSPrimitiveObject
from clonewire.jstypes.jsregexp import JSRegExp as JSRegExp
from clonewire.jstypes.jsset import JSSet as JSSet
from clonewire.jstypes.jsundefined import JSUndefined as JSUndefined
from clonewire.jstypes.jsundefined import JSUndefinedType as JSUndefinedType
from clonewire.jstypes.regexp_flags import JSRegExpFlag as JSRegExpFlag
from clonewire.jstypes.timestamp import Timestamp as Timestamp
from clonewire.jstypes.typed_arrays import JSBigInt64Array as JSBigInt64Array
from clonewire.jstypes.typed_arrays import JSBigUint64Array as JSBigUint64Array
from clonewire.jstypes.typed_arrays import JSBuffer as JSBuffer
from clonewire.jstypes.typed_arrays import JSFloat16Array as JSFloat16Array
from clonewire.jstypes.typed_arrays import JSFloat32Array as JSFloat32Array
from clonewire.jstypes.typed_arrays import JSFloat64Array as JSFloat64Array
from clonewire.jstypes.typed_arrays import JSInt16Array as JSInt16Array
from clonewire.jstypes.typed_arrays import JSInt32Array as JSInt32Array
from clonewire.jstypes.typed_arrays import JSInt8Array as JSInt8Array
from clonewire.jstypes.typed_arrays import JSTypedArray as JSTypedArray
from clonewire.jstypes.typed_arrays import JSUint16Array as JSUint16Array
from clonewire.jstypes.typed_arrays import JSUint32Array as JSUint32Array
from clonewire.jstypes.typed_arrays import JSUint8Array as JSUint8Array
from clonewire.jstypes.typed_arrays import JSUint8ClampedArray as JSUint8ClampedArray
from clonewire.jstypes.view_formats import ArrayBufferViewStructFormat as ArrayBufferViewStructFormat
from clonewire.jstypes.view_formats import create_view as create_view
