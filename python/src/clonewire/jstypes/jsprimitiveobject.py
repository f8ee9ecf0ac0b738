"""JavaScript's wrapper objects: `new Boolean(true)`, `new Number(1)`, `new String("a")`, `Object(1n)`."""

from __future__ import annotations

from abc import ABCMeta
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Generic, Literal, Union, overload

from clonewire.jstypes.jsbigint import JSBigInt
from clonewire.jstypes.limits import FLOAT64_SAFE_INT_RANGE
from clonewire.jstypes.tags import SerializationTag

if TYPE_CHECKING:
    from typing_extensions import TypeAlias, TypeVar

PrimitiveObjectTag: TypeAlias = Literal[
    SerializationTag.kTrueObject,
    SerializationTag.kFalseObject,
    SerializationTag.kNumberObject,
    SerializationTag.kBigIntObject,
    SerializationTag.kStringObject,
]
"""The tags of wrapper objects."""

PrimitiveObjectValue: TypeAlias = Union[float, bool, JSBigInt, str]
"""What a wrapper object can hold."""

if TYPE_CHECKING:
    Value_co = TypeVar("Value_co", bound=PrimitiveObjectValue, default=PrimitiveObjectValue, covariant=True)
    Tag_co = TypeVar("Tag_co", bound=PrimitiveObjectTag, default=PrimitiveObjectTag, covariant=True)
else:
    from typing import TypeVar

    Value_co = TypeVar("Value_co", bound=PrimitiveObjectValue)
    Tag_co = TypeVar("Tag_co", bound=PrimitiveObjectTag)


@dataclass(frozen=True, order=True, init=False, slots=True)
class JSPrimitiveObject(Generic[Value_co, Tag_co], metaclass=ABCMeta):
    """A JavaScript primitive wrapped in an object: unlike the primitive it has an identity.

    JavaScript code seldom sees the difference, and decoders give the primitive unless asked for these.

    Parameters
    ----------
    value
        A bool, float, JSBigInt or str. An int becomes a float or a JSBigInt, as the tag says or else as JavaScript
        would have it: a number if a number holds it exactly.
    tag
        V8's tag for the type; found from the value if None.

    Raises
    ------
    TypeError
        If the value is of another type.
    ValueError
        If the tag is not one for the value.

    Examples
    --------
    >>> JSPrimitiveObject("a")
    JSPrimitiveObject(value='a', tag=<SerializationTag.kStringObject: 115>)
    >>> JSPrimitiveObject(2**60).value
    1152921504606846976
    """

    value: Final[Value_co]  # type: ignore[misc]  # assigned, though frozen
    """The primitive."""
    tag: Final[Tag_co]  # type: ignore[misc]
    """V8's tag for its type."""

    @overload
    def __init__(
        self: TrueJSPrimitiveObject, value: Literal[True], tag: Literal[SerializationTag.kTrueObject] | None = None
    ) -> None: ...
    @overload
    def __init__(
        self: FalseJSPrimitiveObject, value: Literal[False], tag: Literal[SerializationTag.kFalseObject] | None = None
    ) -> None: ...
    @overload
    def __init__(
        self: NumberJSPrimitiveObject, value: float, tag: Literal[SerializationTag.kNumberObject]
    ) -> None: ...
    @overload
    def __init__(self: BigIntJSPrimitiveObject, value: int, tag: Literal[SerializationTag.kBigIntObject]) -> None: ...
    @overload
    def __init__(self: BigIntJSPrimitiveObject, value: JSBigInt, tag: None = None) -> None: ...
    @overload
    def __init__(self: NumberJSPrimitiveObject | BigIntJSPrimitiveObject, value: int, tag: None = None) -> None: ...
    @overload
    def __init__(self: NumberJSPrimitiveObject, value: float, tag: None = None) -> None: ...
    @overload
    def __init__(
        self: StringJSPrimitiveObject, value: str, tag: Literal[SerializationTag.kStringObject] | None = None
    ) -> None: ...
    @overload
    def __init__(self: UnknownJSPrimitiveObject, value: PrimitiveObjectValue | int, tag: None = None) -> None: ...
    def __init__(self, value: PrimitiveObjectValue | int, tag: PrimitiveObjectTag | None = None) -> None:
        possible_tags = _possible_tags(value)
        if tag is None:
            tag = possible_tags[0]
        elif tag not in possible_tags:
            required = " or ".join(str(possible) for possible in sorted(possible_tags))
            raise ValueError(f"tag must be {required} with value {value!r} of type {type(value)}")

        if tag is SerializationTag.kNumberObject:
            value = float(value)
        elif tag is SerializationTag.kBigIntObject and not isinstance(value, JSBigInt):
            value = JSBigInt(value)
        object.__setattr__(self, "value", value)
        object.__setattr__(self, "tag", tag)


def _possible_tags(value: object) -> tuple[PrimitiveObjectTag, ...]:
    """The tags that a value can have, the one to prefer first."""
    if isinstance(value, str):
        return (SerializationTag.kStringObject,)
    if isinstance(value, bool):
        return (SerializationTag.kTrueObject if value else SerializationTag.kFalseObject,)
    if isinstance(value, float):
        return (SerializationTag.kNumberObject,)
    if isinstance(value, JSBigInt):
        return (SerializationTag.kBigIntObject,)
    if isinstance(value, int):
        if int(value) in FLOAT64_SAFE_INT_RANGE:
            return SerializationTag.kNumberObject, SerializationTag.kBigIntObject
        return SerializationTag.kBigIntObject, SerializationTag.kNumberObject
    raise TypeError("value is not a supported primitive type")


TrueJSPrimitiveObject: TypeAlias = JSPrimitiveObject[Literal[True], Literal[SerializationTag.kTrueObject]]
FalseJSPrimitiveObject: TypeAlias = JSPrimitiveObject[Literal[False], Literal[SerializationTag.kFalseObject]]
NumberJSPrimitiveObject: TypeAlias = JSPrimitiveObject[float, Literal[SerializationTag.kNumberObject]]
BigIntJSPrimitiveObject: TypeAlias = JSPrimitiveObject[JSBigInt, Literal[SerializationTag.kBigIntObject]]
StringJSPrimitiveObject: TypeAlias = JSPrimitiveObject[str, Literal[SerializationTag.kStringObject]]
UnknownJSPrimitiveObject: TypeAlias = Union[
    TrueJSPrimitiveObject,
    FalseJSPrimitiveObject,
    NumberJSPrimitiveObject,
    BigIntJSPrimitiveObject,
    StringJSPrimitiveObject,
]
