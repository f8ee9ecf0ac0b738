"""One Python library, or clonewire's own package, in the same conversation as the other peers: checks that it gives the
dataset's value, prints one line of JSON about itself, then runs N calls for each line "N" on standard input and answers
with their nanoseconds.

    python_peer.py LIBRARY decode|encode JSON_FILE

LIBRARY: clonewire.plain, clonewire.types, clonewire.v8serialize, or a name below.
"""

from __future__ import annotations

import functools
import importlib
import importlib.metadata
import json
import os
import platform
import sys
import time
from collections.abc import Callable
from typing import Any


def functions_of(library: str) -> tuple[Callable[[Any], Any], Callable[[Any], Any], Callable[[Any], Any]]:
    """What reads, what writes, and what makes of plain values those that are written."""
    if library == "clonewire.plain":
        import clonewire

        return functools.partial(clonewire.loads, plain=True), clonewire.dumps, lambda value: value
    if library == "clonewire.types":
        import clonewire

        return clonewire.loads, clonewire.dumps, lambda value: clonewire.loads(clonewire.dumps(value))
    if library in ("v8serialize", "clonewire.v8serialize"):
        package = importlib.import_module(library)
        # Both have the other's classes read by V8's own bytes: an object for each dict.
        import clonewire

        return package.loads, package.dumps, lambda value: package.loads(clonewire.dumps(value))
    if library == "pickle":
        import pickle

        return pickle.loads, functools.partial(pickle.dumps, protocol=5), lambda value: value
    if library == "msgpack":
        import msgpack

        return msgpack.unpackb, msgpack.packb, lambda value: value
    module = importlib.import_module(library)  # marshal, json, orjson, cbor2
    return module.loads, module.dumps, lambda value: value


def repeated(call: Callable[[Any], Any], argument: Any) -> Callable[[range], int]:
    """What makes the calls as a program writes them, and gives their nanoseconds. The keywords of a partial become those
    of the call: it takes longer to add them (150 ns) than some library takes to write a small document."""
    keywords = ""
    if isinstance(call, functools.partial):
        keywords = "".join(f", {name}={value!r}" for name, value in call.keywords.items())
        call = call.func
    loop = f"""
def repeat(repetitions, call=call, argument=argument, now=now):
    start = now()
    for _ in repetitions:
        call(argument{keywords})
    return now() - start
"""
    now = time.process_time_ns if os.environ.get("CLONEWIRE_BENCH_CPU_TIME") else time.perf_counter_ns
    names: dict[str, Any] = {"call": call, "argument": argument, "now": now}
    exec(loop, names)
    repeat: Callable[[range], int] = names["repeat"]
    return repeat


def plain(value: Any) -> Any:
    """The value as dicts and lists, whatever library's classes it is made of."""
    if hasattr(value, "array") and hasattr(value, "properties"):
        if type(value).__name__ == "JSArray":
            return [plain(item) for item in value.array]
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    return [plain(item) for item in value] if isinstance(value, list) else value


def main() -> None:
    library, operation, file = sys.argv[1:]
    with open(file, encoding="utf-8") as stream:
        original = json.load(stream)
    read, write, prepare = functions_of(library)
    value = prepare(original)
    if operation == "decode" and library.endswith("v8serialize"):
        import clonewire

        data = clonewire.dumps(original)  # as V8 itself writes it
    else:
        data = write(value)
    if plain(read(data)) != original:
        sys.exit(f"{library}: {operation}: gives another value")

    name = library.partition(".")[0]
    try:
        version = importlib.metadata.version(name) + ", "
    except importlib.metadata.PackageNotFoundError:
        version = ""
    size = len(data.encode() if isinstance(data, str) else data)
    print(json.dumps({"version": f"{version}Python {platform.python_version()}", "bytes": size}), flush=True)

    repeat = repeated(*((read, data) if operation == "decode" else (write, value)))
    for line in sys.stdin:
        print(repeat(range(int(line))), flush=True)


main()
