"""JavaScript structured-clone values in Python: lossless, or a clear error.

`loads` reads, and `dumps` writes, what JavaScript engines and libraries exchange: V8's `v8.serialize`, MessagePack, CBOR,
the JSON encodings `ungap` and Typeson, Starlark's `serial`.

>>> import clonewire
>>> data = clonewire.dumps({"name": "Bob", "favourite": 2**128})
>>> clonewire.loads(data)
JSObject(name='Bob', favourite=340282366920938463463374607431768211456)
>>> clonewire.loads(data, plain=True)
{'name': 'Bob', 'favourite': 340282366920938463463374607431768211456}
"""

from __future__ import annotations

from clonewire import _glue
from clonewire._native import convert as convert
from clonewire._native import detect as detect
from clonewire._native import dumps as dumps
from clonewire._native import formats as formats
from clonewire._native import loads as loads
from clonewire._try import try_dumps as try_dumps
from clonewire._try import try_loads as try_loads
from clonewire.custom_types import CustomTypes as CustomTypes
from clonewire.errors import ClonewireError as ClonewireError
from clonewire.errors import DecodeError as DecodeError
from clonewire.errors import EncodeError as EncodeError
from clonewire.errors import LossWarning as LossWarning

__all__ = [
    "ClonewireError",
    "CustomTypes",
    "DecodeError",
    "EncodeError",
    "LossWarning",
    "convert",
    "detect",
    "dumps",
    "formats",
    "loads",
    "try_dumps",
    "try_loads",
]

for _function in (convert, detect, dumps, formats, loads):
    _function.__module__ = __name__  # as help() shows it
_glue.bind()
