"""Growth: each format with hostile repetitions costs what its length makes it cost, at 1, 2, 4 and 8 thousand characters."""

from __future__ import annotations

import functools
import gc
import json
import time
from collections.abc import Callable
from xml.sax.saxutils import escape

import pytest

from tests.support.reading import mentions

REPEATED = (
    "[", "]", "[](", "`", "``x``", "|", "$", "$5 ", "9", "9.", "\t", '"', "“a” ", "<b>", "<", "{", "}", "@", "@misc{", ", ", "; ",
    "\n- ", "\n> ", "**a** ", "\\textbf{", "://", "... ", "Doe, J., ", "Jane Doe; ", "aB", "NetKaiming He, ", "$Doe, ", "; / ",
    "a=b, ", "&amp;", "and 1 more ", "\n\t", "=", "(", "A-", "@misc(", "\\'", " {} ",
)  # fmt: skip
LENGTHS = (1000, 2000, 4000, 8000)
QUICK = 0.05
"""Seconds below which growth is not looked at: clocks are too coarse, and it would take megabytes to wait for it."""


def _feed(text: str) -> str:
    said = escape(text)
    return (
        f'<rss version="2.0"><channel><title>News</title><item><title>A Title of {said}</title>'
        f"<description>{said}</description></item></channel></rss>"
    )


FORMATS: dict[str, Callable[[str], str]] = {
    "a.txt": lambda text: f"A Title of Words {text}\n\n{text}\n",
    "a.md": lambda text: f"# Papers\n\n- A Title of Words {text}\n\n{text}\n",
    "a.html": lambda text: f"<ul><li>A Title of Words {text}</li><li>{text}</li></ul>",
    "a.csv": lambda text: 'title,authors\n"A Title of {0}","{0}"\n'.format(text.replace('"', '""')),
    "a.tsv": lambda text: "title\tauthors\nA Title of {0}\t{0}\n".format(" ".join(text.split())),
    "a.bib": lambda text: f"@misc{{k,\n title = {{A Title of {text}}},\n author = {{{text}}}\n}}\n",
    "a.toml": lambda text: f"[[papers]]\ntitle = {json.dumps(f'A Title of {text}')}\nauthors = {json.dumps(text)}\n",
    "broken.toml": lambda text: f"[[papers]]\ntitle = A Title of {text}\n",
    "broken.bib": lambda text: f"@misc{{k, title = {{A}} note = {{B}}}}\n, {text * 2}\n",
    "a.json": lambda text: json.dumps([{"title": f"A Title of {text}", "authors": text, "venue": text}]),
    "a.yaml": lambda text: f"- title: {json.dumps(f'A Title of {text}')}\n  authors: {json.dumps(text)}\n",
    "a.rss": _feed,
    "a.ris": lambda text: f"TY  - JOUR\nTI  - A Title of {text}\nAU  - {text}\nER  - \n",
}


def cost(text: str, name: str) -> float:
    """Seconds of this thread that reading takes when nothing is remembered."""
    for remembered in (one for one in gc.get_objects() if isinstance(one, functools._lru_cache_wrapper)):
        if str(getattr(remembered, "__module__", "")).startswith("enrich"):
            remembered.cache_clear()
    start = time.thread_time()
    mentions(text, name)
    return time.thread_time() - start


@pytest.mark.parametrize("name", FORMATS)
def test_hostile_repetitions_cost_what_their_length_makes_them_cost(name: str) -> None:
    slow = []
    for part in REPEATED:
        texts = [FORMATS[name](part * (length // len(part))) for length in LENGTHS]
        if cost(texts[-1], name) < QUICK:
            continue
        costs = [min(cost(text, name) for _ in range(3)) for text in texts]
        if costs[-1] / max(costs[0], 0.001) > 24:  # 8 when linear, 64 when quadratic
            slow.append((part, costs))
    assert not slow
