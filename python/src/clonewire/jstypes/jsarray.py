"""JavaScript's arrays."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from clonewire.jstypes.jsobject import JSObject

if TYPE_CHECKING:
    from _typeshed import SupportsKeysAndGetItem
    from typing_extensions import TypeVar

    from clonewire.jstypes.jshole import JSHoleType

    T = TypeVar("T", default=object)


class JSArray(JSObject["T"]):
    """A JavaScript array: an object made from values, whose `length` is `len(array.array)`.

    As in JavaScript an array may have named properties beside its elements, so it is a mapping, as `JSObject` is. The
    elements alone are the sequence `array`. A sequence's index must be within its length; the array's own may be any:
    what lies between becomes holes, which take no space where they are many.

    Parameters
    ----------
    elements
        Values, `JSHole` for holes; or a mapping from names, integers among them, to values.
    named_properties
        Further properties; they replace those of the same name.

    Examples
    --------
    >>> letters = JSArray(["a", "b"], alphabet="Latin")
    >>> letters["3"] = "d"
    >>> letters
    JSArray(['a', 'b', JSHole, 'd'], alphabet='Latin')
    >>> dict(letters)
    {0: 'a', 1: 'b', 3: 'd', 'alphabet': 'Latin'}
    >>> len(letters.array), letters.array.elements_used
    (4, 3)
    >>> letters.array[4] = "e"
    Traceback (most recent call last):
    IndexError: list index out of range
    >>> letters[1_000_000] = "?"
    >>> letters
    JSArray({0: 'a', 1: 'b', 3: 'd', 1000000: '?'}, alphabet='Latin')
    """

    __slots__ = ()

    def __init__(
        self,
        elements: SupportsKeysAndGetItem[Any, T] | Iterable[T | JSHoleType] = (),
        /,
        **named_properties: T,
    ) -> None:
        if _is_mapping(elements):
            self.update(elements)  # type: ignore[arg-type]
        else:
            self.array.extend(elements)  # type: ignore[arg-type]
        if named_properties:
            self.update(named_properties)


def _is_mapping(elements: object) -> bool:
    return callable(getattr(elements, "keys", None)) and callable(getattr(elements, "__getitem__", None))
