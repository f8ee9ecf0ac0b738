"""Generated Python values of every kind that JavaScript knows, shared and cyclic: a Hypothesis strategy."""

from __future__ import annotations

import functools
import operator
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from typing import Any

from hypothesis import strategies as st

from clonewire import jstypes


def _as_javascript_has_it(text: str) -> str:
    """Two surrogates that make a pair as the one character that they are in JavaScript."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")


_CHARACTERS = st.one_of(
    st.characters(max_codepoint=0x7F),
    st.characters(max_codepoint=0xFF),
    st.characters(),
    st.integers(0xD800, 0xDFFF).map(chr),
)
texts = st.one_of(
    st.text(_CHARACTERS, max_size=12).map(_as_javascript_has_it),
    st.sampled_from(["", "__proto__", "toString", "x" * 127, "x" * 128, "ж" * 64, "\ud83d", "\0", "\ufeff"]),
)
property_names = st.one_of(
    texts, st.sampled_from(["0", "1", "7", "01", "-0", "1.5", "4294967294", "4294967295", "length", "constructor"])
)
integers = st.one_of(
    st.integers(-70, 70), st.integers(-(2**32), 2**32), st.integers(-(2**70), 2**70), st.integers(-(2**600), 2**600)
)
floats = st.one_of(st.floats(), st.sampled_from([-0.0, float("nan"), float("inf"), 5e-324, 2.0**53, 2.0**31]))
primitives = st.one_of(
    st.none(), st.just(jstypes.JSUndefined), st.booleans(), integers, floats, texts, integers.map(jstypes.JSBigInt)
)

_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
_LAST_TIME = 8_640_000_000_000_000
dates = st.one_of(
    st.integers(-62_135_596_800_000, 253_402_300_799_999).map(lambda ms: _EPOCH + timedelta(milliseconds=ms)),
    st.integers(-_LAST_TIME, _LAST_TIME).map(float).map(jstypes.JSDate),
    st.sampled_from([float("nan"), -_LAST_TIME, _LAST_TIME]).map(jstypes.JSDate),
)
_FLAGS = [jstypes.JSRegExpFlag[name] for name in ("NoFlag", "Global", "IgnoreCase", "Multiline", "DotAll", "Unicode")]
regexps = st.builds(
    jstypes.JSRegExp,
    st.sampled_from(["", "a", "^x$", "[/]", "é+", "(?<n>.)\\k<n>", "a|\\d", "\\/"]),
    st.sets(st.sampled_from(_FLAGS)).map(lambda flags: functools.reduce(operator.or_, flags, _FLAGS[0])),
)
wrappers = st.one_of(st.booleans(), floats, texts, integers.map(jstypes.JSBigInt)).map(jstypes.JSPrimitiveObject)

_VIEWS: list[Callable[..., Any]] = [
    jstypes.JSInt8Array,
    jstypes.JSUint8Array,
    jstypes.JSUint8ClampedArray,
    jstypes.JSInt16Array,
    jstypes.JSUint16Array,
    jstypes.JSInt32Array,
    jstypes.JSUint32Array,
    jstypes.JSFloat16Array,
    jstypes.JSFloat32Array,
    jstypes.JSFloat64Array,
    jstypes.JSBigInt64Array,
    jstypes.JSBigUint64Array,
    jstypes.JSDataView,
]


@st.composite
def _buffers_and_views(draw: st.DrawFn) -> list[object]:
    """One ArrayBuffer and views of it. Sizes are multiples of 8: V8 11 wants whole elements in what tracks a length."""
    content = draw(st.binary(min_size=8, max_size=24).map(lambda data: data[: len(data) // 8 * 8]))
    extra = draw(st.sampled_from([None, 0, 8]))
    limit = None if extra is None else len(content) + extra
    buffer = jstypes.JSArrayBuffer(content, max_byte_length=limit)
    made: list[object] = [buffer]
    for cls in draw(st.lists(st.sampled_from(_VIEWS), max_size=3)):
        size = len(content) // cls.data_format.byte_length  # type: ignore[attr-defined]
        offset = draw(st.integers(0, size - 1))
        # A fixed view of a resizable buffer that can grow no further looks like one that tracks its length.
        length = draw(st.one_of(st.none(), st.integers(0, size - offset))) if limit is None else None
        made.append(cls(buffer, offset, size - offset if limit is None and length is None else length))
    return made


buffers_of_node = st.binary(max_size=20).map(jstypes.JSBuffer)
_leaves = st.one_of(dates, regexps, wrappers, st.binary(max_size=10), buffers_of_node)
_shells = st.sampled_from(
    [jstypes.JSObject, jstypes.JSArray, jstypes.JSMap, jstypes.JSSet, jstypes.JSError, dict, list, jstypes.JSObject]
)


def _fill(draw: st.DrawFn, shell: Any, children: st.SearchStrategy[Any]) -> None:
    size = draw(st.integers(0, 4))
    if isinstance(shell, list):
        shell.extend(draw(children) for _ in range(size))
    elif isinstance(shell, dict):
        names = st.none() | texts if draw(st.booleans()) else texts
        shell.update((draw(names), draw(children)) for _ in range(size))
    elif isinstance(shell, jstypes.JSArray):
        for _ in range(size):
            shell[draw(st.integers(0, 12) | st.just(4294967293) | texts)] = draw(children)
    elif isinstance(shell, jstypes.JSObject):
        for _ in range(size):
            shell[draw(property_names)] = draw(children)
    elif isinstance(shell, jstypes.JSMap):
        for _ in range(size):
            shell[draw(children)] = draw(children)
    elif isinstance(shell, jstypes.JSSet):
        for _ in range(size):
            shell.add(draw(children))
    else:
        shell.message = draw(texts)
        shell.name = draw(st.sampled_from(list(jstypes.JSErrorName)))
        shell.stack = draw(st.none() | texts)
        shell.cause = draw(st.none() | children)


@st.composite
def _graphs(draw: st.DrawFn) -> object:
    shells = [cls("") if cls is jstypes.JSError else cls() for cls in draw(st.lists(_shells, min_size=1, max_size=6))]
    objects = shells + draw(st.lists(_leaves, max_size=4))
    if draw(st.booleans()):
        objects += draw(_buffers_and_views())
    children = primitives | st.sampled_from(objects)
    for shell in shells:
        _fill(draw, shell, children)
    return shells[0]


values = st.one_of(primitives, _leaves, _graphs(), _graphs(), _graphs())
"""Any value; most are graphs of several objects."""
