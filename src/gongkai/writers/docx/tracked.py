"""A merged document (`tree.change_marks`) as a Word file with tracked changes.

The file is written as any other; then the marks in its texts become insertions and deletions. Accepting all of them
gives the new version's text, rejecting all the old one's. The contents are plain lines without page numbers: the pages
of a text that holds two versions are those of neither, and a field would lose the changes when Word fills it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from gongkai.tree.change_marks import (
    ADDED_FROM,
    ADDED_TO,
    NUMBER_FROM,
    NUMBER_TO,
    REMOVED_FROM,
    REMOVED_TO,
    WHOLE_ADDED,
    WHOLE_REMOVED,
    has_marks,
    new_side,
    unmarked_text,
)
from gongkai.tree.nodes import Document, Row, Table
from gongkai.writers.docx.reference_style import Style
from gongkai.writers.docx.text import thin
from gongkai.writers.docx.writer import FIXED_TIME, docx_parts
from gongkai.writers.ooxml import package

AUTHOR = "gongkai"
_FIRST_ID = 1_000_000  # above the ids of bookmarks, which are counted with those of changes
_NUMBER = re.compile(f"{NUMBER_FROM}\\d+{NUMBER_TO}")
_ATTRIBUTE = re.compile(r'="[^"]*[\ufdd0-\ufdd7][^"]*"')
_ROW = re.compile(r"<w:tr>.*?</w:tr>|<w:p>.*?</w:p>", re.DOTALL)
_PARAGRAPH = re.compile(r"<w:p>(<w:pPr>.*?</w:pPr>)?(.*?)</w:p>", re.DOTALL)
_RUN = re.compile(r"<w:r>(<w:rPr>.*?</w:rPr>)?(.*?)</w:r>", re.DOTALL)
_SECTION = re.compile(r"<w:sectPr>.*?</w:sectPr>", re.DOTALL)
_PIECE = re.compile(r"<w:t xml:space=\"preserve\">(.*?)</w:t>|<[^>]*>", re.DOTALL)
_MARK = re.compile(f"([{REMOVED_FROM}{REMOVED_TO}{ADDED_FROM}{ADDED_TO}])")
_STATES = {REMOVED_FROM: "del", REMOVED_TO: "", ADDED_FROM: "ins", ADDED_TO: ""}
_WHOLE = {WHOLE_REMOVED: "del", WHOLE_ADDED: "ins"}
_FIELD = ("<w:fldChar ", "<w:instrText ")


def write_tracked(document: Document, style: Style) -> bytes:
    """The Word file of a merged document."""
    parts = docx_parts(document, style, {}, _measured)
    changes = _Changes()
    for name, content in parts.items():
        if name == "word/document.xml" or name.startswith("word/header"):
            parts[name] = changes.written(content if isinstance(content, str) else content.decode())
        elif isinstance(content, str) and has_marks(content):  # of a chart, which is the new version's
            parts[name] = new_side(content)
    return package(parts)


def _measured(table: Table) -> Table:
    """The table by whose texts it is fitted to its page: marks take no room."""
    if not any(has_marks(cell.text) for row in table.rows for cell in row.cells):
        return table
    rows = tuple(
        Row(tuple(replace(cell, text=unmarked_text(_NUMBER.sub("", cell.text))) for cell in row.cells))
        for row in table.rows
    )
    return replace(table, rows=rows)


class _Changes:
    """Turns the marks of one part after another into changes, each with an id of its own."""

    def __init__(self) -> None:
        self._last = _FIRST_ID
        self._state = ""  # of the text: "", "ins" or "del"; it goes on over the lines of one cell

    def written(self, xml: str) -> str:
        plain = _ATTRIBUTE.sub(lambda found: new_side(found[0]), _NUMBER.sub("", xml))
        return _ROW.sub(self._block, plain)

    def _block(self, found: re.Match[str]) -> str:
        """A row of a table, or a paragraph outside of tables."""
        xml = found[0]
        if not xml.startswith("<w:tr>"):
            return self._paragraph(_PARAGRAPH.fullmatch(xml), _whole(xml))
        whole = _whole(xml)
        if whole:
            xml = xml.replace("</w:trPr>", f"{self._change(whole)}</w:trPr>", 1)
        return _PARAGRAPH.sub(lambda inner: self._paragraph(inner, whole), xml)

    def _change(self, kind: str, content: str | None = None) -> str:
        self._last += 1
        tag = f'<w:{kind} w:id="{self._last}" w:author="{AUTHOR}" w:date="{FIXED_TIME}"'
        return f"{tag}/>" if content is None else f"{tag}>{content}</w:{kind}>"

    def _paragraph(self, found: re.Match[str] | None, whole: str) -> str:
        assert found is not None, "a paragraph within a paragraph"
        properties, content = found[1] or "", found[2]
        listed = "<w:hyperlink " in content
        written = _RUN.sub(lambda run: self._run(run, listed), content)
        mark = whole or self._state  # the end of a line that went or came within a cell goes or comes with it
        if not mark:
            return f"<w:p>{properties}{written}</w:p>"
        section = _SECTION.search(properties)
        kept = properties.replace(section[0], "") if section is not None else properties
        kept = kept or "<w:pPr></w:pPr>"
        kept = kept.replace("</w:pPr>", f"<w:rPr>{self._change(mark)}</w:rPr></w:pPr>")
        # A section must not end with a paragraph that may go.
        return f"<w:p>{kept}{written}</w:p>{thin(section[0]) if section is not None else ''}"

    def _run(self, found: re.Match[str], listed: bool) -> str:
        look, content = found[1] or "", found[2]
        if any(field in content for field in _FIELD) or (listed and content == "<w:tab/>"):
            return ""  # of the contents
        if not self._state and not has_marks(content):
            return "" if content == '<w:t xml:space="preserve"></w:t>' and listed else found[0]
        return "".join(
            self._change(state, f"<w:r>{look}{inner}</w:r>") if state else f"<w:r>{look}{inner}</w:r>"
            for state, inner in self._stretches(content)
        )

    def _stretches(self, content: str) -> Iterator[tuple[str, str]]:
        """The content of a run by its changes."""
        waiting: list[str] = []
        before = self._state
        for piece in _PIECE.finditer(content):
            if piece[1] is None:
                waiting.append(piece[0])
                continue
            for text in _MARK.split(piece[1]):
                if text not in _STATES:
                    plain = text.replace(WHOLE_REMOVED, "").replace(WHOLE_ADDED, "")
                    tag = "delText" if self._state == "del" else "t"
                    waiting += [f'<w:{tag} xml:space="preserve">{plain}</w:{tag}>'] if plain else []
                    continue
                if waiting:
                    yield before, "".join(waiting)
                waiting, before = [], _STATES[text]
                self._state = before
        if waiting:
            yield before, "".join(waiting)


def _whole(xml: str) -> str:
    """Whether a paragraph or row went or came as a whole."""
    return next((kind for mark, kind in _WHOLE.items() if mark in xml), "")
