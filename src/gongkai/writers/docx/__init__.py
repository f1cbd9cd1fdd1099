"""The Word writer: `load_style` once for a pack, `write_docx` for each document."""

from gongkai.writers.docx.reference_style import Style, StyleError, load_style
from gongkai.writers.docx.writer import docx_parts, entries, write_docx

__all__ = ["Style", "StyleError", "docx_parts", "entries", "load_style", "write_docx"]
