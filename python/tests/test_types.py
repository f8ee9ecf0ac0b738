"""The package's types: strict, the same as the extension's functions, and of use to a program that is checked."""

from __future__ import annotations

import importlib.util
import inspect
import os
import subprocess
import sys
from pathlib import Path
from typing import get_args, get_type_hints

import pytest

import clonewire
from clonewire import options

PACKAGE = Path(clonewire.__file__).parent
IS_INSTALLED = "site-packages" in PACKAGE.parts


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if importlib.util.find_spec("mypy") is None:
        missing = "mypy is not installed (python/tests/requirements.txt)"
        pytest.fail(missing) if os.environ.get("CI") == "true" else pytest.skip(missing)
    return tmp_path_factory.mktemp("mypy")


def run_mypy(cache: Path, module: str, *arguments: str) -> str:
    """What it has to say; nothing if all is well."""
    # An installed package is found as such; mypy does not take site-packages for a source folder.
    search = {} if IS_INSTALLED else {"PYTHONPATH": str(PACKAGE.parent), "MYPYPATH": str(PACKAGE.parent)}
    run = subprocess.run(
        [sys.executable, "-m", module, *arguments],
        cwd=cache,
        env={**os.environ, **search},
        capture_output=True,
        encoding="utf-8",
    )
    return "" if run.returncode == 0 else run.stdout + run.stderr


@pytest.mark.parametrize("version", ["3.10", "3.14"])
def test_package_is_strictly_typed(cache: Path, version: str) -> None:
    assert run_mypy(cache, "mypy", "--strict", "--python-version", version, "-p", "clonewire") == ""


def test_stub_says_what_the_extension_has(cache: Path) -> None:
    # Which classes have a memory layout of their own is not said: type checkers from before PEP 800 would stumble.
    assert run_mypy(cache, "mypy.stubtest", "--ignore-disjoint-bases", "clonewire._native") == ""


def test_types_are_shipped() -> None:
    assert (PACKAGE / "py.typed").exists() and (PACKAGE / "_native.pyi").exists()


PROGRAMS = [
    ("assert_type(clonewire.dumps({}), bytes)", None),
    ("assert_type(clonewire.loads(memoryview(b''), format='v8', plain=True), Any)", None),
    ("assert_type(clonewire.convert('1', 'v8', format='json', lossy=print), bytes)", None),
    ("assert_type(clonewire.serial.dumps(1), str)", None),
    ("assert_type(clonewire.try_dumps(1, format='cbor')[0], bytes | None)", None),
    ("data, error = clonewire.try_dumps(1)\nassert_type(error, clonewire.EncodeError | None)", None),
    ("made = clonewire.try_dumps(1)\nif made[1] is None:\n    assert_type(made[0], bytes)", None),
    ("clonewire.dumps(1, lossy=lambda loss: loss.path)", None),
    ("clonewire.loads(b'', date=lambda time_value: time_value.hex())", None),
    ("clonewire.dumps(1, format='bson')", "arg-type"),
    ("clonewire.dumps(1, fromat='v8')", "call-arg"),
    ("clonewire.dumps(1, default=1)", "arg-type"),
    ("clonewire.loads(1)", "arg-type"),
    ("clonewire.loads(b'', dialect='deno')", "arg-type"),
    ("clonewire.try_loads(b'', dialect='deno')", "arg-type"),
    ("clonewire.try_loads(b'', plian=True)", "call-arg"),
    ("clonewire.try_dumps(1, bytes_as='blob')", "arg-type"),
    ("clonewire.convert(b'', format='v8')", "call-arg"),
]


@pytest.mark.parametrize(("program", "mistake"), PROGRAMS, ids=[program for program, _ in PROGRAMS])
def test_program_is_checked(cache: Path, program: str, mistake: str | None) -> None:
    source = f"from typing import Any\nfrom typing_extensions import assert_type\nimport clonewire.serial\n{program}\n"
    found = run_mypy(cache, "mypy", "--strict", "-c", source)
    assert (f"[{mistake}]" in found) if mistake else found == ""


@pytest.mark.parametrize(
    ("function", "names"),
    [(clonewire.loads, options.LoadOptions), (clonewire.dumps, options.DumpOptions)],
    ids=["loads", "dumps"],
)
def test_options_are_those_of_the_function(function: object, names: type) -> None:
    parameters = inspect.signature(function).parameters.values()  # type: ignore[arg-type]
    keywords = [parameter.name for parameter in parameters if parameter.kind is inspect.Parameter.KEYWORD_ONLY]
    assert list(names.__annotations__) == keywords


def test_formats_are_all_there_are() -> None:
    assert get_args(options.Format) == tuple(clonewire.formats())


WORDS = [
    ("loads", "dialect", options.Dialect),
    ("loads", "maps", options.Maps),
    ("loads", "byte_strings", options.ByteStrings),
    ("dumps", "dialect", options.Dialect),
    ("dumps", "views", options.Views),
    ("dumps", "bytes_as", options.BytesAs),
]


@pytest.mark.parametrize(("function", "option", "words"), WORDS, ids=lambda part: part if isinstance(part, str) else "")
def test_words_are_those_of_the_option(function: str, option: str, words: object) -> None:
    def call(word: str | None) -> None:
        if function == "loads":
            clonewire.loads(b"\xff\x0f0", **{option: word})  # type: ignore[arg-type]
        else:
            clonewire.dumps(None, **{option: word})  # type: ignore[arg-type]

    for word in (None, *get_args(words)):
        call(word)
    with pytest.raises(ValueError, match=f"{option} must be one of {', '.join(get_args(words))}, not 'other'"):
        call("other")


def test_options_can_be_evaluated() -> None:
    names = {"CustomTypes": clonewire.CustomTypes, "EncodeError": clonewire.EncodeError}
    names["HostObject"] = clonewire.jstypes.HostObject
    assert get_type_hints(options.DumpOptions, localns=names)["format"] is options.Format
    assert "date" in get_type_hints(options.LoadOptions, localns=names)
