"""A department against its units, an evaluation against the final accounts, words taken from another document."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from gongkai.auditing.audit import audit_published
from gongkai.auditing.outcome import AuditResult
from gongkai.findings import Severity
from gongkai.source import Source
from tests.auditing.paper import HEADINGS, codes, only, table
from tests.readers.test_docx import paragraph, word
from tests.support.library import LIBRARY

DUTIES = "贯彻执行国家关于档案工作的方针政策和法律法规，负责全县档案事业的规划、指导和监督检查，承担县委交办的其他事项。"
LAST_REASON = "主要原因是新增了两个乡镇的便民服务点建设项目，相应增加了设备购置。"


def document(unit: str, *blocks: str, year: int = 2024, kind: str = "部门决算") -> Source:
    texts = (f"{unit}{year}年度{kind}", f"部门名称：{unit}", *blocks)
    body = "".join(text if text.startswith("<w:tbl>") else paragraph(text) for text in texts)
    return Source(f"{unit}{year}.docx", word(body))


def spending(*amounts: Sequence[str]) -> tuple[str, ...]:
    """A table of spending with rows of code, name, all, basic, projects."""
    return ("支出决算表", "金额单位：万元", table(HEADINGS, *amounts))


def unit(name: str, first: str, second: str) -> Source:
    """A unit that spends on 2080501 and 2101101, half of each on projects (in whole 万元)."""
    total = int(first) + int(second)
    rows = [
        ("合计", "", total),
        ("2080501", "行政单位离退休", int(first)),
        ("2101101", "行政单位医疗", int(second)),
    ]
    return document(
        name,
        *spending(
            *((code, label, f"{each}.00", f"{each / 2:.2f}", f"{each / 2:.2f}") for code, label, each in rows)
        ),
    )


def against(file: Source, *others: Source) -> AuditResult:
    return audit_published([file], LIBRARY, others=others)


def run(result: AuditResult, name: str) -> dict[str, object]:
    return next(rule for rule in result.rules if rule["name"] == name)


UNITS = (unit("甲县档案馆", "10", "30"), unit("甲县信息中心", "20", "40"))


def test_units_add_up_to_their_department() -> None:
    result = against(unit("甲县某局", "30", "70"), *UNITS)
    assert result.findings == []
    assert run(result, "部门与所属单位")["run"]


def test_the_one_figure_that_does_not_add_up_is_told() -> None:
    rows = (
        ("合计", "", "100.00", "50.00", "50.00"),
        ("2080501", "行政单位离退休", "30.00", "15.00", "15.00"),
        ("2101101", "行政单位医疗", "70.00", "36.00", "35.00"),
    )
    result = against(document("甲县某局", *spending(*rows)), *UNITS)
    found = [each for each in result.findings if each.finding.code == "SJ-51"]
    assert [(each.finding.found, each.finding.expected) for each in found] == [("36.00", "35.00 万元")]
    assert found[0].severity is Severity.WARNING


def test_units_that_are_not_all_here_are_no_fault() -> None:
    assert against(unit("甲县某局", "300", "700"), *UNITS).findings == []
    assert against(unit("甲县某局", "30", "70"), UNITS[0]).findings == []


@pytest.mark.parametrize(
    ("said", "expected"),
    [("决算数为100.00万元", []), ("决算数为100万元", []), ("决算数为120.00万元", ["SJ-52"])],
)
def test_an_evaluation_says_what_the_accounts_say(said: str, expected: list[str]) -> None:
    text = f"2024年本部门整体年初预算安排80.00万元，{said}。"
    evaluation = document("甲县某局", "一、绩效自评情况", text, kind="部门绩效自评报告")
    result = against(evaluation, unit("甲县某局", "30", "70"))
    assert codes(result) == expected


def test_duties_in_the_words_of_the_department_are_told() -> None:
    own = document("甲县档案馆", "一、主要职责", DUTIES)
    found = only(against(own, document("甲县某局", "一、主要职责", DUTIES)))
    assert (found.finding.code, found.severity) == ("SJ-53", Severity.WARNING)
    assert against(own, document("甲县某局", "三、名词解释", DUTIES)).findings == []
    assert against(own, document("甲县档案馆", "一、主要职责", DUTIES, year=2023)).findings == []


@pytest.mark.parametrize(("now", "level"), [("增加30.00", Severity.HINT), ("减少30.00", Severity.WARNING)])
def test_last_year_s_reason_is_told(now: str, level: Severity) -> None:
    last = document("甲县某局", "三、支出", f"项目支出比上年增加20.00万元。{LAST_REASON}", year=2023)
    this = document("甲县某局", "三、支出", f"项目支出比上年{now}万元。{LAST_REASON}")
    found = [each for each in against(this, last).findings if each.finding.code == "SJ-53"]
    assert [each.severity for each in found] == [level]


def test_another_unit_s_last_year_is_nobody_s() -> None:
    now = document("甲县某局", "三、支出", "卫生健康支出上年为500.00万元。")
    last = unit("乙县某中心", "30", "70")
    assert against(now, Source("乙2023.docx", last.content)).findings == []
