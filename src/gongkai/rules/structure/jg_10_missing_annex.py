"""JG-10 引用的附件、附表存在

查什么：文字写“见附件1”“详见附表2”“见表5”的，成文中有没有这个附件或表。
为什么：引用的附件找不到，读者无从查证。
通过：写“见附件”，报告有附件部分；写“见表5”，报告有表5。
违反：“绩效目标情况见附件7-1”，报告里没有标为 7-1 的附件。
怎么改：改成报告里有的附件、表号，或写明另行发布的名称。
依据：检查目录 JG-10。
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from gongkai.findings import Severity
from gongkai.patterns import late
from gongkai.rules.passages import Passage, scan
from gongkai.rules.rule import Outcome, Rule, Status, Subject
from gongkai.tree.nodes import Document, Heading

_ANNEX = late(r"(?:见|参见|见本报告|见后附)(附[件表])\s*([\d一二三四五六七八九十]+(?:[-—－]\d+)?)?")
_TABLE = re.compile(r"公开\d{2}表")
_TRIGGER = (re.compile("见.{0,4}附"), re.compile(r"公开\d"))


def _check(subject: Subject, rule: Rule, options: Mapping[str, str]) -> Outcome:
    if subject.document is None:
        return Outcome(rule.code, rule.name, Status.NOT_RUN, "没有成文")
    titles, codes = _titles(subject.document), {table.code for table in subject.document.tables}

    def look(passage: Passage) -> list[str]:
        found = []
        for match in _ANNEX.finditer(passage.text):
            name = f"{match[1]}{match[2] or ''}"
            if not any(re.search(rf"{name}(?!\d)", title) for title in titles):
                found.append(f"写“{match[0]}”，报告里没有“{name}”")
        for code in _TABLE.findall(passage.text):
            if code not in codes:
                found.append(f"写“{code}”，报告里没有这张表")
        return found

    return scan(
        subject, rule, look, "请改成报告里有的附件或表号；另行发布的写明名称", names=False, trigger=_TRIGGER
    )


def _titles(document: Document) -> list[str]:
    headings = [block.text for block in document.blocks if isinstance(block, Heading)]
    return [title.replace(" ", "") for title in (*headings, *(table.title for table in document.tables))]


RULE = Rule("JG-10", "引用的附件、附表存在", Severity.WARNING, _check)
