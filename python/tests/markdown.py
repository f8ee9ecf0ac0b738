"""The sessions that a page of the documentation shows: what one types, and what comes back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

DOCS = Path(__file__).parents[2] / "docs"
_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Block:
    """A fenced block: its language, its text, and the line of the page where the text begins."""

    language: str
    text: str
    line: int


@dataclass(frozen=True)
class Step:
    """One input at a prompt and the output that is shown for it."""

    source: str
    output: str
    line: int


def blocks(page: str) -> list[Block]:
    text = (DOCS / page).read_text("utf-8")
    return [Block(found[1], found[2], text.count("\n", 0, found.start(2)) + 1) for found in _BLOCK.finditer(text)]


def steps(block: Block, prompt: str, continued: str = "... ") -> Iterator[Step]:
    """The steps of a session: lines after the prompt are typed, as are those after `continued`; the rest is output."""
    source: list[str] = []
    output: list[str] = []
    start = block.line
    for number, line in enumerate(block.text.splitlines(), block.line):
        if line.startswith(prompt):
            if source:
                yield Step("\n".join(source), "\n".join(output), start)
            source, output, start = [line.removeprefix(prompt)], [], number
        elif line.startswith(continued) and not output:
            source.append(line.removeprefix(continued))
        else:
            output.append(line)
    if source:
        yield Step("\n".join(source), "\n".join(output), start)
