"""Charts of every kind, and of everything that makes one difficult."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from gongkai.sections.charts import described
from gongkai.tree.nodes import Chart, ChartKind, Digest, Document, KeyFigure, Number, Paragraph, Run, Series

LONG = "关于提前下达2023年中央财政机关事业单位养老保险制度改革补助经费预算的通知（冀财社〔2022〕151号）第一批和结算部分"


def number(text: str, unit: str = "万元") -> Number:
    return Number(text, Decimal(text.replace(",", "")), 2, unit, True)


def chart(
    kind: ChartKind,
    title: str,
    categories: Sequence[str],
    series: dict[str, Sequence[str]],
    shares: Sequence[str] = (),
) -> Chart:
    made = tuple(
        Series(name, tuple(map(number, values)), tuple(number(share, "%") for share in shares))
        for name, values in series.items()
    )
    words = described(kind, tuple(categories), made, "万元")
    return Chart(title, title, kind, tuple(categories), made, "万元", words)


CHARTS = (
    chart(
        ChartKind.COLUMNS,
        "图1：有负数和零",
        ["2021年度", "2022年度", "2023年度"],
        {"收入": ["-120.50", "300.00", "0"], "支出": ["80.12", "-45.00", "12.00"]},
    ),
    chart(ChartKind.BARS, "图2：名称很长", ["甲 & <乙>", LONG], {"支出": ["1,234.50", "-25.00"]}),
    chart(
        ChartKind.STACKED_COLUMNS,
        "图3：堆积",
        ["2022年决算", "2023年决算"],
        {"因公出国（境）费": ["1.00", "0"], "公务接待费": ["0.10", "2.05"]},
    ),
    chart(
        ChartKind.STACKED_BARS,
        "图4：横着堆积",
        ["甲", "乙"],
        {"基本": ["1.00", "2.00"], "项目": ["3.00", "4.00"]},
    ),
    chart(
        ChartKind.PIE, "图5：饼", ["基本支出", LONG], {"本年支出": ["283.42", "1,671.61"]}, ["14.50", "85.50"]
    ),
    chart(ChartKind.PIE, "图6：只有一类", ["社会保障和就业支出"], {"支出": ["1,955.03"]}, ["100.00"]),
    chart(ChartKind.COLUMNS, "图7：只有一类", ["2023年度"], {"支出": ["1,234,567.89"]}),
    chart(
        ChartKind.COLUMNS,
        "图8：很挤",
        ["一季度", "二季度", "三季度", "四季度"],
        {f"系列{place}": ["12,345.67", "23,456.78", "345.67", "0"] for place in range(1, 5)},
    ),
)
DOCUMENT = Document("有图的文件", "图", "有图", (Paragraph((Run("图见下。"),)), *CHARTS))
DIGEST = Digest(
    title="2023年度部门决算一图读懂",
    subtitle="某县 & 某局",
    figures=(
        KeyFigure(
            "收入总计", number("1,955.03"), (Run("比上年减少"), Run("939.18", number("939.18")), Run("万元"))
        ),
    ),
    charts=CHARTS[:3],
    sentences=(Paragraph((Run("收、支总计"), Run("1,955.03", number("1,955.03")), Run("万元。"))),),
    source="数据来源：公开文本",
)
