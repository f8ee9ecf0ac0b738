"""What a refusal advises is what a Python program writes."""

from __future__ import annotations

from typing import Any

import pytest

import clonewire
from clonewire import EncodeError, jstypes

PART = jstypes.JSUint8Array(jstypes.JSArrayBuffer(b"abc"), 1, 1)

# A value, how it is written, the option that the refusal names: with it the value is written.
HINTS: list[tuple[object, dict[str, Any], str]] = [
    ({"a": None}, {"format": "serial"}, 'variant="js"'),
    (b"a", {"format": "serial", "variant": "js", "bytes_as": "bytes"}, 'variant="starlark"'),
    (-0.0, {"format": "typeson"}, 'variant="registry14"'),
    (PART, {"format": "msgpack"}, 'views="slice"'),
    (PART, {"format": "cbor"}, 'views="slice"'),
    (PART, {"format": "cbor"}, 'views="share"'),
    (PART, {"format": "ungap"}, 'views="slice"'),
]


@pytest.mark.parametrize(("value", "options", "hint"), HINTS)
def test_hint(value: object, options: dict[str, Any], hint: str) -> None:
    with pytest.raises(EncodeError) as caught:
        clonewire.dumps(value, **options)
    assert hint in caught.value.detail
    assert "--" not in str(caught.value)
    name, text = hint.split("=")
    clonewire.dumps(value, **{**options, name: text.strip('"')})


def test_hint_of_convert() -> None:
    with pytest.raises(EncodeError, match='variant="js"'):
        clonewire.convert(clonewire.dumps({}), "serial")
