"""PDFs with ruled tables, each with one habit of the programs that write them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from gongkai.pipeline import compose, render
from gongkai.readers.document import read_document
from gongkai.readers.docx import read_docx
from gongkai.readers.limits import TooLarge
from gongkai.readers.package import Damaged
from gongkai.readers.pdf import apart, document
from gongkai.readers.printed_document import PrintedDocument
from gongkai.source import Source
from tests.robust.libreoffice import saved_as, soffice
from tests.support.library import check_file
from tests.support.pdf import across, down, grid, pdf, text

XS, YS = (100.0, 200.0, 300.0, 400.0), (700.0, 680.0, 660.0, 640.0)
FILLED = "".join(
    text(XS[column] + 5, YS[row] - 14, f"{row}{column}.5") for row in range(3) for column in range(3)
)
WHOLE = [["00.5", "01.5", "02.5"], ["10.5", "11.5", "12.5"], ["20.5", "21.5", "22.5"]]


def read(content: bytes) -> PrintedDocument:
    return document.read_pdf(content, "a.pdf")


def rows(content: bytes) -> list[list[str]]:
    (table,) = read(content).tables()
    return table.rows()


def lines(content: bytes) -> list[str]:
    return [line.text for line in read(content).lines()]


def test_a_ruled_table_between_lines() -> None:
    page = text(100, 720, "before") + grid(XS, YS) + FILLED + text(100, 600, "after")
    (part,) = read(pdf(page)).parts
    assert [getattr(item, "text", "table") for item in part.items] == ["before", "table", "after"]
    assert rows(pdf(page)) == WHOLE
    (table,) = read(pdf(page)).tables()
    assert str(table.cells[4].place) == "a.pdf 第 1 页 第 1 张表第 2 行第 2 列"


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_turned_page_whose_text_stands_upright_when_looked_at(turn: int) -> None:
    matrices = {90: "0 1 -1 0 595 0 cm", 180: "-1 0 0 -1 595 842 cm", 270: "0 -1 1 0 0 842 cm"}
    content = f"{matrices[turn]}\n" + grid(XS, (500.0, 480.0, 460.0, 440.0))
    content += "".join(
        text(XS[column] + 5, 486 - 20 * row, f"{row}{column}.5") for row in range(3) for column in range(3)
    )
    assert rows(pdf(content, rotate=turn)) == WHOLE


def test_a_page_whose_text_runs_along_its_long_side() -> None:
    content = "0 1 -1 0 595 0 cm\n" + grid(XS, (500.0, 480.0, 460.0, 440.0))
    content += "".join(
        text(XS[column] + 5, 486 - 20 * row, f"{row}{column}.5") for row in range(3) for column in range(3)
    )
    assert rows(pdf(content)) == WHOLE


def test_rules_that_are_thin_areas() -> None:
    areas = "".join(f"{XS[0]} {y} 300 0.5 re f\n" for y in YS) + "".join(
        f"{x} {YS[-1]} 0.5 60 re f\n" for x in XS
    )
    assert rows(pdf(areas + FILLED)) == WHOLE


def test_double_rules_are_one() -> None:
    double = grid(XS, YS) + grid([x + 2 for x in XS], [y + 2 for y in YS])
    assert rows(pdf(double + FILLED)) == WHOLE


def test_borders_of_every_cell_that_do_not_quite_meet() -> None:
    borders = "".join(
        f"{XS[column] + 0.8} {YS[row + 1] + 0.8} 98.4 18.4 re S\n" for row in range(3) for column in range(3)
    )
    assert rows(pdf(borders + FILLED)) == WHOLE


def test_joined_cells() -> None:
    rules = across(700, 100, 400) + across(680, 200, 400) + across(660, 100, 400) + across(640, 100, 400)
    rules += down(100, 640, 700) + down(400, 640, 700) + down(200, 640, 700) + down(300, 640, 680)
    page = rules + text(110, 676, "A") + text(250, 686, "B") + text(210, 666, "C") + text(310, 666, "D")
    (table,) = read(pdf(page + text(110, 646, "E"))).tables()
    assert table.rows() == [["A", "B", ""], ["", "C", "D"], ["E", "", ""]]
    assert [(cell.rowspan, cell.colspan) for cell in table.cells][:2] == [(2, 1), (1, 2)]


def test_sides_that_run_past_the_last_rule_are_an_open_row() -> None:
    rules = "".join(across(y, 100, 400) for y in YS[:3]) + "".join(down(x, 640, 700) for x in XS)
    assert rows(pdf(rules + FILLED)) == WHOLE


def test_a_table_without_its_outer_sides() -> None:
    rules = "".join(across(y, 100, 400) for y in YS) + down(200, 640, 700) + down(300, 640, 700)
    assert rows(pdf(rules + FILLED)) == WHOLE


def test_a_fragment_that_touches_nothing_belongs_to_the_table_around_it() -> None:
    rules = "".join(across(y, 100, 400) for y in YS) + "".join(down(x, 640, 700) for x in (100, 200, 400))
    rules += down(300, 646, 655) + down(300, 686, 695) + down(300, 664, 676)
    assert rows(pdf(rules + FILLED)) == WHOLE


def test_the_ground_of_a_cell_and_a_clip_are_no_rules() -> None:
    ground = f"0.9 g {XS[0]} 660 200 30 re f 0 g\nq {XS[0] + 50} 650 100 40 re W n Q\n"
    assert rows(pdf(ground + grid(XS, YS) + FILLED)) == WHOLE


def test_rules_and_text_in_a_form() -> None:
    form = grid([x - 50 for x in XS], YS) + "".join(
        text(XS[column] - 45, YS[row] - 14, f"{row}{column}.5") for row in range(3) for column in range(3)
    )
    assert rows(pdf("/X Do", form=form)) == WHOLE


def test_bold_by_being_drawn_twice_is_read_once() -> None:
    twice = text(100, 700, "12211.00") + text(100.3, 700, "12211.00")
    assert lines(pdf(twice)) == ["12211.00"]


def test_one_glyph_that_stands_for_several_characters_is_read_as_all_of_them() -> None:
    """Fonts draw ——— or ffi as one glyph; its characters have one place, and are no bold type."""
    meaning = (
        "/CIDInit /ProcSet findresource begin begincmap 1 begincodespacerange <00> <FF> endcodespacerange "
        "1 beginbfchar <41> <201420142014> endbfchar endcmap"
    )
    content = pdf(text(100, 700, "A"), form=meaning).replace(
        b"/Encoding/WinAnsiEncoding", b"/ToUnicode 4 0 R/Encoding/WinAnsiEncoding"
    )
    assert lines(content) == ["———"]
    twice = pdf(text(100, 700, "A") + text(100.3, 700, "A"), form=meaning).replace(
        b"/Encoding/WinAnsiEncoding", b"/ToUnicode 4 0 R/Encoding/WinAnsiEncoding"
    )
    assert lines(twice) == ["———"]


def test_the_same_digit_in_two_sizes_side_by_side_is_read_twice() -> None:
    assert lines(pdf(text(100, 700, "22222", 9) + text(130, 700, "22222", 10.56))) == ["22222 22222"]


def test_digits_on_another_baseline_stand_in_their_line() -> None:
    page = (
        text(100, 700, "sum") + text(120, 702.5, "12.50", 9) + text(148, 700, "end") + text(100, 684, "next")
    )
    assert [line.replace(" ", "") for line in lines(pdf(page))] == ["sum12.50end", "next"]


def test_numbers_of_neighbouring_columns_stay_apart_without_rules() -> None:
    assert lines(pdf(text(100, 700, "1. 2024") + text(200, 700, "283.42") + text(240, 700, "803.08"))) == [
        "1. 2024 283.42 803.08"
    ]


def test_a_text_broken_in_a_cell_is_one() -> None:
    page = grid((100.0, 160.0, 220.0), (700.0, 670.0)) + text(103, 690, "1,234,") + text(103, 678, "567.00")
    assert rows(pdf(page + text(163, 684, "x"))) == [["1,234,567.00", "x"]]


def test_a_frame_around_prose_is_no_table() -> None:
    frame = "90 600 300 150 re S\n" + text(100, 700, "words") + text(100, 680, "more")
    assert list(read(pdf(frame)).tables()) == []
    assert lines(pdf(frame)) == ["words", "more"]


def test_characters_without_meaning_are_counted_and_shown_as_such() -> None:
    named = b"/Encoding<</Type/Encoding/Differences[65/g1/g2/g3]>>"
    content = pdf(text(100, 700, "ABC12.5")).replace(b"/Encoding/WinAnsiEncoding", named)
    (part,) = read(content).parts
    assert part.unreadable == 3
    assert lines(content) == ["\ufffd\ufffd\ufffd12.5"]
    found = read_document(Source("a.pdf", content)).findings
    assert [(finding.code, finding.location.page) for finding in found] == [("DQ-03", 1)]


def test_a_page_that_is_a_picture_says_so() -> None:
    picture = "q 500 0 0 700 50 50 cm BI /W 1 /H 1 /BPC 8 /CS /G ID \x80 EI Q\n"
    document = read_document(Source("a.pdf", pdf(text(100, 700, "words"), picture + text(290, 20, "7"))))
    assert [part.scanned for part in document.parts] == [False, True]
    assert [(finding.code, finding.location.page) for finding in document.findings] == [("DQ-02", 2)]


@pytest.mark.parametrize("content", [b"%PDF-1.7\n", pdf(FILLED)[:300], b"%PDF-1.7\n" + b"\x00" * 5000])
def test_what_is_no_whole_pdf_is_refused(content: bytes) -> None:
    with pytest.raises(Damaged):
        apart.read_pdf_apart(content, "a.pdf")


def test_too_many_pages_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(document, "MAX_PAGES", 2)
    with pytest.raises(TooLarge, match="3 页"):
        read(pdf("", "", ""))


def test_its_own_process_gives_the_same() -> None:
    content = pdf(grid(XS, YS) + FILLED + text(100, 600, "after"), text(100, 700, "next"))
    assert apart.read_pdf_apart(content, "a.pdf") == read(content)


@pytest.mark.trial
@pytest.mark.skipif(soffice() is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize("sample", sorted(Path("sample_inputs").iterdir()), ids=lambda path: path.name)
def test_every_cell_of_a_report_is_read_from_its_pdf(sample: Path, tmp_path: Path) -> None:
    checked = check_file(sample / "input.xlsx")
    tree = compose(checked)
    assert tree is not None and checked.subject is not None
    (content,) = render(tree, checked.subject.pack, ("docx",), pages=False).files.values()
    printed = apart.read_pdf_apart(saved_as(content, "pdf", tmp_path, "docx"), "a.pdf")
    wanted, found = (
        sorted(
            squeezed for table in given.tables() for cell in table.cells if (squeezed := _squeezed(cell.text))
        )
        for given in (read_docx(content, "a.docx"), printed)
    )
    missing = list(wanted)
    for cell in found:
        if cell in missing:
            missing.remove(cell)
    # What a page break cuts in two is joined later.
    assert len(missing) <= len(wanted) / 200, missing[:20]


def _squeezed(words: str) -> str:
    return re.sub(r"\s+", "", words)


def test_where_there_is_no_parser_a_pdf_is_not_called_damaged(monkeypatch: pytest.MonkeyPatch) -> None:
    """In the offline page and the Windows folder, which carry nothing compiled; no process is begun there."""
    monkeypatch.setattr(apart, "find_spec", lambda name: None)
    monkeypatch.setattr(apart.subprocess, "run", lambda *_, **__: pytest.fail("a process was begun"))
    content = pdf(grid(XS, YS) + FILLED)
    [finding] = read_document(Source("去年.pdf", content, None, len(content))).findings
    assert "这里没有读它的组件" in finding.message
    assert "损坏" not in finding.message
