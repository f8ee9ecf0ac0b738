"""Protocols that the JavaScript types satisfy, for code that brings types of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, NewType, Protocol, TypeVar, runtime_checkable

if TYPE_CHECKING:
    from typing_extensions import TypeAlias

    from clonewire.jstypes.buffer_access import ReadableBinary
    from clonewire.jstypes.error_names import JSErrorName
    from clonewire.jstypes.tags import ArrayBufferViewTag

Built_co = TypeVar("Built_co", covariant=True)

SharedArrayBufferId = NewType("SharedArrayBufferId", int)
"""Names a SharedArrayBuffer in the process that wrote it."""
TransferId = NewType("TransferId", int)
"""Names an ArrayBuffer that is handed over beside the data."""

# At run time the members are bare names without annotations: `isinstance` looks for them, but dataclasses that inherit
# from a protocol take no fields from it.


@runtime_checkable
class AnyArrayBuffer(Protocol):
    """What `JSArrayBuffer` offers."""

    if TYPE_CHECKING:

        @property
        def data(self) -> ReadableBinary: ...
        @property
        def max_byte_length(self) -> int: ...
        @property
        def resizable(self) -> bool: ...

    else:
        data = max_byte_length = resizable = ...


@runtime_checkable
class AnySharedArrayBuffer(Protocol):
    """What `JSSharedArrayBuffer` offers."""

    if TYPE_CHECKING:

        @property
        def buffer_id(self) -> SharedArrayBufferId: ...

    else:
        buffer_id = ...


@runtime_checkable
class AnyArrayBufferTransfer(Protocol):
    """What `JSArrayBufferTransfer` offers."""

    if TYPE_CHECKING:

        @property
        def transfer_id(self) -> TransferId: ...

    else:
        transfer_id = ...


@runtime_checkable
class AnyArrayBufferView(Protocol):
    """What `JSTypedArray` and `JSDataView` offer."""

    if TYPE_CHECKING:

        @property
        def view_tag(self) -> ArrayBufferViewTag: ...
        @property
        def byte_offset(self) -> int: ...
        @property
        def byte_length(self) -> int: ...
        @property
        def is_length_tracking(self) -> bool: ...
        @property
        def is_backing_buffer_resizable(self) -> bool: ...

    else:
        view_tag = byte_offset = byte_length = is_length_tracking = is_backing_buffer_resizable = ...


AnyArrayBufferData: TypeAlias = "AnyArrayBuffer | AnySharedArrayBuffer | AnyArrayBufferTransfer"
"""Any of the three kinds of ArrayBuffer."""


class AnyJSError(Protocol):
    """What `JSError` and `JSErrorData` offer."""

    if TYPE_CHECKING:

        @property
        def name(self) -> str | JSErrorName: ...
        @name.setter
        def name(self, name: JSErrorName) -> None: ...

        message: str | None
        stack: str | None
        cause: object | None


class JSErrorBuilder(Protocol[Built_co]):
    """Makes the Python form of an Error that is being read.

    It gets what is known so far and returns the result and the object to which the rest is assigned; both may be the
    same object. An Error can thus be its own cause.
    """

    def __call__(self, partial: AnyJSError, /) -> tuple[Built_co, AnyJSError]: ...
