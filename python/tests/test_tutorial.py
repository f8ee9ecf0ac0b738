"""Every step of docs/tutorial.md gives what the page shows: at a JavaScript prompt and at Python's.

The texts that the page hands from one prompt to the other stand on it, so that each side is shown to write what the
other one reads.
"""

from __future__ import annotations

import doctest
import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from engines import program
from markdown import DOCS, blocks, steps

from clonewire.jstypes import js_repr_settings

if not DOCS.exists():
    pytest.skip("the tests are not in the repository", allow_module_level=True)

PAGE = "tutorial.md"


class Prompt:
    """A JavaScript prompt in an engine."""

    def __init__(self, name: str) -> None:
        script = Path(__file__).with_name("prompt.mjs")
        self._process = subprocess.Popen([*program(name), str(script)], stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def type(self, source: str) -> str:
        """What the prompt shows for an input."""
        self._process.stdin.write(json.dumps({"source": source}).encode() + b"\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        assert line, f"the engine ended with {self._process.wait()}"
        return json.loads(line)["output"]  # type: ignore[no-any-return]

    def close(self) -> None:
        self._process.stdin.close()
        self._process.stdout.close()
        self._process.wait()


@pytest.fixture
def prompt(request: pytest.FixtureRequest) -> Iterator[Prompt]:
    started = Prompt(request.param)
    yield started
    started.close()


@pytest.mark.parametrize("prompt", ["node18", "node20", "node22", "node24", "node26", "deno"], indirect=True)
def test_javascript(prompt: Prompt) -> None:
    typed = 0
    for block in blocks(PAGE):
        if block.language == "js":
            for step in steps(block, "> "):
                assert prompt.type(step.source) == step.output, f"{PAGE}:{step.line}"
                typed += 1
    assert typed > 15


def test_python() -> None:
    session = "".join(block.text + "\n" for block in blocks(PAGE) if block.language == "python")
    test = doctest.DocTestParser().get_doctest(session, {}, PAGE, PAGE, 0)
    assert len(test.examples) > 25
    with js_repr_settings(indent=2):  # as at an interactive prompt
        assert doctest.DocTestRunner().run(test).failed == 0


def test_what_is_handed_over_was_shown_before() -> None:
    """Each text that one side reads is one that the other side wrote."""
    shown = {"js": set[str](), "python": set[str]()}
    handed_over = []
    for block in blocks(PAGE):
        for step in steps(block, ">>> " if block.language == "python" else "> ") if block.language in shown else ():
            if step.output.startswith("'/w9"):
                shown[block.language].add(step.output)
            elif "'/w9" in step.source:
                handed_over.append((block.language, step.source[step.source.index("'/w9") :].partition("'")[2].partition("'")[0]))
    other = {"js": "python", "python": "js"}
    assert len(handed_over) >= 3
    for language, text in handed_over:
        assert f"'{text}'" in shown[other[language]] | shown[language], text
