"""Reads what a user filled in: from a workbook or YAML file to a typed department."""

from gongkai.intake.submission import OpenedInput, open_input

__all__ = ["OpenedInput", "open_input"]
