"""The tutorial of v8serialize, "Pass JavaScript values to and from Python": every output, to the letter."""

from __future__ import annotations

import doctest
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import clonewire

SESSION = """
>>> from clonewire.v8serialize import loads, dumps
>>> dumps('Hello World')
b'\\xff\\x0fS\\x0bHello World'
>>> loads(dumps('Hello World'))
'Hello World'
>>> from datetime import datetime
>>> profile = {
...     'name': 'Bob',
...     'favourite_number': 2**128,
...     'registration_date': datetime.fromisoformat('2024-01-02T00:00:00.000+00:00'),
...     'groups': {'moderators', 'editors'},
...     'missing': None,
... }
>>> loads(dumps(profile))
JSMap({
  'name': 'Bob',
  'favourite_number': 340282366920938463463374607431768211456,
  'registration_date': datetime.datetime(2024, 1, 2, 0, 0),
  'groups': JSSet([
    'moderators',
    'editors',
  ]),
  'missing': None,
})
>>> from clonewire.v8serialize.jstypes import JSObject, JSUndefined
>>> profile = JSObject(
...     name='Bob',
...     favourite_number=2**128,
...     registration_date=datetime.fromisoformat('2024-01-02T00:00:00.000+00:00'),
...     groups={'moderators', 'editors'},
...     missing=JSUndefined,
... )
>>> loads(dumps(profile))
JSObject(
  name='Bob',
  favourite_number=340282366920938463463374607431768211456,
  registration_date=datetime.datetime(2024, 1, 2, 0, 0),
  groups=JSSet([
    'moderators',
    'editors',
  ]),
  missing=JSUndefined,
)
>>> from base64 import b64decode, b64encode
>>> b64encode(dumps('Hello World')).decode()
'/w9TC0hlbGxvIFdvcmxk'
>>> loads(b64decode('/w9TC0hlbGxvIFdvcmxk'))
'Hello World'
>>> js_data = '/w9vIgRuYW1lIgNCb2IiC2ZhdmVfbnVtYmVyWjAAAAAAAAAAAAAAAAAAAAAAAQAAAAAAAAAiEXJlZ2lzdHJhdGlvbl9kYXRlRAAAAIV3\
zHhCIgZncm91cHMnIgptb2RlcmF0b3JzIgdlZGl0b3JzLAIiB21pc3NpbmdfewU='
>>> bob = loads(b64decode(js_data))
>>> bob
JSObject(
  name='Bob',
  fave_number=340282366920938463463374607431768211456,
  registration_date=datetime.datetime(2024, 1, 2, 0, 0),
  groups=JSSet([
    'moderators',
    'editors',
  ]),
  missing=JSUndefined,
)
>>> bob['pets'] = [JSObject(name='Nipper', owner=bob)]
>>> bob
JSObject(
  name='Bob',
  fave_number=340282366920938463463374607431768211456,
  registration_date=datetime.datetime(2024, 1, 2, 0, 0),
  groups=JSSet([
    'moderators',
    'editors',
  ]),
  missing=JSUndefined,
  pets=[
    JSObject(
      name='Nipper',
      owner=...,
    ),
  ],
)
>>> b64encode(dumps(bob)).decode()
'/w9vUwRuYW1lUwNCb2JTC2ZhdmVfbnVtYmVyWiIAAAAAAAAAAAAAAAAAAAAAAVMRcmVnaXN0cmF0aW9uX2RhdGVEAAAAhXfMeEJTBmdyb3VwcydTCm1v\
ZGVyYXRvcnNTB2VkaXRvcnMsAlMHbWlzc2luZ19TBHBldHNBAW9TBG5hbWVTBk5pcHBlclMFb3duZXJeAHsCJAABewY='
>>> js_data_circular = '/w9vIgRuYW1lIgNCb2IiC2ZhdmVfbnVtYmVyWjAAAAAAAAAAAAAAAAAAAAAAAQAAAAAAAAAiEXJlZ2lzdHJhdGlvbl9kYXRl\
RAAAAIV3zHhCIgZncm91cHMnIgptb2RlcmF0b3JzIgdlZGl0b3JzLAIiB21pc3NpbmdfIgRwZXRzYQFJAG8iBG5hbWUiBk5pcHBlciIFb3duZXJeAHsC\
QAEBewY='
>>> bob2 = loads(b64decode(js_data_circular))
>>> bob2
JSObject(
  name='Bob',
  fave_number=340282366920938463463374607431768211456,
  registration_date=datetime.datetime(2024, 1, 2, 0, 0),
  groups=JSSet([
    'moderators',
    'editors',
  ]),
  missing=JSUndefined,
  pets=JSArray([
    JSObject(
      name='Nipper',
      owner=...,
    ),
  ]),
)
>>> bob2['pets'][0]['owner'] is bob2
True
"""
"""The prompts and outputs of the Python parts, with two liberties. Python 3.10 reads no `Z` at the end of a date. And
the data that the tutorial pastes calls the number `fave_number`, though its text shows it as `favourite_number`."""

JAVASCRIPT = """
const v8 = require("node:v8");
const bob = v8.deserialize(Buffer.from(process.argv[1], "base64"));
console.log(bob, Object.is(bob, bob.pets[0].owner), v8.serialize(bob).toString("base64"));
"""

JAVASCRIPT_OUTPUT = """<ref *1> {
  name: 'Bob',
  fave_number: 340282366920938463463374607431768211456n,
  registration_date: 2024-01-02T00:00:00.000Z,
  groups: Set(2) { 'moderators', 'editors' },
  missing: undefined,
  pets: [ { name: 'Nipper', owner: [Circular *1] } ]
} true """

EXAMPLES = doctest.DocTestParser().get_examples(SESSION)


def output_after(source: str) -> str:
    """What the session shows after a line."""
    return next(example.want for example in EXAMPLES if example.source == f"{source}\n")


def environment() -> dict[str, str]:
    """An environment in which sets of the two groups have the order that the tutorial shows, and the time zone too."""
    variables = {**os.environ, "TZ": "UTC", "PYTHONPATH": str(Path(clonewire.__file__).parents[1])}
    for seed in range(64):
        variables["PYTHONHASHSEED"] = str(seed)
        command = [sys.executable, "-c", "print(*{'moderators', 'editors'})"]
        if subprocess.run(command, env=variables, capture_output=True, check=True).stdout.split()[0] == b"moderators":
            return variables
    raise AssertionError("no hash seed gives the tutorial's order")


def test_an_interactive_session_shows_what_the_tutorial_shows() -> None:
    # -i makes it a session for a person, so values are shown on several lines; prompts go to standard error.
    session = subprocess.run(
        [sys.executable, "-i", "-q"],
        input="".join(example.source for example in EXAMPLES),
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert session.stdout == "".join(example.want for example in EXAMPLES), session.stderr


@pytest.mark.skipif(shutil.which("node") is None, reason="node is not installed")
def test_node_shows_what_the_tutorial_shows() -> None:
    python_data = output_after("b64encode(dumps(bob)).decode()").strip("'\n")
    command = ["node", "--eval", JAVASCRIPT, python_data]
    variables = {**os.environ, "TZ": "UTC", "NO_COLOR": "1"}
    output = subprocess.run(command, env=variables, capture_output=True, text=True, check=True).stdout
    node_data = output.removeprefix(JAVASCRIPT_OUTPUT).strip()
    assert output.startswith(JAVASCRIPT_OUTPUT)
    assert f"js_data_circular = '{node_data}'\n" in "".join(example.source for example in EXAMPLES)
