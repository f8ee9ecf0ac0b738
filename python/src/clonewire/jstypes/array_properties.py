"""What holds the integer-named properties of an object: the protocol, and what its implementations share."""

from __future__ import annotations

from collections.abc import ItemsView, Iterator, Mapping, MutableSequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Protocol, TypeVar, runtime_checkable

from clonewire.jstypes.array_regions import alternating_regions
from clonewire.jstypes.jshole import JSHole, JSHoleType
from clonewire.jstypes.limits import MAX_ARRAY_LENGTH, MAX_ARRAY_LENGTH_REPR
from clonewire.jstypes.sparse_sequences import ElementsView, Order, SparseMutableSequence

if TYPE_CHECKING:
    from typing_extensions import Self

T = TypeVar("T")

if TYPE_CHECKING:

    class ArrayProperties(SparseMutableSequence[T, JSHoleType]):
        """A changeable sequence whose holes read as `JSHole`."""

else:

    @runtime_checkable
    class ArrayProperties(SparseMutableSequence[T, JSHoleType], Protocol):
        """A changeable sequence whose holes read as `JSHole`."""

    SparseMutableSequence.register(ArrayProperties)


@dataclass(slots=True, eq=False)
class AbstractArrayProperties(ArrayProperties[T], MutableSequence["T | JSHoleType"]):
    """Base of the implementations: equality, text, and the view of the elements.

    Slices are not supported.
    """

    hole_value: ClassVar[JSHoleType] = JSHole

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        if not isinstance(other, ArrayProperties):
            return NotImplemented
        return (
            len(self) == len(other)
            and self.elements_used == other.elements_used
            and all(self[index] == other[index] for index in self.element_indexes(order=Order.UNORDERED))
        )

    __hash__ = None  # type: ignore[assignment]

    def __str__(self) -> str:
        pieces: list[str] = []
        for region in alternating_regions(self):
            pieces.extend([str(region)] if region.items is None else map(repr, region.items))
        return f"[ {', '.join(pieces)} ]"

    def __copy__(self) -> Self:
        copy = type(self)()
        copy.resize(len(self))
        for index, value in self.elements().items():
            copy[index] = value
        return copy

    def elements(self, *, order: Order = Order.ASCENDING) -> ElementsView[T]:
        """A live view of the elements, holes left out, as a mapping from index to element."""
        return ArrayPropertiesElementsView(self, order=order)

    def _position(self, index: int) -> int:
        """`index` counted from the start if it was negative."""
        if index >= 0:
            return index
        position = len(self) + index
        if position < 0:
            raise IndexError(index)
        return position


def check_array_length(length: int) -> None:
    """Raise ValueError unless an array can have this length."""
    if not 0 <= length <= MAX_ARRAY_LENGTH:
        raise ValueError(f"length must be >= 0 and < {MAX_ARRAY_LENGTH_REPR}")


@dataclass(init=False, slots=True)
class ArrayPropertiesElementsView(ElementsView[T], Mapping[int, T]):
    """A live view of the elements of an ArrayProperties.

    Two views are equal if their arrays and their orders are.

    >>> from clonewire.jstypes import JSArray
    >>> dict(JSArray(["a", JSHole, "c"]).array.elements())
    {0: 'a', 2: 'c'}
    """

    _array_properties: ArrayProperties[T]
    order: Order

    def __init__(self, array_properties: ArrayProperties[T], *, order: Order) -> None:
        self._array_properties = array_properties
        self.order = order

    def __getitem__(self, index: int, /) -> T:
        array = self._array_properties
        if 0 <= index < len(array):
            value = array[index]
            if value is not JSHole:
                return value
        raise KeyError(index)

    def __iter__(self) -> Iterator[int]:
        return self._array_properties.element_indexes(order=self.order)

    def __len__(self) -> int:
        return self._array_properties.elements_used

    def items(self) -> ItemsView[int, T]:
        """The indexes and elements, in the view's order."""
        return _ElementItems(self)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._array_properties!r}, order={self.order!r})"


class _ElementItems(ItemsView[int, T]):
    """Walks the array itself: the view's own lookup would test each index again."""

    __slots__ = ()
    _mapping: ArrayPropertiesElementsView[T]

    def __iter__(self) -> Iterator[tuple[int, T]]:
        array = self._mapping._array_properties
        for index in self._mapping:
            try:
                value = array[index]
            except IndexError:  # the array has become shorter meanwhile
                continue
            if value is not JSHole:
                yield index, value
