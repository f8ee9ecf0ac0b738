"""The text of JavaScript values: as one would write them in Python, cut short where long, safe with cycles."""

from __future__ import annotations

import reprlib
import sys
import warnings
from collections.abc import Collection, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from itertools import islice
from typing import TYPE_CHECKING, Any, Final, overload

from clonewire.jstypes._under_way import ObjectsUnderWay
from clonewire.jstypes.error_names import JSErrorName
from clonewire.jstypes.sparse_array_properties import SparseArrayProperties

if TYPE_CHECKING:
    from clonewire.jstypes.array_buffers import JSArrayBuffer
    from clonewire.jstypes.hostobject import HostObject
    from clonewire.jstypes.jsarray import JSArray
    from clonewire.jstypes.jserror import JSError
    from clonewire.jstypes.jsmap import JSMap
    from clonewire.jstypes.jsobject import JSObject
    from clonewire.jstypes.jsset import JSSet

_SETTINGS: Final = (
    "maxjsobject",
    "maxjsarray",
    "maxlevel",
    "maxtuple",
    "maxlist",
    "maxarray",
    "maxdict",
    "maxset",
    "maxfrozenset",
    "maxdeque",
    "maxstring",
    "maxlong",
    "maxother",
    "fillvalue",
    "indent",
)

_writing = ObjectsUnderWay()


class JSRepr(reprlib.Repr):
    """Writes the `repr()` of the JavaScript types, and of what is in them.

    The settings are those of `reprlib.Repr`, and `maxjsobject` and `maxjsarray`: how many properties are shown. What is
    left out, and an object within itself, is written as `fillvalue`. With `indent` each part has its own line.

    Raises TypeError for any other setting.

    >>> from clonewire.jstypes import JSArray
    >>> JSRepr(maxjsarray=2).repr(JSArray("abc"))
    "JSArray(['a', 'b', ...])"
    """

    fillvalue: str
    indent: int | None
    maxjsobject: int
    maxjsarray: int

    @overload
    def __init__(self) -> None: ...
    @overload
    def __init__(
        self,
        *,
        maxjsobject: int = ...,
        maxjsarray: int = ...,
        maxlevel: int = ...,
        maxtuple: int = ...,
        maxlist: int = ...,
        maxarray: int = ...,
        maxdict: int = ...,
        maxset: int = ...,
        maxfrozenset: int = ...,
        maxdeque: int = ...,
        maxstring: int = ...,
        maxlong: int = ...,
        maxother: int = ...,
        fillvalue: str = ...,
        indent: int | None = ...,
    ) -> None: ...
    def __init__(self, **settings: Any) -> None:
        super().__init__()
        # Python's own Repr takes no settings before 3.12, and has no fillvalue and indent before 3.11 and 3.12.
        vars(self).update(maxjsobject=20, maxjsarray=20, fillvalue="...", indent=None)
        for name, setting in settings.items():
            if name not in _SETTINGS:
                raise TypeError(f"JSRepr.__init__() got an unexpected keyword argument {name!r}")
            if setting is not None:
                setattr(self, name, setting)

    def repr1(self, x: Any, level: int) -> str:
        """The text of a part at `level`, the number of levels that may still be shown."""
        ids = _writing.ids
        if level <= 0 or id(x) in ids:
            return self.fillvalue
        ids.add(id(x))
        try:
            return super().repr1(x, level)
        finally:
            ids.discard(id(x))

    def repr_instance(self, x: Any, level: int) -> str:
        """An object whose class has no method here: if it derives from a class that has, that method writes it."""
        for base in type(x).__mro__[1:]:
            if base.__module__.startswith("clonewire.jstypes."):
                write = getattr(self, f"repr_{base.__name__}", None)
                if write is not None:
                    return str(write(x, level))
        return super().repr_instance(x, level)

    def repr_JSObject(self, obj: JSObject, level: int) -> str:
        return self._repr_properties(obj, level, self.maxjsobject, array_as_list=False)

    def repr_JSArray(self, obj: JSArray, level: int) -> str:
        # Many holes are better not written one by one.
        array_as_list = not isinstance(obj.array, SparseArrayProperties)
        return self._repr_properties(obj, level, self.maxjsarray, array_as_list=array_as_list)

    def _repr_properties(self, obj: JSObject, level: int, limit: int, *, array_as_list: bool) -> str:
        name = type(obj).__name__
        if len(obj) == 0:
            return f"{name}()"

        if array_as_list:
            elements = self._pieces(obj.array, limit, lambda value: self.repr1(value, level - 1))
            limit -= len(obj.array)
        else:
            elements = self._pieces(
                obj.array.elements().items(), limit, lambda item: f"{item[0]!r}: {self.repr1(item[1], level - 1)}"
            )
            limit -= obj.array.elements_used

        as_keywords = all(key.isidentifier() for key in obj.properties)
        write_key = "{}=" if as_keywords else "{!r}: "
        named = self._pieces(
            obj.properties.items(), limit, lambda item: write_key.format(item[0]) + self.repr1(item[1], level - 1)
        )

        if not array_as_list and not (named and as_keywords):
            # One dict of all, as their order counts.
            return f"{name}({{{self._join(elements + named, level)}}})"
        array = "[{}]" if array_as_list else "{{{}}}"
        arguments = array.format(self._join(elements, level)) if elements else ""
        if named:
            alone = not elements and len(named) == 1 and "\n" not in named[0] and "\r" not in named[0]
            text = named[0] if alone else self._join(named, level)
            if as_keywords:
                arguments += ("" if not elements else "," if text[0].isspace() else ", ") + text
            else:
                arguments += f", **{{{text}}}" if elements else f"{{{text}}}"
        return f"{name}({arguments})"

    def _pieces(self, parts: Collection[Any], limit: int, write: Any) -> list[str]:
        """The text of each part, up to the limit; then the fill value if some are left out."""
        pieces = [write(part) for part in islice(parts, max(0, limit))]
        return [*pieces, self.fillvalue] if len(parts) > max(0, limit) else pieces

    def repr_JSMap(self, obj: JSMap, level: int) -> str:
        name = type(obj).__name__
        if len(obj) == 0:
            return f"{name}()"
        template, entry = ("{}({{{}}})", "{}: {}") if _fits_dict(obj, self.maxdict) else ("{}([{}])", "({}, {})")
        pieces = self._pieces(
            obj.items(),
            self.maxdict,
            lambda item: entry.format(self.repr1(item[0], level - 1), self.repr1(item[1], level - 1)),
        )
        return template.format(name, self._join(pieces, level))

    def repr_JSSet(self, obj: JSSet, level: int) -> str:
        name = type(obj).__name__
        if len(obj) == 0:
            return f"{name}()"
        pieces = self._pieces(obj, self.maxset, lambda member: self.repr1(member, level - 1))
        return f"{name}([{self._join(pieces, level)}])"

    def repr_JSError(self, obj: JSError, level: int) -> str:
        pieces = [self.repr1(obj.message, level - 1)]
        if obj.name != JSErrorName.Error:
            pieces.append(f"name={self.repr1(obj.name, level - 1)}")
        if obj.stack is not None:
            pieces.append(f"stack={self.repr1(obj.stack, level - 1)}")
        if obj.cause is not None:
            pieces.append(f"cause={self.repr1(obj.cause, level - 1)}")
        return f"{type(obj).__name__}({self._join(pieces, level)})"

    def repr_HostObject(self, obj: HostObject, level: int) -> str:
        # Not as a dict, which would be sorted.
        fields = self._pieces(
            obj.fields.items(), self.maxdict, lambda item: f"{item[0]!r}: {self.repr1(item[1], level - 1)}"
        )
        pieces = [self.repr1(obj.type, level - 1), f"{{{self._join(fields, level - 1)}}}"]
        return f"{type(obj).__name__}({self._join(pieces, level)})"

    def repr_JSArrayBuffer(self, obj: JSArrayBuffer, level: int) -> str:
        data = obj._data
        try:
            with memoryview(data) as view:
                byte_length, readonly = view.nbytes, view.readonly
        except ValueError:  # a memoryview that was released
            byte_length, readonly = -1, False
        # A bytes literal makes the same buffer as a bytearray of it.
        pieces = [self._repr_bytes(data) if isinstance(data, bytearray) else self.repr1(data, level)]
        if byte_length != obj.max_byte_length:
            pieces.append(f"max_byte_length={obj.max_byte_length!r}")
        if readonly:
            pieces.append("readonly=True")
        return f"{type(obj).__name__}({self._join(pieces, level) if len(pieces) > 1 else pieces[0]})"

    def repr_bytes(self, obj: bytes, level: int) -> str:
        return self._repr_bytes(obj)

    def repr_bytearray(self, obj: bytearray, level: int) -> str:
        return f"bytearray({self._repr_bytes(obj)})"

    def repr_memoryview(self, obj: memoryview, level: int) -> str:
        try:
            content = self._repr_bytes(obj.cast("B"))
        except (ValueError, TypeError):  # released, or not contiguous
            return repr(obj)
        text = f"memoryview({content})" if obj.readonly else f"memoryview(bytearray({content}))"
        if obj.ndim != 1:
            return f"{text}.cast({obj.format!r}, {obj.shape!r})"
        return text if obj.format == "B" else f"{text}.cast({obj.format!r})"

    def _repr_bytes(self, data: bytes | bytearray | memoryview) -> str:
        text = repr(bytes(data[: self.maxstring]))
        # The ellipsis within the quotes is no Python: what was cut short is not pasted as the whole by mistake.
        return text if len(data) <= self.maxstring else f"{text[:-1]}…{text[-1]}"

    def _join(self, pieces: Collection[str], level: int) -> str:
        if self.indent is None or not pieces:
            return ", ".join(pieces)
        depth = self.maxlevel - level
        line, last_line = (f"\n{' ' * self.indent * lines}" for lines in (depth + 1, depth))
        return f"{line}{f',{line}'.join(pieces)},{last_line}"

    if sys.version_info < (3, 12):  # where Python's own Repr does not indent

        def _repr_iterable(
            self, x: Any, level: int, left: str, right: str, maxiter: int, trail: str = ""
        ) -> str:
            pieces = self._pieces(x, maxiter, lambda part: self.repr1(part, level - 1))
            return f"{left}{self._join(pieces, level)}{trail if len(x) == 1 and self.indent is None else ''}{right}"

        def repr_dict(self, x: Mapping[Any, Any], level: int) -> str:
            try:
                keys = sorted(x)
            except TypeError:
                keys = list(x)
            pieces = self._pieces(
                keys, self.maxdict, lambda key: f"{self.repr1(key, level - 1)}: {self.repr1(x[key], level - 1)}"
            )
            return f"{{{self._join(pieces, level)}}}"


def _fits_dict(obj: JSMap[Any, Any], limit: int) -> bool:
    """Whether a dict could hold the map's keys apart."""
    try:
        return len(obj) <= limit and len(set(obj)) == len(obj)
    except TypeError:  # a key is not hashable
        return False


class JSReprSettingsNotRestored(UserWarning):
    """A `js_repr_settings()` block ended inside another that had begun later."""


default_js_repr = JSRepr(
    indent=2 if hasattr(sys, "ps1") else None,  # a person reads it
    maxjsobject=100,
    maxjsarray=100,
    maxlevel=20,
    maxtuple=100,
    maxlist=100,
    maxarray=100,
    maxdict=100,
    maxset=100,
    maxfrozenset=100,
    maxdeque=100,
    maxstring=200,
    maxother=100,
)
"""What writes the types' `repr()` outside of `js_repr_settings()`."""

active_js_repr = default_js_repr


def js_repr(obj: object) -> str:
    """The text of `obj` by the settings in force."""
    return active_js_repr.repr(obj)


@overload
def js_repr_settings(js_repr: JSRepr, *, force_restore: bool = ...) -> AbstractContextManager[JSRepr]: ...
@overload
def js_repr_settings(
    *,
    maxjsobject: int | None = ...,
    maxjsarray: int | None = ...,
    maxlevel: int | None = ...,
    maxtuple: int | None = ...,
    maxlist: int | None = ...,
    maxarray: int | None = ...,
    maxdict: int | None = ...,
    maxset: int | None = ...,
    maxfrozenset: int | None = ...,
    maxdeque: int | None = ...,
    maxstring: int | None = ...,
    maxlong: int | None = ...,
    maxother: int | None = ...,
    fillvalue: str | None = ...,
    indent: int | None = ...,
    force_restore: bool = ...,
) -> AbstractContextManager[JSRepr]: ...
@contextmanager
def js_repr_settings(
    js_repr: JSRepr | None = None, *, force_restore: bool = False, **settings: Any
) -> Iterator[JSRepr]:
    """Within a `with` block, write the JavaScript types by other settings: a `JSRepr`, or changes to that in force.

    Should the settings have been changed by somebody else when the block ends, they are left alone with the warning
    `JSReprSettingsNotRestored`, or restored all the same with `force_restore`.

    >>> from clonewire.jstypes import JSObject
    >>> with js_repr_settings(indent=2):
    ...     print(JSObject(name="Bob", pets=2))
    JSObject(
      name='Bob',
      pets=2,
    )
    """
    global active_js_repr
    previous = active_js_repr
    if js_repr is None:
        changes = {name: value for name, value in settings.items() if value is not None or name == "indent"}
        js_repr = JSRepr(**{**{name: getattr(previous, name) for name in _SETTINGS}, **changes})
    active_js_repr = js_repr
    try:
        yield js_repr
    finally:
        if active_js_repr is js_repr or force_restore:
            active_js_repr = previous
        else:
            warnings.warn(
                JSReprSettingsNotRestored(
                    "js_repr_settings() does not restore the settings it found: others than its own are in force"
                ),
                stacklevel=1,
            )
