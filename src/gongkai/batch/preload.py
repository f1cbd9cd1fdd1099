"""Importing this imports all that a department takes from reading to writing, ahead of the first one."""

from __future__ import annotations

from gongkai.intake import open_input
from gongkai.readers import xlsx as reader
from gongkai.rules.engine import algorithmic_rules
from gongkai.sections import compose
from gongkai.writers import docx, xlsx

__all__ = ["compose", "docx", "open_input", "reader", "xlsx"]

algorithmic_rules()
