"""Temporary stand-in for the extension module: the storage of the hot types, in Python.

The extension replaces this file. It then holds the same members in C, and exports the memory of buffers and views to
`memoryview` and NumPy on Python versions that do not look for a Python class's `__buffer__` (before 3.12).
"""

from __future__ import annotations

from math import isnan
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from clonewire.jstypes.array_properties import ArrayProperties
    from clonewire.jstypes._equality import JSSameValueZero

_types: dict[str, Any] = {}
_NAN = (float("nan"),)  # equal to itself, as the tuple is one object
_GREATEST_SAFE = 2**53 - 1
_ARRAY_INDEXES = range(2**32 - 1)


def bind(**types: type) -> None:
    """Hand the classes of `clonewire.jstypes` over, by name."""
    _types.update(types)


def same_value_zero(value: object) -> JSSameValueZero:
    """See `clonewire.jstypes.same_value_zero`."""
    key: object
    if isinstance(value, (str, bytes)) or value is None or type(value) is _types.get("JSUndefinedEnum"):
        key = value
    elif isinstance(value, bool):
        key = (bool, value)
    elif isinstance(value, int):
        is_number = -_GREATEST_SAFE <= value <= _GREATEST_SAFE and not isinstance(value, _types["JSBigInt"])
        key = value if is_number else (int, value)
    elif isinstance(value, float):
        key = _NAN if isnan(value) else value
    else:
        key = (id(value),)
    return key  # type: ignore[return-value]


def normalise_property_key(key: str | int | float) -> str | int:
    """See `clonewire.jstypes._normalise_property_key`."""
    if isinstance(key, str):
        # The greatest index has ten digits; leading zeros make another property.
        if len(key) > 10 or not (key.isascii() and key.isdecimal()) or (key[0] == "0" and key != "0"):
            return key
        key = int(key)
    elif not isinstance(key, (int, float)):
        raise TypeError(f"property keys are str, int or float, not {type(key).__name__}")
    if isinstance(key, int) or key.is_integer():
        key = int(key)
        if key in _ARRAY_INDEXES:
            return key
    return str(key)


class ObjectStorage:
    """The properties of a JSObject: a dict of the string-named ones, an ArrayProperties of the integer-named ones."""

    __slots__ = ("_array", "_named")
    _array: ArrayProperties[Any] | list[Any] | None
    _named: dict[str, Any] | None

    def __new__(cls, *arguments: object, **keywords: object) -> ObjectStorage:
        self = super().__new__(cls)
        self._array = self._named = None
        return self

    @property
    def _properties(self) -> dict[str, Any]:
        if self._named is None:
            self._named = {}
        return self._named

    @property
    def array(self) -> ArrayProperties[Any]:
        array = self._array
        if array is None or type(array) is list:
            self._array = array = _types["DenseArrayProperties"]._adopt([] if array is None else array)
        return array  # type: ignore[return-value]

    @array.setter
    def array(self, array: ArrayProperties[Any]) -> None:
        self._array = array

    @property
    def _has_array(self) -> bool:
        return self._array is not None


class MapStorage:
    """The entries of a JSMap: (key, value) by `same_value_zero(key)`."""

    __slots__ = ("_entries",)
    _entries: dict[JSSameValueZero, tuple[Any, Any]]

    def __new__(cls, *arguments: object, **keywords: object) -> MapStorage:
        self = super().__new__(cls)
        self._entries = {}
        return self


class SetStorage:
    """The members of a JSSet, by their `same_value_zero`."""

    __slots__ = ("_members",)
    _members: dict[JSSameValueZero, Any]

    def __new__(cls, *arguments: object, **keywords: object) -> SetStorage:
        self = super().__new__(cls)
        self._members = {}
        return self


class BufferStorage:
    """The content of a JSArrayBuffer."""

    __slots__ = ("_content", "_max_byte_length", "_resizable")

    def __init__(self, data: Any, max_byte_length: int, resizable: bool) -> None:
        self._content, self._max_byte_length, self._resizable = data, max_byte_length, resizable

    @property
    def _data(self) -> Any:
        return self._content

    @property
    def max_byte_length(self) -> int:
        return self._max_byte_length

    @property
    def resizable(self) -> bool:
        return self._resizable


class ViewStorage:
    """Which part of which buffer a typed array or DataView shows."""

    __slots__ = ("_backing_buffer", "_item_offset", "_item_length", "_readonly")

    def __init__(self, backing_buffer: Any, item_offset: int, item_length: int | None, readonly: bool | None) -> None:
        self._backing_buffer, self._item_offset = backing_buffer, item_offset
        self._item_length, self._readonly = item_length, readonly

    @property
    def backing_buffer(self) -> Any:
        return self._backing_buffer

    @property
    def item_offset(self) -> int:
        return self._item_offset

    @property
    def item_length(self) -> int | None:
        return self._item_length

    @property
    def readonly(self) -> Any:
        return self._readonly
