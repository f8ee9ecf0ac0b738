"""JavaScript's Errors."""

from __future__ import annotations

from abc import ABCMeta
from dataclasses import KW_ONLY, dataclass
from traceback import TracebackException
from typing import TYPE_CHECKING

from clonewire.jstypes import _repr
from clonewire.jstypes._recursive_eq import recursive_eq
from clonewire.jstypes._v8traceback import format_exception_for_v8 as format_exception_for_v8
from clonewire.jstypes.error_names import JSErrorName
from clonewire.jstypes.errors import V8SerializeError

if TYPE_CHECKING:
    from typing_extensions import Self

    from clonewire.jstypes.protocols import AnyJSError, JSErrorBuilder


@recursive_eq
@dataclass(order=True, slots=True)
class JSErrorData(metaclass=ABCMeta):
    """What a cloned JavaScript Error holds, as plain data: for Errors that are not to be raised.

    Parameters
    ----------
    message
        What happened; None if the Error has no message.
    name
        The Error's type; a name that `JSErrorName` has not is written as "Error".
    stack
        The stack trace, None if there is none.
    cause
        What caused it: any value, `JSNull` for `null`, None if nothing did.

    Examples
    --------
    >>> JSErrorData.from_exception(ValueError("too low"))
    JSErrorData(message='ValueError: too low', name=<JSErrorName.Error: 'Error'>, stack='ValueError: too low', \
cause=None)
    """

    message: str | None = None
    _: KW_ONLY
    name: str = JSErrorName.Error
    stack: str | None = None
    cause: object | None = None

    @classmethod
    def from_exception(cls, exc: BaseException) -> Self:
        """A Python exception as a JavaScript Error: the traceback becomes the stack, `__cause__` the cause."""
        return cls.from_traceback_exception(TracebackException.from_exception(exc))

    @classmethod
    def from_traceback_exception(cls, tbe: TracebackException) -> Self:
        """The same from a `traceback.TracebackException`, which has cut cycles of causes."""
        # The message names the Python type ("ValueError: too low"), as a JavaScript Error's own name cannot.
        message = next((line.rstrip() for line in tbe.format_exception_only()), None)
        return cls(
            message,
            stack="".join(format_exception_for_v8(tbe)).rstrip(),
            cause=cls.from_traceback_exception(tbe.__cause__) if tbe.__cause__ else None,
        )

    @classmethod
    def builder(cls, initial_js_error: AnyJSError, /) -> tuple[Self, Self]:
        """A `JSErrorBuilder` that makes JSErrorData."""
        error = cls(
            initial_js_error.message,
            name=initial_js_error.name,
            stack=initial_js_error.stack,
            cause=initial_js_error.cause,
        )
        return error, error


@recursive_eq
@JSErrorData.register
class JSError(V8SerializeError):
    """A JavaScript Error as a Python exception that can be raised.

    To send a Python exception to JavaScript, use `JSErrorData.from_exception()`; encoders do so by themselves.

    Equal to Errors of the same name, message, stack and cause; but not once they were raised in different places.

    Parameters are those of `JSErrorData`; without a message `message` reads "", and `has_message` tells the difference.

    Examples
    --------
    >>> try:
    ...     raise JSError("too low", name=JSErrorName.RangeError)
    ... except JSError as error:
    ...     error
    JSError('too low', name=<JSErrorName.RangeError: 'RangeError'>)
    """

    name: str | JSErrorName
    """The Error's type; a name that `JSErrorName` has not is written as "Error"."""
    stack: str | None
    """The stack trace, None if there is none."""
    cause: object | None
    """What caused it: any value, `JSNull` for `null`, None if nothing did."""

    def __init__(
        self,
        message: str | None = None,
        *,
        name: str | JSErrorName = JSErrorName.Error,
        stack: str | None = None,
        cause: object | None = None,
    ) -> None:
        super().__init__(message)  # type: ignore[arg-type]  # None tells has_message
        self.name = name
        self.stack = stack
        self.cause = cause

    @property
    def message(self) -> str:
        """What happened; "" if the Error has no message."""
        return self.args[0] or ""

    @message.setter
    def message(self, message: str | None) -> None:
        self.args = (message,)

    @property
    def has_message(self) -> bool:
        """Whether the Error has a message, though it be ""."""
        return self.args[0] is not None

    @classmethod
    def from_js_error(cls, js_error: AnyJSError) -> Self:
        """A copy of another Error, raisable."""
        return cls(js_error.message, name=js_error.name, stack=js_error.stack, cause=js_error.cause)

    @classmethod
    def builder(cls, initial_js_error: AnyJSError, /) -> tuple[Self, Self]:
        """A `JSErrorBuilder` that makes JSErrors."""
        error = cls.from_js_error(initial_js_error)
        return error, error

    def __str__(self) -> str:
        return f"{self.message}: name={self.name!r}, stack={self.stack!r}, cause={self.cause!r}"

    def __repr__(self) -> str:
        return _repr.js_repr(self)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, JSErrorData):
            return NotImplemented
        if isinstance(other, BaseException) and self.__traceback__ != other.__traceback__:
            return False
        return _content(self) == _content(other)

    __hash__ = None  # type: ignore[assignment]

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), self.args, vars(self)


def _content(error: JSError | JSErrorData) -> tuple[object, ...]:
    return error.name, error.message, error.stack, error.cause


if TYPE_CHECKING:
    _builders: tuple[JSErrorBuilder[JSError], JSErrorBuilder[JSErrorData]] = JSError.builder, JSErrorData.builder
