"""When two immutable Python values are one and the same JavaScript value.

Python's equality does not tell: `True == 1 == 1.0 == JSBigInt(1)` and `0.0 == -0.0`, in tuples and frozensets too,
while JavaScript tells booleans, numbers and bigints apart, and structured clones keep the sign of zero.
"""

from __future__ import annotations

import re
from collections.abc import Hashable
from datetime import datetime
from math import copysign
from typing import Generic, TypeVar

from clonewire.jstypes.jsbigint import JSBigInt
from clonewire.jstypes.jsprimitiveobject import JSPrimitiveObject
from clonewire.jstypes.jsregexp import JSRegExp
from clonewire.jstypes.limits import FLOAT64_SAFE_INT_RANGE

T_co = TypeVar("T_co", covariant=True)


class Deduplicable(Generic[T_co]):
    """A value that equals others of its type which are the same JavaScript value.

    >>> Deduplicable((1, 2)) == Deduplicable((1, 2.0))
    True
    >>> Deduplicable((1, 2)) == Deduplicable((True, 2))
    False
    """

    __slots__ = ("_identity", "value")

    def __init__(self, value: T_co) -> None:
        self.value = value
        self._identity = (type(value), _identity(value))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Deduplicable) and self._identity == other._identity

    def __hash__(self) -> int:
        return hash(self._identity)


def _identity(value: object) -> Hashable:
    """What equals only for the same JavaScript values; unhashable (in it, or it itself) if `value` is."""
    if isinstance(value, (bool, str, bytes)) or value is None:
        return type(value), value
    if isinstance(value, (int, float)):
        return _number_identity(value)
    if isinstance(value, tuple):
        return type(value), tuple(map(_identity, value))
    if isinstance(value, frozenset):
        return type(value), frozenset(map(_identity, value))
    if isinstance(value, JSPrimitiveObject):
        return type(value), value.tag, _identity(value.value)
    if isinstance(value, (JSRegExp, re.Pattern)):
        return id(value)  # v8serialize merges no equal RegExps: it never writes references to them
    if isinstance(value, datetime):
        return type(value), value, value.fold  # equality ignores which of two equal wall-clock times is meant
    return type(value), value


def _number_identity(value: int | float) -> Hashable:
    is_bigint = isinstance(value, JSBigInt) or (isinstance(value, int) and int(value) not in FLOAT64_SAFE_INT_RANGE)
    if is_bigint:
        return "bigint", int(value)
    number = float(value)
    return "number", number, copysign(1, number)
