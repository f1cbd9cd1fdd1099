"""A rich synthetic publication for writer tests: every node type, every cell kind, awkward shapes.

The department, its figures and its words are invented. `sample_document()` returns the same tree
every time; the test of each writer reads it.
"""

from __future__ import annotations

from decimal import Decimal

from gongkai.findings import Location
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

H, L, T, N, X, S = (
    CellKind.HEADER,
    CellKind.LABEL,
    CellKind.TOTAL,
    CellKind.NUMBER,
    CellKind.TEXT,
    CellKind.SECTION,
)
SOURCE = Location(file="输入.xlsx", sheet="收入", cell="C4")


def number(text: str, unit: str = "万元", thousands: bool = False, name: str = "") -> Number:
    """A figure from its printed text, such as `1,234.50` or `12.30`."""
    plain = text.replace(",", "")
    decimals = len(plain.partition(".")[2])
    return Number(text, Decimal(plain), decimals, unit, thousands, name, (SOURCE,))


def fig(text: str, **options: int) -> Cell:
    """A number cell; an empty text is a cell that prints nothing."""
    return Cell(text, N, number(text) if text else None, **options)


def row(*cells: Cell) -> Row:
    return Row(cells)


def heads(*texts: str) -> Row:
    return Row(tuple(Cell(text, H) for text in texts))


def body(*pieces: str | Number) -> Paragraph:
    """A body paragraph; a Number stands between its words as a figure."""
    return Paragraph(tuple(Run(p) if isinstance(p, str) else Run(p.text, p) for p in pieces))


FUNCTIONS = (
    "一般公共服务支出",
    "外交支出",
    "国防支出",
    "公共安全支出",
    "教育支出",
    "科学技术支出",
    "文化旅游体育与传媒支出",
    "社会保障和就业支出",
    "卫生健康支出",
    "节能环保支出",
    "城乡社区支出",
    "农林水支出",
    "交通运输支出",
    "资源勘探工业信息等支出",
    "商业服务业等支出",
    "金融支出",
    "援助其他地区支出",
    "自然资源海洋气象等支出",
    "住房保障支出",
    "粮油物资储备支出",
    "国有资本经营预算支出",
    "灾害防治及应急管理支出",
    "其他支出",
    "债务还本支出",
    "债务付息支出",
    "抗疫特别国债安排的支出",
)
ORDINALS = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十")
INCOMES = (
    "一般公共预算财政拨款收入",
    "政府性基金预算财政拨款收入",
    "国有资本经营预算财政拨款收入",
    "上级补助收入",
)


def ordinal(n: int) -> str:
    """1 to 29 in Chinese numerals."""
    return (
        ORDINALS[n - 1]
        if n <= 10
        else ("" if n < 20 else "二") + "十" + (ORDINALS[n % 10 - 1] if n % 10 else "")
    )


def two_sided() -> Table:
    """Six columns with a merged header and 31 data rows: income on the left, spending on the right."""
    rows = [
        row(Cell("收入", H, colspan=3), Cell("支出", H, colspan=3)),
        heads("项目", "行次", "金额", "项目", "行次", "金额"),
        row(Cell("栏次", H, colspan=2), Cell("1", H), Cell("栏次", H, colspan=2), Cell("2", H)),
    ]
    for i in range(26):
        left = f"{ordinal(i + 1)}、{INCOMES[i]}" if i < len(INCOMES) else ""
        rows.append(
            row(
                Cell(left, L),
                Cell(str(i + 1), L, align=Align.CENTER),
                fig("15194.61" if i == 0 else ""),
                Cell(f"{ordinal(i + 1)}、{FUNCTIONS[i]}", L),
                Cell(str(i + 32), L, align=Align.CENTER),
                fig({4: "1817.23", 7: "12423.32", 8: "76.19", 11: "877.87"}.get(i, "")),
            )
        )
    closing = (
        ("本年收入合计", "15194.61", "本年支出合计", "15194.61", T),
        ("使用非财政拨款结余（含专用结余）", "", "结余分配", "", L),
        ("年初结转和结余", "36.50", "年末结转和结余", "36.50", L),
        ("总计", "15231.11", "总计", "15231.11", T),
    )
    for i, (left, amount, right, other, kind) in enumerate(closing):
        rows.append(
            row(
                Cell(left, kind),
                Cell(str(i + 27), L, align=Align.CENTER),
                fig(amount),
                Cell(right, kind),
                Cell(str(i + 58), L, align=Align.CENTER),
                fig(other),
            )
        )
    return Table(
        key="收入支出总表",
        title="收入支出决算总表",
        rows=tuple(rows),
        widths=(34, 6, 14, 34, 6, 14),
        header_rows=3,
        code="样例01表",
        caption=(("部门名称：样例县档案服务中心", "2024年度", "金额单位：万元"),),
        notes=(
            "注：1.本表反映部门本年度的总收支和年末结转结余情况。",
            "2.本表金额转换为万元时，因四舍五入可能存在尾差。",
        ),
        sheet="收支总表",
    )


def wide() -> Table:
    """Twelve columns on a landscape page, a header of three merged rows and sixty data rows."""
    rows = [
        row(
            Cell("项目", H, colspan=2),
            Cell("本年支出合计", H, rowspan=2),
            Cell("基本支出", H, colspan=3),
            Cell("项目支出", H, colspan=3),
            Cell("上缴上级支出", H, rowspan=2),
            Cell("经营支出", H, rowspan=2),
            Cell("对附属单位补助支出", H, rowspan=2),
        ),
        heads(
            "科目代码", "科目名称", *("小计", "人员经费", "公用经费"), *("小计", "本级项目", "转移支付项目")
        ),
        row(Cell("栏次", H, colspan=2), *(Cell(str(n), H) for n in range(1, 11))),
        row(Cell("合计", T, colspan=2), *(fig("7320.60" if n in (0, 4) else "") for n in range(10))),
    ]
    for i in range(60):
        level = min(i % 5, 2)
        code = (
            str(20801 + i // 5) + f"{i % 5:02d}"
            if level == 2
            else str(20801 + i // 5)
            if level
            else str(208 + i // 5)
        )
        name = ("社会保障和就业支出", "人力资源和社会保障管理事务", "其他人力资源和社会保障管理事务支出")[
            level
        ]
        figures = ("122.01", "101.00", "90.50", "10.50", "21.01", "21.01", "", "", "", "")
        rows.append(row(Cell(code, L), Cell(name, L, indent=level), *map(fig, figures)))
    return Table(
        key="支出表",
        title="支出决算表",
        rows=tuple(rows),
        widths=(9, 24, 10, 9, 9, 9, 9, 9, 9, 9, 9, 9),
        header_rows=3,
        code="样例03表",
        caption=(("部门名称：样例县档案服务中心", "2024年度", "金额单位：万元"),),
        notes=("注：本表反映部门本年度各项支出情况。",),
        orientation=Orientation.LANDSCAPE,
        sheet="支出表",
    )


def empty_fund() -> Table:
    """A second landscape table, all empty: one blank row and a note that says so."""
    rows = [
        row(
            Cell("项目", H, colspan=2),
            *(Cell(text, H, rowspan=2) for text in ("年初结转", "本年收入", "年末结转")),
        ),
        heads("科目代码", "科目名称"),
        row(Cell("合计", T, colspan=2), fig(""), fig(""), fig("")),
        row(Cell("", L), Cell("", L), fig(""), fig(""), fig("")),
    ]
    return Table(
        key="基金表",
        title="政府性基金预算财政拨款收入支出决算表",
        rows=tuple(rows),
        widths=(12, 30, 12, 12, 12),
        header_rows=2,
        code="样例07表",
        caption=(("部门名称：样例县档案服务中心", "2024年度", "金额单位：万元"),),
        notes=("本部门2024年度没有政府性基金预算财政拨款收支，故本表无数据。",),
        orientation=Orientation.LANDSCAPE,
        sheet="基金表",
    )


def three_publics() -> Table:
    """A narrow table with thousands separators, counts and a section row; not in the contents."""
    thousands = number("12,345.67", thousands=True)
    rows = (
        heads("项目", "预算数", "决算数"),
        row(Cell("一、经费支出", S, colspan=3)),
        row(Cell("合计", T), Cell(thousands.text, N, thousands), fig("4.20")),
        row(Cell("1.因公出国（境）费", L, indent=1), fig("0.00"), fig("0.00")),
        row(Cell("2.公务用车购置及运行维护费", L, indent=1), fig("5.00"), fig("4.20")),
        row(Cell("二、相关统计数", S, colspan=3)),
        row(
            Cell("公务用车保有量（辆）", L), Cell("—", L, align=Align.CENTER), Cell("2", N, number("2", "辆"))
        ),
    )
    return Table(
        key="三公表",
        title="“三公”经费支出情况表",
        rows=rows,
        widths=(50, 25, 25),
        header_rows=1,
        code="样例09表",
        caption=(("", "", "金额单位：万元"),),
        heading=False,
        sheet="三公表",
    )


LONG_GOAL = (
    "目标1：完成馆藏纸质档案整理和数字化扫描，全年不少于六万页，目录著录差错率控制在千分之三以内；\n"
    "目标2：改造库房恒温恒湿设备两套，保证库房温湿度全年处在规定范围；\n"
    "目标3：为群众查档提供一次办结服务，群众满意度达到百分之九十五以上。"
)
LONG_RESULT = (
    "全年完成档案整理和数字化扫描六万二千一百页，抽检目录著录差错率千分之一点八；"
    "恒温恒湿设备两套于九月底安装调试完毕，库房温湿度达标天数三百六十一天；"
    "接待群众查档一千八百四十人次，全部一次办结，回访满意度百分之九十七点二。"
)
INDICATORS = (
    ("产出指标", "数量指标", "档案数字化扫描页数", "≥60000页", "62100页", "15", "15"),
    ("产出指标", "数量指标", "恒温恒湿设备改造数量", "=2套", "2套", "10", "10"),
    ("产出指标", "质量指标", "目录著录差错率", "≤0.3%", "0.18%", "10", "10"),
    ("产出指标", "时效指标", "设备安装完成时间", "9月30日前", "9月28日", "15", "15"),
    ("效益指标", "社会效益指标", "查档一次办结率", "≥98%", "100%", "30", "28.5"),
    ("满意度指标", "服务对象满意度指标", "查档群众满意度", "≥95%", "97.2%", "10", "10"),
)


def form() -> Table:
    """A self-evaluation form: ten columns, spans both ways, long free texts, no repeated header."""
    rows = [
        row(Cell("项目名称", L, colspan=2), Cell("馆藏档案数字化与库房改造", colspan=8)),
        row(
            Cell("主管部门", L, colspan=2),
            Cell("样例县档案服务中心", colspan=4),
            Cell("实施单位", L, colspan=2),
            Cell("样例县档案服务中心", colspan=2),
        ),
        row(
            Cell("项目资金\n（万元）", L, colspan=2, rowspan=3),
            Cell("", H),
            *(Cell(text, H) for text in ("年初预算数", "全年预算数", "全年执行数", "分值", "执行率")),
            Cell("得分", H, colspan=2),
        ),
        row(
            Cell("年度资金总额", L),
            *map(fig, ("80.00", "96.50", "96.50")),
            fig("10"),
            fig("100.00"),
            fig("10.00", colspan=2),
        ),
        row(
            Cell("其中：当年财政拨款", L),
            *map(fig, ("80.00", "96.50", "96.50")),
            *(Cell("—", X, align=Align.CENTER) for _ in range(2)),
            Cell("—", X, align=Align.CENTER, colspan=2),
        ),
        row(
            Cell("年度总体目标", L, rowspan=2),
            Cell("预期目标", H, colspan=4),
            Cell("实际完成情况", H, colspan=5),
        ),
        row(Cell(LONG_GOAL, colspan=4), Cell(LONG_RESULT, colspan=5)),
        row(
            Cell("绩效指标", L, rowspan=len(INDICATORS) + 1),
            *(
                Cell(text, H)
                for text in ("一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分")
            ),
            Cell("偏差原因分析及改进措施", H, colspan=2),
        ),
    ]
    for i, (first, second, third, planned, actual, weight, score) in enumerate(INDICATORS):
        cells = []
        if i == 0 or INDICATORS[i - 1][0] != first:
            cells.append(Cell(first, L, rowspan=sum(line[0] == first for line in INDICATORS)))
        if i == 0 or INDICATORS[i - 1][1] != second:
            cells.append(Cell(second, L, rowspan=sum(line[1] == second for line in INDICATORS)))
        cells += [Cell(third), Cell(planned, align=Align.CENTER), Cell(actual, align=Align.CENTER)]
        reason = "个别档案原件破损，需先行修复；已列入下年度修复计划。" if score == "28.5" else ""
        rows.append(row(*cells, fig(weight), fig(score), Cell(reason, colspan=2)))
    rows += [
        row(Cell("总分", T, colspan=6), fig("100"), fig("98.50"), Cell("优", align=Align.CENTER, colspan=2)),
        row(Cell("自评结果分析", L, rowspan=2), Cell("产出情况", L), Cell(LONG_RESULT * 3, colspan=8)),
        row(Cell("存在问题", L), Cell((LONG_RESULT * 7).replace("全年", "当年"), colspan=8)),
    ]
    return Table(
        key="自评表-档案数字化",
        title="项目支出绩效自评表",
        rows=tuple(rows),
        widths=(7, 10, 12, 14, 11, 11, 6, 7, 6, 10),
        caption=(("", "（2024年度）", ""),),
        notes=("备注：“执行率”是全年执行数与全年预算数之比。",),
        form=True,
        sheet="自评01",
    )


def narrative() -> tuple[Block, ...]:
    """Headings of four levels, paragraphs of every role, and two headings with the same words."""
    total, change, rate = number("15231.11", name="收入总计"), number("939.18"), number("5.81", "%")
    return (
        Heading(1, "第三部分 2024年度部门决算情况说明", "第三部分"),
        Heading(2, "一、收入支出决算总体情况说明", "总体情况"),
        body(
            "2024年度收入、支出总计均为",
            total,
            "万元。与上年相比，收、支总计各减少",
            change,
            "万元，下降",
            rate,
            "%。",
        ),
        body("减少的主要原因：馆藏档案数字化二期项目上年已完成，本年不再安排 <设备> & “耗材” 采购。" * 3),
        Heading(2, "二、一般公共预算财政拨款支出决算情况说明", "一般公共"),
        Heading(3, "（一）总体情况", "总体情况-拨款"),
        body(
            "2024年度一般公共预算财政拨款支出",
            number("15194.61"),
            "万元，占本年支出合计的",
            number("100.00", "%"),
            "%。",
        ),
        Heading(3, "（二）具体情况", "具体情况"),
        Heading(4, "1.教育支出", "教育支出"),
        body("教育支出", number("1,817.23", thousands=True), "万元，主要用于职业技能培训教室改造。"),
        Paragraph((Run("其中："), Run("重点事项", bold=True), Run("已全部完成。")), "plain"),
        Paragraph((Run("（以下无正文）"),), "center"),
        Paragraph((Run("2025年9月"),), "right"),
        Paragraph((Run("说明：本节各项比例按未取整的金额计算。"),), "note"),
        Heading(2, "三、其他重要事项", "其他事项"),
        Heading(3, "（一）总体情况", "其他-总体"),
        body("无其他需要说明的事项。"),
    )


def sample_document(draft: bool = False) -> Document:
    """The whole sample publication."""
    cover = Cover(
        (
            CoverLine("样例县档案服务中心", "unit"),
            CoverLine("2024年度部门决算", "title"),
            CoverLine("（公开文本）", "subtitle"),
            CoverLine("二〇二五年九月", "date"),
        )
    )
    blocks: tuple[Block, ...] = (
        cover,
        Contents("目    录"),
        Heading(1, "第一部分 概况", "第一部分"),
        Heading(2, "一、本部门职责", "职责"),
        *(
            body(
                f"（{ordinal(i)}）承担全县机关、团体、企业事业单位档案的接收、整理、保管和查询利用工作。" * 2
            )
            for i in range(1, 9)
        ),
        Heading(2, "二、机构设置情况", "机构"),
        body("本部门下设接收整理科、信息技术科和查阅服务科。"),
        Heading(1, "第二部分 2024年度部门决算报表", "第二部分"),
        two_sided(),
        wide(),
        empty_fund(),
        three_publics(),
        *narrative(),
        Heading(1, "第四部分 名词解释", "第四部分"),
        body("一、基本支出：为保障机构正常运转、完成日常工作任务而发生的支出。"),
        PageBreak(),
        Heading(1, "第五部分 附件", "第五部分"),
        form(),
    )
    return Document(
        title="样例县档案服务中心2024年度部门决算",
        subject="部门决算公开",
        file_stem="样例县档案服务中心-2024年度部门决算",
        blocks=blocks,
        draft=draft,
        header="样例县档案服务中心2024年度部门决算",
    )
