"""What lists of tasks write before and after what is to be read (pure): Logseq's and org-mode's states, todo.txt's tags and dates, days.

`x 2024-03-01 2024-02-20 Title +thesis @read due:2024-04-01`, `DOING Title`.
"""

from __future__ import annotations

import re

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


def state_length(text: str) -> int:
    """How long the state of a task is that a text begins with; 0 for none."""
    found = _STATE.match(text)
    return found.end() if found else 0


def label_start(text: str) -> int | None:
    """Where the tag or date of a task begins that a text ends with."""
    found = _LABEL.search(text, max(0, len(text) - END))
    return found.start() if found else None
