"""JavaScript's `undefined`."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from typing_extensions import TypeAlias


class JSUndefinedEnum(Enum):
    """The type of `JSUndefined`: an enum, so that type checkers can narrow by `is`."""

    JSUndefined = "JSUndefined"
    """The value `undefined`."""

    def __repr__(self) -> str:
        return self.name

    def __str__(self) -> str:
        return self.name


JSUndefinedType: TypeAlias = Literal[JSUndefinedEnum.JSUndefined]
"""The type of `JSUndefined`, for annotations."""

JSUndefined: Final = JSUndefinedEnum.JSUndefined
"""The value `undefined`. `null` is None."""
