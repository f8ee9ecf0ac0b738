"""JavaScript's bigint."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any

from clonewire.jstypes.limits import FLOAT64_SAFE_INT_RANGE

if TYPE_CHECKING:
    from typing_extensions import Self, SupportsIndex


class JSBigInt(int):
    """A Python int that is a bigint in JavaScript, however small it is.

    Arithmetic gives JSBigInt wherever it gives int for ints. An int outside `FLOAT64_SAFE_INT_RANGE` is a bigint in
    JavaScript too, so there the two have the same repr; one within is a number.

    >>> JSBigInt(2) + 1, JSBigInt(2) ** 64
    (JSBigInt(3), 18446744073709551616)
    >>> JSBigInt(5) == 5
    True
    """

    __slots__ = ()

    def __repr__(self) -> str:
        digits = int.__repr__(self)
        return f"{type(self).__name__}({digits})" if int(self) in FLOAT64_SAFE_INT_RANGE else digits

    def as_integer_ratio(self) -> tuple[Self, Self]:  # type: ignore[override]
        """`(self, 1)`."""
        return self, type(self)(1)

    def conjugate(self) -> Self:
        """`self`."""
        return self

    @property
    def real(self) -> Self:
        """`self`."""
        return self

    @property
    def imag(self) -> Self:  # type: ignore[override]
        """0."""
        return type(self)(0)

    @property
    def numerator(self) -> Self:
        """`self`."""
        return self

    @property
    def denominator(self) -> Self:  # type: ignore[override]
        """1."""
        return type(self)(1)

    if TYPE_CHECKING:

        def __add__(self, value: int, /) -> Self: ...
        def __sub__(self, value: int, /) -> Self: ...
        def __mul__(self, value: int, /) -> Self: ...
        def __floordiv__(self, value: int, /) -> Self: ...
        def __mod__(self, value: int, /) -> Self: ...
        def __divmod__(self, value: int, /) -> tuple[Self, Self]: ...
        def __pow__(self, value: int, mod: int | None = None, /) -> Any: ...  # a float for a negative power
        def __and__(self, value: int, /) -> Self: ...
        def __or__(self, value: int, /) -> Self: ...
        def __xor__(self, value: int, /) -> Self: ...
        def __lshift__(self, value: int, /) -> Self: ...
        def __rshift__(self, value: int, /) -> Self: ...
        def __radd__(self, value: int, /) -> Self: ...
        def __rsub__(self, value: int, /) -> Self: ...
        def __rmul__(self, value: int, /) -> Self: ...
        def __rfloordiv__(self, value: int, /) -> Self: ...
        def __rmod__(self, value: int, /) -> Self: ...
        def __rdivmod__(self, value: int, /) -> tuple[Self, Self]: ...
        def __rpow__(self, value: int, mod: int | None = None, /) -> Any: ...
        def __rand__(self, value: int, /) -> Self: ...
        def __ror__(self, value: int, /) -> Self: ...
        def __rxor__(self, value: int, /) -> Self: ...
        def __rlshift__(self, value: int, /) -> Self: ...
        def __rrshift__(self, value: int, /) -> Self: ...
        def __neg__(self) -> Self: ...
        def __pos__(self) -> Self: ...
        def __invert__(self) -> Self: ...
        def __abs__(self) -> Self: ...
        def __trunc__(self) -> Self: ...
        def __ceil__(self) -> Self: ...
        def __floor__(self) -> Self: ...
        def __round__(self, ndigits: SupportsIndex | None = 0, /) -> Self: ...


def _giving_bigints(operation: Callable[..., Any]) -> Callable[..., Any]:
    """The operation of int, with JSBigInt in place of int in its result."""

    @wraps(operation)
    def method(self: JSBigInt, *operands: Any) -> Any:
        result = operation(self, *operands)
        if isinstance(result, int):
            return type(self)(result)
        if isinstance(result, tuple):
            return tuple(map(type(self), result))
        return result  # a float, or NotImplemented

    return method


_BINARY = ("add", "sub", "mul", "floordiv", "mod", "divmod", "pow", "and", "or", "xor", "lshift", "rshift")
_UNARY = ("neg", "pos", "invert", "abs", "trunc", "ceil", "floor", "round")
for _name in (*_BINARY, *("r" + name for name in _BINARY), *_UNARY):
    setattr(JSBigInt, f"__{_name}__", _giving_bigints(getattr(int, f"__{_name}__")))
