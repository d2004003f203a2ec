"""Every fault of every metadata service, alone at three places of a run, all through it, and in pairs: what is lost, wrong, or impolite.

    python tests/bench/service_faults.py [--service openalex ...] [--kind 503 ...] [--pairs 1] [--jobs 2]

Each cell is a run of all services against the local ones, in which one of them has the fault at its first, a middle or
its last request, and a second run two days later without any (after a fault in what records say: when everybody is asked
again). In `known` everybody was asked a year before, and the fault lasts all through the first run. `--pairs` adds as
many cells for each service and kind, with another fault of any service beside it. Nobody waits: the clock is the runs'
own, and the local services judge their pace by it. Everything is well where a cell is `.`; else it says

    lost      values that papers have without faults, and not in the end
    gone      values that papers had, and not while the fault lasted
    wrong     values that are not true
    stops     a service without fault was not asked to the end
    fails     a service fails although its fault is over
    too_soon  and other offences that the local services complain of
    -         the fault had no occasion: a request that was not made

Exit status 1 when a cell is not well.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.support.service_cells import Cell, Cells, cells  # noqa: E402
from tests.support.service_faults import FAULTS  # noqa: E402
from tests.support.service_runs import PREFIXES  # noqa: E402

OPEN = ExitStack()
STATE: list[Cells] = []
"""The local services of this process, once they are needed."""
MEMORY = Path("/dev/shm")
"""Where stores need no disk, on systems that have it."""


def local() -> Cells:
    """The local services of this process."""
    if not STATE:
        folder = OPEN.enter_context(tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None))
        STATE.append(OPEN.enter_context(cells(Path(folder))))
    return STATE[0]


def row(name: str, kind: str) -> list[Cell]:
    """One fault of one service at its places."""
    here = local()
    last = here.requests[name]
    return [
        *(at_or_before(name, kind, nth) for nth in (1, (last + 1) // 2, last)),
        here.cell([FAULTS[kind] | {"service": name}], known=True),
    ]


def at_or_before(name: str, kind: str, nth: int) -> Cell:
    """The fault at this request, or at one before, since a run may need a request less than another."""
    found = local().cell([FAULTS[kind] | {"service": name, "nth": [nth]}])
    return found if found.happened or nth == 1 else at_or_before(name, kind, nth - 1)


def pair(faults: Sequence[Mapping[str, Any]]) -> Cell:
    """Two faults in one run."""
    return local().cell(faults)


def pairs_of(names: Sequence[str], kinds: Sequence[str], each: int) -> list[list[dict[str, Any]]]:
    """For each service and kind so many cells with another fault of any service, at any of their first requests."""
    dice = random.Random(0)
    found = []
    for name in names:
        for kind in kinds:
            for _ in range(each):
                other = FAULTS[dice.choice(kinds)] | {"service": dice.choice(names)}
                both = FAULTS[kind] | {"service": name}, other
                found.append([one | {"nth": [dice.randint(1, 3)]} for one in both])
    return found


def main() -> None:
    """Print the matrix."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--service", nargs="*", choices=[*PREFIXES], default=[*PREFIXES])
    parser.add_argument("--kind", nargs="*", choices=[*FAULTS], default=[*FAULTS])
    parser.add_argument("--pairs", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=2)
    given = parser.parse_args()
    began = time.monotonic()
    seen: list[Cell] = []
    with ProcessPoolExecutor(given.jobs) as processes:
        rows = [(name, kind) for name in given.service for kind in given.kind]
        for (name, kind), found in zip(rows, processes.map(row, *zip(*rows, strict=True)), strict=True):
            shown = "  ".join(
                f"{place}: {one}" for place, one in zip(("first", "middle", "last", "known"), found, strict=True)
            )
            print(f"{name:18}{kind:24}{shown}", flush=True)
            seen += found
        both = pairs_of(given.service, given.kind, given.pairs)
        for faults, one in zip(both, processes.map(pair, both), strict=True):
            if not one.is_well and one.happened:
                names = " and ".join(f"{rule['service']} {rule['kind']} at {rule['nth'][0]}" for rule in faults)
                print(f"pair  {names}: {one}", flush=True)
            seen.append(one)
    ill = [one for one in seen if one.happened and not one.is_well]
    more = max(one.requests for one in seen)
    print(f"{len(seen)} cells, {sum(not one.happened for one in seen)} without occasion, {len(ill)} not well; at most {more} requests "
          f"more than without faults; {time.monotonic() - began:.0f} s")  # fmt: skip
    sys.exit(1 if ill else 0)


if __name__ == "__main__":
    main()
