"""A bucket: what is written, deleted, listed and read there. The only user of obstore, the extra `objects`.

Keys come from the environment, as the storage's own tools take them, or from `[site.objects]`. What the storage says of a
failure names keys and signs, so none of it is repeated but its code.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Collection, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from enrich.errors import BadSettings, CannotPublish
from enrich.version import to_install
from feeds.media_types import LEAST, caching, media_type

if TYPE_CHECKING:
    from obstore.store import ObjectStore

AT_ONCE = 32
"""Requests in flight."""
MULTIPART = 32 << 20
"""Bytes from which an object is written in several parts; S3 takes 5 GB in one."""
_RETRIES, _RETRY_SECONDS, _CONNECT_SECONDS, _ANSWER_SECONDS = 6, 60, 5, 60
_CODES = re.compile(r"<Code>(\w{1,60})</Code>"), re.compile(r"status code: (\d{3})")
"""What a storage's answer says of itself, and the status that it came with."""
_REFUSED = {"401", "403", "AccessDenied"}
_ABSENT = {"NoSuchBucket", "ContainerNotFound", "ResourceNotFound"}
HALF = "each object in it is old or new, and the next run completes it"
A = TypeVar("A")
R = TypeVar("R")


class Listed(NamedTuple):
    """An object as the storage lists it."""

    path: str
    tag: str | None


class Fetched(NamedTuple):
    """An object that was asked for."""

    tag: str | None
    written: float | None
    """Seconds since 1970; None where it is still the one that is known, and was not sent."""


class Bucket:
    """The objects below an address."""

    def __init__(self, address: str, options: Mapping[str, str]) -> None:
        """Asks nobody; raises BadSettings when obstore is not installed, or an option is wrong or lacks."""
        self.address = address
        self._store = _open(address, options)

    def check(self) -> None:
        """Raise CannotPublish unless it is there and may be listed."""
        self._asked(lambda: next(iter(self._store.list(chunk_size=1)), None), "it is as it was")

    def put(self, files: Mapping[str, bytes | Path]) -> dict[str, str | None]:
        """Write bytes or files as objects of these paths, each whole; the tag of each. Raises CannotPublish when one was not taken."""
        return dict(zip(files, self._at_once(self._put, files.items()), strict=True))

    def delete(self, paths: Collection[str]) -> None:
        """Delete objects, many by one request where the storage can; one that is not there is no error. Raises CannotPublish."""
        try:
            self._asked(lambda: self._store.delete(list(paths)), HALF)
        except FileNotFoundError:
            self._at_once(self._delete, paths)

    def listed(self) -> Iterator[Listed]:
        """Every object, by path; raises CannotPublish."""
        pages = iter(self._store.list(chunk_size=1000))
        while page := self._asked(lambda: next(pages, None), HALF):
            yield from (Listed(one["path"], _plain(one["e_tag"])) for one in page)

    def fetch(self, path: str, target: Path, unless: str | None = None) -> Fetched | None:
        """Write an object's bytes into a file, unless its tag is this one; None when there is no such object. Raises CannotPublish."""
        try:
            return self._asked(partial(self._fetch, path, target, unless), HALF)
        except FileNotFoundError:
            return None

    def _put(self, one: tuple[str, bytes | Path]) -> str | None:
        path, data = one
        about = {"Content-Type": media_type(path), "Cache-Control": caching(path, LEAST)}
        is_large = isinstance(data, Path) and data.stat().st_size >= MULTIPART
        return _plain(self._store.put(path, data, attributes=about, use_multipart=is_large)["e_tag"])

    def _delete(self, path: str) -> None:
        try:
            self._store.delete(path)
        except FileNotFoundError as wrong:
            if not _ABSENT.isdisjoint(_codes(wrong)):
                raise

    def _fetch(self, path: str, target: Path, unless: str | None) -> Fetched:
        from obstore.exceptions import NotModifiedError

        try:
            found = self._store.get(path, options={"if_none_match": unless} if unless else None)
            with target.open("wb") as file:
                file.writelines(found.stream())
        except NotModifiedError:
            return Fetched(unless, None)
        return Fetched(found.meta["e_tag"], found.meta["last_modified"].timestamp())

    def _at_once(self, work: Callable[[A], R], these: Collection[A]) -> list[R]:
        """The work on each; after a failure none is begun any more."""
        left, done = iter(enumerate(list(these))), dict[int, R]()

        def some() -> None:
            try:
                for number, one in left:  # that all threads take from: an order for each would cost a tenth more
                    done[number] = work(one)
            except BaseException:
                deque(left, 0)
                raise

        with ThreadPoolExecutor(AT_ONCE) as pool:
            working = [pool.submit(some) for _ in range(min(AT_ONCE, len(these)))]
        for one in working:
            self._asked(one.result, HALF)
        return [done[number] for number in range(len(these))]

    def _asked(self, ask: Callable[[], R], state: str) -> R:
        """What the storage answers; whatever is wrong there is told in our words, but that an object is not there."""
        from obstore.exceptions import BaseError

        try:
            return ask()
        except (BaseError, OSError) as wrong:
            if isinstance(wrong, FileNotFoundError) and _ABSENT.isdisjoint(_codes(wrong)):  # an object, or a file here
                raise
            if isinstance(wrong, OSError) and wrong.errno is not None:
                raise
            raise CannotPublish(f"{self.address}: {_reason(wrong)}, then publish again. It: {state}") from None


def _open(address: str, options: Mapping[str, str]) -> ObjectStore:
    try:
        from obstore.exceptions import BaseError
        from obstore.store import from_url
    except ImportError as wrong:
        raise BadSettings(f"site.out = {address!r}: obstore is not installed; {to_install('objects')}") from wrong
    try:
        return from_url(  # type: ignore[call-overload, no-any-return]
            address,
            config=_unsigned(address, options) | dict(options),
            client_options={
                "allow_http": _is_plain(options),
                "connect_timeout": f"{_CONNECT_SECONDS}s",
                "timeout": f"{_ANSWER_SECONDS}s",
            },
            retry_config={"max_retries": _RETRIES, "retry_timeout": timedelta(seconds=_RETRY_SECONDS)},
        )
    except (BaseError, ValueError, TypeError) as wrong:
        unknown = re.search(r"Configuration key: '(\w+)' is not valid", str(wrong))
        what = f"site.objects.{unknown[1]}: obstore knows no such option" if unknown else f"site.out = {address!r}"
        raise BadSettings(
            f"{what}; the options of each storage are at https://developmentseed.org/obstore/latest/api/store/, and "
            "those that it needs may be in the environment, too (AWS_..., GOOGLE_..., AZURE_...)"
        ) from None


def _unsigned(address: str, options: Mapping[str, str]) -> dict[str, str]:
    """S3 need not have bodies signed that TLS keeps whole: to sign them costs as much again as to make them."""
    return {"unsigned_payload": "true"} if address.startswith("s3://") and not _is_plain(options) else {}


def _is_plain(options: Mapping[str, str]) -> bool:
    """Whether the settings name a server without TLS, by the word for it at Amazon and Azure or by that at Google."""
    return any(options.get(name, "").startswith("http://") for name in ("endpoint", "base_url"))


def _plain(tag: str | None) -> str | None:
    """Azure answers a PUT with a tag in quotes, and lists it without."""
    return tag.strip('"') if tag else tag


def _codes(wrong: Exception) -> list[str]:
    """What a storage calls the failure, if it does, and the status of its answer, if there was one."""
    return [found[1] for code in _CODES if (found := code.search(str(wrong)))]


def _reason(wrong: Exception) -> str:
    """What is wrong and what to do, without what the storage said: that names keys."""
    codes = _codes(wrong)
    if not _REFUSED.isdisjoint(codes):
        return f"the keys are refused ({codes[0]}): see to those in the environment or in [site.objects]"
    if not _ABSENT.isdisjoint(codes):
        return f"there is no such bucket ({codes[0]}): create it, or correct [site] out"
    if codes:
        return f"the storage answers {codes[0]}: see to that, or wait"
    return "the storage does not answer, or no keys for it are found: see to the network, the keys and `endpoint`"
