"""Faults planted by seed in a Word file of ours: one of eleven kinds, and the words by which it is known again.

Only what can be known to be wrong: no last printed digit, no amount of nothing, no table without figures.
"""

from __future__ import annotations

import copy
import io
import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import docx
from docx.document import Document
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

_AMOUNT = re.compile(r"\d[\d,]*\.\d\d")
_FORM = re.compile(r"财政资金|指标值|实施期|绩效目标|自评|产出指标|得分")
_PART = re.compile(r"第.部分")
_OPPOSITE = {"增长": "下降", "下降": "增长", "增加": "减少", "减少": "增加"}
_LONG = 12


@dataclass(frozen=True, slots=True)
class Planted:
    """The file with a fault. `table` counts from 1 through the document (0: in the text), `words` hold the fault: the
    printed cell, the paragraph, or the words of the row that is gone."""

    content: bytes
    kind: str
    table: int
    words: str


def planted(content: bytes, seed: int, kind: str = "") -> Planted:
    """A fault in a Word file; every kind comes in turn unless one is given."""
    kind = kind or list(KINDS)[seed % len(KINDS)]
    chance = random.Random(f"{seed}{kind}")
    document = docx.Document(io.BytesIO(content))
    table, words = KINDS[kind](document, chance)
    buffer = io.BytesIO()
    document.save(buffer)
    return Planted(buffer.getvalue(), kind, table, words)


def _put(paragraph: Paragraph, text: str) -> None:
    for run in paragraph.runs[1:]:
        run.text = ""
    paragraph.runs[0].text = text


def _wrong_digit(chance: random.Random, text: str) -> str:
    """The number with one digit made another; never the last, which may be rounding."""
    places = [at for at, char in enumerate(text) if char.isdigit()]
    at = chance.choice(places[:-1])
    digits = "123456789" if at == places[0] else "0123456789"
    return text[:at] + chance.choice([digit for digit in digits if digit != text[at]]) + text[at + 1 :]


def _tables(document: Document) -> list[tuple[int, Table]]:
    """The tables of figures with their numbers; forms of performance have indicators, which nothing else tells."""
    found = list(enumerate(document.tables, 1))
    return [(number, table) for number, table in found if not _FORM.search("".join(table._tbl.itertext()))]


def _cells(row: Sequence[_Cell]) -> list[_Cell]:
    return [cell for cell in row if _AMOUNT.fullmatch(cell.text.strip()) and cell.text.strip() != "0.00"]


def _rows(document: Document) -> list[tuple[int, Table, int, list[_Cell]]]:
    """Rows of tables with figures: the number, the table, the row and its cells of amounts."""
    return [
        (number, table, at, cells)
        for number, table in _tables(document)
        for at, row in enumerate(table._tbl.tr_lst)
        if (cells := _cells([_Cell(each, table) for each in row.tc_lst]))
    ]


def _cell_made(change: Callable[[random.Random, str], str]) -> Callable[..., tuple[int, str]]:
    def make(document: Document, chance: random.Random) -> tuple[int, str]:
        number, _, _, cells = chance.choice(_rows(document))
        cell = chance.choice(cells)
        wrong = change(chance, cell.text.strip())
        _put(cell.paragraphs[0], wrong)
        return number, wrong

    return make


def _swapped_cells(document: Document, chance: random.Random) -> tuple[int, str]:
    rows = [each for each in _rows(document) if len({cell.text.strip() for cell in each[3]}) > 1]
    number, _, _, cells = chance.choice(rows)
    first = chance.choice(cells)
    second = chance.choice([cell for cell in cells if cell.text.strip() != first.text.strip()])
    one, other = first.text.strip(), second.text.strip()
    _put(first.paragraphs[0], other)
    _put(second.paragraphs[0], one)
    return number, other


def _row_gone(document: Document, chance: random.Random) -> tuple[int, str]:
    number, table, at, _ = chance.choice(_rows(document))
    row = table._tbl.tr_lst[at]
    words = "".join(row.itertext())
    table._tbl.remove(row)
    return number, words


def _explaining(document: Document) -> list[Paragraph]:
    """The paragraphs of the part that explains the tables."""
    found, inside = [], False
    for paragraph in document.paragraphs:
        if _PART.match(paragraph.text):
            inside = bool(re.search(r"情况|说明", paragraph.text))
            inside = inside and not re.search(r"名词|附件|概况", paragraph.text)
        elif inside and len(paragraph.text) > _LONG:
            found.append(paragraph)
    return found


def _said(pattern: str, change: Callable[[random.Random, str], str]) -> Callable[..., tuple[int, str]]:
    def make(document: Document, chance: random.Random) -> tuple[int, str]:
        places = [
            (paragraph, match)
            for paragraph in _explaining(document)
            for match in re.finditer(pattern, paragraph.text)
            if match[0] != "0.00"
        ]
        paragraph, match = chance.choice(places)
        text = paragraph.text
        _put(paragraph, text[: match.start()] + change(chance, match[0]) + text[match.end() :])
        return 0, paragraph.text

    return make


def _swapped_words(document: Document, chance: random.Random) -> tuple[int, str]:
    """Two amounts of a sentence that stand side by side."""
    places = [
        (paragraph, found[at], found[at + 1])
        for paragraph in _explaining(document)
        for found in [list(re.finditer(r"\d[\d,]*\.\d\d(?=万元)", paragraph.text))]
        for at in range(len(found) - 1)
        if found[at][0] != found[at + 1][0]
        and not re.search(r"[。；]", paragraph.text[found[at].end() : found[at + 1].start()])
    ]
    paragraph, one, other = chance.choice(places)
    text = paragraph.text
    between = text[one.end() : other.start()]
    _put(paragraph, text[: one.start()] + other[0] + between + one[0] + text[other.end() :])
    return 0, paragraph.text


def _copied(document: Document, chance: random.Random) -> tuple[int, str]:
    paragraph = chance.choice([each for each in _explaining(document) if re.search(r"\d万元", each.text)])
    paragraph._p.addnext(copy.deepcopy(paragraph._p))
    return 0, paragraph.text


def _other_year(chance: random.Random, text: str) -> str:
    return str(int(text) + chance.choice((-3, -2, 1, 2)))


KINDS: dict[str, Callable[..., tuple[int, str]]] = {
    "表里一个数字": _cell_made(_wrong_digit),
    "表里的负号": _cell_made(lambda _, text: f"-{text}"),
    "表里两数对调": _swapped_cells,
    "删去一行": _row_gone,
    "文字里一个数字": _said(r"\d[\d,]*\.\d\d(?=万元)", _wrong_digit),
    "率的一个数字": _said(r"\d[\d,]*\.\d\d(?=%)", _wrong_digit),
    "方向": _said(r"(?:增长|下降|增加|减少)(?=\d)", lambda _, text: _OPPOSITE[text]),
    "年度": _said(r"20\d\d(?=年)", _other_year),
    "单位": _said(r"(?<=[1-9]\.\d\d)万元", lambda _, text: text[1:]),
    "文字里的负号": _said(r"(?<=[一-龥])\d[\d,]*\.\d\d(?=万元)", lambda _, text: f"-{text}"),
    "文字里两数对调": _swapped_words,
    "照抄一段": _copied,
}
