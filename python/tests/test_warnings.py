"""LossWarnings name what was lost, at the line of the program that called."""

from __future__ import annotations

from collections.abc import Callable

import pytest

import clonewire
from clonewire import LossWarning, serial

CALLS: list[tuple[str, Callable[[], object], str]] = [
    ("dumps", lambda: clonewire.dumps([{1}], format="json", lossy=True), r"\$\[0\]: JSON cannot carry a Set"),
    ("try_dumps", lambda: clonewire.try_dumps([{1}], format="json", lossy=True), r"\$\[0\]: JSON cannot carry a Set"),
    ("convert", lambda: clonewire.convert(clonewire.dumps([{1}]), "json", lossy=True), r"\$\[0\]: JSON cannot carry"),
    ("loads", lambda: clonewire.loads('{"a":1,"a":2}', format="serial", plain=True), "a key occurs twice"),
    ("try_loads", lambda: clonewire.try_loads('{"a":1,"a":2}', format="serial", plain=True), "a key occurs twice"),
    ("serial.dumps", lambda: serial.dumps([1.0], lossy=True), r"\$\[0\]: cannot serialize float 1\.0"),
    ("serial.loads", lambda: serial.loads('{"a":1,"a":2}'), "a key occurs twice"),
]


@pytest.mark.parametrize(("call", "message"), [row[1:] for row in CALLS], ids=[row[0] for row in CALLS])
def test_warning_names_the_calling_line(call: Callable[[], object], message: str) -> None:
    with pytest.warns(LossWarning, match=message) as warned:
        call()
    assert [warning.filename for warning in warned] == [__file__]
    assert warned[0].lineno == call.__code__.co_firstlineno
