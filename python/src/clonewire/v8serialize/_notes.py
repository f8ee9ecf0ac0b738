"""Notes on exceptions, on Python 3.10 too."""

from __future__ import annotations


def add_note(error: BaseException, note: str) -> None:
    """Do what `error.add_note(note)` does since Python 3.11."""
    notes = getattr(error, "__notes__", None)
    if isinstance(notes, list):
        notes.append(note)
    else:
        error.__notes__ = [note]  # type: ignore[attr-defined,unused-ignore]
