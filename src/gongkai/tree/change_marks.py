"""How changes stand in the texts of a merged document, so that every writer of documents can write it as it is.

A merged document holds what both versions say. The marks are characters that Unicode keeps for such use inside a
program and that no text may contain: around words that went or came, and in front of each text of a paragraph or a row
that went or came as a whole. Writers of changes turn them into what their kind of file has for it.
"""

from __future__ import annotations

import re

REMOVED_FROM, REMOVED_TO = "\ufdd0", "\ufdd1"
ADDED_FROM, ADDED_TO = "\ufdd2", "\ufdd3"
WHOLE_REMOVED, WHOLE_ADDED = "\ufdd4", "\ufdd5"
"""In front of every text of a paragraph, or of every cell that begins in a row, that went or came as a whole."""
NUMBER_FROM, NUMBER_TO = "\ufdd6", "\ufdd7"
"""Around the number of a difference, in front of the text where it stands."""

_ANY = re.compile("[\ufdd0-\ufdef]")
_REMOVED = re.compile(f"{REMOVED_FROM}[^{REMOVED_TO}]*{REMOVED_TO}")
_ADDED = re.compile(f"{ADDED_FROM}[^{ADDED_TO}]*{ADDED_TO}")
_NUMBER = re.compile(f"{NUMBER_FROM}\\d+{NUMBER_TO}")


def unmarked_text(text: str) -> str:
    """A text without any of the characters that stand for marks."""
    return _ANY.sub("", text)


def has_marks(text: str) -> bool:
    """Whether a text has any of them."""
    return _ANY.search(text) is not None


def removed(text: str, whole: bool = False) -> str:
    """Words that only the old version has; `whole` with the paragraph or row that they stand in."""
    return _marked(text, WHOLE_REMOVED if whole else "", REMOVED_FROM, REMOVED_TO)


def added(text: str, whole: bool = False) -> str:
    """Words that only the new version has."""
    return _marked(text, WHOLE_ADDED if whole else "", ADDED_FROM, ADDED_TO)


def numbered(text: str, number: int) -> str:
    """The same with the number of the difference that stands here."""
    return f"{NUMBER_FROM}{number}{NUMBER_TO}{text}"


def old_side(text: str) -> str:
    """What the old version says."""
    return unmarked_text(_ADDED.sub("", _NUMBER.sub("", text)))


def new_side(text: str) -> str:
    """What the new version says."""
    return unmarked_text(_REMOVED.sub("", _NUMBER.sub("", text)))


def _marked(text: str, whole: str, begins: str, ends: str) -> str:
    return f"{whole}{begins}{text}{ends}" if text else whole
