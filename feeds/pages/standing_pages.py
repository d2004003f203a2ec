"""What is in out/ whatever the records are: static/, what is shown for what is not there, and what somebody starred (pure).

Hosts of static files (GitHub Pages and others) answer with 404.html in place of any file that they do not have, at whatever
depth the address was, so its links begin at the site's own address.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from feeds.pages.channel_page import environment, static_files
from feeds.readable_text import repair_text


def standing_files(title: str, base_url: str) -> dict[str, bytes]:
    """Path in out/ -> bytes, of the site with this title and this address."""
    pages = {"404.html": missing_page(title, base_url), "starred.html": starred_page(title)}
    return pages | {f"static/{name}": one for name, one in static_files().items()}


def missing_page(title: str, base_url: str) -> bytes:
    """The whole page."""
    up = f"{urlsplit(base_url).path.rstrip('/')}/"
    values = {"site": repair_text(title), "title": "There is no such file here", "up": up}
    return environment().get_template("missing.html").render(**values).encode()


def starred_page(title: str) -> bytes:
    """The page of what somebody starred, which the browser alone knows: static/stars.js fills it."""
    whole = environment().get_template("starred.html")
    return whole.render(site=repair_text(title), title="Starred papers", up="").encode()
