"""Prints what the search without a server costs: to make, to bring up to one changed paper, and in Chromium.

    python tests/bench/site_search.py --data arxiv-cs.jsonl.gz [--papers 20000]

Bytes are those of the files, uncompressed; most servers compress them to less than half. "Nothing but titles" is what
a list of all papers in one file would have to load before it finds anything.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from feeds.finding.index_files import value_of  # noqa: E402
from feeds.finding.site_index import brought_up  # noqa: E402
from tests.support.keeping import real_records  # noqa: E402
from tests.support.site_search import FIRST_RESULT, Loaded, kept_record, write_site  # noqa: E402
from tests.system.test_browser import CHROMIUM, FLAGS  # noqa: E402

QUESTIONS = (
    "model",
    "net",
    "con",
    "neural network training data",
    "shannon capacity",
    "jack raymond",
    "compressed sens",
)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--papers", type=int, default=20_000)
    options = parser.parse_args()
    records = list(real_records(options.data, options.papers))
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder)
        begun = time.perf_counter()
        search_files = write_site(records, out)
        sizes = [len(data) for data in search_files.files.values()]
        print(f"made whole: {time.perf_counter() - begun:.1f} s, {len(sizes):,} files, {sum(sizes):,} bytes")
        print(f"nothing but titles: {sum(len(one.title) + 12 for one in records):,} bytes")
        changed = replace(records[-1], title=f"{records[-1].title} revisited", abstract=records[0].abstract)
        before = {changed.id: search_files.terms[changed.id]}
        begun = time.perf_counter()
        update = brought_up(
            search_files.state,
            {changed.id: kept_record(changed)},
            {name: terms for name, terms in before.items() if terms},
            lambda path: value_of((out / path).read_bytes()) if (out / path).exists() else None,
        )
        assert update is not None
        took, size = time.perf_counter() - begun, sum(map(len, update.files.values()))
        print(f"one paper with another abstract: {1000 * took:.0f} ms, {len(update.files)} files, {size:,} bytes")
        _browse(out)


def _browse(out: Path) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        for question in ("", *QUESTIONS):
            page = browser.new_page()
            loaded = Loaded(page)
            page.goto(f"file://{out}/search.html")
            page.get_by_text("papers can be searched").wait_for()
            if not question:
                print(f"in Chromium, to start: {loaded.bytes():,} bytes")
                continue
            loaded.bytes()
            took = page.evaluate(FIRST_RESULT, question)
            page.wait_for_load_state("networkidle")
            again = page.evaluate(FIRST_RESULT, question)
            print(
                f"{question!r}: first result {took:.0f} ms after the key, {again:.0f} ms again, {loaded.bytes():,} bytes"
            )
            page.close()
        browser.close()


if __name__ == "__main__":
    main()
