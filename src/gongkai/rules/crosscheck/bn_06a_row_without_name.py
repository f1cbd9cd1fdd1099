"""BN-06a 印出的科目都有名称

查什么：各表印出的类、款、项，科目名称一格是不是空的。
为什么：字典没有收全全部科目。项的名称写在同一行，类和款是程序从项级编码推出来的，字典没有就印成空白。
通过：22960 不在字典中，“科目名称补充”里写了“22960 彩票公益金安排的支出”。
违反：填了 2296002，字典没有 22960，表上 22960 一行的名称是空的。
怎么改：在“科目名称补充”表写上编码和名称，以当年《政府收支分类科目》为准；没有这张表的旧工作簿，自己加一张同名工作表。
依据：检查目录 BN-06；政府收支分类科目。
"""

from __future__ import annotations

from collections.abc import Mapping

from gongkai.findings import NOWHERE, Finding, Location, Severity
from gongkai.model.classification import FUNCTION_LENGTHS
from gongkai.model.labels import NAMES_CODE, NAMES_NAME, NAMES_SCHEDULE
from gongkai.model.schema import ColumnType
from gongkai.packs.tables import Bind
from gongkai.rules.rule import Outcome, Rule, Status, Subject
from gongkai.tree.nodes import Document, Table, labels_before_labels

# An item without a name is reported where it is typed (SR-10).
_DERIVED = FUNCTION_LENGTHS[:-1]
_GROUP, _ITEM = Bind.GROUP.value, Bind.ITEM.value  # headings of codes in columns of their own


def _check(subject: Subject, rule: Rule, options: Mapping[str, str]) -> Outcome:
    if subject.document is None:
        return Outcome(rule.code, rule.name, Status.NOT_RUN, "报告没有写出来")
    checked, blank = nameless(subject.document)
    if not checked:
        return rule.skipped("没有按科目编码列出的表")
    findings = []
    there = subject.department.schedule(NAMES_SCHEDULE)
    sheet = (
        ""
        if there is not None and there.present
        else f"。没有这张表的，新增一张名为“{NAMES_SCHEDULE}”的工作表，第一行写“{NAMES_CODE}”“{NAMES_NAME}”"
    )
    for code, title in sorted(blank.items()):
        proposed = subject.pack.classification.proposed(code)
        likely = f"（可能是“{proposed}”，请对照当年的科目表核对）" if proposed else ""
        hint = f"请在“{NAMES_SCHEDULE}”表加一行：{NAMES_CODE}填 {code}，{NAMES_NAME}填它的名称{likely}{sheet}"
        message = f"字典中没有科目 {code}，“{title}”中它的名称是空的"
        findings.append(
            Finding(
                rule.code,
                rule.severity,
                message,
                _place(subject, code),
                hint,
                f"{code} 没有名称",
                f"{code} {proposed}" if proposed else "",
            )
        )
    return rule.outcome(findings, checked)


def nameless(document: Document) -> tuple[int, dict[str, str]]:
    """How many codes are printed, and those whose name is blank with the title of the first table."""
    checked = 0
    blank: dict[str, str] = {}
    for table in document.tables:
        for code, name in _coded(table):
            checked += 1
            if not name.strip():
                blank.setdefault(code, table.title)
    return checked, blank


def _coded(table: Table) -> list[tuple[str, str]]:
    """Codes of 类 and 款 in the label cells of a table, each with the label that follows it."""
    heads = [cell.text for row in table.rows[: table.header_rows] for cell in row.cells]
    if heads.count(_GROUP) == 1:
        return _coded_in_columns(table, heads.count(_ITEM) + 2)
    found: list[tuple[str, str]] = []
    for row in table.rows:
        shape = row.shape
        labelled = shape.labelled if shape else labels_before_labels([cell.kind for cell in row.cells])
        for at in labelled:
            code = row.cells[at].text
            if len(code) in _DERIVED and code.isdigit():
                found.append((code, row.cells[at + 1].text))
    return found


def _coded_in_columns(table: Table, columns: int) -> list[tuple[str, str]]:
    """The same where 类, 款 and 项 have a column each: the first `columns` cells of a row, before the name."""
    rows = ([cell.text for cell in row.cells] for row in table.rows[table.header_rows :])
    found = (("".join(texts[:columns]), texts[columns]) for texts in rows if len(texts) > columns)
    return [(code, name) for code, name in found if len(code) in _DERIVED and code.isdigit()]


def _place(subject: Subject, code: str) -> Location:
    """The first cell whose code stands under `code`."""
    for schedule in subject.department.schedules.values():
        for column in schedule.spec.columns:
            if column.type is ColumnType.FUNCTION:
                for entry in schedule.entries:
                    if entry.text(column.name).startswith(code):
                        return entry.place(column.name)
    return NOWHERE


RULE = Rule("BN-06a", "印出的科目都有名称", Severity.ERROR, _check)
