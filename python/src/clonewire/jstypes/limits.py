"""Ranges of numbers that JavaScript and V8's format distinguish.

Ask `int(value) in RANGE`: Python walks a range to find an instance of a subclass of int."""

from __future__ import annotations

from typing import Final

INT32_RANGE: Final = range(-(2**31), 2**31)
"""Integers that V8's format writes as a signed 32-bit integer."""

UINT32_RANGE: Final = range(2**32)
"""Integers that V8's format writes as an unsigned 32-bit integer."""

FLOAT64_SAFE_INT_RANGE: Final = range(-(2**53 - 1), 2**53)
"""Integers that a JavaScript number holds exactly: `Number.MIN_SAFE_INTEGER` to `Number.MAX_SAFE_INTEGER`.

A Python int outside this range is a JavaScript bigint."""

MAX_ARRAY_LENGTH: Final = 2**32 - 1
"""The greatest length of a JavaScript array: one more than the greatest array index.

Properties named by greater integers exist, but they are named by strings."""

MAX_ARRAY_LENGTH_REPR: Final = "2**32 - 1"
"""`MAX_ARRAY_LENGTH` as error messages write it."""
