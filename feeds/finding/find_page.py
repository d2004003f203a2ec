"""The page that searches in the browser (pure)."""

from __future__ import annotations

from feeds.pages.channel_page import environment
from feeds.readable_text import repair_text


def find_page(site: str, *, abstracts: bool) -> bytes:
    """search.html as a file, with the title of the site; a server of ours answers that address itself."""
    whole = environment().get_template("find.html")
    return whole.render(site=repair_text(site), title="Search", up="", abstracts=abstracts).encode()
