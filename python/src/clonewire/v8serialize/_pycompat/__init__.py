"""What `v8serialize` keeps here for older versions of Python, for code that reached into it."""

from __future__ import annotations

from clonewire.v8serialize._aliases import alias_submodules

alias_submodules(
    __name__,
    {
        "enum": "clonewire.jstypes._enums",
        "re": "clonewire.jstypes.regexp_flags",
        "typing": "clonewire.jstypes.buffer_access",
    },
)
