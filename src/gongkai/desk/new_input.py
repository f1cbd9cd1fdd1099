"""A new input: blank, or begun from last year's."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gongkai.model.department import Department
    from gongkai.model.schema import InputSpec
    from gongkai.packs.pack import Pack
    from gongkai.stages import Loaded


class CannotCarry(Exception):
    """Last year's input is none of this format's; the message goes on after the file's name."""


class NewInput:
    """What is to be filled in with a format; with `last` it begins from last year's input.

    `remarks` is what the user should know of what was taken over. Raises CannotCarry.
    """

    def __init__(self, pack: Pack, last: Loaded | None = None) -> None:
        self.pack = pack
        self.department: Department | None = None
        self.remarks: tuple[str, ...] = ()
        if last is not None:
            self._carry(last)

    def _carry(self, last: Loaded) -> None:
        from gongkai.blanks.new_year import carry

        assert last.department is not None
        assert last.pack is not None
        if last.pack.kind != self.pack.kind:
            raise CannotCarry(f"是“{last.pack.name}”的输入，不能带到“{self.pack.name}”")
        carried = carry(last.department, last.pack, self.pack)
        self.department, self.remarks = carried.department, carried.remarks()

    @property
    def _inputs(self) -> InputSpec:
        """What is asked for, with the remarks in the guide."""
        inputs = self.pack.inputs
        return replace(inputs, guide=(*inputs.guide, *self.remarks))

    def workbook(self) -> bytes:
        from gongkai.blanks import write_workbook

        return write_workbook(self._inputs, self.pack.classification, self.department, is_whole=False)

    def yaml(self) -> bytes:
        from gongkai.blanks import write_yaml

        return write_yaml(self._inputs, self.pack.classification, self.department).encode()
