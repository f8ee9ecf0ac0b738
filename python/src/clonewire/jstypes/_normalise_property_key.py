"""Property names: which of them are array indexes."""

from __future__ import annotations

from clonewire._native import normalise_property_key as normalise_property_key


def canonical_numeric_index_string(value: str) -> int | None:
    """The integer that `value` spells in JavaScript's own way: ASCII digits without needless zeros; else None.

    >>> canonical_numeric_index_string("42")
    42
    >>> canonical_numeric_index_string("042"), canonical_numeric_index_string("-0")
    (None, None)
    """
    is_canonical = value.isascii() and value.isdecimal() and (value[0] != "0" or value == "0")
    return int(value) if is_canonical else None
