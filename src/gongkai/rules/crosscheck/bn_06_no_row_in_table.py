"""BN-06 有金额的科目在固定行的表中都有一行

查什么：收支总表一类按功能分类逐行列出的表，和按经济分类逐行列出的表，是否给每个有金额的科目都留有一行。
为什么：表上没有这一行，金额就印不出来，各行之和小于合计，公开后谁加一遍都能看出来。
通过：支出的科目都属于总表列出的类；经济分类科目都是表中印有的款。
违反：支出填了 227 类的科目，而决算总表没有这一类的行，表中各类之和比本年支出合计少。
怎么改：多半是编码填错，或者用了别的年度的科目：按当年的政府收支分类科目改正编码。
依据：检查目录 BN-06（功能行之和等于本年支出合计）、BN-08；各表行次见当年公开格式。
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from gongkai.findings import NOWHERE, Finding, Severity
from gongkai.model.expression import Expression, Filters, Name, Operation
from gongkai.money import in_wan
from gongkai.packs.pack import LedgerTable, Side, TableKind
from gongkai.rules.rule import Outcome, Rule, Subject

_FUNCTION, _ECONOMIC = "科目", "经济科目"
_CLASS = 3  # digits of a class

Rows = tuple[Expression, Filters, str, frozenset[str]]


def _check(subject: Subject, rule: Rule, options: Mapping[str, str]) -> Outcome:
    findings: dict[tuple[str, str], Finding] = {}
    checked = 0
    for table in subject.pack.tables.values():
        for expression, where, dimension, printed in _fixed_rows(table):
            figure = subject.book.expression(expression, context=where)
            for code in figure.coordinates(dimension):
                checked += 1
                row = code[:_CLASS] if dimension == _FUNCTION else code
                if row not in printed and (dimension, code) not in findings:
                    part = figure.where(**{dimension: code})
                    amount = in_wan(part.amount)
                    kind = "类" if dimension == _FUNCTION else "款"
                    message = f"{code} 有 {amount}，而“{table.key}”没有 {row} {kind}这一行，印不出来"
                    hint = "请按当年的政府收支分类科目核对编码；编码无误的，请格式维护人员在表中加上这一行"
                    place = next(iter(part.sources), NOWHERE)
                    found = Finding(rule.code, rule.severity, message, place, hint, found=code)
                    findings[dimension, code] = found
    if not checked:
        return rule.skipped("没有按固定行列出的科目")
    return rule.outcome(list(findings.values()), checked)


def _fixed_rows(table: LedgerTable) -> Iterator[Rows]:
    """Every figure that a table spreads over fixed rows of codes, its column, and the codes that have a row."""
    if table.kind is TableKind.GRID and table.figure is not None:
        printed = frozenset(code for block in table.blocks for code in block.codes)
        yield table.figure, (), _ECONOMIC, printed
    for side in table.sides:
        rows = dict(_class_rows(side))
        spread = {expression for expression in rows.values() if expression is not None}
        for expression in spread if len(rows) > 1 else ():
            for where in dict.fromkeys(column.where for column in side.columns):
                yield expression, where, _FUNCTION, frozenset(rows)


def _class_rows(side: Side) -> Iterator[tuple[str, Expression | None]]:
    """The lines for function classes: the code, and the figure as it is before it is narrowed to the class."""
    for line in side.lines:
        if line.figure is not None:
            codes: set[str] = set()
            widened = _widened(line.figure, codes)
            if len(codes) == 1 and len(code := codes.pop()) == _CLASS:
                yield code, widened


def _widened(expression: Expression, codes: set[str]) -> Expression:
    """The expression without its filter on a function code; that code into `codes`."""
    if isinstance(expression, Name):
        named = [values for name, values in expression.filters if name == _FUNCTION]
        if not named:
            return expression
        codes.update([value for values in named for value in values if value])
        kept = tuple(item for item in expression.filters if item[0] != _FUNCTION)
        return Name(expression.name, kept)
    if isinstance(expression, Operation):
        left, right = _widened(expression.left, codes), _widened(expression.right, codes)
        return Operation(expression.operator, left, right)
    return expression


RULE = Rule("BN-06", "有金额的科目在表中都有一行", Severity.ERROR, _check)
