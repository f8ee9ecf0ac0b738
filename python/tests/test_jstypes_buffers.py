"""ArrayBuffers and views share memory; what they refuse; what they export."""

from __future__ import annotations

from array import array
from typing import Any

import pytest

from clonewire.jstypes import (
    ArrayBufferViewStructFormat,
    JSArrayBuffer,
    JSBuffer,
    JSDataView,
    JSFloat16Array,
    JSInt16Array,
    JSSharedArrayBuffer,
    JSUint8Array,
    JSUint16Array,
)
from clonewire.jstypes.buffer_access import get_buffer
from clonewire.jstypes.protocols import SharedArrayBufferId

try:
    memoryview(JSArrayBuffer())  # type: ignore[arg-type]
    EXPORTS = True
except TypeError:
    EXPORTS = False

exports_to_c = pytest.mark.skipif(not EXPORTS, reason="before Python 3.12 only native storage exports its memory to C")


def test_views_share_their_buffer() -> None:
    buffer = JSArrayBuffer(8)
    with JSInt16Array(buffer, item_offset=1).get_buffer() as items, JSDataView(buffer).get_buffer() as data:
        items[0] = -2
        assert data.get_int16(2, little_endian=True) == -2
        data.set_uint8(7, 255)
        assert items.tolist() == [-2, 0, -256]


def test_a_view_follows_its_resizable_buffer() -> None:
    buffer = JSArrayBuffer(b"abcd", max_byte_length=8)
    tracking, fixed = JSUint16Array(buffer), JSUint16Array(buffer, item_offset=1, item_length=1)
    lengths = []
    for byte_length in (8, 5, 3, 4):
        buffer.resize(byte_length)
        lengths.append((tracking.byte_length, fixed.byte_length, fixed.is_in_range))
    assert lengths == [(8, 2, True), (4, 2, True), (2, 0, False), (4, 2, True)]


def test_a_buffer_in_use_is_not_resized() -> None:
    buffer = JSArrayBuffer(b"abcd", max_byte_length=8)
    with buffer.data, pytest.raises(BufferError):
        buffer.resize(8)


READ_ONLY = [(JSArrayBuffer(b""), "max_byte_length"), (JSArrayBuffer(b""), "resizable"), (JSUint8Array(b""), "readonly")]


@pytest.mark.parametrize(("value", "name"), READ_ONLY)
def test_attributes_cannot_be_assigned(value: Any, name: str) -> None:
    with pytest.raises(AttributeError):
        setattr(value, name, 1)


def test_wide_arrays_are_kept_whole() -> None:
    wide = array("H", [1, 2])
    for copy_data in (True, False):
        assert JSArrayBuffer(wide, copy_data=copy_data).data.nbytes == 4


def test_a_node_buffer_is_a_uint8_array() -> None:
    assert JSBuffer(b"ab") == JSUint8Array(b"ab")
    assert repr(JSBuffer(JSArrayBuffer(b"ab"))) == "JSBuffer(JSArrayBuffer(b'ab'))"
    assert ArrayBufferViewStructFormat(JSBuffer.view_tag).view_type is JSUint8Array


def test_half_floats_are_read_and_written() -> None:
    memory = bytearray(4)
    with JSFloat16Array(memory).get_buffer() as items:
        items[1] = -2.0
    assert memory == b"\x00\x00\x00\xc0"


def test_a_buffer_in_another_process_cannot_be_read() -> None:
    view = JSUint8Array(JSSharedArrayBuffer(SharedArrayBufferId(1)), item_length=4)
    assert (view.byte_length, view.is_in_range) == (0, False)
    with pytest.raises(NotImplementedError):
        get_buffer(view.backing_buffer)


@pytest.mark.parametrize("kind", ArrayBufferViewStructFormat, ids=lambda kind: kind.name)
@exports_to_c
def test_views_export_their_items(kind: ArrayBufferViewStructFormat) -> None:
    view = kind.view_type(JSArrayBuffer(16), item_offset=1)
    exported = memoryview(view)  # type: ignore[arg-type]
    width = view.data_format.byte_length
    assert (exported.nbytes, exported.itemsize, exported.readonly) == (16 - width, width, False)


@exports_to_c
def test_numpy_shares_the_memory() -> None:
    numpy = pytest.importorskip("numpy")
    buffer = JSArrayBuffer(8)
    numbers = numpy.asarray(JSInt16Array(buffer))
    numbers[1] = 258
    assert (numbers.dtype, bytes(buffer.data)) == (numpy.int16, b"\x00\x00\x02\x01\x00\x00\x00\x00")
    assert numpy.asarray(JSFloat16Array(buffer)).dtype == numpy.float16
    assert numpy.frombuffer(buffer, dtype="u1").tolist() == [0, 0, 2, 1, 0, 0, 0, 0]
