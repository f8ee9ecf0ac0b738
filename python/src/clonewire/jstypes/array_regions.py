"""An array with holes as runs of elements and runs of holes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Generic, TypeVar, cast, overload

if TYPE_CHECKING:
    from clonewire.jstypes.array_properties import ArrayProperties

T = TypeVar("T")


@dataclass(slots=True)
class EmptyRegion:
    """Adjacent holes."""

    start: int
    length: int
    items: None = field(init=False, default=None)

    def __str__(self) -> str:
        return f"<{self.length} empty items>"

    def __len__(self) -> int:
        return self.length


@dataclass(init=False, slots=True)
class OccupiedRegion(Generic[T]):
    """Adjacent elements: given as a sequence and where it starts, or as adjacent (index, element) pairs."""

    start: int
    length: int
    items: Sequence[T]

    @overload
    def __init__(self, items: Sequence[T], start: int) -> None: ...
    @overload
    def __init__(self, items: Iterable[tuple[int, T]]) -> None: ...
    def __init__(self, items: Sequence[T] | Iterable[tuple[int, T]], start: int | None = None) -> None:
        if start is None:
            pairs = list(cast("Iterable[tuple[int, T]]", items))
            if not pairs:
                raise ValueError("items cannot be empty")
            start = pairs[0][0]
            items = [element for _, element in pairs]
        self.start = start
        self.items = cast("Sequence[T]", items)
        self.length = len(self.items)

    def __len__(self) -> int:
        return self.length


def alternating_regions(array_properties: ArrayProperties[T]) -> Iterator[EmptyRegion | OccupiedRegion[T]]:
    """The regions of an array from its start to its end; elements and holes take turns.

    >>> from clonewire.jstypes.jsarrayproperties import DenseArrayProperties, JSHole
    >>> [str(region) for region in alternating_regions(DenseArrayProperties([JSHole, JSHole]))]
    ['<2 empty items>']
    """
    start = end = 0  # of the run of elements under way
    run: list[T] = []
    for index, element in array_properties.elements().items():
        if index != end:
            if run:
                yield OccupiedRegion(run, start)
            yield EmptyRegion(end, index - end)
            run, start = [], index
        run.append(element)
        end = index + 1
    if run:
        yield OccupiedRegion(run, start)
    if end < len(array_properties):
        yield EmptyRegion(end, len(array_properties) - end)
