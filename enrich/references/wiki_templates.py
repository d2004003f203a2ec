"""Citation templates of MediaWiki (`{{cite journal |title=... |arxiv=...}}`) -> Mentions, and the text without them (pure).

What a template cites is told by its fields, whatever it is called and in whatever language: Wikipedias have hundreds of them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date

from msgspec import Struct, field
from msgspec.structs import replace

from enrich.citations.field_names import bare_name, role_of
from enrich.citations.items import ListedItem, mentions_in
from enrich.citations.named_fields import Field, listed
from enrich.record import Document, Mention
from enrich.titles.words import word_set

_SIGN = re.compile(r"\{\{|\}\}|\[\[|\]\]|\|")
_NAME = re.compile(r"[^\W\d_][\w .'-]{1,60}")
_KEY = re.compile(r"[^\W\d_][\w '()/.-]{0,40}")
_NUMBER = re.compile(r"\d{1,3}")
_COMMENT = re.compile(r"<!--[^<>]{0,500}-->|<[^<>]{1,60}>")
_WIKI_LINK = re.compile(r"\[\[([^\[\]]{0,600})\]\]")
_WEB_LINK = re.compile(r"\[(https?:[^\[\]]{0,800})\]")
_INNER = re.compile(r"\{\{([^{}]{0,600})\}\}")  # bounded: 600 characters behind each brace
_QUOTES = re.compile(r"'{2,5}")
_BOX = re.compile(
    r"(?:info|taxo|chem|navi)box|sidebar|portal|quote|blockquote|main\b|see also|short desc|image|file|сарос", re.I
)
"""The names of templates that cite nothing, whatever their fields are."""
_CITES = re.compile(
    r"cit(?:e|a|ar|at|ation|ace|eer|ér|uj|uoja)?\b|cytuj|literatur|article|artikel|ouvrage|chapitre|harvard|reference|статья|стаття|книга|публикац"
    r"|tidskriftsref|bokref|lehtiviite|kirjaviite|kaynak|ref-",
    re.IGNORECASE,
)
_WEB = re.compile(
    r"\b(?:web|website|site|news|newspaper|press|av media|tweet|podcast|video|episode|map|sign|interview|internetquelle|stronę|nettside|webbref"
    r"|verkkoviite|noticia|nouvelles|haber|сайт|новина)\b",
    re.IGNORECASE,
)
_FAMILY = word_set(
    """
    last surname nom apellido apellidos cognome ultimo último sobrenome nazwisko achternaam příjmení prijmeni efternamn etternavn efternavn
    sukunimi фамилия soyadı nachname
    """
)
_GIVEN = word_set(
    """
    first given prénom prenom nombre nombres nome primeiro imię imie voornaam jméno jmeno förnamn fornavn etunimi имя ad vorname
    """
)
_PEOPLE = word_set(
    """
    author authors auteur auteurs autor autores autore autori автор авторы автори författare forfatter tekijä tekijät yazar yazarlar verfasser
    vauthors people coauthors coautores coautori szerző 著者 作者 저자 المؤلف
    """
)
_ROLES = {
    "venue": word_set(
        """
        journal periodical magazine work conference bookt booktitle périodique periodique revue revista publicación publicacion rivista periódico
        periodico jornal czasopismo издание журнал видання sammelwerk werk zeitschrift tidskrift tidsskrift lehti julkaisu dergi tijdschrift periodikum
        folyóirat titolo-rivista encyclopedia título-trad 雑誌 期刊 저널 conférence
        """
    ),
    "title": word_set(
        "título titulo title titel titre titolo tytuł tytul заглавие заголовок назва otsikko nimeke cím başlık titul tittel 제목 العنوان"
    ),
    "date": word_set(
        "date year année annee año ano anno jahr datum data rok год рік år vuosi tarih yıl évf fecha 年 날짜 التاريخ"
    ),
    "doi": word_set("doi"),
    "arxiv": word_set("arxiv eprint"),
    "address": frozenset(
        ["url", "id", "lien", "lire en ligne", "archive-url", "texte", "enlace", "ссылка", "link", "chapter-url"]
    ),
}
_BESIDE = word_set(
    "publisher isbn issn pages volume issue editore editorial verlag издательство éditeur editora wydawca seiten стр страницы pmid bibcode"
)
_CHAPTERS = frozenset(
    ["chapter", "contribution", "titre chapitre", "chapitre", "kapitel", "capítulo", "capitolo", "глава", "rozdział"]
)
_LONGEST = 20_000
"""Characters of a template."""
_LONGEST_VALUE = 5_000
"""Characters of a field that are shown."""


class _Open(Struct):
    """A template, or a link, that is not closed yet."""

    start: int
    template: bool
    bars: list[int] = field(default_factory=list)


def take_templates(
    text: str, document: Document, today: date, place_of: Callable[[int], str]
) -> tuple[list[tuple[int, Mention]], list[tuple[int, int]]]:
    """The mentions of the templates that cite a work, with where each begins, and the stretches of text that these are."""
    taken, spans = [], []
    for start, end, name, fields in _citations(text):
        place = f"{place_of(start)}, {{{{{name}}}}}"
        taken += [(start, replace(one, place=place)) for one in mentions_in(_listed(name, fields), document, today)]
        spans.append((start, end))
    return taken, spans


def _citations(text: str) -> Iterator[tuple[int, int, str, list[tuple[str, str]]]]:
    """(start, end, name, fields) of each template that cites a work and is in no other that does, in order."""
    found: list[tuple[int, int, str, list[tuple[str, str]]]] = []
    for start, end, bars in _templates(text):
        name = _name(text[start + 2 : bars[0]]) if bars and end - start < _LONGEST else ""
        fields = [*_fields(text, bars, end - 2)] if name and not _BOX.match(name) else []
        if name and _is_citation(name, fields):
            while found and found[-1][0] > start:
                found.pop()
            found.append((start, end, name, fields))
    yield from found


def _templates(text: str) -> Iterator[tuple[int, int, Sequence[int]]]:
    """Where each template begins and ends, and the bars between its fields; those within others come before these."""
    stack: list[_Open] = []
    for sign in _SIGN.finditer(text):
        if sign[0] in {"{{", "[["}:
            stack.append(_Open(sign.start(), sign[0] == "{{"))
        elif sign[0] == "|":
            if stack and stack[-1].template:
                stack[-1].bars.append(sign.start())
        elif sign[0] == "]]":
            if stack and not stack[-1].template:
                stack.pop()
        else:
            while stack and not stack[-1].template:
                stack.pop()
            if stack:
                closed = stack.pop()
                yield closed.start, sign.end(), closed.bars


def _name(head: str) -> str:
    """The name of a template, from what is before its first bar; nothing where that is not a name."""
    name = " ".join(head[:200].partition("<!--")[0].split())
    return name if _NAME.fullmatch(name) else ""


def _fields(text: str, bars: Sequence[int], end: int) -> Iterator[tuple[str, str]]:
    for start, after in zip(bars, [*bars[1:], end], strict=True):
        key, _, value = text[start + 1 : after].partition("=")
        if (value := value.strip()) and _KEY.fullmatch(key := key.strip().lower()):
            yield key, value


def _is_citation(name: str, fields: Sequence[tuple[str, str]]) -> bool:
    """Whether a template cites a work: it has a title, and what only works have."""
    roles = {*_with_chapter([_role(key) for key, _ in fields], fields)}
    if "title" not in roles:
        return bool(_CITES.match(name)) and "arxiv" in roles
    return bool(
        _CITES.match(name) or roles & {"authors", "doi", "arxiv", "venue"} or ("date" in roles and "beside" in roles)
    )


def _role(key: str) -> str | None:
    bare = _NUMBER.sub("", key).strip(" -()/")
    if bare in _FAMILY or bare in _GIVEN or bare in _PEOPLE:
        return "authors"
    if bare in _BESIDE:
        return "beside"
    return next((role for role, names in _ROLES.items() if bare in names), None) or _usual(bare)


def _with_chapter(roles: Sequence[str | None], fields: Sequence[tuple[str, str]]) -> list[str | None]:
    """The roles, where a chapter is cited: it is the work, and the title is that of the book that it is in."""
    if not any(key in _CHAPTERS for key, _ in fields):
        return [*roles]
    inner = {"title": "venue", "venue": None}
    return [
        "title" if key in _CHAPTERS else inner.get(role or "", role)
        for role, (key, _) in zip(roles, fields, strict=True)
    ]


def _usual(key: str) -> str | None:
    role = role_of(key) if bare_name(key) != "name" else None
    return role if role in {"title", "date", "venue"} else None


def _listed(name: str, fields: Sequence[tuple[str, str]]) -> ListedItem:
    place = f"{{{{{name}}}}}"
    roles = _with_chapter([_role(key) for key, _ in fields], fields)
    known = [Field(role, f"{place}.{key}", value) for role, (key, value) in zip(roles, fields, strict=True)]
    authors = _authors(fields)
    plain = [
        replace(one, value=_plain(one.value) if one.role in {"title", "venue", "date"} else one.value)
        for one in known
        if one.role != "authors"
    ]
    thing = listed([*plain, Field("authors", f"{place}.authors", authors)], place, named=True)
    web = _WEB.search(name) and not authors and not thing.item.dois
    return replace(thing, not_a_paper=f"it is cited as a page or as news ({place}), not as a paper") if web else thing


def _authors(fields: Sequence[tuple[str, str]]) -> list[str | Mapping[str, str]] | str:
    """The names of the authors, each of the parts that a number joins."""
    people: dict[str, dict[str, str]] = {}
    whole: list[str] = []
    for key, value in fields:
        number = _NUMBER.search(key)
        bare, at = _NUMBER.sub("", key).strip(" -()/"), number[0] if number else "1"
        if bare in _FAMILY:
            people.setdefault(at, {})["family"] = _plain(value)
        elif bare in _GIVEN:
            people.setdefault(at, {})["given"] = _plain(value)
        elif bare in _PEOPLE:
            whole.append(_plain(value))
    if people:
        return [one for one in people.values() if "family" in one]
    return whole[0] if len(whole) == 1 else list(whole)


def _plain(value: str) -> str:
    """A value as a reader of the page sees it: without links, bold face and remarks."""
    value = _INNER.sub(lambda found: "".join(found[1].split("|")[:2][-1:]), _COMMENT.sub(" ", value[:_LONGEST_VALUE]))
    value = _WIKI_LINK.sub(lambda found: found[1].rpartition("|")[2], value)
    value = _WEB_LINK.sub(lambda found: found[1].partition(" ")[2], value)
    return " ".join(_QUOTES.sub("", value).replace("&nbsp;", " ").split())
