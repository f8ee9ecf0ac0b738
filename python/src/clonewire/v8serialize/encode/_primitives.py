"""Writing what is not an object: the header, tags, numbers and strings."""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass, field
from types import TracebackType
from typing import Final, Literal

from clonewire.v8serialize._errors import EncodeV8SerializeError
from clonewire.v8serialize._references import SerializedObjectLog
from clonewire.v8serialize.constants import (
    INT32_RANGE,
    JS_CONSTANT_TAGS,
    UINT32_RANGE,
    ConstantTags,
    SerializationFeature,
    SerializationTag,
    TagConstraint,
    kLatestVersion,
)

_BIGINT_BYTE_LENGTH_BITS: Final = 30
_SURROGATE_PAIR: Final = re.compile("[\ud800-\udbff][\udc00-\udfff]")


@dataclass(slots=True)
class TagConstraintRemover:
    """Lets its stream write every tag again at the end of a `with` block."""

    stream: PrimitiveTagStream

    def __enter__(self) -> None:
        pass

    def __exit__(
        self, error_type: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None, /
    ) -> None:
        self.stream.allowed_tags = None


@dataclass(slots=True)
class PrimitiveTagStream:
    """The part of a WritableTagStream that knows no objects."""

    data: bytearray = field(default_factory=bytearray)
    """What has been written."""

    objects: SerializedObjectLog = field(default_factory=SerializedObjectLog)
    """The objects that have been written, by number."""

    allowed_tags: TagConstraint | None = field(init=False, default=None)
    """The tags that may come next; None for all of them."""

    features: SerializationFeature = field(default=SerializationFeature.MaxCompatibility)
    """The additions to the format that may be used."""

    @property
    def pos(self) -> int:
        """The number of bytes that have been written."""
        return len(self.data)

    def constrain_tags(self, allowed_tags: TagConstraint) -> TagConstraintRemover:
        """Allow only some tags within a `with` block, as for the name of a property.

        Constraints do not nest: this one replaces any other, and after the block there is none. So it suits places
        where one atomic value has to stand, not whole trees.
        """
        self.allowed_tags = allowed_tags
        return TagConstraintRemover(self)

    def write_tag(self, tag: SerializationTag | None) -> None:
        """Write a tag; nothing if it is None.

        Raises
        ------
        EncodeV8SerializeError
            When `allowed_tags` does not have it.
        """
        if tag is None:
            return
        if self.allowed_tags is not None:
            _require_allowed(tag, self.allowed_tags)
        self.data.append(tag)

    def write_varint(self, n: int) -> None:
        """Write a non-negative integer, seven bits a byte, the lowest first."""
        if n < 0:
            raise ValueError(f"varint must be non-negative: {n}")
        while n > 0x7F:
            self.data.append(n & 0x7F | 0x80)
            n >>= 7
        self.data.append(n)

    def write_zigzag(self, n: int) -> None:
        """Write an integer of either sign: twice its magnitude, less one if it is negative."""
        self.write_varint(2 * n if n >= 0 else -2 * n - 1)

    def write_header(self) -> None:
        """Write the version of the format."""
        self.write_tag(SerializationTag.kVersion)
        self.write_varint(kLatestVersion)

    def write_constant(self, constant: ConstantTags) -> None:
        """Write a hole, undefined, null, true or false."""
        _require_allowed(constant, JS_CONSTANT_TAGS)
        self.write_tag(constant)

    def write_double(
        self, value: float | int, *, tag: Literal[SerializationTag.kDouble] | None = SerializationTag.kDouble
    ) -> None:
        """Write a number as the 8 bytes of a float."""
        self.write_tag(tag)
        self.data += struct.pack("<d", value)

    def write_int32(
        self, value: int, *, tag: Literal[SerializationTag.kInt32] | None = SerializationTag.kInt32
    ) -> None:
        """Write a number that is an integer of 32 bits, with sign."""
        if int(value) not in INT32_RANGE:
            raise ValueError(f"Python int is too large to represent as Int32: value must be in {INT32_RANGE}")
        self.write_tag(tag)
        self.write_zigzag(value)

    def write_uint32(
        self, value: int, *, tag: Literal[SerializationTag.kUint32] | None = SerializationTag.kUint32
    ) -> None:
        """Write a number that is an integer of 32 bits, without sign."""
        if int(value) not in UINT32_RANGE:
            raise ValueError(f"Python int is too large to represent as Uint32: value must be in {UINT32_RANGE}")
        self.write_tag(tag)
        self.write_varint(value)

    def write_bigint(
        self, value: int, *, tag: Literal[SerializationTag.kBigInt] | None = SerializationTag.kBigInt
    ) -> None:
        """Write a bigint."""
        byte_length = value.bit_length() // 8 + 1
        if byte_length.bit_length() > _BIGINT_BYTE_LENGTH_BITS:
            raise ValueError(
                f"Python int is too large to represent as JavaScript BigInt: {_BIGINT_BYTE_LENGTH_BITS} bits are "
                f"available to represent the byte length, but this int needs {byte_length.bit_length()}"
            )
        self.write_tag(tag)
        self.write_varint(byte_length << 1 | (value < 0))
        self.data += abs(value).to_bytes(byte_length, "little")

    def write_string_onebyte(
        self, value: str, *, tag: Literal[SerializationTag.kOneByteString] | None = SerializationTag.kOneByteString
    ) -> None:
        """Write a string in Latin-1; ValueError when it has other characters."""
        try:
            encoded = value.encode("latin-1")
        except UnicodeEncodeError as error:
            raise ValueError("Attempted to encode non-latin1 string in OneByte representation") from error
        self._write_string(tag, encoded)

    def write_string_twobyte(
        self, value: str, *, tag: Literal[SerializationTag.kTwoByteString] | None = SerializationTag.kTwoByteString
    ) -> None:
        """Write a string in UTF-16, aligned to even offsets as V8 expects it; lone surrogates stay as they are."""
        # Two that make a pair come back as the one character that they are in JavaScript, which is another str.
        encoded = value.encode("utf-16-le", "strict" if _SURROGATE_PAIR.search(value) else "surrogatepass")
        begin = self.pos
        self._write_string(tag, encoded)
        if tag is not None and (self.pos - len(encoded)) % 2:
            self.data.insert(begin, SerializationTag.kPadding)

    def write_string_utf8(
        self, value: str, *, tag: Literal[SerializationTag.kUtf8String] | None = SerializationTag.kUtf8String
    ) -> None:
        """Write a string in UTF-8, which V8 reads and never writes; UnicodeEncodeError when it has lone surrogates."""
        self._write_string(tag, value.encode("utf-8"))

    def write_string(self, value: str) -> None:
        """Write any string: in UTF-8 or, as UTF-8 has no lone surrogates, in UTF-16 when it has some."""
        try:
            self.write_string_utf8(value)
        except UnicodeEncodeError:
            self.write_string_twobyte(value)

    def _write_string(self, tag: SerializationTag | None, encoded: bytes) -> None:
        self.write_tag(tag)
        self.write_varint(len(encoded))
        self.data += encoded


def _require_allowed(tag: SerializationTag, constraint: TagConstraint) -> None:
    if tag not in constraint:
        raise EncodeV8SerializeError(
            f"Attempted to write tag {tag.name} in a context where allowed tags are {constraint}"
        )
