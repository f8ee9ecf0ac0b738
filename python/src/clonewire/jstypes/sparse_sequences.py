"""Sequences with holes, as JavaScript's arrays are: the protocols that their Python forms satisfy.

Type checkers see abstract classes that extend `Sequence` and `Mapping`; at run time they are protocols, so that a class
can satisfy them without inheriting `Sequence`'s implementation, and `isinstance` checks the members that a sequence
with holes has beside those of a sequence.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Mapping, MutableSequence, Sequence
from enum import Enum, auto
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar, runtime_checkable

Value_co = TypeVar("Value_co", covariant=True)
Hole_co = TypeVar("Hole_co", covariant=True)


class Order(Enum):
    """The order in which the elements of a sequence with holes are walked."""

    UNORDERED = auto()
    """Whichever costs least."""
    ASCENDING = auto()
    DESCENDING = auto()


if TYPE_CHECKING:

    class ElementsView(Mapping[int, Value_co]):
        """A live view of a sequence with holes as a mapping from index to element, without the holes."""

        @property
        def order(self) -> Order:
            """The order of iteration."""

    class SparseSequence(Sequence["Value_co | Hole_co"], Generic[Value_co, Hole_co]):
        """A sequence in which an index may hold nothing: a hole.

        `len()` counts the holes; reading one gives `hole_value`.
        """

        @property
        def hole_value(self) -> Hole_co:
            """What reading a hole gives."""

        @property
        def elements_used(self) -> int:
            """The number of elements, holes not counted."""

        def element_indexes(self, *, order: Order = ...) -> Iterator[int]:
            """The indexes of the elements, holes left out, ascending unless told otherwise."""

        def elements(self, *, order: Order = ...) -> ElementsView[Value_co]:
            """A live view of the elements, holes left out, ascending unless told otherwise."""

    class SparseMutableSequence(MutableSequence["Value_co | Hole_co"], SparseSequence[Value_co, Hole_co]):
        """A sequence with holes that can be changed."""

        def resize(self, length: int) -> None:
            """Cut the sequence to `length`, or lengthen it to that with holes."""

else:

    @runtime_checkable
    class ElementsView(Protocol[Value_co]):
        """A live view of a sequence with holes as a mapping from index to element, without the holes."""

        order: Order
        """The order of iteration."""

    @runtime_checkable
    class SparseSequence(Protocol[Value_co, Hole_co]):
        """A sequence in which an index may hold nothing: a hole.

        `len()` counts the holes; reading one gives `hole_value`.
        """

        hole_value: Hole_co
        """What reading a hole gives."""

        elements_used: int
        """The number of elements, holes not counted."""

        @abstractmethod
        def element_indexes(self, *, order: Order = ...) -> Iterator[int]:
            """The indexes of the elements, holes left out, ascending unless told otherwise."""

        @abstractmethod
        def elements(self, *, order: Order = ...) -> ElementsView[Value_co]:
            """A live view of the elements, holes left out, ascending unless told otherwise."""

    @runtime_checkable
    class SparseMutableSequence(SparseSequence[Value_co, Hole_co], Protocol):
        """A sequence with holes that can be changed."""

        @abstractmethod
        def resize(self, length: int) -> None:
            """Cut the sequence to `length`, or lengthen it to that with holes."""

    Mapping.register(ElementsView)
    Sequence.register(SparseSequence)
    MutableSequence.register(SparseMutableSequence)
