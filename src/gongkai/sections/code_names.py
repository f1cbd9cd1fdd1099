"""Codes as templates see them: their names, and one row per code of a figure."""

from __future__ import annotations

from gongkai.frozen import frozen
from gongkai.model.book import Figure
from gongkai.model.classification import FUNCTION_LENGTHS, Classification
from gongkai.model.department import Department
from gongkai.model.labels import FUNCTION_DIMENSION, NAMES_CODE, NAMES_NAME, NAMES_SCHEDULE, name_column


@frozen
class CodeRow:
    """A function code as templates see it: 编码, its own 名称 and those of its class and group, 简称, and 数."""

    编码: str
    名称: str
    类名称: str
    款名称: str
    数: Figure

    @property
    def 简称(self) -> str:
        """The name as it stands before （类）支出: 公共安全 of 公共安全支出."""
        return self.名称.removesuffix("支出") or self.名称


class CodeNames:
    """Names of codes: from the schedule of names (科目名称补充), else the year's list, else the user's name beside a code.

    For function codes whose listed name is unverified (`Classification.likely`) the user's name comes first.
    """

    def __init__(self, department: Department, classification: Classification) -> None:
        self.given: dict[str, str] = {}
        self.classification = classification
        named = department.schedule(NAMES_SCHEDULE)
        self.stated = {entry.text(NAMES_CODE): entry.text(NAMES_NAME) for entry in named or ()}
        for schedule in department.schedules.values():
            pairs = [
                (column.name, name_column(column.name))
                for column in schedule.spec.key_columns
                if column.name.endswith("编码")
            ]
            for entry in schedule.entries if pairs else ():
                for code, name in pairs:
                    if entry.text(code) and entry.text(name):
                        self.given.setdefault(entry.text(code), entry.text(name))

    def function(self, code: str) -> str:
        given = self.given.get(code, "")
        stated = self.stated.get(code) or (given if code in self.classification.likely else "")
        return stated or self.classification.functions.get(code) or given

    def economic(self, code: str) -> str:
        return self.classification.economic.get(code) or self.given.get(code, "")

    def of(self, code: str) -> str:
        """The name of a code of either classification, empty if unknown; the two do not share a code."""
        return self.function(code) or self.economic(code)

    def rows(
        self, figure: Figure, length: int, dimension: str = FUNCTION_DIMENSION, 含: str = ""
    ) -> list[CodeRow]:
        """One row per code of `length` digits that the figure has an amount in, in order.

        `含` names another stage whose codes count too, such as 上年决算.
        """
        found = figure.coordinates(dimension)
        if 含:
            found = sorted({*found, *figure.at(含).coordinates(dimension)})
        codes = dict.fromkeys(code[:length] for code in found)
        return [self.row(figure, dimension, code) for code in codes]

    def row(self, figure: Figure, dimension: str, code: str) -> CodeRow:
        class_length, group_length, _ = FUNCTION_LENGTHS
        return CodeRow(
            编码=code,
            名称=self.of(code),
            类名称=self.function(code[:class_length]),
            款名称=self.function(code[:group_length]),
            数=figure.where(**{dimension: code}),
        )
