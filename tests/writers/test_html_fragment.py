"""A document as HTML to be looked at: all of it, nothing else, in order."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

from gongkai.tree.nodes import Document, Heading, Orientation, Paragraph, Run, Table
from gongkai.writers.html_fragment import fragment
from tests.writers.sample_tree import sample_document

EMPTY = ("br", "col")
ELEMENTS = {
    *[
        "div",
        "p",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "ul",
        "li",
        "a",
        "b",
        "data",
        "table",
        "colgroup",
        "col",
        "thead",
        "tbody",
        "tr",
        "td",
        "th",
        "span",
        "br",
    ]
}
ATTRIBUTES = {"class", "id", "href", "value", "colspan", "rowspan", "tabindex", "role", "aria-label"}


class Seen(HTMLParser):
    """The elements of a text, which must close in order; its words, and each table's number of places."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.words: list[str] = []
        self.attributes: list[tuple[str, str, str]] = []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in ELEMENTS, tag
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        if tag not in EMPTY:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def texts(document: Document) -> list[str]:
    found: list[str] = []
    for block in document.blocks:
        if isinstance(block, Heading | Paragraph):
            found.append(block.text)
        elif isinstance(block, Table):
            found += [cell.text for row in block.rows for cell in row.cells]
            found += [*block.notes, *(text for line in block.caption for text in line)]
            found += [block.title] if block.heading else []
    return [text for text in found if text]


def test_everything_is_there_and_well_formed() -> None:
    document = sample_document()
    seen = Seen(fragment(document))
    said = "".join(seen.words).replace("\n", "")
    listed = texts(document)
    assert len(listed) > 60
    assert [text for text in listed if text.replace("\n", "") not in said] == []
    assert {name for _, name, _ in seen.attributes} <= ATTRIBUTES


def test_figures_keep_their_values() -> None:
    seen = Seen(fragment(sample_document()))
    values = [value for tag, name, value in seen.attributes if tag == "data" and name == "value"]
    assert len(values) > 20
    assert all(re.fullmatch(r"-?\d+(\.\d+)?", value) for value in values)


def test_the_contents_lead_to_their_places() -> None:
    seen = Seen(fragment(sample_document()))
    ids = [value for _, name, value in seen.attributes if name == "id"]
    links = [value for _, name, value in seen.attributes if name == "href"]
    assert len(ids) == len(set(ids)) > 3
    assert links
    assert {link.removeprefix("#") for link in links} <= set(ids)


def test_words_are_never_markup() -> None:
    wicked = "<script>alert(1)</script>&amp;\"'</div>"
    document = sample_document()
    blocks = tuple(
        replace(block, title=wicked, notes=(wicked,), caption=((wicked, "", ""),))
        if isinstance(block, Table)
        else block
        for block in document.blocks
    )
    text = fragment(replace(document, blocks=(*blocks, Paragraph((Run(wicked),), role='body" onclick="x'))))
    seen = Seen(text)
    assert wicked in seen.words
    assert {name for _, name, _ in seen.attributes} <= ATTRIBUTES


def test_wide_tables_stand_on_wide_paper_and_drafts_say_so() -> None:
    document = sample_document()
    assert '<div class="paper wide">' in fragment(document)
    papers = fragment(document).count('<div class="paper')
    assert fragment(replace(document, draft=True)).count('class="draft-mark"') == papers
    assert "draft-mark" not in fragment(document)


def test_headings_right_before_a_turned_table_go_with_it() -> None:
    """As in Word: a heading alone on its page looks lost, and words before it stay where they are."""
    [wide, *_] = [
        block
        for block in sample_document().blocks
        if isinstance(block, Table) and block.orientation is Orientation.LANDSCAPE
    ]
    said, part, under = Paragraph((Run("说明"),)), Heading(1, "五、预算表", "a"), Heading(2, "表的说明", "b")
    pages = fragment(Document("t", "t", "t", (said, part, under, wide, replace(part, key="c"), said))).split(
        '<div class="paper'
    )[1:]
    assert ["五、预算表" in page for page in pages] == [False, True, True]
    assert "表的说明" in pages[1] and pages[1].startswith(" wide") and "说明</p>" in pages[0]
    assert (
        "五、预算表" in fragment(Document("t", "t", "t", (part, wide))).split('<div class="paper wide">')[1]
    )
