"""Watches from outside how much memory a process and those that it begins have. `python tests/bench/memory.py PROCESS`"""

from __future__ import annotations

import os
import select
import sys
from collections.abc import Iterator
from pathlib import Path


def watch(process: int) -> None:
    """In a process of its own: the most memory that a process and those that it began had, printed once stdin ends."""
    most, own = 0, os.getpid()
    while not select.select([sys.stdin], [], [], 0.3)[0]:
        most = max(most, sum(memory_of(one) for one in family(process) if one != own))
    print(most)


def family(process: int) -> Iterator[int]:
    yield process
    try:
        for child in Path(f"/proc/{process}/task/{process}/children").read_text().split():
            yield from family(int(child))
    except OSError:
        return


def memory_of(process: int) -> int:
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))


if __name__ == "__main__":
    watch(int(sys.argv[1]))
