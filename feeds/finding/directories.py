"""Where the names of leaves stand: neighbours together in small files, of which a browser loads those that it needs (pure).

::

    leaves in order:  abacus  abbey  model | models  modest ...
                                             ^ begins a directory, by a hash of its name

Whether a leaf begins a directory depends on nothing but its name, so the same leaves give the same files. The first
directory is named by "" unless the first leaf begins one.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable

LISTED = 16
"""Leaves in a directory, on average."""


def directories(leaves: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """The directories of these leaves, which come in order, by name."""
    found: dict[str, list[str]] = {}
    name = ""
    for leaf in leaves:
        if zlib.crc32(leaf.encode("utf-8", "surrogatepass"), 1) % LISTED == 0:
            name = leaf
        found.setdefault(name, []).append(leaf)
    return {name: tuple(listed) for name, listed in found.items()}
