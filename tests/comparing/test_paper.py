"""Lines of a page are put together as paragraphs by how they are set, and by their width where nothing tells that."""

from __future__ import annotations

from collections import Counter

import pytest

from gongkai.comparing.paper import text_items
from gongkai.readers.printed_document import PrintedDocument, PrintedLine, PrintedPart

_FULL = "划用途管制职责并贯彻执行有关自然资源和国土空间规划城乡规划"


def paragraphs(*lines: tuple[bool | None, str]) -> list[str]:
    """What becomes of the lines of a page among full lines."""
    full = [*[PrintedLine(_FULL, opens=False)] * 4, PrintedLine("规划。", opens=False)]
    page = PrintedPart((*full, *(PrintedLine(text, opens=opens) for opens, text in lines)), page=1)
    found = [item.text for item in text_items(PrintedDocument("甲.pdf", (page,)), False, Counter())]
    return [text for text in found if _FULL not in text]


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param(
            [(True, "（四）依照法律规定对由本级人民检察院直接受理的刑事"), (False, "案件行使侦查权。")],
            id="a numbered paragraph whose first line has no stop",
        ),
        pytest.param(
            [(True, "九、一般公共预算“三公”经费会议费培训费支出预算的"), (False, "情况说明")],
            id="a heading of two lines",
        ),
        pytest.param(
            [(None, "第三部分 某某市规划和自然资源局二〇二四年度部门"), (None, "决算情况说明")],
            id="a centred heading of two lines",
        ),
        pytest.param(
            [(True, "本年支出合计二万四千一百六十九元，比上年增加一成。"), (False, "主要原因是补贴增加。")],
            id="a sentence that ends with its line",
        ),
        pytest.param(
            [
                (None, "本部门负责划用途管制职责并贯彻执行有关自然资源和国土空间；"),
                (None, "还负责城乡规划。"),
            ],
            id="a clause that ends with a full line",
        ),
        pytest.param(
            [(True, "从预算单位构成看，纳入本部门汇总预算编制范围的单位有"), (False, "二、三两家。")],
            id="a second line that looks like a heading",
        ),
    ],
)
def test_what_is_not_indented_goes_on(lines: list[tuple[bool | None, str]]) -> None:
    assert paragraphs(*lines) == ["".join(text for _, text in lines)]


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param(
            [(True, "（二）本年的支出预算总计二万四千一百六十九万元。包括："), (True, "1．公共安全支出。")],
            id="an indented line below a full one",
        ),
        pytest.param([(False, "目录"), (False, "一、部门主要职能")], id="a short line that is not indented"),
        pytest.param(
            [(False, "注：“科目编码”为必填项"), (False, "公开08表")], id="the code of the next page's table"
        ),
        pytest.param(
            [(True, "一般公共预算财政拨款基本支出预算表（经济科目）"), (False, "公开表八")],
            id="a title of a table",
        ),
        pytest.param(
            [(None, "本表没有数据，因为本部门没有国有资本经营预算的收入。"), (False, "第三部分 情况说明")],
            id="a part that begins at the edge",
        ),
        pytest.param([(None, "一、主要职能"), (None, "本部门负责全市的规划。")], id="a heading and its text"),
    ],
)
def test_what_is_indented_or_short_does_not(lines: list[tuple[bool | None, str]]) -> None:
    assert paragraphs(*lines) == [text for _, text in lines]
