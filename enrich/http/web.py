"""Feeds and pages of other people, fetched with care: their addresses come from documents and settings, not from us.

Only http and https; no private address unless the source allows it, checked on the very address that is connected to
and at every redirect; conditional questions; one request a second to a host; a robots-friendly User-Agent.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from functools import partial
from urllib.parse import urlsplit

from enrich.addresses import shown
from enrich.clock import Clock
from enrich.errors import Refused
from enrich.http.client import Fetcher, RateLimit
from enrich.http.host_limit import HostRateLimit, Hosts, SharedRateLimit
from enrich.http.messages import Limits, Request, RequestLog, Response

LIMITS = Limits(read_timeout=30.0, total_timeout=120.0, retries=2, ill_retries=1, max_bytes=20_000_000)
"""20 MB is more than any feed or page that people read."""
INTERVAL = 1.0
"""Seconds between two requests to one host."""
ACCEPT = "text/html, application/xhtml+xml, application/atom+xml, application/rss+xml, application/feed+json, */*;q=0.5"
_TRANSLATED = tuple(ipaddress.ip_network(n) for n in ("64:ff9b::/96", "64:ff9b:1::/48"))
"""IPv6 networks whose addresses hold an IPv4 address in their last four bytes."""


class Web:
    """Fetches documents; those of arXiv at `arxiv`'s rate limit, when it says that an address is its own."""

    def __init__(
        self,
        *,
        agent: str = "",
        clock: Clock | None = None,
        limits: Limits = LIMITS,
        observe: Callable[[RequestLog], None] | None = None,
        arxiv: tuple[RateLimit, Callable[[str], bool]] | None = None,
        hosts: Hosts | None = None,
    ) -> None:
        """`hosts` says which hosts other processes are connected to; without it there are none."""
        clock = clock or Clock()
        rate_limit: RateLimit = HostRateLimit(INTERVAL, clock, hosts)
        if arxiv is not None:
            rate_limit = SharedRateLimit(*arxiv, rate_limit)
        make = partial(Fetcher, rate_limit, agent=agent, limits=limits, clock=clock, follow=follow, observe=observe)
        self._open = make()
        self._guarded = make(admit=refuse_private)

    def get(
        self, url: str, *, etag: str | None = None, last_modified: str | None = None, allow_private: bool = False
    ) -> Response:
        """The document; its status is 304 when it is still the one that `etag` or `last_modified` came with.

        Raises Refused, NotThere, TryLater or BadAnswer.
        """
        follow(url, url)
        headers = {"Accept": ACCEPT}
        if etag:
            headers["If-None-Match"] = etag
        if last_modified:
            headers["If-Modified-Since"] = last_modified
        fetcher = self._open if allow_private else self._guarded
        return fetcher.ask(Request("GET", url, headers={k: v for k, v in headers.items() if _is_safe(v)}), _as_it_is)


def follow(here: str, there: str) -> None:
    """Raises Refused for an address that is not on the web."""
    try:
        parts = urlsplit(there)
        fine = parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        fine = False
    if not fine:
        by = "" if here == there else f", to which {shown(here)} redirects,"
        raise Refused(f"{shown(there)}{by} is not fetched: only http and https addresses are", there)


def refuse_private(host: str, address: str) -> None:
    """Raises Refused for an address that is not on the public internet."""
    if not is_public(address):
        raise Refused(
            f"{host} is at {address}, a private or reserved address; set allow_private = true for the source if that is meant",
            host,
        )


def is_public(address: str) -> bool:
    """Whether an IP address is on the public internet, and so is any other that is embedded in it."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address) and (inner := _within(ip)) is not None:
        return is_public(str(inner))
    return ip.is_global and not ip.is_multicast


def _within(ip: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """The IPv4 address to which a mapped, tunnelled or translated IPv6 address leads."""
    if ip.ipv4_mapped or ip.sixtofour:
        return ip.ipv4_mapped or ip.sixtofour
    if ip.teredo:
        return ip.teredo[1]
    if any(ip in network for network in _TRANSLATED) or int(ip) >> 32 == 0:
        return ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    return None


def _is_safe(value: str) -> bool:
    """A validator that a server once sent and that a header can hold."""
    return value.isascii() and value.isprintable()


def _as_it_is(answer: Response) -> Response:
    return answer
