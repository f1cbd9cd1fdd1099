"""The suffixes of the files that a department's input may be, each kind once."""

from __future__ import annotations

from gongkai.readers.workbook import WORKBOOKS

YAML_SUFFIXES = (".yaml", ".yml")
WRITTEN_WORKBOOK = ".xlsx"
WRITTEN_SUFFIXES = (WRITTEN_WORKBOOK, *YAML_SUFFIXES)
"""Of the forms to fill in that we write."""

_AS_WRITTEN = (WRITTEN_WORKBOOK, ".xlsm")
_NOT_READ = (".xlsb",)
INPUT_SUFFIXES = tuple(dict.fromkeys((*_AS_WRITTEN, *YAML_SUFFIXES, *WORKBOOKS, *_NOT_READ)))
"""In the order in which one is taken of files that differ only in this. The last cannot be read: a finding says so."""
