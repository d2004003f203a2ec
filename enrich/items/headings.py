"""The heading of a column -> whether what is below it may be titles (pure): by its words, in several languages."""

from __future__ import annotations

import re
from collections.abc import Sequence

from enrich.citations.citation import title_like
from enrich.citations.field_names import bare_name
from enrich.titles.words import word_set

_UNCLEAR = frozenset(
    [
        "publication",
        "publicationtitle",
        "publicationname",
        "reference",
        "entry",
        "name",
        "cardname",
        "item",
        "study",
        "text",
        "work",
        "paper",
        "papers",
        "article",
        "articles",
        "publications",
        "readings",
        "references",
        "文献",
        "论文",
        "論文",
    ]
)
"""Headings of titles in some tables, and of other things in others."""
TAGS = {"TI": "title", "AU": "authors", "AF": "authors", "PY": "date", "SO": "venue", "DI": "doi", "AB": "abstract"}
"""The headings of exports from the Web of Science."""
_FOREIGN = frozenset(
    [
        "price",
        "artist",
        "album",
        "director",
        "salary",
        "email",
        "phone",
        "firstname",
        "lastname",
        "surname",
        "isrc",
        "genre",
        "company",
        "sku",
        "quantity",
        "episode",
    ]
)
"""Headings of tables whose titles are those of films, songs, goods, or people."""
_SEEN = re.compile(
    r"\b(?:ratings?|stars?|score|imdb|letterboxd|goodreads|runtime|minutes|duration|watched|seen|season|platform|streaming|note|bewertung|nota"
    r"|calificaci[oó]n|gesehen|vu le)\b|评分|評価",
    re.IGNORECASE,
)
"""Headings of what people write beside films, games and books that they know."""
_WORKS = re.compile(
    r"\b(?:titles?|titel|titre|título|titolo|papers?|preprints?|publications?|publikation(?:en)?|articles?|artikel|art[ií]culos?|artigos?"
    r"|articol[oi]|readings?|статья|статью|статьи)\b|文献|论文|論文|題|논문",
    re.IGNORECASE,
)
_NOT_ITSELF = re.compile(
    r"\b(?:why|how|who|whose|when|where|do|does|did|has|have|can|are|rate|rating|comments?|notes?|reasons?|thoughts?|remarks?|links?|url|ids?"
    r"|doi|pdf|date|year|type|kind|status|numbers?|count|pages?|topics?|tags?|authors?|presenters?|group|list|abstract|summary|warum|wieso|wer"
    r"|wann|pourquoi|comment|qui|quand|lien|por qué|quién|cuándo|enlace|perché|почему|кто)\b|链接|作者|为什么|リンク|理由",
    re.IGNORECASE,
)
"""What a heading says that asks for something about papers rather than for papers (`Why this paper?`)."""
_REMARKS = re.compile(
    r"remark|comment|note|thought|summar|descri|reason|why|who|task|to-?do|status|statut|tag|keyword|topic|bemerkung|notiz|warum|remarque|pourquoi"
    r"|observaci|备注|备考|笔记|メモ|コメント",
    re.IGNORECASE,
)
"""Remarks on works in words that look like titles."""
_LINKS = re.compile(r"\b(?:links?|urls?|pdf|arxiv|lien|enlace|verweis)\b|链接|リンク|링크", re.IGNORECASE)


_SUBJECT = word_set(
    """
    what topic talk presentation subject discussion reading was thema vortrag sujet exposé quoi tema qué argomento cosa
    内容 主题 テーマ
    """
)
"""Headings of what is presented."""
_SCHEDULE = re.compile(
    r"\b(?:when|dates?|day|week|session|lecture|lesson|class|meeting|vorlesung|sitzung|séance|who|speakers?|presenters?|presented by|presents|discussants?|leaders?|wann|datum|woche|wer|quand|semaine|qui"
    r"|fecha|semana|cuándo|quién|quando|chi|data)\b|日期|时间|主讲|日付|担当",
    re.IGNORECASE,
)
"""Headings of when something is presented, and by whom."""


def names_what_is_presented(name: str, names: Sequence[str]) -> bool:
    """Whether a heading is that of what is presented in a schedule, whose other headings say when and by whom."""
    return bare_name(name) in _SUBJECT and any(_SCHEDULE.search(other) for other in names if other != name)


_PRESENTER = re.compile(
    r"\b(?:speakers?|presenters?|presented by|presents|discussants?|leaders?|assigned|assignee|owner|who|reader|reviewer|referent(?:in)?|vortragende[r]?"
    r"|orador|ponente|relatore|докладчик)\b|主讲|担当|報告者|发言人|발표자?",
    re.IGNORECASE,
)


def names_presenter(name: str) -> bool:
    """Whether a heading is that of who presents or reads the works, and did not write them."""
    return _PRESENTER.search(name) is not None


def foreign(name: str) -> bool:
    """Whether a heading says that the titles beside it are not those of papers."""
    return bare_name(name) in _FOREIGN


def names_rating(name: str) -> bool:
    """Whether a heading is that of what people write beside films, games and books that they know."""
    return _SEEN.search(name) is not None


def may_be_titles(name: str, listed: bool = False) -> bool:
    """Whether a heading is that of titles in some tables, and of other things in others; of tasks, where papers are `listed`."""
    return bare_name(name) in _UNCLEAR or (listed and bare_name(name) in {"task", "taskname", "content", "subject"})


_MANY_WORKS = frozenset(["papers", "articles", "publications", "readings", "论文", "论文", "論文", "문헌", "논문"])


def names_works(name: str) -> bool:
    """Whether a heading is that of works, several in a cell, maybe: `Readings`."""
    return bare_name(name) in _MANY_WORKS


def names_remarks(name: str) -> bool:
    """Whether sentences about the works are below a heading, or what is to be done."""
    return _REMARKS.search(name) is not None


def names_links(name: str) -> bool:
    """Whether addresses are below a heading."""
    return _LINKS.search(name) is not None


def asks_for_papers(name: str) -> bool:
    """Whether a heading asks for papers, or names them in some words: `Which paper should we read?`, `Suggested paper`."""
    words = len(name.split())
    if not words or words > 15 or not _WORKS.search(name) or _NOT_ITSELF.search(name):
        return False
    return name.rstrip().endswith(("?", "？")) or 1 < words < 4


def is_data(name: str) -> bool:
    """Whether a cell of the first row is rather a title than a heading."""
    return title_like(name, 4) and not name.rstrip().endswith("?")


def may_head(names: Sequence[str]) -> bool:
    """Whether the first row may be headings in words that are not known here: short ones, all different, without numbers."""
    return all(name.strip() and len(name) < 40 and len(name.split()) < 5 for name in names) and not (
        len({*names}) < len(names) or any(map(str.isdecimal, "".join(names))) or any("://" in name for name in names)
    )
