"""Compiles the BibTeX of all real records with pdfTeX, BibTeX (plain, plainnat, abbrvnat) and biber; prints what fails.

    python tests/bench/bibtex.py [--data FOLDER_OF_SHARED_DATA] [--portion 500]

Some minutes long. Each document has a portion: natbib tells no more than 26 papers of one author and year apart.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from functools import partial
from itertools import islice
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from tests.support.citing import with_biber, with_bibtex, write_bib  # noqa: E402
from tests.support.judged import hostile, real  # noqa: E402

STYLES = ("plain", "plainnat", "abbrvnat")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--portion", type=int, default=500)
    options = parser.parse_args()
    records = iter([*real(options.data, 0), *hostile()])
    done = 0
    while portion := list(islice(records, options.portion)):
        done += len(portion)
        with tempfile.TemporaryDirectory() as folder:
            write_bib(Path(folder), portion)
            ways = {style: partial(with_bibtex, style=style) for style in STYLES} | {"biber": with_biber}
            for name, way in ways.items():
                start = time.perf_counter()
                wrong = way(Path(folder))
                print(f"{done:6} {name:10} {time.perf_counter() - start:6.1f} s  {wrong[:5] or 'no error'}", flush=True)


if __name__ == "__main__":
    main()
