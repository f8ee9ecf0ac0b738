"""The examples of docs/python.md give what the page shows."""

from __future__ import annotations

import doctest

import pytest
from markdown import DOCS, blocks

if not DOCS.exists():
    pytest.skip("the tests are not in the repository", allow_module_level=True)

PAGE = "python.md"


def test_examples() -> None:
    pytest.importorskip("numpy")
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS)
    names: dict[str, object] = {}
    for block in blocks(PAGE):
        if block.language == "python":
            test = doctest.DocTestParser().get_doctest(block.text, names, PAGE, PAGE, block.line - 1)
            assert test.examples, f"{PAGE}:{block.line} shows no session"
            runner.run(test, clear_globs=False)
            names = test.globs
    assert runner.summarize(verbose=False).failed == 0 and runner.tries > 30
