"""Writing Python values in V8's serialization format.

`dumps()` and `Encoder` write whole values. Encode steps decide which JavaScript value stands for which Python value:
`TagWriter` is the one that knows Python's types and `jstypes`. They write to a `WritableTagStream`.
"""

from __future__ import annotations

from clonewire.v8serialize._errors import EncodeV8SerializeError as EncodeV8SerializeError
from clonewire.v8serialize._errors import (
    FeatureNotEnabledEncodeV8SerializeError as FeatureNotEnabledEncodeV8SerializeError,
)
from clonewire.v8serialize._errors import UnhandledValueEncodeV8SerializeError as UnhandledValueEncodeV8SerializeError
from clonewire.v8serialize._values import HostObjectSerializer as HostObjectSerializer
from clonewire.v8serialize._values import HostObjectSerializerFn as HostObjectSerializerFn
from clonewire.v8serialize._values import HostObjectSerializerObj as HostObjectSerializerObj
from clonewire.v8serialize.encode._context import DefaultEncodeContext as DefaultEncodeContext
from clonewire.v8serialize.encode._context import EncodeContext as EncodeContext
from clonewire.v8serialize.encode._context import EncodeNextFn as EncodeNextFn
from clonewire.v8serialize.encode._context import EncodeStep as EncodeStep
from clonewire.v8serialize.encode._context import EncodeStepFn as EncodeStepFn
from clonewire.v8serialize.encode._context import EncodeStepObject as EncodeStepObject
from clonewire.v8serialize.encode._encoder import Encoder as Encoder
from clonewire.v8serialize.encode._encoder import dumps as dumps
from clonewire.v8serialize.encode._primitives import TagConstraintRemover as TagConstraintRemover
from clonewire.v8serialize.encode._stream import WritableTagStream as WritableTagStream
from clonewire.v8serialize.encode._tag_writer import TagWriter as TagWriter
from clonewire.v8serialize.encode._tag_writer import default_encode_steps as default_encode_steps
from clonewire.v8serialize.encode._tag_writer import serialize_object_references as serialize_object_references
