"""How a format numbers a list: `一、`, `（一）`, `1.`, `1. ` and the like, written as its first number."""

from __future__ import annotations

import re

from gongkai.frozen import frozen
from gongkai.model.labels import chinese_numeral
from gongkai.packs.compilers.strict_mapping import NO, MappingReader

_SAMPLE = re.compile(r"([^一1]*)([一1])([^一1]*)")


@frozen
class Numbering:
    """The text before and behind a number, which is printed in Chinese numerals or in digits."""

    before: str
    chinese: bool
    behind: str

    def of(self, number: int) -> str:
        """A number (from 1) as printed."""
        return f"{self.before}{chinese_numeral(number) if self.chinese else number}{self.behind}"


def numberings(table_numbers: bool, contents: Numbering | None, glossary: Numbering | None) -> dict[str, str]:
    """How a format numbers its tables and terms, for a reader: what is numbered, and its first number."""
    before = "一、" if table_numbers else "不编号"
    return {
        "表名前的编号": before,
        "目录里表名的编号": contents.of(1) if contents is not None else before,
        "名词的编号": glossary.of(1) if glossary is not None else "不编号",
    }


USUAL_NUMBERING = Numbering("", True, "、")


def read_numbering(reader: MappingReader, key: str, default: Numbering | None) -> Numbering | None:
    """The numbering under a key of pack.yaml: None for 否, `default` where the key is absent."""
    text = reader.text(key, "")
    if not text or text in NO:
        return None if text else default
    found = _SAMPLE.fullmatch(text)
    if found is None:
        hint = "写出第一个编号的样子，例如 一、  （一）  1.；不编号写“否”"
        reader.fault(f"“{key}”应是编号的样子，写的是“{text}”", reader.node_of(key), hint)
        return default
    return Numbering(found[1], found[2] == "一", found[3])
