#!/usr/bin/env python3
"""Runs transcripts of the command line and compares what came with what they say.

    run.py CLONEWIRE [--bless] [TRANSCRIPT...]

A transcript holds commands for bash, each with what it writes; all other lines are comments:

    $ clonewire cat profile.v8
    > continuation of the command
    | a line on standard output
    ! a line on standard error
    ? 1                               (the exit status, where it is not 0)

`|\\ ` and `!\\ ` begin a last line that lacks its newline; bytes that are no UTF-8 are shown as \\xff. The commands of one
transcript run in one new folder, one after the other. They find `clonewire` in PATH, the corpus in $CORPUS, this
folder in $TESTS, `on_terminal COMMAND…`, which gives a command a terminal for its output, and `hex` and `unhex`, which
turn bytes into text and back. --bless, or BLESS=1 in the environment, writes what came into the transcripts; review the
diff.
"""

import difflib
import os
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
PRELUDE = """
on_terminal() { python3 "$TESTS/on_terminal.py" "$@"; }
hex() { od -An -v -tx1 | tr -d ' \\n'; echo; }
unhex() { python3 -c 'import sys; sys.stdout.buffer.write(bytes.fromhex(sys.stdin.read()))'; }
"""
TIMEOUT_SECONDS = 60


def shown(mark, data):
    """What a command wrote, as lines of a transcript."""
    lines = data.decode("utf-8", "backslashreplace").split("\n")
    last = lines.pop()
    out = [f"{mark} {line}".rstrip(" ") if not line else f"{mark} {line}" for line in lines]
    return out + ([f"{mark}\\ {last}"] if last else [])


def run_command(command, folder, environment):
    """Runs one command and returns its part of the transcript, the command excluded."""
    try:
        done = subprocess.run(
            ["bash", "-c", PRELUDE + command], cwd=folder, env=environment, capture_output=True,
            stdin=subprocess.DEVNULL, timeout=TIMEOUT_SECONDS, check=False)
    except subprocess.TimeoutExpired:
        return [f"? still running after {TIMEOUT_SECONDS} seconds"]
    status = [f"? {done.returncode}"] if done.returncode else []
    return shown("|", done.stdout) + shown("!", done.stderr) + status


def run_transcript(path, environment):
    """Returns the transcript's lines as they are, and as they came out."""
    said = path.read_text(encoding="utf-8").split("\n")
    came = []
    with tempfile.TemporaryDirectory() as folder:
        i = 0
        while i < len(said):
            line = said[i]
            came.append(line)
            i += 1
            if not line.startswith("$ "):
                continue
            command = [line[2:]]
            while i < len(said) and said[i][:1] == ">":
                command.append(said[i][2:])
                came.append(said[i])
                i += 1
            while i < len(said) and (said[i][:1] in ("|", "!") or said[i].startswith("? ")):
                i += 1
            came += run_command("\n".join(command), folder, environment)
    return said, came


def environment_for(clonewire):
    kept = {name: os.environ[name] for name in ("HOME", "ASAN_OPTIONS", "UBSAN_OPTIONS") if name in os.environ}
    return kept | {
        "PATH": f"{clonewire.parent}:{os.environ['PATH']}",
        "LC_ALL": "C.UTF-8",
        "TERM": "xterm",
        "TESTS": str(HERE),
        "CORPUS": str(HERE.parent / "corpus"),
    }


def main(words):
    bless = "--bless" in words or bool(os.environ.get("BLESS"))
    words = [word for word in words if word != "--bless"]
    if not words:
        print(__doc__, file=sys.stderr)
        return 2
    environment = environment_for(pathlib.Path(words[0]).resolve())
    paths = [pathlib.Path(word) for word in words[1:]] or sorted(HERE.glob("transcripts/*.txt"))
    failed = 0
    for path in paths:
        said, came = run_transcript(path, environment)
        if said == came:
            continue
        failed += 1
        if bless:
            path.write_text("\n".join(came), encoding="utf-8")
            print(f"{path.name}: rewritten")
        else:
            print("\n".join(difflib.unified_diff(said, came, f"{path.name}: said", f"{path.name}: came", lineterm="")))
    print(f"{len(paths)} transcripts, {failed} {'rewritten' if bless else 'differ'}")
    return 1 if failed and not bless else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
