"""`loads` and `dumps` that return their errors."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clonewire._native import dumps, loads
from clonewire.errors import DecodeError, EncodeError

if TYPE_CHECKING:
    from typing_extensions import Buffer, Unpack

    from clonewire.options import DumpOptions, LoadOptions


def try_loads(
    data: Buffer | str, /, **options: Unpack[LoadOptions]
) -> tuple[Any, None] | tuple[None, DecodeError]:
    """The value and None, or None and the DecodeError. Options are those of `loads`.

    >>> try_loads(b"\\xff\\x0fI\\x54")
    (42, None)
    >>> try_loads(b"\\xff\\x0f")[1].code
    'unexpected_end'
    """
    try:
        return loads(data, **options), None
    except DecodeError as error:
        return None, error


def try_dumps(
    value: object, /, **options: Unpack[DumpOptions]
) -> tuple[bytes, None] | tuple[None, EncodeError]:
    """The bytes and None, or None and the EncodeError. Options are those of `dumps`.

    >>> try_dumps(42)
    (b'\\xff\\x0fIT', None)
    >>> from decimal import Decimal
    >>> try_dumps([Decimal("0.1")])[1].path
    '$[0]'
    """
    try:
        return dumps(value, **options), None
    except EncodeError as error:
        return None, error
