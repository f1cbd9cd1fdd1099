"""A new input: blank, or begun from last year's."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from gongkai.model.labels import IDENTITY_SCHEDULE

if TYPE_CHECKING:
    from gongkai.model.department import Department
    from gongkai.model.schema import InputSpec
    from gongkai.packs.pack import Pack
    from gongkai.stages import Loaded


class CannotCarry(Exception):
    """Last year's files do not fit this format; the message is Chinese and continues after the file's name."""


class NotRecognised(CannotCarry):
    """The files could not be identified."""


class NewInput:
    """The form to be filled in for a format; with `last` it is begun from last year's input.

    `published` says that `last` was recovered from published documents. `remarks` tell the user (in Chinese) what was
    carried over. Raises CannotCarry.
    """

    def __init__(self, pack: Pack, last: Loaded | None = None, published: bool = False) -> None:
        self.pack = pack
        self.department: Department | None = None
        self.remarks: tuple[str, ...] = ()
        if last is not None:
            self._carry(last, published)

    def _carry(self, last: Loaded, published: bool) -> None:
        from gongkai.blanks.new_year import LAST_PRINT, carry

        assert last.department is not None
        assert last.pack is not None
        if last.pack.kind != self.pack.kind:
            what = f"是按“{last.pack.name}”公开的" if published else f"是“{last.pack.name}”的输入"
            raise CannotCarry(f"{what}，不能带到“{self.pack.name}”")
        carried = carry(last.department, last.pack, self.pack)
        if published:
            carried.origin = LAST_PRINT
        self.department = carried.department
        self.remarks = (*carried.remarks(), *(_counts(carried.department) if published else ()))

    def add_remarks(self, more: Iterable[str]) -> None:
        self.remarks = (*self.remarks, *more)

    @property
    def _inputs(self) -> InputSpec:
        """The input specification with the remarks added to its guide."""
        inputs = self.pack.inputs
        return replace(inputs, guide=(*inputs.guide, *self.remarks))

    def workbook(self) -> bytes:
        from gongkai.blanks import write_workbook

        return write_workbook(self._inputs, self.pack.classification, self.department, is_whole=False)

    def yaml(self) -> bytes:
        from gongkai.blanks import write_yaml

        return write_yaml(self._inputs, self.pack.classification, self.department).encode()


def _counts(department: Department) -> tuple[str, ...]:
    """How many figures and texts each sheet begins with."""
    found = []
    for schedule in department.schedules.values():
        values = [value for entry in schedule.entries for value in entry.values.values()]
        numbers = sum(isinstance(value.value, Decimal) for value in values)
        texts = sum(not value.confirmed for value in values)
        parts = [f"{number} {what}" for number, what in ((numbers, "个数"), (texts, "处文字")) if number]
        if parts and schedule.spec.name != IDENTITY_SCHEDULE:
            found.append(f"{schedule.spec.name} {'、'.join(parts)}")
    return (f"各表带来：{'；'.join(found)}",) if found else ()
