"""`codes import`: the Ministry's yearly table of codes as published, as the CSV lists of a year.

The codes stand in columns 类, 款, 项 (each with its own digits or with the whole code), or in one column of whole
codes; the header is found by its labels, perhaps over two rows, on any sheet, and several tables may stand
side by side. Anything doubtful is a finding with its cell, and then nothing is made.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from gongkai.files import why_refused
from gongkai.findings import Finding, Location, Severity
from gongkai.maintenance.format_difference import code_changes
from gongkai.packs.told import pack_finding

FUNCTIONS, ECONOMIC = "functions", "economic"
LIST_KINDS = {FUNCTIONS: "功能分类", ECONOMIC: "部门预算支出经济分类"}
_LEVELS = ("类", "款", "项")
_CODE_LABELS = ("科目编码", "科目代码", "编码", "代码", "科目编号")
_NAME_LABELS = ("科目名称", "名称")
_LENGTHS = {FUNCTIONS: (3, 5, 7), ECONOMIC: (3, 5)}
_CLASS = {FUNCTIONS: "2", ECONOMIC: "3"}
_GOVERNMENT = "5"  # 政府预算支出经济分类 stands in the same publication and is another list
_FILES = ("functions.csv", "economic.csv", "function_classes.csv")
_SPACES = re.compile(r"[\s　\u200b\ufeff]+")
_NUMBERING = re.compile(r"^(?:[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）|其中：)")
_WHOLE = re.compile(r"\d+(?:\.0)?$")
_HEADER_ROWS = 40
_LIKE_FORMULAS = tuple("=+-@＝＋－＠|")
_DEPTH = 2  # how many rows above 类/款/项 the label of the names may stand
_MOST_ABOLISHED = 5  # more than one code in so many missing: the file is probably only part of the table


@dataclass(slots=True)
class CodeLists:
    """What an import makes: files by their name, what changed by kind, and what was found."""

    year: str
    folder: Path
    files: dict[str, str] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    changes: dict[str, list[str]] = field(default_factory=dict)
    compared: dict[str, str] = field(default_factory=dict)
    carried: list[str] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Sheet:
    name: str
    rows: list[list[str]]


@dataclass(frozen=True, slots=True)
class _Block:
    """The columns of one table: those of the code, from 类 down, and that of the name."""

    codes: tuple[int, ...]
    name: int
    whole: bool


def import_codes(path: Path, year: str, root: Path, kind: str = "", partial: bool = False) -> CodeLists:
    """Read the table in `path` for a year; `root` is the folder of format packs. `kind` restricts it to one list; `partial` accepts many codes gone.

    Nothing is written; `files` is empty where an error was found.
    """
    folder = root / "common" / "codes"
    made = CodeLists(year, folder / year)
    if not re.fullmatch(r"20\d\d", year):
        made.findings.append(_fault(path, "年度应是四位数字，如 2025"))
        return made
    sheets = _read(path, made.findings)
    lists = _lists(path, sheets, made.findings)
    if kind:
        lists = {name: codes for name, codes in lists.items() if name == kind}
    if sheets and not lists and not made.findings:
        made.findings.append(_no_table(path, kind))
    for name, codes in lists.items():
        _check_parents(path, codes, name, made.findings)
        _compare(made, folder, name, {code: text for code, (text, _) in codes.items()}, path, partial)
    if made.findings and any(item.severity is Severity.ERROR for item in made.findings):
        made.files.clear()
        return made
    _carry(made, folder)
    _check_classes(made, path)
    return made


def _fault(path: Path, message: str, hint: str = "", sheet: str = "", cell: str = "") -> Finding:
    return pack_finding("KM-01", message, Location(file=path.name, sheet=sheet, cell=cell), hint)


def _no_table(path: Path, kind: str) -> Finding:
    wanted = f"{LIST_KINDS[kind]}的" if kind else ""
    hint = "要有“类、款、项”三栏或一栏“科目编码”，以及“科目名称”"
    return _fault(path, f"找不到{wanted}科目表", hint)


# Reading the file.


def _read(path: Path, findings: list[Finding]) -> list[_Sheet]:
    suffix = path.suffix.lower()
    try:
        if suffix == ".csv":
            return [_Sheet("", _csv_rows(path.read_bytes()))]
        if suffix == ".xlsx":
            return _workbook(path)
    except OSError as error:
        findings.append(_fault(path, f"打不开文件：{why_refused(error)}"))
        return []
    except Exception:  # a damaged workbook may raise anything; the user gets one sentence
        findings.append(_fault(path, "文件读不出来，可能已损坏", "请重新下载或另存为 .xlsx"))
        return []
    findings.append(_fault(path, f"不认识扩展名“{path.suffix}”", "请另存为 .xlsx 或 .csv"))
    return []


def _csv_rows(content: bytes) -> list[list[str]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("gb18030")  # what Chinese Excel saves as CSV
    return [[cell.strip() for cell in row] for row in csv.reader(io.StringIO(text))]


def _workbook(path: Path) -> list[_Sheet]:
    import openpyxl

    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    try:
        return [
            _Sheet(
                sheet.title, [[_text(value) for value in row] for row in sheet.iter_rows(values_only=True)]
            )
            for sheet in book.worksheets
        ]
    finally:
        book.close()


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


# Finding the tables.


def _lists(
    path: Path, sheets: Sequence[_Sheet], findings: list[Finding]
) -> dict[str, dict[str, tuple[str, Location]]]:
    """Codes with name and place by kind, from every table of every sheet."""
    found: dict[str, dict[str, tuple[str, Location]]] = {}
    for sheet in sheets:
        header = _header(sheet.rows)
        if header is None:
            continue
        first, blocks = header
        for block in blocks:
            for code, name, place in _codes(path, sheet, first, block, findings):
                kind = next((kind for kind, digit in _CLASS.items() if code.startswith(digit)), "")
                if not kind:
                    if not code.startswith(_GOVERNMENT):
                        findings.append(_bad_code(code, place))
                    continue
                if len(code) not in _LENGTHS[kind]:
                    findings.append(_bad_code(code, place))
                    continue
                known = found.setdefault(kind, {})
                if code in known and known[code][0] != name:
                    message = f"{code} 有两个名称：“{known[code][0]}”和“{name}”"
                    findings.append(pack_finding("KM-03", message, place, "请核对后只留一个"))
                known.setdefault(code, (name, place))
    return found


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
    path: Path, sheet: _Sheet, first: int, block: _Block, findings: list[Finding]
) -> Iterator[tuple[str, str, Location]]:
    """Code, name and place of each row of a table."""
    above: list[str] = []
    for number, row in enumerate(sheet.rows[first:], first + 1):
        place = Location(file=path.name, sheet=sheet.name, cell=f"{_letter(block.codes[0])}{number}")
        if not sheet.name:
            place = Location(file=path.name, line=number, column=block.codes[0] + 1)
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


# Checking and comparing.


def _check_parents(
    path: Path, codes: Mapping[str, tuple[str, Location]], kind: str, findings: list[Finding]
) -> None:
    for code, (name, place) in codes.items():
        upper = [code[:length] for length in _LENGTHS[kind] if length < len(code)]
        lacking = [item for item in upper if item not in codes]
        if lacking:
            message = f"{code} {name}的上级 {'、'.join(lacking)} 不在表中"
            findings.append(pack_finding("KM-05", message, place, "请核对编码，或补上上级科目"))


def _compare(
    made: CodeLists, folder: Path, kind: str, codes: Mapping[str, str], path: Path, partial: bool
) -> None:
    """Set a list against that of the newest earlier year, and make its file."""
    ordered = {code: codes[code] for code in sorted(codes)}
    made.counts[kind] = len(ordered)
    earlier = _earlier(folder, made.year, f"{kind}.csv")
    if earlier is not None:
        with (earlier / f"{kind}.csv").open(encoding="utf-8", newline="") as handle:
            before = {row["code"]: row["name"] for row in csv.DictReader(handle)}
        made.compared[kind] = earlier.name
        made.changes[kind] = code_changes(before, ordered)
        gone = sum(1 for code in before if code not in ordered)
        if not partial and gone * _MOST_ABOLISHED > len(before):
            message = f"{LIST_KINDS[kind]}：{earlier.name} 年的 {len(before)} 个科目中有 {gone} 个在文件里没有，像是只有一部分"
            hint = "请用完整的科目表；确是取消了这么多的，加 --partial"
            made.findings.append(pack_finding("KM-06", message, Location(file=path.name), hint))
    made.files[f"{kind}.csv"] = _csv(("code", "name"), ordered.items())


def _earlier(folder: Path, year: str, file: str) -> Path | None:
    years = (
        [item for item in folder.iterdir() if item.name < year and (item / file).is_file()]
        if folder.is_dir()
        else []
    )
    return max(years, key=lambda item: item.name, default=None)


def _csv(header: Sequence[str], rows: Iterator[Sequence[str]] | object) -> str:
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)  # type: ignore[arg-type]
    return stream.getvalue()


def _carry(made: CodeLists, folder: Path) -> None:
    """Lists that the file does not hold and the year does not have come from the newest earlier year."""
    for file in _FILES:
        if file in made.files or (made.folder / file).is_file():
            continue
        earlier = _earlier(folder, made.year, file)
        if earlier is None:
            message = f"{made.year} 年还没有 {file}，以前的年度也没有可以沿用的"
            made.findings.append(
                pack_finding("KM-07", message, Location(path=str(made.folder)), "请先补上这个文件")
            )
            made.files.clear()
            return
        made.files[file] = (earlier / file).read_text(encoding="utf-8")
        made.carried.append(f"{file}（沿用 {earlier.name} 年）")


def _check_classes(made: CodeLists, path: Path) -> None:
    """A class that the lines of the overall table do not know would be left out of it."""
    classes = made.files.get("function_classes.csv") or (
        (made.folder / "function_classes.csv").read_text(encoding="utf-8") if made.files else ""
    )
    known = {row["code"] for row in csv.DictReader(io.StringIO(classes))}
    functions = csv.DictReader(io.StringIO(made.files.get("functions.csv", "")))
    for row in functions:
        if len(row["code"]) == 3 and row["code"] not in known and known and FUNCTIONS in made.counts:
            message = (
                f"功能分类 {row['code']} {row['name']} 不在 function_classes.csv 中，收支总表不会有这一行"
            )
            hint = "请在 function_classes.csv 中加上它的行次"
            made.findings.append(Finding("KM-08", Severity.WARNING, message, Location(file=path.name), hint))
