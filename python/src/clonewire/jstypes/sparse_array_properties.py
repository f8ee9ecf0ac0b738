"""Integer-named properties in a dict: for arrays with many holes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import repeat
from typing import TYPE_CHECKING, TypeVar, cast, overload

from clonewire.jstypes.array_properties import AbstractArrayProperties, check_array_length
from clonewire.jstypes.array_regions import alternating_regions
from clonewire.jstypes.jshole import JSHole, JSHoleType
from clonewire.jstypes.limits import MAX_ARRAY_LENGTH, MAX_ARRAY_LENGTH_REPR
from clonewire.jstypes.sparse_sequences import Order

if TYPE_CHECKING:
    from _typeshed import SupportsKeysAndGetItem

T = TypeVar("T")

# An object's array that is this long, and of which less than this part is used, is kept sparsely.
MIN_SPARSE_ARRAY_SIZE = 16
MIN_DENSE_ARRAY_USED_RATIO = 1 / 4


@dataclass(init=False, eq=False, slots=True)
class SparseArrayProperties(AbstractArrayProperties[T]):
    """A dict of the elements by index; holes take no space.

    Made from values, some of them `JSHole`, or from `entries`: a mapping from index to element, or (index, element)
    pairs. With a `length`, entries past it are left out.

    >>> array = SparseArrayProperties(entries={2: "c"}, length=1_000_000)
    >>> len(array), array.elements_used, array[2], array[3]
    (1000000, 1, 'c', JSHole)
    """

    _items: dict[int, T]
    _sorted_keys: list[int] | None  # the keys of _items in order; None: to be sorted when next needed
    _max_index: int  # the length less one

    @overload
    def __init__(
        self,
        *,
        entries: Iterable[tuple[int, T]] | SupportsKeysAndGetItem[int, T] | None = None,
        length: int | None = None,
    ) -> None: ...
    @overload
    def __init__(self, values: Iterable[T | JSHoleType] | None = None) -> None: ...
    def __init__(
        self,
        values: Iterable[T | JSHoleType] | None = None,
        *,
        entries: Iterable[tuple[int, T]] | SupportsKeysAndGetItem[int, T] | None = None,
        length: int | None = None,
    ) -> None:
        if values is not None:
            if length is not None:
                raise ValueError("length cannot be used with values argument")
            values = list(values)
            length = len(values)
            entries = ((index, value) for index, value in enumerate(values) if value is not JSHole)
        elif length is not None and not 0 <= length <= MAX_ARRAY_LENGTH:
            raise ValueError(f"length must be >= 0 and <= {MAX_ARRAY_LENGTH_REPR}: {length}")

        items: dict[int, T] = dict(entries or ())
        self._sorted_keys = keys = sorted(items)
        if keys and (keys[0] < 0 or (length is None and keys[-1] >= MAX_ARRAY_LENGTH)):
            invalid = keys[0] if keys[0] < 0 else keys[-1]
            raise IndexError(f"initial item indexes must be 0 <= index < 2**32-1: {invalid}")
        self._items = items
        self._max_index = keys[-1] if keys else -1
        if length is not None:
            self.resize(length)

    def resize(self, length: int) -> None:
        """Cut the array to `length`, or lengthen it to that with holes."""
        check_array_length(length)
        if length <= self._max_index:
            self._items = {index: value for index, value in self._items.items() if index < length}
            self._sorted_keys = None
        self._max_index = length - 1

    @property
    def elements_used(self) -> int:
        """The number of elements, holes not counted."""
        return len(self._items)

    def _position(self, index: int) -> int:
        if isinstance(index, slice):
            raise NotImplementedError("array properties cannot be sliced; list(array) can")
        if index > self._max_index:
            raise IndexError(index)
        return super(SparseArrayProperties, self)._position(index)

    def __getitem__(self, index: int, /) -> T | JSHoleType:  # type: ignore[override]
        return self._items.get(self._position(index), JSHole)

    def __setitem__(self, index: int, value: T | JSHoleType, /) -> None:  # type: ignore[override]
        self._place(self._position(index), value)

    def _place(self, position: int, value: T | JSHoleType) -> None:
        """Put an element, or a hole, at a position within the length; keep the sorted keys where that costs nothing."""
        items = self._items
        if value is JSHole:
            if items.pop(position, JSHole) is JSHole:
                return
            keys = self._sorted_keys
            if keys and keys[-1] == position:
                keys.pop()
            else:
                self._sorted_keys = None
        else:
            is_new = position not in items
            items[position] = value
            keys = self._sorted_keys  # looked at last: another thread may have sorted them meanwhile
            if is_new and keys is not None:
                if not keys or keys[-1] < position:
                    keys.append(position)
                else:
                    self._sorted_keys = None

    def __delitem__(self, index: int, /) -> None:  # type: ignore[override]
        position = self._position(index)
        self._items.pop(position, None)
        self._shift(position, -1)

    def insert(self, index: int, value: T | JSHoleType) -> None:
        """Insert before `index`; at or past the end, append."""
        position = min(super(SparseArrayProperties, self)._position(index), len(self))
        if len(self) >= MAX_ARRAY_LENGTH:
            raise IndexError("Cannot insert, array is already at max allowed length")
        self._shift(position, 1)
        self._place(position, value)

    def _shift(self, position: int, by: int) -> None:
        """Move what is at and after `position`."""
        self._items = {(index + by if index >= position else index): value for index, value in self._items.items()}
        self._sorted_keys = None
        self._max_index += by

    def append(self, value: T | JSHoleType) -> None:
        """Add an element, or a hole, at the end."""
        if len(self) >= MAX_ARRAY_LENGTH:
            raise IndexError(f"Cannot extend array beyond max length: {MAX_ARRAY_LENGTH}")
        self._max_index += 1
        self._place(self._max_index, value)

    def clear(self) -> None:
        """Make the array empty."""
        self.resize(0)

    def __len__(self) -> int:
        return self._max_index + 1

    def __iter__(self) -> Iterator[T | JSHoleType]:
        for region in alternating_regions(self):
            yield from repeat(JSHole, region.length) if region.items is None else region.items

    def __reversed__(self) -> Iterator[T | JSHoleType]:
        end = len(self)
        for index, value in self.elements(order=Order.DESCENDING).items():
            yield from repeat(JSHole, end - index - 1)
            yield value
            end = index
        yield from repeat(JSHole, end)

    def element_indexes(self, *, order: Order = Order.ASCENDING) -> Iterator[int]:
        """The indexes of the elements, holes left out."""
        if order is Order.UNORDERED:
            return iter(self._items)
        keys = self._sorted_keys
        if keys is None:
            items = self._items
            self._sorted_keys = keys = sorted(items)
            if self._items is not items or len(items) != len(keys):  # another thread has changed them meanwhile
                self._sorted_keys = None
        return reversed(keys) if order is Order.DESCENDING else iter(keys)
