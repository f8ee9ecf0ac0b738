"""JavaScript's RegExp."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import AnyStr, Literal, overload

from clonewire.jstypes.errors import JSRegExpV8SerializeError
from clonewire.jstypes.regexp_flags import JSRegExpFlag, RegexFlag


@dataclass(frozen=True, order=True, slots=True)
class JSRegExp:
    """The source and flags of a JavaScript RegExp. It does not match text itself.

    The two languages' patterns differ; `as_python_pattern()` and `from_python_pattern()` translate the flags and keep
    the source, which works for what both have in common.

    Raises ValueError for the flags `u` and `v` together, which JavaScript refuses.

    >>> JSRegExp("wor(ld|k)", JSRegExpFlag.IgnoreCase).as_python_pattern().match("WORK").group(1)
    'K'
    """

    source: str
    """The pattern; JavaScript's empty pattern is "(?:)"."""
    flags: JSRegExpFlag = JSRegExpFlag.NoFlag

    def __post_init__(self) -> None:
        if self.source == "":
            # JavaScript too writes new RegExp("") so: two slashes alone would begin a comment.
            object.__setattr__(self, "source", "(?:)")
        if self.flags & JSRegExpFlag.Unicode and self.flags & JSRegExpFlag.UnicodeSets:
            raise ValueError(
                "The Unicode and UnicodeSets flags cannot be set together: JavaScript refuses a RegExp that has both, "
                "as each has its own reading of the source."
            )

    @overload
    @staticmethod
    def from_python_pattern(pattern: re.Pattern[AnyStr], throw: Literal[False]) -> JSRegExp | None: ...
    @overload
    @staticmethod
    def from_python_pattern(pattern: re.Pattern[AnyStr], throw: Literal[True] = True) -> JSRegExp: ...
    @staticmethod
    def from_python_pattern(pattern: re.Pattern[AnyStr], throw: bool = True) -> JSRegExp | None:
        """The RegExp with the source of a Python pattern, untranslated, and the corresponding flags.

        Raises
        ------
        JSRegExpV8SerializeError
            If a flag has no equivalent in JavaScript (re.VERBOSE) and `throw` is true; else the result is None.
        """
        source = pattern.pattern.decode() if isinstance(pattern.pattern, bytes) else pattern.pattern
        try:
            return JSRegExp(source, JSRegExpFlag.from_python_flags(RegexFlag(pattern.flags)))
        except JSRegExpV8SerializeError as error:
            if not throw:
                return None
            raise JSRegExpV8SerializeError(
                f"Python re.Pattern flags cannot be represented by JavaScript RegExp: {error}"
            ) from error

    @overload
    def as_python_pattern(self, throw: Literal[False]) -> re.Pattern[str] | None: ...
    @overload
    def as_python_pattern(self, throw: Literal[True] = True) -> re.Pattern[str]: ...
    def as_python_pattern(self, throw: bool = True) -> re.Pattern[str] | None:
        """The Python pattern with this source, untranslated, and the corresponding flags.

        Raises
        ------
        JSRegExpV8SerializeError
            If Python cannot compile the source or has no such flag, and `throw` is true; else the result is None.
        """
        try:
            return re.compile(self.source, self.flags.as_python_flags())
        except (JSRegExpV8SerializeError, re.error) as error:
            if not throw:
                return None
            raise JSRegExpV8SerializeError(f"JSRegExp is not a valid Python re.Pattern: {error}") from error
