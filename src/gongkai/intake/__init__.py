"""What a user filled in, typed: a workbook or YAML file to a department."""

from gongkai.intake.submission import OpenedInput, open_input

__all__ = ["OpenedInput", "open_input"]
