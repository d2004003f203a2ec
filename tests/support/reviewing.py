"""Papers that leave open questions on who is who, and their forms as a browser sends them, for tests."""

from __future__ import annotations

import html
import http.client
import re
from base64 import b64encode
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from tests.support.identified import arrive, authored, find
from tests.support.processes import PATIENCE
from tests.support.serving import Reply, Site, serving

TOKEN = "sixteen-letters-and-more"
ADMIN = {"admin_token": TOKEN}
WANG = [authored(f"2501.0000{n}", "Wei Wang", "Lotte Ockerbloem", year=2019) for n in (1, 2)]
OTHER = [authored(f"2501.0000{n}", "Wei Wang", "Sten Uddenfeldt", year=2019) for n in (3, 4, 5)]
LINK = authored("2501.00006", "Wei Wang", "Lotte Ockerbloem", "Sten Uddenfeldt", "A", "B", "C", "D", year=2019)
OPEN = (*WANG, *OTHER, LINK)
"""Two people called Wei Wang, and a paper that may be either's: two questions."""
FORM = "application/x-www-form-urlencoded"
_FORMS = re.compile(r"<form [^>]*>(.*?)</form>", re.S)
_HIDDEN = re.compile(r'<input type="hidden" name="([^"]*)" value="([^"]*)">')


@contextmanager
def reviewing(folder: Path, **sections: Any) -> Iterator[Site]:
    """A server on a store with these papers, whose persons are found and nothing of which is published yet."""
    with serving(folder, **sections) as site:
        arrive(site.store, *OPEN)
        find(site.store)
        yield site


def basic(name: str = "Eve", token: str = TOKEN) -> str:
    """What a browser sends of a name and a password."""
    return f"Basic {b64encode(f'{name}:{token}'.encode()).decode()}"


def forms(page: bytes) -> list[dict[str, str]]:
    """The hidden fields of each form."""
    return [
        {name: html.unescape(value) for name, value in _HIDDEN.findall(inner)}
        for inner in _FORMS.findall(page.decode())
    ]


def page_of(site: Site, name: str = "Eve") -> bytes:
    """The page with forms."""
    status, _, body = site.get("/admin/review", Authorization=basic(name))
    assert status == 200
    return body


def post(
    site: Site,
    fields: Mapping[str, str] | bytes,
    address: str = "/admin/review",
    method: str = "POST",
    **headers: str | None,
) -> Reply:
    """Send a form as our page has it sent; a header that is None is left out."""
    body = fields if isinstance(fields, bytes) else urlencode(fields).encode()
    named: dict[str, str | None] = {
        "Authorization": basic(),
        "Content-Type": FORM,
        "Sec-Fetch-Site": "same-origin",
        "Origin": f"http://127.0.0.1:{site.port}",
    } | {name.replace("_", "-"): value for name, value in headers.items()}
    connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=PATIENCE)
    try:
        connection.request(method, address, body, {name: value for name, value in named.items() if value is not None})
        answer = connection.getresponse()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
    finally:
        connection.close()
