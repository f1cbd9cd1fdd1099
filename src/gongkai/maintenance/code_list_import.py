"""`codes import`: the Ministry's yearly table of codes as published, as the CSV lists of a year.

What the file does not hold is carried over from the nearest year that has it. Anything doubtful is a finding with its
cell, and then nothing is made.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from gongkai.files import why_refused
from gongkai.findings import Finding, Location, Severity
from gongkai.maintenance.code_rows import (
    FUNCTIONS,
    LENGTHS,
    LIST_KINDS,
    CodeSheet,
    codes_of_sheets,
)
from gongkai.maintenance.format_difference import code_changes
from gongkai.packs.told import pack_finding

_FILES = ("functions.csv", "economic.csv", "function_classes.csv")
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
    lists = codes_of_sheets(path.name, sheets, made.findings)
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


def _read(path: Path, findings: list[Finding]) -> list[CodeSheet]:
    suffix = path.suffix.lower()
    try:
        if suffix == ".csv":
            return [CodeSheet("", _csv_rows(path.read_bytes()))]
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


def _workbook(path: Path) -> list[CodeSheet]:
    import openpyxl

    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    try:
        return [
            CodeSheet(
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


# Checking and comparing.


def _check_parents(
    path: Path, codes: Mapping[str, tuple[str, Location]], kind: str, findings: list[Finding]
) -> None:
    for code, (name, place) in codes.items():
        upper = [code[:length] for length in LENGTHS[kind] if length < len(code)]
        lacking = [item for item in upper if item not in codes]
        if lacking:
            message = f"{code} {name}的上级 {'、'.join(lacking)} 不在表中"
            findings.append(pack_finding("KM-05", message, place, "请核对编码，或补上上级科目"))


def _compare(
    made: CodeLists, folder: Path, kind: str, codes: Mapping[str, str], path: Path, partial: bool
) -> None:
    """Set a list against that of the nearest other year, and make its file."""
    ordered = {code: codes[code] for code in sorted(codes)}
    made.counts[kind] = len(ordered)
    near = nearest_year(folder, made.year, f"{kind}.csv")
    if near is not None:
        before = names_of_codes(near / f"{kind}.csv")
        made.compared[kind] = near.name
        made.changes[kind] = code_changes(before, ordered)
        gone = sum(1 for code in before if code not in ordered)
        if not partial and gone * _MOST_ABOLISHED > len(before):
            message = f"{LIST_KINDS[kind]}：{near.name} 年的 {len(before)} 个科目中有 {gone} 个在文件里没有，像是只有一部分"
            hint = "请用完整的科目表；确是取消了这么多的，加 --partial；从公开的材料抄来的，直接用 gongkai codes learn 读材料"
            made.findings.append(pack_finding("KM-06", message, Location(file=path.name), hint))
    made.files[f"{kind}.csv"] = csv_text(("code", "name"), ordered.items())


def nearest_year(folder: Path, year: str, file: str) -> Path | None:
    """The folder of the other year that has a list and is nearest to `year`, the newest earlier one before any later."""
    years = [item for item in folder.glob("20??") if item.name != year and (item / file).is_file()]
    return max(years, key=lambda item: (item.name < year, -abs(int(item.name) - int(year))), default=None)


def names_of_codes(path: Path) -> dict[str, str]:
    """A list of a year: names by code."""
    with path.open(encoding="utf-8", newline="") as handle:
        return {row["code"]: row["name"] for row in csv.DictReader(handle)}


def csv_text(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Rows as our CSV files are written."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return stream.getvalue()


def _carry(made: CodeLists, folder: Path) -> None:
    """Lists that the file does not hold and the year does not have come from the nearest other year."""
    for file in _FILES:
        if file in made.files or (made.folder / file).is_file():
            continue
        near = nearest_year(folder, made.year, file)
        if near is None:
            message = f"{made.year} 年还没有 {file}，别的年度也没有可以沿用的"
            hint = f"请从装好的程序把 templates/common/codes 里最近一年的 {file} 复制过来"
            made.findings.append(pack_finding("KM-07", message, Location(path=str(made.folder)), hint))
            made.files.clear()
            return
        made.files[file] = (near / file).read_text(encoding="utf-8")
        made.carried.append(f"{file}（沿用 {near.name} 年）")


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
