"""Real JavaScript engines to compare with: one process each, which answers lines of JSON (engine.mjs).

`./dev test` installs the engines below tests/live; where one is missing its tests are skipped, but under CI=true they
fail.
"""

from __future__ import annotations

import atexit
import functools
import json
import os
import subprocess
from base64 import b64decode, b64encode
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

LIVE = Path(__file__).parents[2] / "tests" / "live"
NAMES = ("node16", "node18", "node20", "node22", "node24", "node26", "deno")
_DENO_OPTIONS = ("--allow-all", "--no-config", "--no-lock")


def program(name: str) -> list[str]:
    """The command that runs a script in an engine; skips the test (CI: fails it) where there is none."""
    path = LIVE / "node_modules" / name / ("deno" if name == "deno" else "bin/node")
    if not os.access(path, os.X_OK):
        reason = f"{name} is not installed (npm ci in tests/live)"
        pytest.fail(reason) if os.environ.get("CI") == "true" else pytest.skip(reason)
    return [str(path), "run", *_DENO_OPTIONS] if name == "deno" else [str(path)]


class EngineError(Exception):
    """The engine's own error: it cannot make, write or read this."""


@dataclass(frozen=True)
class Way:
    """One of an engine's ways to write and read."""

    index: int
    name: str
    dialect: str
    version: int
    features: dict[str, bool]


class Engine:
    """A running engine."""

    def __init__(self, name: str) -> None:
        script = Path(__file__).with_name("engine.mjs")
        self._process = subprocess.Popen([*program(name), str(script)], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        hello = self._next_answer()
        self.name: str = hello["name"]
        self.ways = [Way(index, **way) for index, way in enumerate(hello["ways"])]

    def make(self, way: Way, source: str) -> tuple[bytes, Any]:
        """The bytes and the graph of a JavaScript expression's value."""
        return self._written(self._ask(way, make=source))

    def generate(self, way: Way, seed: int) -> tuple[bytes, Any]:
        """The bytes and the graph of the value that tests/live/values.mjs makes from a seed."""
        return self._written(self._ask(way, seed=seed))

    def read(self, way: Way, data: bytes) -> Any:
        """The graph of the value that the engine reads."""
        return self._ask(way, read=b64encode(data).decode())["graph"]

    def close(self) -> None:
        self._process.stdin.close()
        self._process.stdout.close()
        self._process.wait()

    def _ask(self, way: Way, **request: object) -> Any:
        self._process.stdin.write(json.dumps({"way": way.index, **request}).encode() + b"\n")
        self._process.stdin.flush()
        answer = self._next_answer()
        if "error" in answer:
            raise EngineError(answer["error"])
        return answer

    def _next_answer(self) -> Any:
        line = self._process.stdout.readline()
        assert line, f"the engine ended with {self._process.wait()}"
        return json.loads(line)

    @staticmethod
    def _written(answer: Any) -> tuple[bytes, Any]:
        return b64decode(answer["bytes"]), answer["graph"]


@functools.cache
def engine(name: str) -> Engine:
    """The engine, started when it is first asked for."""
    started = Engine(name)
    atexit.register(started.close)
    return started
