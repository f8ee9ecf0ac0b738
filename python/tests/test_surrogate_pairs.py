"""Two surrogates that make a pair are two characters in Python and one in JavaScript, which has no way to tell."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any

import pytest

import clonewire
from clonewire import EncodeError, jstypes, v8serialize

PAIR, CHARACTER = "\ud83d\ude00", "😀"
# Without any option small values are written on a short way.
WAYS: list[dict[str, Any]] = [{}, *({"format": format} for format in sorted(clonewire.formats()))]

# Each is written as the same value with CHARACTER would be.
WRITTEN = {
    "text": lambda text: text,
    "in a text": lambda text: f"<{text}>",
    "after a high surrogate": lambda text: "\ud83d" + text,
    "before a low surrogate": lambda text: text + "\ude00",
    "beside a character beyond 16 bits": lambda text: text + "\U0001f601",
    "list": lambda text: [text, text],
    "key": lambda text: {text: 1},
    "key beside an index": lambda text: {"1": 1, text: 1},
    "key of a JSObject": lambda text: jstypes.JSObject({text: 1}),
    "key of a dict that is a Map": lambda text: {1: 2, text: 3},
    "key of a JSMap": lambda text: jstypes.JSMap([(text, 1)]),
    "member": lambda text: {text},
    "member of a JSSet": lambda text: jstypes.JSSet([text]),
    "message of an error": lambda text: jstypes.JSError(text),
}


@pytest.mark.parametrize("way", WAYS, ids=str)
@pytest.mark.parametrize("name", WRITTEN)
def test_written_as_the_character(name: str, way: dict[str, Any]) -> None:
    expected, refused = clonewire.try_dumps(WRITTEN[name](CHARACTER), **way)
    data, error = clonewire.try_dumps(WRITTEN[name](PAIR), **way)
    assert data == expected
    assert (error is None) == (refused is None)


def test_read_as_the_character() -> None:
    assert clonewire.loads(clonewire.dumps(PAIR)) == CHARACTER


def array_with_names() -> jstypes.JSArray:
    array = jstypes.JSArray([1])
    array[PAIR], array[CHARACTER] = 2, 3
    return array


# Python tells two keys or members apart here, JavaScript has one: the value, and the path of the second.
ONE_IN_JAVASCRIPT: dict[str, tuple[Any, str]] = {
    "dict": ({PAIR: 1, CHARACTER: 2}, "$.😀"),
    "dict with other keys": ({"a": 0, PAIR: 1, "b": 2, CHARACTER: 3}, "$.😀"),
    "dict with an index": ({PAIR: 1, "1": 2, CHARACTER: 3}, "$.😀"),
    "dict with an index in front": ({"1": 1, PAIR: 2, CHARACTER: 3}, "$.😀"),
    "dict within": ({"a": [{PAIR: 1, CHARACTER: 2}]}, "$.a[0].😀"),
    "dict that is a Map": ({1: 0, PAIR: 1, CHARACTER: 2}, "$.keys[2]"),
    "JSObject": (jstypes.JSObject({PAIR: 1, CHARACTER: 2}), "$.😀"),
    "JSObject with an index": (jstypes.JSObject({1: 1, PAIR: 2, CHARACTER: 3}), "$.😀"),
    "JSArray": (array_with_names(), "$.😀"),
    "JSMap": (jstypes.JSMap([(PAIR, 1), ("a", 2), (CHARACTER, 3)]), "$.keys[2]"),
    "large JSMap": (jstypes.JSMap([(PAIR, 1), *((i, 0) for i in range(50)), (CHARACTER, 3), ("a", 0)]), "$.keys[51]"),
    "set": ({PAIR, CHARACTER}, "$[1]"),
    "frozenset": (frozenset({PAIR, CHARACTER}), "$[1]"),
    "JSSet": (jstypes.JSSet([1, PAIR, CHARACTER, 2]), "$[2]"),
    "Mapping": (MappingProxyType({PAIR: 1, CHARACTER: 2}), "$.keys[1]"),
    "HostObject": (jstypes.HostObject("Blob", {"size": 0, PAIR: 1, CHARACTER: 2}), "$.😀"),
}


@pytest.mark.parametrize("way", [*WAYS, *({**way, "lossy": True} for way in WAYS)], ids=str)
@pytest.mark.parametrize("name", ONE_IN_JAVASCRIPT)
def test_keys_that_are_one_in_javascript(name: str, way: dict[str, Any]) -> None:
    value, path = ONE_IN_JAVASCRIPT[name]
    with pytest.raises(EncodeError) as caught:
        clonewire.dumps(value, **way)
    assert (caught.value.code, caught.value.path) == ("duplicate_key", path)


@pytest.mark.parametrize("value", [PAIR, {"a": PAIR}, {PAIR: 1, CHARACTER: 2}, {PAIR, CHARACTER}])
def test_v8serialize_refuses_pairs(value: object) -> None:
    """As the original does; what is alone is written (test_v8serialize_differences.py)."""
    with pytest.raises(UnicodeEncodeError):
        v8serialize.dumps(value)
