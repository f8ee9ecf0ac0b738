"""The constants of V8's format: tags, flags, features, versions and limits."""

from __future__ import annotations

from enum import IntFlag

from clonewire.jstypes.error_names import JSErrorName as JSErrorName
from clonewire.jstypes.limits import FLOAT64_SAFE_INT_RANGE as FLOAT64_SAFE_INT_RANGE
from clonewire.jstypes.limits import INT32_RANGE as INT32_RANGE
from clonewire.jstypes.limits import MAX_ARRAY_LENGTH as MAX_ARRAY_LENGTH
from clonewire.jstypes.limits import MAX_ARRAY_LENGTH_REPR as MAX_ARRAY_LENGTH_REPR
from clonewire.jstypes.limits import UINT32_RANGE as UINT32_RANGE
from clonewire.jstypes.regexp_flags import JSRegExpFlag as JSRegExpFlag
from clonewire.jstypes.tags import ArrayBufferViewTag as ArrayBufferViewTag
from clonewire.jstypes.tags import SerializationErrorTag as SerializationErrorTag
from clonewire.jstypes.tags import SerializationTag as SerializationTag
from clonewire.v8serialize._features import SerializationFeature as SerializationFeature
from clonewire.v8serialize._features import SymbolicVersion as SymbolicVersion
from clonewire.v8serialize._features import UnreleasedVersion as UnreleasedVersion
from clonewire.v8serialize._features import kLatestVersion as kLatestVersion
from clonewire.v8serialize._tag_constraints import JS_ARRAY_BUFFER_TAGS as JS_ARRAY_BUFFER_TAGS
from clonewire.v8serialize._tag_constraints import JS_CONSTANT_TAGS as JS_CONSTANT_TAGS
from clonewire.v8serialize._tag_constraints import JS_NUMBER_TAGS as JS_NUMBER_TAGS
from clonewire.v8serialize._tag_constraints import JS_OBJECT_KEY_TAGS as JS_OBJECT_KEY_TAGS
from clonewire.v8serialize._tag_constraints import JS_PRIMITIVE_OBJECT_TAGS as JS_PRIMITIVE_OBJECT_TAGS
from clonewire.v8serialize._tag_constraints import JS_STRING_TAGS as JS_STRING_TAGS
from clonewire.v8serialize._tag_constraints import AnySerializationTag as AnySerializationTag
from clonewire.v8serialize._tag_constraints import ArrayBufferTags as ArrayBufferTags
from clonewire.v8serialize._tag_constraints import ConstantTags as ConstantTags
from clonewire.v8serialize._tag_constraints import NumberTag as NumberTag
from clonewire.v8serialize._tag_constraints import ObjectKeyTag as ObjectKeyTag
from clonewire.v8serialize._tag_constraints import PrimitiveObjectTag as PrimitiveObjectTag
from clonewire.v8serialize._tag_constraints import StringTag as StringTag
from clonewire.v8serialize._tag_constraints import TagConstraint as TagConstraint
from clonewire.v8serialize._tag_constraints import TagSet as TagSet


class ArrayBufferViewFlags(IntFlag):
    """What a view over an ArrayBuffer says of itself since format 14."""

    IsLengthTracking = 1
    """It always reaches to the end of its buffer."""
    IsBufferResizable = 2
    """Its buffer can be resized."""
