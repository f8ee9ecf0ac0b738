"""Nothing is kept that should be gone: memory and reference counts stay flat, whatever is read, written or refused."""

from __future__ import annotations

import ctypes
import gc
import sys
import warnings
from collections.abc import Callable, Iterator
from datetime import datetime, timezone
from decimal import Decimal
from typing import Any

import pytest
from corpus import Case, cases

import clonewire
from clonewire import jstypes

pytestmark = pytest.mark.filterwarnings("ignore::clonewire.LossWarning")

REPETITIONS = 400

# What every value refers to: a reference that is taken and not given back shows here.
SHARED = (
    *(None, True, False, 0, 1, "", (), timezone.utc),
    *(jstypes.JSUndefined, jstypes.JSHole, jstypes.JSNull, jstypes.JSObject, jstypes.JSArray, jstypes.JSMap),
    *(jstypes.JSSet, jstypes.JSBigInt, jstypes.JSDate, jstypes.JSArrayBuffer, jstypes.JSUint8Array, jstypes.JSError),
    *(jstypes.HostObject, clonewire.DecodeError, clonewire.EncodeError),
)


class _MallocStatistics(ctypes.Structure):
    _fields_ = [
        (name, ctypes.c_size_t)
        for name in "arena ordblks smblks hblks hblkhd usmblks fsmblks uordblks fordblks keepcost".split()
    ]


_mallinfo = getattr(ctypes.CDLL(None), "mallinfo2", None)  # GNU's; elsewhere C++'s memory goes unwatched
if _mallinfo is not None:
    _mallinfo.restype = _MallocStatistics


def _bytes_of_malloc() -> int:
    if _mallinfo is None:
        return 0
    statistics = _mallinfo()
    return int(statistics.uordblks + statistics.hblkhd)


def _in_use() -> tuple[int, int, int]:
    gc.collect()
    return sys.getallocatedblocks(), _bytes_of_malloc(), sum(map(sys.getrefcount, SHARED))


def leaks(operation: Callable[[], object]) -> bool:
    """Whether each call leaves something behind: a block of Python's, bytes of malloc's, a reference to one of SHARED.

    CPython's own free lists come and go: growth counts if it comes up again and again.
    """
    for _ in range(5):
        operation()
    for _ in range(4):
        before = _in_use()
        for _ in range(REPETITIONS):
            operation()
        blocks, size, references = (after - earlier for after, earlier in zip(_in_use(), before))
        if blocks < REPETITIONS // 2 and size < 8 * REPETITIONS and references < REPETITIONS // 2:
            return False
    return True


def test_a_leak_is_noticed() -> None:
    kept: list[object] = []
    assert leaks(lambda: kept.append(object()))
    assert not leaks(lambda: object())


@pytest.fixture(scope="module", autouse=True)
def _quick_collections() -> Any:
    """What was there before the tests is not looked through at each collection."""
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()


def _few_cases() -> list[Case]:
    """The corpora's cases, one of each name in each format."""
    unique = {}
    for case in cases():
        name = case.id.rpartition("/")[2]
        if len(case.data) < 400:
            unique.setdefault((case.options["format"], name), case)
    return list(unique.values())


CASES = _few_cases()
# Written as JSON these are gigabytes of nulls.
HUGE = ("array-sparse-far-index", "array-max-length-empty", "array-last-index", "array-key-4294967295")


def _values() -> Iterator[tuple[str, object]]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for case in CASES:
            value, error = clonewire.try_loads(case.data, **case.options)
            if error is None and case.options["format"] == "v8" and not case.id.endswith(HUGE):
                yield case.id, value


VALUES = list(_values())


def options_of_convert(case: Case) -> dict[str, Any]:
    renamed = {"variant": "from_variant", "dialect": "from_dialect"}
    return {renamed.get(name, name): value for name, value in case.options.items()}


def attempt(function: Callable[[], object]) -> Callable[[], object]:
    """The function, its errors ignored."""

    def attempted() -> None:
        try:
            function()
        except clonewire.ClonewireError:
            pass

    return attempted


READERS: dict[str, Callable[[Case], object]] = {
    "loads": lambda case: clonewire.loads(case.data, **case.options),
    "plain": lambda case: clonewire.loads(case.data, plain=True, **case.options),
    "hooks": lambda case: clonewire.loads(case.data, host=lambda host: host.type, date=float, **case.options),
    "truncated": lambda case: clonewire.loads(case.data[: len(case.data) // 2], **case.options),
    "limited": lambda case: clonewire.loads(case.data, max_slots=3, **case.options),
    "bytearray": lambda case: clonewire.loads(bytearray(case.data), **case.options),
    "convert": lambda case: clonewire.convert(case.data, "json", **options_of_convert(case)),
}


@pytest.mark.parametrize("name", READERS)
def test_reading_keeps_nothing(name: str) -> None:
    read = READERS[name]
    assert [case.id for case in CASES if leaks(attempt(lambda: read(case)))] == []


WRITERS: dict[str, Callable[[object], object]] = {
    "dumps": clonewire.dumps,
    "workerd": lambda value: clonewire.dumps(value, dialect="workerd", views="share"),
    "repr": repr,
    **{
        format: lambda value, format=format: clonewire.dumps(value, format=format)  # type: ignore[misc]
        for format in clonewire.formats()
    },
}


@pytest.mark.parametrize("name", WRITERS)
def test_writing_keeps_nothing(name: str) -> None:
    write = WRITERS[name]
    assert [id for id, value in VALUES if leaks(attempt(lambda: write(value)))] == []


def test_what_is_lost_is_not_kept() -> None:
    for id, value in VALUES:
        assert not leaks(attempt(lambda: clonewire.dumps(value, format="json", lossy=lambda loss: None))), id


class Node:
    pass


def _default(value: object) -> object:
    if isinstance(value, Decimal):
        return [str(value)]
    raise clonewire.EncodeError("cannot_carry", None, "$", "no help")


TYPES = clonewire.CustomTypes()
TYPES.add("Decimal", Decimal, dump=str, load=Decimal, v8_id=70, msgpack_code=7)

OTHERS: dict[str, Callable[[], object]] = {
    "default": lambda: clonewire.dumps([Decimal(1), {"a": {1: Decimal(2)}}], default=_default),
    "default-raises": lambda: clonewire.dumps({"a": [Decimal(1), object()]}, default=_default),
    "no-default": lambda: clonewire.dumps({"a": object()}),
    "custom-types": lambda: clonewire.loads(clonewire.dumps([Decimal(1)] * 2, types=TYPES), types=TYPES),
    "naive-datetime": lambda: clonewire.dumps(datetime(2020, 1, 1)),
    "exception": lambda: clonewire.dumps(ValueError("why")),
    "bytes-and-memory": lambda: clonewire.dumps([b"abc", bytearray(b"abc"), memoryview(b"abc")], format="cbor"),
    "sets": lambda: clonewire.dumps([{1, "a"}, frozenset([(1, 2)])]),
    "detect": lambda: clonewire.detect(b"\xff\x0f0"),
    "equal-in-javascript": lambda: clonewire.dumps({1: 1, "😀": 2, "\ud83d\ude00": 3}),
    "attributes": lambda: (jstypes.JSObject(a=1).array, jstypes.JSArray([1])._properties, jstypes.JSMap([(1, 2)])._entries),
    "cycle": lambda: clonewire.loads(b"\xff\x0fo\x22\x01a^\x00{\x01"),
}


@pytest.mark.parametrize("name", OTHERS)
def test_nothing_is_kept(name: str) -> None:
    assert not leaks(attempt(OTHERS[name]))


MISUSES: dict[str, Callable[[], object]] = {
    "no-buffer": lambda: clonewire.loads(5),
    "unknown-format": lambda: clonewire.loads(b"", format="nothing"),
    "unknown-option": lambda: clonewire.loads(b"", colour="red"),
    "negative-number": lambda: clonewire.dumps(1, indent=-1),
    "unknown-dialect": lambda: clonewire.dumps(1, dialect="klingon"),
    "no-callable": lambda: clonewire.dumps(1, default=5),
    "host-of-no-name": lambda: clonewire.dumps(jstypes.HostObject(5, {})),
    "missing-argument": lambda: clonewire.convert(b"x"),
    "wrong-types": lambda: clonewire.loads(b"", types=5),
}


@pytest.mark.parametrize("name", MISUSES)
def test_misuse_keeps_nothing(name: str) -> None:
    def misuse() -> None:
        try:
            MISUSES[name]()
        except (TypeError, ValueError, OverflowError, AttributeError):
            pass
        else:
            raise AssertionError("should be refused")

    assert not leaks(misuse)
