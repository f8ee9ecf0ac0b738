"""The repository's corpora: values as real engines and libraries wrote them, with their graphs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import clonewire

ROOT = Path(__file__).parents[2] / "tests" / "corpus"
_FORMATS = {"msgpackr": "msgpack"}


@dataclass(frozen=True)
class Case:
    """One stored value: its bytes, and how they are read."""

    id: str
    data: bytes
    options: dict[str, Any]
    is_error: bool


def cases() -> Iterator[Case]:
    for index in sorted(ROOT.rglob("cases*.jsonl")):
        folder = index.parent.relative_to(ROOT)
        top = folder.parts[0] if folder.parts[0] != "found" else folder.parts[-1]
        format = "v8" if top.startswith("v8") or top == "found" else _FORMATS.get(top, top)
        for line in index.read_bytes().split(b"\n"):
            if not line:
                continue
            case = clonewire.loads(line, format="json", plain=True)  # deeper than json.loads reads
            options: dict[str, Any] = {"format": format}
            variant = case.get("variant", "")
            if format == "cbor":
                variant = "x" if variant.startswith("x-") else ""
            if variant and format not in ("ungap", "serial"):
                options["variant"] = variant
            if top == "v8-workerd":
                options["dialect"] = "workerd"
            data = (index.parent / case["file"]).read_bytes()
            yield Case(f"{folder}/{variant}/{case['name']}", data, options, "error" in case)
