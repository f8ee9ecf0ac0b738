"""JavaScript's ArrayBuffers."""

from __future__ import annotations

from abc import ABC, ABCMeta, abstractmethod
from dataclasses import dataclass
from functools import partial
from types import TracebackType
from typing import TYPE_CHECKING, Any, Generic, NoReturn, overload

from clonewire._native import BufferStorage
from clonewire.jstypes import _repr
from clonewire.jstypes.buffer_access import BufferFlags, ReadableBinary, get_buffer
from clonewire.jstypes.errors import ByteLengthJSArrayBufferError
from clonewire.jstypes.protocols import SharedArrayBufferId, TransferId

if TYPE_CHECKING:
    from typing_extensions import Buffer, Self, TypeAlias, TypeVar

    AnyBuffer: TypeAlias = "ReadableBinary | Buffer"
    Data_co = TypeVar("Data_co", bound=ReadableBinary, default=ReadableBinary, covariant=True)
else:
    from typing import TypeVar

    Data_co = TypeVar("Data_co", covariant=True)


class BaseJSArrayBuffer(ABC):
    """The three kinds of ArrayBuffer, and what registers as one: what is written as an ArrayBuffer."""

    __slots__ = ()

    @abstractmethod
    def __buffer__(self, flags: int) -> memoryview: ...


@BaseJSArrayBuffer.register
class JSArrayBuffer(BufferStorage, Generic[Data_co], metaclass=ABCMeta):
    """A JavaScript ArrayBuffer: bytes that views share.

    It exports its bytes, so `memoryview(buffer)` and `numpy.frombuffer(buffer)` share them too. (Before Python 3.12
    they do so for the native types; `buffer.data` does on every version.) As a context manager it closes itself.

    Parameters
    ----------
    data
        The initial bytes; or a number, which is a byte length. Without data the bytes are zeros.
    byte_length
        The number of bytes, all zero, in place of `data`.
    max_byte_length
        How far `resize()` can go. Makes the buffer resizable.
    resizable
        Makes the buffer resizable, up to its initial length unless told otherwise.
    copy_data
        Whether the bytes are copied; else `data` itself holds them, and a resizable buffer needs a bytearray.
    readonly
        Whether the bytes cannot be changed, as those of an immutable ArrayBuffer.

    Raises
    ------
    ValueError
        If a buffer is to be both resizable and readonly, or resizable over something else than a bytearray.
    ByteLengthJSArrayBufferError
        If the buffer would be longer than `max_byte_length`.

    Examples
    --------
    >>> buffer = JSArrayBuffer(b"abc", max_byte_length=8)
    >>> buffer.resize(4)
    >>> buffer
    JSArrayBuffer(b'abc\\x00', max_byte_length=8)
    >>> buffer.data[3] = ord("d")
    >>> bytes(buffer.data)
    b'abcd'
    """

    __slots__ = ()

    if TYPE_CHECKING:
        # Kept by BufferStorage, where the native decoder puts them; they cannot be assigned to.
        @property
        def _data(self) -> Data_co: ...
        @property
        def max_byte_length(self) -> int:
            """The greatest length that `resize()` allows."""

        @property
        def resizable(self) -> bool:
            """Whether `resize()` works."""

    @overload
    def __init__(
        self,
        data: AnyBuffer | None = None,
        *,
        max_byte_length: int | None = None,
        resizable: bool | None = None,
        copy_data: bool | None = None,
        readonly: bool | None = None,
    ) -> None: ...
    @overload
    def __init__(
        self,
        byte_length: int | None = None,
        /,
        *,
        max_byte_length: int | None = None,
        resizable: bool | None = None,
        copy_data: bool | None = None,
        readonly: bool | None = None,
    ) -> None: ...
    def __init__(
        self,
        data: AnyBuffer | int | None = None,
        byte_length: int | None = None,
        *,
        max_byte_length: int | None = None,
        resizable: bool | None = None,
        copy_data: bool | None = None,
        readonly: bool | None = None,
    ) -> None:
        resizable = bool(resizable) or max_byte_length is not None
        readonly = bool(readonly)
        if resizable and readonly:
            raise ValueError("JSArrayBuffer cannot be both resizable and readonly")

        if byte_length is None and isinstance(data, int):
            byte_length = data
        content: Any
        if byte_length is not None or data is None or isinstance(data, int):
            content = bytes(byte_length or 0) if readonly else bytearray(byte_length or 0)
        elif copy_data is None or copy_data:
            content = bytes(get_buffer(data)) if readonly else bytearray(get_buffer(data))
        else:
            content = _wrap(data, readonly)
            if resizable and not isinstance(content, bytearray):
                raise ValueError("data must be a bytearray when copy_data is False and resizable is True")

        length = get_buffer(content).nbytes
        if max_byte_length is None:
            max_byte_length = length
        elif length > max_byte_length:
            raise ByteLengthJSArrayBufferError(
                "max_byte_length cannot be less than initial byte_length",
                byte_length=length,
                max_byte_length=max_byte_length,
            )
        super().__init__(content, max_byte_length, resizable)

    def resize(self, byte_length: int) -> None:
        """Change the buffer's length, at most to `max_byte_length`; new bytes are zeros.

        Raises
        ------
        ByteLengthJSArrayBufferError
            If the buffer is not resizable, or not to that length.
        BufferError
            If a memoryview of the buffer is in use.
        """
        problem = None
        if not self.resizable:
            problem = "This JSArrayBuffer is not resizable"
        elif not 0 <= byte_length <= self.max_byte_length:
            problem = "byte_length must be >= 0 and <= max_byte_length"
        if problem is not None:
            raise ByteLengthJSArrayBufferError(
                problem, byte_length=byte_length, max_byte_length=self.max_byte_length
            )
        data = self._data
        assert isinstance(data, bytearray)
        data.extend(bytes(max(0, byte_length - len(data))))
        del data[byte_length:]

    @property
    def data(self) -> memoryview:
        """The bytes, shared."""
        return self.__buffer__(BufferFlags.SIMPLE)

    def __buffer__(self, flags: int | BufferFlags) -> memoryview:
        return get_buffer(self._data, flags)[: self.max_byte_length]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc_value: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Release the memory, if it is that of a memoryview; the buffer can then no longer be read."""
        if isinstance(self._data, memoryview):
            self._data.release()

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return self._comparable() == other._comparable()

    def __hash__(self) -> int:
        return hash(self._comparable())

    def _comparable(self) -> tuple[Any, int, bool]:
        return self._data, self.max_byte_length, self.resizable

    def __repr__(self) -> str:
        return _repr.js_repr(self)

    def __reduce__(self) -> tuple[Any, ...]:
        data = self._data
        if isinstance(data, memoryview):  # cannot be pickled
            data = bytes(data) if data.readonly else bytearray(data)  # type: ignore[assignment]
        maximum = {"max_byte_length": self.max_byte_length} if self.resizable else {}
        return partial(type(self), copy_data=False, **maximum), (data,)


def _wrap(data: AnyBuffer, readonly: bool) -> Any:
    """What keeps the bytes of `data` without copying them."""
    if isinstance(data, bytes):
        return data
    if readonly:
        return get_buffer(data).toreadonly()
    # A memoryview of our own: the caller may release theirs.
    return data[:] if isinstance(data, memoryview) else data


@BaseJSArrayBuffer.register
@dataclass(frozen=True, slots=True)
class JSSharedArrayBuffer(metaclass=ABCMeta):
    """A JavaScript SharedArrayBuffer: only the number by which its own process knows it.

    It can be written back, but not read: its bytes are not in the data.
    """

    buffer_id: SharedArrayBufferId

    def __buffer__(self, flags: int) -> NoReturn:
        raise NotImplementedError("Cannot access SharedArrayBuffer from Python")


@BaseJSArrayBuffer.register
@dataclass(frozen=True, slots=True)
class JSArrayBufferTransfer(metaclass=ABCMeta):
    """A JavaScript ArrayBuffer that is handed over beside the data: only the number by which it is known there.

    It can be written back, but not read: its bytes are not in the data.
    """

    transfer_id: TransferId

    def __buffer__(self, flags: int) -> NoReturn:
        raise NotImplementedError("Cannot access ArrayBufferTransfer from Python")
