"""Everything between the user's file and the model: reading and writing the workbook and the YAML form."""

from __future__ import annotations

from gongkai.inputs.codes import INPUT_CODES, InputCode
from gongkai.inputs.extra_sheet import ExtraSheet
from gongkai.inputs.opened import OpenedInput, open_input
from gongkai.inputs.write_workbook import write_workbook
from gongkai.inputs.write_yaml import write_yaml

__all__ = [
    "INPUT_CODES",
    "ExtraSheet",
    "InputCode",
    "OpenedInput",
    "open_input",
    "write_workbook",
    "write_yaml",
]
