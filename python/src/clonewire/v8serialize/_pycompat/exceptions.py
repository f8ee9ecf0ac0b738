"""Notes on exceptions, on Python 3.10 too."""

from __future__ import annotations


def has_notes(error: BaseException) -> bool:
    """Whether an exception has notes."""
    return isinstance(getattr(error, "__notes__", None), list)


def add_note(error: BaseException, note: str) -> None:
    """Do what `error.add_note(note)` does since Python 3.11."""
    notes: list[str] = [*getattr(error, "__notes__", []), note]
    error.__notes__ = notes  # type: ignore[attr-defined,unused-ignore]
