"""What the analyser proves of every regular expression of the program, and the file in which a test keeps that.

    python tests/bench/patterns.py [--seconds 20] [--new]

With `--new` only those are looked through that the file does not have.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.system.test_patterns import KEPT, every_pattern, key_of, proved


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=int, default=20, help="that one pattern may take")
    parser.add_argument("--new", action="store_true", help="only patterns that the file does not have")
    given = parser.parse_args()
    patterns = sorted({one.javascript for one in every_pattern()})
    known = json.loads(KEPT.read_text(encoding="utf-8")) if given.new else {}
    asked = [pattern for pattern in patterns if key_of(pattern) not in known]
    verdicts = dict(zip(asked, proved(asked, given.seconds), strict=True))
    for one in every_pattern():
        what = verdicts.get(one.javascript)
        if what and what["proved"] not in {"safe", "linear"}:
            bounded = ", bounded" if one.is_bounded else ""
            print(f"{one.place}: {what['proved']}{bounded}: {one.text[:100]!r} on {what['attack'][:100]}")
    print(Counter(what["proved"] for what in verdicts.values()))
    kept = {
        key_of(pattern): verdicts[pattern]["proved"] if pattern in verdicts else known[key_of(pattern)]
        for pattern in patterns
    }
    KEPT.write_text(json.dumps(kept, indent=0, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
