"""Which items of a listing are not papers: events, calls, advertisements, awards (pure).

An item that names an arXiv id is a paper, whatever else it says; that is the caller's to know.
"""

from __future__ import annotations

import re
from urllib.parse import unquote

from enrich.titles.sentences import is_plainly_title

_LONGEST_TITLE = 300
"""Characters of a title that are looked at."""
CUES: dict[str, tuple[str, ...]] = {
    "an event": (
        r"\b(?:is|are|will be|we're|we are) (?:also )?(?:presenting|attending|sponsoring|hosting|exhibiting|participating)\b",
        r"\b(?:visit|stop by|find|meet|join|see) (?:us|the team|our team|the \w+ booth|our booth)\b",
        r"\bbooth\b",
        r"\b(?:proud|pleased|excited|happy) to (?:again )?(?:be )?(?:a )?(?:\w+ )?sponsor",
        r"\bsponsor(?:s|ing|ship)?\b.{0,40}\b(?:conference|workshop|event|meeting)\b",
        r"\b(?:which |that )?(?:takes?|taking|will take|took) place\b",
        r"\b(?:will be|was|is being|to be) held (?:in|at|on|from|virtually|online)\b",
        r"\b(?:in person|virtually|hybrid|online) (?:in|at|from|on)\b",
        r"\b(?:registration|register) (?:is|now|here|at|by|for)\b",
        r"\b(?:all times|times listed|local time|exhibition hours|opening hours|doors open)\b",
        r"\b\d{1,2}[:.]\d{2}\s*+(?:(?:am|pm)\s*+)?[–—-]\s*+\d{1,2}[:.]\d{2}",
        r"\b(?:schedule|agenda|program(?:me)?) (?:of|for|below|is available)\b|\boverview of .{1,60}participation\b",
        r"\b(?:from|on) (?:mon|tues|wednes|thurs|fri|satur|sun)day\b|\b(?:mon|tues|wednes|thurs|fri|satur|sun)day,? [A-Z][a-z]+ \d",
        r"\b(?:keynote|speakers? include|panel discussion|poster session|happy hour|meetup|webinar|hackathon)\b",
        r"\b(?:from|on|between) (?:january|february|march|april|may|june|july|august|september|october|november|december)"
        r" \d{1,2}\b",
    ),
    "a job advertisement": (
        r"\bwe(?:'re| are) (?:now |currently |actively )?(?:hiring|recruiting|looking for|seeking)\b",
        r"\bapply (?:now|here|online|today|by|through|via|at)\b",
        r"\b(?:open|vacant) (?:position|role|post)s?\b|\bjob (?:opening|posting|description)s?\b|\bjoin our team\b",
        r"\b(?:your|the) (?:application|cv|résumé|resume|cover letter)\b",
        r"\b(?:full[- ]time|part[- ]time|salary|internship programs?|fixed[- ]term)\b",
    ),
    "a call": (
        r"\bcall for (?:papers|participation|proposals|submissions|abstracts|nominations|applications)\b",
        r"\b(?:submission|paper|abstract|application) deadlines?\b|\bdeadline (?:for|is|has|extended)\b",
        r"\b(?:invite|welcome|accepting|solicit)s? (?:\w+ ){0,2}(?:submissions|proposals|applications|nominations)\b",
        r"\bsubmissions? (?:must|should|will|are due|open|close)\b|\bnotification of acceptance\b|\bcamera[- ]ready\b",
    ),
    "an announcement": (
        r"\b(?:excited|pleased|proud|happy|delighted|thrilled) to (?:announce|welcome|share|congratulate)\b",
        r"\bcongratulat(?:e|es|ions)\b",
        r"\b(?:recipients?|winners?|honou?rees?) of\b|\b(?:fellowship|award|prize)s? (?:recipients?|winners?|program)\b",
        r"\b(?:newsletter|subscribe|sign up|mailing list|press release|follow us)\b",
        r"\b(?:this|the) (?:program|fellowship|award) (?:supports|recognizes|honou?rs|provides)\b",
    ),
}
_TITLES: dict[str, str] = {
    "an event": r"\b(?:conference|workshop|symposium|summit|meetup|seminar|school|expo|webinar|booth)\b.*(?:\b(?:19|20)\d\d\b|'\d\d)"
    r"|\b[A-Z][A-Za-z]{1,10}[ -](?:19|20)\d\d$|^(?:schedule|agenda|events?|save the date)\b|\bat [A-Z]{3,10} (?:19|20)\d\d$",
    "a job advertisement": r"\b(?:hiring|internships?|careers?|job openings?|open positions?|vacanc(?:y|ies)|postdoc position|(?:phd|postdoctoral|research) positions?)\b",
    "a call": r"\bcall for (?:papers|participation|proposals|submissions|abstracts|nominations|applications)\b",
    "an announcement": r"\b(?:announcing|congratulations|welcome to|newsletter|(?:fellowship|award|prize)s? (?:recipients?|winners?)|scholars? in ai)\b",
}
_OPENING = r"^(?:[^\w\[]*+\[[^\]]*+\]\s*+)?"
_WORD, _MARK = r"\b", "[:,–—-]"
_SPEAKER = r"\b(?:by|with)\s+(?:prof|dr)\b"
_PERSON = r"(?:prof(?:\.|essor)?|dr\.?|phd student|postdoc)\s"
SURE_TITLES: dict[str, tuple[str, ...]] = {
    "an event": (
        rf"{_OPENING}(?:(?:invited|guest|public|research|upcoming|department|group) )?(?:seminar|colloquium|talk|lecture|keynote"
        rf"|webinar|open day|open house|podcast|interview|panel)(?: (?:series|announcement|today|tomorrow))?\s*(?::|[–—]\s|{_SPEAKER})",
        rf"{_OPENING}(?:podcast(?: episode)?|episode) #?\d+\b",
        rf"{_OPENING}(?:(?:phd|ph\.d\.|doctoral|master'?s?|thesis) )+(?:defen[cs]e|viva)\b",
        r"\bdefend(?:s|ed) (?:her|his|their)\b",
        rf"{_OPENING}(?:save the date\b|(?:visit|meet) us\b|registration (?:is )?(?:now )?open)",
        r"^(?:(?:coffee|tea|lunch) ?breaks?|(?:welcome |conference |workshop )?(?:lunch|dinner|reception|banquet)|breakfast|registration"
        r"|(?:opening|closing|welcome)(?: remarks| session| and .{1,40})?|poster session|social event|excursion)(?: (?:at|in|with|by) .{1,40})?$",
        r"\b(?:gives?|gave|delivers?) (?:an? |the )?(?:invited |opening )?(?:keynote|talk|lecture)\b",
    ),
    "a job advertisement": (
        rf"{_OPENING}(?:[\w-]+ ){{0,4}}internships?(?: program(?:me)?s?)?(?: (?:19|20)\d\d)?\s*(?:$|[:–—-])",
        rf"{_OPENING}(?:(?:we(?:'re|’re| are) )?(?:now )?hiring\b|vacanc(?:y|ies)\b|join our (?:team|lab|group)\b|careers?\s*(?:$|[:–—]))",
        rf"{_OPENING}(?:job|open|vacant|phd|postdoc(?:toral)?|faculty|research|academic)(?: \w+)? (?:positions?|openings?|vacanc(?:y|ies)|jobs?)"
        r"(?: (?:in|at|on|available|open)\b|\s*[:(–—-]|$)",
        r"[:,–—-] apply (?:now|by|today|here)\b",
    ),
    "a call": (
        rf"{_OPENING}(?:(?:first|second|third|last|final|extended|\d(?:st|nd|rd|th)) )*(?:call for (?:papers?|participation|proposals|submissions|abstracts"
        r"|nominations|applications|contributions|tutorials|workshops|posters|demos)\b|cfp\b\s*:|deadline extended\b|submission deadline)",
    ),
    "an announcement": (
        rf"{_OPENING}{_PERSON}.{{0,60}}\b(?:receives?|received|wins?|won|awarded|elected|appointed|joins?|joined|promoted|named|honou?red"
        r"|visits?|speaks?)\b",
        r"\b(?:receives?|wins?|won|awarded|honou?red with)\b.{0,40}\b(?:award|prize|grant|fellowship|medal)s?\b",
        rf"{_OPENING}(?:introducing )?our new (?:.{{1,20}} )?(?:office|building|lab|laboratory|website|home ?page|team members?|director)\b",
        rf"{_OPENING}(?:welcome(?:,| to our)|congratulations\b|congrats\b|farewell\b|happy new year\b)",
        r"\bjoins? (?:the|our) (?:lab|team|group|faculty)\b",
        rf"{_OPENING}(?:(?:one|two|three|four|five|six|seven|eight|nine|ten|several|many|our|new|\d+) )+(?:papers?|articles?|posters?|talks?|demos?)"
        r"(?: (?:are|were|was|is|got|have been|has been))? (?:accepted|at|in|to appear|presented)\b",
        rf"{_OPENING}papers? accepted\b",
        rf"{_OPENING}(?:best|distinguished|outstanding)\b.{{0,30}} award (?:at|for|from|goes)\b",
        rf"{_OPENING}(?:new )?(?:release|version) (?:of )?\S+ v?\d+\.\d",
        r"\bv?\d+\.\d+(?:\.\d+)? (?:is )?(?:released|is out|out now|is available)\b",
        rf"{_OPENING}(?:newsletter|press release|media coverage|in the news)\s*(?:$|[:#–—])",
    ),
}
"""Titles that no paper has, whatever the text below them says."""
# bounded: _LONGEST_TITLE characters of a title
_SURE = {kind: tuple(re.compile(cue, re.IGNORECASE) for cue in cues) for kind, cues in SURE_TITLES.items()}


def _all_with(beginning: str) -> str:
    """The cues of titles that begin so, as one, which looks for the beginning once."""
    cues = [cue.removeprefix(beginning) for cues in SURE_TITLES.values() for cue in cues if cue.startswith(beginning)]
    return f"{beginning}(?:{'|'.join(cues)})"


# bounded: _LONGEST_TITLE characters of a title
_OPENS = re.compile(_all_with(_OPENING), re.IGNORECASE)
# bounded: _LONGEST_TITLE characters of a title
_LATER = re.compile(f"{_all_with(_WORD)}|{_all_with(_MARK)}", re.IGNORECASE)
"""All cues of titles in two, to see at once that a title has none."""
_BODY = {kind: tuple(re.compile(cue, re.IGNORECASE) for cue in cues) for kind, cues in CUES.items()}
# bounded: _LONGEST_TITLE characters of a title
_TITLE = {kind: re.compile(cue, re.IGNORECASE) for kind, cue in _TITLES.items()}
_ANY_BODY = re.compile(
    r"\b(?=[a-z\d])(?:" + "|".join(cue.removeprefix(r"\b") for cues in CUES.values() for cue in cues) + ")",
    re.IGNORECASE,
)
"""All cues in one, each of which begins with a letter or a digit: to see at once that a body has none, as most have."""
_PAPER = re.compile(
    r"\bin this (?:paper|work|article|study|report)\b|\bthis (?:paper|work|article|study|survey) (?:\w+s|aims)\b"
    r"|\bwe (?:also |then |further |first |empirically |systematically )?(?:propose|introduce|present|show|demonstrate|study|investigate"
    r"|develop|describe|prove|find|explore|evaluate|analy[sz]e|revisit|examine|aim|address|formulate|derive|consider|report|design)\b"
    r"|\b(?:our|the) (?:results|experiments|method|approach|model|findings|framework|analysis|algorithm)\b"
    r"|\b(?:state[- ]of[- ]the[- ]art|outperforms?|experiments show|results show|empirical(?:ly)?|benchmarks?)\b",
    re.IGNORECASE,
)


def paper_cues(text: str) -> int:
    """How many different turns of phrase of an abstract a text holds."""
    return len({found.group(0).lower() for found in _PAPER.finditer(text)})


def not_a_paper(title: str, body: str) -> str | None:
    """Why an item with this title and text is not a paper, in words for the user; None when it may be one."""
    title = title[:_LONGEST_TITLE]
    for kind, cues in _SURE.items() if _OPENS.match(title) or _LATER.search(title) else ():
        if found := next((found for cue in cues if (found := cue.search(title))), None):
            return f'it is {kind}, not a paper: it says "{" ".join(found.group(0).split())}"'
    if not _ANY_BODY.search(body):
        return None
    against = paper_cues(body)
    best: tuple[int, str, str] | None = None
    for kind, cues in _BODY.items():
        phrases = [found.group(0) for cue in cues if (found := cue.search(body))]
        named = _TITLE[kind].search(title)
        weight = len(phrases) + (1 if named else 0)
        if weight >= 2 and weight > against and (best is None or weight > best[0]):
            quoted = [*([named.group(0)] if named else []), *phrases]
            best = (weight, kind, ", ".join(f'"{" ".join(phrase.split())}"' for phrase in quoted[:3]))
    return f"it is {best[1]}, not a paper: it says {best[2]}" if best else None


# bounded: _LONGEST_PATH characters of a title
_LOCAL = re.compile(r"\bfile:/|^[\"'(<]?(?:~?/[\w.-]+/|[A-Za-z]:[\\/]|\\\\\w)", re.IGNORECASE)
# bounded: _LONGEST_PATH characters of a title
_PAGE_LAST = re.compile(r"\s\d{1,4}(?:\s?/\s?\d{1,4})?$")
_ENDING = re.compile(r"\.\w{1,5}$")
_LONGEST_PATH = 500
_FEWEST_WORDS = 4


def file_named(title: str) -> str | None:
    """What the path of a file on somebody's machine has for a name, where that may be a title; "" where not; None for what is no path.

    The folders of a path say who and where somebody is, so they are never asked for: a browser prints them below each page.
    """
    if _LOCAL.search(title[:_LONGEST_PATH]) is None:
        return None
    path = _PAGE_LAST.sub("", title[:_LONGEST_PATH].strip(" \"'()<>"))
    name = _ENDING.sub("", unquote(re.split(r"[\\/]", path)[-1])).replace("_", " ").strip()
    return name if is_plainly_title(name, _FEWEST_WORDS) else ""
