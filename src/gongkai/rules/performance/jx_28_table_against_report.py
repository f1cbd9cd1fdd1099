"""JX-28 自评报告的完成数与自评表一致

查什么：自评报告的文字里写到的指标完成数，与自评表上同一指标的完成值。
为什么：表上写 103 人、报告里写 44 人，两处必有一处串了行。
通过：表上“灵活就业补贴人数”完成 44人，报告写“灵活就业补贴享受人数44人”。
违反：表上“灵活就业补贴人数”完成 103人，报告写“灵活就业补贴享受人数44人”。
怎么改：核对原始名册，把两处改成一致。
依据：检查目录 JX-28；已公开的真实报告。
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from gongkai.findings import Finding, Severity
from gongkai.model.department import Entry
from gongkai.model.indicator import Quantity, parse_quantity
from gongkai.rules.options import NOT_SET, option_words, tables
from gongkai.rules.rule import Outcome, Rule, Subject

_GAP = r"[^\d，。；、,.;：]{0,6}?"
_TARGET = re.compile("不低于|不少于|不高于|不超过|目标|指标值|≥|≤")


def _check(subject: Subject, rule: Rule, options: Mapping[str, str]) -> Outcome:
    if not options:
        return rule.skipped(NOT_SET)
    [told] = tables(subject, options["文字"], 2)
    [measured] = tables(subject, options["指标"], 3)
    endings = option_words(options["词尾"])
    texts: dict[str, list[Entry]] = {}
    for row, of in zip(told.rows, told.texts[0], strict=True):
        texts.setdefault(of, []).append(row)
    findings, checked = [], 0
    for of, called, actual in zip(*measured.texts, strict=True):
        reached = parse_quantity(actual) if of in texts else None
        if reached is None or not reached.unit:
            continue
        ending = next((word for word in endings if called.endswith(word)), "")
        stem = called.removesuffix(ending)
        for row in texts[of]:
            if stem not in row.text(told.columns[1]):  # nearly all: a pattern would be compiled for each
                continue
            for said in _said(row.text(told.columns[1]), stem, reached):
                checked += 1
                if said.number == reached.number:
                    continue
                message = f"“{called}”在自评表上是 {actual}，报告写 {said.number}{reached.unit}（{of}）"
                place = row.place(told.columns[1])
                shown = f"{said.number}{reached.unit}"
                hint = "请核对原始名册，把两处改成一致"
                findings.append(Finding(rule.code, rule.severity, message, place, hint, shown, actual))
    if not checked:
        return rule.skipped("报告里没有写到自评表上的定量指标")
    return rule.outcome(findings, checked)


def _said(text: str, stem: str, reached: Quantity) -> Iterator[Quantity]:
    """The numbers that a text gives for an indicator, in its unit; targets do not count."""
    pattern = rf"{re.escape(stem)}({_GAP})(\d+(?:\.\d+)?){re.escape(reached.unit)}"
    for match in re.finditer(pattern, text):
        found = parse_quantity(match[2])
        if found is not None and not _TARGET.search(match[1]):
            yield found


RULE = Rule("JX-28", "自评报告的完成数与自评表一致", Severity.ERROR, _check)
