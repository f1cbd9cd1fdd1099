"""Tables over several pages: what belongs together is one table, what does not stays apart."""

from __future__ import annotations

from pathlib import Path

import pytest

from gongkai.pipeline import compose, render
from gongkai.readers.document import read_document
from gongkai.readers.joining import joined
from gongkai.readers.printed_document import (
    PrintedCell,
    PrintedDocument,
    PrintedLine,
    PrintedPart,
    PrintedTable,
)
from gongkai.source import Source
from tests.robust.libreoffice import saved_as, soffice
from tests.support.library import check_file

HEAD = ["科目", "名称", "合计"]


def table(*rows: list[str], edges: tuple[float, ...] = ()) -> PrintedTable:
    cells = tuple(
        PrintedCell(text, number, column)
        for number, row in enumerate(rows)
        for column, text in enumerate(row)
    )
    return PrintedTable(cells, edges=edges)


def document(*pages: list[str | PrintedTable]) -> PrintedDocument:
    parts = [
        PrintedPart(
            tuple(PrintedLine(item) if isinstance(item, str) else item for item in items), page=number
        )
        for number, items in enumerate(pages, 1)
    ]
    return PrintedDocument("a.pdf", tuple(parts))


def tables(*pages: list[str | PrintedTable]) -> list[list[list[str]]]:
    return [found.rows() for found in joined(document(*pages)).tables()]


FIRST, SECOND = table(HEAD, ["205", "教育", "1.00"]), table(["206", "科学", "2.00"])
WHOLE = [HEAD, ["205", "教育", "1.00"], ["206", "科学", "2.00"]]


def test_the_next_page_goes_on_under_page_numbers_and_running_heads() -> None:
    pages = [["甲局决算", f"— {number} —"] for number in (3, 4)]
    found = tables(["甲局决算", "表一", FIRST, "- 1 -"], ["甲局决算", SECOND, "- 2 -"], *pages)
    assert found == [WHOLE]


def test_a_reason_is_kept() -> None:
    (found,) = joined(document(["表一", FIRST], [SECOND])).tables()
    assert found.joined == ("第 2 页接第 1 页：列相同，中间没有文字",)


def test_repeated_headings_are_dropped_also_with_their_title() -> None:
    second = table(HEAD, ["206", "科学", "2.00"])
    assert tables(["表一", FIRST], [second]) == [WHOLE]
    assert tables(["表一", "单位：万元", FIRST], ["表一（续）", "单位：万元", second]) == [WHOLE]
    assert tables(["表一", "单位：万元", FIRST], ["表一", "单位：万元", second]) == [WHOLE]
    assert tables(["表一", FIRST], ["续表", second]) == [WHOLE]


@pytest.mark.parametrize(
    "between",
    [
        (["表一", FIRST, "注：尾差"], [SECOND]),
        (["表一", FIRST], ["表二", SECOND]),
        (["表一", FIRST], ["没有表的一页"], [SECOND]),
        (["表一", FIRST], [table(["206", "2.00"])]),
        (["表一", FIRST, SECOND],),
    ],
)
def test_what_does_not_belong_together_stays_apart(between: tuple[list[str | PrintedTable], ...]) -> None:
    assert len(tables(*between)) == 2


def test_a_row_cut_by_the_page_is_made_whole() -> None:
    first = table(HEAD, ["205", "教育（上", "1.00"])
    assert tables(["表一", first], [table(["", "半）", ""], ["206", "科学", "2.00"])]) == [
        [HEAD, ["205", "教育（上半）", "1.00"], ["206", "科学", "2.00"]]
    ]


@pytest.mark.parametrize("cut", ["269.", "269.8", "269"])
def test_a_row_whose_amounts_are_cut_too_is_made_whole(cut: str) -> None:
    """In a narrow column code and amount stand in two lines, one on each page."""
    rest = "269.86".removeprefix(cut)
    first = table(HEAD, ["205", "教育", "1.00"], ["20805", "机关事", cut])
    second = table(["06", "业单位", rest], ["206", "科学", "2.00"])
    assert tables(["表一", first], [second])[0][2] == ["2080506", "机关事业单位", "269.86"]


def test_a_row_whose_code_is_cut_too_is_made_whole() -> None:
    first = table(HEAD, ["205", "教育", "1.00"], ["208050", "机关事", "269.86"])
    second = table(["6", "业单位", ""], ["206", "科学", "2.00"])
    assert tables(["表一", first], [second])[0][2] == ["2080506", "机关事业单位", "269.86"]


def test_a_row_with_whole_amounts_is_no_rest_of_another() -> None:
    first = table(HEAD, ["205", "教育", "1.00"], ["206", "科学", "2.5"])
    assert len(tables(["表一", first], [table(["207", "文化", "3.00"])])[0]) == 4
    whole = table(HEAD, ["205", "教育", "1.00"], ["206", "科学", "2.50"])
    assert len(tables(["表一", whole], [table(["07", "文化", "3"])])[0]) == 4


def test_a_row_with_a_figure_is_no_rest_of_another() -> None:
    assert len(tables(["表一", FIRST], [table(["", "其中", "2.00"])])[0]) == 3


def test_a_heading_parted_from_its_body() -> None:
    assert tables(["表一", table(HEAD), table(["205", "教育", "1.00"])]) == [[HEAD, ["205", "教育", "1.00"]]]
    assert tables(["表一", table(HEAD)], [table(["205", "教育", "1.00"])]) == [
        [HEAD, ["205", "教育", "1.00"]]
    ]


def test_the_lower_half_of_a_form_with_its_own_headings_repeated() -> None:
    lower = ["指标", "指标值", "完成值"]
    upper = table(["项目名称", "甲", ""], lower, ["数量", "1个", "1个"])
    whole = [*upper.rows(), ["质量", "好", "好"]]
    assert tables(["表一", upper, table(lower, ["质量", "好", "好"])]) == [whole]
    assert tables(["表一", upper], [table(lower, ["质量", "好", "好"])]) == [whole]
    assert len(tables(["表一", upper, table(["项目名称", "乙", ""], lower, ["质量", "好", "好"])])) == 2
    assert len(tables(["表一", upper, "表二", table(lower, ["质量", "好", "好"])])) == 2


def test_halves_of_a_form_that_follow_each_other_in_word() -> None:
    """Same widths, no text between; two forms of one kind begin alike and stay two."""
    edges = (0.0, 50.0, 100.0, 200.0)
    upper = table(["项目名称", "甲", ""], ["资金", "1.00", ""], edges=edges)
    lower = table(["指标", "指标值", "完成值"], ["数量", "1个", "1个"], edges=edges)
    word = document(["表一", upper, lower, upper])
    word.parts = tuple(PrintedPart(part.items) for part in word.parts)
    assert [found.rows() for found in joined(word).tables()] == [[*upper.rows(), *lower.rows()], upper.rows()]


def test_a_column_whose_rule_a_page_lacks_is_found_by_its_edges() -> None:
    first = table(HEAD, ["205", "教育", "1.00"], edges=(100, 200, 300, 400))
    second = table(["合计", "3.00"], edges=(100, 300.5, 399))
    (found,) = joined(document(["表一", first], [second])).tables()
    assert found.rows()[-1] == ["合计", "", "3.00"]
    assert found.cells[-2].colspan == 2
    assert len(tables(["表一", first], [table(["合计", "3.00"], edges=(100, 260, 399))])) == 2


@pytest.mark.trial
@pytest.mark.skipif(soffice() is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize("sample", sorted(Path("sample_inputs").iterdir()), ids=lambda path: path.name)
def test_the_pdf_of_a_report_has_the_tables_of_its_word_file(sample: Path, tmp_path: Path) -> None:
    checked = check_file(sample / "input.xlsx")
    tree = compose(checked)
    assert tree is not None and checked.subject is not None
    (content,) = render(tree, checked.subject.pack, ("docx",), pages=False).files.values()
    pdf = saved_as(content, "pdf", tmp_path, "docx")
    word, printed = (
        [
            [["".join(text.split()) for text in row] for row in found.rows()]
            for found in read_document(Source(name, given)).tables()
        ]
        for name, given in (("a.docx", content), ("a.pdf", pdf))
    )
    assert len(word) > 1
    assert printed == word
