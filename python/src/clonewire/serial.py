"""Starlark's `serial` module over Python's own values: text that brings back what plain JSON drops.

`dumps` writes None, bool, int of any size, float, str, bytes, list, tuple, dict with any hashable keys, set, and datetime
with a zone, byte for byte as the original module (starlet's `lib/serial`, in Go); `loads` gives the same values back. The
same value always gives the same text, whatever the order of dicts and sets, so that the text can be a cache key.

>>> from clonewire import serial
>>> value = {"id": 2**100, "tags": {"a", "b"}, "raw": b"abc", "pair": (1, 2), "names": {1: "one"}}
>>> print(serial.dumps(value["pair"]), serial.dumps(value["names"]))
{"$t":"tuple","v":[1,2]} {"$t":"mapkv","v":[[1,"one"]]}
>>> serial.loads(serial.dumps(value)) == value
True

What would not come back as it was is refused, by path, where the original changes it silently: a float without a fraction
(it would come back as an int), a list, dict or set that occurs twice (it would come back as two), a string that is no
Unicode text. `lossy=True` writes what the original writes, with a LossWarning for each.

Not carried, in this format's own definition: the order of dicts and sets, and of a time's zone all but its offset.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from clonewire import _native
from clonewire.errors import DecodeError, EncodeError

if TYPE_CHECKING:
    from typing_extensions import Buffer

    from clonewire.custom_types import CustomTypes

__all__ = ["dumps", "loads", "try_dumps", "try_loads"]


def dumps(
    value: object,
    /,
    *,
    default: Callable[[Any], object] | None = None,
    lossy: bool | Callable[[EncodeError], object] = False,
    types: CustomTypes | None = None,
) -> str:
    """The value as text.

    A frozenset is written as a set, a bytearray as bytes, and subclasses as their base, so long as what comes back is
    equal; a `clonewire.jstypes.Timestamp` is a time, with nanoseconds.

    - `default`: a function that is given each object of another class, and returns what to write instead.
    - `lossy`: write as the original does what will not come back as it was. Each such loss is a LossWarning, or, where
      this is a function, an EncodeError that the function is called with.
    - `types`: classes of one's own, written under their names.

    Raises EncodeError, with the path of what cannot be written: code, objects, NaN and infinities, a value that refers
    to itself, a datetime without a zone, and what the module's own words say above.

    >>> dumps({"b": 2, "a": (1, b"x")})
    '{"a":{"$t":"tuple","v":[1,{"$t":"bytes","v":"eA=="}]},"b":2}'
    >>> dumps({"price": [0.5, 1.0]})
    Traceback (most recent call last):
    clonewire.errors.EncodeError: $.get("price")[1]: cannot serialize float 1.0: it would come back as an int: ...
    """
    return _native.dumps_starlark(value, default=default, lossy=lossy, types=types).decode()


def loads(
    text: str | Buffer,
    /,
    *,
    types: CustomTypes | None = None,
    max_depth: int | None = None,
    max_slots: int | None = None,
    max_bytes: int | None = None,
) -> Any:
    """The value that a text, or its UTF-8 bytes, stands for: fresh objects of Python's own classes.

    Numbers are ints where the text has neither a fraction nor an exponent, else floats. A time is a datetime with its
    zone, or a `clonewire.jstypes.Timestamp` where datetime cannot hold it (nanoseconds, the year 0).

    - `types`: classes of one's own, made again from their names.
    - `max_depth`, `max_slots`, `max_bytes`: how deep values may nest, how many there may be, and how much memory they
      may take.

    Raises DecodeError, with the path and the offset of what cannot be read. A LossWarning tells of what the text has and
    no value can hold, such as a key that occurs twice.

    >>> loads('{"$t":"mapkv","v":[[1,"one"],[{"$t":"tuple","v":[]},1.0]]}')
    {1: 'one', (): 1.0}
    >>> loads('{"$t":"time","v":"2024-01-02T03:04:05.5Z"}')
    datetime.datetime(2024, 1, 2, 3, 4, 5, 500000, tzinfo=datetime.timezone.utc)
    >>> loads('{"a":{"$t":"what","v":1}}')
    Traceback (most recent call last):
    clonewire.errors.DecodeError: byte 11: $.get("a"): unknown type tag "what" (unknown_tag)
    """
    return _native.loads_starlark(text, types=types, max_depth=max_depth, max_slots=max_slots, max_bytes=max_bytes)


def try_dumps(
    value: object,
    /,
    *,
    default: Callable[[Any], object] | None = None,
    lossy: bool | Callable[[EncodeError], object] = False,
    types: CustomTypes | None = None,
) -> tuple[str, None] | tuple[None, EncodeError]:
    """The text and None, or None and the EncodeError: `dumps` for those who do not want it raised.

    >>> try_dumps(42)
    ('42', None)
    >>> try_dumps([len])[1].path
    '$[0]'
    """
    try:
        return dumps(value, default=default, lossy=lossy, types=types), None
    except EncodeError as error:
        return None, error


def try_loads(
    text: str | Buffer,
    /,
    *,
    types: CustomTypes | None = None,
    max_depth: int | None = None,
    max_slots: int | None = None,
    max_bytes: int | None = None,
) -> tuple[Any, None] | tuple[None, DecodeError]:
    """The value and None, or None and the DecodeError: `loads` for those who do not want it raised.

    >>> try_loads("[1,2,3]")
    ([1, 2, 3], None)
    >>> try_loads("[1,2,?]")[1].offset
    5
    """
    try:
        return loads(text, types=types, max_depth=max_depth, max_slots=max_slots, max_bytes=max_bytes), None
    except DecodeError as error:
        return None, error
