"""What JavaScript's typed arrays and DataView have in common: a range of a buffer."""

from __future__ import annotations

from abc import ABCMeta, abstractmethod
from typing import TYPE_CHECKING, Any, ClassVar, ContextManager, Generic, Literal

from clonewire._native import ViewStorage
from clonewire.jstypes.array_buffers import JSArrayBuffer
from clonewire.jstypes.buffer_access import BufferFlags, get_buffer
from clonewire.jstypes.data_formats import DataFormat
from clonewire.jstypes.errors import BoundsJSArrayBufferError, ItemSizeJSArrayBufferError

if TYPE_CHECKING:
    from typing_extensions import Self, TypeAlias, TypeVar

    from clonewire.jstypes.array_buffers import AnyBuffer, JSArrayBufferTransfer, JSSharedArrayBuffer
    from clonewire.jstypes.tags import ArrayBufferViewTag

    AnyArrayBufferData: TypeAlias = "AnyBuffer | JSArrayBuffer | JSSharedArrayBuffer | JSArrayBufferTransfer"
    Backing = TypeVar("Backing", bound=AnyArrayBufferData, default=AnyArrayBufferData)
    Backing_co = TypeVar("Backing_co", bound=AnyArrayBufferData, default=AnyArrayBufferData, covariant=True)
    Access_co = TypeVar("Access_co", default=Any, covariant=True)
else:
    from typing import TypeVar

    Backing_co = TypeVar("Backing_co")
    Access_co = TypeVar("Access_co")


class JSArrayBufferView(ViewStorage, Generic[Backing_co, Access_co], metaclass=ABCMeta):
    """A range of a buffer, seen as items.

    The buffer may be anything that exports its memory; the view shares it, and exports its own range in turn.

    The constructor takes a range that is not within the buffer, as a view can get there: its buffer may shrink. Such a
    view is empty. `from_bytes()` refuses what JavaScript's constructors refuse.

    Views are equal if their items are.

    Parameters
    ----------
    backing_buffer
        What holds the bytes.
    item_offset
        Where the range begins, in items.
    item_length
        How many items; None: to the end of the buffer, and along with it if it is resizable.
    readonly
        True: the items cannot be changed through this view. None: as the buffer has it.
    """

    __slots__ = ()

    if TYPE_CHECKING:
        # Kept by ViewStorage, where the native decoder puts them; they cannot be assigned to.
        @property
        def backing_buffer(self) -> Backing_co:
            """What holds the bytes."""

        @property
        def item_offset(self) -> int:
            """Where the range begins, in items."""

        @property
        def item_length(self) -> int | None:
            """How many items; None: to the end of the buffer."""

        @property
        def readonly(self) -> Literal[True] | None:
            """Whether the items cannot be changed, though the buffer may be."""

    view_tag: ClassVar[ArrayBufferViewTag]
    """V8's tag for this kind of view."""
    data_format: ClassVar[DataFormat]
    """The items' type and width."""

    def __init__(
        self,
        backing_buffer: Backing_co,
        item_offset: int = 0,
        item_length: int | None = None,
        readonly: Literal[True] | None = None,
    ) -> None:
        if item_offset < 0:
            raise ValueError("item_offset cannot be negative")
        if item_length is not None and item_length < 0:
            raise ValueError("item_length cannot be negative")
        if readonly is not None and readonly is not True:
            raise ValueError("readonly must be True or None")
        super().__init__(backing_buffer, item_offset, item_length, readonly)

    @classmethod
    def from_bytes(
        cls,
        backing_buffer: Backing,
        *,
        byte_offset: int = 0,
        byte_length: int | None = None,
        readonly: Literal[True] | None = None,
    ) -> Self:
        """A view whose range is given in bytes, with the checks of JavaScript's constructors.

        Raises
        ------
        ItemSizeJSArrayBufferError
            If the offset or the length is not a multiple of the item size.
        BoundsJSArrayBufferError
            If the range is not within the buffer, or is to end with it and would end within an item.
        """
        itemsize = cls.data_format.byte_length
        for name, position in (("byte_offset", byte_offset), ("byte_length", byte_length)):
            if position is not None and position % itemsize != 0:
                raise ItemSizeJSArrayBufferError(
                    f"{name} must be a multiple of the itemsize",
                    itemsize=itemsize,
                    byte_offset=byte_offset,
                    byte_length=byte_length,
                )

        item_length = None if byte_length is None else byte_length // itemsize
        view = cls(backing_buffer, byte_offset // itemsize, item_length, readonly)  # type: ignore[arg-type]
        try:
            with get_buffer(backing_buffer) as memory:
                buffer_byte_length = memory.nbytes
        except NotImplementedError:
            return view  # the buffer is in another process: nothing to check the range against

        problem = None
        if byte_length is None and not view.is_length_tracking and buffer_byte_length % itemsize != 0:
            problem = (
                "backing_buffer byte length must be a multiple of the itemsize when the view does not have an "
                "explicit byte_length"
            )
        elif view.byte_offset < byte_offset:
            problem = "byte_offset is not within the bounds of the backing_buffer"
        elif byte_length is not None and view.byte_length < byte_length:
            problem = "byte_length is not within the bounds of the backing_buffer"
        if problem is not None:
            raise BoundsJSArrayBufferError(
                problem, byte_offset=byte_offset, byte_length=byte_length, buffer_byte_length=buffer_byte_length
            )
        return view

    @property
    def byte_offset(self) -> int:
        """Where the range begins, in bytes; 0 if it is not within the buffer."""
        return self.item_offset * self.data_format.byte_length if self.is_in_range else 0

    @property
    def byte_length(self) -> int:
        """How many bytes the range has now; 0 if it is not within the buffer."""
        return self._range()[1].nbytes

    @property
    def is_length_tracking(self) -> bool:
        """Whether the range grows and shrinks with its buffer."""
        return self.item_length is None and self.is_backing_buffer_resizable

    @property
    def is_backing_buffer_resizable(self) -> bool:
        """Whether the buffer can change its length."""
        backing_buffer = self.backing_buffer
        return isinstance(backing_buffer, bytearray) or (
            isinstance(backing_buffer, JSArrayBuffer) and backing_buffer.resizable
        )

    @property
    def is_in_range(self) -> bool:
        """Whether the whole range is within the buffer."""
        return self._range()[0]

    @abstractmethod
    def get_buffer(self, *, readonly: Literal[True] | None = None) -> ContextManager[Access_co]:
        """A context manager that gives access to the items."""

    def get_buffer_as_memoryview(self, *, readonly: Literal[True] | None = None) -> memoryview:
        """The range's bytes, shared: one dimension, format "B". Empty if the range is not within the buffer.

        With `readonly` they cannot be changed.
        """
        memory = self._range()[1]
        return memory.toreadonly() if readonly else memory

    def _range(self) -> tuple[bool, memoryview]:
        """Whether the range is within the buffer, and its bytes."""
        try:
            memory = get_buffer(self.backing_buffer)
        except NotImplementedError:  # the buffer is in another process
            memory = memoryview(b"")
        if self.readonly:
            memory = memory.toreadonly()

        itemsize = self.data_format.byte_length
        start = self.item_offset * itemsize
        if self.item_length is None:
            available = max(0, memory.nbytes - start)
            end = start + available - available % itemsize
        else:
            end = start + self.item_length * itemsize
        in_range = max(start, end) <= memory.nbytes
        return in_range, memory[start:end] if in_range else memory[:0]

    def __buffer__(self, flags: int | BufferFlags) -> memoryview:
        return self.data_format.cast(self.get_buffer_as_memoryview())

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        if not isinstance(other, JSArrayBufferView):
            return NotImplemented
        with self.get_buffer(readonly=True) as items, other.get_buffer(readonly=True) as other_items:
            return bool(items == other_items)

    def __hash__(self) -> int:
        # Fails for memory that can change, as hash(memoryview) does.
        with self.get_buffer_as_memoryview(readonly=True) as memory:
            return hash(memory)

    def __repr__(self) -> str:
        pieces = [repr(self.backing_buffer)]
        if self.item_offset != 0:
            pieces.append(f"item_offset={self.item_offset!r}")
        if self.item_length is not None:
            pieces.append(f"item_length={self.item_length!r}")
        if self.readonly is not None:
            pieces.append(f"readonly={self.readonly!r}")
        return f"{type(self).__name__}({', '.join(pieces)})"

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.backing_buffer, self.item_offset, self.item_length, self.readonly)
