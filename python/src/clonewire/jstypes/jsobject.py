"""JavaScript's plain objects."""

from __future__ import annotations

from abc import ABCMeta
from collections import abc
from collections.abc import Iterable, Iterator, MutableMapping
from copy import copy
from itertools import chain
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from clonewire._native import ObjectStorage, normalise_property_key
from clonewire.jstypes import _repr
from clonewire.jstypes._recursive_eq import recursive_eq
from clonewire.jstypes.dense_array_properties import DenseArrayProperties
from clonewire.jstypes.errors import NormalizedKeyError
from clonewire.jstypes.jshole import JSHole
from clonewire.jstypes.sparse_array_properties import (
    MIN_DENSE_ARRAY_USED_RATIO,
    MIN_SPARSE_ARRAY_SIZE,
    SparseArrayProperties,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from _typeshed import SupportsKeysAndGetItem
    from typing_extensions import Self, TypeVar

    from clonewire.jstypes.array_properties import ArrayProperties
    from clonewire.jstypes.jshole import JSHoleType

    T = TypeVar("T", default=object)


@recursive_eq
class JSObject(ObjectStorage, MutableMapping["str | int", "T"], metaclass=ABCMeta):
    """A plain JavaScript object: a mapping whose keys are property names.

    An integer and the string that spells it are the same name. The integer-named properties ("array indexes", 0 to
    2**32 - 2) come first, in ascending order, then the others as they were added. Both kinds also stand apart: `array`
    is a sequence of the former, with holes, `properties` a read-only mapping of the latter.

    Assigning `JSHole` removes a property. Objects are equal to objects with equal properties in whatever order, and to
    nothing else; cycles are followed.

    Classes of your own can be written as JavaScript objects too: `JSObject.register(YourMapping)`.

    Parameters
    ----------
    properties
        A mapping, or (name, value) pairs.
    named_properties
        Further properties; they replace those of the same name.

    Examples
    --------
    >>> teapot = JSObject(name="Teapot", hot=False)
    >>> teapot["418"] = "I'm a teapot"
    >>> teapot[418]
    "I'm a teapot"
    >>> teapot
    JSObject({418: "I'm a teapot"}, name='Teapot', hot=False)
    >>> teapot["spout"]
    Traceback (most recent call last):
    clonewire.jstypes.errors.NormalizedKeyError: "'spout' (normalized from 'spout')"
    """

    __slots__ = ()

    if TYPE_CHECKING:
        # Kept by ObjectStorage, where the native decoder puts them.
        _properties: dict[str, T]
        array: ArrayProperties[T]
        """The properties with integer names."""

    def __init__(
        self,
        properties: SupportsKeysAndGetItem[Any, T] | Iterable[tuple[str | int | float, T]] = (),
        /,
        **named_properties: T,
    ) -> None:
        self.update(properties, **named_properties)

    @property
    def properties(self) -> Mapping[str, T]:
        """The properties with names that are not array indexes: a live, read-only view."""
        return MappingProxyType(self._properties)

    def _find(self, key: object) -> T | JSHoleType:
        """The property's value; JSHole if there is none."""
        name = normalise_property_key(key)  # type: ignore[arg-type]
        if type(name) is str:
            return self._properties.get(name, JSHole)
        if self._has_array and name < len(self.array):  # type: ignore[operator]
            return self.array[name]  # type: ignore[index]
        return JSHole

    def __getitem__(self, key: str | int, /) -> T:
        # No named property has a name that would be normalised to another.
        value = self._properties.get(key, JSHole) if type(key) is str else JSHole
        if value is JSHole:
            value = self._find(key)
            if value is JSHole:
                raise NormalizedKeyError(normalise_property_key(key), raw_key=key)
        return value

    def get(self, key: object, default: Any = None, /) -> Any:
        """The property's value, or `default` if there is none."""
        value = self._find(key)
        return default if value is JSHole else value

    def __contains__(self, key: object, /) -> bool:
        return isinstance(key, (str, int, float)) and self._find(key) is not JSHole

    def __setitem__(self, key: str | int | float, value: T | JSHoleType, /) -> None:
        name = normalise_property_key(key)
        if type(name) is str:
            if value is JSHole:
                self._properties.pop(name, None)
            else:
                self._properties[name] = value
        else:
            array = self.array
            if name >= len(array):  # type: ignore[operator]
                array = self._lengthen_array(name + 1)  # type: ignore[operator]
            array[name] = value  # type: ignore[index]

    def _lengthen_array(self, length: int) -> ArrayProperties[T]:
        """Make `array` this long, in the form that suits: a list would waste memory on many holes."""
        array = self.array
        if (
            length >= MIN_SPARSE_ARRAY_SIZE
            and isinstance(array, DenseArrayProperties)
            and array.elements_used + 1 < length * MIN_DENSE_ARRAY_USED_RATIO
        ):
            self.array = array = SparseArrayProperties(entries=array.elements(), length=length)
        else:
            array.resize(length)
        return array

    def __delitem__(self, key: str | int, /) -> None:
        if self._find(key) is JSHole:
            raise NormalizedKeyError(normalise_property_key(key), raw_key=key)
        self[key] = JSHole

    def clear(self) -> None:
        """Remove all properties; the array becomes empty."""
        self._properties.clear()
        self.array.resize(0)

    def __len__(self) -> int:
        return len(self._properties) + (self.array.elements_used if self._has_array else 0)

    def __iter__(self) -> Iterator[str | int]:
        return chain(self.array.element_indexes(), self._properties) if self._has_array else iter(self._properties)

    def items(self) -> ItemsView[T]:
        """The names and values: the array's, then the others."""
        return ItemsView(self)

    def values(self) -> ValuesView[T]:
        """The values: the array's, then the others."""
        return ValuesView(self)

    def __eq__(self, other: object) -> bool:
        if type(self) is not type(other):
            return NotImplemented
        assert isinstance(other, JSObject)
        if self._properties != other._properties:
            return False
        return not (self._has_array or other._has_array) or self.array == other.array

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return _repr.js_repr(self)

    def __copy__(self) -> Self:
        duplicate = type(self)()
        duplicate.__setstate__((copy(self.array) if self._has_array else None, self._properties))
        return duplicate

    def __reduce__(self) -> tuple[Any, ...]:
        # As state, not as arguments: the properties may lead back to this object.
        return type(self), (), (self.array if self._has_array else None, self._properties)

    def __setstate__(self, state: tuple[ArrayProperties[T] | None, dict[str, T]]) -> None:
        array, properties = state
        if array is not None:
            self.array = array
        self._properties.update(properties)

    if TYPE_CHECKING:
        # MutableMapping's, but names may be floats and mappings may have any of the key types.
        def update(
            self,
            properties: SupportsKeysAndGetItem[Any, T] | Iterable[tuple[str | int | float, T]] = (),
            /,
            **named_properties: T,
        ) -> None: ...
        def setdefault(self, key: str | int | float, default: Any = None, /) -> Any: ...


class ItemsView(abc.ItemsView["str | int", "T"]):
    """Walks the storage; the standard view looks each name up."""

    __slots__ = ()
    _mapping: JSObject[T]

    def __iter__(self) -> Iterator[tuple[str | int, T]]:
        named = self._mapping._properties.items()
        return chain(self._mapping.array.elements().items(), named) if self._mapping._has_array else iter(named)


class ValuesView(abc.ValuesView["T"]):
    """As ItemsView."""

    __slots__ = ()
    _mapping: JSObject[T]

    def __iter__(self) -> Iterator[T]:
        return (value for _, value in ItemsView(self._mapping))
