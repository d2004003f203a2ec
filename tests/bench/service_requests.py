"""What it costs to ask all metadata services for a store of papers: requests, hours at their own pace, bytes in the store.

    python tests/bench/service_requests.py [--data arxiv-cs.jsonl.gz] [--papers 2000] [--trouble 1]

The services are the local stand-in, asked as a run asks them but without their pauses; the hours are the requests at the
pace and within the daily budget of each (without a key). The services are asked side by side, so a run takes as long
as the slowest. "Beside" is one request a paper and service, the naive way.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import threading
import time
from itertools import islice
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("PAPERWIRE_SHARED", ROOT.parent / "shared"))
sys.path.insert(0, str(ROOT))

from enrich.asking.clients import open_services  # noqa: E402
from enrich.asking.rounds import Rounds  # noqa: E402
from enrich.clock import Clock  # noqa: E402
from enrich.options.services import ServicesSettings  # noqa: E402
from enrich.options.site import StoreSettings  # noqa: E402
from enrich.reconcile.reconcile import reconcile  # noqa: E402
from enrich.settings import Settings  # noqa: E402
from enrich.store.store import Store  # noqa: E402
from tests.support.keeping import keep, real_records  # noqa: E402
from tests.support.service_runs import PREFIXES  # noqa: E402
from tests.support.sources_standin import Server, read_records  # noqa: E402


def main() -> None:
    """Ask, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=SHARED / "data/arxiv-cs.jsonl.gz")
    parser.add_argument("--papers", type=int, default=2000)
    parser.add_argument("--trouble", type=float, default=1.0)
    given = parser.parse_args()
    server = Server(read_records([given.data], given.papers), scale=0.0, trouble=given.trouble)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    asked = {
        name: {"enabled": True, "base_url": f"{server.url}/{prefix}", "min_interval": 0, "contact": "bench@example.org",
               "budget": 10_000_000}
        for name, prefix in PREFIXES.items()
    }  # fmt: skip
    with tempfile.TemporaryDirectory(prefix="paperwire-bench-") as folder:
        file = Path(folder) / "papers.db"
        settings = Settings(
            services=ServicesSettings.model_validate(asked),
            store=StoreSettings(url=f"sqlite:///{file}"),
            folder=Path(folder),
        )
        with Store(settings.store_url) as store:
            keep(store, islice(real_records(given.data, given.papers), given.papers))
        before = file.stat().st_size
        with Store(settings.store_url) as store:
            run, began = store.runs.start("run", Clock().now()), time.perf_counter()
            clients = open_services(settings, store, Clock())
            Rounds(store, clients, reconcile, Clock().now, lambda *_: None, print).run(run)
        grown = file.stat().st_size - before
        print(f"{given.papers:,} papers in {time.perf_counter() - began:.0f} s without pauses; "
              f"{grown / given.papers:,.0f} bytes a paper in the store")  # fmt: skip
    report(server, given.papers)


def report(server: Server, papers: int) -> None:
    """The table, counted up to 10,000 papers."""
    judgement = server.log.summary(rows=1)["judgement"]
    options = ServicesSettings()
    print(f"{'for 10,000 papers':20}{'requests':>10}{'beside':>10}{'hours':>8}{'days by budget':>16}  offences")
    for name, prefix in PREFIXES.items():
        own, seen = getattr(options, name), judgement.get(prefix, {"requests": 0, "offences": {}})
        requests = seen["requests"] * 10_000 / papers
        hours, days = requests * own.interval / 3600, requests / own.daily
        print(f"{name:20}{requests:>10,.0f}{10_000:>10,}{hours:>8.2f}{days:>16.2f}  {seen['offences'] or 'none'}")


if __name__ == "__main__":
    main()
