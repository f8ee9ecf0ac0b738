"""Where we do not do what v8serialize 0.4.0 does, because it loses something without a word, or gives up.

Each case says what comes back here. Where v8serialize is installed, what comes back from it is checked too: a
difference that is none any more is to be deleted. Each has its line in docs/v8serialize.md.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from importlib.metadata import PackageNotFoundError, version
from typing import Any

import pytest

from clonewire import v8serialize as ours

try:
    has_peer = version("v8serialize") == "0.4.0"
except PackageNotFoundError:
    has_peer = False


@dataclass
class RoundTrip:
    """A value of either package's types, and the repr of what `loads(dumps(value))` gives."""

    name: str
    value: Callable[[Any], object]
    ours: str
    theirs: str


def after(first: Callable[[Any], object]) -> Callable[[Any], object]:
    """An object twice after another one: `[first, x, x]`; the second `x` is a reference."""

    def make(types: Any) -> object:
        x = types.JSObject(a=1)
        return [first(types), x, x]

    return make


REGEXP = "JSRegExp(source='a', flags=<JSRegExpFlag.NoFlag: 0>)"

ROUND_TRIPS = [
    RoundTrip(
        "a reference after a RegExp",
        after(lambda types: types.JSRegExp("a", types.JSRegExpFlag.NoFlag)),
        f"JSArray([{REGEXP}, JSObject(a=1), JSObject(a=1)])",
        f"JSArray([{REGEXP}, JSObject(a=1), {REGEXP}])",
    ),
    RoundTrip(
        "a reference after an Error",
        after(lambda types: types.JSErrorData("m")),
        "JSArray([JSError('m'), JSObject(a=1), JSObject(a=1)])",
        "JSArray([JSError('m'), JSObject(a=1), JSError('m')])",
    ),
    RoundTrip(
        "a reference after a SharedArrayBuffer",
        after(lambda types: types.JSSharedArrayBuffer(1)),
        "JSArray([JSSharedArrayBuffer(buffer_id=1), JSObject(a=1), JSObject(a=1)])",
        "ObjectReference contains serialized ID which has not been deserialized",
    ),
    RoundTrip("the sign of zero", lambda types: -0.0, "-0.0", "0"),
    RoundTrip("zeros of both signs", lambda types: [0.0, -0.0], "JSArray([0, -0.0])", "JSArray([0, 0])"),
    RoundTrip(
        "boxed zeros of both signs",
        lambda types: [types.JSPrimitiveObject(0.0), types.JSPrimitiveObject(-0.0)],
        "JSArray([0.0, -0.0])",
        "JSArray([0.0, 0.0])",
    ),
    RoundTrip(
        "equal tuples of a number and a boolean",
        lambda types: [(1,), (True,)],
        "JSArray([JSArray([1]), JSArray([True])])",
        "JSArray([JSArray([1]), JSArray([1])])",
    ),
    RoundTrip(
        "equal tuples of a number and a bigint",
        lambda types: [(1,), (types.JSBigInt(1),)],
        "JSArray([JSArray([1]), JSArray([JSBigInt(1)])])",
        "JSArray([JSArray([1]), JSArray([1])])",
    ),
    RoundTrip(
        "a number and a bigint in a Set",
        lambda types: types.JSSet([1, types.JSBigInt(1)]),
        "JSSet([1, JSBigInt(1)])",
        "JSSet([JSBigInt(1)])",
    ),
    RoundTrip("a lone surrogate", lambda types: "\ud800", r"'\ud800'", "surrogates not allowed"),
    RoundTrip("great bigints look like ints", lambda types: 2**64, str(2**64), f"JSBigInt({2**64})"),
]


def loads_dumps(package: Any, case: RoundTrip) -> str:
    try:
        return repr(package.loads(package.dumps(case.value(package.jstypes))))
    except Exception as error:
        return str(error)


@pytest.mark.parametrize("case", ROUND_TRIPS, ids=lambda case: case.name)
def test_round_trip(case: RoundTrip) -> None:
    assert loads_dumps(ours, case) == case.ours


@pytest.mark.skipif(not has_peer, reason="needs v8serialize 0.4.0 from PyPI")
@pytest.mark.parametrize("case", ROUND_TRIPS, ids=lambda case: case.name)
def test_round_trip_of_the_peer(case: RoundTrip) -> None:
    import v8serialize as peer

    outcome = loads_dumps(peer, case)
    assert case.theirs in outcome
    assert outcome != case.ours


# Data: what we read, and what the peer does.
READINGS = {
    # Node: v8.serialize([Buffer.from("ab"), o, o])
    "a reference after a Buffer": (
        "ff0f41035c0a0261626f7b005e02240003",
        "JSArray([JSUint8Array(JSArrayBuffer(b'ab')), JSObject(), JSObject()])",
        "ObjectReference contains serialized ID which has not been deserialized",
    ),
    "an invalid Date": ("ff0f44000000000000f87f", "JSDate(time_value=nan)", "NaN"),
    "the last Date": ("ff0f440000dcc208b23e43", "JSDate(time_value=8640000000000000.0)", "out of range"),
    "milliseconds of the year 9999": (
        "ff0f44e07ffb43faceec42",
        "datetime.datetime(9999, 12, 31, 23, 59, 59, 999000)",
        "datetime.datetime(9999, 12, 31, 23, 59, 59, 998993)",
    ),
    "a lone surrogate": ("ff0f630200d8", r"'\ud800'", "TwoByteString is not valid UTF-16 data"),
    "a resizable ArrayBuffer that is cut off": (
        "ff0f7e0380016162",
        "ArrayBuffer byte length exceeds available data",
        "index out of range",
    ),
}


def reading(package: Any, data: bytes) -> str:
    try:
        return repr(package.loads(data))
    except Exception as error:
        return str(error)


@pytest.mark.parametrize("name", READINGS)
def test_reading(name: str, utc: None) -> None:
    data, expected, _ = READINGS[name]
    assert expected in reading(ours, bytes.fromhex(data))


@pytest.mark.skipif(not has_peer, reason="needs v8serialize 0.4.0 from PyPI")
@pytest.mark.parametrize("name", READINGS)
def test_reading_of_the_peer(name: str, utc: None) -> None:
    import v8serialize as peer

    data, expected, theirs = READINGS[name]
    outcome = reading(peer, bytes.fromhex(data))
    assert theirs in outcome
    assert expected not in outcome


# A quarter of the milliseconds of that day, times 1000 as a float, miss the whole number. Where less comes out, V8,
# which drops fractions, reads the millisecond before.
DAY = datetime(1978, 7, 6, 12, tzinfo=timezone.utc)


@pytest.mark.parametrize("milliseconds", range(1000))
def test_whole_milliseconds_are_written_whole(milliseconds: int) -> None:
    (written,) = struct.unpack("<d", ours.dumps(DAY + timedelta(milliseconds=milliseconds))[3:])
    assert written == DAY.timestamp() * 1000 + milliseconds


@pytest.mark.parametrize("options", [{}, {"features": ours.SerializationFeature.MaxCompatibility}])
def test_the_second_of_two_equal_wall_clock_times_is_a_date_of_its_own(options: dict[str, Any]) -> None:
    moment = datetime(2024, 10, 27, 2, 30)
    dates = [moment, moment.replace(fold=1), moment.replace(fold=1), moment.replace(fold=0)]
    written = ours.dumps(dates, **options)
    assert (written.count(b"D"), written.count(b"^")) == (2, 2)


@pytest.mark.skipif(not has_peer, reason="needs v8serialize 0.4.0 from PyPI")
def test_dates_differ_from_the_peer_only_where_it_misses_the_millisecond() -> None:
    import v8serialize as peer

    missed = 0
    for milliseconds in range(1000):
        moment = DAY + timedelta(milliseconds=milliseconds)
        theirs = peer.dumps(moment)
        if theirs != ours.dumps(moment):
            assert not struct.unpack("<d", theirs[3:])[0].is_integer()
            missed += 1
    assert missed > 0
