"""Both versions in one document: what one of them says alone stands marked in its place, and nothing else does."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

import pytest

from gongkai.comparing.comparison import compare_checked
from gongkai.comparing.difference import Merged, ReportDifference
from gongkai.comparing.merging import merged
from gongkai.comparing.sides import ReportSide, without_marks
from gongkai.tree.nodes import (
    Block,
    Cell,
    CellKind,
    Cover,
    CoverLine,
    Document,
    Heading,
    Number,
    Paragraph,
    Row,
    Run,
    Table,
)
from tests.comparing.support import checked, compared, edited, lines, sample

HEAD = Row((Cell("科目", CellKind.HEADER), Cell("2023年金额", CellKind.HEADER)))


def row(name: str, amount: str) -> Row:
    number = Number(amount, Decimal(amount))
    return Row((Cell(name, CellKind.LABEL), Cell(amount, CellKind.NUMBER, number)))


def table(*rows: Row, head: Row = HEAD, **more: object) -> Table:
    return Table("表", "收支表", (head, *rows), (1.0,) * len(head.cells), 1, **more)  # type: ignore[arg-type]


def document(*blocks: Block) -> Document:
    return Document("题", "", "名", blocks)


def told(old: Document, new: Document) -> list[tuple[str, ...]]:
    """The differences as texts; both sides must stand in the merged document as they are."""
    both = merged(ReportSide(old, True), ReportSide(new, True))
    assert lines(both.document, "old") == lines(old) and lines(both.document, "new") == lines(new)
    return [(item.kind, item.what, item.inside, item.old, item.new) for item in both.differences]


def test_cells_by_their_row_and_column() -> None:
    old = document(table(row("甲", "1.00"), row("乙", "2.00")))
    new = document(table(row("甲", "1.00"), row("乙", "2.50")))
    assert told(old, new) == [("改动", "单元格", "乙 2023年金额", "2.00", "2.50")]
    assert merged(ReportSide(old, True), ReportSide(new, True)).differences[0].difference == "+0.50 万元"


def test_a_row_that_came_went_or_moved() -> None:
    old = document(table(row("甲", "1.00"), row("乙", "2.00"), row("丙", "3.00")))
    new = document(table(row("甲", "1.00"), row("丁", "9.00"), row("乙", "2.00"), row("丙", "3.00")))
    assert told(old, new) == [("新增", "整行", "丁", "", "丁 | 9.00")]
    assert told(new, old) == [("删去", "整行", "丁", "丁 | 9.00", "")]
    turned = document(table(row("乙", "2.00"), row("丙", "3.00"), row("甲", "1.00")))
    assert told(old, turned) == [("换位", "整行", "甲", "甲 | 1.00", "甲 | 1.00")]


def subject(code: str, name: str, amount: str) -> Row:
    value = Number(amount, Decimal(amount), 2, "万元")
    return Row((Cell(code, CellKind.LABEL), Cell(name, CellKind.LABEL), Cell(amount, CellKind.NUMBER, value)))


def subjects(*rows: Row) -> Document:
    head = Row(tuple(Cell(text, CellKind.HEADER) for text in ("科目编码", "科目名称", "金额")))
    return document(Table("", "", (head, *rows), (1.0, 2.0, 2.0), 1))


def test_a_subject_is_told_by_its_code_whatever_it_is_called() -> None:
    first, last = subject("208", "社会保障和就业支出", "9.00"), subject("20899", "其他", "1.00")
    old = subjects(first, subject("20819", "", "5.00"), last)
    named = subjects(first, subject("20819", "最低生活保障", "5.00"), last)
    assert told(old, named) == [("改动", "单元格", "20819 科目名称", "", "最低生活保障")]
    both = merged(ReportSide(old, True), ReportSide(named, True))
    assert not both.differences[0].presumed
    changed = subjects(first, subject("20819", "特困人员救助", "6.00"), last)
    assert [item[:2] + item[3:] for item in told(named, changed)] == [
        ("改动", "单元格", "最低生活保障", "特困人员救助"),
        ("改动", "单元格", "5.00", "6.00"),
    ]


def test_two_subjects_with_like_names_are_two_rows() -> None:
    old = subjects(subject("2080501", "行政单位离退休", "3.00"), subject("20899", "其他", "1.00"))
    new = subjects(subject("2080502", "事业单位离退休", "3.00"), subject("20899", "其他", "1.00"))
    assert [item[:2] for item in told(old, new)] == [("删去", "整行"), ("新增", "整行")]
    corrected = subjects(subject("2080599", "行政单位离退休", "3.00"), subject("20899", "其他", "1.00"))
    assert [item[0:2] + item[3:] for item in told(old, corrected)] == [
        ("改动", "单元格", "2080501", "2080599")
    ]


def test_a_row_with_another_name_is_renamed_where_its_figures_are_the_same() -> None:
    old = document(table(row("甲", "1.00"), row("劳动监察办案经费", "2.35"), row("丙", "3.00")))
    new = document(table(row("甲", "1.00"), row("仲裁院专项", "2.35"), row("丙", "3.00")))
    assert [item[:2] + item[3:] for item in told(old, new)] == [
        ("改动", "单元格", "劳动监察办案经费", "仲裁院专项")
    ]
    other = document(table(row("甲", "1.00"), row("仲裁院专项", "9.35"), row("丙", "3.00")))
    assert [item[:2] for item in told(old, other)] == [("删去", "整行"), ("新增", "整行")]


def test_a_row_that_moved_with_its_number_of_a_line_has_only_moved() -> None:
    def listed(number: int, name: str) -> Row:
        return Row((Cell(f"{number}", CellKind.LABEL), Cell(name, CellKind.LABEL)))

    names = "应急周转金", "劳动监察办案", "社保卡补换卡", "基层服务平台"
    old = document(table(*(listed(place, name) for place, name in enumerate(names, 1))))
    new = document(table(*(listed(place, name) for place, name in enumerate((*names[1:], names[0]), 1))))
    moved = [item for item in told(old, new) if item[1] == "整行"]
    assert moved == [("换位", "整行", "4 应急周转金", "1 | 应急周转金", "4 | 应急周转金")]


def test_headings_of_another_year_are_the_same_columns() -> None:
    later = Row((Cell("科目", CellKind.HEADER), Cell("2024年金额", CellKind.HEADER)))
    found = told(document(table(row("甲", "1.00"))), document(table(row("甲", "1.00"), head=later)))
    assert found == [("改动", "单元格", "表头 第 2 列", "2023年金额", "2024年金额")]


def test_a_table_whose_columns_differ_is_struck_out_and_inserted_whole() -> None:
    other = Row((*HEAD.cells, Cell("备注", CellKind.HEADER)))
    wide = Row((*row("甲", "1.00").cells, Cell("无", CellKind.TEXT)))
    found = told(document(table(row("甲", "1.00"))), document(table(wide, head=other)))
    assert [item[:2] for item in found] == [("删去", "整张表"), ("新增", "整张表")]


def group(label: str, *names: str) -> list[Row]:
    first = Cell(label, CellKind.LABEL, rowspan=len(names))
    rest = [Cell(name, CellKind.TEXT) for name in names]
    return [Row((first, rest[0])), *(Row((cell,)) for cell in rest[1:])]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (("一", "二"), ("一", "二", "三")),
        (("一", "二", "三"), ("一", "三")),
        (("一", "二", "三"), ("二", "三")),  # the row in which the label begins
        (("一",), ("零", "一")),
        (("一", "二"), ("二", "一")),
        (("一", "二", "三"), ("四", "五")),
    ],
)
def test_cells_over_several_rows_keep_their_rows(old: tuple[str, ...], new: tuple[str, ...]) -> None:
    before = document(table(*group("产出", *old), *group("效益", "末")))
    after = document(table(*group("产出", *new), *group("效益", "末")))
    found = told(before, after)
    assert found and all(item[1] in ("整行", "单元格") for item in found)
    assert not any("末" in text for item in found for text in item[3:])


def test_bold_stays_with_its_words_and_marks_within_their_run() -> None:
    old = document(Paragraph((Run("一、收入：", bold=True), Run("共1.00万元。")), "body", "文:1"))
    new = document(Paragraph((Run("二、收入：", bold=True), Run("共2.00万元。")), "body", "文:1"))
    (block,) = merged(ReportSide(old, True), ReportSide(new, True)).document.blocks
    assert isinstance(block, Paragraph)
    assert "".join(run.text for run in block.runs if run.bold).count("、收入：") == 1
    assert all(run.text.count("\ufdd0") == run.text.count("\ufdd1") for run in block.runs)


def test_cover_headings_and_lines_around_a_table() -> None:
    old = document(
        Cover((CoverLine("2023年决算", "title"),)),
        Heading(1, "一、甲", "a"),
        table(row("甲", "1.00"), notes=("注：单位是万元。",)),
    )
    new = document(
        Cover((CoverLine("2024年决算", "title"),)),
        Heading(1, "一、乙", "a"),
        table(row("甲", "1.00"), notes=("注：单位是元。", "又")),
    )
    assert [item[:2] for item in told(old, new)] == [
        ("改动", "表题和说明"),
        ("改动", "标题"),
        ("改动", "表题和说明"),
        ("新增", "表题和说明"),
    ]


def test_marks_in_a_users_text_are_no_marks() -> None:
    dirty = document(Paragraph((Run("甲\ufdd0乙\ufdd3丙。"),), "body", "文:1"))
    clean = without_marks(dirty)
    assert lines(clean) == [("甲乙丙。",)] and told(clean, clean) == []


def differences(old: str, new: str) -> list[ReportDifference]:
    return compared(old, new).merged.differences


def test_a_reason_that_was_edited_marks_its_sentence_only() -> None:
    text = sample("yangcheng-2024-final")
    new = edited(text, ("事业单位退休人员的退休补贴", "退休人员的取暖补贴"))
    found = differences(text, new)
    assert found and {item.what for item in found} == {"句子"}
    assert all("退休人员的退休补贴" in item.old and "取暖补贴" in item.new for item in found)


@pytest.mark.trial
def test_a_later_format_keeps_the_lines_that_it_keeps() -> None:
    """The same figures in the format of 2023 and of 2024: sentences that both formats have are not told as gone."""
    text = sample("liulin-2023-final")
    old = checked(text)
    new = checked(edited(text, ("shanxi/final_accounts/2023", "shanxi/final_accounts/2024")))
    found = compare_checked(old, new, ("2023", "2024"))
    assert any("格式不同" in remark for remark in found.remarks)
    assert found.merged.differences, "both formats say the same"
    whole = [
        item for item in found.merged.differences if item.what in ("整段", "标题") and item.kind != "换位"
    ]
    gone = Counter(item.old for item in whole if item.kind == "删去")
    come = Counter(item.new for item in whole if item.kind == "新增")
    assert gone and come and not gone & come
    assert any(item.presumed for item in found.merged.differences if item.what == "句子")
    check_sides(found.merged, old, new)


def test_this_year_and_last() -> None:
    """Two departments of two years: everything differs, and still both stand in the merged document as they are."""
    old, new = checked(sample("liulin-2023-final")), checked(sample("yangcheng-2024-final"))
    found = compare_checked(old, new, ("a", "b"))
    assert any("不是同一年度" in remark for remark in found.remarks)
    assert any("不是同一个单位" in remark for remark in found.remarks)
    check_sides(found.merged, old, new)


def check_sides(both: Merged, old: object, new: object) -> None:
    for side, name in ((old, "old"), (new, "new")):
        subject = side.subject  # type: ignore[attr-defined]
        assert lines(both.document, name) == lines(subject.document)
