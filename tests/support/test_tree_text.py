"""The text form of a tree: every fact of the tree shows, and nothing else changes it."""

from __future__ import annotations

import dataclasses
from decimal import Decimal

import pytest

from gongkai.tree.nodes import (
    Align,
    Block,
    Cell,
    CellKind,
    Contents,
    Cover,
    CoverLine,
    Document,
    Heading,
    Number,
    Orientation,
    PageBreak,
    Paragraph,
    Row,
    Run,
    Table,
)
from tests.support.tree_text import dump
from tests.writers.sample_tree import sample_document

TABLE = Table(
    key="键",
    title="表名",
    rows=(
        Row((Cell("项|目", CellKind.HEADER, colspan=2), Cell("数", CellKind.HEADER, rowspan=2))),
        Row((Cell("a", CellKind.LABEL, indent=1), Cell("b\nc", align=Align.RIGHT))),
        Row(
            (
                Cell("合计", CellKind.TOTAL),
                Cell(),
                Cell("1.50", CellKind.NUMBER, Number("1.50", Decimal("1.50"))),
            )
        ),
    ),
    widths=(1, 2.5, 1),
    header_rows=1,
    code="01表",
    caption=(("左", "中", "右"),),
    notes=("注一",),
    sheet="页",
)


def test_whole_form() -> None:
    number = Number("5%", Decimal("5.0"), 1, "%")
    blocks: tuple[Block, ...] = (
        Cover((CoverLine("封面题", "title"),)),
        Contents("目录"),
        Heading(2, "一、节", "节"),
        Paragraph((Run("增长"), Run("5%", number), Run("。", bold=True)), "note"),
        TABLE,
        PageBreak(),
    )
    assert dump(Document("题", "类", "名", blocks, True, "眉")).splitlines() == [
        "标题: 题",
        "主题: 类",
        "文件: 名",
        "页眉: 眉",
        "草稿",
        "",
        "封面",
        "  [title] 封面题",
        "",
        "目录 目录 (到 2 级)",
        "",
        "## 一、节 {节}",
        "[note] 增长[[5%=5.0 %]]**。**",
        "",
        "表 portrait: 表名 {键}",
        "  列宽: 1 2.5 1",
        "  表号: 01表",
        "  工作表: 页",
        "  表头: 左 / 中 / 右",
        "  =|→2H: 项\\|目|↓2H: 数|",
        "  |·L: a|> b\\nc|",
        "  |T: 合计||[[1.50]]|",
        "  注: 注一",
        "",
        "--- 换页 ---",
    ]


@pytest.mark.parametrize(
    "change",
    [
        {"title": "别"},
        {"code": ""},
        {"caption": ()},
        {"notes": ()},
        {"widths": (1.0, 1.0, 1.0)},
        {"header_rows": 0},
        {"orientation": Orientation.LANDSCAPE},
        {"heading": False},
        {"form": True},
        {"sheet": ""},
        {"rows": TABLE.rows[:2]},
    ],
)
def test_every_field_of_a_table_shows(change: dict[str, object]) -> None:
    changed = dataclasses.replace(TABLE, **change)  # type: ignore[arg-type]
    assert dump(Document("", "", "", (TABLE,))) != dump(Document("", "", "", (changed,)))


def test_a_figure_that_became_text_shows() -> None:
    figure = Paragraph((Run("1.50", Number("1.50", Decimal("1.50"))),))
    assert dump(Document("", "", "", (figure,))) != dump(Document("", "", "", (Paragraph((Run("1.50"),)),)))


def test_sample_is_stable() -> None:
    text = dump(sample_document())
    assert text == dump(sample_document())
    assert text.count("\n|") == 0
    assert sum(line.startswith(("  |", "  =|")) for line in text.splitlines()) == sum(
        len(table.rows) for table in sample_document().tables
    )
