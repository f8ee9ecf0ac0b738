"""What the tests against the PyPI package v8serialize share: the package, and values that both packages can build."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from typing import Any

import pytest

from clonewire import v8serialize as ours

PEER_VERSION = "0.4.0"

try:
    installed = version("v8serialize")
except PackageNotFoundError:
    installed = "none"
if installed != PEER_VERSION:
    pytest.skip(f"needs v8serialize {PEER_VERSION} from PyPI; installed: {installed}", allow_module_level=True)

import v8serialize as peer  # noqa: E402
import v8serialize.jstypes  # noqa: E402, F401

Outcome = tuple[str, ...]


def outcome(call: Callable[[], object]) -> Outcome:
    """What a call does: the repr of its result, or the type and text of its exception."""
    try:
        return ("value", repr(call()))
    except RecursionError:
        return ("error", "RecursionError")
    except Exception as error:
        return ("error", type(error).__name__, str(error))


@dataclass
class Make:
    """A value yet to be built of one package's types: the name of a type, and what to call it with."""

    type: str
    arguments: list[Any] = field(default_factory=list)
    named: dict[str, Any] = field(default_factory=dict)


def build(recipe: object, package: Any, built: dict[int, object] | None = None) -> Any:
    """Build a recipe of Makes, lists, dicts, tuples and plain values; what occurs in it twice is built once."""
    built = {} if built is None else built
    if id(recipe) in built:
        return built[id(recipe)]
    result: object = recipe
    if isinstance(recipe, list):
        result = [build(item, package, built) for item in recipe]
    elif isinstance(recipe, tuple):
        result = tuple(build(item, package, built) for item in recipe)
    elif isinstance(recipe, dict):
        result = {build(key, package, built): build(value, package, built) for key, value in recipe.items()}
    elif isinstance(recipe, Make):
        arguments = [build(argument, package, built) for argument in recipe.arguments]
        named = {name: build(argument, package, built) for name, argument in recipe.named.items()}
        target = getattr(package.jstypes, recipe.type)
        result = target(*arguments, **named) if callable(target) else target
    if isinstance(recipe, (list, dict, Make)):
        built[id(recipe)] = result
    return result


def dumps_outcomes(recipe: object, **options: Any) -> tuple[Outcome, Outcome]:
    """What the peer and we write for a recipe. `features` are given as a number, or None for a call
    without options, which is another way through our code."""

    def dump(package: Any) -> Outcome:
        arguments = {name: option for name, option in options.items() if option is not None}
        if "features" in arguments:
            arguments["features"] = package.SerializationFeature(arguments["features"])
        value = build(recipe, package)
        return outcome(lambda: package.dumps(value, **arguments))

    return dump(peer), dump(ours)


def loads_outcomes(data: bytes, **options: Any) -> tuple[Outcome, Outcome]:
    """What the peer and we read from bytes."""
    return outcome(lambda: peer.loads(data, **options)), outcome(lambda: ours.loads(data, **options))


def comparable(text: Any) -> str:
    """Leave out what differs from object to object, and from one Python version to the next: addresses, and the name
    of the peer's Float16Array where Python's buffers have no such format.
    """
    return re.sub(r"0x[0-9a-f]+", "0x", str(text)).replace("BackportJSFloat16Array", "JSFloat16Array")


def as_ours(theirs: tuple[str, ...]) -> tuple[str, ...]:
    """The peer's outcome with bigints as we show them: like the ints that they are, unless a number could be meant."""
    return tuple(re.sub(r"JSBigInt\((-?\d{16,})\)", _shown_bigint, part) for part in theirs)


def _shown_bigint(match: re.Match[str]) -> str:
    return match[0] if abs(int(match[1])) < 2**53 else match[1]
