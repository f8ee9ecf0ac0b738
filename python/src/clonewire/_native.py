"""Temporary stand-in for the extension module: the storage of the hot containers, in Python.

The extension replaces this file; what each class and function is for is said in `_native.pyi`.
"""

from __future__ import annotations
