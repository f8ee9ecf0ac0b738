"""The options of `loads` and `dumps` as types, for programs that pass them on.

>>> from typing import Any
>>> from typing_extensions import Unpack
>>> import clonewire
>>> from clonewire.options import LoadOptions
>>> def read(path: str, **options: Unpack[LoadOptions]) -> Any:
...     with open(path, "rb") as file:
...         return clonewire.loads(file.read(), **options)
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Literal, TypedDict, Union

if TYPE_CHECKING:
    from clonewire.custom_types import CustomTypes
    from clonewire.errors import EncodeError
    from clonewire.jstypes import HostObject

__all__ = [
    "BytesAs",
    "ByteStrings",
    "Dialect",
    "DumpOptions",
    "Format",
    "Likelihood",
    "LoadOptions",
    "Lossy",
    "Maps",
    "Views",
]

Format = Literal["v8", "ungap", "typeson", "msgpack", "cbor", "serial", "graph", "json"]
Likelihood = Literal["possible", "likely", "certain"]
Dialect = Literal["automatic", "node", "web", "workerd"]
Maps = Literal["automatic", "objects", "maps"]
ByteStrings = Literal["automatic", "buffer", "uint8_array", "array_buffer", "bytes"]
Views = Literal["automatic", "slice", "share"]
BytesAs = Literal["array_buffer", "buffer", "bytes"]
Lossy = Union[bool, Callable[["EncodeError"], object]]


class LoadOptions(TypedDict, total=False):
    """The keyword arguments of `clonewire.loads`."""

    format: Format | None
    plain: bool
    variant: str | None
    dialect: Dialect | None
    maps: Maps | None
    byte_strings: ByteStrings | None
    transfers: bool
    trailing: bool
    v8_version: int | None
    host: Callable[[HostObject], object] | None
    date: Callable[[float], object] | None
    types: CustomTypes | None
    max_depth: int | None
    max_slots: int | None
    max_bytes: int | None


class DumpOptions(TypedDict, total=False):
    """The keyword arguments of `clonewire.dumps`."""

    format: Format
    default: Callable[[Any], object] | None
    variant: str | None
    dialect: Dialect | None
    views: Views | None
    bytes_as: BytesAs | None
    tuples: bool
    v8_version: int | None
    indent: int | None
    lossy: Lossy
    types: CustomTypes | None
