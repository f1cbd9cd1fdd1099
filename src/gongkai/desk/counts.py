"""Numbers of findings and rules in words, for the screen, the pages and the marked workbook."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from gongkai.findings import Finding, Severity

if TYPE_CHECKING:
    from gongkai.rules.rule import Outcome

_SHOWN = 500
_ALIKE = 3  # the most rules with the same reason for not running that are still listed one by one
_TOTALS = "HD-01"
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\ud800-\udfff]+")
# What is said of a rule that did not look at everything, by its status.
_NOT_CHECKED = {"NOT_RUN": "无法执行", "PASSED": "部分未核对", "FAILED": "部分未核对"}


def on_one_line(text: str) -> str:
    """A text fit to be shown: on one line, without control characters, shortened if it is long."""
    if len(text) > _SHOWN:
        text = f"{text[:_SHOWN]}……（共 {len(text)} 字）"
    return _UNPRINTABLE.sub(" ", text)


def summary(findings: Sequence[Finding]) -> str:
    counts = {level: sum(1 for finding in findings if finding.severity is level) for level in Severity}
    return "，".join(f"{level.value} {count} 条" for level, count in counts.items())


def coverage_lines(coverage: Iterable[Outcome]) -> list[str]:
    """How many rules passed, failed or did not apply; then each rule that did not run, or not on everything, with why.

    More than three rules with the same reason share a line.
    """
    outcomes = list(coverage)
    counts: dict[str, int] = {}
    for outcome in outcomes:
        counts[outcome.status.value] = counts.get(outcome.status.value, 0) + 1
    failed = [outcome for outcome in outcomes if outcome.status.name == "FAILED"]
    several = (
        "（数的是规则，一条规则可以查出几条问题）" if any(len(item.findings) > 1 for item in failed) else ""
    )
    head = f"共 {len(outcomes)} 条规则：" + "，".join(f"{name} {count} 条" for name, count in counts.items())
    return [head + several, *_not_checked(outcomes)]


def totals_not_given(coverage: Iterable[Outcome]) -> bool:
    """True where no total (核对数) is given for some amounts, so that a mistyped digit would not be noticed."""
    return any(
        outcome.code == _TOTALS and outcome.why and outcome.status.name != "NOT_APPLICABLE"
        for outcome in coverage
    )


def _not_checked(outcomes: Sequence[Outcome]) -> list[str]:
    alike: dict[tuple[str, str], list[Outcome]] = {}
    for outcome in outcomes:
        if outcome.why and (word := _NOT_CHECKED.get(outcome.status.name)):
            alike.setdefault((word, outcome.why), []).append(outcome)
    lines = []
    for (word, why), group in alike.items():
        said = on_one_line(why)
        if len(group) > _ALIKE:
            lines.append(f"{word} {len(group)} 条（{'、'.join(item.code for item in group)}）：{said}")
        else:
            lines += [f"{word} {item.code} {item.name}：{said}" for item in group]
    return lines
