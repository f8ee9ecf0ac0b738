"""The JavaScript types beside those of the package v8serialize, where it is installed: same values, texts and errors."""

from __future__ import annotations

import array
import copy
import datetime
import re
from pathlib import Path
from typing import Any

import pytest

import clonewire.jstypes
import clonewire.jstypes.errors
import clonewire.jstypes.jsarrayproperties
import clonewire.jstypes.jsbuffers
import clonewire.jstypes.sparse_sequences
import clonewire.jstypes.tags

pytest.importorskip("v8serialize.jstypes")

import v8serialize._errors
import v8serialize._typing
import v8serialize.constants
import v8serialize.jstypes
import v8serialize.jstypes.jsarrayproperties
import v8serialize.jstypes.jsbuffers

SAME = (Path(__file__).parent / "data" / "jstypes_same_as_v8serialize.txt").read_text().splitlines()

# Where ours differs, and why.
DIFFERENT = [
    ("JSMap([(JSBigInt(1), 'bigint'), (1, 'number')])", "a bigint is not the number of its value"),
    ("JSMap([(2**60, 'bigint'), (float(2**60), 'number')])", "an int that is not a safe integer is a bigint"),
    ("JSPrimitiveObject(2**60)", "a bigint that an int can stand for shows as one"),
    ("JSMap([(10**400, 1)])", "theirs cannot have a bigint this large as key"),
    ("JSObject({nan: 1, float('inf'): 2, 1e-7: 3})", "ours names properties as JavaScript does: NaN, Infinity, 1e-7"),
    ("JSUint8Array(b'a', readonly=True)", "theirs writes the item length in place of readonly"),
    ("str(JSError('a'))", "theirs shows a private attribute"),
    ("JSArrayBuffer(array.array('H', [1, 2]), copy_data=False).data.tolist()", "theirs loses bytes of wider arrays"),
    ("len(do(SparseArrayProperties([1]), lambda a: a.extend([JSHole, 2])))", "theirs loses holes"),
    ("DenseArrayProperties([1]).elements()[1]", "theirs raises IndexError where a mapping raises KeyError"),
    ("None in JSObject()", "theirs raises AttributeError"),
    ("JSArray([nan]) == JSArray([nan])", "ours compares arrays as Python compares lists"),
    ("Subclass(a=1)", "theirs writes subclasses as '...'"),
    ("copy.deepcopy(JSObject(a=1))", "theirs cannot be copied deeply or pickled"),
]

HELPERS = """
def do(value, change):
    change(value)
    return value
def cyc(value, key='self'):
    return do(value, lambda value: value.__setitem__(key, value))
def setitem(value, key, item):
    return do(value, lambda value: value.__setitem__(key, item))
def delitem(value, key):
    return do(value, lambda value: value.__delitem__(key))
def sets(value, *members):
    return do(value, lambda value: [value.add(member) for member in members])
def kwraise(function, *arguments):
    try:
        return function(*arguments)
    except Exception as error:
        return type(error).__name__, str(error), repr(error)
class Subclass(JSObject): pass
class Sub(JSObject): pass
L = list(range(300))
shared = JSArray([1])
jsb = JSArrayBuffer(b'abcdefgh', max_byte_length=16)
"""


def namespace(*modules: Any) -> dict[str, Any]:
    names = {name: getattr(module, name) for module in modules for name in dir(module) if not name.startswith("_")}
    names.update(array=array, copy=copy, datetime=datetime, re=re, nan=float("nan"), err=modules[-1])
    names.update(Tag=names["SerializationTag"], ViewTag=names["ArrayBufferViewTag"])
    exec(HELPERS, names)
    return names


OURS = namespace(
    clonewire.jstypes.tags,
    clonewire.jstypes,
    clonewire.jstypes.jsarrayproperties,
    clonewire.jstypes.jsbuffers,
    clonewire.jstypes.sparse_sequences,
    clonewire.jstypes.errors,
)
THEIRS = namespace(
    v8serialize.constants,
    v8serialize.jstypes,
    v8serialize.jstypes.jsarrayproperties,
    v8serialize.jstypes.jsbuffers,
    v8serialize._typing,
    v8serialize._errors,
)


def outcome(expression: str, names: dict[str, Any]) -> str:
    """The repr and str of a value, or of the exception, without what tells the packages apart."""
    try:
        value = eval(expression, names)
    except Exception as error:
        value = error
    text = f"{value!r} | {value}"
    text = re.sub(r"0x[0-9a-f]+", "0x…", text)
    return re.sub(r"(clonewire|v8serialize)\.(jstypes|constants)", "…", text)


@pytest.mark.parametrize("expression", SAME)
def test_same(expression: str) -> None:
    assert outcome(expression, OURS) == outcome(expression, THEIRS)


@pytest.mark.parametrize(("expression", "reason"), DIFFERENT)
def test_different(expression: str, reason: str) -> None:
    assert outcome(expression, OURS) != outcome(expression, THEIRS), f"no longer: {reason}"
