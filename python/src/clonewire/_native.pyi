"""The C++ core. Its public functions are those of `clonewire`; their documentation is in the module itself."""

from collections.abc import Callable
from types import NotImplementedType
from typing import Any

from typing_extensions import Buffer

from clonewire.custom_types import CustomTypes
from clonewire.jstypes import HostObject
from clonewire.jstypes._equality import JSSameValueZero
from clonewire.jstypes.array_properties import ArrayProperties
from clonewire.options import ByteStrings, BytesAs, Dialect, Format, Likelihood, Lossy, Maps, Views

def loads(
    data: Buffer | str,
    /,
    *,
    format: Format | None = None,
    plain: bool = False,
    variant: str | None = None,
    dialect: Dialect | None = None,
    maps: Maps | None = None,
    byte_strings: ByteStrings | None = None,
    transfers: bool = False,
    trailing: bool = False,
    v8_version: int | None = None,
    host: Callable[[HostObject], object] | None = None,
    date: Callable[[float], object] | None = None,
    types: CustomTypes | None = None,
    max_depth: int | None = None,
    max_slots: int | None = None,
    max_bytes: int | None = None,
) -> Any: ...
def dumps(
    value: object,
    /,
    *,
    format: Format = "v8",
    default: Callable[[Any], object] | None = None,
    variant: str | None = None,
    dialect: Dialect | None = None,
    views: Views | None = None,
    bytes_as: BytesAs | None = None,
    tuples: bool = False,
    v8_version: int | None = None,
    indent: int | None = None,
    lossy: Lossy = False,
    types: CustomTypes | None = None,
) -> bytes: ...
def convert(
    data: Buffer | str,
    to: Format,
    /,
    *,
    format: Format | None = None,
    from_variant: str | None = None,
    variant: str | None = None,
    from_dialect: Dialect | None = None,
    dialect: Dialect | None = None,
    views: Views | None = None,
    v8_version: int | None = None,
    indent: int | None = None,
    lossy: Lossy = False,
) -> bytes: ...
def detect(data: Buffer | str, /) -> tuple[Format, Likelihood] | None: ...
def formats() -> dict[Format, tuple[str, ...]]: ...
def loads_starlark(
    text: Buffer | str,
    /,
    *,
    types: CustomTypes | None = None,
    max_depth: int | None = None,
    max_slots: int | None = None,
    max_bytes: int | None = None,
) -> Any: ...
def dumps_starlark(
    value: object,
    /,
    *,
    default: Callable[[Any], object] | None = None,
    lossy: Lossy = False,
    types: CustomTypes | None = None,
) -> bytes: ...
def loads_as_v8serialize(data: Buffer, make_date: Callable[[float], object], /) -> Any: ...
def dumps_as_v8serialize(value: object, /) -> bytes | NotImplementedType: ...
def bind(**objects: object) -> None: ...
def same_value_zero(value: object, /) -> JSSameValueZero: ...
def normalise_property_key(key: str | int | float, /) -> str | int: ...

# ---- what the containers of clonewire.jstypes keep their content in ----

class ObjectStorage:
    def __new__(cls, *arguments: Any, **keywords: Any) -> ObjectStorage: ...
    @property
    def _has_array(self) -> bool: ...
    @property
    def _properties(self) -> dict[str, Any]: ...
    @property
    def array(self) -> ArrayProperties[Any]: ...
    @array.setter
    def array(self, array: ArrayProperties[Any], /) -> None: ...

class MapStorage:
    _entries: dict[JSSameValueZero, tuple[Any, Any]]
    def __new__(cls, *arguments: Any, **keywords: Any) -> MapStorage: ...

class SetStorage:
    _members: dict[JSSameValueZero, Any]
    def __new__(cls, *arguments: Any, **keywords: Any) -> SetStorage: ...

class BufferStorage:
    def __init__(self, data: Any, max_byte_length: int, resizable: bool, /) -> None: ...
    @property
    def _data(self) -> Any: ...
    @property
    def max_byte_length(self) -> int: ...
    @property
    def resizable(self) -> bool: ...

class ViewStorage:
    def __init__(
        self, backing_buffer: Any, item_offset: int, item_length: int | None, readonly: bool | None, /
    ) -> None: ...
    @property
    def backing_buffer(self) -> Any: ...
    @property
    def item_offset(self) -> int: ...
    @property
    def item_length(self) -> int | None: ...
    @property
    def readonly(self) -> bool | None: ...
