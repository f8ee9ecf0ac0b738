"""Whatever comes in, from bytes, from hooks or from odd Python objects: an exception at worst."""

from __future__ import annotations

import copy
import gc
import pickle
import random
import sys
from collections.abc import Callable
from datetime import datetime, timedelta, tzinfo
from fractions import Fraction
from typing import Any

import pytest
from corpus import Case, cases

import clonewire
from clonewire import DecodeError, EncodeError, jstypes

pytestmark = pytest.mark.filterwarnings("ignore::clonewire.LossWarning")

CASES = [case for case in cases() if len(case.data) < 20_000]
FORMATS = sorted(clonewire.formats())


def read(data: bytes, format: str | None = None, **options: Any) -> None:
    """Reads into both kinds of objects: what cannot be read must raise DecodeError and nothing else.

    Without any other option small values of V8's are read on a short way: that is taken, too.
    """
    ways: list[dict[str, Any]] = [{}, {"plain": True}]
    if format is not None or options:
        ways += [{"format": format, **options}, {"format": format, "plain": True, **options}]
    for way in ways:
        try:
            clonewire.loads(data, **way)
        except DecodeError as error:
            assert error.path.startswith("$"), error


# ---- bytes ----


@pytest.mark.parametrize("format", [*FORMATS, None])
def test_random_bytes(format: str | None) -> None:
    chance = random.Random(format)
    for _ in range(2000):
        data = chance.randbytes(chance.randrange(60))
        read(data, format=format)
        read(b"\xff\x0f" + data, format=format)


@pytest.mark.parametrize("format", FORMATS)
def test_truncated_and_flipped(format: str) -> None:
    chance = random.Random(format)
    for case in (case for case in CASES if case.options["format"] == format):
        size = len(case.data)
        for end in range(size) if size < 40 else (chance.randrange(size) for _ in range(10)):
            read(case.data[:end], **case.options)
        for _ in range(20 if size else 0):
            data = bytearray(case.data)
            data[chance.randrange(size)] ^= 1 << chance.randrange(8)
            read(bytes(data), **case.options)


# V8's tags with what follows them, so that values come about, equal keys and references to what they replaced among them.
TOKENS = [
    *(b"o", b"{\x00", b"{\x01", b"{\x02", b"A\x01", b"A\x02", b"a\x02", b"$\x00\x01", b"$\x00\x02", b"@\x00\x02"),
    *(b";", b":\x02", b":\x04", b"'", b",\x01", b",\x02", b'"\x01a', b'"\x011', b"I\x02", b"I\x04", b"U\x01", b"0", b"_"),
    *(b"T", b"-", b"Z\x02\x01", b"D" + bytes(8), b"N" + bytes(8), b"^\x00", b"^\x01", b"^\x02", b"^\x03", b"B\x01a", b"R\x01a\x01"),
    *(b"rm\x01a.", b"r.", b"n" + bytes(8), b"y", b"s\x01a", b"V\x42\x00\x01\x00", b"c\x02a\x00", b"S\x01a", b"\x00"),
]


def test_random_tags() -> None:
    chance = random.Random(1)
    for _ in range(20_000):
        read(b"\xff\x0f" + b"".join(chance.choices(TOKENS, k=chance.randrange(2, 20))), format=None)


def test_random_objects() -> None:
    """Containers that are closed, whose children repeat and refer to one another."""
    chance = random.Random(2)

    def value(depth: int) -> bytes:
        kind = chance.randrange(9 if depth < 4 else 4)
        size = chance.randrange(5)
        if kind == 0:
            return b"^" + bytes([chance.randrange(8)])
        if kind < 4:
            return chance.choice([b"D" + bytes(8), b"I\x02", b'"\x01a', b"N" + bytes(8), b"0"])
        if kind < 6:
            keys = (chance.choice([b'"\x01a', b'"\x01b', b"I\x02", b"I\x04", b'c\x02b\x00']) for _ in range(size))
            return b"o" + b"".join(key + value(depth + 1) for key in keys) + b"{" + bytes([size])
        children = [value(depth + 1) for _ in range(size)]
        if kind == 6:
            return b"A" + bytes([size]) + b"".join(children) + b"$\x00" + bytes([size])
        if kind == 7:
            return b"'" + b"".join(children) + b"," + bytes([size])
        return b";" + b"".join(child + value(depth + 1) for child in children) + b":" + bytes([2 * size])

    for _ in range(20_000):
        read(b"\xff\x0f" + value(0), format=None)


# Something takes the place of an object, which is then referred to.
REPLACED = {
    "property": b'o"\x01ao"\x01x"\x03abc{\x01"\x01aI\x02"\x01b^\x01"\x01c^\x01{\x04',
    "member": b"'D" + bytes(8) + b"D" + bytes(8) + b"^\x02^\x02,\x04",
    "key": b";D" + bytes(8) + b"0D" + bytes(8) + b"0I\x02^\x02I\x04^\x02:\x08",
    "value": b";I\x02o{\x00I\x02I\x04I\x06^\x01I\x08^\x01:\x08",
}


@pytest.mark.parametrize("name", REPLACED)
def test_reference_to_what_was_replaced(name: str) -> None:
    data = b"\xff\x0f" + REPLACED[name]
    for _ in range(100):
        read(data)
    value, error = clonewire.try_loads(data, trailing=True)  # the long way
    if error is None:
        assert clonewire.dumps(clonewire.loads(data)) == clonewire.dumps(value)


@pytest.mark.parametrize("data", [b"", b"nothing known", b"\xff\xff"])
def test_format_that_is_not_recognised(data: bytes) -> None:
    with pytest.raises(DecodeError) as caught:
        clonewire.loads(data)
    assert (caught.value.code, caught.value.path, caught.value.offset) == ("unknown_format", "$", None)


HUGE_CLAIMS = {
    "array": "ff0f41ffffffff0f",
    "sparse-array": "ff0f61ffffffff0f40000" + "0ffffffff0f",
    "string": "ff0f22ffffffff0f61",
    "array-buffer": "ff0f42ffffffff0f00",
    "resizable": "ff0f7e01ffffffff0f00",
    "bigint": "ff0f5afeffffff0f00",
}


@pytest.mark.parametrize("name", HUGE_CLAIMS)
def test_lengths_that_the_bytes_do_not_have(name: str) -> None:
    read(bytes.fromhex(HUGE_CLAIMS[name]), format="v8")


def test_sparse_arrays_stay_small() -> None:
    array = jstypes.JSArray()
    array[4_294_967_294 - 1] = "last"
    again = clonewire.loads(clonewire.dumps(array))
    assert (len(again.array), list(again.items())) == (4_294_967_294, [(4_294_967_293, "last")])
    empty = clonewire.loads(b"\xff\x0fa\xff\xff\xff\xff\x0f@\x00\xff\xff\xff\xff\x0f")
    assert (len(empty.array), list(empty)) == (4_294_967_295, [])
    assert clonewire.dumps(empty) == b"\xff\x0fa\xff\xff\xff\xff\x0f@\x00\xff\xff\xff\xff\x0f"


# ---- depth ----

LEVELS = 100_000
NESTINGS: dict[str, Callable[[Any], object]] = {
    "list": lambda inner: [inner],
    "tuple": lambda inner: (inner,),
    "dict": lambda inner: {"a": inner},
    "dict-as-map": lambda inner: {1: inner},
    "JSObject": lambda inner: jstypes.JSObject(a=inner),
    "JSObject-index": lambda inner: jstypes.JSObject({5: inner}),
    "JSArray": lambda inner: jstypes.JSArray([inner]),
    "JSArray-holes": lambda inner: jstypes.JSArray([jstypes.JSHole, inner]),
    "JSArray-named": lambda inner: jstypes.JSArray(a=inner),
    "JSMap": lambda inner: jstypes.JSMap([(1, inner)]),
    "JSMap-key": lambda inner: jstypes.JSMap([(inner, 1)]),
    "JSSet": lambda inner: jstypes.JSSet([inner]),
    "JSError": lambda inner: jstypes.JSError("why", cause=inner),
}


def deep(name: str) -> Any:
    value: object = None
    for _ in range(LEVELS):
        value = NESTINGS[name](value)
    return value


@pytest.mark.parametrize(("name", "format"), [*((name, "v8") for name in NESTINGS), ("list", "graph"), ("JSMap", "cbor")])
def test_deep_nesting(name: str, format: str) -> None:
    value = deep(name)
    data = clonewire.dumps(value, format=format)
    del value
    with pytest.raises(DecodeError, match="depth|deep"):
        clonewire.loads(data, format=format)
    again = clonewire.loads(data, format=format, max_depth=2 * LEVELS)
    assert clonewire.dumps(again, format=format) == data
    del again
    clonewire.try_loads(data, format=format, plain=True, max_depth=2 * LEVELS)


# Python's own recursion, which has its limit for lists and dicts too.
RECURSIVE: list[Callable[[Any], object]] = [
    lambda value: value == clonewire.loads(clonewire.dumps(value), max_depth=LEVELS),
    pickle.dumps,
    copy.deepcopy,
]
# What does not recurse, or shows the outer levels.
SHALLOW: list[Callable[[Any], object]] = [repr, str, copy.copy, jstypes.same_value_zero, lambda value: gc.collect()]


@pytest.mark.parametrize("name", [name for name in NESTINGS if name.startswith("JS")])
def test_deep_values_in_python(name: str) -> None:
    value = deep(name)
    for operation in RECURSIVE:
        with pytest.raises(RecursionError):
            operation(value)
    for operation in SHALLOW:
        operation(value)
    with pytest.raises(TypeError, match="unhashable"):
        hash(value)
    assert NESTINGS[name](1) == NESTINGS[name](1)  # what was being compared is forgotten


# ---- `default` ----


class Unknown:
    pass


def test_default_that_gives_the_same() -> None:
    with pytest.raises(EncodeError, match="default gave back the same Unknown"):
        clonewire.dumps([Unknown()], default=lambda value: value)


def test_default_that_raises() -> None:
    def fail(value: object) -> object:
        raise LookupError("not here")

    with pytest.raises(LookupError, match="not here"):
        clonewire.dumps({"a": [Unknown()]}, default=fail)


ENDLESS: dict[str, Callable[[object], object]] = {
    "another": lambda value: Unknown(),
    "in-a-list": lambda value: [Unknown()],
    "in-a-dict": lambda value: {"a": Unknown()},
    "as-a-key": lambda value: jstypes.JSMap([(Unknown(), 1)]),
    "as-a-cause": lambda value: jstypes.JSError("why", cause=Unknown()),
}


@pytest.mark.parametrize("name", ENDLESS)
def test_default_without_end(name: str) -> None:
    with pytest.raises(RecursionError):
        clonewire.dumps(Unknown(), default=ENDLESS[name])


def test_custom_types_without_end() -> None:
    types = clonewire.CustomTypes()
    types.add("Fraction", Fraction, dump=lambda value: [value + 1], load=Fraction, v8_id=70)
    with pytest.raises(RecursionError):
        clonewire.dumps(Fraction(1), types=types)


def test_default_in_a_long_list_is_no_recursion() -> None:
    data = clonewire.dumps([[Unknown()] for _ in range(30_000)], default=lambda value: [None])
    assert clonewire.loads(data, plain=True) == [[[None]]] * 30_000


# What `default` changes behind the writer's back; "shrinks": the container is seen to have another size.
def _emptied(container: Any) -> Any:
    container.clear()
    return {"instead": 1}


def _replaced(container: Any) -> Any:
    for place in list(container) if isinstance(container, (dict, jstypes.JSMap)) else range(len(container)):
        container[place] = None
    return {"instead": 1}


def _grown(container: Any) -> Any:
    for number in range(100):
        if hasattr(container, "append"):
            container.append(number)
        elif hasattr(container, "add"):
            container.add(number)
        else:
            container[f"more{number}"] = number
    return {"instead": 1}


CHANGING = {
    "list": lambda: [Unknown(), [Unknown()], Unknown()],
    "dict": lambda: {"a": Unknown(), "b": [Unknown()], "c": Unknown()},
    "dict-as-map": lambda: {1: Unknown(), 2: [Unknown()], 3: Unknown()},
    "set": lambda: {Unknown(), Unknown(), Unknown()},
    "JSObject": lambda: jstypes.JSObject(a=Unknown(), b=[Unknown()], c=Unknown()),
    "JSMap": lambda: jstypes.JSMap([(1, Unknown()), (2, [Unknown()]), (Unknown(), Unknown())]),
    "JSSet": lambda: jstypes.JSSet([Unknown(), Unknown(), Unknown()]),
}
CHANGES = {"emptied": _emptied, "replaced": _replaced, "grown": _grown}


@pytest.mark.parametrize("name", CHANGING)
@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("format", ["v8", "graph"])
def test_default_that_changes_the_container(name: str, change: str, format: str) -> None:
    container = CHANGING[name]()
    if change == "replaced" and not hasattr(container, "__setitem__"):
        return
    try:
        data = clonewire.dumps(container, format=format, default=lambda value: CHANGES[change](container))
    except RuntimeError as error:
        assert "changed its size" in str(error) or "changed size" in str(error)
    else:
        clonewire.loads(data, format=format)


# ---- hooks of loads ----

OPEN_LIST = (
    '{"t":"array","id":0,"length":3,"e":[[0,{"t":"host","id":1,"type":"X","f":{"t":"ref","v":0}}],'
    '[1,{"t":"string","v":"b"}],[2,{"t":"array","id":2,"length":0,"e":[],"p":[]}]],"p":[]}'
)
OPEN_HOLES = OPEN_LIST.replace('"length":3', '"length":5')
OPEN_TUPLE = (
    '{"t":"tuple","id":0,"e":[{"t":"host","id":1,"type":"X","f":{"t":"ref","v":0}},{"t":"string","v":"b"}]}'
)
OPEN_OBJECT = (
    '{"t":"object","id":0,"p":[["a",{"t":"host","id":1,"type":"X","f":{"t":"ref","v":0}}],["b",{"t":"null"}]]}'
)


@pytest.mark.parametrize("plain", [False, True])
@pytest.mark.parametrize("graph", [OPEN_LIST, OPEN_HOLES, OPEN_TUPLE, OPEN_OBJECT])
def test_hook_sees_what_is_still_open(graph: str, plain: bool) -> None:
    seen = []

    def look(host: jstypes.HostObject) -> object:
        around = host.fields["f"]
        seen.append((repr(around), list(around), getattr(around, "array", None)))
        return "replaced"

    try:
        value = clonewire.loads(graph, format="graph", plain=plain, host=look)
    except DecodeError:
        assert plain and graph is OPEN_HOLES
        return
    assert len(seen) == 1
    assert clonewire.dumps(value, format="graph", tuples=True).decode() == graph.replace(
        '{"t":"host","id":1,"type":"X","f":{"t":"ref","v":0}}', '{"t":"string","v":"replaced"}'
    ).replace('"id":2', '"id":1')


@pytest.mark.parametrize("plain", [False, True])
@pytest.mark.parametrize("graph", [OPEN_LIST, OPEN_HOLES, OPEN_OBJECT])
def test_hook_that_empties_what_is_still_open(graph: str, plain: bool) -> None:
    def empty(host: jstypes.HostObject) -> object:
        around = host.fields["f"]
        if isinstance(around, jstypes.JSArray):
            around.array.resize(0)
        else:
            around.clear()
        return 1

    try:
        clonewire.loads(graph, format="graph", plain=plain, host=empty)
    except (DecodeError, IndexError):
        pass


@pytest.mark.parametrize("hook", ["host", "date"])
def test_hook_that_raises(hook: str) -> None:
    def fail(value: object) -> object:
        raise LookupError("not here")

    data = clonewire.dumps([datetime(2020, 1, 1), jstypes.HostObject("X", {})], format="graph")
    with pytest.raises(LookupError, match="not here"):
        clonewire.loads(data, format="graph", **{hook: fail})


def test_host_object_that_is_in_itself() -> None:
    host = jstypes.HostObject("X", {})
    host.fields["self"] = [host]
    data = clonewire.dumps(host, format="graph")
    assert clonewire.loads(data, format="graph").fields["self"][0].type == "X"
    with pytest.raises(DecodeError, match="a cycle through a host object"):
        clonewire.loads(data, format="graph", host=lambda host: 1)


IN_ITSELF = {
    "member": '{"t":"tuple","id":0,"e":[{"t":"Set","id":1,"e":[{"t":"ref","v":0}]}]}',
    "key": '{"t":"tuple","id":0,"e":[{"t":"Map","id":1,"e":[[{"t":"tuple","id":2,"e":[{"t":"ref","v":0}]},{"t":"null"}]]}]}',
}


@pytest.mark.parametrize("name", IN_ITSELF)
def test_tuple_in_its_own_hash(name: str) -> None:
    with pytest.raises(DecodeError, match="a tuple that is in its own member or key"):
        clonewire.loads(IN_ITSELF[name], format="graph", plain=True)
    kept = clonewire.loads(IN_ITSELF[name], format="graph")
    assert clonewire.dumps(kept, format="graph", tuples=True).decode() == IN_ITSELF[name]


# ---- odd objects ----


class OddText(str):
    def __str__(self) -> str:
        raise ValueError

    def __eq__(self, other: object) -> bool:
        raise ValueError

    def __hash__(self) -> int:
        return 1


class OddDict(dict):  # type: ignore[type-arg]
    def __iter__(self) -> Any:
        raise ValueError

    items = keys = values = __iter__  # type: ignore[assignment]

    def __len__(self) -> int:
        return 1_000_000


class OddList(list):  # type: ignore[type-arg]
    def __len__(self) -> int:
        return 1_000_000

    def __getitem__(self, index: Any) -> Any:
        raise ValueError


class OddInt(int):
    def __neg__(self) -> int:
        raise ValueError

    __abs__ = __lt__ = __neg__  # type: ignore[assignment]


class OddZone(tzinfo):
    def __init__(self, offset: Any) -> None:
        self.offset = offset

    def utcoffset(self, when: datetime | None) -> Any:
        return self.offset


def _described(cls: type, **attributes: object) -> object:
    """An instance with attributes that its constructor would not give it."""
    value = cls.__new__(cls)
    for name, attribute in attributes.items():
        object.__setattr__(value, name, attribute)
    return value


def _error(**attributes: object) -> jstypes.JSError:
    error = jstypes.JSError("why")
    for name, attribute in attributes.items():
        setattr(error, name, attribute)
    return error


UNDERSTOOD: dict[str, tuple[object, object]] = {
    "str": ([OddText("a"), {OddText("b"): 1}], ["a", {"b": 1}]),
    "dict": (OddDict(a=[OddDict()]), {"a": [{}]}),
    "list": (OddList([1, OddList()]), [1, []]),
    "int": (OddInt(7), 7),
    "dict-in-array": (jstypes.JSArray([None, 5]), [None, 5]),
}
REFUSED: dict[str, object] = {
    "message": _error(message=5),
    "stack": _error(stack=[1]),
    "name": _error(name="MyError"),
    "host-type": jstypes.HostObject(5, {}),  # type: ignore[arg-type]
    "host-fields": jstypes.HostObject("X", [1]),  # type: ignore[arg-type]
    "host-field-name": jstypes.HostObject("X", {1: 2}),  # type: ignore[dict-item]
    "property-name": _described(jstypes.JSObject, _properties={1: 2}),
    "regexp-source": _described(jstypes.JSRegExp, source=5, flags=0),
    "regexp-flags": _described(jstypes.JSRegExp, source="a", flags=1 << 10),
    "timestamp": _described(jstypes.Timestamp, text=b"x"),
    "wrapper": _described(jstypes.JSPrimitiveObject, value=[1], tag=None),
    "date": _described(jstypes.JSDate, time_value=1.5),
    "two-texts-that-are-one": {"\ud83d\ude00": 1, "😀": 2},
    "two-members-that-are-one": {"\ud83d\ude00", "😀"},
    "beyond-the-buffer": jstypes.JSUint8Array(jstypes.JSArrayBuffer(b"abc"), 2, 5),
    "shared-memory": memoryview(b"abcdef").cast("B", (2, 3)),
}


@pytest.mark.parametrize("name", UNDERSTOOD)
@pytest.mark.parametrize("format", ["v8", "cbor", "graph"])
def test_odd_object_is_understood(name: str, format: str) -> None:
    value, expected = UNDERSTOOD[name]
    assert clonewire.loads(clonewire.dumps(value, format=format), format=format, plain=True) == expected


@pytest.mark.parametrize("name", REFUSED)
@pytest.mark.parametrize("format", ["v8", "graph"])
def test_odd_object_is_refused(name: str, format: str) -> None:
    for value in (REFUSED[name], [{"a": REFUSED[name]}]):
        with pytest.raises(EncodeError):
            clonewire.dumps(value, format=format)


@pytest.mark.parametrize("offset", [5, "x", timedelta(days=3)])
def test_time_zone_that_lies(offset: object) -> None:
    with pytest.raises((TypeError, ValueError)):
        clonewire.dumps(datetime(2020, 1, 1, tzinfo=OddZone(offset)))


def test_offset_with_microseconds_is_no_loss() -> None:
    date = datetime(2020, 1, 1, microsecond=1, tzinfo=OddZone(timedelta(microseconds=1)))
    assert clonewire.loads(clonewire.dumps(date)).isoformat() == "2020-01-01T00:00:00+00:00"


def test_dict_that_turns_out_a_map_is_one_wherever_it_is() -> None:
    array = jstypes.JSArray([1, 2])
    array["named"] = {None: 1}
    array[4_000_000_000] = {None: 2}
    again = clonewire.loads(clonewire.dumps(array, format="graph"), format="graph")
    assert isinstance(again["named"], jstypes.JSMap) and isinstance(again[4_000_000_000], jstypes.JSMap)


class LyingBuffer(jstypes.JSArrayBuffer):  # type: ignore[type-arg]
    """Another memory each time, until it gives none."""

    answers: list[Any]

    def __buffer__(self, flags: int) -> memoryview:
        answer = self.answers.pop(0) if self.answers else None
        if isinstance(answer, Exception):
            raise answer
        return answer  # type: ignore[no-any-return]


@pytest.mark.parametrize(
    "answers",
    [
        [],
        ["no memory"],
        [LookupError("not here")],
        [memoryview(b"abc"), memoryview(b"")],
        [memoryview(bytearray(1000)), memoryview(b"x"), LookupError("not here")],
        [memoryview(b"abcd").cast("I")] * 9,
        [memoryview(b"abcdef")[::2]] * 9,
    ],
    ids=str,
)
def test_buffer_that_lies(answers: list[Any]) -> None:
    for view in (None, jstypes.JSUint16Array, jstypes.JSDataView):
        buffer = LyingBuffer(b"abcdef")
        buffer.answers = list(answers)
        try:
            clonewire.loads(clonewire.dumps([buffer if view is None else view(buffer, 1)]))
        except (TypeError, ValueError, LookupError, BufferError, AttributeError):
            pass


@pytest.mark.skipif(sys.version_info < (3, 12), reason="Python's own __buffer__ is of 3.12")
def test_bytes_that_lie() -> None:
    class Lying(bytes):
        def __buffer__(self, flags: int) -> memoryview:
            container.clear()
            return memoryview(bytearray(b"other"))

    container: list[object] = ["text" * 3, Lying(b"abc"), "more" * 3]
    with pytest.raises(RuntimeError):
        clonewire.dumps(container)
    assert clonewire.try_loads(Lying(b"\xff\x0f0"))[1] is not None
