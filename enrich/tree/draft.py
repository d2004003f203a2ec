"""The lines of one listed thing -> words (pure): without addresses, labels of links, and what these leave behind."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from msgspec import Struct, field
from msgspec.structs import replace

from enrich.citations.author_lists import (
    OTHERS_BEHIND_LATIN,
    Byline,
    are_words,
    parse_names,
    read_byline,
    read_form,
    read_names,
)
from enrich.citations.citation import read_plain
from enrich.citations.dates import MONTH, find_date
from enrich.citations.not_papers import paper_cues
from enrich.citations.surnames import cited_people
from enrich.citations.venues import venue_like
from enrich.titles.sentences import latin_title
from enrich.tree.blocks import BREAK, SOFT, TextRun, TextRuns
from enrich.tree.links import is_address, label_only
from enrich.tree.marks import is_dated_remark
from enrich.tree.task_marks import is_presenter

ABSTRACT_WORDS = 25
"""Words from which a line below a title is an abstract or a note, and no venue."""
_UNFINISHED = re.compile(r"(?:[,;&-]|\b(?:and|und|et|by|with|of|the|in|for))\s*$")
_ADDRESS = re.compile(
    r"<?https?://[^\s>]*>?|www\.[^\s>]+"
    r"|\b(?i:arxiv(?: preprint)?)\s?[:.]?\s?(?i:arxiv:)?(?:\d{4}\.\d{4,5}|[a-z-]{2,9}(?:\.[A-Z]{2})?/\d{7})(?:v\d{1,2})?(?:\s?\[[a-zA-Z.-]{2,20}\])?"
    r"|\b(?i:doi)\s?:?\s?10\.\d{4,9}/[^\s\])]+"
)
"""Addresses and ids, which are read for themselves."""
_APART = re.compile(r"\s([,.;:)])")
_SIGNS_APART = (" ,", " .", " ;", " :", " )")
"""The same in a text whose white space is single blanks."""
_HOSTED = re.compile(
    r"(?<![\w./-])(?:[a-z]{2,6}\.)?(?:arxiv|doi|openreview|aclanthology|github)\.(?:org|net|com)/[^\s>)\]]+"
)
"""An address without its scheme, of the places where papers are."""
_EMPTY = re.compile(r"\[[\s,;|/]*\]|\((?:\s*No\.?)?[\s,;|/]*\)|【\s*】|<\s*>")
_KIND = re.compile(r"(?<=[^\s\[])\[(?:[JCMDRNPSA]|EB|DB|EB/OL|J/OL|C/OL|M/OL|Z)\](?://|\.)?(?!\()")
"""What kind of work it is, behind a title, as the Chinese standard GB/T 7714 has it: `[J]`, `[C]//`, `[EB/OL]`."""
_AUTHORS_LABEL = re.compile(
    r"^\W*(?:authors?|by|von|par|auteurs?|autor(?:en|es|as)?|autori|de|di|авторы?|作者|著者|저자)\s*[:：]\s*",
    re.IGNORECASE,
)
LABEL = re.compile(
    r"^\W*(title|authors?|venue|book ?title|conference|journal|published(?: in)?|date|year|abstract|summary|tl;?dr|notes?|comments?|code|link|url|paper|pdf|arxiv"
    r"|status|rating|tags?|keywords?|source|where|auteurs?|autor(?:en|es|as)?|autori|jahr|année|año|ano|anno|notizen?|notiz|kommentar|remarques?|notas?|comentarios?"
    r"|enlace|lien|авторы?|год|ссылка|заметк[аи]|作者|著者|저자|年份?|出版|会议|会議|期刊|链接|リンク|링크|笔记|备注|摘要|感想|一言|ひとこと|メモ|概要|메모|요약|한줄평)"
    r"\s*[:：]\s*",
    re.IGNORECASE,
)


_HOST = re.compile(r"[\w.-]{1,60}\.[a-z]{2,6}")
_SENTENCE = re.compile(r"(?<=[^\W\d_]{3})\. ")
_PARTS = r"[,;]\s+|\.\s+|[()\[\]|]"
ANY_TITLE = "Some Title of a Paper"
"""Stands for a title that is known already, where a citation is read by its order."""


class Draft(Struct):
    title: str = ""
    byline: Byline | None = None
    evidence: set[str] = field(default_factory=set)
    parts: list[str] = field(default_factory=list)
    """What else is said, where a venue or a date may be."""
    long: list[str] = field(default_factory=list)


def lines_of_entry(runs: Sequence[TextRun]) -> list[TextRuns]:
    """The lines of an item; one that was only wrapped goes on, one that is authors or links by itself does not."""
    lines: list[list[TextRun]] = [[]]
    for at, run in enumerate(runs):
        if run.text == BREAK and not _within_quotes(lines[-1], runs[at + 1 : at + 4]):
            lines.append([])
        elif run.text == BREAK or (run.text == SOFT and _one_stretch(runs[at - 1 : at], runs[at + 1 : at + 2])):
            lines[-1].append(replace(runs[at - 1], text=" "))
        elif run.text == SOFT:
            end = next((to for to in range(at + 1, len(runs)) if runs[to].text in {BREAK, SOFT}), len(runs))
            last = lines[-1][-1].text if lines[-1] else ""
            if (
                is_presenter(last.strip())
                or names_writers(last.strip())
                or (not _UNFINISHED.search(last) and _stands_alone(words_of_line(tuple(runs[at + 1 : end]))))
            ):
                lines.append([])
            else:
                lines[-1].append(TextRun(" "))
        else:
            lines[-1].append(run)
    return [tuple(line) for line in lines if line]


def names_writers(text: str) -> bool:
    """Whether a line is nothing but several people and a colon, as they stand above the title of what they wrote."""
    byline = read_byline(text[:-1]) if text.endswith(":") and "," in text else None
    return byline is not None and len(byline.authors) > 1 and not are_words(byline)


def _one_stretch(before: Sequence[TextRun], after: Sequence[TextRun]) -> bool:
    """Whether a line ends within bold face or a title, as one that was wrapped does."""
    if not before or not after:
        return False
    strong = before[0].strong and after[0].strong
    return (strong or (before[0].title and after[0].title)) and not before[0].text.rstrip().endswith((".", "!", "?"))


def _within_quotes(line: Sequence[TextRun], following: Sequence[TextRun]) -> bool:
    """Whether a line ends within a title in quotes, which closes in what follows."""
    end = "".join(run.text for run in line[-20:])
    opened = end.rfind("“")
    if opened < 0 or "”" in end[opened:]:
        return False
    after = "".join(run.text for run in following)
    return 0 < after.find("”") < 300 and "“" not in after[: after.find("”")]


_FIRST = re.compile(r"[,(|]\s")


def _stands_alone(text: str) -> bool:
    first = _FIRST.split(text, maxsplit=1)[0]
    return (
        not text
        or read_byline(text.strip(" ()")) is not None
        or LABEL.match(text) is not None
        or is_dated_remark(first)
        or (" - " in text and names_before_dash(text) is not None)
    )


_AS_LATIN = str.maketrans(
    {"《": "“", "〈": "“", "「": "“", "『": "“", "》": "”", "〉": "”", "」": "”", "』": "”", "（": " (", "）": ") "}
    | {"，": ", ", "、": ", ", "；": "; ", "：": ": ", "。": ". ", "．": "."}
)
"""The punctuation of Chinese and Japanese texts as Latin texts have it: titles stand in the same places of a line."""


@lru_cache(maxsize=8192)
def words_of_line(line: TextRuns) -> str:
    """The words of a line: without addresses, labels of links, images, and the brackets that these leave behind."""
    text = "".join(map(_shown, line)) if len(line) != 1 else _shown(line[0])
    small = text.lower()
    slash = "/" in text
    if "arxiv" in small or ("doi" in small and "10." in text) or "www." in small or (slash and "://" in small):
        text = _ADDRESS.sub(" ", text)
    if slash and (".org/" in text or ".net/" in text or ".com/" in text):
        text = _HOSTED.sub(" ", text)
    if "[" in text:
        text = _KIND.sub(". ", text)
    if not text.isascii():
        text = OTHERS_BEHIND_LATIN.sub(" et al.", text.translate(_AS_LATIN))
    if "[" in text or "(" in text or "【" in text or "<" in text:
        emptied = 1
        for _ in range(3):
            text, emptied = _EMPTY.subn(" ", text) if emptied else (text, 0)
    text = text.strip() if text.isprintable() and "  " not in text else " ".join(text.split())
    return _APART.sub(r"\1", text) if any(map(text.__contains__, _SIGNS_APART)) else text


def _shown(run: TextRun) -> str:
    """What a run says of the words of its line."""
    if run.hidden or run.text in {BREAK, SOFT} or (run.href and (label_only(run.text) or is_address(run.text))):
        return " "
    return run.text


def latin_part(line: TextRuns) -> str | None:
    """The words of a line in another script that are its title in Latin letters, with what citations have beside it."""
    found = latin_title("".join(run.text for run in line if not run.hidden and not (run.href and label_only(run.text))))
    return words_of_line((TextRun(found),)) if found else None


def longest_of(lines: Sequence[TextRuns]) -> int:
    """The words of the longest of the first lines that are no names; 0 where there is only one."""
    texts = map(words_of_line, lines[:4] if len(lines) > 1 else ())
    return max((len(text.split()) for text in texts if not read_byline(text)), default=0)


def take_line(draft: Draft, text: str) -> None:
    """One line below the title."""
    if not text:
        return
    label = LABEL.match(text)
    value = text[label.end() :].strip() if label else text
    name = label.group(1).lower() if label else ""
    if draft.byline is None and value and len(value) < 3000:
        stripped = value.strip(" ()[]*_.")
        if name.startswith("author") or _AUTHORS_LABEL.match(text):
            head, _, remark = _SENTENCE.sub("\n", value, count=1).partition("\n")
            named = read_names(value) is None and read_names(head)
            draft.byline = named or parse_names(value)
            draft.parts += [remark] if named else []
        elif not name and (found := read_byline(stripped) or (read_names(stripped) if read_form(stripped) else None)):
            draft.byline = found
        elif not name and (cut := names_before_dash(value)):
            draft.byline, parts = cut
            draft.parts += [*parts, *(piece for part in parts for piece in re.split(_PARTS, part))]
        elif not name and len(value.split()) < 60:
            _, byline, rest = read_plain(f"{ANY_TITLE}. {value}")
            if byline:
                draft.byline, draft.parts = byline, [*draft.parts, *rest]
        if draft.byline:
            draft.evidence.add("authors")
            return
    if (
        name in {"abstract", "summary", "tldr", "tl;dr"}
        or len(value.split()) >= ABSTRACT_WORDS
        or _is_description(value)
    ):
        draft.long.append(value)
    else:
        draft.parts += [value, *re.split(_PARTS, value)]


def names_before_dash(value: str) -> tuple[Byline, list[str]] | None:
    """Authors before a dash, and the parts of what follows, as Google Scholar has it: `V. Lucarini - J. Stat. Phys. (2008) - Springer`."""
    head, *rest = re.split(r" [-–—|·] ", value)
    parts = [part for part in rest if not _HOST.fullmatch(part)]
    if not any(find_date(part) or venue_like(part) or _HOST.fullmatch(part) for part in rest):
        return None
    found = read_byline(head) or (read_names(head) if read_form(head) and re.search(r"\b[A-Z]{1,2}\b", head) else None)
    return (found, parts) if found else None


def _is_description(value: str) -> bool:
    """Whether a line below a title is a sentence about it."""
    return value.endswith(".") and len(value.split()) > 5 and paper_cues(value) > 0


_CITED_ONE = re.compile(
    rf"(?!(?:Fall|Spring|Summer|Winter|Autumn|Term|Semester|Week|Chapter|Part|Version|(?i:{MONTH}))\b)[A-Z][a-zé-]{{2,20}},?\s(?:19|20)\d\d[a-z]?"
)
"""One family name and a year, as it is in brackets behind a title."""


def take_cited(draft: Draft, parts: Sequence[str]) -> None:
    """Authors in brackets behind a title: `(Devlin et al., 2019)`."""
    for part in parts:
        inside = part.strip(" ()[]")
        if draft.byline is None and part.lstrip()[:1] in "([" and (found := cited_people(inside)):
            draft.byline = found
            draft.evidence.add("authors")
        elif part.lstrip()[:1] in "([" and _CITED_ONE.fullmatch(inside) and not venue_like(inside):
            draft.evidence.add("cited")


_VOLUME = re.compile(r"[\s\d,.:;()–—-]*(?:pp?\.?[\s\d,.–—-]*)?")
"""Volume, pages and year behind the name of a journal."""


def italics_last(line: TextRuns, plain: str) -> tuple[str, str] | None:
    """What a line ends with in italics, but for volume and pages, and its words before that; None where it does not."""
    at = next((at for at in range(len(line) - 1, 0, -1) if line[at].emphasis), 0)
    text = line[at].text.strip()
    after = "".join(run.text for run in line[at + 1 :] if not run.hidden)
    if not at or line[0].emphasis or not text or not _VOLUME.fullmatch(after) or text not in plain:
        return None
    before = plain[: plain.rfind(text)].rstrip(" ,.;-–—")
    return None if after.strip(" .") and read_names(before) else (text, before)
