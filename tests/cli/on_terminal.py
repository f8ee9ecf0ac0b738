#!/usr/bin/env python3
"""Runs a command whose standard output and error are a terminal, and passes on what it writes there.

    on_terminal.py [--stderr] COMMAND...      --stderr: only standard error is the terminal; its text is passed on
"""

import os
import pty
import subprocess
import sys


def main(words):
    only_stderr = words[0] == "--stderr"
    command = words[1:] if only_stderr else words
    ours, theirs = pty.openpty()
    child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stderr=theirs, close_fds=True,
                             stdout=subprocess.DEVNULL if only_stderr else theirs)
    os.close(theirs)
    while True:
        try:
            data = os.read(ours, 65536)
        except OSError:  # the other end is closed
            break
        if not data:
            break
        sys.stdout.buffer.write(data.replace(b"\r\n", b"\n"))
    sys.stdout.flush()
    return child.wait()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
