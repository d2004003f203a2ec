"""Documents whose bytes never come, loaded by the process that reads them: light, since loading it counts as reading."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path


def pieces(body: bytes, behaviour: str, told: str) -> Iterator[bytes]:
    """A document's bytes; `told` is a file that is there after the first reading began."""
    first = not Path(told).exists()
    Path(told).touch()
    if behaviour == "always" or (behaviour == "once" and first):
        threading.Event().wait()
    if behaviour == "gone":
        raise FileNotFoundError(2, "it is gone")
    yield body
