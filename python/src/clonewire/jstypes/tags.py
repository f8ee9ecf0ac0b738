"""The one-byte tags of V8's serialization format (V8: src/objects/value-serializer.cc).

Beside each tag stands what follows it in the data. `varint` is an unsigned LEB128 integer of at most 32 bits.
"""

from __future__ import annotations

from clonewire.jstypes._enums import IntEnum


class SerializationTag(IntEnum):
    """What the next value in V8's format is.

    >>> SerializationTag(ord("o"))
    <SerializationTag.kBeginJSObject: 111>
    """

    kVersion = 0xFF  # varint: the format's version; only at the beginning
    kPadding = 0  # nothing; skipped
    kVerifyObjectCount = ord("?")  # varint: once a count of objects; skipped

    kTheHole = ord("-")
    kUndefined = ord("_")
    kNull = ord("0")
    kTrue = ord("T")
    kFalse = ord("F")

    kInt32 = ord("I")  # zigzag varint
    kUint32 = ord("U")  # varint
    kDouble = ord("N")  # 8 bytes, in the writer's byte order
    kBigInt = ord("Z")  # varint: sign (bit 0) and byte length, then the magnitude, little-endian
    kUtf8String = ord("S")  # varint: byte length, then the bytes
    kOneByteString = ord('"')  # the same, in Latin-1
    kTwoByteString = ord("c")  # the same, in UTF-16 of the writer's byte order

    kObjectReference = ord("^")  # varint: the number of an object that came before
    kBeginJSObject = ord("o")  # keys and values
    kEndJSObject = ord("{")  # varint: number of properties
    kBeginSparseJSArray = ord("a")  # varint: length, then keys and values
    kEndSparseJSArray = ord("@")  # varints: number of properties, length
    kBeginDenseJSArray = ord("A")  # varint: length, then that many values, then keys and values
    kEndDenseJSArray = ord("$")  # varints: number of properties, length
    kDate = ord("D")  # double: milliseconds since 1970, NaN when invalid
    kTrueObject = ord("y")
    kFalseObject = ord("x")
    kNumberObject = ord("n")  # double
    kBigIntObject = ord("z")  # as kBigInt
    kStringObject = ord("s")  # a string with its own tag
    kRegExp = ord("R")  # a string with its own tag, then varint: flags
    kBeginJSMap = ord(";")  # keys and values
    kEndJSMap = ord(":")  # varint: twice the number of entries
    kBeginJSSet = ord("'")  # members
    kEndJSSet = ord(",")  # varint: number of members

    kArrayBuffer = ord("B")  # varint: byte length, then the bytes
    kResizableArrayBuffer = ord("~")  # varints: byte length, greatest byte length, then the bytes
    kArrayBufferTransfer = ord("t")  # varint: transfer id
    # Follows its buffer (or a reference to it) directly: an ArrayBufferViewTag, then varints: byte offset, byte length,
    # flags (from version 14 on).
    kArrayBufferView = ord("V")
    kSharedArrayBuffer = ord("u")  # varint: transfer id
    kSharedObject = ord("p")  # varint: id of a value shared between isolates

    kWasmModuleTransfer = ord("w")  # varint: transfer id
    kHostObject = ord("\\")  # whatever the embedder wrote
    kWasmMemoryTransfer = ord("m")  # zigzag varint: greatest number of pages, then a SharedArrayBuffer
    kError = ord("r")  # SerializationErrorTags with their data, until End

    # Chromium used these before format version 13 had kHostObject; they may stand in old data.
    kLegacyReservedMessagePort = ord("M")
    kLegacyReservedBlob = ord("b")
    kLegacyReservedBlobIndex = ord("i")
    kLegacyReservedFile = ord("f")
    kLegacyReservedFileIndex = ord("e")
    kLegacyReservedDOMFileSystem = ord("d")
    kLegacyReservedFileList = ord("l")
    kLegacyReservedFileListIndex = ord("L")
    kLegacyReservedImageData = ord("#")
    kLegacyReservedImageBitmap = ord("g")
    kLegacyReservedImageBitmapTransfer = ord("G")
    kLegacyReservedOffscreenCanvas = ord("H")
    kLegacyReservedCryptoKey = ord("K")
    kLegacyReservedRTCCertificate = ord("k")


class ArrayBufferViewTag(IntEnum):
    """Which kind of view over an ArrayBuffer."""

    kInt8Array = ord("b")
    kUint8Array = ord("B")
    kUint8ClampedArray = ord("C")
    kInt16Array = ord("w")
    kUint16Array = ord("W")
    kInt32Array = ord("d")
    kUint32Array = ord("D")
    kFloat16Array = ord("h")
    kFloat32Array = ord("f")
    kFloat64Array = ord("F")
    kBigInt64Array = ord("q")
    kBigUint64Array = ord("Q")
    kDataView = ord("?")


class SerializationErrorTag(IntEnum):
    """The parts of an Error."""

    EvalErrorPrototype = ord("E")
    """It is an EvalError."""
    RangeErrorPrototype = ord("R")
    """It is a RangeError."""
    ReferenceErrorPrototype = ord("F")
    """It is a ReferenceError."""
    SyntaxErrorPrototype = ord("S")
    """It is a SyntaxError."""
    TypeErrorPrototype = ord("T")
    """It is a TypeError."""
    UriErrorPrototype = ord("U")
    """It is a URIError."""
    Message = ord("m")
    """A string follows: the message."""
    Cause = ord("c")
    """A value follows: the cause."""
    Stack = ord("s")
    """A string follows: the stack trace."""
    End = ord(".")
    """The Error ends here."""
