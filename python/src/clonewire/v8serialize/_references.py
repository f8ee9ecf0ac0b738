"""The numbers of the objects in a stream, by which the format writes an object that occurs again.

Reader and writer count the objects as they begin, V8 does the same, and nothing in the data tells the numbers: whoever
forgets to count one gets the wrong object for every reference after it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final, Generic, NewType, TypeVar, cast

from clonewire.jstypes.errors import V8SerializeError

T = TypeVar("T")

SerializedId = NewType("SerializedId", int)
"""The number of an object in its stream, from 0."""


class ObjectReferenceV8SerializeError(V8SerializeError, KeyError):
    """An object or a number that the stream does not have."""


@dataclass(init=False)
class ObjectNotSerializedV8SerializeError(ObjectReferenceV8SerializeError):
    """The object `obj` has no number: it has not been written or read."""

    obj: object

    def __init__(self, message: str, *args: object, obj: object) -> None:
        super().__init__(message, *args)
        self.obj = obj


@dataclass(init=False)
class SerializedIdOutOfRangeV8SerializeError(ObjectReferenceV8SerializeError):
    """No object has the number `serialized_id`."""

    serialized_id: SerializedId

    def __init__(self, message: str, serialized_id: SerializedId) -> None:
        super().__init__(message)
        self.serialized_id = serialized_id


@dataclass(init=False)
class IllegalCyclicReferenceV8SerializeError(ObjectReferenceV8SerializeError):
    """The object `obj`, number `serialized_id`, refers to itself where the format does not allow it."""

    serialized_id: SerializedId
    obj: object

    def __init__(self, message: str, serialized_id: SerializedId, obj: object) -> None:
        super().__init__(message)
        self.serialized_id = serialized_id
        self.obj = obj


class ForwardReferenceError(ReferenceError, Generic[T]):
    """A ForwardReference was read before it was set, or set twice."""

    forward_reference: ForwardReference[T]

    def __init__(self, message: str, forward_reference: ForwardReference[T]) -> None:
        super().__init__(message)
        self.forward_reference = forward_reference


_UNSET: Final = object()


class ForwardReference(Generic[T]):
    """Holds the place of a value that comes later.

    >>> place = ForwardReference()
    >>> place.set_value("value")
    >>> place.get_value()
    'value'
    """

    __slots__ = ("_value",)

    def __init__(self, *, value: T = cast(T, _UNSET)) -> None:
        self._value = value

    def get_value(self) -> T:
        """The value; ForwardReferenceError if there is none yet."""
        if self._value is _UNSET:
            raise ForwardReferenceError("ForwardReference has no value set", self)
        return self._value

    def set_value(self, value: T) -> None:
        """Give it its value; ForwardReferenceError if it has one."""
        if self._value is not _UNSET:
            raise ForwardReferenceError("ForwardReference already has a value", self)
        self._value = value

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, ForwardReference):
            return NotImplemented
        return bool(self._value == other._value)

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        if self._value is _UNSET:
            return "ForwardReference()"
        try:
            return f"ForwardReference(value={self._value!r})"
        except RecursionError:
            return "ForwardReference(value=...)"


@dataclass(init=False, slots=True)
class SerializedObjectLog:
    """The objects of a stream in the order of their numbers; keeps them alive, so that their `id()` stays theirs.

    >>> log = SerializedObjectLog()
    >>> fruit = ["apple"]
    >>> log.record_reference(fruit)
    0
    >>> fruit in log, log.get_object(0) is fruit
    (True, True)
    """

    _serialized_id_by_pyid: dict[int, SerializedId]
    _object_by_serialized_id: list[object]

    def __init__(self) -> None:
        self._serialized_id_by_pyid = {}
        self._object_by_serialized_id = []

    def __contains__(self, obj: object) -> bool:
        return id(obj) in self._serialized_id_by_pyid

    def get_serialized_id(self, obj: object) -> SerializedId:
        """The number of `obj`.

        Raises
        ------
        ObjectNotSerializedV8SerializeError
            When it has none.
        ForwardReferenceError
            When it may not be referred to yet.
        """
        serialized_id = self._serialized_id_by_pyid.get(id(obj))
        if serialized_id is None:
            raise ObjectNotSerializedV8SerializeError("Object has not been recorded in the log", obj=obj)
        self.get_object(serialized_id)
        return serialized_id

    def get_object(self, serialized_id: SerializedId) -> object:
        """The object with that number.

        Raises
        ------
        SerializedIdOutOfRangeV8SerializeError
            When there is none.
        ForwardReferenceError
            When it may not be referred to yet.
        """
        if not 0 <= serialized_id < len(self._object_by_serialized_id):
            raise SerializedIdOutOfRangeV8SerializeError(
                "Serialized ID has not been recorded in the log", serialized_id=serialized_id
            )
        recorded = self._object_by_serialized_id[serialized_id]
        return recorded.get_value() if isinstance(recorded, ForwardReference) else recorded

    def record_reference(self, obj: object) -> SerializedId:
        """Give `obj` the next number."""
        serialized_id = SerializedId(len(self._object_by_serialized_id))
        self._object_by_serialized_id.append(obj)
        self._serialized_id_by_pyid[id(obj)] = serialized_id
        return serialized_id

    def reserve_reference(self) -> SerializedId:
        """Take the next number for an object that does not exist yet; `resolve_reference` puts the object there."""
        serialized_id = SerializedId(len(self._object_by_serialized_id))
        self._object_by_serialized_id.append(ForwardReference[object]())
        return serialized_id

    def resolve_reference(self, serialized_id: SerializedId, obj: object) -> None:
        """Put `obj` at the number that `reserve_reference` returned."""
        self._object_by_serialized_id[serialized_id] = obj
        self._serialized_id_by_pyid[id(obj)] = serialized_id

    @contextmanager
    def record_acyclic_reference(self, obj: object, *, error_detail: str | None = None) -> Iterator[SerializedId]:
        """Give `obj` the next number, and allow no reference to it before the `with` block ends.

        Raises
        ------
        IllegalCyclicReferenceV8SerializeError
            When the block refers to `obj`. `error_detail` is added to the message.
        """
        place = ForwardReference[object]()
        serialized_id = self.record_reference(obj)
        self.replace_reference(serialized_id, place)
        try:
            yield serialized_id
        except ForwardReferenceError as error:
            if error.forward_reference is not place:
                raise
            message = "An illegal cyclic reference was made to an object"
            raise IllegalCyclicReferenceV8SerializeError(
                f"{message}: {error_detail}" if error_detail else message, serialized_id=serialized_id, obj=obj
            ) from error
        finally:
            place.set_value(obj)

    def replace_reference(self, serialized_id: SerializedId, value: object) -> None:
        """Put another object in the place of the one that was recorded last.

        Raises
        ------
        ValueError
            When `serialized_id` is not the last number.
        """
        last = len(self._object_by_serialized_id) - 1
        if serialized_id != last:
            raise ValueError(
                f"Only the most-recent reference can be replaced: most recent={last}, serialized_id={serialized_id}"
            )
        self._object_by_serialized_id[serialized_id] = value
