"""Python's exceptions as V8 writes an Error's `stack` (https://v8.dev/docs/stack-trace-api).

The innermost call comes first, and no source lines are shown:

    ValueError: too low
        at check (/app/limits.py:12:8)
        at main (/app/main.py:3:4)

A JavaScript Error has a cause, but neither Python's context nor an exception group's members; these are written below
the trace, so that they are not lost.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, repeat
from traceback import FrameSummary, TracebackException

_IN_CONTEXT = ("\n", "The above exception occurred while handling another exception:\n", "\n")


def format_exception_for_v8(tbe: TracebackException, group_path: Sequence[int] = ()) -> Iterator[str]:
    r"""The lines of an exception's stack trace, each ending in "\n".

    Its causes are left out: a JavaScript Error has them as `cause`.

    Parameters
    ----------
    tbe
        The exception.
    group_path
        Where it stands in the exception groups around it: 1 for the first member.

    Examples
    --------
    >>> "".join(format_exception_for_v8(TracebackException.from_exception(ValueError("too low"))))
    'ValueError: too low\n'
    """
    yield from _stack(tbe, group_path)
    while tbe.__context__ is not None and not tbe.__suppress_context__:
        tbe = tbe.__context__
        yield from _IN_CONTEXT
        yield from _stack(tbe, ())


def _stack(tbe: TracebackException, group_path: Sequence[int]) -> Iterator[str]:
    """One exception, with the members of its group but without its context."""
    yield from tbe.format_exception_only()
    for frame in reversed(tbe.stack or ()):
        yield f"    at {frame.name} {_location(frame)}\n"

    members: Sequence[TracebackException] | None = getattr(tbe, "exceptions", None)  # since Python 3.11
    for number, member in enumerate(members or (), start=1):
        path = (*group_path, number)
        yield "\n"
        yield from _indented(format_exception_for_v8(member, path), f"  ↳ {'.'.join(map(str, path))}: ")


def _indented(lines: Iterable[str], first_prefix: str) -> Iterator[str]:
    for prefix, line in zip(chain([first_prefix], repeat("    ")), lines):
        # Lines of a member's own that are empty stay so.
        yield line.lstrip(" ") if line.isspace() else prefix + line


def _location(frame: FrameSummary) -> str:
    place = (frame.filename, frame.lineno, getattr(frame, "colno", None))  # columns are known since Python 3.11
    if all(part is None for part in place):
        return "(unknown location)"
    return "({}:{}:{})".format(*("<unknown>" if part is None else part for part in place))
