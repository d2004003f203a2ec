"""What the piece of a title says that only the document or only the paper has (pure): another part, another edition."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from enrich.titles.normalise import normal_title
from enrich.titles.words import EDITIONS, MINOR, REPLIES, SEQUELS, misspells, stem, word_set

_ORDINALS = word_set("first second third fourth fifth")
_MORE = word_set("new further additional more another other")
_WAYS = word_set(
    "approach approaches method methods framework perspective algorithm model technique paradigm way look view"
)
_RESULTS = word_set("results bounds evidence experiments developments insights notes remarks observations proofs data")
_SIDES = word_set("bound bounds hardness impossibility experiments implementation proof proofs examples algorithms")


_OF_ANY_WORK = word_set(
    "theory theories theoretical practice practices practical approach approaches unified unifying general new novel modern"
    " empirical experimental analytical numerical computational statistical mathematical formal systematic comprehensive"
    " comparative critical qualitative quantitative conceptual initial first brief short simple complete detailed deep"
    " deeper better closer broad large scale small efficient effective optimal fast scalable principled rigorous"
    " study studies analysis analyses investigation exploration evaluation assessment comparison characterization"
    " examination look view views viewpoint perspective perspectives outlook vision position essay account case"
    " method methods methodology technique techniques algorithm algorithms model models modeling modelling framework"
    " frameworks system systems architecture architectures design designs tool tools implementation implementations"
    " application applications applied use uses usage foundations foundation fundamentals principles concepts basics"
    " experiment experiments experience experiences evidence measurement measurements results result findings insights"
    " insight lessons learned observations understanding toward towards beyond into between using based how what why when"
    " more its their this it we do does can should is are real world open problem problems question questions issue issues"
    " challenge challenges opportunity opportunities direction directions trends future past present state art advances"
    " progress development developments solution solutions bound bounds complexity performance proof proofs example"
    " examples way paradigm taxonomy data driven one two all both or under within work works research science"
)
"""Words of subtitles that any paper could have."""


def foreign_subject(piece: Sequence[str], known_text: str) -> tuple[str, ...]:
    """What an added subtitle speaks of that the paper's own title and abstract do not."""
    told = frozenset(map(stem, normal_title(known_text).split()))
    words = (w for w in piece if w not in MINOR and w not in _OF_ANY_WORK)
    return tuple(w for w in words if stem(w) not in told and not any(misspells(w, g) for g in _OF_ANY_WORK))


def other_work(piece: Sequence[str], lost: bool) -> Literal["sequel", "edition", ""]:
    """Whether what only one title has names another work: a part, a reply; a report, a survey, a year.

    An added piece is judged by each of its words. A lost one is the paper's own subtitle, and only a short one, or
    one that begins so, makes the paper another work than its title without it.
    """
    words = [w for w in piece if w not in MINOR]
    told = set(words if len(words) <= 6 else {*words[:3], *words[-2:]})
    told = {*words[:1], *(words[-1:] if len(words) <= 3 else ())} if lost else told
    numbered = any(w[0].isdigit() or w[-1].isdigit() or w in _ORDINALS for w in words[:1] + words[-1:])
    more = len(words) > 1 and words[0] in _MORE and (words[1] in _RESULTS if lost else words[1] not in _WAYS)
    again = words[-1:] in (["revisited"], ["continued"]) or (words[-1:] == ["case"] and not (lost and len(words) > 3))
    if told & SEQUELS and not (lost and len(words) > 3 and words[0] not in REPLIES):
        return "sequel"
    side = not lost and len(words) <= 2 and words[-1:] and words[-1] in _SIDES
    if more or again or side or (numbered and len(words) <= 2):
        return "sequel"
    numbered = (numbered and len(words) <= 4) or (not lost and any(w.isdigit() for w in words))
    if numbered or re.fullmatch(r"(?:19|20)\d\d|v?\d+", "".join(words[-1:])):
        return "edition"
    return "edition" if told & EDITIONS and not (lost and len(words) > 4) else ""
