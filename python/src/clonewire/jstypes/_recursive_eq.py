"""Equality of values that contain themselves."""

from __future__ import annotations

import threading
from functools import wraps
from typing import TypeVar

Class = TypeVar("Class")


class _Comparing(threading.local):
    """The objects whose `__eq__` is under way in this thread, by id."""

    def __init__(self) -> None:
        self.objects: set[int] = set()


_comparing = _Comparing()


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
        objects = _comparing.objects
        ids = {id(self), id(other)}
        if not objects.isdisjoint(ids):
            return ids <= objects
        objects |= ids
        try:
            return compare(self, other)
        finally:
            objects -= ids

    cls.__eq__ = __eq__  # type: ignore[method-assign]
    return cls
