"""Forms to fill in: the blank or carried-over workbook and its YAML."""

from gongkai.blanks.extra_sheet import ExtraSheet
from gongkai.blanks.workbook import write_workbook
from gongkai.blanks.yaml_blank import write_yaml

__all__ = ["ExtraSheet", "write_workbook", "write_yaml"]
