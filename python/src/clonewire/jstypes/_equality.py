"""When JavaScript's Map and Set take two values for the same one."""

from __future__ import annotations

from typing import NewType

from clonewire._native import same_value_zero as same_value_zero

JSSameValueZero = NewType("JSSameValueZero", object)
"""What `same_value_zero()` returns: hashable, and equal where JavaScript's Map would find the same key."""
