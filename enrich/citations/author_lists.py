"""Lines of authors -> Authors, and where a line of authors begins that was fused to a title (pure).

Names are told from other capitalised words by their form alone: no list of names is kept.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import islice, pairwise

from msgspec import Struct
from msgspec.structs import replace

from enrich.names import ATTACHED_PARTICLE, JOINTLY, LABELLED, PARTICLE, PARTICLES, may_be_names
from enrich.record import Author
from enrich.titles.words import KINDS_OF_WORK, SEQUELS, known

_SUFFIXES = re.compile(r"(?:Jr|Sr)\.?|II|III|IV|Ph\.?\s?D\.?|M\.?D\.?")
_SUFFIX_LAST = re.compile(rf" (?:{_SUFFIXES.pattern})$")
_IN_NO_NAME = re.compile(r"[\d:?!@/\\{}\[\]()<>\"“”=+]")
_WORDS = """
a abstract accepted advances agents ai algorithm algorithms analysis and applications approach artificial at
attention based beyond by chapter code computer computing conference data dataset deep detection diffusion distributed
efficient evaluation for foundation framework from functions generation generative graph how human image images in inference
information intelligence international introduction is it journal language large learning machine method methods
mining model modeling modelling models multi multimodal natural network networks neural object of on online open
optimization our page pages paper papers poster preprint prediction proceedings processing programming project quantum
read reasoning recognition reinforcement report research retrieval robot robotics robust science search security segmentation
self sequence simulation software spatial speech statistical statistics supervised survey system systems task
tasks technical text the theory to toward towards training transactions transfer transformer transformers translation
university using version via video vision visual we what when why with workshop
"""
_TOPICS, _WORKS = frozenset(_WORDS.split()), SEQUELS | KINDS_OF_WORK
"""Words of titles, venues and pages that no name has; what a work on another one is called."""
_TOKEN = re.compile(r"(?:[^\W\d_]{1,3}\.[\-‐‑]?)+(?:[^\W\d_]|['’`\-‐‑])*|[^\W\d_](?:[^\W\d_]|['’`\-‐‑])*", re.UNICODE)
"""U+02BC, an apostrophe as well, is a letter to Unicode: named twice, it could be read in two ways wherever it stands."""
_CAMEL = re.compile(r"[a-zß-öø-ÿ](?=[A-ZÀ-ÖØ-Þ])")
_CAMEL_FINE = re.compile(r"(?:Ma?c|De|Di|Du|La|Le|Van|Von|Fitz|O|D|Al|El|Da|Del|Des|St|Ten|Ter|Ben|Bar)")
_ET_AL = re.compile(
    r"(?:\bet\.? al\b\.?|\band others\b\.?|\band \d+ (?:more|others?|authors?)\b(?s:.*)"
    r"|\+ ?+\d+ ?+(?:more ?+)?+(?:authors?)?+|\(?(?<!\d)\d++ (?:additional|more) authors\b(?s:.*)|…|\.\.\.)\s*+$",
    re.IGNORECASE,
)
"""The end of a text whose spaces are folded."""
_AND_OTHERS = re.compile(
    r"(?:& al\b\.?|\b(?:y otros|e altri|et autres|und andere|e outros|i in\.|и др\.?)|\bu\. ?a\.|等)$"
)
OTHERS_BEHIND_LATIN = re.compile(r"(?<=[A-Za-z])\s?(?:等人?|ら|他|외)(?=[\s,.;)]|$)")
_MARKS = re.compile(r" ?(?:[\*†‡§¶‖#⋆✉∗¹²³⁴⁵⁶⁷⁸⁹⁰]|(?<=[^\W\d_])\d{1,2}(?:,\d{1,2})*(?!\d)|\^\{?[\d,*]+\}?)+")
_AFFILIATION_BREAK = re.compile(r" [·•|–—] ")
_AND = re.compile(r" ?+(?:, ?+)?(?:\band\b|&|\bund\b|\bet\b(?! al)) ")
_INITIALS = re.compile(r"(?:[A-ZÀ-ÞА-Я]\.?[\s\-]?){1,4}\.?")
_JOURNAL = re.compile(
    r"(?:Int\. )?(?:J|Ann|Proc|Trans|Bull|Phys|Math|Rev|Commun?|Adv|Arch|Lett)\. (?:Stat|Chem|Phys|Math|Comput?|Combi?n?|Appl|Algebr?|Geom|Theor|Sci"
    r"|Mach|Symb|Softw|Syst|Artif|Log|Univ|Res|Rev|Lett|Soc|Amer?|Acoust|Opt|Exp|Inf|Inform|Oper|Optim|Discr|Pure|Econ|Biol|Med|Electron|Eng|Autom"
    r"|Vis|Mod|Parallel|Distrib|Netw|Clin|Nonlin|Int|Acad|Astron|Geophys|Cosmol|Differ|Funct|Number|Robot|Cryptol)\b"
)
"""How the names of journals begin in short, which look like an initial with a name."""


class Byline(Struct, frozen=True, gc=False):
    """A line of authors, read."""

    authors: tuple[Author, ...]
    complete: bool
    """False when it ends in "et al." or the like."""
    affiliations: tuple[str, ...] = ()
    """What follows the names after a dot or bar: of the paper as a whole."""


@lru_cache(maxsize=8192)
def read_byline(text: str) -> Byline | None:
    """The authors of a text that holds nothing else, or None; a single name counts only with "et al." or "By"."""
    if together := JOINTLY.match(text):
        others = read_names(text[together.end() :])
        small = text[:1].islower() or "author" in together[0]
        return replace(others, complete=False) if others and (small or len(others.authors) > 1) else None
    labelled = bool(LABELLED.match(text))
    byline = read_names(LABELLED.sub("", text))
    if byline is None:
        return None
    return byline if labelled or len(byline.authors) > 1 or not byline.complete else None


_INITIAL_LAST = re.compile(r"\b\w\.$")
_BEFORE_HYPHEN = re.compile(r"\. (?=[-‐‑])")
_ATTACHED = re.compile(rf"(?:{ATTACHED_PARTICLE})['’\-]\w")


@lru_cache(maxsize=4096)
def read_names(text: str) -> Byline | None:
    """As `read_byline`, but a single name is enough: for texts that are said to be authors, or are in their place."""
    if not may_be_names(text):
        return None
    names, affiliations = _cut_affiliations(" ".join(text.split()))
    names = names.strip(" ;,") if _INITIAL_LAST.search(names, len(names) - 4) else names.strip(" .;,")
    names, complete = _without_et_al(names)
    if not complete and _ONE_INVERTED.fullmatch(names.strip()):
        names = name_in_order(names)
    pieces, homes = _homes(_pieces(_keep_brackets(_MARKS.sub("", names))))
    misfits = sum(not _fits(piece, len(pieces)) for piece in pieces)
    if not pieces or misfits * 20 > len(pieces) or not _fits(pieces[0], len(pieces)):
        return None
    long = sum(len(_TOKEN.findall(piece)) > 1 for piece in pieces)
    if long * 5 < len(pieces) * 4:
        return None
    return Byline(tuple(map(Author, pieces, homes)), complete, affiliations)


def parse_names(text: str) -> Byline:
    """The names of a text that is known to be a list of authors, whatever their form (collaborations, one word)."""
    text = " ".join(LABELLED.sub("", text).split())
    if byline := read_names(text):
        return byline
    text, complete = _without_et_al(text)
    pieces, homes = _homes(_pieces(_keep_brackets(text)))
    return Byline(tuple(Author(name[:200], home) for name, home in zip(pieces, homes, strict=True)), complete)


def _without_et_al(names: str) -> tuple[str, bool]:
    """The names without "et al." or the like at their end, and whether there is none."""
    found = _ET_AL.search(names) or _AND_OTHERS.search(names)
    return (names[: found.start()].rstrip(" ,;"), False) if found else (names, True)


def name_in_order(name: str) -> str:
    """`Busbridge, Dan` as `Dan Busbridge`; other names as they are."""
    parts = [part.strip() for part in name.split(",")]
    if len(parts) == 2 and all(parts):
        initial = "." if len(parts[1]) == 1 else ""
        return parts[0] + ", " + parts[1] if _SUFFIXES.fullmatch(parts[1]) else f"{parts[1]}{initial} {parts[0]}"
    if len(parts) == 3 and all(parts):
        return f"{parts[2]} {parts[0]}, {parts[1]}"
    return " ".join(name.split())


def split_fused(text: str, single: bool = False) -> tuple[str, Byline] | None:
    """A title with its authors fused on (`Self-AttentionJason Ramapuram, ...`) -> the title and the authors.

    With `single` one name is enough: where the lines around show that authors are fused on here.
    """
    read = read_names if single else read_byline
    places = (found.start() for found in _MAY_SPLIT.finditer(text, 4, _LONGEST_TITLE) if found.group(0).isupper())
    for at in islice((at for at in places if " " in text[:at].strip() and _FIRST_NAME.match(text, at)), _TRIED):
        byline = read(text[at:]) if len(text) <= at + _ENOUGH or read(_beginning(text, at)) else None
        if byline and _opens_a_list(byline.authors[0].name):
            return text[:at].strip(), byline
    return None


_LONGEST_TITLE, _TRIED, _ENOUGH = 500, 50, 1000
"""Characters of a title; places where it may end; characters that show whether authors follow."""


def _beginning(text: str, at: int) -> str:
    """The first names of a long list, none cut off."""
    return re.split(r"[,;]", text[at : at + _ENOUGH][::-1], maxsplit=1)[-1][::-1]


_MAY_SPLIT = re.compile(r"[^\W\d_a-z](?<=[^\s\-‐‑(/'’“\[{].)(?=[^\W\d_A-Z]|[.'’])")
_FIRST_NAME = re.compile(r"[^,;&·]{3,60}?(?:[,;&·]|\band\b|\bet al|$)")


def _opens_a_list(name: str) -> bool:
    """Whether nothing of a title still clings to the first name (`NetKaiming He`)."""
    tokens = name.split()
    camels = (token[: found.end()] for token in tokens for found in _CAMEL.finditer(token))
    return len(tokens) > 1 and all(_CAMEL_FINE.fullmatch(camel.rpartition("-")[2]) for camel in camels)


def _cut_affiliations(text: str) -> tuple[str, tuple[str, ...]]:
    parts = _AFFILIATION_BREAK.split(text)
    if len(parts) == 2 and ("," in parts[0] or _ET_AL.search(parts[0]) or not read_form(parts[1])):
        return parts[0], tuple(part.strip() for part in parts[1].split(",") if part.strip())
    return (
        (", ".join(parts), ()) if (len(parts) > 1 and all(map(read_form, parts[:3]))) or len(parts) > 2 else (text, ())
    )


def read_form(name: str) -> bool:
    """Whether a text has the form of one person's name."""
    return _fits(name, 1)


_GIVEN = r"[^\W\d_][\w'’.-]*(?:\s[^\W\d_]\.)*"
_FAMILY = rf"(?:(?:{PARTICLE})\s){{0,3}}[^\W\d_][\w'’-]+"
_FIRST_INVERTED = re.compile(
    rf"{_FAMILY},\s(?:{_GIVEN}),\s(?=(?:[^,][^,\s]*+\s[^,]++,\s)*(?:and|&)\s\S+\s)|{_FAMILY},\s(?:[^\W\d_]\.[\s-]?)+,\s(?=(?:[^\W\d_]\.[\s-]?)+[^\W\d_][^,.]+(?:,|$))"
)
_ONE_INVERTED = re.compile(rf"{_FAMILY},\s{_GIVEN}")
"""The first of several names turned round: `Clarkson, Kenneth L., and Kasturi Varadarajan`, `Cohen, T., L. Yedidsion`."""
_VANCOUVER = re.compile(r"(?:[^\W\d_][\w'’-]+\s){1,3}[A-Z]{1,3}")
"""A name as medical journals write it: `Shypula A`, `Le Goues CB`."""


def _from_vancouver(name: str) -> str:
    family, _, initials = name.rpartition(" ")
    return f"{' '.join(f'{initial}.' for initial in initials)} {family}"


def _pieces(text: str) -> list[str]:
    """The names of a list, in the order forename surname."""
    text = _BEFORE_HYPHEN.sub(".", text)
    if ";" in text:
        return [name_in_order(part) for part in _AND.sub("; ", text).split(";") if part.strip()]
    parts = [part.strip() for part in _AND.sub(", ", text).split(",") if part.strip()]
    if parts and all(map(_VANCOUVER.fullmatch, parts)):
        return [_from_vancouver(part) for part in parts]
    inverted = len(parts) >= 2 and len(parts) % 2 == 0 and all(_INITIALS.fullmatch(part) for part in parts[1::2])
    if inverted and not any(re.search(r"\b[A-Z]\.", family) for family in parts[::2]):
        pairs = zip(parts[::2], parts[1::2], strict=True)
        return [f"{given}{'' if len(given) > 1 else '.'} {family}" for family, given in pairs]
    if _FIRST_INVERTED.match(text) and len(parts) > 1:
        parts[:2] = [f"{parts[1]} {parts[0]}"]
    joined: list[str] = []
    for part in parts:
        if joined and _SUFFIXES.fullmatch(part):
            joined[-1] += f", {part}"
        else:
            joined.append(part)
    return joined


_IN_BRACKETS = re.compile(r"\(([^()]*)\)")
_COMMA, _AMPERSAND = "\ue000", "\ue001"


def _keep_brackets(text: str) -> str:
    """Hide what separates names where it is in brackets: `Jane Doe (MIT, Cambridge)`."""
    hidden = _IN_BRACKETS.sub(lambda found: found.group(0).replace(",", _COMMA).replace(";", _COMMA), text)
    return _IN_BRACKETS.sub(lambda found: found.group(0).replace(" and ", _AMPERSAND), hidden)


def _homes(pieces: list[str]) -> tuple[list[str], list[tuple[str, ...]]]:
    """The names without what is in brackets after them, and that: affiliations, unless it is a number or mark."""
    names, homes = [], []
    for piece in pieces:
        inside = [
            found.replace(_COMMA, ",").replace(_AMPERSAND, " and ").strip() for found in _IN_BRACKETS.findall(piece)
        ]
        names.append(" ".join(_IN_BRACKETS.sub(" ", piece).split()))
        homes.append(tuple(home for home in inside if sum(char.isalpha() for char in home) > 1))
    return names, homes


@lru_cache(maxsize=2048)
def _fits(name: str, among: int) -> bool:
    bare = _SUFFIX_LAST.sub("", " ".join(name.split(",")[0].split()))
    if not bare or len(bare) > 60 or name.count(",") > 2 or _JOURNAL.match(bare) or _IN_NO_NAME.search(bare):
        return False
    tokens = bare.split()
    if not all(_TOKEN.fullmatch(token) for token in tokens) or len(tokens) > 6:
        return False
    if len(tokens) == 1:
        return among > 2 and tokens[0][0].isupper() and tokens[0].lower() not in _TOPICS
    if among == 1 and _particles(tokens) > 1:
        return False  # as in `Methodenbeschreibung zur Anwendung von FLOW`
    if tokens[0] == "A" and tokens[-1].lower() in _WORKS:
        return False  # `Memoryless Thermodynamics? A Reply`
    if len(tokens[0]) > 5 and tokens[0].endswith("ing") and known(tokens[0].lower()):
        return False  # `by Exploring Bipartite-Graph Labels`
    return all(_token_fits(token) for token in tokens) and any(
        len(token.strip(".")) > 1 or token > "\u2e80" for token in tokens
    )


def _particles(tokens: list[str]) -> int:
    """How many times particles stand between other words of a name."""
    small = [token in PARTICLES for token in tokens]
    return sum(one and not before for before, one in pairwise([False, *small]))


def _token_fits(token: str) -> bool:
    low = token.lower()
    if low in PARTICLES:
        return True
    if low.strip(".") in _TOPICS and len(low.strip(".")) > 1:
        return False
    if not (token[0].isupper() or not token[0].islower()):
        return bool(_ATTACHED.match(token))
    return len(token) <= 25


def are_words(byline: Byline, title: str = "") -> bool:
    """Whether what has the form of names behind a title is nothing but words of titles: `Finite Constellation Inputs and Ideal Secrecy Outage`.

    Of three words or more; of two where they end what the title lists: `Packrat Parsing: Simple, Powerful, Lazy, Linear Time`.
    """
    names = [re.split(r"[\s-]+", author.name) for author in byline.authors]
    least = 2 if "," in title and len(title.rpartition(",")[2].split()) < 3 else 3
    return byline.complete and all(len(words) >= least and all(map(_is_word, words)) for words in names)


def _is_word(word: str) -> bool:
    return known(word.lower()) or (word.isupper() and len(word) > _INITIALS_LENGTH)


_INITIALS_LENGTH = 2
"""Capital letters that may be somebody's initials."""
