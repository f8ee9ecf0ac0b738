"""The flags of regular expressions, in JavaScript and in Python."""

from __future__ import annotations

import re
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Literal, overload

from clonewire.jstypes._enums import IterableIntFlag
from clonewire.jstypes.errors import JSRegExpV8SerializeError

if TYPE_CHECKING:
    from typing_extensions import Self


class RegexFlag(IterableIntFlag):
    """The flags of Python's `re`; unlike `re.RegexFlag` it has NOFLAG and iterates on every Python version."""

    NOFLAG = 0
    ASCII = re.ASCII
    DOTALL = re.DOTALL
    IGNORECASE = re.IGNORECASE
    LOCALE = re.LOCALE
    MULTILINE = re.MULTILINE
    UNICODE = re.UNICODE
    VERBOSE = re.VERBOSE


class JSRegExpFlag(IterableIntFlag):
    """The flags of a JavaScript RegExp, with V8's bit values (V8: src/regexp/regexp-flags.h).

    `str()` gives them as JavaScript writes them:

    >>> str(JSRegExpFlag.Global | JSRegExpFlag.IgnoreCase)
    'gi'
    """

    # JavaScript's letter, V8's bit, Python's flag: NOFLAG where matching in Python does not depend on it, None where
    # Python has nothing like it.
    HasIndices = "d", 7, RegexFlag.NOFLAG
    Global = "g", 0, RegexFlag.NOFLAG
    IgnoreCase = "i", 1, RegexFlag.IGNORECASE
    Linear = "l", 6, None
    Multiline = "m", 2, RegexFlag.MULTILINE
    DotAll = "s", 5, RegexFlag.DOTALL
    Unicode = "u", 4, RegexFlag.UNICODE
    UnicodeSets = "v", 8, RegexFlag.UNICODE
    Sticky = "y", 3, RegexFlag.NOFLAG
    NoFlag = "", None, RegexFlag.NOFLAG

    # Only single flags have these; combinations do not.
    _letter: str
    _python_flag: RegexFlag | None

    if not TYPE_CHECKING:  # type checkers take __new__'s signature for that of JSRegExpFlag(value)

        def __new__(cls, letter: str, bit: int | None, python_flag: RegexFlag | None) -> Self:
            value = 0 if bit is None else 1 << bit
            member = int.__new__(cls, value)
            member._value_ = value
            member._letter = letter
            member._python_flag = python_flag
            return member

    @staticmethod
    def from_python_flags(python_flags: RegexFlag) -> JSRegExpFlag:
        """The flags that mean in JavaScript what `python_flags` mean in Python.

        Raises
        ------
        JSRegExpV8SerializeError
            For `re.VERBOSE`, which JavaScript has not.

        Examples
        --------
        >>> str(JSRegExpFlag.from_python_flags(re.IGNORECASE | re.DOTALL))
        'is'
        """
        if python_flags & RegexFlag.VERBOSE:
            raise JSRegExpV8SerializeError("No equivalent JavaScript RegExp flags exist for RegexFlag.VERBOSE")
        flags = (_FROM_PYTHON.get(flag, JSRegExpFlag.NoFlag) for flag in RegexFlag(python_flags))
        return reduce(or_, flags, JSRegExpFlag.NoFlag)

    @property
    def canonical(self) -> JSRegExpFlag:
        """The flags without bits that mean nothing."""
        return self & 0b1_1111_1111

    @overload
    def as_python_flags(self, *, throw: Literal[False]) -> RegexFlag | None: ...
    @overload
    def as_python_flags(self, *, throw: Literal[True] = True) -> RegexFlag: ...
    def as_python_flags(self, *, throw: bool = True) -> RegexFlag | None:
        """The flags of Python's `re` that mean the same.

        Flags that only steer JavaScript's matching functions (global, sticky, indices) are left out.

        Raises
        ------
        JSRegExpV8SerializeError
            If a flag has no equivalent (Linear) and `throw` is true; else the result is None.
        """
        without_equivalent = [flag for flag in self if flag._python_flag is None]
        if not without_equivalent:
            return reduce(or_, (flag._python_flag or RegexFlag.NOFLAG for flag in self), RegexFlag.NOFLAG)
        if not throw:
            return None
        names = ", ".join(f"JSRegExp.{flag.name}" for flag in without_equivalent)
        raise JSRegExpV8SerializeError(f"No equivalent Python flags exist for {names}")

    def __str__(self) -> str:
        return "".join(flag._letter for flag in self)


_FROM_PYTHON = {
    flag._python_flag: flag
    for flag in JSRegExpFlag
    # A RegExp may have u or v but not both; v is the one that can do more.
    if flag._python_flag and flag is not JSRegExpFlag.Unicode
}
