"""clonewire.serial against its original in Go (tests/live/serial_peer), over generated values, both ways."""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlark import from_notation, identity, source_of
from test_serial import dumps_as_the_original, values

from clonewire import serial

PROGRAM = Path(os.environ.get("CLONEWIRE_SERIAL_PEER") or Path(__file__).parents[2] / "build" / "serial_peer")
CASES = int(os.environ.get("CLONEWIRE_LIVE_CASES") or 1000)


class Peer:
    """The original: one line of JSON asked, one answered."""

    def __init__(self) -> None:
        self._process = subprocess.Popen([PROGRAM], stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8")
        go = self._read()["go"]
        # From Go 1.22 on, encoding/json writes \b and \f where it wrote \u0008 and \u000c.
        self.has_short_escapes = int(go.split(".")[1]) >= 22

    def _read(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        answer: dict[str, Any] = json.loads(self._process.stdout.readline())
        return answer

    def ask(self, **request: str) -> dict[str, Any]:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(request) + "\n")
        self._process.stdin.flush()
        return self._read()

    def close(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(10)


@pytest.fixture(scope="module")
def peer() -> Iterator[Peer]:
    if not PROGRAM.exists():
        missing = "the Go original of serial is not built (scripts/set_up)"
        pytest.fail(missing) if os.environ.get("CI") == "true" else pytest.skip(missing)
    original = Peer()
    yield original
    original.close()


def spelled_as_ours(text: str, peer: Peer) -> str:
    if not peer.has_short_escapes:
        return text
    short = {r"\b": r"\u0008", r"\f": r"\u000c"}
    return re.sub(r"\\.", lambda escape: short.get(escape[0], escape[0]), text)


# Every float too: those that the original brings back as ints are written with lossy=True.
anything = values | st.lists(st.floats(allow_nan=False, allow_infinity=False), max_size=4)


@settings(max_examples=CASES, deadline=None)
@given(value=anything)
def test_same_text_and_same_value_back(peer: Peer, value: Any) -> None:
    theirs = peer.ask(dumps=f"v = {source_of(value)}")
    assert spelled_as_ours(theirs["text"], peer) == dumps_as_the_original(value)
    loaded = peer.ask(loads=theirs["text"])
    assert identity(serial.loads(theirs["text"])) == identity(from_notation(loaded["graph"]))


@settings(max_examples=CASES, deadline=None)
@given(value=values)
def test_original_reads_what_we_write(peer: Peer, value: Any) -> None:
    assert identity(from_notation(peer.ask(loads=serial.dumps(value))["graph"])) == identity(value)
