"""Starlark's values as Python has them: their notation in the corpus, their source text, and what tells them apart."""

from __future__ import annotations

import math
import re
from datetime import datetime
from typing import Any

from clonewire.jstypes import Timestamp


def time_of(text: str) -> datetime | Timestamp:
    """RFC 3339 text as `loads` gives it."""
    timestamp = Timestamp(text)
    try:
        return timestamp.to_datetime()
    except ValueError:
        return timestamp


def time_text(time: datetime | Timestamp) -> str:
    """The shortest RFC 3339 text."""
    text = time.text if isinstance(time, Timestamp) else time.isoformat()
    text = re.sub(r"(\.\d*?)0+(?=Z|[+-]\d\d:\d\d$)", r"\1", text)
    return re.sub(r"\.?(?:\+00:00|(?=\D)Z)$", "Z", text).replace(".+", "+").replace(".-", "-")


def from_notation(node: dict[str, Any]) -> Any:
    """The value that a corpus case's `graph` stands for; `ref` is resolved, for cycles."""
    met: dict[int, Any] = {}

    def make(node: dict[str, Any]) -> Any:
        kind, content, members = node["t"], node.get("v"), node.get("e", [])
        match kind:
            case "null":
                return None
            case "boolean" | "string":
                return content
            case "number":
                return float(content.replace("Infinity", "inf"))
            case "bigint":
                return int(content)
            case "bytes":
                return bytes.fromhex(content)
            case "time":
                return time_of(content)
            case "ref":
                return met[content]
            case "tuple":
                return tuple(make(member) for member in members)
            case "Set":
                return {make(member) for member in members}
            case "array":
                values: list[Any] = []
                met[node["id"]] = values
                values.extend(make(member) for _, member in members)
                return values
            case "Map":
                pairs: dict[Any, Any] = {}
                met[node["id"]] = pairs
                pairs.update((make(key), make(value)) for key, value in members)
                return pairs
        raise ValueError(kind)

    return make(node)


def identity(value: Any) -> object:
    """Equal for values that are the same to Starlark, kinds included (1 is not 1.0), and for no others."""
    match value:
        case list() | tuple():
            return type(value), tuple(map(identity, value))
        case set():
            return set, frozenset(map(identity, value))
        case dict():
            return dict, frozenset((identity(key), identity(content)) for key, content in value.items())
        case float():
            return float, repr(value)
        case datetime() | Timestamp():
            return type(value), time_text(value)
    return type(value), value


def source_of(value: Any) -> str:
    """A Starlark expression that gives the value."""
    match value:
        case None | bool() | int():
            return str(value)
        case float():
            return f'float("{value!r}")'
        case str():
            return '"' + "".join(f"\\U{ord(c):08x}" if ord(c) > 0x7E else f"\\x{ord(c):02x}" for c in value) + '"'
        case bytes():
            return 'b"' + "".join(f"\\x{byte:02x}" for byte in value) + '"'
        case datetime() | Timestamp():
            return f'time.parse_time("{time_text(value)}")'
        case list():
            return f"[{', '.join(map(source_of, value))}]"
        case tuple():
            return f"({' '.join(source_of(member) + ',' for member in value)})"
        case set():
            return f"set([{', '.join(map(source_of, value))}])"
        case dict():
            return "{" + ", ".join(f"{source_of(key)}: {source_of(content)}" for key, content in value.items()) + "}"
    raise TypeError(type(value))


def comes_back_as_int(number: float) -> bool:
    """Whether the original would lose that a float is one."""
    return math.isfinite(number) and number == math.trunc(number) and abs(number) < 1e21
