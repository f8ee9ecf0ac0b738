"""clonewire.v8serialize by itself: hooks, options, versions, aliases, and what engines make of its bytes."""

from __future__ import annotations

import doctest
import json
import pkgutil
import shutil
import subprocess
import sys
from importlib import import_module
from typing import Any

import pytest

import clonewire.v8serialize
from clonewire import jstypes
from clonewire.v8serialize import (
    DecodeV8SerializeError,
    Encoder,
    SerializationFeature,
    SymbolicVersion,
    TagReader,
    UnhandledValueEncodeV8SerializeError,
    default_encode_steps,
    dumps,
    loads,
)
from clonewire.v8serialize._versions import InvalidVersion, Version, parse_lenient_version
from clonewire.v8serialize.constants import SerializationTag
from clonewire.v8serialize.decode import DecodeContext, DecodeNextFn, ReadableTagStream, TagReaderRegistry
from clonewire.v8serialize.encode import EncodeContext, EncodeNextFn, WritableTagStream
from clonewire.v8serialize.extensions import serialize_js_array_buffer_views_as_nodejs_host_object
from clonewire.v8serialize.jstypes import (
    JSArray,
    JSArrayBuffer,
    JSErrorData,
    JSObject,
    JSRegExp,
    JSRegExpFlag,
    JSUint8Array,
)

MODULES = [
    module.name
    for module in pkgutil.walk_packages(clonewire.v8serialize.__path__, "clonewire.v8serialize.")
    if not module.name.startswith("clonewire.v8serialize.jstypes.")
]


@pytest.mark.parametrize("name", ["clonewire.v8serialize", *MODULES])
def test_examples_in_the_documentation(name: str) -> None:
    assert doctest.testmod(import_module(name), optionflags=doctest.ELLIPSIS).failed == 0


# ---------------------------------------------------------------------------------------------------------------------
# names

ALIASES = {
    "jstypes.jsmap": "jstypes.jsmap",
    "jstypes.jsarrayproperties": "jstypes.jsarrayproperties",
    "jstypes._repr": "jstypes._repr",
    "_recursive_eq": "jstypes._recursive_eq",
    "_typing": "jstypes.sparse_sequences",
    "_pycompat.re": "jstypes.regexp_flags",
}


@pytest.mark.parametrize("alias", ALIASES)
def test_aliases_are_the_modules_themselves(alias: str) -> None:
    assert import_module(f"clonewire.v8serialize.{alias}") is import_module(f"clonewire.{ALIASES[alias]}")


def test_the_javascript_types_are_the_same_classes() -> None:
    from clonewire.v8serialize.jstypes.jsmap import JSMap

    assert JSMap is jstypes.JSMap is clonewire.v8serialize.jstypes.JSMap


# ---------------------------------------------------------------------------------------------------------------------
# versions and features

ASCENDING_VERSIONS = ["9.9", "10.0.28", "10.0.29", "10.0.29-node.1", "10.0.29-node.2", "10.7.123", "13.1.201", "99"]


@pytest.mark.parametrize(("lower", "higher"), list(zip(ASCENDING_VERSIONS, ASCENDING_VERSIONS[1:])))
def test_versions_have_an_order(lower: str, higher: str) -> None:
    assert parse_lenient_version(lower) < parse_lenient_version(higher) < SymbolicVersion.Unreleased


def test_trailing_zeros_of_versions_mean_nothing() -> None:
    assert Version("11") == Version("11.0.0")
    assert hash(Version("11")) == hash(Version("11.0.0"))


@pytest.mark.parametrize("text", ["", "twelve", "12.", ".12", "12.9-", "12 9", "12.9rc1", "\u0661\u0662"])
def test_what_is_no_version(text: str) -> None:
    with pytest.raises(InvalidVersion):
        Version(text)


def test_versions_of_the_package_packaging_are_versions() -> None:
    packaging_version = pytest.importorskip("packaging.version", reason="packaging is not installed")
    theirs = packaging_version.Version
    assert SerializationFeature.CircularErrorCause.first_v8_version == theirs("12.1.109")
    assert theirs("12.1.108") < SerializationFeature.CircularErrorCause.first_v8_version < theirs("12.2")
    assert SerializationFeature.supported_by(v8_version=theirs("11.0.193")) == SerializationFeature(3)
    assert Encoder(v8_version=theirs("10.7.123")).features is SerializationFeature.RegExpUnicodeSets


@pytest.mark.parametrize(
    ("features", "first"), [(0, "10.0.29"), (1, "10.7.123"), (2, "11.0.193"), (6, "12.1.109"), (15, "13.1.201")]
)
def test_the_first_v8_that_reads_what_an_encoder_writes(features: int, first: str) -> None:
    assert Encoder(features=SerializationFeature(features)).first_v8_version == Version(first)


# ---------------------------------------------------------------------------------------------------------------------
# steps


def test_an_encode_step_may_write_another_value() -> None:
    def complex_as_object(value: object, /, ctx: EncodeContext, next: EncodeNextFn) -> None:
        next(JSObject(re=value.real, im=value.imag) if isinstance(value, complex) else value)

    data = dumps([1j], encode_steps=[complex_as_object, *default_encode_steps])
    assert loads(data) == JSArray([JSObject(re=0, im=1)])


def test_a_decode_step_may_return_another_value() -> None:
    def upper(tag: SerializationTag, /, ctx: DecodeContext, next: DecodeNextFn) -> object:
        value = next(tag)
        return value.upper() if isinstance(value, str) else value

    assert loads(dumps(["a", 1]), decode_steps=[upper, TagReader()]) == JSArray(["A", 1])


def test_tag_readers_may_be_replaced() -> None:
    registry = TagReaderRegistry()
    registry.register(SerializationTag.kNull, lambda tag_reader, tag, ctx: "nothing")
    assert loads(dumps([None]), decode_steps=[TagReader(tag_readers=registry)]) == JSArray(["nothing"])


def test_without_steps_nothing_is_written_or_read() -> None:
    with pytest.raises(UnhandledValueEncodeV8SerializeError, match="No encode step"):
        dumps(1, encode_steps=[])
    with pytest.raises(DecodeV8SerializeError, match="No decode step"):
        loads(dumps(1), decode_steps=[])


def test_host_objects_have_numbers() -> None:
    class Point:
        def __init__(self, x: int) -> None:
            self.x = x

    class PointHandler:
        def serialize_host_object(self, *, stream: WritableTagStream, value: Point) -> None:
            stream.write_varint(value.x)

        def deserialize_host_object(self, *, stream: ReadableTagStream) -> Point:
            return Point(stream.read_varint())

    def write_points(value: object, /, ctx: EncodeContext, next: EncodeNextFn) -> None:
        if isinstance(value, Point):
            ctx.stream.write_host_object(value, serializer=PointHandler())
        else:
            next(value)

    references, tag_writer = default_encode_steps
    point, other = Point(5), JSObject()
    data = dumps([point, point, other, other], encode_steps=[references, write_points, tag_writer])
    result: Any = loads(data, host_object_deserializer=PointHandler())
    assert result[0] is result[1] and result[0].x == 5
    assert result[2] is result[3] and result[2] == JSObject()


@pytest.mark.parametrize("data", ["ff0f41015c0a00", "ff0f5c0a05ab", "ff0f5cff7f00"])
def test_node_views_that_are_none(data: str) -> None:
    with pytest.raises(DecodeV8SerializeError):
        loads(bytes.fromhex(data))


def test_an_object_cannot_be_referred_to_before_it_is_there() -> None:
    def read_inner(*, stream: ReadableTagStream) -> object:
        return stream.read_object_reference(tag=True)

    with pytest.raises(DecodeV8SerializeError, match="has not been deserialized"):
        loads(bytes.fromhex("ff0f5c5e00"), host_object_deserializer=read_inner)


# ---------------------------------------------------------------------------------------------------------------------
# Node reads it

NODE = """
const v8 = require("node:v8");
const {isDeepStrictEqual} = require("node:util");
const x = {a: 1};
const values = process.argv.slice(1).map(hex => v8.deserialize(Buffer.from(hex, "hex")));
console.log(JSON.stringify(values.map(value => [value[0]?.constructor?.name, value[1] === value[2],
                                                isDeepStrictEqual(value[1], x)])));
"""
BEFORE_A_REFERENCE: dict[str, object] = {
    "RegExp": JSRegExp("a", JSRegExpFlag.NoFlag),
    "Error": JSErrorData("message"),
    "RangeError": JSErrorData("message", name="RangeError", cause=JSErrorData("cause")),
    "ArrayBuffer": JSArrayBuffer(b"abc"),
    "Uint8Array": JSUint8Array(JSArrayBuffer(b"abc")),
    "Map": {"a": {1}},
    "Date": jstypes.JSDate(float("nan")),
    "String": "\ud800",
}


@pytest.mark.skipif(shutil.which("node") is None, reason="node is not installed")
@pytest.mark.parametrize("views", ["standard", "Node's own"])
def test_node_follows_references_to_the_right_object(views: str) -> None:
    steps = [*default_encode_steps]
    if views == "Node's own":
        steps.insert(1, serialize_js_array_buffer_views_as_nodejs_host_object)
    x = JSObject(a=1)
    data = [dumps([first, x, x], encode_steps=steps).hex() for first in BEFORE_A_REFERENCE.values()]
    output = subprocess.run(["node", "--eval", NODE, *data], capture_output=True, check=True).stdout
    assert json.loads(output) == [[name, True, True] for name in BEFORE_A_REFERENCE]


def test_no_dependency_beside_python_itself() -> None:
    command = [sys.executable, "-c", "import sys, clonewire.v8serialize; print(*sys.modules)"]
    modules = subprocess.run(command, capture_output=True, check=True, text=True).stdout.split()
    assert not {"packaging", "typing_extensions", "numpy"}.intersection(modules)
