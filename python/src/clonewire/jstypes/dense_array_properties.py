"""Integer-named properties in a list: for arrays with few holes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import repeat
from operator import is_not
from typing import TYPE_CHECKING, TypeVar

from clonewire.jstypes.array_properties import AbstractArrayProperties, check_array_length
from clonewire.jstypes.jshole import JSHole, JSHoleType
from clonewire.jstypes.sparse_sequences import Order

if TYPE_CHECKING:
    from typing_extensions import Self

T = TypeVar("T")


@dataclass(init=False, eq=False, slots=True)
class DenseArrayProperties(AbstractArrayProperties[T]):
    """A list in which `JSHole` stands for a hole.

    >>> array = DenseArrayProperties(["a", JSHole, "c"])
    >>> len(array), array.elements_used, list(array.element_indexes())
    (3, 2, [0, 2])
    >>> print(array)
    [ 'a', <1 empty items>, 'c' ]
    """

    _items: list[T | JSHoleType]
    _elements_used: int

    def __init__(self, values: Iterable[T | JSHoleType] | None = None) -> None:
        self._items = [] if values is None else list(values)
        self._elements_used = _count_elements(self._items)

    @classmethod
    def _adopt(cls, items: list[T | JSHoleType]) -> Self:
        """An array that keeps its elements in the list given, not in a copy."""
        self = cls.__new__(cls)
        self._items = items
        self._elements_used = _count_elements(items)
        return self

    def resize(self, length: int) -> None:
        """Cut the array to `length`, or lengthen it to that with holes."""
        check_array_length(length)
        items = self._items
        added = length - len(items)
        if added >= 0:
            items.extend(repeat(JSHole, added))
        else:
            self._elements_used -= _count_elements(items[length:])
            del items[length:]

    @property
    def elements_used(self) -> int:
        """The number of elements, holes not counted."""
        return self._elements_used

    def __eq__(self, other: object) -> bool:
        if isinstance(other, DenseArrayProperties):
            return self._items == other._items
        return super(DenseArrayProperties, self).__eq__(other)

    __hash__ = None

    def __getitem__(self, index: int, /) -> T | JSHoleType:  # type: ignore[override]
        if isinstance(index, slice):
            _refuse_slice(index)
        return self._items[index]

    def __setitem__(self, index: int, value: T | JSHoleType, /) -> None:  # type: ignore[override]
        _refuse_slice(index)
        position = self._position(index)
        items = self._items
        self._elements_used += (value is not JSHole) - (items[position] is not JSHole)
        items[position] = value

    def __delitem__(self, index: int, /) -> None:  # type: ignore[override]
        _refuse_slice(index)
        if self._items.pop(self._position(index)) is not JSHole:
            self._elements_used -= 1

    def insert(self, index: int, value: T | JSHoleType) -> None:
        """Insert before `index`; at or past the end, append."""
        self._items.insert(self._position(index), value)
        self._elements_used += value is not JSHole

    def append(self, value: T | JSHoleType) -> None:
        """Add an element, or a hole, at the end."""
        self._items.append(value)
        self._elements_used += value is not JSHole

    def extend(self, values: Iterable[T | JSHoleType]) -> None:
        """Add elements and holes at the end."""
        added = list(values)
        self._items.extend(added)
        self._elements_used += _count_elements(added)

    def clear(self) -> None:
        """Make the array empty."""
        self._items.clear()
        self._elements_used = 0

    def __len__(self) -> int:
        return len(self._items)

    def __iter__(self) -> Iterator[T | JSHoleType]:
        return iter(self._items)

    def __reversed__(self) -> Iterator[T | JSHoleType]:
        return reversed(self._items)

    def element_indexes(self, *, order: Order = Order.ASCENDING) -> Iterator[int]:
        """The indexes of the elements, holes left out."""
        items = self._items
        if order is Order.DESCENDING:
            # Not by index: the list may become shorter meanwhile.
            backwards = zip(range(len(items) - 1, -1, -1), reversed(items), strict=False)
            return (index for index, value in backwards if value is not JSHole)
        if self._elements_used == len(items):
            return iter(range(len(items)))
        return (index for index, value in enumerate(items) if value is not JSHole)


def _count_elements(items: list[T | JSHoleType]) -> int:
    # list.count() would ask each element's __eq__.
    return sum(map(is_not, items, repeat(JSHole)))


def _refuse_slice(index: object) -> None:
    if isinstance(index, slice):
        raise NotImplementedError("array properties cannot be sliced; list(array) can")
