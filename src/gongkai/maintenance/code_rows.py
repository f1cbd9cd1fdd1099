"""The codes and names that the rows of a table hold, whichever way the table of codes is laid out.

The codes stand in columns 类, 款, 项 (each with its own digits or with the whole code), or in one column of whole
codes; the header is found by its labels, perhaps over two rows, on any sheet, and several tables may stand
side by side. Anything doubtful is a finding with its cell.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from gongkai.findings import Finding, Location
from gongkai.frozen import frozen
from gongkai.packs.told import pack_finding

FUNCTIONS, ECONOMIC = "functions", "economic"
LIST_KINDS = {FUNCTIONS: "功能分类", ECONOMIC: "部门预算支出经济分类"}
_LEVELS = ("类", "款", "项")
_CODE_LABELS = ("科目编码", "科目代码", "编码", "代码", "科目编号")
_NAME_LABELS = ("科目名称", "名称")
LENGTHS = {FUNCTIONS: (3, 5, 7), ECONOMIC: (3, 5)}
_CLASS = {FUNCTIONS: "2", ECONOMIC: "3"}
_GOVERNMENT = "5"  # 政府预算支出经济分类 stands in the same publication and is another list
_SPACES = re.compile(r"[\s　\u200b\ufeff]+")
_NUMBERING = re.compile(r"^(?:[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）|其中：)")
_WHOLE = re.compile(r"\d+(?:\.0)?$")
_HEADER_ROWS = 40
_LIKE_FORMULAS = tuple("=+-@＝＋－＠|")
_DEPTH = 2  # how many rows above 类/款/项 the label of the names may stand


@frozen
class CodeSheet:
    """The rows of a sheet, or of a file that has none (`name` empty)."""

    name: str
    rows: list[list[str]]


@frozen
class _Block:
    """The columns of one table: those of the code, from 类 down, and that of the name."""

    codes: tuple[int, ...]
    name: int
    whole: bool


def codes_of_sheets(
    file: str, sheets: Sequence[CodeSheet], findings: list[Finding]
) -> dict[str, dict[str, tuple[str, Location]]]:
    """Codes with name and place by kind, from every table of every sheet."""
    found: dict[str, dict[str, tuple[str, Location]]] = {}
    for sheet in sheets:
        for code, name, place in rows_of_codes(file, sheet, findings):
            kind = kind_of_code(code)
            if not kind:
                if not code.startswith(_GOVERNMENT):
                    findings.append(_bad_code(code, place))
                continue
            known = found.setdefault(kind, {})
            if code in known and known[code][0] != name:
                message = f"{code} 有两个名称：“{known[code][0]}”和“{name}”"
                findings.append(pack_finding("KM-03", message, place, "请核对后只留一个"))
            known.setdefault(code, (name, place))
    return found


def rows_of_codes(
    file: str, sheet: CodeSheet, findings: list[Finding]
) -> Iterator[tuple[str, str, Location]]:
    """Code, name and place of each row of the tables of a sheet, as they stand; none where it has no table of codes."""
    header = _header(sheet.rows)
    if header is not None:
        first, blocks = header
        for block in blocks:
            yield from _codes(file, sheet, first, block, findings)


def kind_of_code(code: str) -> str:
    """The list that a code belongs to by its first digit and its length; empty where it is no code of either."""
    return next(
        (kind for kind, digit in _CLASS.items() if code.startswith(digit) and len(code) in LENGTHS[kind]), ""
    )


def _bad_code(code: str, place: Location) -> Finding:
    hint = "功能分类以 2 开头，3、5、7 位；经济分类以 3 开头，3、5 位"
    return pack_finding("KM-02", f"“{code}”不是科目编码", place, hint)


def _header(rows: Sequence[Sequence[str]]) -> tuple[int, list[_Block]] | None:
    """The first row of codes and the tables side by side; None where no row is a header.

    A row of 类, 款, 项 wins over 科目编码 above it, which then is the heading of the three.
    """
    for whole in (False, True):
        for index, row in enumerate(rows[:_HEADER_ROWS]):
            labels = [_SPACES.sub("", text) for text in row]
            above = [
                [_SPACES.sub("", text) for text in other] for other in rows[max(0, index - _DEPTH) : index]
            ]
            names = {
                position
                for other in (*above, labels)
                for position, text in enumerate(other)
                if text in _NAME_LABELS
            }
            blocks = [block for block in _blocks(labels, sorted(names)) if block.whole is whole]
            if blocks:
                return index + 1, blocks
    return None


def _blocks(labels: Sequence[str], names: Sequence[int]) -> Iterator[_Block]:
    position = 0
    while position < len(labels):
        start, whole = position, labels[position] in _CODE_LABELS
        position += 1
        if labels[start] == _LEVELS[0]:
            while (
                position < len(labels)
                and position - start < 3
                and labels[position] == _LEVELS[position - start]
            ):
                position += 1
            if position - start < 2:
                continue
        elif not whole:
            continue
        name = next((item for item in names if item >= position), None)
        if name is not None:
            yield _Block(tuple(range(start, position)), name, whole)


def _codes(
    file: str, sheet: CodeSheet, first: int, block: _Block, findings: list[Finding]
) -> Iterator[tuple[str, str, Location]]:
    """Code, name and place of each row of a table."""
    above: list[str] = []
    for number, row in enumerate(sheet.rows[first:], first + 1):
        place = Location(file=file, sheet=sheet.name, cell=f"{_letter(block.codes[0])}{number}")
        if not sheet.name:
            place = Location(file=file, line=number, column=block.codes[0] + 1)
        parts = [_SPACES.sub("", row[column]) if column < len(row) else "" for column in block.codes]
        name = _name(row[block.name]) if block.name < len(row) else ""
        if not any(parts) or [_SPACES.sub("", part) for part in parts] == list(_LEVELS[: len(parts)]):
            continue  # notes, empty rows, headings repeated on each page
        if not all(_WHOLE.match(part) for part in parts if part):
            if name and not any(part in _CODE_LABELS for part in parts):
                findings.append(_bad_code("".join(parts), place))
            continue
        code = parts[0] if block.whole else _joined(parts, above)
        if not name:
            findings.append(pack_finding("KM-04", f"{code} 没有名称", place, "请补上科目名称"))
            continue
        name = _without_code(code, name)
        if name.startswith(_LIKE_FORMULAS):  # a spreadsheet program would execute it in our CSV file
            message = f"{code} 的名称“{name}”像公式，不是科目名称"
            findings.append(pack_finding("KM-04", message, place, "请改成科目名称"))
            continue
        yield code, name, place


def _without_code(code: str, name: str) -> str:
    """The name without its own code in front, as finance systems write it: 2010101 行政运行, 01-行政运行."""
    mark = "[-—–_:：、.]"
    rest = re.sub(rf"^(?:{code}{mark}*|{code[-2:]}{mark}+)(?=\D)", "", name)
    return rest or name


def _joined(parts: Sequence[str], above: list[str]) -> str:
    """The whole code of a row of 类/款/项 columns; upper levels left out stand in the rows above.

    `above` holds the digits of the last row's levels and is brought up to date.
    """
    last = max(index for index, part in enumerate(parts) if part)
    digits: list[str] = []
    for level, part in enumerate(parts[: last + 1]):
        given = part.removesuffix(".0")
        before = "".join(digits)
        if not given:
            digits.append(above[level] if level < len(above) else "")
        elif level and len(given) > 2:  # the whole code in its column
            digits.append(given.removeprefix(before))
        else:
            digits.append(given.zfill(3 if level == 0 else 2))
    above[:] = digits
    return "".join(digits)


def _name(text: str) -> str:
    return _NUMBERING.sub("", _SPACES.sub("", text))


def _letter(column: int) -> str:
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
