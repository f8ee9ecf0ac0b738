"""Equality of values that contain themselves."""

from __future__ import annotations

from functools import wraps
from typing import TypeVar

from clonewire.jstypes._under_way import ObjectsUnderWay

Class = TypeVar("Class")


_comparing = ObjectsUnderWay()


def recursive_eq(cls: type[Class]) -> type[Class]:
    """Class decorator: let `==` end where objects refer to themselves.

    Two values are equal if their parts are, and where one comes back to an object that is still being compared the
    other does so too: `a -> b -> a` equals `c -> d -> c`, but not `c -> d -> e -> f -> c`, whatever the parts are.
    """
    compare = cls.__eq__

    @wraps(compare)
    def __eq__(self: object, other: object) -> bool:
        if self is other:
            return True
        under_way = _comparing.ids
        ids = {id(self), id(other)}
        if not under_way.isdisjoint(ids):
            return ids <= under_way
        under_way |= ids
        try:
            return compare(self, other)
        finally:
            under_way -= ids

    cls.__eq__ = __eq__  # type: ignore[method-assign]
    return cls
