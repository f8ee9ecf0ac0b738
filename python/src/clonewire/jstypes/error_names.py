"""The names that JavaScript's Errors keep when they are cloned."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clonewire.jstypes._enums import StrEnum
from clonewire.jstypes.tags import SerializationErrorTag

if TYPE_CHECKING:
    from typing_extensions import Self


class JSErrorName(StrEnum):
    """The possible names of a cloned JavaScript Error; a cloned Error of any other name is an `Error`.

    >>> JSErrorName.for_error_name("TypeError")
    <JSErrorName.TypeError: 'TypeError'>
    >>> JSErrorName.for_error_name("MyError")
    <JSErrorName.Error: 'Error'>
    """

    EvalError = "EvalError", SerializationErrorTag.EvalErrorPrototype
    RangeError = "RangeError", SerializationErrorTag.RangeErrorPrototype
    ReferenceError = "ReferenceError", SerializationErrorTag.ReferenceErrorPrototype
    SyntaxError = "SyntaxError", SerializationErrorTag.SyntaxErrorPrototype
    TypeError = "TypeError", SerializationErrorTag.TypeErrorPrototype
    # JavaScript's own spelling is URIError; this one is v8serialize's.
    UriError = "UriError", SerializationErrorTag.UriErrorPrototype
    Error = "Error", None

    _error_tag: SerializationErrorTag | None

    if not TYPE_CHECKING:  # type checkers take __new__'s signature for that of JSErrorName(value)

        def __new__(cls, name: str, error_tag: SerializationErrorTag | None) -> Self:
            member = str.__new__(cls, name)
            member._value_ = name
            member._error_tag = error_tag
            return member

    @property
    def error_tag(self) -> SerializationErrorTag | None:
        """The tag that stands for this name in V8's format; None for `Error`, which needs none."""
        return self._error_tag

    @staticmethod
    def for_error_name(error_name: str) -> JSErrorName:
        """The name that an Error called `error_name` has after it was cloned."""
        try:
            return JSErrorName(error_name)
        except ValueError:
            return JSErrorName.Error

    @staticmethod
    def for_error_tag(error_tag: SerializationErrorTag) -> JSErrorName:
        """The name that `error_tag` stands for; `Error` if it stands for none."""
        return _NAMES_BY_TAG.get(error_tag, JSErrorName.Error)


_NAMES_BY_TAG = {name.error_tag: name for name in JSErrorName}
