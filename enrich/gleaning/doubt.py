"""Whether a title that was taken may be no work at all (pure): then it is asked on trial, and told only where it is found.

A list of papers has other things between them: a task, a break, a remark of whoever wrote it. Such a line counts as a work where something
beside it says so (authors, a venue, an id); by itself it is doubted if it speaks, begins small among titles in capitals, is something to be
done, or says when and where it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from msgspec.structs import replace

from enrich.citations.author_lists import are_words, read_byline
from enrich.citations.items import A_PATH
from enrich.gleaning.trials import affordable
from enrich.record import Item, Mention
from enrich.titles.sentences import speaks
from enrich.titles.words import word_set
from enrich.tree.marks import bare

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_DO = word_set(
    """
    add answer arrange ask assign attend bake be book borrow bring bump buy call cancel change check clean clear click close collect come confirm contact cook copy
    cut decide delete deliver do download draft drop email export feed fetch fill finish fix follow forward get give go grade help hire implement import
    install invite join keep leave let mail make meet merge migrate move order organise organize pack pay phone pick plan post prepare print propose pull push
    put read refactor refresh register release remember remind remove rename renew repair replace reply report rerun reserve return review rewrite
    run schedule scan send set share ship show sign start stop submit switch take tell test thank throw tidy transfer try turn update upgrade upload
    vacuum visit wait walk wash watch water write
    """
)
"""What somebody is to do, as the first word."""
_DO_ELSEWHERE = re.compile(
    r"(?:acheter|appeler|rendre|envoyer|demander|réserver|payer|préparer|écrire|relancer|llamar|comprar|enviar|pedir|reservar|pagar|preparar|escribir|preguntar"
    r"|chiamare|comprare|inviare|chiedere|prenotare|pagare|scrivere|ligar|telefonar|perguntar|ringa|köpa|skicka|bellen|kopen|sturen)\s",
    re.IGNORECASE,
)
_DONE_LAST = re.compile(
    r"\s(?:kaufen|anrufen|schicken|fragen|buchen|abgeben|bezahlen|besorgen|abholen|schreiben|vorbereiten|organisieren|mitbringen|reservieren)[.!]?$"
)
"""What somebody is to do, in languages that say so first or last."""
_NOTHING = re.compile(
    r"(?:(?:no|nothing|none|cancelled|canceled|holidays?|feiertag|ferien|tba|tbd|n/a|kein|keine|entfällt|aucun|pas de|sin|nessun)\b|休み|休講|休会|なし|暂停|放假)",
    re.IGNORECASE,
)
_OF_COURSE = re.compile(
    r"(?:assignment|homework|exercise|exam|midterm|session|week|deadline|lunch|dinner|registration)\b", re.IGNORECASE
)
_POST = re.compile(
    r"(?:ph\.?\s?d\.?|m\.?sc\.?|b\.?sc\.?|ma|diploma|postdoc\w*|professor|assistant|associate|member|reviewer|editor|chair|organi[sz]er|teaching|pro?gramm?e? committee)(?!\w)(?=,| (?:at|for|of|in|member|professor|assistant)\b)",
    re.IGNORECASE,
)
"""What somebody is or was, as a curriculum vitae lists it."""
_SHARES = re.compile(
    r"\d ?%$|\((?:native|fluent|basic|advanced|mother tongue|muttersprache|nativo|natif|[abc][12])\)|[a-z]: \w+\.$",
    re.IGNORECASE,
)
"""How much it counts, how well somebody speaks it, what became of it."""
_TIMES = re.compile(
    r"\b\d?\d[:.h]\d\d\b.*\b\d?\d[:.h]\d\d\b|\b(?:on|until|by|at|next|this) (?:mon|tues|wednes|thurs|fri|satur|sun)day\b",
    re.IGNORECASE,
)
# bounded: by the length of a label
_CHANGE = re.compile(
    r"\W{0,3}(?:fix(?:e[ds])?|change[ds]?|removed?|docs?|chore|build|ci|tests?|refactor|perf|bump(?:ed)?|deprecated?|security|bugfix|cleanup)(?:\([^()]{1,30}\))?!?:\s+(?=[a-z])",
    re.IGNORECASE,
)
"""How a list of changes says what was done to a program."""
# bounded: 40 characters of a label, 60 of a remark
_RATED = re.compile(r"[^:]{3,40}: ?\d{1,3}(?:/\d{1,3})?(?:\s*\([^()]{0,60}\))?\W{0,3}$")
"""What is rated, or counted, and how: `Overall evaluation: 1 (weak accept)`."""
_PLACE = re.compile(
    r"\b(?:Department|Dept\.?|Faculty|School|Institute|Institut|Université|Universität|Universidad|Università|Laboratory|Fakultät|University) (?:of|für|de|di|d')\b"
)
"""Where somebody works, beside a comma."""
_FILE = re.compile(r"[\w-]{1,40}\.(?:c|cc|cpp|h|hpp|py|js|ts|java|rs|go|jl|R|m|f90|hs|ml|sh)\s+[-–—:]")
"""A file of a program, and what it does."""
_WE = re.compile(r"\b(?:ich|wir|dass|daß|je|nous|vous|yo|nosotros|hemos|tenemos|noi|abbiamo|nós|temos|ik|wij|jag)\b")
"""Persons of other languages, of whom titles do not speak."""
_TO_DO_IN_JAPANESE = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff](?:る|こと|ます|です|した|ください|集合)[。.]?$")
_MEMO = re.compile(
    r"(?:note to self|e-?mails?(?: address)?|action|present|excused|absent|contact|hobbies|referee for)\s?:",
    re.IGNORECASE,
)
"""What a line holds that is no work, by its label."""
_PERSONS = re.compile(r"\b(?:[Ww]e|I|[Yy]ou|[Tt]hey|my|your|our|please)\b")
_ASKS = word_set("why how what who when where which can do does is are should")
_TWO_SENTENCES = re.compile(r"[a-z]{2}\. [A-Z]")
_SENTENCE = 9
"""Words of a line that ends as a sentence does, and has no subtitle."""
_FEW = 5
"""Words of a line that says that there is nothing."""
_FEWEST = 3
"""Words of a title that stands alone."""


def with_doubts(mentions: Iterable[Mention]) -> Iterator[Mention]:
    """The mentions of a document, those by a title that may be none on trial."""
    every = list(mentions)
    if not any(one.how == "title" for one in every):
        yield from every
        return
    capitals = in_capitals(every)
    judged = []
    for one in every:
        if one.titled and _is_bare(one) and (is_doubtful(one.text, capitals) or _is_last_row(one)):
            one = replace(one, titled=False, unread=None)
        judged.append(one)
    tried = [one for one in judged if one.on_trial]
    kept = affordable(tried, [one for one in judged if not one.on_trial])
    dropped = {*map(id, tried)}.difference(map(id, kept))
    yield from (one for one in judged if id(one) not in dropped)


def in_capitals(mentions: Sequence[Mention]) -> bool:
    """Whether the titles of a document begin with capitals, for the most part."""
    titles = [one.text.strip(" \"'“«([") for one in mentions if one.how == "title" and one.text]
    return sum(not title[:1].islower() for title in titles) * 2 > len(titles)


def _is_bare(mention: Mention) -> bool:
    """Whether nothing is said beside a title that works alone have; a date is beside other things, too."""
    item = mention.item or Item()
    if mention.how != "title" or mention.not_a_paper or mention.unread == A_PATH:
        return False
    if item.authors or item.venue or item.dois or item.code or item.alone:
        return False
    if "@" in mention.place or _REFERENCE.match(mention.context):
        return False
    if item.date is not None and not is_no_work(mention.text):
        return False
    before, found, _ = mention.context.partition(mention.text)
    return not (found and before.rstrip()[-1:] in _QUOTES)


_QUOTES = frozenset("\"“„«‘'《「『*_")
_REFERENCE = re.compile(r"\[\d{1,3}\]\s")
"""How a numbered reference begins."""


def is_doubtful(text: str, capitals: bool) -> bool:
    """Whether a line by itself may be no work; `capitals` says that those beside it begin with capitals."""
    text, words, colon = _without_label(text)
    if not words or is_no_work(text):
        return True
    small = sum(word[0].islower() for word in words)
    if capitals and text[:1].islower() and words[0].islower() and (len(words) <= _FEW or speaks(text)):
        return True
    spoken = _PERSONS.search(text) or (speaks(text) and len(words) > _FEW and small * 4 >= len(words) * 3)
    if words[0].lower() not in _ASKS and spoken and small * 5 >= len(words) * 3:
        return True
    short = len(words) < _SENTENCE and small * 2 >= len(words)
    return short and (_TWO_SENTENCES.search(text) is not None or (text.endswith(".") and not colon))


def is_no_work(text: str) -> bool:
    """Whether a line says by its words that it is something else: to be done, a date, a post, a share, people."""
    if _is_other(text):
        return True
    text, words, _ = _without_label(text)
    label, colon, rest = text.partition(": ")
    return bool(
        (_NOTHING.match(text) and len(words) < _FEW)
        or _OF_COURSE.match(text)
        or _POST.match(text)
        or _TIMES.search(text)
        or _SHARES.search(text)
        or text.endswith("!")
        or (colon and " " not in label and _is_to_do(_WORD.findall(rest)))
        or _is_to_do(words)
        or _DO_ELSEWHERE.match(text)
        or _DONE_LAST.search(text)
        or are_names(text)
    )


def _is_other(text: str) -> bool:
    """Whether a line says by its form that it is a change to a program, a mark, where somebody works, a sentence, a short question."""
    words = _WORD.findall(text)
    asks = text.endswith("?") and len(words) <= _LONGEST_QUESTION and all(word.islower() for word in words[1:])
    return bool(
        asks
        or _CHANGE.match(text)
        or _RATED.match(text)
        or _FILE.match(text)
        or _MEMO.match(text)
        or ("," in text and len(words) <= _LONGEST_PLACE and _PLACE.search(text))
        or _WE.search(text)
        or _TO_DO_IN_JAPANESE.search(text)
    )


_LONGEST_QUESTION, _LONGEST_PLACE = 7, 12


def _without_label(text: str) -> tuple[str, list[str], bool]:
    """A line without marks, and without one word before a colon that is no name; its words; whether it has a colon."""
    bared = bare(text).text
    label, colon, rest = bared.partition(": ")
    text = rest if colon and (label.islower() or label.isupper()) else bared
    return text, _WORD.findall(text), bool(colon)


def are_names(text: str) -> bool:
    """Whether a line names people and nothing else, but for where and when it was: `RW Douglass - arXiv preprint`."""
    head = re.split(r" [-–—] ", text, maxsplit=1)[0].strip(" .…")
    byline = read_byline(head) if len(head) < _LONGEST_NAMES else None
    return byline is not None and not are_words(byline) and (len(byline.authors) > 1 or head != text)


_LONGEST_NAMES = 200


def _is_to_do(words: Sequence[str]) -> bool:
    """Whether words say what somebody is to do; what is read may be a paper."""
    if not words or words[0].lower() not in _DO or words[0].lower() == "read":
        return False
    small = sum(word[0].islower() for word in words)
    return small * 2 >= len(words) and not words[min(1, len(words) - 1)].endswith("ing")


def _is_last_row(mention: Mention) -> bool:
    """Whether a row of a table says two words with nobody beside them, as its sums do."""
    words = _WORD.findall(mention.text)
    return mention.place.startswith("row ") and len(words) == _FEWEST - 1 and words[1][0].islower()
