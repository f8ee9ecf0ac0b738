"""Values that only the V8 process that wrote them can resolve."""

from __future__ import annotations

from abc import ABC
from dataclasses import dataclass
from typing import NewType

V8SharedValueId = NewType("V8SharedValueId", int)
"""Names a shared object in the process that wrote it."""


@dataclass(frozen=True, slots=True)
class V8SharedObjectReference(ABC):
    """An object shared between V8's isolates: its content is not in the data, so it can only be written back."""

    shared_value_id: V8SharedValueId
