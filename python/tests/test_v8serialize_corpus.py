"""The bytes of real engines, and damaged ones: we read from them what v8serialize from PyPI reads."""

from __future__ import annotations

from pathlib import Path

import pytest
from peer_support import as_ours, comparable, loads_outcomes

CORPUS = Path(__file__).parents[2] / "tests" / "corpus" / "v8"
FOLDERS = sorted(folder.name for folder in CORPUS.iterdir() if folder.is_dir())

NEGATIVE_ZERO = "the peer reads -0 as 0"
LONE_SURROGATE = "the peer refuses strings with lone surrogates"
NO_DATETIME = "the peer fails at dates that datetime cannot hold"
HOST_OBJECT = "the peer does not number host objects, so references after them go wrong"
DEPTH = "the peer recurses, and gives up"
VARINT = "the peer refuses a varint whose last byte says that more follow, V8 reads it"
MESSAGE = "another message"

DIFFERENCES = {
    "array-neg-zero-nan": NEGATIVE_ZERO,
    "map-neg-zero-key": NEGATIVE_ZERO,
    "number-neg-zero": NEGATIVE_ZERO,
    "doc-profile": NEGATIVE_ZERO,
    "string-lone-high": LONE_SURROGATE,
    "string-lone-low": LONE_SURROGATE,
    "string-swapped-surrogates": LONE_SURROGATE,
    "date-invalid": NO_DATETIME,
    "date-max": NO_DATETIME,
    "date-negative": NO_DATETIME,
    "date-out-of-range": NO_DATETIME,
    "view-twice": HOST_OBJECT,
    "deep-arrays-1000": DEPTH,
    "deep-objects-1000": DEPTH,
    "varint-5-bytes-all-continuing": VARINT,
    "error-bad-tag": MESSAGE,
    "regexp-u-and-v": MESSAGE,
}


@pytest.mark.parametrize("folder", FOLDERS)
def test_reads_the_same(folder: str, utc: None) -> None:
    different = []
    for file in sorted((CORPUS / folder).glob("*.bin")):
        theirs, mine = loads_outcomes(file.read_bytes())
        if comparable(mine) != comparable(as_ours(theirs)):
            different.append(file.stem)
    assert not set(different) - set(DIFFERENCES)


def test_every_difference_exists(utc: None) -> None:
    different = set()
    for file in CORPUS.rglob("*.bin"):
        if file.stem in DIFFERENCES:
            theirs, mine = loads_outcomes(file.read_bytes())
            if comparable(mine) != comparable(as_ours(theirs)):
                different.add(file.stem)
    assert different == set(DIFFERENCES)
