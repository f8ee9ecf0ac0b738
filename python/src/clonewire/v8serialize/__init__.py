"""The public API of the `v8serialize` package, version 0.4.0, over clonewire's JavaScript types.

A program that uses `v8serialize` changes its imports and nothing else:

>>> from clonewire.v8serialize import dumps, loads
>>> dumps("Hello World")
b'\\xff\\x0fS\\x0bHello World'
>>> loads(dumps({"Hello": "World"}))
JSMap({'Hello': 'World'})

The bytes are the same too, except where `v8serialize` writes or reads something other than what it was given;
`docs/v8serialize.md` lists those cases.
"""

from __future__ import annotations

from clonewire.jstypes.buffer_access import Buffer as Buffer
from clonewire.jstypes.buffer_access import BufferSequence as BufferSequence
from clonewire.jstypes.buffer_access import ReadableBinary as ReadableBinary
from clonewire.jstypes.sparse_sequences import SparseMutableSequence as SparseMutableSequence
from clonewire.jstypes.sparse_sequences import SparseSequence as SparseSequence
from clonewire.v8serialize import jstypes as jstypes
from clonewire.v8serialize._aliases import alias_submodules
from clonewire.v8serialize._errors import DecodeV8SerializeError as DecodeV8SerializeError
from clonewire.v8serialize._errors import EncodeV8SerializeError as EncodeV8SerializeError
from clonewire.v8serialize._errors import (
    FeatureNotEnabledEncodeV8SerializeError as FeatureNotEnabledEncodeV8SerializeError,
)
from clonewire.v8serialize._errors import JSRegExpV8SerializeError as JSRegExpV8SerializeError
from clonewire.v8serialize._errors import UnhandledTagDecodeV8SerializeError as UnhandledTagDecodeV8SerializeError
from clonewire.v8serialize._errors import UnhandledValueEncodeV8SerializeError as UnhandledValueEncodeV8SerializeError
from clonewire.v8serialize._errors import V8SerializeError as V8SerializeError
from clonewire.v8serialize._references import (
    IllegalCyclicReferenceV8SerializeError as IllegalCyclicReferenceV8SerializeError,
)
from clonewire.v8serialize.constants import JSErrorName as JSErrorName
from clonewire.v8serialize.constants import JSRegExpFlag as JSRegExpFlag
from clonewire.v8serialize.constants import SerializationFeature as SerializationFeature
from clonewire.v8serialize.constants import SymbolicVersion as SymbolicVersion
from clonewire.v8serialize.decode import Decoder as Decoder
from clonewire.v8serialize.decode import DecodeStep as DecodeStep
from clonewire.v8serialize.decode import DecodeStepFn as DecodeStepFn
from clonewire.v8serialize.decode import DecodeStepObject as DecodeStepObject
from clonewire.v8serialize.decode import TagReader as TagReader
from clonewire.v8serialize.decode import default_decode_steps as default_decode_steps
from clonewire.v8serialize.decode import loads as loads
from clonewire.v8serialize.encode import Encoder as Encoder
from clonewire.v8serialize.encode import default_encode_steps as default_encode_steps
from clonewire.v8serialize.encode import dumps as dumps

alias_submodules(
    __name__,
    {
        "_enums": "clonewire.jstypes._enums",
        "_recursive_eq": "clonewire.jstypes._recursive_eq",
        "_typing": "clonewire.jstypes.sparse_sequences",
    },
)
