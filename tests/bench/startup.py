"""How long each command takes to start: ours, an earlier checkout's (--before DIR), and what others need for as much.

    python tests/bench/startup.py [--before ../before] [--times 5]

Each is run in a folder that holds the built-in sample, the best of several runs counts: seconds by the clock, and of a
processor in brackets, which is what counts on a machine that does other things too. `python -c pass` is what nobody can
go below; `reader` is a feed library with commands, `pip` what everybody knows.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parents[2]
PEERS = (("-c", "pass"), ("-m", "reader", "--version"), ("-m", "reader", "--help"), ("-m", "pip", "--version"))


def commands() -> list[tuple[str, ...]]:
    """The help of everything, then what works without a network."""
    from feeds.cli.commands import app

    names = [str(one.name or (one.callback and one.callback.__name__)) for one in app.registered_commands]
    groups = [str(one.typer_instance.info.name) for one in app.registered_groups if one.typer_instance]
    work = [("status",), ("people", "list"), ("topics",), ("authors",), ("schedule", "--list"), ("run",)]
    known = {name.replace("_", "-") for name in (*names, *groups)}
    return [
        ("--version",),
        ("--help",),
        *((name, "--help") for name in sorted(known)),
        *(one for one in work if one[0] in known),
    ]


def best(arguments: Sequence[str], root: Path, home: Path, times: int) -> str:
    """`0.21 (0.19)`, or `-` where it does not work."""
    found = []
    for _ in range(times):
        before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
        environment = {**os.environ, "PYTHONPATH": str(root)}
        done = subprocess.run([sys.executable, *arguments], cwd=home, env=environment, capture_output=True, check=False)
        clock, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
        if done.returncode:
            return "-"
        found.append((clock, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime))
    return f"{min(one for one, _ in found):.2f} ({min(one for _, one in found):.2f})"


def main() -> None:
    """Print a line for each command."""
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("--before", type=Path, help="another checkout")
    options.add_argument("--times", type=int, default=5)
    given = options.parse_args()
    roots = [one.resolve() for one in (given.before, ROOT) if one]
    print(f"{'':28}" + "".join(f"{'before' if root != ROOT else 'now':>16}" for root in roots))
    with TemporaryDirectory() as folder:
        homes = {root: Path(folder) / str(number) for number, root in enumerate(roots)}
        for root, home in homes.items():
            home.mkdir()
            best(("-m", "feeds", "run"), root, home, 1)
        for command in commands():
            row = [best(("-m", "feeds", *command), root, homes[root], given.times) for root in roots]
            print(f"{' '.join(command):28}" + "".join(f"{one:>16}" for one in row), flush=True)
        for peer in PEERS:
            print(f"{'python ' + ' '.join(peer):28}{best(peer, ROOT, Path(folder), given.times):>16}", flush=True)


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    main()
