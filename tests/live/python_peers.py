"""cbor2 and Python's msgpack, both ways: what they write is read, and what is written of it they read as the same value.

usage: python_peers.py CLONEWIRE_BATCH

Values and bytes go through clonewire_batch (tests/tools/batch.cpp), so that thousands take seconds. CLONEWIRE_LIVE_SEED and
CLONEWIRE_LIVE_CASES as in the other live tests.
"""

import os
import random
import struct
import subprocess
import sys

try:
    import cbor2
    import msgpack
except ImportError as missing:
    print(f"{missing.name} is not installed: skipped")
    sys.exit(1 if os.environ.get("CI") == "true" else 77)

FIRST = int(os.environ.get("CLONEWIRE_LIVE_SEED", 1))
CASES = int(os.environ.get("CLONEWIRE_LIVE_CASES", 1500))
INTEGERS = [0, 1, -1, 23, 24, 255, 256, 65535, 65536, 2**31, 2**32 - 1, -(2**31), -(2**32), 63, 64, 127, 128, -32, -33]
BIG = [2**53, 2**63 - 1, -(2**63), 2**64 - 1, 2**64, -(2**64), -(2**64) - 1, 2**200, -(2**200)]
TEXTS = ["", "a", "key", "héé", "日本語", "😀", "x" * 23, "x" * 24, "y" * 255, "z" * 256, "__proto__", "1", "length"]


class Batch:
    def __init__(self, program):
        self.process = subprocess.Popen([program], stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def ask(self, words, body):
        head = words.encode()
        self.process.stdin.write(struct.pack("<IB", 1 + len(head) + len(body), len(head)) + head + body)
        self.process.stdin.flush()
        size, status = struct.unpack("<IB", self.process.stdout.read(5))
        output = self.process.stdout.read(size - 1)
        return (status == 0, output)


def value(rng, depth, extras):
    """A value of plain data; `extras` makes what only one of the peers has."""
    choice = rng.randrange(10 if depth > 0 else 6)
    if choice == 0:
        return rng.choice([None, True, False])
    if choice == 1:
        return rng.choice(INTEGERS)
    if choice == 2:
        return rng.choice([0.5, -1.25, 1e300, 5e-324, float("inf"), rng.random() * 1e6, 1.0e10 + 0.5])
    if choice == 3:
        return rng.choice(TEXTS) + rng.choice(TEXTS)
    if choice == 4:
        return rng.choice([b"", b"\0\xff", bytes(range(256)), b"x" * 70000])
    if choice == 5:
        return extras(rng)
    if choice < 8:
        return [value(rng, depth - 1, extras) for _ in range(rng.randrange(6))]
    return {rng.choice(TEXTS) + str(i): value(rng, depth - 1, extras) for i in range(rng.randrange(6))}


def typed(v):
    """The value with its types told, so that 1 is not True and 1.0 not 1."""
    if isinstance(v, dict):
        # JavaScript's objects put their index keys first: order is no part of a Python dict's equality either.
        return ("dict", sorted(((typed(k), typed(x)) for k, x in v.items()), key=repr))
    if isinstance(v, (list, tuple)):
        return ("list", [typed(x) for x in v])
    if isinstance(v, (set, frozenset)):
        return ("set", sorted((typed(x) for x in v), key=repr))
    # An integral number is one number to JavaScript, whichever of the two wrote it.
    if isinstance(v, float) and v.is_integer() and abs(v) < 2**53:
        v = int(v)
    return (type(v).__name__, v)


def read_cbor(data):
    """As cbor2 reads it, with the tag for a Map, which it leaves to its users."""
    return cbor2.loads(data, tag_hook=lambda decoder, tag: tag.value if tag.tag == 259 else tag)


def cbor_extras(rng):
    return rng.choice([*BIG, {1, 2, 3}, {"a", "b"}, {1: "one", 2: "two"}, {-5: [], "mixed": 1}])


PEERS = [
    ("cbor2", "cbor", cbor2.dumps, read_cbor, cbor_extras),
    ("cbor2, canonical", "cbor", lambda v: cbor2.dumps(v, canonical=True), read_cbor, cbor_extras),
    ("cbor2, value sharing", "cbor", lambda v: cbor2.dumps(v, value_sharing=True), read_cbor, cbor_extras),
    ("msgpack", "msgpack variant=plain from-variant=plain", msgpack.packb,
     lambda b: msgpack.unpackb(b, strict_map_key=False), lambda rng: rng.choice([{1: "one", 2: "two"}, 2**40, 2**63, -(2**40)])),
]


def main():
    batch = Batch(sys.argv[1])
    checked = wrong = 0
    for name, form, write, read, extras in PEERS:
        kind = form.split()[0]
        options = form[len(kind):]
        for seed in range(FIRST, FIRST + CASES):
            original = value(random.Random(seed), 4, extras)
            written = write(original)
            done, ours = batch.ask(f"from={kind} to={kind}{options}", written)
            same = done and typed(read(ours)) == typed(read(written))
            checked += 1
            if not same:
                wrong += 1
                if wrong <= 5:
                    print(f"DIFFERS {name}, seed {seed}: {original!r:.300}\n  theirs: {written.hex():.300}\n"
                          f"  ours:   {ours.hex() if done else ours.decode():.300}")
    print(f"Python peers: {checked} checked, {wrong} differ")
    sys.exit(1 if wrong else 0)


main()
