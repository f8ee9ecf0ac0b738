"""`clonewire.jstypes`, where programs written for `v8serialize` expect it."""

from __future__ import annotations

from clonewire.jstypes import *
from clonewire.v8serialize._aliases import alias_submodules

alias_submodules(
    __name__,
    {
        name: f"clonewire.jstypes.{name}"
        for name in (
            "_equality",
            "_normalise_property_key",
            "_repr",
            "_v8",
            "_v8traceback",
            "jsarray",
            "jsarrayproperties",
            "jsbigint",
            "jsbuffers",
            "jserror",
            "jsmap",
            "jsobject",
            "jsprimitiveobject",
            "jsregexp",
            "jsset",
            "jsundefined",
        )
    },
)
