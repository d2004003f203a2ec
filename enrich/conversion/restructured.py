"""reStructuredText -> a Tree, by way of the HTML that docutils makes of it. The only user of docutils.

Nothing is included, no raw part is taken over, and what is wrong in a source is said nowhere. docutils is an extra.
"""

from __future__ import annotations

import re
from datetime import date

from enrich.conversion.extras import Lacking, Unreadable
from enrich.parsers.html import body_of, parse_html
from enrich.parsers.places import Locator
from enrich.tree.blocks import Tree

_INITIAL = re.compile(
    r"^([ \t]{0,40}(?:(?:[-*+•]|\.\. \[[^\]\n]{1,40}\]|(?:\d{1,3}|#)\.)[ \t]{1,4})?)(?=[A-Z]\. ?(?:[A-Z]\. ?){0,3}[A-Z][\w'’-]{1,30}(?:[,.:;]| and | & ))([A-Z])",
    re.MULTILINE,
)
"""The first initial of a line that begins with a name: reStructuredText takes it for the number of a list (`A. First point`)."""
_BROKEN = re.compile(
    r"\*\*[^*\n]{1,200}(?:\n[^*\s][^*\n]{0,200}){1,3}\*\*|(?<!`)`[^`\n]{1,200}(?:\n[^`\s][^`\n]{0,200}){1,3}`__?(?!\w)"
)
"""Bold face and links that go on in lines without the indentation of their item, which would end it."""
_SETTINGS = {
    "report_level": 5,
    "halt_level": 6,
    "file_insertion_enabled": False,
    "raw_enabled": False,
    "input_encoding": "unicode",
    "syntax_highlight": "none",
    "warning_stream": False,
    "_disable_config": True,
    "line_length_limit": 1_000_000,
    "doctitle_xform": False,
    "docinfo_xform": False,
}


def parse_restructured(text: str, today: date) -> Tree:
    """The tree of a text; raises Lacking without the extra, and Unreadable when docutils gives up."""
    try:
        from docutils.core import publish_parts
        from docutils.utils import SystemMessage
    except ImportError as missing:
        raise Lacking("rst") from missing
    try:
        source = _BROKEN.sub(lambda found: " ".join(found[0].split()), text)
        page = publish_parts(_INITIAL.sub(r"\1\\\2", source), writer="html5", settings_overrides=_SETTINGS)["body"]
    except (SystemMessage, RecursionError, ValueError, AttributeError, IndexError) as wrong:
        raise Unreadable(f"docutils cannot read it: {wrong}") from wrong
    if not page.strip():
        return Tree(())
    return Tree(parse_html(body_of(page), "", today, wrapped=True), Locator(text).anywhere)
