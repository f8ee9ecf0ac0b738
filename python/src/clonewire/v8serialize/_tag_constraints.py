"""Sets of tags: which values may stand in a given place."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Generic, Literal

from clonewire.jstypes.tags import SerializationTag

if TYPE_CHECKING:
    from typing_extensions import TypeAlias, TypeGuard, TypeVar

    TagT_co = TypeVar("TagT_co", bound=SerializationTag, default=SerializationTag, covariant=True)
else:
    from typing import TypeVar

    TagT_co = TypeVar("TagT_co", bound=SerializationTag, covariant=True)

AnySerializationTag: TypeAlias = SerializationTag
"""Any tag at all."""

TagSet = Set[TagT_co]
"""A set of tags."""


@dataclass(frozen=True)
class TagConstraint(Generic[TagT_co]):
    """A named set of tags; immutable.

    >>> constants = TagConstraint("Constants", frozenset({SerializationTag.kTrue, SerializationTag.kFalse}))
    >>> str(constants)
    'Constants: kFalse, kTrue'
    >>> SerializationTag.kNull in constants
    False
    """

    name: str
    """What the tags have in common."""
    allowed_tags: TagSet[TagT_co]
    """The tags."""

    def __contains__(self, tag: object) -> TypeGuard[TagT_co]:
        return tag in self.allowed_tags

    @property
    def allowed_tag_names(self) -> str:
        """The names of the tags, in alphabetical order."""
        return ", ".join(sorted(tag.name for tag in self.allowed_tags))

    def __str__(self) -> str:
        return f"{self.name}: {self.allowed_tag_names}"


NumberTag = Literal[
    SerializationTag.kInt32,
    SerializationTag.kDouble,
    SerializationTag.kUint32,
    SerializationTag.kNumberObject,
]
ObjectKeyTag = Literal[
    SerializationTag.kInt32,
    SerializationTag.kDouble,
    SerializationTag.kUint32,
    SerializationTag.kNumberObject,
    SerializationTag.kOneByteString,
    SerializationTag.kTwoByteString,
    SerializationTag.kUtf8String,
    SerializationTag.kStringObject,
]
ConstantTags = Literal[
    SerializationTag.kTheHole,
    SerializationTag.kUndefined,
    SerializationTag.kNull,
    SerializationTag.kTrue,
    SerializationTag.kFalse,
]
ArrayBufferTags = Literal[
    SerializationTag.kArrayBuffer,
    SerializationTag.kResizableArrayBuffer,
    SerializationTag.kSharedArrayBuffer,
    SerializationTag.kArrayBufferTransfer,
]
PrimitiveObjectTag = Literal[
    SerializationTag.kTrueObject,
    SerializationTag.kFalseObject,
    SerializationTag.kNumberObject,
    SerializationTag.kBigIntObject,
    SerializationTag.kStringObject,
]
StringTag = Literal[
    SerializationTag.kUtf8String,
    SerializationTag.kOneByteString,
    SerializationTag.kTwoByteString,
    SerializationTag.kStringObject,
]

JS_NUMBER_TAGS: Final = TagConstraint[NumberTag](
    "JavaScript Numbers",
    frozenset(
        {
            SerializationTag.kInt32,
            SerializationTag.kDouble,
            SerializationTag.kUint32,
            SerializationTag.kNumberObject,
        }
    ),
)
"""Numbers, boxed ones too, but not bigints."""

JS_STRING_TAGS: Final = TagConstraint[StringTag](
    "Strings",
    frozenset(
        {
            SerializationTag.kUtf8String,
            SerializationTag.kOneByteString,
            SerializationTag.kTwoByteString,
            SerializationTag.kStringObject,
        }
    ),
)
"""Strings, boxed ones too."""

JS_OBJECT_KEY_TAGS: Final = TagConstraint[ObjectKeyTag](
    "JavaScript Object Keys", JS_NUMBER_TAGS.allowed_tags | JS_STRING_TAGS.allowed_tags
)
"""What names a property: numbers and strings."""

JS_CONSTANT_TAGS: Final = TagConstraint[ConstantTags](
    "JavaScript Constants",
    frozenset(
        {
            SerializationTag.kTheHole,
            SerializationTag.kUndefined,
            SerializationTag.kNull,
            SerializationTag.kTrue,
            SerializationTag.kFalse,
        }
    ),
)
"""Values that are nothing but their tag: the hole in an array, undefined, null, true and false."""

JS_ARRAY_BUFFER_TAGS: Final = TagConstraint[ArrayBufferTags](
    "ArrayBuffers",
    frozenset(
        {
            SerializationTag.kArrayBuffer,
            SerializationTag.kResizableArrayBuffer,
            SerializationTag.kSharedArrayBuffer,
            SerializationTag.kArrayBufferTransfer,
        }
    ),
)
"""ArrayBuffers of every kind."""

JS_PRIMITIVE_OBJECT_TAGS: Final = TagConstraint[PrimitiveObjectTag](
    "Primitive wrapper objects",
    frozenset(
        {
            SerializationTag.kTrueObject,
            SerializationTag.kFalseObject,
            SerializationTag.kNumberObject,
            SerializationTag.kBigIntObject,
            SerializationTag.kStringObject,
        }
    ),
)
"""Boxed primitives: `new Number(1)` and the like."""
