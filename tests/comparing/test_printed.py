"""Documents that were read: compared by likeness, every difference marked 推定, and what belongs to the paper left out."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from itertools import combinations
from pathlib import Path

import pytest

from gongkai import pipeline
from gongkai.comparing.comparison import CannotCompare, VersionComparison, compare_files
from gongkai.comparing.merging import merged
from gongkai.comparing.printed import printed_sides
from gongkai.findings import Location
from gongkai.readers.printed_document import (
    PrintedCell,
    PrintedDocument,
    PrintedLine,
    PrintedPart,
    PrintedTable,
)
from gongkai.source import Source
from gongkai.tree.nodes import Heading, Paragraph
from tests.comparing.support import checked, compared, edited, sample
from tests.support.library import LIBRARY

SAMPLES = ("qinglong-2023-evaluation", "liulin-2023-final")
ALL_SAMPLES = (*SAMPLES, "qiemo-2023-final", "xingxian-2023-budget", "yangcheng-2024-final")
TEXT = sample("yangcheng-2024-final")
CHANGED = edited(TEXT, ("决算: {项目支出: 260000.00}", "决算: {项目支出: 460000.00}"))


def published(text: str, kind: str, name: str) -> Source:
    found = checked(text)
    document = pipeline.compose(found)
    assert document is not None and found.subject is not None
    rendered = pipeline.render(document, found.subject.pack, (kind,), pages=False)
    ((_, content),) = rendered.files.items()
    return Source(name, content)


def values(found: VersionComparison) -> list[tuple[str, str]]:
    return [(item.old, item.new) for item in found.merged.differences]


@pytest.fixture(scope="module")
def by_keys() -> list[tuple[str, str]]:
    return values(compared(TEXT, CHANGED))


def test_two_word_files_say_what_the_inputs_said(by_keys: list[tuple[str, str]]) -> None:
    old, new = published(TEXT, "docx", "旧.docx"), published(CHANGED, "docx", "新.docx")
    found = compare_files(old, new, LIBRARY)
    assert values(found) == by_keys and len(by_keys) > 30
    assert found.inputs is None and all(item.presumed for item in found.merged.differences)
    assert any("推定" in remark for remark in found.remarks)
    cell = next(item for item in found.merged.differences if item.what == "单元格")
    assert cell.old_place.table and cell.old_place.row and cell.old_place.column
    assert cell.difference == "+20.00 万元"
    sentence = next(item for item in found.merged.differences if item.what == "句子")
    assert sentence.new_place.file == "新.docx" and sentence.new_place.paragraph


def test_an_input_against_what_was_published(by_keys: list[tuple[str, str]]) -> None:
    old, new = published(TEXT, "docx", "公开.docx"), Source("input.yaml", CHANGED.encode())
    found = compare_files(old, new, LIBRARY)
    assert values(found) == by_keys and found.inputs is None
    assert not any(str(item.new_place) for item in found.merged.differences), (
        "a place in no file of the user's"
    )


def test_two_workbooks_of_tables() -> None:
    old, new = published(TEXT, "xlsx", "旧.xlsx"), published(CHANGED, "xlsx", "新.xlsx")
    found = compare_files(old, new, LIBRARY)
    expected = [
        (item.old, item.new) for item in compared(TEXT, CHANGED).merged.differences if item.what == "单元格"
    ]
    # A workbook holds numbers, not their printed zeros.
    assert [tuple(map(Decimal, pair)) for pair in values(found)] == [
        tuple(map(Decimal, pair)) for pair in expected
    ]
    assert found.merged.differences[0].new_place.sheet


def test_the_same_document_has_no_difference() -> None:
    source = published(TEXT, "xlsx", "一.xlsx")
    assert compare_files(source, source, LIBRARY).same


def page(number: int, *texts: str) -> PrintedPart:
    lines = tuple(PrintedLine(text, Location("一.pdf", page=number)) for text in texts)
    return PrintedPart(
        (PrintedLine("某局决算公开", Location("一.pdf", page=number)), *lines, PrintedLine(f"- {number} -")),
        number,
    )


def test_lines_of_pages_become_sentences() -> None:
    """A line of the contents, page numbers and running heads are no text; a sentence goes on over lines and pages."""
    document = PrintedDocument(
        "一.pdf",
        (
            page(1, "一、收入说明…………2", "二、支出说明…………3"),
            page(
                2,
                "一、收入说明",
                "本年度收入总计一百万元，比上年增加十万元，主要原因是项目",
                "增加。其中财政拨款收入九十万元，事业收入五万元，其他收入五",
            ),
            page(3, "万元。", "二、支出说明"),
        ),
    )
    sides = printed_sides(document, document, ())
    assert not sides.only_tables
    texts = [
        [block.text for block in side.document.blocks if isinstance(block, Paragraph | Heading)]
        for side in (sides.old, sides.new)
    ]
    assert (
        texts[0]
        == texts[1]
        == [
            "一、收入说明",
            "本年度收入总计一百万元，比上年增加十万元，主要原因是项目增加。",
            "其中财政拨款收入九十万元，事业收入五万元，其他收入五万元。",
            "二、支出说明",
        ]
    )


def test_a_page_is_cut_as_the_paragraphs_of_the_other_document() -> None:
    """Lines of a PDF say nothing of paragraphs, blanks nothing of words; a running head that is also a title stays as often as the
    other document says it."""
    word = PrintedDocument(
        "一.docx",
        (
            PrintedPart(
                (
                    PrintedLine("某局决算公开"),
                    PrintedLine("目  录", level=1),
                    PrintedLine("一、收入说明", level=2),
                    PrintedLine("收入一百万元，其中："),
                    PrintedLine("（一）组织实施养老、工伤、失业等社会保险政策，指导所属机构做好服务。"),
                    PrintedLine("部门名称：某局\t2024年度"),
                )
            ),
        ),
    )
    pages = PrintedDocument(
        "一.pdf",
        (
            page(1, "目 录", "一、收入说明", "收入一百万元，其中：（一）组织实施养老"),
            page(2, "、工伤、失业等社会保险政策，指导所属机构", "做好服务。"),
            page(3, "部门名称：某局 2024年度"),
        ),
    )
    sides = printed_sides(word, pages, ())
    both = merged(sides.old, sides.new)
    assert both.differences == []
    assert [block.text for block in sides.new.document.blocks if isinstance(block, Heading)] == [
        "目 录",
        "一、收入说明",
    ]
    changed = replace(
        word, parts=(PrintedPart((*word.parts[0].items[:3], PrintedLine("收入二百万元，其中："))),)
    )
    (first, *_) = merged(
        printed_sides(changed, pages, ()).old, printed_sides(changed, pages, ()).new
    ).differences
    assert (first.old, first.new) == ("收入二百万元，其中：", "收入一百万元，其中：")


@pytest.mark.parametrize("name", SAMPLES)
def test_one_report_in_any_two_kinds_of_files_has_no_change(name: str) -> None:
    """Word, page and workbook of one input; a workbook has no prose, and that is said first."""
    files = [published(sample(name), kind, f"一.{kind}") for kind in ("docx", "html", "xlsx")]
    for old, new in combinations(files, 2):
        found = compare_files(old, new, LIBRARY)
        assert [(item.kind, item.what, item.old, item.new) for item in found.merged.differences] == [], (
            old.name,
            new.name,
        )
        assert (found.remarks[0].startswith("一边只有表，没有正文")) == (new.suffix == ".xlsx")


def test_charts_and_the_mark_of_a_draft_are_no_change() -> None:
    """Their titles are text everywhere; their numbers stand in the workbook and behind a fold of the page, and are drawn in Word."""
    given = checked(Path("tests/formats/sichuan/input.yaml").read_text("utf-8"))
    document = pipeline.compose(given, draft=True)
    assert document is not None and given.subject is not None and document.charts
    made = pipeline.render(document, given.subject.pack, ("docx", "xlsx", "html"), pages=False).files
    for old, new in combinations([Source(name, content) for name, content in made.items()], 2):
        differences = compare_files(old, new, LIBRARY).merged.differences
        assert [(item.kind, item.old, item.new) for item in differences] == [], (old.name, new.name)


def test_what_is_written_in_a_chart_of_a_page_is_no_text() -> None:
    word = PrintedDocument(
        "一.docx",
        (PrintedPart((PrintedLine("收入增加。"), PrintedLine("图1：收入变动"), PrintedLine("支出减少。"))),),
    )
    bars = PrintedTable(
        (PrintedCell("1.00 2.00", 0, 0), PrintedCell("", 0, 1), PrintedCell("", 1, 0), PrintedCell("", 1, 1))
    )
    lines = [
        PrintedLine(text)
        for text in ("收入增加。", "单位：万元", "2023年度 2024年度", "图1：收入变动", "支出减少。")
    ]
    items = (*lines[:2], bars, *lines[2:])
    pages = PrintedDocument("一.pdf", (PrintedPart(items, 1),))
    for sides in (printed_sides(word, pages, ()), printed_sides(pages, word, ())):
        assert merged(sides.old, sides.new).differences == []
    real = PrintedTable(
        (
            PrintedCell("项目", 0, 0),
            PrintedCell("金额", 0, 1),
            PrintedCell("甲", 1, 0),
            PrintedCell("1", 1, 1),
        )
    )
    sides = printed_sides(
        word, PrintedDocument("一.pdf", (PrintedPart((*lines[:2], real, *lines[2:]), 1),)), ()
    )
    assert any(item.what == "整张表" for item in merged(sides.old, sides.new).differences)


@pytest.mark.trial
@pytest.mark.libreoffice
@pytest.mark.parametrize("name", ALL_SAMPLES)
def test_the_pdf_of_a_report_has_no_change_to_its_other_files(name: str) -> None:
    found = checked(sample(name))
    document = pipeline.compose(found)
    assert document is not None and found.subject is not None
    rendered = pipeline.render(document, found.subject.pack, ("docx", "xlsx", "html", "pdf"))
    files = [Source(path, content) for path, content in rendered.files.items()]
    printed = next((file for file in files if file.suffix == ".pdf"), None)
    if printed is None:
        pytest.skip("no LibreOffice")
    for other in (file for file in files if file is not printed):
        for pair in ((printed, other), (other, printed)):
            differences = compare_files(*pair, LIBRARY).merged.differences
            assert [(item.kind, item.old, item.new) for item in differences] == [], other.suffix


def test_a_changed_figure_is_found_between_kinds_of_files() -> None:
    """Of a page against Word the same as of Word against Word; of a workbook against a page the cells alone."""
    old, new = published(TEXT, "docx", "旧.docx"), published(CHANGED, "html", "新.html")
    assert values(compare_files(old, new, LIBRARY)) == values(compared(TEXT, CHANGED))
    cells = compare_files(published(TEXT, "xlsx", "旧.xlsx"), new, LIBRARY)
    numbers = [
        (item.old, item.new) for item in compared(TEXT, CHANGED).merged.differences if item.what == "单元格"
    ]
    found = [tuple(Decimal(text.replace(",", "")) for text in pair) for pair in values(cells)]
    assert found == [tuple(Decimal(text.replace(",", "")) for text in pair) for pair in numbers]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("一.docx", b"not a word file", "读不出来"),
        ("一.txt", b"hello", "读不出来"),
        ("没有.yaml", b"", "读不出来"),
        ("坏.yaml", b"a: [", "读不出来"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_reason(name: str, content: bytes, said: str) -> None:
    with pytest.raises(CannotCompare, match=said) as raised:
        compare_files(Source(name, content), Source("input.yaml", TEXT.encode()), LIBRARY)
    assert name in str(raised.value) and raised.value.findings


def test_codes_of_two_digits_in_columns_of_their_own_are_no_amounts() -> None:
    """类、款、项 each in a column: 201 03 against 201 13 is no ten 元 more."""

    def budget(item: str, amount: str) -> PrintedDocument:
        rows = (("类", "款", "项", "科目名称", "合计"), ("201", item, "01", "行政运行", amount))
        cells = tuple(
            PrintedCell(text, row, column)
            for row, texts in enumerate(rows)
            for column, text in enumerate(texts)
        )
        return PrintedDocument("一.docx", (PrintedPart((PrintedLine("单位：元"), PrintedTable(cells))),))

    sides = printed_sides(budget("03", "110.00"), budget("13", "120.00"), ())
    found = merged(sides.old, sides.new).differences
    assert [(item.old, item.new, bool(item.difference)) for item in found if item.what == "单元格"] == [
        ("03", "13", False),
        ("110.00", "120.00", True),
    ]


def test_two_kinds_of_material_are_refused() -> None:
    budget = Source("预算.yaml", sample("xingxian-2023-budget").encode())
    with pytest.raises(CannotCompare, match="不是同一种材料"):
        compare_files(budget, Source("决算.yaml", TEXT.encode()), LIBRARY)


@pytest.mark.trial
def test_a_pdf_against_another(tmp_path: Path, by_keys: list[tuple[str, str]]) -> None:
    """LibreOffice breaks the lines; the sentences and cells that differ are those that differ in the inputs."""
    sources = []
    for name, text in (("旧", TEXT), ("新", CHANGED)):
        found = checked(text)
        document = pipeline.compose(found)
        assert document is not None and found.subject is not None
        rendered = pipeline.render(document, found.subject.pack, ("pdf",))
        if not rendered.files:
            pytest.skip("no LibreOffice")
        sources.append(Source(f"{name}.pdf", next(iter(rendered.files.values()))))
    found_ = compare_files(sources[0], sources[1], LIBRARY)
    assert sorted(values(found_)) == sorted(by_keys)
    assert all(item.presumed for item in found_.merged.differences)
