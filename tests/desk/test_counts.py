"""Counts of rules in words: one reason is one line, rules are not taken for findings."""

from __future__ import annotations

from gongkai.desk.counts import coverage_lines, totals_not_given
from gongkai.findings import Finding, Location, Severity
from gongkai.rules.rule import Outcome, Status

WHY = "有内容没有填或者读不出来，改好后再核对"
FINDING = Finding("SR-06", Severity.ERROR, "不成立", Location())


def not_run(code: str, why: str = WHY) -> Outcome:
    return Outcome(code, f"{code}的名称", Status.NOT_RUN, why)


def test_one_reason_for_many_rules_is_one_line() -> None:
    rules = [not_run(f"BN-{number:02}") for number in range(1, 6)]
    head, *lines = coverage_lines(
        [*rules, not_run("KN-01", "没有给出预算"), not_run("KN-02", "没有给出上年")]
    )
    assert head == "共 7 条规则：无法执行 7 条"
    assert lines == [
        f"无法执行 5 条（BN-01、BN-02、BN-03、BN-04、BN-05）：{WHY}",
        "无法执行 KN-01 KN-01的名称：没有给出预算",
        "无法执行 KN-02 KN-02的名称：没有给出上年",
    ]


def test_few_are_told_by_name() -> None:
    _, *lines = coverage_lines([not_run("BN-01"), not_run("BN-02"), not_run("BN-03")])
    assert lines == [f"无法执行 BN-0{number} BN-0{number}的名称：{WHY}" for number in (1, 2, 3)]


def test_a_rule_with_several_findings_is_one_rule() -> None:
    failed = Outcome("BN-05", "平衡", Status.FAILED, "", 3, (FINDING, FINDING, FINDING))
    (head,) = coverage_lines([failed])
    assert head == "共 1 条规则：违反 1 条（数的是规则，一条规则可以查出几条问题）"
    (head,) = coverage_lines([Outcome("BN-05", "平衡", Status.FAILED, "", 1, (FINDING,))])
    assert head == "共 1 条规则：违反 1 条"


def test_totals_that_are_not_given() -> None:
    assert totals_not_given([not_run("HD-01", "没有填核对数")])
    assert totals_not_given([Outcome("HD-01", "核对数", Status.PASSED, "没有核对数，没有核对的栏：收入", 3)])
    assert not totals_not_given([Outcome("HD-01", "核对数", Status.PASSED, "", 3)])
    assert not totals_not_given([Outcome("HD-01", "核对数", Status.NOT_APPLICABLE, "没有金额")])
