"""JG-05 每节都有正文

查什么：成文后只有标题、下面没有文字也没有表的节；只写了编号和小标题、后面空着的段。
为什么：格式规定的每一节都要有内容，没有事项的也要写“无”。
通过：“（一）项目概况”下面有一段文字。
违反：“绩效报告”没有填“项目概况”一段，报告里只剩标题。
怎么改：在输入中补填这一段；没有内容的写“无”。
依据：检查目录 JG-05。
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import zip_longest

from gongkai.findings import Finding, Location, Severity
from gongkai.rules.rule import Outcome, Rule, Status, Subject
from gongkai.tree.nodes import Block, Chart, Contents, Cover, Document, Heading, PageBreak, Paragraph, Table

_LABEL = re.compile(
    r"^(?:（\d+）|\d+[.．])?[^，。；：]{2,14}(?:指标|效益|影响|分析)。$|^(?:年度目标|完成情况)：$"
)
_ENDINGS = ("指标。", "效益。", "影响。", "分析。", "目标：", "情况：")  # of what it matches
_WITHOUT_TEXT = (PageBreak, Cover, Contents)


def _check(subject: Subject, rule: Rule, options: Mapping[str, str]) -> Outcome:
    document = subject.document
    if document is None:
        return Outcome(rule.code, rule.name, Status.NOT_RUN, "没有成文")
    checked = len([block for block in document.blocks if isinstance(block, Heading)])
    found = [*_empty_headings(document), *_empty_labels(document)]
    where = _reports(subject)
    findings = [
        Finding(
            rule.code,
            rule.severity,
            f"成文后“{name}”下面没有内容（{above}）" if above else f"成文后“{name}”下面没有内容",
            _with_path(where, name),
            "请在输入中补填这一部分；没有内容的写“无”",
        )
        for above, name in found
    ]
    return rule.outcome(findings, checked)


def _empty_headings(document: Document) -> Iterator[tuple[str, str]]:
    blocks = [block for block in document.blocks if not isinstance(block, _WITHOUT_TEXT)]
    part = ""
    for block, after in zip_longest(blocks, blocks[1:]):
        if not isinstance(block, Heading):
            continue
        if block.level == 1:
            part = block.text
        if after is None or (isinstance(after, Heading) and after.level <= block.level):
            yield part, block.text


def _empty_labels(document: Document) -> Iterator[tuple[str, str]]:
    """Labels such as （1）数量指标。 with nothing after them and nothing that belongs to them below."""
    heading = ""
    blocks = document.blocks
    for block, after in zip_longest(blocks, blocks[1:]):
        if isinstance(block, Heading):
            heading = block.text
        elif isinstance(block, Paragraph):
            label = block.text.strip()
            announced = label.endswith(_ENDINGS) and _LABEL.match(label)
            if announced and (after is None or not _continues(block.text, after)):
                yield heading, label


def _continues(text: str, after: Block) -> bool:
    """True where the next block is what a label announces: a table, a chart, or text that is no label of its rank."""
    if isinstance(after, Table | Chart):
        return True
    if not isinstance(after, Paragraph):
        return False
    numbered = re.match(r"\d+[.．]", text)
    deeper = numbered and re.match(r"（\d+）", after.text)
    return bool(deeper) or not re.match(r"（\d+）|\d+[.．]|(?:年度目标|完成情况)：", after.text)


def _reports(subject: Subject) -> Location:
    """The schedule to look at first: the texts of the department."""
    schedule = subject.department.schedule("绩效报告") or subject.department.schedule("文字")
    return schedule.location if schedule is not None else Location()


def _with_path(where: Location, path: str) -> Location:
    return Location(where.file, where.sheet, where.cell, where.line, where.column, path)


RULE = Rule("JG-05", "每节都有正文", Severity.WARNING, _check)
