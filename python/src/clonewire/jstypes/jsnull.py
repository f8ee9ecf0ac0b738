"""JavaScript's `null`, where None says that there is nothing."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from typing_extensions import TypeAlias


class JSNullEnum(Enum):
    """The type of `JSNull`: an enum, so that type checkers can narrow by `is`."""

    JSNull = "JSNull"
    """The value `null`."""

    def __repr__(self) -> str:
        return self.name

    def __str__(self) -> str:
        return self.name


JSNullType: TypeAlias = Literal[JSNullEnum.JSNull]
"""The type of `JSNull`, for annotations."""

JSNull: Final = JSNullEnum.JSNull
"""The value `null` as an Error's cause, where None stands for no cause. It is written as None is; elsewhere `null` is
read as None."""
