"""Every example in the package's documentation gives what it says. (Those of jstypes have a test of their own.)"""

from __future__ import annotations

import doctest
import importlib
import inspect
import pkgutil
import re
from pathlib import Path

import pytest

import clonewire

OPTIONS = doctest.ELLIPSIS
README = Path(__file__).parents[1] / "README.md"
MODULES = [module.name for module in pkgutil.iter_modules(clonewire.__path__) if module.name != "_native"]
NATIVE = [clonewire.loads, clonewire.dumps, clonewire.convert, clonewire.detect, clonewire.formats]


@pytest.mark.parametrize("name", ["clonewire", *(f"clonewire.{name}" for name in MODULES)])
def test_module(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name), optionflags=OPTIONS).failed == 0


@pytest.mark.parametrize("function", NATIVE, ids=lambda function: function.__name__)
def test_native_function(function: object) -> None:
    (examples,) = doctest.DocTestFinder().find(function, globs={})
    results = doctest.DocTestRunner(optionflags=OPTIONS).run(examples)
    assert results.attempted > 1 and results.failed == 0


@pytest.mark.parametrize("name", sorted(set(clonewire.__all__)))
def test_public_name_is_documented_as_ours(name: str) -> None:
    public = getattr(clonewire, name)
    assert len(inspect.getdoc(public) or "") > 40
    assert public.__module__.partition(".")[0] == "clonewire" and "_native" not in public.__module__


def test_readme() -> None:
    if not README.exists():
        pytest.skip("the tests are not beside the package's sources")
    blocks = re.findall(r"^```python\n(.*?)^```$", README.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    examples = doctest.DocTestParser().get_doctest("\n".join(blocks), {}, README.name, str(README), 0)
    results = doctest.DocTestRunner(optionflags=OPTIONS).run(examples)
    assert results.attempted > 5 and results.failed == 0
