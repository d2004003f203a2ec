"""Whose request it is: the client's address, also behind proxies that are trusted (pure).

A proxy adds the address that it was asked from at the end of X-Forwarded-For; what is before it is the client's
own claim. So the list is read from its end, as far as the addresses are those of trusted proxies; the first other one is the
client's. Forwarded (RFC 7239) is read where there is no X-Forwarded-For: proxies pass on the one that they do not write.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network
_FOR = re.compile(r'(?:^|[;,])[ \t]*for=(?:"([^"]*)"|([^\s;,"]*))', re.IGNORECASE | re.ASCII)
_WITH_PORT = re.compile(r"\[([0-9a-f:.]+)\](?::\d{1,5})?|(\d+\.\d+\.\d+\.\d+):\d{1,5}", re.IGNORECASE | re.ASCII)
_LONGEST = 100
"""Forwarded addresses that are looked at, from the end."""
_PREFIX = 64


@lru_cache(maxsize=4096)
def address(text: str) -> Address | None:
    """What a text names; IPv4 within IPv6 is IPv4."""
    try:
        found = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    return (found.ipv4_mapped or found) if isinstance(found, IPv6Address) else found


@lru_cache(maxsize=4096)
def counted_as(text: str) -> str:
    """The name under which an address is counted: itself, or its /64."""
    found = address(text)
    if isinstance(found, IPv6Address):
        return str(IPv6Network((int(found) >> _PREFIX << _PREFIX, _PREFIX)))
    return text if found is None else str(found)


def is_loopback(text: str) -> bool:
    """Whether it is an address of this machine itself."""
    found = address(text)
    return found is not None and found.is_loopback


class Proxies:
    """The proxies that are trusted to say whom they ask for."""

    def __init__(self, networks: Iterable[Network] = ()) -> None:
        self._networks = tuple(networks)

    def __contains__(self, text: str) -> bool:
        return bool(self._networks) and self._is_trusted(address(text))

    def _is_trusted(self, found: Address | None) -> bool:
        return found is not None and any(found in network for network in self._networks)

    def client(self, headers: Sequence[tuple[bytes, bytes]]) -> str | None:
        """The address that asked the first trusted proxy; None when the proxies do not say."""
        furthest = None
        for text in _forwarded(headers):
            found = address(text)
            if found is None:
                break
            furthest = str(found)
            if not self._is_trusted(found):
                break
        return furthest


def _forwarded(headers: Sequence[tuple[bytes, bytes]]) -> Iterator[str]:
    """The addresses that were forwarded, the nearest first."""
    listed = ",".join(value.decode("latin-1") for name, value in headers if name == b"x-forwarded-for")
    if listed:
        found = [part.strip() for part in listed.rsplit(",", _LONGEST)[-_LONGEST:]]
    else:
        forwarded = ",".join(value.decode("latin-1") for name, value in headers if name == b"forwarded")
        found = [quoted or plain for quoted, plain in _FOR.findall(forwarded)[-_LONGEST:]]
    for text in reversed(found):
        ported = _WITH_PORT.fullmatch(text)
        yield (ported[1] or ported[2]) if ported else text
