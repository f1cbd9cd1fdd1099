"""What changes in the tables and forms of a format, line by line for a note."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from gongkai.maintenance.change_lines import changed, changes_of_order, used_items
from gongkai.model.expression import expression_text
from gongkai.packs.pack import Form, Pack
from gongkai.packs.plain_words import reader_text
from gongkai.packs.tables import (
    CodesTable,
    EconomicTable,
    LedgerTable,
    Side,
    SidesTable,
    SingleTable,
    TableColumn,
)


def table_changes(old: Pack, new: Pack) -> list[tuple[str, list[str]]]:
    """By the title of each table of the new format: what it is by itself, or how it differs from the old one's.

    A base prints no table itself; there each of its tables counts as used.
    """
    before = old.tables if old.abstract else used_items(old, "表")
    titles = {reader_text(old.tables[name].title): name for name in before}
    found = []
    for name in dict.fromkeys(used_items(new, "表")):
        table = new.tables[name]
        known = name if name in before else titles.get(reader_text(table.title))
        texts = _made_up(table) if known is None else _table(old.tables[known], table, new)
        if texts:
            found.append((reader_text(table.title), texts))
    return found


def _made_up(table: LedgerTable) -> list[str]:
    """A table that the old format has not."""
    heads, labels = _heads(table), _labels(table)
    told = [f"新增这张表{f'（{table.code}）' if table.code else ''}"]
    told += [f"各栏：{'、'.join(heads)}"] if heads else []
    return told + ([f"各行：{'、'.join(labels)}"] if labels else [])


def _table(old: LedgerTable, new: LedgerTable, pack: Pack) -> list[str]:
    found = changed(reader_text(old.title), reader_text(new.title), "表名")
    found += changed(old.code, new.code, "表号")
    found += changed(_captions(old.caption), _captions(new.caption), "表头说明")
    found += changes_of_order(_heads(old), _heads(new), "栏")
    found += changes_of_order(_labels(old), _labels(new), "行")
    found += _bindings(old, new)
    gone, come = _grid_codes(old), _grid_codes(new)
    names = pack.classification.economic
    for what, codes, others in (("新增", come, gone), ("取消", gone, come)):
        told = [f"{code} {names.get(code, '')}".strip() for code in codes if code not in others]
        found += [f"{what}科目：{'、'.join(told)}"] if told else []
    found += _row_rule(old, new)
    found += changes_of_order(
        [reader_text(text) for text in old.notes], [reader_text(text) for text in new.notes], "表注"
    )
    found += changed(old.empty_note, new.empty_note, "无数据时的说明")
    return found


def _row_rule(old: LedgerTable, new: LedgerTable) -> list[str]:
    """What makes the rows of a table of codes."""
    if not isinstance(new, CodesTable):
        return []
    before = (old.rows, old.levels) if isinstance(old, CodesTable) else (None, ())
    found = []
    if before[0] != new.rows:
        found += changed(expression_text(before[0]), expression_text(new.rows), "列行的依据")
    if before[1] != new.levels:
        levels = "、".join(map(str, new.levels))
        found.append(f"科目列到{levels}位编码" if levels else "不再按科目分级列行")
    return found


def _columns(table: LedgerTable) -> tuple[TableColumn, ...]:
    return table.columns if isinstance(table, CodesTable | SingleTable) else ()


def _sides(table: LedgerTable) -> tuple[Side, ...]:
    return table.sides if isinstance(table, SidesTable) else ()


def _heads(table: LedgerTable) -> list[str]:
    heads = ["／".join(reader_text(text) for text in column.path) for column in _columns(table)]
    for side in _sides(table):
        heads += [f"{side.title}／{'／'.join(column.path)}" for column in side.columns]
    return [*heads, *(table.titles if isinstance(table, EconomicTable) else ())]


def _labels(table: LedgerTable) -> list[str]:
    if isinstance(table, EconomicTable):
        return [footer.label for footer in table.footers]
    labels = [reader_text(line.label) for side in _sides(table) for line in side.lines if line.label]
    return [*(table.totals if isinstance(table, CodesTable) else ()), *labels]


def _bindings(old: LedgerTable, new: LedgerTable) -> list[str]:
    """Columns and lines of the same name that take another figure."""
    before, after = (
        {"／".join(column.path): column.figure for column in _columns(table)} for table in (old, new)
    )
    found = _rebound(before, after, "栏")
    before, after = (
        {line.label: line.figure for side in _sides(table) for line in side.lines if line.label}
        for table in (old, new)
    )
    return found + _rebound(before, after, "行")


def _rebound(old: Mapping[str, object], new: Mapping[str, object], what: str) -> list[str]:
    found = []
    for name, figure in new.items():
        if name in old and old[name] != figure:
            before, after = expression_text(old[name]), expression_text(figure)  # type: ignore[arg-type]
            found.append(f"{what}“{name}”的数由“{before or '空'}”改为“{after or '空'}”")
    return found


def _grid_codes(table: LedgerTable) -> list[str]:
    return (
        [code for block in table.blocks for code in block.codes] if isinstance(table, EconomicTable) else []
    )


def _captions(caption: Iterable[tuple[str, str, str]]) -> str:
    return "；".join(" ".join(filter(None, map(reader_text, line))) for line in caption)


def form_changes(old: Pack, new: Pack) -> list[tuple[str, list[str]]]:
    before, after = used_items(old, "附表"), used_items(new, "附表")
    return [
        (reader_text(new.forms[name].title), texts)
        for name in after
        if name in before and (texts := _form(old.forms[name], new.forms[name]))
    ]


def _form(old: Form, new: Form) -> list[str]:
    found = changed(reader_text(old.title), reader_text(new.title), "表名")
    found += changed(reader_text(old.subtitle), reader_text(new.subtitle), "副标题")
    found += changes_of_order(_cells(old), _cells(new), "格")
    found += changes_of_order(
        [reader_text(text) for text in old.notes], [reader_text(text) for text in new.notes], "表注"
    )
    return found


def _cells(form: Form) -> list[str]:
    return [text for row in form.rows for cell in row.cells if (text := reader_text(cell.text).strip())]
