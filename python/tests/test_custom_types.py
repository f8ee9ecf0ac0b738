"""CustomTypes in the formats that carry them."""

from __future__ import annotations

from fractions import Fraction

import pytest

import clonewire

FORMATS = [
    ("v8", {}),
    ("cbor", {}),
    ("msgpack", {}),
    ("typeson", {}),
    ("ungap", {}),
    ("serial", {"variant": "js"}),
]


@pytest.mark.parametrize(("format", "options"), FORMATS, ids=lambda part: str(part))
def test_custom_type_comes_back(format: str, options: dict[str, str]) -> None:
    types = clonewire.CustomTypes()
    types.add(
        "Fraction",
        Fraction,
        dump=lambda fraction: [fraction.numerator, fraction.denominator],
        load=lambda pair: Fraction(pair[0], pair[1]),
        v8_id=1000,
        msgpack_code=100,
        cbor_tag=30_000,
    )
    value = {"half": Fraction(1, 2), "more": [Fraction(3, 4)]}
    data = clonewire.dumps(value, format=format, types=types, **options)
    assert clonewire.loads(data, format=format, types=types, plain=True, **options) == value
