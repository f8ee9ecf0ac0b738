"""Types of a user's own, in every format."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from clonewire.jstypes import HostObject

T = TypeVar("T")


class CustomTypes:
    """Classes that `dumps` writes and `loads` makes again: opt-in, nothing in the bytes ever names code.

    Each type travels under its name as one other value, its payload, in the way that the format has: a host object with
    `v8_id` in V8's format, an extension of `msgpack_code`, the tag `cbor_tag` (else tag 27 with the name), a named record
    in the JSON formats. A type without the number that a binary format needs is refused there.

    >>> from fractions import Fraction
    >>> import clonewire
    >>> types = CustomTypes()
    >>> types.add("Fraction", Fraction, dump=lambda f: [f.numerator, f.denominator], load=lambda v: Fraction(v[0], v[1]),
    ...           cbor_tag=30_000)
    >>> data = clonewire.dumps({"half": Fraction(1, 2)}, format="cbor", types=types)
    >>> clonewire.loads(data, format="cbor", types=types, plain=True)
    {'half': Fraction(1, 2)}
    """

    def __init__(self) -> None:
        self._rows: list[tuple[str, int | None, int | None, int | None]] = []
        self._dumpers: dict[type, tuple[str, Callable[[Any], object]]] = {}
        self._loaders: dict[str, Callable[[Any], object]] = {}

    def add(
        self,
        name: str,
        cls: type[T],
        *,
        dump: Callable[[T], object],
        load: Callable[[Any], T],
        v8_id: int | None = None,
        msgpack_code: int | None = None,
        cbor_tag: int | None = None,
    ) -> None:
        """Register a class; its subclasses are not written by it.

        `dump` gives the payload of an instance: any value that `dumps` takes. `load` gives the instance of a payload as
        `loads` read it. Raises ValueError if the name or the class is taken.
        """
        if name in self._loaders or cls in self._dumpers:
            raise ValueError(f"{name!r} or {cls!r} is registered already")
        self._rows.append((name, v8_id, msgpack_code, cbor_tag))
        self._dumpers[cls] = name, dump
        self._loaders[name] = load

    def _describe(self, value: object) -> tuple[object, ...] | None:
        known = self._dumpers.get(type(value))
        return None if known is None else ("host", known[0], {"payload": known[1](value)})

    def _maker(self, otherwise: Callable[[HostObject], object] | None) -> Callable[[HostObject], object]:
        """What makes the object that takes a host object's place."""

        def make(host: HostObject) -> object:
            load = self._loaders.get(host.type)
            if load is not None and host.fields.keys() == {"payload"}:
                return load(host.fields["payload"])
            return host if otherwise is None else otherwise(host)

        return make
