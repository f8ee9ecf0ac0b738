"""Platform objects."""

from __future__ import annotations

from dataclasses import dataclass, field

from clonewire.jstypes import _repr
from clonewire.jstypes._recursive_eq import recursive_eq


@recursive_eq
@dataclass(repr=False, slots=True)
class HostObject:
    """An object of the platform that JavaScript runs on (a Blob, a File …), not of the language.

    Nothing is run for it: it is the interface's name and the fields that its clone holds.

    >>> HostObject("Blob", {"mimeType": "text/plain", "bytes": b"hello"})
    HostObject('Blob', {'mimeType': 'text/plain', 'bytes': b'hello'})
    """

    type: str
    """The interface's name."""
    fields: dict[str, object] = field(default_factory=dict)
    """What the clone holds, in order."""

    def __repr__(self) -> str:
        return _repr.js_repr(self)
