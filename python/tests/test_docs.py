"""The Python examples of the documentation give what the pages show."""

from __future__ import annotations

import doctest

import pytest
from markdown import DOCS, blocks

if not DOCS.exists():
    pytest.skip("the tests are not in the repository", allow_module_level=True)

PAGES = {"python.md": 30, "../README.md": 4}


@pytest.mark.parametrize(("page", "fewest"), PAGES.items())
def test_examples(page: str, fewest: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(DOCS.parent)
    pytest.importorskip("numpy")
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS)
    names: dict[str, object] = {}
    for block in blocks(page):
        if block.language in ("python", "pycon"):
            test = doctest.DocTestParser().get_doctest(block.text, names, page, page, block.line - 1)
            assert test.examples, f"{page}:{block.line} shows no session"
            runner.run(test, clear_globs=False)
            names = test.globs
    assert runner.summarize(verbose=False).failed == 0 and runner.tries > fewest
