"""How a merged document marks what was removed and added between two versions.

The marks are Unicode noncharacters, reserved for use inside a program, so that no real text contains them. They stand
around removed and added words, and in front of each text of a paragraph or row that was removed or added as a whole.
Each writer turns them into what its file format has for changes.
"""

from __future__ import annotations

import re

REMOVED_FROM, REMOVED_TO = "\ufdd0", "\ufdd1"
ADDED_FROM, ADDED_TO = "\ufdd2", "\ufdd3"
WHOLE_REMOVED, WHOLE_ADDED = "\ufdd4", "\ufdd5"
"""In front of every text of a paragraph or of a row's cells that was removed or added as a whole."""
NUMBER_FROM, NUMBER_TO = "\ufdd6", "\ufdd7"
"""Around the number of a difference, in front of the text it belongs to."""

_ANY = re.compile("[\ufdd0-\ufdef]")
_REMOVED = re.compile(f"{REMOVED_FROM}[^{REMOVED_TO}]*{REMOVED_TO}")
_ADDED = re.compile(f"{ADDED_FROM}[^{ADDED_TO}]*{ADDED_TO}")
_NUMBER = re.compile(f"{NUMBER_FROM}\\d+{NUMBER_TO}")


def unmarked_text(text: str) -> str:
    """A text without its marks."""
    return _ANY.sub("", text)


def has_marks(text: str) -> bool:
    """Whether a text has any marks."""
    return _ANY.search(text) is not None


def removed(text: str, whole: bool = False) -> str:
    """Marks words that only the old version has; with `whole` their whole paragraph or row was removed."""
    return _marked(text, WHOLE_REMOVED if whole else "", REMOVED_FROM, REMOVED_TO)


def added(text: str, whole: bool = False) -> str:
    """Marks words that only the new version has; with `whole` their whole paragraph or row was added."""
    return _marked(text, WHOLE_ADDED if whole else "", ADDED_FROM, ADDED_TO)


def numbered(text: str, number: int) -> str:
    """A text with the number of its difference in front."""
    return f"{NUMBER_FROM}{number}{NUMBER_TO}{text}"


def old_side(text: str) -> str:
    """A marked text as the old version has it."""
    return unmarked_text(_ADDED.sub("", _NUMBER.sub("", text)))


def new_side(text: str) -> str:
    """A marked text as the new version has it."""
    return unmarked_text(_REMOVED.sub("", _NUMBER.sub("", text)))


def _marked(text: str, whole: str, begins: str, ends: str) -> str:
    return f"{whole}{begins}{text}{ends}" if text else whole
