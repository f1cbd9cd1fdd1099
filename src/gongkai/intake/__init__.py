"""What a user filled in, typed: a workbook or YAML file to a department."""

from gongkai.intake.fault_codes import INPUT_CODES, InputCode
from gongkai.intake.submission import OpenedInput, open_input

__all__ = ["INPUT_CODES", "InputCode", "OpenedInput", "open_input"]
