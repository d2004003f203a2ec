"""Which channels and persons a digest is about, and what these are called (decides; reads the store)."""

from __future__ import annotations

from collections.abc import Iterator

from enrich.options.author_claims import PERSON_ID
from enrich.options.notify import Digest
from enrich.settings import Settings
from enrich.store.store import Store
from feeds.channels.plan import Plan, path_of, plan_of
from feeds.state.digests.issues import DigestPart, Issues
from feeds.state.publishing import PublishState

EVERYTHING = DigestPart("all", "")


class Sections:
    """The parts of digests."""

    def __init__(self, store: Store, settings: Settings) -> None:
        self._published = PublishState(store.engine)
        self._issues = Issues(store.engine)
        self._settings = settings
        self._plan: Plan | None = None

    def of(self, digest: Digest) -> tuple[tuple[DigestPart, ...], list[str]]:
        """The parts of a digest, and what it names that there is not."""
        if not (digest.topics or digest.authors or digest.persons):
            return (EVERYTHING,), []
        strange: list[str] = []
        found = (*self._topics(digest, strange), *self._authors(digest), *self._persons(digest, strange))
        return tuple(dict.fromkeys(found)), strange

    def title(self, section: DigestPart) -> tuple[str, str]:
        """What a part is called, and the address of its page; empty where there is none that anybody could open."""
        if section == EVERYTHING:
            return "", self._address("all.html")
        channel = self._published.people.channels_of([section.key], section.kind).get(section.key)
        if channel is not None:
            return channel.name, self._address(f"{path_of(section.kind, channel.slug)}.html")
        names = self._issues.names_of_persons([section.key])
        return names.get(section.key, section.key), self._address(f"people/{section.key}.html")

    def _address(self, path: str) -> str:
        base = self._settings.site.base_url
        return f"{base}/{path}" if base else ""

    def _topics(self, digest: Digest, strange: list[str]) -> Iterator[DigestPart]:
        configured = {topic.slug for topic in self._settings.topics}
        others = {slug: key for key, slug in self._published.topics.with_feed().items()} if digest.topics else {}
        for slug in digest.topics:
            if slug in configured:
                yield DigestPart("topic", f"topic:{slug}")
            elif slug in others:
                yield DigestPart("topic", others[slug])
            else:
                strange.append(f"digest {digest.name}: no topic is published at topics/{slug}; correct notify.digests")

    def _authors(self, digest: Digest) -> Iterator[DigestPart]:
        for name in digest.authors:
            self._plan = self._plan or plan_of(self._settings)
            if key := self._plan.author_key(name):
                yield DigestPart("author", key)

    def _persons(self, digest: Digest, strange: list[str]) -> Iterator[DigestPart]:
        people = self._published.people
        survivors = people.aliases() if digest.persons else {}
        for one in digest.persons:
            if PERSON_ID.fullmatch(one):
                found = {survivors.get(one, one)} & {*self._issues.names_of_persons([survivors.get(one, one)])}
            else:
                found = people.with_orcid(people.everybody(), [one])
            if not found:
                strange.append(f"digest {digest.name}: nobody is known as {one}, yet; look whether it is right")
            yield from (DigestPart("person", name) for name in sorted(found))
