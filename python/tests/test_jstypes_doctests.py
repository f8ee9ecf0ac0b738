"""Every example in the documentation of the JavaScript types gives what it says."""

from __future__ import annotations

import doctest
import importlib
import pkgutil

import pytest

import clonewire.jstypes

MODULES = [module.name for module in pkgutil.iter_modules(clonewire.jstypes.__path__)]


@pytest.mark.parametrize("name", MODULES)
def test_examples(name: str) -> None:
    assert doctest.testmod(importlib.import_module(f"clonewire.jstypes.{name}")).failed == 0
