"""Drop-downs and input messages, and the sheet of codes that holds the long lists."""

from __future__ import annotations

from typing import Any

from gongkai.blanks.cell_formats import Styles
from gongkai.blanks.sheet_places import SUMMED_ROWS, rows_layout
from gongkai.intake.subject_codes import known_codes
from gongkai.intake.workbook_form import sheet_name
from gongkai.model.classification import Classification
from gongkai.model.labels import CODE_SHEET
from gongkai.model.schema import Column, ColumnType, InputSpec, Shape

# Excel's limits for a list written into the cell and for the texts of an input message.
INLINE_LIMIT = 250
TITLE_LIMIT = 32
MESSAGE_LIMIT = 250
_COUNT_MESSAGE = "填不小于 0 的整数"


class DropDowns:
    """All lists of a workbook. Lists too long for a cell, and codes with names, stand on the code sheet."""

    def __init__(self, spec: InputSpec, classification: Classification) -> None:
        self.lists: dict[str, tuple[str, ...]] = {}
        self._ranges: dict[tuple[str, ...], str] = {}
        kinds = {column.type for schedule in spec.schedules for column in schedule.columns}
        self._codes: dict[tuple[ColumnType, int], tuple[str, ...]] = {}
        for kind, title, items, names in (
            (
                ColumnType.FUNCTION,
                "功能分类科目（项级）",
                classification.function_items(),
                classification.functions,
            ),
            (
                ColumnType.ECONOMIC,
                "经济分类科目（款级）",
                classification.economic_items(),
                classification.economic,
            ),
        ):
            if kind in kinds and items:
                self._codes[kind, 0] = tuple(f"{code} {names[code]}" for code in items)
                self._add(title, self._codes[kind, 0])
        self._names = names_elsewhere(spec)
        for schedule in spec.schedules:
            for column in schedule.columns:
                self._add_level(column, classification)
        for schedule in spec.schedules:
            choices = [(column.path[-1], column.offered) for column in schedule.columns if not column.follows]
            if schedule.sheets:
                continue  # their texts are written already
            choices += [(line.name, line.choices) for line in schedule.lines]
            for title, items in choices:
                if items and _too_long(items):
                    self._add(title, items)

    def _add_level(self, column: Column, classification: Classification) -> None:
        """The codes of a column that asks for a level above the finest."""
        if not column.length:
            return
        names = known_codes(column.type, classification)
        items = tuple(f"{code} {name}" for code, name in names.items() if len(code) == column.length)
        if items:
            self._codes[column.type, column.length] = items
            self._add(f"{column.path[-1]}（{column.length}位）", items)

    def _add(self, title: str, items: tuple[str, ...]) -> None:
        if items in self._ranges:
            return
        from xlsxwriter.utility import xl_col_to_name

        while title in self.lists:
            title += "＋"
        column = xl_col_to_name(len(self.lists))
        self.lists[title] = items
        self._ranges[items] = f"='{CODE_SHEET}'!${column}$2:${column}${len(items) + 1}"

    def column_rule(self, column: Column) -> dict[str, object]:
        """The data validation of a column of rows; names that another sheet has are offered from there."""
        rule = self.names_rule(column.path[-1], column.listed_in, column.prompt)
        return rule or self.rule(column.type, column.path[-1], column.offered, column.prompt, column.length)

    def names_rule(self, label: str, listed_in: str, prompt: str = "") -> dict[str, object]:
        """The data validation of a cell for a name that another sheet has; empty where it has none."""
        place = self._names.get(listed_in)
        if place is None:
            return {}
        said = f"从“{listed_in.partition('/')[0]}”表已经填的里面选" + (f"；{prompt}" if prompt else "")
        rule: dict[str, object] = {"validate": "list", "source": place, "show_error": False}
        return rule | {"input_title": label[:TITLE_LIMIT], "input_message": said[:MESSAGE_LIMIT]}

    def rule(
        self, kind: ColumnType, label: str, choices: tuple[str, ...], prompt: str, length: int = 0
    ) -> dict[str, object]:
        """The data validation of an input cell; empty where there is nothing to offer or to say."""
        rule: dict[str, object] = {}
        items = choices or self._codes.get((kind, length), ())
        if items:
            rule = {"validate": "list", "source": self._ranges.get(items, list(items))}
            if choices:
                rule |= {"error_title": "不在清单中", "error_message": "请从下拉清单中选择。"}
            else:
                # Codes may be typed without their names, and the list is incomplete. So nothing is forbidden and
                # Excel does not ask at every code; `gongkai check` does the checking.
                rule |= {"error_type": "warning", "show_error": False}
        elif kind is ColumnType.COUNT:
            rule = {"validate": "integer", "criteria": ">=", "value": 0, "error_type": "warning"}
            rule |= {"error_title": "数量", "error_message": _COUNT_MESSAGE + "。"}
        elif prompt:
            rule = {"validate": "any"}
        if rule and prompt:
            rule |= {"input_title": label[:TITLE_LIMIT], "input_message": prompt[:MESSAGE_LIMIT]}
        return rule

    def write_sheet(self, book: Any, styles: Styles) -> None:
        """The last sheet: every list in a column of its own, for looking up and for the drop-downs."""
        if not self.lists:
            return
        sheet = book.add_worksheet(CODE_SHEET)
        sheet.set_tab_color("#A6A6A6")
        sheet.freeze_panes(1, 0)
        for column, (title, items) in enumerate(self.lists.items()):
            width = min(60, 2 * max(map(len, items)) + 2)
            sheet.set_column(column, column, width, styles.make(num_format="@"))
            sheet.write_string(0, column, title, styles.heading())
            for row, item in enumerate(items, start=1):
                sheet.write_string(row, column, item)


def names_elsewhere(spec: InputSpec) -> dict[str, str]:
    """Where the names that other sheets offer are typed: “项目/项目名称” to a formula for what stands there."""
    from xlsxwriter.utility import xl_col_to_name

    found = {}
    asked = {column.listed_in for schedule in spec.schedules for column in schedule.columns}
    asked |= {sheet.listed_in for schedule in spec.schedules for sheet in schedule.sheets}
    for wanted in sorted(asked - {""}):
        name, _, heading = wanted.partition("/")
        schedule = spec.schedule(name)
        if schedule is None or schedule.shape is not Shape.ROWS:
            continue
        layout = rows_layout(schedule)
        column = next(
            (index for index, slot in enumerate(layout.slots) if "/".join(slot.path) == heading), None
        )
        if column is not None:
            letter, first = xl_col_to_name(column), layout.first_row + 1
            cells = f"'{sheet_name(name)}'!${letter}${first}"
            # Only as far as something is filled in, or the list would be long and empty.
            found[wanted] = f"=OFFSET({cells},0,0,MAX(1,COUNTA({cells}:${letter}${first + SUMMED_ROWS})),1)"
    return found


def _too_long(choices: tuple[str, ...]) -> bool:
    return len(",".join(choices)) > INLINE_LIMIT or any("," in choice for choice in choices)
