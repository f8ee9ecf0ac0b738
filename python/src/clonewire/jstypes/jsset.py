"""JavaScript's Set."""

from __future__ import annotations

from abc import ABCMeta
from collections.abc import Iterable, Iterator, MutableSet, Set
from typing import TYPE_CHECKING, Any

from clonewire._native import SetStorage, same_value_zero
from clonewire.jstypes import _repr
from clonewire.jstypes._recursive_eq import recursive_eq

if TYPE_CHECKING:
    from typing_extensions import Self, TypeVar

    from clonewire.jstypes._equality import JSSameValueZero

    T = TypeVar("T", default=object)
else:
    from typing import TypeVar

    T = TypeVar("T")
U = TypeVar("U")


@recursive_eq
class JSSet(SetStorage, MutableSet[T], metaclass=ABCMeta):
    """A JavaScript Set: a set in order of insertion, whose members may be anything.

    Members are the same if JavaScript's Set takes them for the same (see `same_value_zero`): strings, numbers, bigints
    and the like by value, objects by identity; so they need not be hashable.

    Two JSSets are equal if their members are, in order. A JSSet equals another set if a set of its members does.

    Parameters
    ----------
    members
        The members; of those that are the same the last is kept, in the place of the first.

    Examples
    --------
    >>> point, same_place = [0, 0], [0, 0]
    >>> points = JSSet([point, same_place, point])
    >>> points
    JSSet([[0, 0], [0, 0]])
    >>> point in points, [0, 0] in points
    (True, False)
    >>> JSSet("ab") == {"b", "a"}
    True
    """

    __slots__ = ()

    if TYPE_CHECKING:
        # Kept by SetStorage, where the native decoder puts it.
        _members: dict[JSSameValueZero, T]

    def __init__(self, members: Iterable[T] | None = None, /) -> None:
        if members is not None:
            self |= members

    def add(self, value: T) -> None:
        """Make `value` a member."""
        self._members[same_value_zero(value)] = value

    def discard(self, value: T) -> None:
        """Make `value` no member; it need not be one."""
        self._members.pop(same_value_zero(value), None)

    def __contains__(self, value: object, /) -> bool:
        return same_value_zero(value) in self._members

    def __iter__(self) -> Iterator[T]:
        return iter(self._members.values())

    def __len__(self) -> int:
        return len(self._members)

    def clear(self) -> None:
        """Remove all members."""
        self._members.clear()

    def __ior__(self, members: Iterable[T]) -> Self:  # type: ignore[override,misc]
        self._members.update((same_value_zero(member), member) for member in members)
        return self

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Set):
            return NotImplemented
        if len(self) != len(other):
            return False
        if not isinstance(other, JSSet):
            try:
                return set(self) == other
            except TypeError:
                pass  # a member is not hashable: compare in order instead
        return all(member == other_member for member, other_member in zip(self, other))

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return _repr.js_repr(self)

    def __copy__(self) -> Self:
        return type(self)(self)

    def __reduce__(self) -> tuple[Any, ...]:
        # As state, not as arguments: the members may lead back to this set.
        return type(self), (), list(self)

    def __setstate__(self, members: list[T]) -> None:
        self |= members

    if TYPE_CHECKING:
        # MutableSet's, but any iterable will do.
        def __iand__(self, members: Iterable[object]) -> Self: ...
        def __ixor__(self, members: Iterable[T]) -> Self: ...  # type: ignore[override,misc]
        def __isub__(self, members: Iterable[object]) -> Self: ...
        def __and__(self, members: Iterable[object]) -> Self: ...
        def __or__(self, members: Iterable[U]) -> JSSet[U | T]: ...
        def __sub__(self, members: Iterable[object]) -> Self: ...
        def __xor__(self, members: Iterable[U]) -> JSSet[U | T]: ...
