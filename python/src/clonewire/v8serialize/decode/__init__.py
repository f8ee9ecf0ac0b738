"""Reading values in V8's serialization format.

`loads()` and `Decoder` read whole values. Decode steps decide which Python value stands for which JavaScript value:
`TagReader` is the one that makes `jstypes`. They read from a `ReadableTagStream`.
"""

from __future__ import annotations

from clonewire.v8serialize._errors import DecodeV8SerializeError as DecodeV8SerializeError
from clonewire.v8serialize._errors import UnhandledTagDecodeV8SerializeError as UnhandledTagDecodeV8SerializeError
from clonewire.v8serialize._values import AnyJSError as AnyJSError
from clonewire.v8serialize._values import ArrayBufferConstructor as ArrayBufferConstructor
from clonewire.v8serialize._values import ArrayBufferTransferConstructor as ArrayBufferTransferConstructor
from clonewire.v8serialize._values import ArrayBufferViewConstructor as ArrayBufferViewConstructor
from clonewire.v8serialize._values import HostObjectDeserializer as HostObjectDeserializer
from clonewire.v8serialize._values import HostObjectDeserializerFn as HostObjectDeserializerFn
from clonewire.v8serialize._values import HostObjectDeserializerObj as HostObjectDeserializerObj
from clonewire.v8serialize._values import JSErrorBuilder as JSErrorBuilder
from clonewire.v8serialize._values import SharedArrayBufferConstructor as SharedArrayBufferConstructor
from clonewire.v8serialize._values import SharedArrayBufferId as SharedArrayBufferId
from clonewire.v8serialize._values import TransferId as TransferId
from clonewire.v8serialize.decode._context import DecodeContext as DecodeContext
from clonewire.v8serialize.decode._context import DecodeNextFn as DecodeNextFn
from clonewire.v8serialize.decode._context import DecodeStep as DecodeStep
from clonewire.v8serialize.decode._context import DecodeStepFn as DecodeStepFn
from clonewire.v8serialize.decode._context import DecodeStepObject as DecodeStepObject
from clonewire.v8serialize.decode._context import DefaultDecodeContext as DefaultDecodeContext
from clonewire.v8serialize.decode._decoder import Decoder as Decoder
from clonewire.v8serialize.decode._decoder import loads as loads
from clonewire.v8serialize.decode._stream import ArrayReadResult as ArrayReadResult
from clonewire.v8serialize.decode._stream import ReadableTagStream as ReadableTagStream
from clonewire.v8serialize.decode._stream import ReferencedObject as ReferencedObject
from clonewire.v8serialize.decode._tag_reader import JSArrayType as JSArrayType
from clonewire.v8serialize.decode._tag_reader import JSMapType as JSMapType
from clonewire.v8serialize.decode._tag_reader import JSObjectType as JSObjectType
from clonewire.v8serialize.decode._tag_reader import JSSetType as JSSetType
from clonewire.v8serialize.decode._tag_reader import TagReader as TagReader
from clonewire.v8serialize.decode._tag_reader import default_decode_steps as default_decode_steps
from clonewire.v8serialize.decode._tag_readers import (
    ReadableTagStreamReadFunction as ReadableTagStreamReadFunction,
)
from clonewire.v8serialize.decode._tag_readers import TagReaderFn as TagReaderFn
from clonewire.v8serialize.decode._tag_readers import TagReaderRegistry as TagReaderRegistry
from clonewire.v8serialize.decode._tag_readers import read_stream as read_stream
