"""Papers that arXiv does not have: what of the mentions that name them is found by Crossref and OpenAlex, and what of it is wrong.

    python tests/bench/beyond.py [--data arxiv-cs.jsonl.gz] [--papers 2000] [--trouble 1] [--seed 0]

The local arXiv has every second paper of those that the local services know, so for the others a published DOI is all
that there is. Each is named in one way: by DOI, by title with or without authors, beside the DOI of another paper, and by a title that
is no paper's. Then arXiv has all of them: what was published by its DOI is to be one record with arXiv's. Exit status 1 when a mention has a wrong paper. Prints the requests of each service, too.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("PAPERWIRE_SHARED", ROOT.parent / "shared"))
sys.path.insert(0, str(ROOT))

from enrich.options.sources import Source  # noqa: E402
from enrich.store.store import Store  # noqa: E402
from tests.conftest import FakeTime  # noqa: E402
from tests.support import arxiv_standin, sources_standin  # noqa: E402
from tests.support.beyond_truth import documents, joined, judged, known_to_arxiv, settings_of, table  # noqa: E402
from tests.support.working import enrich  # noqa: E402


def main(argv: Sequence[str] | None = None) -> int:
    """Print the figures; 1 when anything is wrong."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=SHARED / "data" / "arxiv-cs.jsonl.gz")
    parser.add_argument("--papers", type=int, default=2000)
    parser.add_argument("--trouble", type=float, default=1.0)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument(
        "--runs", type=int, default=3, help="arXiv is believed when it has said twice that it has no such paper"
    )
    wanted = parser.parse_args(argv)
    papers = sources_standin.read_records([wanted.data], wanted.papers)
    services = sources_standin.Server(papers, scale=0.0, trouble=wanted.trouble, seed=wanted.seed)
    there = known_to_arxiv(list(papers))
    every = arxiv_standin.read_records([wanted.data])
    arxiv = arxiv_standin.Server({name: every[name] for name in there}, min_interval=0.0)
    for server in (services, arxiv):
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    clock = FakeTime()
    with tempfile.TemporaryDirectory() as folder:
        settings = settings_of(Path(folder), arxiv.url, services.url, documents(services, Path(folder)))
        with Store(settings.store_url) as store:
            for _ in range(wanted.runs):
                started = time.perf_counter()
                enrich(store, settings, clock, settings.sources)
                print(f"a run of {time.perf_counter() - started:.1f} s")
                clock.pass_by(3600.0)
            found = judged(services, store, there)
            whole = arxiv_standin.Server({name: every[name] for name in papers}, min_interval=0.0)
            threading.Thread(target=whole.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
            names = ("crossref", "openalex", "semantic_scholar")
            ids = Source(name="ids", ids=tuple(sorted(papers)))
            settings = settings_of(Path(folder), whole.url, services.url, ids, *names)
            clock.pass_by(40 * 86400.0)
            for _ in range(wanted.runs):
                enrich(store, settings, clock, settings.sources)
                clock.pass_by(86400.0)
            one, two, wrong = joined(services, store)
    print("\n".join(table(found)))
    for reason, count in found.reasons.most_common(12):
        print(f"{count:>6}  {reason}")
    print(
        f"arXiv has all of them now: {one} are one record with the entry of their DOI, {two} are two; wrong: {len(wrong)}"
    )
    print("\n".join([*found.wrong[:20], *wrong[:20]]))
    for name, one in services.log.summary()["judgement"].items():
        if one["requests"]:
            print(f"{name}: {one['requests']} requests, offences {one['offences']}")
    return 1 if found.wrong or wrong else 0


if __name__ == "__main__":
    sys.exit(main())
