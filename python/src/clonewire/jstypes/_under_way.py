"""Recognising an object that an operation has come back to."""

from __future__ import annotations

import threading


class ObjectsUnderWay(threading.local):
    """The ids of the objects that a recursive operation is in the midst of; each thread has its own."""

    def __init__(self) -> None:
        self.ids: set[int] = set()
