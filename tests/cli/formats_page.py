"""Compares the table in docs/formats.md with what the command line finds out; with BLESS in the environment, rewrites it.

usage: formats_page.py CLONEWIRE PAGE
"""

import os
import pathlib
import subprocess
import sys

BEGIN = "<!-- made by: clonewire formats --markdown; ./dev bless rewrites it -->\n"
END = "<!-- end -->\n"

clonewire, page = sys.argv[1], pathlib.Path(sys.argv[2])
table = subprocess.run([clonewire, "formats", "--markdown"], check=True, capture_output=True, text=True).stdout
text = page.read_text()
before, rest = text.split(BEGIN)
after = rest.split(END)[1]
expected = f"{before}{BEGIN}\n{table}\n{END}{after}"
if os.environ.get("BLESS"):
    page.write_text(expected)
elif text != expected:
    sys.exit(f"{page.name}: its table is not what `clonewire formats --markdown` prints: see ./dev bless")
