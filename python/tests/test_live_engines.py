"""Generated values in both directions between Python and real engines: nothing changes on the way.

CLONEWIRE_LIVE_CASES: how many values; CLONEWIRE_LIVE_SEED: the first seed of those that the engines make, and, where it is
not 1, new random ones from Python.
"""

from __future__ import annotations

import json
import os
from array import array
from typing import Any

import pytest
from engines import NAMES, EngineError, Way, engine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from values import values

import clonewire

FIRST_SEED = int(os.environ.get("CLONEWIRE_LIVE_SEED", "1"))
CASES = int(os.environ.get("CLONEWIRE_LIVE_CASES", "500"))
many_examples = settings(
    max_examples=CASES, deadline=None, suppress_health_check=list(HealthCheck), derandomize=FIRST_SEED == 1, database=None
)

EXPRESSIONS = {
    "cycle": "(() => { const a = []; a.push(a, {a}); return a; })()",
    "shared": "(() => { const o = {x: 1}; return [o, o, new Map([[o, o]]), new Set([o])]; })()",
    "holes": "[, 1, , undefined, , ]",
    "sparse": "(() => { const a = []; a[4294967294 - 1] = 'last'; a.name = 1; return a; })()",
    "index-like-keys": "({b: 1, 2: 2, '01': 3, 1: 4, '-0': 5, 4294967294: 6, 4294967295: 7, __proto__: null})",
    "numbers": "[0, -0, NaN, Infinity, -Infinity, 5e-324, 1.7976931348623157e308, 2**31, -(2**31), 2**53, 1e21, 0.1]",
    "bigints": "[0n, -1n, 2n**53n, 2n**64n, -(2n**64n), 2n**63n - 1n, 123456789n**20n]",
    "text": "['', '\\0', 'é', 'ж', '😀', '\\ud83d', '\\ude00x', '\\ufeff', '\\u2028', 'x'.repeat(1000) + 'ж']",
    "dates": "[0, -1, NaN, 8.64e15, -8.64e15, -62135596800000, -62135596800001, 253402300799999, 253402300800000]"
    ".map((t) => new Date(t))",
    "regexps": "[/a/, /(?<n>x)\\/[/]/gimsuy, new RegExp(''), new RegExp('\\n'), new RegExp('ж')]",
    "wrappers": "[true, false, 1.5, -0, NaN, 'x', '', 10n].map(Object)",
    "collections": "new Map([[NaN, 1], [-0, 2], [{}, new Set([[], new Map()])], ['1', 1], [1, '1'], [1n, 0], [null, 1]])",
    "views": "['Int8Array', 'Uint8Array', 'Uint8ClampedArray', 'Int16Array', 'Uint16Array', 'Int32Array', 'Uint32Array',"
    " 'Float32Array', 'Float64Array', 'BigInt64Array', 'BigUint64Array', 'DataView']"
    ".map((name) => new globalThis[name](new Uint8Array(16).map((_, i) => i * 31).buffer))",
    "buffer-parts": "(() => { const b = new Uint8Array([1, 2, 3, 4, 5, 6, 7, 8]).buffer;"
    " return [b, new Uint16Array(b, 2, 2), new DataView(b, 1, 3), new Uint8Array(b)]; })()",
    "errors": "[Error, TypeError, RangeError, SyntaxError, ReferenceError, EvalError, URIError].map((type) =>"
    " { const e = new type('why'); e.stack = `${type.name}: why`; return e; })",
    "error-without-message": "(() => { const e = new Error(); e.stack = undefined; return e; })()",
}
NEWER = {  # by the feature that the engine must have
    "resizable": "(() => { const b = new ArrayBuffer(4, {maxByteLength: 12}); new Uint8Array(b).set([1, 2, 3, 4]);"
    " return [b, new Uint8Array(b), new Uint8Array(b, 1, 2), new DataView(b, 2)]; })()",
    "float16": "new Float16Array([0, -0, 1.5, NaN, Infinity, 65504])",
    "cause": "(() => { const e = new Error('outer', {cause: new TypeError('inner', {cause: [1n]})});"
    " e.stack = e.cause.stack = undefined; return e; })()",
    "buffers": "[Buffer.from('hello'), Buffer.alloc(0)]",
}


def ways(name: str) -> list[Way]:
    return engine(name).ways


def graph_of(value: object) -> Any:
    return json.loads(clonewire.dumps(value, format="graph", bytes_as="array_buffer"))


def check_from_engine(name: str, way: Way, data: bytes, graph: Any) -> None:
    """What an engine wrote is the same value in Python, and again in the engine when it comes back."""
    value = clonewire.loads(data, format="v8", dialect=way.dialect)
    assert graph_of(value) == graph
    back = clonewire.dumps(value, v8_version=way.version, dialect=way.dialect)
    if not unreadable(way, json.dumps(graph)):
        assert engine(name).read(way, back) == graph


def unreadable(way: Way, text: str) -> bool:
    """Whether the engine has not, or cannot read, what is in the graph although it was written rightly."""
    features = way.features
    return (
        (not features["numbersErrors"] and '"Error"' in text)
        or (features["causeBeforeStack"] and '"cause"' in text)
        or (not features["resizable"] and '"maxByteLength"' in text)
        or (not features["float16"] and '"Float16Array"' in text)
        or (not features.get("buffers") and '"Buffer"' in text)
        or (not features["escapedSlashes"] and '"RegExp"' in text)
    )


# What Python has for numbers side by side, and the same in JavaScript.
NUMBERS = {
    "array-int8": (array("b", [-1, 2]), "new Int8Array([-1, 2])"),
    "array-uint8": (array("B", [255]), "new Uint8Array([255])"),
    "array-uint16": (array("H", [65535]), "new Uint16Array([65535])"),
    "array-int32": (array("i", [-(2**31)]), "new Int32Array([-(2 ** 31)])"),
    "array-uint64": (array("Q", [2**64 - 1]), "new BigUint64Array([2n ** 64n - 1n])"),
    "array-float": (array("f", [1.5]), "new Float32Array([1.5])"),
    "array-double": (array("d", [0.1, float("nan")]), "new Float64Array([0.1, NaN])"),
    "memoryview": (memoryview(array("h", [1, -1, 5]))[1:], "new Int16Array([-1, 5])"),
    "bytes": (b"\0\xff", "new Uint8Array([0, 255]).buffer"),
    "range-of-bytes": (memoryview(b"abcdef")[2:4], "new Uint8Array([99, 100]).buffer"),
}


@pytest.mark.parametrize("name", ["node22", "node26", "deno"])
@pytest.mark.parametrize("case", NUMBERS)
def test_memory_of_numbers(name: str, case: str) -> None:
    value, source = NUMBERS[case]
    way = ways(name)[0]
    assert engine(name).read(way, clonewire.dumps(value)) == engine(name).make(way, source)[1]


@pytest.mark.parametrize("name", ["node22", "node26", "deno"])
def test_numpy_arrays(name: str) -> None:
    numpy = pytest.importorskip("numpy")
    way = ways(name)[0]
    for dtype in ("int8", "uint8", "int16", "uint16", "int32", "uint32", "int64", "uint64", "float32", "float64"):
        is_bigint = dtype in ("int64", "uint64")
        constructor = f"{'Big' if is_bigint else ''}{dtype.capitalize()}Array"
        _, graph = engine(name).make(way, f"new {constructor}({'[0n, 100n]' if is_bigint else '[0, 100]'})")
        assert engine(name).read(way, clonewire.dumps(numpy.array([0, 100], dtype))) == graph


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("case", [*EXPRESSIONS, *NEWER])
def test_expression(name: str, case: str) -> None:
    for way in ways(name):
        if case in NEWER and not way.features.get(case):
            continue
        data, graph = engine(name).make(way, NEWER.get(case) or EXPRESSIONS[case])
        check_from_engine(name, way, data, graph)


@pytest.mark.parametrize("name", NAMES)
def test_values_that_the_engine_made(name: str) -> None:
    for way in ways(name):
        for seed in range(FIRST_SEED, FIRST_SEED + CASES):
            data, graph = engine(name).generate(way, seed)
            try:
                check_from_engine(name, way, data, graph)
            except (AssertionError, EngineError, clonewire.ClonewireError) as error:
                raise AssertionError(f"{way.name}, seed {seed}, bytes {data.hex()}") from error


@pytest.mark.parametrize("name", NAMES)
@many_examples
@given(value=values)
def test_values_that_python_made(name: str, value: object) -> None:
    graph = graph_of(value)
    text = json.dumps(graph)
    for way in ways(name):
        if unreadable(way, text):
            continue
        data = clonewire.dumps(value, **({} if way.version >= 15 else {"v8_version": way.version}))
        assert graph_of(clonewire.loads(data, format="v8", dialect=way.dialect)) == graph
        assert engine(name).read(way, data) == graph
