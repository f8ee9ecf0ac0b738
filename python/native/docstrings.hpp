// What help() shows of the module's functions; the tests run the examples.
#pragma once

namespace clonewire::python::docstrings {

inline constexpr char loads[] = R"doc(loads(data, /, *, format=None, plain=False, variant=None, dialect=None, maps=None,
byte_strings=None, transfers=False, trailing=False, v8_version=None, host=None, date=None, types=None, max_depth=None,
max_slots=None, max_bytes=None)
--

The value that serialized bytes stand for.

`data` is anything that exports its memory (bytes, bytearray, memoryview, mmap, array ...), or a str for the formats that
are text. JavaScript's types come as those of `clonewire.jstypes`, with identity and cycles as they were; with
`plain=True` as dict, list, set, bytes and datetime. Numbers are int where they are whole, else float; a bigint that an
int of its size would make a number of is a JSBigInt; a Date is a datetime in UTC, or a JSDate where datetime cannot
hold it.

Which bytes:

- `format`: "v8", "ungap", "typeson", "msgpack", "cbor", "serial", "graph" or "json"; without it the format is detected.
- `variant`: of the format, one of `formats()[format]`; without it the format's first.
- `dialect`: v8: "node", "web" or "workerd", who wrote the views and host objects; without it told from the bytes.
- `v8_version`: v8: what bytes without a header are taken for.
- `transfers`: v8: read transferred ArrayBuffers, whose content is elsewhere, as `jstypes.JSArrayBufferTransfer`.
- `trailing`: allow bytes after the value.

Which Python objects:

- `plain`: Python's own types only. What they cannot keep is an error that names the path.
- `maps`: msgpack, cbor: "objects" or "maps", what a map of no declared type is; without it as the variant's own reader
  has it.
- `byte_strings`: msgpack, cbor: "buffer", "uint8_array", "array_buffer" or "bytes", what a byte string is.
- `host`: a function that is given each `jstypes.HostObject` and returns what takes its place.
- `date`: a function that is given each Date's time value (milliseconds since 1970 as a float, NaN for an invalid Date).
- `types`: a `CustomTypes`, whose classes are made again.

For data from strangers: `max_depth` (of nesting), `max_slots` (how many values) and `max_bytes` (of memory). The
defaults already stop what no honest writer makes.

Raises DecodeError (a ValueError) with `.code`, `.offset` and `.path` where the bytes are no value of the format, or
where plain objects cannot keep it. Warns with LossWarning of what the reader had to choose or leave out.

>>> import clonewire
>>> data = b'\xff\x0fo"\x04name"\x03Bob"\x04tags\'"\x01a,\x01{\x02'
>>> clonewire.loads(data)
JSObject(name='Bob', tags=JSSet(['a']))
>>> clonewire.loads(data, plain=True)
{'name': 'Bob', 'tags': {'a'}}
>>> clonewire.loads('{"size": 1e3}', format="json", plain=True)
{'size': 1000}
>>> clonewire.loads(data[:9])
Traceback (most recent call last):
clonewire.errors.DecodeError: byte 9: $.name: the input ends inside a value (unexpected_end)
)doc";

inline constexpr char dumps[] =
    R"doc(dumps(value, /, *, format="v8", default=None, variant=None, dialect=None, views=None,
bytes_as=None, tuples=False, v8_version=None, indent=None, lossy=False, types=None)
--

The value as serialized bytes: as JavaScript would read it, or not at all.

A dict whose keys are all str is an object, any other a Map; list and tuple are arrays, set and frozenset Sets, datetime
a Date, a compiled pattern a RegExp, an exception an Error; an int beyond +-(2**53 - 1) is a bigint; NumPy's and
`array`'s arrays are typed arrays. `clonewire.jstypes` has a class for everything else that JavaScript has. One object in
two places is one in JavaScript, and cycles are cycles.

Which bytes:

- `format`: "v8", "ungap", "typeson", "msgpack", "cbor", "serial", "graph" or "json".
- `variant`: of the format, one of `formats()[format]`; without it the format's first.
- `dialect`: v8: "node", "web" or "workerd", who is to read it; without it as Node.js where it can, else as the web.
- `v8_version`: v8: 13 to 16; without it 15, which all current engines read, or 16 where the value needs it.
- `views`: "slice" writes each view's own bytes, "share" the whole buffer with each view's place in it; without it as the
  format's own writer does.
- `indent`: formats that are text: spaces for each level; without it one line.

Which values:

- `bytes_as`: "array_buffer", "buffer" (Node.js) or "bytes", what bytes and its like are; without it as the format's own
  users have them.
- `tuples`: keep tuples apart from lists, in the formats that can (cbor, serial, graph).
- `default`: a function that is given each object of a class without counterpart, and returns what to write instead.
- `types`: a `CustomTypes`, whose classes are written by name.
- `lossy`: leave out what the format cannot carry. Each loss is a LossWarning, or, where this is a function, an
  EncodeError that the function is called with.

Raises EncodeError (a TypeError and ValueError) with `.code` and `.path` where something cannot be carried whole.

>>> import clonewire
>>> clonewire.dumps({"name": "Bob", "tags": {"a"}})
b'\xff\x0fo"\x04name"\x03Bob"\x04tags\'"\x01a,\x01{\x02'
>>> clonewire.dumps([1, 2**64], format="cbor")
b'\x82\x01\xc2I\x01\x00\x00\x00\x00\x00\x00\x00\x00'
>>> from decimal import Decimal
>>> clonewire.dumps({"price": Decimal("9.99")}, format="json")
Traceback (most recent call last):
clonewire.errors.EncodeError: $.price: a value of class decimal.Decimal: JavaScript has no counterpart; a function ...
>>> clonewire.dumps({"price": Decimal("9.99")}, format="json", default=str)
b'{"price":"9.99"}'
)doc";

inline constexpr char convert[] = R"doc(convert(data, to, /, *, format=None, from_variant=None, variant=None,
from_dialect=None, dialect=None, views=None, v8_version=None, indent=None, lossy=False)
--

Serialized bytes in another format, without making Python objects of them.

`data` is as for `loads`, `to` the wanted format's name.

- `format`, `from_variant`, `from_dialect`: of `data`; without them detected, the format's first, told from the bytes.
- `variant`, `dialect`, `views`, `v8_version`, `indent`, `lossy`: of the result, as for `dumps`.

Raises DecodeError as `loads` and EncodeError as `dumps`.

>>> import clonewire
>>> data = clonewire.dumps({"id": 1, "tags": {"a"}})
>>> clonewire.convert(data, "typeson")
b'{"id":1,"tags":["a"],"$types":{"tags":"set"}}'
>>> clonewire.convert(data, "json")
Traceback (most recent call last):
clonewire.errors.EncodeError: $.tags: JSON cannot carry a Set (cannot_carry)
>>> clonewire.convert(data, "json", lossy=lambda loss: print("lost:", loss.path))
lost: $.tags
b'{"id":1,"tags":["a"]}'
)doc";

inline constexpr char detect[] = R"doc(detect(data, /)
--

The name of the format that bytes are most likely in, and how sure that is; None if they are not recognised.

"certain": they bear the format's own mark. "likely": they read well, and have something that other formats seldom have.
"possible": nothing speaks against it, little for it. `data` is as for `loads`.

>>> import clonewire
>>> clonewire.detect(b"\xff\x0f0")
('v8', 'certain')
>>> clonewire.detect('{"a": 1}')
('json', 'likely')
)doc";

inline constexpr char formats[] = R"doc(formats()
--

The names of all formats, each with those of its variants; the first is the default.

>>> import clonewire
>>> clonewire.formats()["serial"]
('starlark', 'js')
>>> ", ".join(clonewire.formats())
'v8, ungap, typeson, msgpack, cbor, serial, graph, json'
)doc";

inline constexpr char loads_starlark[] = R"doc(loads_starlark(text, /, *, types=None, max_depth=None, max_slots=None,
max_bytes=None)
--

See clonewire.serial.loads.)doc";

inline constexpr char dumps_starlark[] = R"doc(dumps_starlark(value, /, *, default=None, lossy=False, types=None)
--

The UTF-8 bytes of the text. See clonewire.serial.dumps.)doc";

}  // namespace clonewire::python::docstrings
