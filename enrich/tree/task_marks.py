"""What lists of tasks and plans of talks write before and after a title (pure): states, tags, days without a year, who presents it.

`x 2024-03-01 2024-02-20 Title +thesis @read due:2024-04-01`, `DOING Title`, `Oct 19 Marta Vidal (Girona): Title`, `12 Feb: Sara - Title`,
`(Eva) Title`, `Background: Title`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from enrich.citations.dates import MONTH, find_date
from enrich.names import PARTICLE
from enrich.titles.words import known

STATES = "TODO|DONE|WAIT|NEXT"
"""States of tasks with which a line of a plain text begins an item, whatever follows them."""
TO_DO = "read|skim|todo|done"
"""What is to be done with a work, or was, in small letters before its title."""
_STATE = re.compile(
    rf"(?:{STATES}|DOING|LATER|NOW|WAITING|CANCELL?ED|IN-PROGRESS|STARTED|BACKLOG|HOLD|SOMEDAY|READING|TOREAD)\s+(?=\S+\s+\S+\s+\S)"
    r"|(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]{0,6}\.?|(?:Week|Day|Session|Lecture|Woche|Sitzung|Semaine|Séance|Semana) \d{1,2})(?::| [-–—])\s+(?=\S+\s+\S)"
    r"|[pP][1-3]\s+(?=[A-Z]\S*\s+\S+\s+\S)|[xX]\s+(?=(?:19|20)\d\d-[01]\d-[0-3]\d\s)"
)
# bounded: END characters at the end
_LABEL = re.compile(
    r"\s(?:\+[A-Za-z][\w/-]{1,30}|(?:due|t|pri|rec|since|start|wait|done|end|project|area|effort|est):[\w./+-]{1,20})$"
)
END = 60
OF_A_PART = re.compile(
    r"(?:only |esp\. |see )?(?:sections?|sects?\.?|secs?\.?|§+|chapters?|chap\.?|chs?\.|pages?|pp?\.|parts?|kap\.?|kapitel|abschnitte?|seiten?|s\.|cap[ií]tulos?"
    r"|figs?\.?|theorems?|thms?\.?)\s?[\dIVX.,–-]++(?:(?: and| &| to)?\s[\dIVX.,–-]++)*+(?: only)?|(?-i:(?:your|my|see|cf|ask|again|thanks|sorry)\b[^()]{0,60})",
    re.IGNORECASE,
)  # bounded: END characters of a remark
"""What of a work is to be read, or what somebody says of it to somebody."""


# bounded: END characters at the end
_PUBLISHER = re.compile(
    r"(?:,|\.|\s[-–—])\s(?:Elsevier|Springer(?:-Verlag)?(?: \w+)?|Wiley|IEEE(?: Press)?|ACM(?: Press)?|SIAM|AMS|IOP|APS|MDPI|Nature|Science|PNAS|PLoS ONE|Hindawi|Frontiers"
    r"|(?:MIT|CRC|Cambridge University|Oxford University|Princeton University|AAAI|IOS|USENIX) Press|CUP|OUP|North[- ]Holland|Birkhäuser|Kluwer|Taylor (?:&|and) Francis)$"
)
"""Who published it."""
# bounded: END characters at the end
_OF_READING = re.compile(
    r"\s[-–—]+\s(?:borrowed|lent|printed|downloaded|requested|ordered|ask(?:ed)?|via|thanks|suggested|recommended|sent|given|due|until|by (?:mon|tue|wed|thu|fri|next|tomorrow)"
    r"|not (?:yet|read|on|found)|half|already|started|finished|skimmed|boring|nice|great|good|long|short|hard|easy|must|maybe|optional|see|waiting|gave|got|ler|já|leído|ya"
    r"|gelesen|lu|déjà|schon|noch)\b[^:–—]{0,40}$|,\s(?:me|myself|by me|(?:revise|reject) and resubmit|job market paper|conditionally accepted)\b\W{0,6}$|\.(?:pdf|epub|djvu|ps|docx?)$"
)
"""What a reader says of a copy or of the reading, behind a dash."""


def state_length(text: str) -> int:
    """How long the state of a task is that a text begins with; 0 for none."""
    found = _STATE.match(text)
    return found.end() if found else 0


_DAY = re.compile(
    rf"(?:(?:{MONTH})\.? [0-3]?\d(?:st|nd|rd|th)?|[0-3]?\d\.? (?:{MONTH})\.?)(?: ?[:|•·–—~-] ?|,? )", re.IGNORECASE
)


def day_length(text: str) -> int:
    """How long the day without a year is that a text begins with, and behind which a capital or a mark follows; 0 for none."""
    found = _DAY.match(text)
    behind = text[found.end() : found.end() + 1] if found else ""
    return found.end() if found and (behind.isupper() or behind in '"“«*_[') and behind else 0


def label_start(text: str) -> int | None:
    """Where the tag or date of a task begins that a text ends with."""
    found = (
        _LABEL.search(text, max(0, len(text) - END))
        or _PUBLISHER.search(text, max(0, len(text) - END))
        or _OF_READING.search(text, max(0, len(text) - END))
    )
    return found.start() if found else None


_TO_READ = re.compile(
    r"(?:(?i:(?:re-?)?read|review|referee|skim|present|discuss|summari[sz]e|study|revisit|finish)(?: reading)?)\s+(?=[\"“«„]?[A-Z\d]\S*\s+\S+\s+\S)"
)
"""What somebody is to do with a work, before its title."""
# bounded: END characters at the end
_FOR = re.compile(
    r"\s(?:for|at|by|before|until|on)\s(?:the\s)?((?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|tomorrow|seminar|workshop|class|course|meeting|journal club|reading group|conference|[A-Z]{3,}[A-Za-z]{0,4}|[A-Z][a-z]{1,5}[A-Z]{2,5})(?:[ '’](?:19|20)?\d\d)?\W{0,2}$"
)
"""For what a work is to be reviewed or read, behind its title."""
ERRANDS = (
    "ask|call|book|return|send|order|meet|run|mail|email|print|clean|submit|update|create|write|finish|prepare|fix|pick|talk|check|make|set up"
    "|see|discussed|discuss|meeting|met|next|agreed|decided|talked|deadline|remember|reminder|get|go|renew|register|bring|cancel|reply|water|wash|cook"
)
"""Verbs of what is to be done, with a small letter; titles begin with some of them, too."""
_ERRAND = re.compile(
    rf"(?:(?i:{ERRANDS}|buy|pay|clean|install|download|upload|plan|invite|fetch|tidy|sign))\s(?!of\b|to\b|for\b)(?=[a-z])"
)


def without_task(text: str) -> str:
    """The title of a work without what somebody is to do with it, and for what: `Review Title for ISIT`; the text itself where nothing says so."""
    found = _TO_READ.match(text)
    if found is None:
        return text
    title = text[found.end() :]
    behind = _FOR.search(title, max(0, len(title) - END))
    if behind and (not known(behind[1].lower()) or found[0][:3].lower() in {"rev", "ref"}):
        title = title[: behind.start()]
    return title


def are_tasks(texts: Sequence[str]) -> bool:
    """Whether texts are things to do: two of them at least, and a third, begin with what is to be done with a work."""
    tasks = sum(_TO_READ.match(text) is not None for text in texts)
    return tasks > 1 and tasks * 3 >= len(texts)


def is_errand_in_tasks(text: str) -> bool:
    """Whether a line of a list of tasks is something else to be done, whatever its first letter: `Book flights to Basel`."""
    return _ERRAND.match(text) is not None


_WEEKDAY = (
    r"(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6}|mo|di|mi|do|fr|montag|dienstag|mittwoch|donnerstag|freitag|lunes|martes|mi[ée]rcoles|jueves|viernes"
    r"|lundi|mardi|mercredi|jeudi|vendredi"
)
_MONTH = (
    rf"{MONTH}|januar|februar|märz|mai|juni|juli|oktober|dezember|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre"
    r"|diciembre|janvier|février|mars|avril|juin|juillet|août|septembre|octobre|novembre|décembre|janeiro|fevereiro|março|maio|junho|julho|setembro"
    r"|outubro|novembro|dezembro|январ[ья]|феврал[ья]|марта?|апрел[ья]|ма[йя]|июн[ья]|июл[ья]|августа?|сентябр[ья]|октябр[ья]|ноябр[ья]|декабр[ья]"
)
# bounded: HEAD characters of a line
_DAY = re.compile(
    rf"(?:(?:{_WEEKDAY})\.?,?\s+)?(?:(?:{_MONTH})\s+[0-3]?\d(?:st|nd|rd|th)?(?!\d|:\d)|[0-3]?\d\.?\s?(?:de\s)?(?:{_MONTH})(?![^\W\d_])|[0-3]?\d\.\s?[01]?\d\.(?!\d)|[0-3]?\d/[0-3]?\d(?![\d/])(?=\s?[(:|–—-]))"
    r"(?:\s?\([^()\d]{1,12}\))?(?:\s*[:.,|–—-])?\s+(?-i:(?=[\W_]{0,3}[^\W\d_a-z]))",
    re.IGNORECASE,
)
"""A day of the year."""
HEAD = 80
_NAME = r"[^\W\d_a-z][\w'’-]+"
_RANK = r"(?:(?:Prof|Dr|PD|Mr|Ms|Mrs|Herr|Frau)\.?\s+){1,3}"
_PERSON = rf"(?:{_RANK})?{_NAME}(?:\s(?:(?:{PARTICLE})\s){{0,2}}(?:{_NAME}|[^\W\d_a-z]\.)){{0,3}}"
# bounded: HEAD characters of a line
_SPEAKER = re.compile(
    rf"(?P<whole>{_PERSON})\s?(?:(?P<place>\([^()]{{2,40}}\))|,\s(?P<city>[^\W\d_a-z][^,:;()]{{2,30}}))?\s*(?P<end>:|,|\s[-–—/|])\s+(?=\S+\s+\S)|\((?P<alone>{_PERSON})\):?\s+(?=\S+\s+\S)"
)
"""Who presents what follows."""
# bounded: HEAD characters of a line
_PRESENTER = re.compile(rf"(?:{_RANK}{_PERSON}|{_PERSON})\s?\([^()]{{2,60}}\)")
_PLAN = re.compile(
    r"(?:(?:to[- ]?)?read(?:ings?)?|re-?read|skim|background|core|additional|further|mandatory|main|suggested|supplementary|supplemental|primary|secondary|extra|bonus|required|recommended"
    r"|optional|papers?|reading group|journal club|today|tonight|tomorrow|next(?: week| time| up)?|this week|backup|also|first|then|pflicht|lektüre|hauptlektüre"
    r"|lectura|lecturas|leitura|leituras|lecture|article|artikel|discussion|discuss|presentation|talk)"
    r"(?: (?:reading|readings|paper|papers|material|literature))?\s*(?::|\s[-–—])\s+(?=\S+\s+\S)",
    re.IGNORECASE,
)
"""What part of a plan a title is."""


_PRESENTED = re.compile(
    r"(?:[01]?\d[./月][0-3]?\d[.日]?\s{1,3})?(?:[\u4e00-\u9fff]{2,4}|[\uac00-\ud7af]{2,4})\s?[:：]\s{0,3}(?=[A-Z“\"‘《])"
)
"""Who presents what follows, and on which day, in Chinese or Korean."""


def schedule_length(text: str, before: str) -> int:
    """How long the day, the speaker or the label is that a text begins with, where `before` stood before it; 0 for none."""
    head = text[:HEAD]
    if (found := _PLAN.match(head) or _PRESENTED.match(head)) or (text[0].isalnum() and (found := _DAY.match(head))):
        return found.end()
    if not before or not is_day(before.rstrip(",: ")):
        return 0
    found = _SPEAKER.match(head)
    if not found:
        return 0
    if found["end"] == "," and not _is_whole_name(found["whole"]):
        return 0
    if (
        found["end"] == ":"
        and not found["place"]
        and (find_date(before) or any(known(word.lower()) for word in found["whole"].split()))
    ):
        return 0  # a title has a colon, too
    return (
        found.end() if _is_person(found["alone"] or found["whole"], found["end"] == ":" and not found["place"]) else 0
    )


# bounded: HEAD characters of a line
_TIMED = re.compile(
    r"\W{0,3}[0-2]?\d[:.h][0-5]\d(?:\s?(?:[ap]\.?m\.?|uhr|h))?(?:\s?(?:[-–—]{1,2}|to|bis)\s?[0-2]?\d[:.h][0-5]\d(?:\s?(?:[ap]\.?m\.?|uhr|h))?)?[\s:,|–—-]+(?=[^\W\d_])",
    re.IGNORECASE,
)
# bounded: HEAD characters of a line
_IN_BRACKETS = re.compile(r"\([^()]{0,60}\)")
_APART = re.compile(r"[:,;|/]\s|\s[-–—]\s")
_MOST_OF_SLOT = 6


def names_speaker(text: str) -> bool:
    """Whether a line of a programme has who speaks behind its time: `9:30 Ann Roe: Title`, `9:30 Ann Roe, Title`."""
    found = _TIMED.match(text[:HEAD])
    behind = text[found.end() :][:HEAD] if found else ""
    return _SPEAKER.match(behind) is not None or ": " in behind


_CLOCK = re.compile(r"\W{0,3}[0-2]?\d[:.h]", re.IGNORECASE)


def begins_with_time(text: str) -> bool:
    """Whether a text may begin with a time, as a slot of a programme does."""
    return _CLOCK.match(text) is not None


def is_slot(text: str) -> bool:
    """Whether a line of a programme has a time and a few words in one piece, and nobody who speaks: `10:30 Coffee in the foyer`."""
    found = _TIMED.match(text[:HEAD])
    if found is None:
        return False
    behind = text[found.end() :]
    words = " ".join(_IN_BRACKETS.sub("", behind[:HEAD]).split())
    return len(behind) < HEAD and len(words.split()) <= _MOST_OF_SLOT and not _APART.search(words)


def _is_whole_name(name: str) -> bool:
    """Whether a name has a given and a family name, and not both are words of the field: a title has commas, too."""
    words = name.split()
    return len(words) > 1 and not all(known(word.lower()) for word in words)


def is_day(mark: str) -> bool:
    """Whether a text is a day, with its year or without, or begins with one."""
    if not any(map(str.isdigit, mark[:HEAD])):
        return False
    dated = find_date(mark[:HEAD])
    return _DAY.match(f"{mark[:HEAD]} X") is not None or (
        dated is not None and dated.exact == "day" and dated.start < 5
    )


def _is_person(name: str, alone: bool) -> bool:
    """Whether a name is somebody's: some of its words are none of the field; one word with a colon may be that of a program."""
    words = re.findall(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*", name)
    if len(words) == 1 and (alone or known(words[0].lower()) or words[0] != words[0].capitalize()):
        return False
    return not all(known(word.lower()) for word in words)


_OF_READING_LIST = re.compile(
    r"(?:(?:to[- ]?)?read|background|core|additional|further|mandatory|suggested|supplement|primary|secondary|required|recommended|optional|papers?\b|reading group"
    r"|journal club|pflicht|lektüre|hauptlektüre|lectura|leitura|article|artikel)",
    re.IGNORECASE,
)


def is_label(mark: str) -> bool:
    """Whether what was taken off before a title says what part of a plan it is, and nothing of the work."""
    return _PLAN.fullmatch(f"{mark.strip()} ") is not None or _PLAN.match(f"{mark.strip()} a b") is not None


def is_for_reading(mark: str) -> bool:
    """Whether such a mark says that the title is that of something to be read."""
    return is_label(mark) and _OF_READING_LIST.match(mark) is not None


_ITS_OWN = re.compile(r"(?:papers?|article|artikel)\b", re.IGNORECASE)
"""Labels of the address of what stands above."""


def opens_part(text: str) -> bool:
    """Whether a line is a part of a plan with a title behind its label: `Optional: Title`, but no `Paper: https://...`."""
    found = _PLAN.match(f"{text[:HEAD]} . .")
    if found is None:
        return False
    if "://" in text[found.end() : found.end() + 10]:
        return not _ITS_OWN.match(text)
    return len(text[found.end() :].split()) > 2


def presented(marks: Sequence[str]) -> bool:
    """Whether marks before a title are those of a plan of talks: a day, and who speaks."""
    return any(is_day(day) and _SPEAKER.match(f"{who} Some Title") for day, who in pairwise(marks))


def is_presenter(text: str) -> bool:
    """Whether a text is a person with a place or an institute in brackets, and nothing else: `Marta Vidal (Girona)`."""
    if day := _DAY.match(text[:HEAD]):
        text = text[day.end() :]
    return len(text) < HEAD and _PRESENTER.fullmatch(text) is not None and _is_person(text.partition("(")[0], False)
