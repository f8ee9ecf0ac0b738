"""Every stored value goes through Python's objects and comes back the same graph."""

from __future__ import annotations

import pytest
from corpus import Case, cases

import clonewire

CASES = list(cases())


def graph_of(case: Case) -> bytes:
    options = dict(case.options)
    source = {"from_variant": options.pop("variant", None), "from_dialect": options.pop("dialect", None)}
    return clonewire.convert(case.data, "graph", **options, **source)


@pytest.mark.filterwarnings("ignore::clonewire.LossWarning")
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_value_survives(case: Case) -> None:
    try:
        graph = graph_of(case)
    except clonewire.DecodeError as error:
        with pytest.raises(clonewire.DecodeError) as raised:
            clonewire.loads(case.data, **case.options)
        assert (raised.value.code, raised.value.offset, raised.value.path) == (error.code, error.offset, error.path)
        return
    value = clonewire.loads(case.data, **case.options)
    assert clonewire.dumps(value, format="graph", tuples=True) == graph


@pytest.mark.filterwarnings("ignore::clonewire.LossWarning")
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_plain_value_is_whole_or_refused(case: Case) -> None:
    try:
        value = clonewire.loads(case.data, plain=True, **case.options)
    except clonewire.DecodeError as error:
        assert error.code and error.path.startswith("$")
    else:
        again = clonewire.dumps(value, tuples=True, format="graph")
        back = clonewire.dumps(clonewire.loads(again, plain=True), tuples=True, format="graph")
        # A Python set has no order: its members come in another one, from run to run.
        assert sorted(back) == sorted(again) if b'"Set"' in again else back == again


def test_corpus_is_there() -> None:
    assert len(CASES) > 2000
