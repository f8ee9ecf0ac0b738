"""JavaScript's Map."""

from __future__ import annotations

from abc import ABCMeta
from collections import abc
from collections.abc import Iterable, Iterator, Mapping, MutableMapping
from itertools import chain
from typing import TYPE_CHECKING, Any, cast, overload

from clonewire._native import MapStorage, same_value_zero
from clonewire.jstypes import _repr
from clonewire.jstypes._recursive_eq import recursive_eq

if TYPE_CHECKING:
    from _typeshed import SupportsKeysAndGetItem
    from typing_extensions import Self, TypeVar

    from clonewire.jstypes._equality import JSSameValueZero

    KT = TypeVar("KT", default=object)
    VT = TypeVar("VT", default=object)
else:
    from typing import TypeVar

    KT = TypeVar("KT")
    VT = TypeVar("VT")
U = TypeVar("U")


@recursive_eq
class JSMap(MapStorage, MutableMapping[KT, VT], metaclass=ABCMeta):
    """A JavaScript Map: a mapping in order of insertion, whose keys may be anything.

    Keys are the same if JavaScript's Map takes them for the same (see `same_value_zero`): strings, numbers, bigints and
    the like by value, objects by identity; so they need not be hashable.

    Two JSMaps are equal if their entries are, in order. A JSMap equals another mapping if a dict of its entries does.

    Parameters
    ----------
    entries
        A mapping, or (key, value) pairs. (A dict has already merged the keys that Python holds equal.)
    named_entries
        Further entries, with strings as keys.

    Examples
    --------
    >>> from clonewire.jstypes import JSObject
    >>> alice, other_alice = JSObject(name="Alice"), JSObject(name="Alice")
    >>> ages = JSMap([(alice, 31), (other_alice, 47)])
    >>> ages[alice], len(ages)
    (31, 2)
    >>> JSMap([(1, "number"), (True, "boolean"), (1.0, "number again")])
    JSMap([(1.0, 'number again'), (True, 'boolean')])
    >>> JSMap(a=1) == {"a": 1}
    True
    """

    __slots__ = ()

    if TYPE_CHECKING:
        # Kept by MapStorage, where the native decoder puts it.
        _entries: dict[JSSameValueZero, tuple[KT, VT]]

    @overload
    def __init__(self, /) -> None: ...
    @overload
    def __init__(self: JSMap[str, VT], /, **named_entries: VT) -> None: ...
    @overload
    def __init__(self, entries: SupportsKeysAndGetItem[KT, VT], /) -> None: ...
    @overload
    def __init__(self: JSMap[str, VT], entries: SupportsKeysAndGetItem[str, VT], /, **named_entries: VT) -> None: ...
    @overload
    def __init__(self, entries: Iterable[tuple[KT, VT]], /) -> None: ...
    @overload
    def __init__(self: JSMap[str, VT], entries: Iterable[tuple[str, VT]], /, **named_entries: VT) -> None: ...
    def __init__(self, entries: Any = None, /, **named_entries: Any) -> None:
        self.update(() if entries is None else entries, **named_entries)

    def __setitem__(self, key: KT, value: VT, /) -> None:
        self._entries[same_value_zero(key)] = key, value

    def __getitem__(self, key: KT, /) -> VT:
        entry = self._entries.get(same_value_zero(key))
        if entry is None:
            raise KeyError(key)
        return entry[1]

    def __delitem__(self, key: KT, /) -> None:
        if self._entries.pop(same_value_zero(key), None) is None:
            raise KeyError(key)

    def __contains__(self, key: object, /) -> bool:
        return same_value_zero(key) in self._entries

    @overload
    def get(self, key: KT, /) -> VT | None: ...
    @overload
    def get(self, key: KT, /, default: VT | U) -> VT | U: ...
    def get(self, key: Any, /, default: Any = None) -> Any:
        """The value of the entry, or `default` if there is none."""
        entry = self._entries.get(same_value_zero(key))
        return default if entry is None else entry[1]

    def __iter__(self) -> Iterator[KT]:
        return (key for key, _ in self._entries.values())

    def __len__(self) -> int:
        return len(self._entries)

    def items(self) -> ItemsView[KT, VT]:
        """The entries, in order of insertion."""
        return ItemsView(self)

    def values(self) -> ValuesView[VT]:
        """The entries' values, in order of insertion."""
        return ValuesView(self)

    def clear(self) -> None:
        """Remove all entries."""
        self._entries.clear()

    @overload
    def update(self, entries: SupportsKeysAndGetItem[KT, VT], /, **named_entries: VT) -> None: ...
    @overload
    def update(self, entries: Iterable[tuple[KT, VT]], /, **named_entries: VT) -> None: ...
    @overload
    def update(self, /, **named_entries: VT) -> None: ...
    def update(self, entries: Any = (), /, **named_entries: Any) -> None:
        """Add entries, given as a mapping or as (key, value) pairs; they replace those of the same key."""
        if isinstance(entries, Mapping):
            entries = entries.items()
        elif hasattr(entries, "keys"):
            entries = ((key, entries[key]) for key in entries.keys())
        pairs = chain(entries, named_entries.items())
        self._entries.update((same_value_zero(key), (key, value)) for key, value in pairs)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Mapping):
            return NotImplemented
        if len(self) != len(other):
            return False
        if not isinstance(other, JSMap):
            try:
                return dict(self._entries.values()) == other
            except TypeError:
                pass  # a key is not hashable: compare in order instead
        return all(entry == other_entry for entry, other_entry in zip(self._entries.values(), other.items()))

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return _repr.js_repr(self)

    def __copy__(self) -> Self:
        duplicate = type(self)()
        duplicate._entries.update(self._entries)
        return duplicate

    def __reduce__(self) -> tuple[Any, ...]:
        # As items, not as arguments: keys and values may lead back to this map.
        return type(self), (), None, None, iter(self.items())


class ItemsView(abc.ItemsView[KT, VT]):
    """Gives the entries as they are kept; the standard view looks each key up."""

    __slots__ = ()
    _mapping: JSMap[KT, VT]

    def __iter__(self) -> Iterator[tuple[KT, VT]]:
        return iter(self._mapping._entries.values())


class ValuesView(abc.ValuesView[VT]):
    """As ItemsView."""

    __slots__ = ()
    _mapping: JSMap[Any, VT]

    def __iter__(self) -> Iterator[VT]:
        return (value for _, value in cast("Iterable[tuple[Any, VT]]", self._mapping._entries.values()))
