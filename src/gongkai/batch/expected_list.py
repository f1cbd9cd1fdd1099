"""The list of departments that are expected to hand in: a workbook, CSV or text, as people keep such lists."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from gongkai.copies.workbook_copy import COPIED_SUFFIXES
from gongkai.model.labels import normal

# Headings of the column of names, as `normal` gives them; the first ones first, where a list has several.
_NAME_HEADS = (
    *("单位名称", "单位全称", "预算单位名称", "预算单位", "部门(单位)名称", "部门名称", "部门全称"),
    *("部门(单位)", "单位", "部门", "名称"),
)
_NUMBER = re.compile(
    r"^\s*(?:[（(]?\s*\d{1,4}\s*[)）]|\d{1,4}\s*[.．、,，:：\t ]|[一二三四五六七八九十]{1,3}、)\s*"
)
_ONLY_NUMBER = re.compile(r"[\d\s.．、,，()（）]*")
# What stands under a list and is no department.
_NO_NAME = re.compile(
    r"(?:合计|总计|共计|小计|总数|以上|注释?|备注|说明|填表说明|制表人?|填表人?|审核人?|联系人|联系电话|日期|单位数)"
    r"(?:[:：\s，,（(\d]|$)|共\s*\d+\s*[个家]|.*(?:名单|一览表)$"
)
_COUNTED = re.compile(r"\d+\s*[个家]\s*(?:单位|部门)?")


def read_expected(path: Path) -> list[str]:
    """The names below a heading such as 单位名称, on whichever sheet; without one, the first column of words.

    Totals, notes and numbers before the names are left out. Raises what a stranger's file does to its reader.
    """
    tables = list(_tables(path))
    for rows in tables:
        for number, row in enumerate(rows):
            texts = [normal(text) for text in row]
            if head := next((head for head in _NAME_HEADS if head in texts), ""):
                return _names(rows[number + 1 :], texts.index(head))
    for rows in tables:
        for column in range(max(map(len, rows), default=0)):
            written = [text for row in rows if column < len(row) and (text := row[column].strip())]
            names = _names(rows, column)
            if names and 2 * sum(bool(_ONLY_NUMBER.fullmatch(text)) for text in written) < len(written):
                return names
    return []


def _names(rows: Sequence[Sequence[str]], column: int) -> list[str]:
    found = []
    for row in rows:
        # A total may stand in the column of numbers, with its count under the names.
        if any(_NO_NAME.match(text.strip()) for text in row[: column + 1]):
            continue
        name = row[column].strip() if column < len(row) else ""
        name = _NUMBER.sub("", name, count=1).strip()
        if name and not _ONLY_NUMBER.fullmatch(name) and not _COUNTED.fullmatch(name):
            found.append(name)
    return list(dict.fromkeys(found))


def _tables(path: Path) -> Iterator[list[list[str]]]:
    if path.suffix.lower() in COPIED_SUFFIXES:
        import openpyxl

        for sheet in openpyxl.load_workbook(path, read_only=True, data_only=True).worksheets:
            yield [
                ["" if value is None else str(value) for value in row]
                for row in sheet.iter_rows(values_only=True)
            ]
        return
    content = path.read_bytes()
    try:
        text = content.decode("utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except UnicodeDecodeError:  # as Windows wrote it for long
        text = content.decode("gb18030")
    if path.suffix.lower() == ".csv":
        yield list(csv.reader(text.splitlines()))
        return
    yield [[line] for line in text.splitlines()]
