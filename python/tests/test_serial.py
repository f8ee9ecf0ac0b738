"""clonewire.serial against the corpus that the Go original wrote, and over generated values."""

from __future__ import annotations

import json
import sys
import types
import warnings
from collections import OrderedDict, namedtuple
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlark import comes_back_as_int, from_notation, identity, time_of

from clonewire import CustomTypes, DecodeError, EncodeError, LossWarning, jstypes, serial

CORPUS = Path(__file__).parents[2] / "tests" / "corpus" / "serial"


def lines(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (CORPUS / name).read_bytes().splitlines()]


def value_of(source: str) -> Any:
    """What a case's Starlark source sets `v` to: it is Python as well, but for the module `time`."""
    clock = types.SimpleNamespace(parse_time=time_of, parse_duration=lambda text: timedelta(seconds=1))
    clock.from_timestamp = lambda seconds, nanoseconds=0: types.SimpleNamespace(
        in_location=lambda zone: time_of(f"1970-01-01T00:00:{seconds:02}.{nanoseconds:09}Z")
    )
    names = {"time": clock, "struct": types.SimpleNamespace, "v": None}
    exec(source, names)
    return names["v"]


def dumps_as_the_original(value: Any) -> str:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", LossWarning)
        return serial.dumps(value, lossy=True)


CASES = lines("cases.jsonl")
VALUES = [case for case in CASES if "starlark" in case]
READABLE = [case for case in CASES if "graph" in case]
BROKEN = [case for case in CASES if "error" in case]
REFUSED = lines("refuses.jsonl")


def by_name(case: dict[str, Any]) -> str:
    return str(case["name"])


def text_of(case: dict[str, Any]) -> bytes:
    return (CORPUS / case["file"]).read_bytes()


# What the original reads as something else than the text says. (The others that it is lenient with, we read as it does.)
REFUSED_ON_READING = {"doc-string-lone-surrogate", "doc-time-comma"}
# Starlark tells True from 1, Python does not.
EQUAL_IN_PYTHON = {"dict-mixed-keys", "set-mixed"}


def test_corpus_is_there() -> None:
    assert (len(VALUES), len(READABLE), len(BROKEN), len(REFUSED)) >= (66, 105, 43, 13)


@pytest.mark.parametrize("case", [case for case in VALUES if case["name"] not in EQUAL_IN_PYTHON], ids=by_name)
def test_value_is_written_as_the_original_writes_it(case: dict[str, Any]) -> None:
    value = value_of(case["starlark"])
    assert dumps_as_the_original(value).encode() == text_of(case)
    if "lossy" in case:
        with pytest.raises(EncodeError) as raised:
            serial.dumps(value)
        assert (raised.value.code, raised.value.path[0]) == ("cannot_carry", "$")
    else:
        assert serial.dumps(value).encode() == text_of(case)
        assert identity(serial.loads(text_of(case))) == identity(value)


@pytest.mark.filterwarnings("ignore::clonewire.LossWarning")
@pytest.mark.parametrize("case", READABLE, ids=by_name)
def test_text_is_read_as_the_original_reads_it(case: dict[str, Any]) -> None:
    if case["name"] in REFUSED_ON_READING | EQUAL_IN_PYTHON:
        with pytest.raises(DecodeError):
            serial.loads(text_of(case))
        return
    value = serial.loads(text_of(case))
    assert identity(value) == identity(from_notation(case["graph"]))
    assert dumps_as_the_original(value) == case.get("redumps", text_of(case).decode())


@pytest.mark.parametrize("case", BROKEN, ids=by_name)
def test_broken_text_is_refused(case: dict[str, Any]) -> None:
    with pytest.raises(DecodeError) as raised:
        serial.loads(text_of(case))
    assert raised.value.path.startswith("$")
    value, error = serial.try_loads(text_of(case))
    assert (value, str(error)) == (None, str(raised.value))


@pytest.mark.parametrize("case", REFUSED, ids=by_name)
def test_what_the_original_refuses_is_refused(case: dict[str, Any]) -> None:
    with pytest.raises(EncodeError) as raised:
        serial.dumps(value_of(case["starlark"]))
    assert raised.value.detail.startswith("cannot serialize ")


@pytest.mark.parametrize("case", [case for case in REFUSED if "graph" in case], ids=by_name)
def test_refusals_have_the_words_of_the_original(case: dict[str, Any]) -> None:
    _, error = serial.try_dumps(value_of(case["starlark"]))
    assert error is not None and f"serial.dumps: {error.detail}" == case["error"]


EAST = timezone(timedelta(hours=5, minutes=30))
WRITTEN: list[tuple[object, str]] = [
    (0, "0"),
    (2**53 + 1, "9007199254740993"),
    (2**63 - 1, "9223372036854775807"),
    (-(2**63), "-9223372036854775808"),
    (2**63, '{"$t":"bigint","v":"9223372036854775808"}'),
    (-(2**63) - 1, '{"$t":"bigint","v":"-9223372036854775809"}'),
    (10**400, '{"$t":"bigint","v":"1' + "0" * 400 + '"}'),
    (True, "true"),
    (1e21, "1e+21"),
    (5e-324, "5e-324"),
    (0.1, "0.1"),
    (sys.float_info.max, "1.7976931348623157e+308"),
    ("\x00\x08<&>\u2028\x7fé😀", '"\\u0000\\u0008\\u003c\\u0026\\u003e\\u2028\x7fé😀"'),
    (b"\x00\xff", '{"$t":"bytes","v":"AP8="}'),
    ((), '{"$t":"tuple","v":[]}'),
    ([(), ()], '[{"$t":"tuple","v":[]},{"$t":"tuple","v":[]}]'),
    ({}, "{}"),
    ({"b": 1, "a": 2}, '{"a":2,"b":1}'),
    ({"10": 1, "9": 2}, '{"10":1,"9":2}'),
    ({9: 1, 10: 2}, '{"$t":"mapkv","v":[[10,2],[9,1]]}'),
    ({None: 1, (1, "x"): 2}, '{"$t":"mapkv","v":[[null,1],[{"$t":"tuple","v":[1,"x"]},2]]}'),
    ({"$t": 1}, '{"$t":"object","v":{"$t":1}}'),
    (set(), '{"$t":"set","v":[]}'),
    ({"<", "="}, '{"$t":"set","v":["=","\\u003c"]}'),
    (datetime(2024, 1, 2, 3, 4, 5, 500000, timezone.utc), '{"$t":"time","v":"2024-01-02T03:04:05.5Z"}'),
    (datetime(1, 1, 1, tzinfo=EAST), '{"$t":"time","v":"0001-01-01T00:00:00+05:30"}'),
    (datetime(9999, 12, 31, 23, 59, 59, 999999, EAST), '{"$t":"time","v":"9999-12-31T23:59:59.999999+05:30"}'),
    (jstypes.Timestamp("2024-01-02T03:04:05.123456789Z"), '{"$t":"time","v":"2024-01-02T03:04:05.123456789Z"}'),
    (jstypes.Timestamp("0000-01-01T00:00:00Z"), '{"$t":"time","v":"0000-01-01T00:00:00Z"}'),
]


@pytest.mark.parametrize(("value", "text"), WRITTEN, ids=lambda part: str(part)[:40])
def test_value_and_text(value: object, text: str) -> None:
    assert serial.dumps(value) == text
    assert identity(serial.loads(text)) == identity(value)
    assert identity(serial.loads(bytearray(text.encode()))) == identity(value)


Point = namedtuple("Point", "x y")
EQUAL_TO_ANOTHER: list[tuple[object, object]] = [
    (frozenset({1}), {1}),
    (bytearray(b"x"), b"x"),
    (memoryview(b"x"), b"x"),
    (OrderedDict(a=1), {"a": 1}),
    (Point(1, 2), (1, 2)),
    (jstypes.JSBigInt(5), 5),
    (jstypes.JSMap([("a", 1)]), {"a": 1}),
    (datetime(2024, 1, 1, 12, tzinfo=timezone(timedelta(0), "GMT")), datetime(2024, 1, 1, 12, tzinfo=timezone.utc)),
]


@pytest.mark.parametrize(("value", "back"), EQUAL_TO_ANOTHER, ids=lambda part: str(part)[:40])
def test_value_comes_back_as_an_equal_one_of_the_plain_class(value: object, back: object) -> None:
    assert identity(serial.loads(serial.dumps(value))) == identity(back)


def cyclic() -> dict[str, Any]:
    value: dict[str, Any] = {"a": []}
    value["a"].append(value)
    return value


@dataclass
class Record:
    x: int


TWICE: list[int] = []
REFUSALS: list[tuple[object, str, str]] = [
    (1.0, "$", "cannot serialize float 1.0: it would come back as an int"),
    ([0.5, -0.0], "$[1]", "cannot serialize float -0.0: it would come back as the int 0"),
    ({"a": {"b": 1e20}}, '$.get("a").get("b")', "cannot serialize float 100000000000000000000.0"),
    ([float("nan")], "$[0]", "cannot serialize non-finite float NaN"),
    ((float("-inf"),), "$[0]", "cannot serialize non-finite float -Inf"),
    (["\ud800"], "$[0]", "cannot serialize a string with a lone surrogate"),
    (["\ud83d\ude00"], "$[0]", "Starlark cannot carry a string with a surrogate pair in two characters"),
    (["\ud83d\ude00", "😀"], "$[0]", "Starlark cannot carry a string with a surrogate pair in two characters"),
    ([TWICE, TWICE], "$[1]", "cannot serialize a list that occurs twice"),
    ([(TWICE,), (TWICE,)], "$[1][0]", "cannot serialize a list that occurs twice"),
    (cyclic(), '$.get("a")[0]', "cannot serialize a value that refers to itself (cycle in dict)"),
    ({frozenset()}, "$[0]", "cannot serialize an unhashable set's element or dict's key"),
    ([datetime(2024, 1, 1)], "$[0]", "cannot serialize a datetime without a zone"),
    (datetime(2024, 1, 1, tzinfo=timezone(timedelta(seconds=1172))), "$", "cannot serialize a datetime whose zone is not"),
    ([len], "$[0]", "cannot serialize builtin_function_or_method: it is code, not data"),
    ([lambda: 0], "$[0]", "cannot serialize function: it is code, not data"),
    ([TWICE.append], "$[0]", "cannot serialize builtin_function_or_method: it is code, not data"),
    ([int], "$[0]", "cannot serialize type: it is code, not data"),
    ({1: Record(1)}, "$.get(1n)", "cannot serialize value of type Record: Starlark has no counterpart"),
    ([Decimal("0.1")], "$[0]", "cannot serialize value of type decimal.Decimal: Starlark has no counterpart"),
    ([date(2024, 1, 1)], "$[0]", "cannot serialize value of type datetime.date: Starlark has no counterpart"),
    ([range(3)], "$[0]", "cannot serialize value of type range: Starlark has no counterpart"),
    ([object()], "$[0]", "cannot serialize value of type object: Starlark has no counterpart"),
    ([jstypes.JSUndefined], "$[0]", "cannot serialize undefined"),
    ([jstypes.JSObject(a=1)], "$[0]", "cannot serialize a JavaScript object"),
    ([ValueError("x")], "$[0]", "cannot serialize an Error"),
]


@pytest.mark.parametrize(("value", "path", "detail"), REFUSALS, ids=lambda part: str(part)[:40])
def test_refusal_names_the_path(value: object, path: str, detail: str) -> None:
    text, error = serial.try_dumps(value)
    assert text is None and error is not None
    assert (error.code, error.path, error.detail[: len(detail)]) == ("cannot_carry", path, detail)


UNREADABLE = [
    ('{"$t":"set","v":[1,true]}', "$[1]", "cannot_carry"),
    ('[{"$t":"mapkv","v":[[1,1],[true,2]]}]', "$[0].get(true)", "cannot_carry"),
    ('{"$t":"set","v":[{"$t":"tuple","v":[1]},{"$t":"tuple","v":[true]}]}', "$[1]", "cannot_carry"),
    ('["\\ud83d"]', "$[0]", "invalid_string"),
    ('["\ud83d"]', "$[0]", "invalid_string"),
    ("[1,2", "$", "unexpected_end"),
    ("1 2", "$", "trailing_bytes"),
    ('{"$t":"what","v":1}', "$", "unknown_tag"),
]


@pytest.mark.parametrize(("text", "path", "code"), UNREADABLE, ids=lambda part: ascii(part))
def test_unreadable_text(text: str, path: str, code: str) -> None:
    value, error = serial.try_loads(text)
    assert value is None and error is not None
    assert (error.path, error.code) == (path, code)


LOSSY = [
    ([1.0, -0.0, 1e20], "[1,-0,100000000000000000000]", ["$[0]", "$[1]", "$[2]"]),
    ([TWICE, TWICE], "[[],[]]", ["$[1]"]),
    (["\ud800", "\ud83d\ude00"], '["\\ufffd","😀"]', ["$[1]", "$[0]"]),
    ({"a": float("nan")}, '{"a":null}', ['$.get("a")']),
]


@pytest.mark.parametrize(("value", "text", "paths"), LOSSY, ids=lambda part: ascii(part)[:40])
def test_lossy_writes_as_the_original_and_names_each_loss(value: object, text: str, paths: list[str]) -> None:
    losses: list[EncodeError] = []
    assert serial.dumps(value, lossy=losses.append) == text
    assert [loss.path for loss in losses] == paths
    with pytest.warns(LossWarning) as warned:
        assert serial.dumps(value, lossy=True) == text
    assert [str(warning.message).partition(": ")[0] for warning in warned] == paths
    assert {warning.filename for warning in warned} == {__file__}


def test_duplicate_keys_are_told() -> None:
    with pytest.warns(LossWarning, match="a key occurs twice"):
        assert serial.loads('{"a":1,"a":2}') == {"a": 2}


def test_default_gives_what_to_write() -> None:
    assert serial.dumps([Decimal("1.5"), 1], default=str) == '["1.5",1]'
    with pytest.raises(EncodeError, match="occurs twice"):
        serial.dumps([Decimal(1), Decimal(2)], default=lambda value: TWICE)


def test_custom_types() -> None:
    fractions = CustomTypes()
    fractions.add("Fraction", Fraction, dump=lambda f: (f.numerator, f.denominator), load=lambda pair: Fraction(*pair))
    text = serial.dumps({"half": [Fraction(1, 2)]}, types=fractions)
    assert text == '{"half":[{"$t":"Fraction","v":{"$t":"tuple","v":[1,2]}}]}'
    assert serial.loads(text, types=fractions) == {"half": [Fraction(1, 2)]}
    assert serial.try_loads(text)[1] is not None


def test_nesting_has_the_limit_of_the_original() -> None:
    deep: list[Any] = []
    for _ in range(9_999):
        deep = [deep]
    text = serial.dumps(deep)
    assert serial.dumps(serial.loads(text)) == text == "[" * 10_000 + "]" * 10_000
    assert serial.try_dumps([deep])[1] is not None
    assert serial.try_loads(f"[{text}]")[1] is not None
    assert serial.try_loads("[[1]]", max_depth=1)[1] is not None


def test_tuples_that_share_each_other_are_bounded() -> None:
    value: tuple[Any, ...] = ()
    for _ in range(60):
        value = (value, value)
    error = serial.try_dumps(value)[1]
    assert error is not None and error.code == "limit_exceeded"


def test_wrong_arguments_are_type_errors() -> None:
    with pytest.raises(TypeError):
        serial.dumps(1, indent=2)  # type: ignore[call-arg]
    with pytest.raises(TypeError):
        serial.loads(1)  # type: ignore[arg-type]


# ---- generated values ----

zones = st.integers(-23 * 60 - 59, 23 * 60 + 59).map(lambda minutes: timezone(timedelta(minutes=minutes)))
floats = st.floats(allow_nan=False, allow_infinity=False).filter(lambda number: not comes_back_as_int(number))
leaves = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.integers(-(2**70), 2**70)
    | floats
    | st.text()
    | st.binary(max_size=20)
    | st.datetimes(timezones=zones)
)
keys = st.recursive(leaves, lambda inner: st.lists(inner, max_size=3).map(tuple), max_leaves=4)
values = st.recursive(
    leaves | st.sets(keys, max_size=4),
    lambda inner: (
        st.lists(inner, max_size=5)
        | st.lists(inner, max_size=4).map(tuple)
        | st.dictionaries(st.text() | st.sampled_from(["$t", "v"]), inner, max_size=4)
        | st.dictionaries(keys, inner, max_size=4)
    ),
    max_leaves=25,
)


@given(values)
def test_value_comes_back(value: object) -> None:
    text = serial.dumps(value)
    assert identity(serial.loads(text)) == identity(value)
    assert serial.dumps(serial.loads(text)) == text


def test_order_does_not_matter() -> None:
    for forth in ({"a": 1, "b": 2}, {1: 1, "b": 2}):
        back = dict(reversed(forth.items()))
        assert list(forth) != list(back) and serial.dumps(forth) == serial.dumps(back)
