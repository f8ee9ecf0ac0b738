"""Threads: other ones run while bytes are read and written, and may change what is being written; subinterpreters."""

from __future__ import annotations

import random
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

import clonewire
from clonewire import jstypes

SECONDS = 0.5


@contextmanager
def quick_switches() -> Iterator[None]:
    """Threads take turns as often as CPython lets them."""
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        yield
    finally:
        sys.setswitchinterval(interval)


def run_together(*functions: Callable[[], object]) -> int:
    """Calls each function again and again in a thread of its own; how many calls there were. Raises what they raise."""
    end = time.monotonic() + SECONDS
    failures: list[BaseException] = []
    calls = [0] * len(functions)

    def run(index: int) -> None:
        try:
            while time.monotonic() < end and not failures:
                functions[index]()
                calls[index] += 1
        except BaseException as error:  # noqa: BLE001  # handed to the main thread
            failures.append(error)

    threads = [threading.Thread(target=run, args=(index,)) for index in range(len(functions))]
    with quick_switches():
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    if failures:
        raise failures[0]
    return sum(calls)


def record(number: int) -> dict[str, Any]:
    return {"id": number, "tags": ["a", "b"], "size": 1.5, "more": {"x": None, "y": [True, "ж😀"]}}


BIG = clonewire.dumps([record(number) for number in range(400)])


def test_threads_share_nothing() -> None:
    value = clonewire.loads(BIG)
    text = clonewire.convert(BIG, "json")
    assert clonewire.convert(BIG, "v8") == BIG

    def load() -> None:
        assert clonewire.loads(BIG) == value

    def dump() -> None:
        assert clonewire.dumps(value) == BIG

    def dump_long_way() -> None:
        assert clonewire.loads(clonewire.dumps(value, format="cbor"), format="cbor") == value

    def convert() -> None:
        assert clonewire.convert(BIG, "json") == text

    def refuse() -> None:
        assert clonewire.try_loads(BIG[:-1])[1] is not None

    assert run_together(load, dump, dump_long_way, convert, refuse) > 0


class Unknown:
    """What only `default` can write: its Python code lets other threads run in the middle of a value."""


def _help(value: object) -> object:
    return [str(type(value)), {"of": None}]


def _changes_of_dict(target: Any) -> Callable[[], None]:
    chance = random.Random(1)

    def change() -> None:
        key = f"k{chance.randrange(30)}"
        target[key] = chance.choice([Unknown(), [Unknown(), 1], "text", 5, {"a": Unknown()}, jstypes.JSDate(1.0)])
        if chance.random() < 0.4:
            target.pop(f"k{chance.randrange(30)}", None)
        if chance.random() < 0.02:
            target.clear()

    return change


def _changes_of_list(target: list[Any]) -> Callable[[], None]:
    chance = random.Random(2)

    def change() -> None:
        target.append(chance.choice([Unknown(), [Unknown()], "text", b"bytes", jstypes.JSRegExp("a"), (Unknown(),)]))
        if chance.random() < 0.4 and target:
            del target[chance.randrange(len(target))]
        if len(target) > 50 or chance.random() < 0.02:
            target.clear()

    return change


def _changes_of_set(target: Any) -> Callable[[], None]:
    chance = random.Random(3)

    def change() -> None:
        target.add(chance.randrange(50))
        target.add(Unknown())
        if len(target) > 40:
            target.clear()

    return change


def _changes_of_map(target: jstypes.JSMap[Any, Any]) -> Callable[[], None]:
    chance = random.Random(4)

    def change() -> None:
        target[chance.randrange(50)] = Unknown()
        target[Unknown()] = [Unknown()]
        if len(target) > 40:
            target.clear()

    return change


def _changes_of_array(target: jstypes.JSArray[Any]) -> Callable[[], None]:
    chance = random.Random(5)

    def change() -> None:
        target[chance.randrange(40)] = Unknown()
        target[f"name{chance.randrange(5)}"] = Unknown()
        if chance.random() < 0.05:
            target[1_000_000] = 1  # few elements, far apart
            target.array.resize(0)

    return change


def _changes_of_bytes(target: bytearray) -> Callable[[], None]:
    def change() -> None:
        target.extend(b"more")
        if len(target) > 1000:
            target.clear()

    return change


CHANGED = {
    "dict": (dict, _changes_of_dict),
    "JSObject": (jstypes.JSObject, _changes_of_dict),
    "list": (list, _changes_of_list),
    "set": (set, _changes_of_set),
    "JSSet": (jstypes.JSSet, _changes_of_set),
    "JSMap": (jstypes.JSMap, _changes_of_map),
    "JSArray": (jstypes.JSArray, _changes_of_array),
    "bytearray": (bytearray, _changes_of_bytes),
}


@pytest.mark.parametrize("name", CHANGED)
@pytest.mark.parametrize("format", ["v8", "cbor", "graph"])
def test_containers_may_change_while_they_are_written(name: str, format: str) -> None:
    cls, changes_of = CHANGED[name]
    target = cls()

    def dump() -> None:
        try:
            data = clonewire.dumps([target, Unknown(), target], format=format, default=_help)
        except (RuntimeError, clonewire.EncodeError):
            return  # said clearly
        clonewire.loads(data, format=format)

    assert run_together(dump, dump, changes_of(target)) > 0


def _changes_of_sparse_array(target: jstypes.JSArray[Any]) -> Callable[[], None]:
    chance = random.Random(6)

    def change() -> None:
        target[chance.randrange(10_000)] = chance.choice([1, jstypes.JSHole])
        if chance.random() < 0.05:
            target.array.resize(chance.randrange(10_000))

    return change


def test_sparse_arrays_may_change_while_they_are_walked() -> None:
    target: jstypes.JSArray[Any] = jstypes.JSArray({9_999: 1})

    def walk() -> None:
        assert len(target.array) <= 10_000
        for indexes in ([index for index, _ in target.items()], list(target.array.element_indexes())):
            assert indexes == sorted(set(indexes))
        assert len(list(target.array)) <= 10_000

    assert run_together(walk, walk, _changes_of_sparse_array(target)) > 0
    assert dict(target) == target.array._items  # no index was forgotten


def test_input_may_change_while_it_is_read() -> None:
    data = bytearray(BIG)
    views = [data, memoryview(data).toreadonly()]

    def read() -> None:
        for view in views:
            clonewire.try_loads(view)

    def write() -> None:
        for offset in range(2, len(data), 97):
            data[offset] ^= 0xFF

    assert run_together(read, read, write) > 0


def test_input_is_not_locked_after_reading() -> None:
    data = bytearray(BIG)
    clonewire.loads(data)
    clonewire.dumps(data)
    data.extend(b"more")


NUMBERS = clonewire.dumps([number / 7 for number in range(600_000)], format="json")
LONG = {
    "loads": lambda: clonewire.loads(NUMBERS, format="json"),
    "loads-bytearray": lambda: clonewire.loads(bytearray(NUMBERS), format="json"),
    "dumps": lambda: clonewire.dumps(LISTED, format="json"),
    "convert": lambda: clonewire.convert(NUMBERS, "v8"),
}
LISTED = clonewire.loads(NUMBERS, format="json", plain=True)


@pytest.mark.parametrize("name", LONG)
def test_other_threads_run_meanwhile(name: str) -> None:
    """A thread that only notes the time is not kept waiting for as long as the call takes."""
    for _ in range(5):  # a busy machine may keep it from running, too
        times: list[float] = []
        stop = threading.Event()

        def note() -> None:
            while not stop.is_set():
                times.append(time.perf_counter())

        thread = threading.Thread(target=note)
        with quick_switches():
            thread.start()
            while not times:
                time.sleep(0.001)
            begin = time.perf_counter()
            LONG[name]()
            end = time.perf_counter()
            stop.set()
            thread.join()
        moments = [begin, *(moment for moment in times if begin < moment < end), end]
        longest_wait = max(later - earlier for earlier, later in zip(moments, moments[1:]))
        if longest_wait < 0.9 * (end - begin):
            return
    raise AssertionError(f"waited for {longest_wait:.3f} of {end - begin:.3f} seconds")


_SUBINTERPRETER = """
import sys, {module} as interpreters
program = '''
import clonewire, gc
from clonewire import jstypes
value = jstypes.JSObject(a=[1, 2**70, "x"], b=jstypes.JSMap([(1, jstypes.JSArrayBuffer(b"abc"))]))
assert clonewire.dumps(clonewire.loads(clonewire.dumps(value))) == clonewire.dumps(value)
assert clonewire.try_loads(b"?")[1].code
del value
gc.collect()
'''
for _ in range(5):
    interpreter = interpreters.create({options})
    failure = interpreters.run_string(interpreter, program)
    assert failure is None, failure
    interpreters.destroy(interpreter)
import clonewire
assert clonewire.loads(clonewire.dumps([1, {{"a": 2}}]), plain=True) == [1, {{"a": 2}}]
interpreter = interpreters.create({options})
assert interpreters.run_string(interpreter, program) is None
interpreters.destroy(interpreter)
assert clonewire.loads(clonewire.dumps([1, {{"a": 2}}]), plain=True) == [1, {{"a": 2}}]
print("works")
"""


def _subinterpreters() -> list[tuple[str, str]]:
    """The modules and options with which this Python makes subinterpreters that can import datetime's C code."""
    if sys.version_info >= (3, 13):
        return [("_interpreters", ""), ("_interpreters", "'legacy'")]
    # 3.12's datetime has no C code in interpreters that have a GIL of their own.
    return [("_xxsubinterpreters", "isolated=False")]


@pytest.mark.parametrize(("module", "options"), _subinterpreters())
def test_subinterpreters(module: str, options: str) -> None:
    pytest.importorskip(module)
    program = _SUBINTERPRETER.format(module=module, options=options)
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout.strip()) == (0, "works"), done.stderr
