"""Objects, arrays, Maps and Sets: storage, equality, copies, and what goes beyond the package v8serialize."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from clonewire.jstypes import (
    HostObject,
    JSArray,
    JSBigInt,
    JSDate,
    JSError,
    JSErrorData,
    JSHole,
    JSMap,
    JSNull,
    JSObject,
    JSSet,
    JSUint8Array,
    Timestamp,
    same_value_zero,
)
from clonewire.jstypes.jsarrayproperties import ArrayProperties, DenseArrayProperties, SparseArrayProperties
from clonewire.jstypes.sparse_sequences import Order

SAME_VALUE = [
    (1, 1.0, True),
    (0.0, -0.0, True),
    (float("nan"), float("nan"), True),
    (1, True, False),
    (1, "1", False),
    (1, JSBigInt(1), False),
    (2**53 - 1, float(2**53 - 1), True),
    (2**53, float(2**53), False),
    (2**53, JSBigInt(2**53), True),
    (-(2**53), JSBigInt(-(2**53)), True),
    (JSBigInt(7), JSBigInt(7), True),
    (b"a", b"a", True),
    ([], [], False),
    (10**400, JSBigInt(10**400), True),
]


@pytest.mark.parametrize(("one", "other", "same"), SAME_VALUE)
def test_same_value_zero(one: object, other: object, same: bool) -> None:
    assert (same_value_zero(one) == same_value_zero(other)) is same
    assert len(JSSet([one, other])) == (1 if same else 2)
    assert (other in JSMap([(one, "x")])) is same


def test_decoders_hand_an_array_over_as_a_list() -> None:
    """The contract with the native storage: a plain list becomes DenseArrayProperties when Python asks for it."""
    items = ["a", JSHole, "c"]
    array = JSArray[str]()
    array.array = items  # type: ignore[assignment]
    assert isinstance(array.array, DenseArrayProperties)
    assert array.array is array.array
    assert array.array._items is items
    assert array.array.elements_used == 2
    assert dict(array) == {0: "a", 2: "c"}


def test_an_object_without_indexes_has_no_array_until_asked() -> None:
    thing = JSObject(a=1)
    assert (len(thing), list(thing), list(thing.items()), 0 in thing) == (1, ["a"], [("a", 1)], False)
    assert thing == JSObject(a=1)
    assert not thing._has_array
    assert thing.array == DenseArrayProperties()


GROWTH = [
    (14, DenseArrayProperties),
    (15, SparseArrayProperties),
    (2**32 - 2, SparseArrayProperties),
]


@pytest.mark.parametrize(("index", "storage"), GROWTH)
def test_arrays_of_mostly_holes_are_kept_sparsely(index: int, storage: type) -> None:
    array = JSArray()
    array[index] = "last"
    assert type(array.array) is storage
    assert len(array.array) == index + 1
    assert array == JSArray({index: "last"})


def with_cycle(value: Any) -> Any:
    if isinstance(value, JSSet):
        value.add(value)
    else:
        value["self"] = value
    return value


@pytest.mark.parametrize("duplicate", [copy.deepcopy, lambda value: pickle.loads(pickle.dumps(value))])
@pytest.mark.parametrize(
    "value",
    [
        JSObject({3: "x"}, a=1),
        JSArray([1, JSHole, 3, JSHole], name="n"),
        JSArray({1000: 1}),
        JSMap([([1], "list"), (None, 2)]),
        JSSet([1, "a", None]),
        with_cycle(JSObject(a=1)),
        with_cycle(JSArray([1])),
        with_cycle(JSMap(a=1)),
        with_cycle(JSSet([])),
        HostObject("Blob", {"size": 3}),
        JSErrorData("a", cause=JSNull),
        JSDate(float("nan")),
        Timestamp("2024-01-02T03:04:05.123456789Z"),
        JSUint8Array(b"abc", 1, 1),
    ],
    ids=repr,
)
def test_deep_copies_are_equal(value: Any, duplicate: Any) -> None:
    result = duplicate(value)
    assert result == value
    assert result is not value
    assert repr(result) == repr(value)


def test_a_deep_copied_map_finds_its_copied_keys() -> None:
    key = JSObject(id=1)
    duplicate = copy.deepcopy(JSMap([(key, "x")]))
    (copied_key,) = duplicate
    assert duplicate[copied_key] == "x"
    assert key not in duplicate


def test_shallow_copies_share_values_but_not_storage() -> None:
    inner = JSArray([1])
    for original in (JSObject(a=inner), JSArray([inner]), JSMap(a=inner)):
        duplicate = copy.copy(original)
        assert next(iter(duplicate.values())) is inner
        duplicate.clear()
        assert len(original) == 1


def test_errors_tell_null_from_none() -> None:
    assert JSErrorData("a", cause=JSNull) != JSErrorData("a")
    assert repr(JSError("a", cause=JSNull)) == "JSError('a', cause=JSNull)"
    assert (JSError().has_message, JSError("").has_message, JSError().message) == (False, True, "")


def test_sparse_arrays_keep_appended_holes() -> None:
    array = SparseArrayProperties(["a"])
    array.extend([JSHole, "c", JSHole])
    assert list(array) == ["a", JSHole, "c", JSHole]


# How an array is walked. When it is cut to nothing after the first step, the walk ends, as a list's does.
WALKS: dict[str, Callable[[Any], Iterator[object]]] = {
    "array": lambda array: iter(array.array),
    "backwards": lambda array: reversed(array.array),
    "indexes": lambda array: array.array.element_indexes(),
    "indexes backwards": lambda array: array.array.element_indexes(order=Order.DESCENDING),
    "elements": lambda array: iter(array.array.elements().items()),
    "elements backwards": lambda array: iter(array.array.elements(order=Order.DESCENDING).items()),
    "items": lambda array: iter(array.items()),
    "values": lambda array: iter(array.values()),
    "keys": lambda array: iter(array),
}
ARRAYS: dict[str, Callable[[], JSArray[object]]] = {
    "dense": lambda: JSArray(["a", "b", "c"]),
    "holes": lambda: JSArray(["a", JSHole, "c", "d", JSHole]),
    "sparse": lambda: JSArray({0: "a", 1: "b", 500: "c", 1000: "d"}),
}


@pytest.mark.parametrize("shorter", [lambda array: array.resize(0), lambda array: array.clear()])
@pytest.mark.parametrize("kind", ARRAYS)
@pytest.mark.parametrize("name", WALKS)
def test_arrays_may_become_shorter_while_they_are_walked(
    name: str, kind: str, shorter: Callable[[ArrayProperties[object]], None]
) -> None:
    array = ARRAYS[kind]()
    walk = WALKS[name](array)
    next(walk)
    shorter(array.array)
    list(walk)


@pytest.mark.parametrize("kind", ARRAYS)
def test_arrays_backwards(kind: str) -> None:
    array = ARRAYS[kind]().array
    assert list(reversed(array)) == list(array)[::-1]


def test_elements_that_were_removed_meanwhile_are_left_out() -> None:
    array = SparseArrayProperties(entries={0: "a", 7: "b", 100: "c"})
    walk = iter(array.elements().items())
    assert next(walk) == (0, "a")
    array[7] = JSHole
    assert list(walk) == [(100, "c")]
