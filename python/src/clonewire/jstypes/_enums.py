"""Enum classes that behave alike on every supported Python version."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import FrozenInstanceError
from enum import Enum, EnumMeta, Flag, IntFlag
from enum import IntEnum as BuiltinIntEnum
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from typing_extensions import Self

EnumType = TypeVar("EnumType", bound=type)

if sys.version_info >= (3, 12):
    from enum import IntEnum as IntEnum
    from enum import StrEnum as StrEnum
else:

    class ValueContainingMeta(EnumMeta):
        """Lets `value in SomeEnum` ask for values, as Python 3.12 does; earlier versions raise TypeError."""

        def __contains__(cls, value: object) -> bool:
            return value in cls._value2member_map_

    class StrEnum(str, Enum, metaclass=ValueContainingMeta):
        """An enum of strings; `str()` gives the value."""

        def __str__(self) -> str:
            return str(self._value_)

    class IntEnum(BuiltinIntEnum, metaclass=ValueContainingMeta):
        """An enum of integers; `str()` gives the value."""

        def __str__(self) -> str:
            return str(self._value_)


if sys.version_info >= (3, 11):

    class IterableFlag(Flag):
        """Flags whose combinations iterate over their members."""

    class IterableIntFlag(IntFlag):
        """Integer flags whose combinations iterate over their members."""

else:

    class IterableFlag(Flag):
        """Flags whose combinations iterate over their members."""

        def __iter__(self) -> Iterator[Self]:
            return (member for member in type(self) if member.value and self & member)

    class IterableIntFlag(IntFlag):
        """Integer flags whose combinations iterate over their members."""

        def __iter__(self) -> Iterator[Self]:
            return (member for member in type(self) if member.value and self & member)


def frozen(enum_class: EnumType) -> EnumType:
    """Make the attributes of an enum's members read-only (they are shared by everyone)."""

    def refuse(self: object, name: str, value: object) -> None:
        raise FrozenInstanceError(f"Cannot assign to field {name!r}")

    enum_class.__setattr__ = refuse  # type: ignore[assignment]
    return enum_class
