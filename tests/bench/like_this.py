"""Prints what a click on "Look for papers like this" loads, and how far its answers are those of a full computation.

    python tests/bench/like_this.py --data arxiv-cs.jsonl.gz [--papers 20000] [--clicks 100]

The full computation knows all papers at once: every word of the title, every author, by the same weights. Bytes are those
of all files that a click loads in Chromium, uncompressed.
"""

from __future__ import annotations

import argparse
import math
import random
import re
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from enrich.record import Record  # noqa: E402
from feeds.finding.words import STOP, words  # noqa: E402
from tests.support.keeping import real_records  # noqa: E402
from tests.support.site_search import Loaded, like_this, write_paper_page, write_site  # noqa: E402
from tests.system.test_browser import CHROMIUM, FLAGS  # noqa: E402

SHOWN = 6
"""Papers that the page names."""
COMPARED = 10
WEAK, FREQUENT = 0.4, 0.2
"""As static/like.js has them."""


@dataclass
class AllPapers:
    """Every paper by its words and authors."""

    records: Sequence[Record]
    titled: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    mentioned: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    written: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def __post_init__(self) -> None:
        for record in self.records:
            for text in (record.title, *(author.name for author in record.authors)):
                for word in words(text):
                    self.titled[word].add(record.id)
            for word in words(record.abstract):
                self.mentioned[word].add(record.id)
            for author in record.authors:
                self.written[" ".join(words(author.name))].add(record.id)

    def like(self, own: Record) -> list[str]:
        """The papers most like this one, the best first."""
        scores, shared = defaultdict[str, float](float), defaultdict[str, int](int)
        total = len(self.records)
        for word in {word for word in words(own.title) if word not in STOP and len(word) > 1}:
            its = self.titled[word] | self.mentioned[word]
            if len(its) <= FREQUENT * total:
                for paper in its:
                    scores[paper] += (1 if paper in self.titled[word] else WEAK) * math.log(1 + total / len(its))
                    shared[paper] += 1
        for name in {" ".join(words(author.name)) for author in own.authors}:
            if " " in name:
                for paper in self.written[name]:
                    scores[paper] += math.log(1 + total / len(self.written[name]))
                    shared[paper] += 2
        enough = [paper for paper in scores if shared[paper] > 1 and paper != own.id]
        return sorted(enough, key=lambda paper: (-scores[paper], paper))[:COMPARED]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--papers", type=int, default=20_000)
    parser.add_argument("--clicks", type=int, default=100)
    options = parser.parse_args()
    records = list(real_records(options.data, options.papers))
    chosen = random.Random(7).sample(records, min(options.clicks, len(records)))
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder)
        write_site(records, out)
        for record in chosen:
            write_paper_page(record, out)
        _browse(out, chosen, AllPapers(records))


def _browse(out: Path, chosen: Sequence[Record], papers: AllPapers) -> None:
    sizes, times, agreed = list[int](), list[float](), {SHOWN: list[float](), COMPARED: list[float]()}
    script = (out / "static" / "like.js").read_text("utf-8")
    longer = re.sub(r"const MOST = \d+;", f"const MOST = {COMPARED};", script)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        page = browser.new_page()
        loaded = Loaded(page)
        for record in chosen:
            wanted = papers.like(record)
            for text, count in ((script, SHOWN), (longer, COMPARED)):
                (out / "static" / "like.js").write_text(text, "utf-8")
                begun, found = _click(page, loaded, f"file://{out}/papers/{record.id}.html")
                if text is script:
                    times.append(begun)
                    sizes.append(loaded.bytes())
                best = wanted[:count]
                agreed[count].append(len(set(best) & set(found)) / len(best) if best else float(not found))
        browser.close()
    sizes.sort()
    times.sort()
    print(f"{len(sizes)} clicks among {len(papers.records):,} papers")
    print(f"bytes: median {sizes[len(sizes) // 2]:,}, 95 % {sizes[len(sizes) * 95 // 100]:,}, most {sizes[-1]:,}")
    print(f"milliseconds: median {times[len(times) // 2]:.0f}, most {times[-1]:.0f}")
    for count, shares in agreed.items():
        print(f"of the best {count} by a full computation, found: {100 * sum(shares) / len(shares):.1f} %")


def _click(page: Page, loaded: Loaded, url: str) -> tuple[float, list[str]]:
    """Milliseconds until the papers are there, and their ids."""
    page.goto(url)
    page.wait_for_load_state("networkidle")
    loaded.bytes()
    begun = time.perf_counter()
    like_this(page)
    took = 1000 * (time.perf_counter() - begun)
    links = page.locator("#like li a").evaluate_all("all => all.map((one) => one.getAttribute('href'))")
    return took, [link.partition("papers/")[2].removesuffix(".html") for link in links]


if __name__ == "__main__":
    main()
