"""The empty places of JavaScript's arrays."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from typing_extensions import TypeAlias


class JSHoleEnum(Enum):
    """The type of `JSHole`: an enum, so that type checkers can narrow by `is`."""

    JSHole = "JSHole"
    """What reading an empty place of an array gives."""

    def __repr__(self) -> str:
        return self.name

    def __str__(self) -> str:
        return self.name


JSHoleType: TypeAlias = Literal[JSHoleEnum.JSHole]
"""The type of `JSHole`, for annotations."""

JSHole: Final = JSHoleEnum.JSHole
"""What reading an empty place of an array gives.

JavaScript reads `undefined` there, but `[,]` and `[undefined]` differ: `0 in [,]` is false. Assigning JSHole empties a
place, as `delete` does in JavaScript."""
