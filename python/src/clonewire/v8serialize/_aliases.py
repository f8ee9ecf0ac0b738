"""Modules under the names that they have in the `v8serialize` package."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from importlib import import_module


def alias_submodules(package: str, submodules: Mapping[str, str]) -> None:
    """Let modules be imported as submodules of `package` too: the same modules, so the same classes.

    Parameters
    ----------
    package
        The full name of a package that is being imported or has been.
    submodules
        For each name within the package, the full name of the module.
    """
    for name, target in submodules.items():
        module = import_module(target)
        sys.modules[f"{package}.{name}"] = module
        setattr(sys.modules[package], name, module)
