"""What pyproject.toml says agrees with the repository."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import clonewire

FOLDER = Path(__file__).parents[1]
PROJECT = (FOLDER / "pyproject.toml").read_text(encoding="utf-8")


def test_version_is_that_of_the_library() -> None:
    library = re.search(r"project\(clonewire VERSION (\S+)", (FOLDER.parent / "CMakeLists.txt").read_text("utf-8"))
    package = re.search(r'^version = "(.*)"$', PROJECT, re.MULTILINE)
    assert library is not None and package is not None and library[1] == package[1]


def test_nothing_but_the_standard_library_is_needed() -> None:
    assert "\ndependencies" not in PROJECT


@pytest.mark.parametrize("path", re.findall(r'^"(\.\./.*?)" = ', PROJECT, re.MULTILINE))
def test_source_distribution_has_the_library(path: str) -> None:
    assert (FOLDER / path).exists()


def test_source_distribution_has_this_folder() -> None:
    included = re.search(r"^sdist\.include = \[(.*)\]$", PROJECT, re.MULTILINE)
    assert included is not None
    here = {path.name for path in FOLDER.iterdir() if not path.name.startswith(".")} - {"tests", "build", "dist"}
    assert {name.rstrip("/") for name in re.findall(r'"(.*?)"', included[1])} == here


def test_package_is_one_folder() -> None:
    assert Path(clonewire._native.__file__).parent == Path(clonewire.__file__).parent
