"""`Encoder` and `dumps()`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from clonewire import _native
from clonewire.v8serialize._features import SerializationFeature, UnreleasedVersion
from clonewire.v8serialize._versions import AnyVersion, Version
from clonewire.v8serialize.encode._context import DefaultEncodeContext, EncodeStep
from clonewire.v8serialize.encode._stream import WritableTagStream
from clonewire.v8serialize.encode._tag_writer import default_encode_steps


@dataclass(init=False, slots=True)
class Encoder:
    """Writes values in V8's format; the options of `dumps()`, kept.

    Parameters
    ----------
    encode_steps
        What decides how values are written; `default_encode_steps` when None.
    features
        Additions to the format that may be used.
    v8_version
        The oldest V8 that has to read the data: what it can read may be used too.

    Raises
    ------
    LookupError
        When that V8 is too old for the format.
    """

    encode_steps: Sequence[EncodeStep]
    features: SerializationFeature

    def __init__(
        self,
        *,
        encode_steps: Iterable[EncodeStep] | None = default_encode_steps,
        features: SerializationFeature | None = None,
        v8_version: AnyVersion | UnreleasedVersion | str | None = None,
    ) -> None:
        self.encode_steps = default_encode_steps if encode_steps is None else tuple(encode_steps)
        self.features = SerializationFeature.MaxCompatibility if features is None else features
        if v8_version is not None:
            self.features |= SerializationFeature.supported_by(v8_version=v8_version)

    @property
    def first_v8_version(self) -> Version | UnreleasedVersion:
        """The oldest V8 that reads everything this encoder may write."""
        enabled = [SerializationFeature.MaxCompatibility, *self.features]
        return max(feature.first_v8_version for feature in enabled)

    def encode(self, value: object) -> bytearray:
        """Write one value, with the header; see `dumps()`."""
        context = DefaultEncodeContext(self.encode_steps, stream=WritableTagStream(features=self.features))
        context.stream.write_header()
        context.encode_object(value)
        return context.stream.data


def dumps(
    value: object,
    *,
    encode_steps: Iterable[EncodeStep] | None = default_encode_steps,
    features: SerializationFeature | None = None,
    v8_version: AnyVersion | UnreleasedVersion | str | None = None,
) -> bytes:
    """Write a value in V8's format, as JavaScript's `v8.deserialize()` and `structuredClone` based stores read it.

    >>> from clonewire.v8serialize.jstypes import JSObject
    >>> dumps(JSObject(id=42))
    b'\\xff\\x0foS\\x02idU*{\\x01'

    Parameters
    ----------
    value
        What to write: Python's own types or those of `jstypes`.
    encode_steps
        What decides how values are written; `default_encode_steps` when None.
    features
        Additions to the format that may be used: none, unless named here or implied by `v8_version`.
    v8_version
        The oldest V8 that has to read the data: what it can read may be used too.

    Raises
    ------
    UnhandledValueEncodeV8SerializeError
        When there is no JavaScript value for `value`, or for something in it.
    FeatureNotEnabledEncodeV8SerializeError
        When it needs a feature that is not enabled.
    IllegalCyclicReferenceV8SerializeError
        When an error is its own cause, and CircularErrorCause is not enabled.
    """
    has_default_steps = encode_steps is None or encode_steps is default_encode_steps
    if has_default_steps and features is None and v8_version is None:
        data = _native.dumps_as_v8serialize(value)
        if isinstance(data, bytes):
            return data
    return bytes(Encoder(encode_steps=encode_steps, features=features, v8_version=v8_version).encode(value))
