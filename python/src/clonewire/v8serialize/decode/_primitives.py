"""Reading what is not an object: the header, tags, numbers and strings."""

from __future__ import annotations

import codecs
import struct
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar, cast, overload

from clonewire.v8serialize._errors import DecodeV8SerializeError
from clonewire.v8serialize._references import SerializedObjectLog
from clonewire.v8serialize.constants import (
    INT32_RANGE,
    UINT32_RANGE,
    SerializationErrorTag,
    SerializationTag,
    TagConstraint,
    kLatestVersion,
)

if TYPE_CHECKING:
    from typing_extensions import Never

    from clonewire.jstypes.buffer_access import ReadableBinary

TagT = TypeVar("TagT", bound=SerializationTag)

_OLDEST_VERSION = 13  # V8 5.8 (2017) and Node 16 write it
_BIGINT_LENGTH_MASK = 2**30 - 1


@dataclass(slots=True)
class PrimitiveTagReader:
    """The part of a ReadableTagStream that knows no objects."""

    data: ReadableBinary
    """The bytes that are read."""

    pos: int = field(default=0)
    """Where the next byte is read."""

    objects: SerializedObjectLog = field(default_factory=SerializedObjectLog)
    """The objects that have been read, by number."""

    version: int = field(default=kLatestVersion)
    """The version of the format, as the header gave it."""

    @property
    def eof(self) -> bool:
        """Whether everything has been read."""
        return self.pos == len(self.data)

    def throw(self, message: str, *, cause: BaseException | None = None) -> Never:
        """Raise a DecodeV8SerializeError for the current position."""
        raise DecodeV8SerializeError(message, data=self.data, position=self.pos) from cause

    def ensure_capacity(self, count: int) -> None:
        """Raise DecodeV8SerializeError unless there are `count` more bytes."""
        available = max(0, len(self.data) - self.pos)
        if count > available:
            self.throw(
                f"Data truncated: Expected {count} bytes at position {self.pos} but {available} available"
            )

    def peak_tag(self) -> SerializationTag | None:
        """The tag at the current position, if the byte there is one; the position stays."""
        if self.eof or self.data[self.pos] not in SerializationTag:
            return None
        return SerializationTag(self.data[self.pos])

    @overload
    def read_tag(self, tag: None = None, *, consume: bool = True) -> SerializationTag: ...
    @overload
    def read_tag(self, tag: TagT, *, consume: bool = True) -> TagT: ...
    @overload
    def read_tag(self, tag: TagConstraint[TagT], *, consume: bool = True) -> TagT: ...

    def read_tag(
        self, tag: SerializationTag | TagConstraint | None = None, *, consume: bool = True
    ) -> SerializationTag:
        """Read a tag, and the padding before it.

        Parameters
        ----------
        tag
            The only tag, or tags, that may stand here; any if None.
        consume
            Whether to go past the tag. Padding is gone past in any case.
        """
        self.read_padding()
        code = self.data[self.pos]
        if code not in SerializationTag:
            self.throw(f"Expected a tag at position {self.pos} but found {code} (not a valid tag)")
        found = SerializationTag(code)
        is_expected = tag is None or (found in tag if isinstance(tag, TagConstraint) else found is tag)
        if not is_expected:
            expected = tag.allowed_tag_names if isinstance(tag, TagConstraint) else cast(SerializationTag, tag).name
            self.throw(f"Expected tag {expected} at position {self.pos} but found {code} ({found.name})")
        self.pos += consume
        return found

    def read_padding(self) -> None:
        """Go past padding; something must follow it."""
        self.ensure_capacity(1)
        while self.data[self.pos] == SerializationTag.kPadding:
            self.pos += 1
            self.ensure_capacity(1)

    def read_bytes(self, count: int) -> ReadableBinary:
        """Read `count` bytes."""
        self.ensure_capacity(count)
        begin = self.pos
        self.pos += count
        return self.data[begin : self.pos]

    def read_varint(self, max_bits: int | None = None) -> int:
        """Read a non-negative integer of seven bits a byte, the lowest first.

        With `max_bits`, no more bytes than so many bits need.
        """
        data = self.data
        number = shift = 0
        for position in range(self.pos, len(data)):
            byte = data[position]
            number |= (byte & 0x7F) << shift
            if byte < 0x80:
                self.pos = position + 1
                return number
            shift += 7
            if max_bits is not None and shift >= max_bits:
                self.throw(f"Varint is larger than {max_bits} bits")
        last = max(self.pos, len(data) - 1)
        count = last - self.pos
        self.pos = last
        self.throw(f"Data truncated: end of stream while reading varint after reading {count} bytes")

    def read_zigzag(self, max_bits: int | None = None) -> int:
        """Read an integer of either sign; see `read_varint()` for `max_bits`."""
        number = self.read_varint(max_bits)
        return -(number // 2) - 1 if number % 2 else number // 2

    def read_header(self) -> int:
        """Read the version of the format, and return it.

        Raises
        ------
        DecodeV8SerializeError
            When it is not 13, 14 or 15.
        """
        self.read_tag(SerializationTag.kVersion)
        version = self.read_varint()
        if not _OLDEST_VERSION <= version <= kLatestVersion:
            self.throw(f"Unsupported version {version}")
        self.version = version
        return version

    def read_double(self, *, tag: bool = False) -> float:
        """Read a number of 8 bytes; its tag too if `tag`, here and in the other methods."""
        if tag:
            self.read_tag(SerializationTag.kDouble)
        self.ensure_capacity(8)
        (value,) = struct.unpack_from("<d", self.data, self.pos)
        self.pos += 8
        return cast(float, value)

    def read_int32(self, *, tag: bool = False) -> int:
        """Read a number that is an integer of 32 bits, with sign."""
        if tag:
            self.read_tag(SerializationTag.kInt32)
        value = self.read_zigzag(max_bits=32)
        if value not in INT32_RANGE:
            self.throw(f"Serialized value is out of {INT32_RANGE} for Int32: {value}")
        return value

    def read_uint32(self, *, tag: bool = False) -> int:
        """Read a number that is an integer of 32 bits, without sign."""
        if tag:
            self.read_tag(SerializationTag.kUint32)
        value = self.read_varint(max_bits=32)
        if value not in UINT32_RANGE:
            self.throw(f"Serialized value is out of {UINT32_RANGE} for UInt32: {value}")
        return value

    def read_bigint(self, *, tag: bool = False) -> int:
        """Read a bigint."""
        if tag:
            self.read_tag(SerializationTag.kBigInt)
        bitfield = self.read_varint()
        magnitude = int.from_bytes(self.read_bytes(bitfield >> 1 & _BIGINT_LENGTH_MASK), "little")
        return -magnitude if bitfield & 1 else magnitude

    def read_string_onebyte(self, *, tag: bool = False) -> str:
        """Read a string in Latin-1."""
        if tag:
            self.read_tag(SerializationTag.kOneByteString)
        return self._read_string("latin-1")

    def read_string_twobyte(self, *, tag: bool = False) -> str:
        """Read a string in UTF-16; lone surrogates stay as they are."""
        if tag:
            self.read_tag(SerializationTag.kTwoByteString)
        return self._read_string("utf-16-le", "TwoByteString is not valid UTF-16 data")

    def read_string_utf8(self, *, tag: bool = False) -> str:
        """Read a string in UTF-8."""
        if tag:
            self.read_tag(SerializationTag.kUtf8String)
        return self._read_string("utf-8", "Utf8String is not valid UTF-8 data")

    def _read_string(self, encoding: str, invalid: str = "") -> str:
        length = self.read_varint()
        encoded = self.read_bytes(length)
        # JavaScript's strings may have lone surrogates, and only its UTF-16 can bring them.
        errors = "surrogatepass" if encoding == "utf-16-le" else "strict"
        try:
            # Not every kind of binary data has a method decode().
            return codecs.decode(encoded, encoding, errors)
        except UnicodeDecodeError as error:
            self.pos -= length
            self.throw(invalid, cause=error)

    def read_error_tag(self) -> SerializationErrorTag:
        """Read what the next part of an Error is."""
        self.ensure_capacity(1)
        code = self.read_varint()
        if code not in SerializationErrorTag:
            self.throw(f"Expected an error tag but found {code} (not a valid error tag)")
        return SerializationErrorTag(code)
