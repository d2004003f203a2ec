"""Every fault of every metadata service, alone at three places of a run and in pairs: what is lost, wrong, or impolite.

    python tests/bench/service_faults.py [--service openalex ...] [--kind 503 ...] [--pairs 40]

Each cell is a run of all services against the local ones, in which one of them has the fault at its first, a middle or
its last request, and a second run two days later without any. `lost` is a record less than without faults, or a service
that was not made up for by the second run; `wrong` a value that is not true; the rest are offences by the judge of the
local services, but those that a fault by itself brings (half-full batches after a question was halved). Everything is
well where a cell is `.`. Exit status 1 when anything is lost or wrong.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.conftest import FakeTime  # noqa: E402
from tests.support import arxiv_standin  # noqa: E402
from tests.support.service_faults import FAULTS  # noqa: E402
from tests.support.service_runs import (  # noqa: E402
    PAPERS,
    PREFIXES,
    asked,
    kept,
    local_services,
    offences,
    papers,
    settings_of,
    wrong,
)  # fmt: skip

PLACES = {"first": 1, "middle": 3, "last": 6}
"""Which of a service's requests has the fault; a service with fewer has none then."""
OWN = {"wasted_batches", "singles_instead_of_batch", "asked_again"}
"""Offences that halving, or asking again after a spoilt answer, brings by itself."""
DAYS = 2 * 86400.0


@contextmanager
def local_arxiv() -> Iterator[str]:
    server = arxiv_standin.Server({row["id"]: arxiv_standin.Paper(row) for row in papers()}, min_interval=0.0)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield server.url
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def cell(arxiv: str, faults: Sequence[dict[str, Any]]) -> str:
    """What went wrong under these faults; empty when nothing did."""
    time = FakeTime(datetime(2026, 1, 5, 12, tzinfo=UTC))
    with tempfile.TemporaryDirectory() as folder, local_services() as server:
        settings = settings_of(Path(folder), arxiv, server.url)
        server.faults.set(list(faults))
        asked(settings, time)
        found = kept(settings)
        notes = [f"{PAPERS - len(found)} lost"] if len(found) < PAPERS else []
        notes += [f"{len(errors)} wrong"] if (errors := wrong(server, found)) else []
        bad = {name for one in offences(server).values() for name in one} - OWN
        server.faults.set([])
        time.pass_by(DAYS)
        again = asked(settings, time)
        notes += ["not made up for"] if again.services.problems else []
        notes += [f"{len(errors)} wrong later"] if (errors := wrong(server, kept(settings))) else []
    return ", ".join([*notes, *sorted(bad)])


def named(pair: Sequence[dict[str, Any]]) -> str:
    return " and ".join(f"{rule['service']} {rule['kind']}" for rule in pair)


def main() -> None:
    """Print the matrix."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--service", nargs="*", choices=[*PREFIXES], default=[*PREFIXES])
    parser.add_argument("--kind", nargs="*", default=[*FAULTS])
    parser.add_argument("--pairs", type=int, default=40)
    given = parser.parse_args()
    bad = 0
    with local_arxiv() as arxiv:
        for name in given.service:
            for kind in given.kind:
                rules = [FAULTS[kind] | {"service": PREFIXES[name], "nth": [nth]} for nth in PLACES.values()]
                cells = [cell(arxiv, [rule]) for rule in rules]
                bad += any("lost" in one or "wrong" in one or "made up" in one for one in cells)
                print(
                    f"{name:18}{kind:24}{'  '.join(f'{place}: {one or chr(46)}' for place, one in zip(PLACES, cells, strict=True))}",
                    flush=True,
                )
        dice = random.Random(0)
        for _ in range(given.pairs):
            pair = [
                FAULTS[dice.choice(given.kind)]
                | {"service": PREFIXES[dice.choice(given.service)], "nth": [dice.randint(1, 4)]}
                for _ in range(2)
            ]
            one = cell(arxiv, pair)
            bad += "lost" in one or "wrong" in one or "made up" in one
            print(f"pair  {named(pair):46}{one or chr(46)}", flush=True)
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main()
