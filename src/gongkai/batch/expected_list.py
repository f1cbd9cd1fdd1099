"""The list of departments that are expected to hand in, from a workbook, a CSV file or a text file."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from gongkai.copies.workbook_copy import COPIED_SUFFIXES
from gongkai.model.labels import normal

# Headings of the column of names, in normal form; where a list has several of them, the first here counts.
_NAME_HEADS = (
    *("单位名称", "单位全称", "预算单位名称", "预算单位", "部门(单位)名称", "部门名称", "部门全称"),
    *("部门(单位)", "单位", "部门", "名称"),
)
_HEAD_MORE = re.compile(r"[:*]+$|\((?:全称|规范名称|必填|简称)\)$")
_NUMBER = re.compile(
    r"^\s*(?:[（(]?\s*\d{1,4}\s*[)）]|\d{1,4}\s*[.．、,，:：·\t ]|[（(]\s*[一二三四五六七八九十]{1,3}\s*[)）]"
    r"|[一二三四五六七八九十]{1,3}、|[①-⑳⑴-⒇㈠-㈩]|[-*+]\s|[•●○■□◆▪·—])\s*"
)
_ONLY_NUMBER = re.compile(
    r"[\d\s.．、,，()（）]*|\d{4}-\d\d-\d\d.*|\d{2,4}\s*[年./-]\s*\d{1,2}\s*[月./-]\s*(?:\d{1,2}\s*日?)?"
)
# Texts around a list that are no departments.
_NO_NAME = re.compile(
    r"(?:合计|总计|共计|小计|总数|以上|注释?|备注|说明|填表说明|制表人?|填表人?|审核人?|联系人|联系电话|日期|单位数)"
    r"(?:[:：\s，,（(\d]|$)|共\s*\d+\s*[个家]|.*(?:名单|一览表)$|.*[:：]$|(?:序号|编号)\s|#|//"
)
_COUNTED = re.compile(r"\d+\s*[个家]\s*(?:单位|部门)?")
_SECTION = re.compile(  # a line that stands above a part of the list
    r"(?:[县市区省]直)?(?:党政|党群|党委|政府|人大|政协|群团|人民|社会|垂直管理|垂管|行政|事业|参公|直属|其他|一级|二级|预算)"
    r"(?:机关|单位|部门|组织|团体)(?:[（(].*[)）])?"
)
_REMARK = re.compile(r"\s+(?:(?:#|//).*|0\d{2,3}[-—]\d+|\d{7,})$")  # or a telephone number
_BETWEEN_NAMES = re.compile(r"[、，,；;]")
_DELIMITERS = "\t;|"


def read_expected(path: Path) -> list[str]:
    """The names below every heading such as 单位名称, on whichever sheets; without one, the first column of words.

    Totals, notes, section lines and numbers before the names are left out. A damaged file may raise
    anything.
    """
    tables = list(_tables(path))
    wanted = min(
        (_NAME_HEADS.index(head) for rows in tables for row in rows for head in _heads(row)), default=None
    )
    if wanted is not None:
        found = [names for rows in tables for names in _below(rows, _NAME_HEADS[wanted])]
        return _each_once(name for names in found for name in names)
    for rows in tables:
        for column in range(max(map(len, rows), default=0)):
            written = [text for row in rows if column < len(row) and (text := row[column].strip())]
            names = _names(rows, column)
            if names and 2 * sum(bool(_ONLY_NUMBER.fullmatch(text)) for text in written) < len(written):
                return _each_once(_split(names))
    return []


def _heads(row: Sequence[str]) -> list[str]:
    """The headings of names in a row, by column; empty for other texts."""
    texts = [_HEAD_MORE.sub("", normal(text)) for text in row]
    return [text for text in texts if text in _NAME_HEADS]


def _below(rows: Sequence[Sequence[str]], head: str) -> Iterator[list[str]]:
    """The names in each column under this heading: a long list may be set in several columns side by side."""
    for number, row in enumerate(rows):
        if head in _heads(row):
            texts = [_HEAD_MORE.sub("", normal(text)) for text in row]
            columns = [column for column, text in enumerate(texts) if text == head]
            yield from (_names(rows[number + 1 :], column) for column in columns)
            return


def _names(rows: Sequence[Sequence[str]], column: int) -> list[str]:
    found = []
    for row in rows:
        # The word for a total may stand in the column of numbers, and the count under the names.
        if any(_NO_NAME.match(_NUMBER.sub("", text, count=1).strip()) for text in row[: column + 1]):
            continue
        name = _REMARK.sub("", row[column]).strip() if column < len(row) else ""
        name = _NUMBER.sub("", name, count=1).strip().rstrip("；;，,、。")
        if name and not any(pattern.fullmatch(name) for pattern in (_ONLY_NUMBER, _COUNTED, _SECTION)):
            found.append(name)
    return found


def _split(names: list[str]) -> list[str]:
    """The names of a list that was written as one sentence."""
    if len(names) > 1 or not _BETWEEN_NAMES.search(names[0]):
        return names
    return [name for part in _BETWEEN_NAMES.split(names[0].rstrip("。. ")) if (name := part.strip())]


def _each_once(names: Iterable[str]) -> list[str]:
    found: dict[str, str] = {}
    for name in names:
        found.setdefault(normal(name), name)
    return list(found.values())


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
    except UnicodeDecodeError:  # the usual encoding of older Windows programs
        text = content.decode("gb18030")
    lines = text.splitlines()
    delimiter = next(
        (char for char in _DELIMITERS if sum(char in line for line in lines) * 2 > len(lines)), ""
    )
    if path.suffix.lower() == ".csv" or delimiter:
        yield list(csv.reader(lines, delimiter=delimiter or ","))
        return
    yield [[line] for line in lines]
