"""The page for the person in charge: every department, and everything that somebody has to deal with."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gongkai import money
from gongkai.batch.other_files import OtherFile
from gongkai.batch.work_list import DRAFTED, GOOD, NOT_FOUND, SEVERAL, SKIPPED, Job, Result, count_states
from gongkai.files import same_on_every_system
from gongkai.model.labels import normal
from gongkai.publication_files import CHECK_REPORT
from gongkai.text_workbook import new_workbook, put_link
from gongkai.writers.registry import WRITERS
from gongkai.writers.xlsx.geometry import WRAPPED_LINE, wrapped_height

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

OVERVIEW_SHEET = "总览"
_LEVELS = ("错误", "警告", "提示")
# The columns of a figure; only the first one if no department's format asks for last year's figures.
_PARTS = ("\n（万元）", "上年\n（万元）", "增减\n（万元）", "增减率")
_AIR = 4  # points above and below the text of a row
_PART_WIDTHS = (11, 11, 11, 8)  # a longer figure shrinks
_HEADS = ("单位名称", "格式", "状态", *_LEVELS, "缺变动原因")
_HEAD_WIDTHS: tuple[float, ...] = (24, 18, 11, 5.5, 5.5, 5.5, 6.5)
_WIDTHS = (22, 24, 6, 8, 13, 9, 56, 46)  # of the columns of 待处理, in half-width characters
# The kinds of files and the headings of the columns that link to them, where there are any.
_LINKS = {**{writer.suffix: writer.name for writer in WRITERS}, CHECK_REPORT: "校核报告"}
_YEAR_AND_KIND = re.compile(
    r"(?:19|20)\d\d年?度?|部门|单位|决算|预算|自评|绩效|公开|填报|工作簿|input|表$", re.IGNORECASE
)
# What people and programs add to the name of a copy: “副本…”, “…(1)”, “… - 副本”, “…终稿2”.
_COPY = re.compile(r"^(?:副本|复件)[ 　]*(?:[(（]\d+[)）])?")
_VERSION = re.compile(
    r"(?:[ 　_-]*(?:[(（]\d+[)）]|副本|复件|(?:最终|修改|定|终|初|二)稿|最终版?|(?:修改|更新|新)版?|[vV]\d+(?:\.\d+)?)\d*)+$"
)
_EMPTY_BRACKETS = re.compile(r"[(（][ 　]*[)）]")
_BESIDE = re.compile(r"（\d+）(?=\.\w+$)")  # the name given to a file beside one that somebody has edited
_ORDER = {"程序出错": 0, "无法读取": 1, "有错误未生成": 2, "已出草稿": 3, "格式不符未处理": 4, "已生成": 5}


def overview_json(
    results: Sequence[Result],
    missing: Sequence[str],
    repeated: Sequence[Sequence[Result]],
    others: Sequence[OtherFile] = (),
    expected: int = 0,
) -> bytes:
    """Counts, one entry per department without its findings, the departments not handed in, and the keys of
    inputs that are of one department."""
    rows = []
    for result in _sorted(results):
        row = result.as_dict()
        for internal in ("findings", "fingerprint", "unchanged"):
            del row[internal]
        rows.append(row)
    data = {
        "states": count_states(results),
        "departments": rows,
        "missing": list(missing),
        "repeated": [[result.key for result in group] for group in repeated],
        "expected": expected,
        "not_read": [{"file": other.place, "why": other.why} for other in others],
    }
    return (json.dumps(data, ensure_ascii=False) + "\n").encode()


FindingsOf = Callable[[str], list[dict[str, Any]]]
"""The findings of an input by its key, as data."""


def overview_xlsx(
    results: Sequence[Result],
    jobs: Sequence[Job],
    out: Path,
    missing: Sequence[str],
    repeated: Sequence[Sequence[Result]],
    findings: FindingsOf,
    others: Sequence[OtherFile] = (),
    expected: int = 0,
) -> bytes:
    """总览 (a row per department), 待处理 (a row per finding), 未报送 (where a list of expected ones is given),
    重复报送 (where a department has several inputs), 没有读的文件 (what is no input).

    `expected` is the number of departments on the list, 0 without one.
    """
    buffer = io.BytesIO()
    book = new_workbook(buffer, OVERVIEW_SHEET)
    looks = _Looks(book)
    ordered = _sorted(results)
    folders = {job.key: Path(job.folder).relative_to(out) for job in jobs}
    received = (
        f"应报送 {expected} 个，收到 {expected - len(missing)} 个，没有收到 {len(missing)} 个；"
        if expected
        else ""
    )
    _departments(book.add_worksheet(OVERVIEW_SHEET), looks, ordered, folders, received)
    _findings(book.add_worksheet("待处理"), looks, ordered, findings)
    if missing:
        _missing(book.add_worksheet("未报送"), looks, missing, _unread_of(missing, results, others))
    if repeated:
        _repeated(book.add_worksheet("重复报送"), looks, repeated)
    if others:
        _others(book.add_worksheet("没有读的文件"), looks, others)
    book.close()
    return same_on_every_system(buffer.getvalue())


def _sorted(results: Sequence[Result]) -> list[Result]:
    """Results that need attention first, then by place in the batch."""
    return sorted(results, key=lambda result: (_ORDER[result.state], result.key))


class _Looks:
    def __init__(self, book: Workbook) -> None:
        # The lines are the sheet's grid lines (see `_headings`): borders would need a cell for every blank
        # place in a thousand rows, and memory for all of them.
        base = {"font_name": "宋体", "font_size": 10, "valign": "vcenter"}
        self.head: Format = book.add_format(
            {**base, "bold": True, "bg_color": "#DDE6F0", "align": "center", "text_wrap": True, "border": 1}
        )
        self.text: Format = book.add_format({**base, "text_wrap": True})
        self.count: Format = book.add_format({**base, "num_format": "0"})
        self.amount: Format = book.add_format({**base, "num_format": "#,##0.00", "shrink": True})
        self.rate: Format = book.add_format({**base, "num_format": "0.00%", "shrink": True})
        self.link: Format = book.add_format({**base, "font_color": "blue", "underline": 1})
        self.bad: Format = book.add_format({**base, "bg_color": "#F8D0CC"})
        self.warn: Format = book.add_format({**base, "bg_color": "#FCEBC0"})
        self.good: Format = book.add_format({**base, "bg_color": "#DCEFD8"})
        self.plain: Format = book.add_format({"font_name": "宋体", "font_size": 10})

    def state(self, state: str) -> Format:
        if state in GOOD:
            return self.good
        return self.warn if state == DRAFTED else self.bad


def _departments(
    sheet: Worksheet, looks: _Looks, results: list[Result], folders: dict[str, Path], received: str
) -> None:
    labels = dict.fromkeys((label for result in results for label in result.figures), 1)
    for result in results:
        labels |= {label: len(_PARTS) for label, (_, before) in result.figures.items() if before}
    heads, widths = list(_HEADS), list(_HEAD_WIDTHS)
    for label, count in labels.items():
        heads += [f"{label}{part}" for part in _PARTS[:count]]
        widths += _PART_WIDTHS[:count]
    printed = len(heads)  # the columns after these are not printed, so that these are large enough on paper
    compared = any(result.compared for result in results)
    screen = {"输入文件": 34, **({"对照的输入": 28} if compared else {})}
    written = {_kind(name) for result in results for name in result.outputs}
    links = {kind: head for kind, head in _LINKS.items() if kind in written}
    heads += [*screen, *links.values()]
    widths += [*screen.values(), *[8] * len(links)]
    counts = count_states(results)
    sheet.write_string(
        0,
        0,
        received + "；".join(f"{state} {counts[state]} 个" for state in _ORDER if state in counts),
        looks.plain,
    )
    _headings(sheet, looks, heads, widths)
    for index, result in enumerate(results, 2):
        name = result.name or guessed_name(result.key) or result.key
        texts = [name, result.format_name or result.format, result.state]
        on_screen = [result.key, *([result.compared] if compared else [])]
        _set_height(sheet, index, [*texts, *on_screen], [*widths[:3], *screen.values()])
        for column, text in enumerate(texts):
            sheet.write_string(index, column, text, looks.state(text) if column == 2 else looks.text)
        for column, level in enumerate(_LEVELS, 3):
            sheet.write_number(index, column, result.counts.get(level, 0), looks.count)
        sheet.write_number(index, 6, result.missing_reasons, looks.count)
        column = len(_HEADS)
        for label, count in labels.items():
            _figures(sheet, looks, index, column, result.figures.get(label))
            column += count
        for column, text in enumerate(on_screen, printed):
            alone = column > printed and text in (NOT_FOUND, SEVERAL)
            sheet.write_string(index, column, text, looks.warn if alone else looks.text)
        first = printed + len(screen)
        _links(sheet, looks, index, first, result, folders.get(result.key, Path()), list(links))
    sheet.autofilter(1, 0, max(len(results) + 1, 1), len(heads) - 1)
    sheet.freeze_panes(2, 1)
    last = _totals(sheet, looks, results, labels, len(_HEADS))
    sheet.print_area(0, 0, last, printed - 1)


def _totals(
    sheet: Worksheet, looks: _Looks, results: list[Result], labels: dict[str, int], column: int
) -> int:
    """The sums of all inputs that could be read, separately for each format and year, below the list after a
    blank row.

    Returns the last row of the sheet.
    """
    groups: dict[tuple[str, str], list[Result]] = {}
    for result in results:
        if result.figures and result.state != SKIPPED:
            groups.setdefault((result.format_name or result.format, result.year), []).append(result)
    row = len(results) + 1
    for row, ((name, year), group) in enumerate(sorted(groups.items()), len(results) + 3):
        counted, told = _each_department_once(group)
        texts = (f"合计：{year}年度 {len(counted)} 份{told}", name)
        _set_height(sheet, row, texts, _HEAD_WIDTHS)
        for place, text in enumerate(texts):
            sheet.write_string(row, place, text, looks.text)
        at = column
        for label, count in labels.items():
            pairs = [result.figures[label] for result in counted if label in result.figures]
            sums = [
                str(sum(map(Decimal, filter(None, texts)), Decimal(0))) if any(texts) else ""
                for texts in zip(*pairs, strict=True)
            ]
            _figures(sheet, looks, row, at, sums or None)
            at += count
    return row


def _each_department_once(group: list[Result]) -> tuple[list[Result], str]:
    """The inputs to add up, so that no department counts twice, and words on those left out.

    Of a department's inputs with the same figures one counts; where they differ none does, since it is unknown which
    is right.
    """
    repeated = {result.key: inputs for inputs in repeated_departments(group) for result in inputs}
    kept, unlike = [], 0
    for result in group:
        inputs = repeated.get(result.key, [result])
        if any(other.figures != result.figures for other in inputs):
            unlike += result is inputs[0]
        elif result is inputs[0]:
            kept.append(result)
    left = len(group) - len(kept)
    told = []
    if left:
        told.append(f"重复报送的另 {left} 份没有计入")
    if unlike:
        told.append(f"其中 {unlike} 个单位各份的数不同，一份也没有计入")
    return kept, f"（{'，'.join(told)}）" if told else ""


def guessed_name(key: str) -> str:
    """Whose input an unreadable file may be, marked as a guess."""
    words = guessed_words(key)
    return f"（文件名：{words}）" if words else ""


def guessed_words(key: str) -> str:
    """The words of a file's name, or of its folder's, that may be a department's; empty where there are none."""
    stem = _COPY.sub("", Path(key).stem)
    words = _YEAR_AND_KIND.sub("", _VERSION.sub("", stem))
    words = _EMPTY_BRACKETS.sub("", words).strip(" 　-_—")
    if not re.search("[\u4e00-\u9fff]{2}", words):
        words = Path(key).parent.name
    return words


def _others(sheet: Worksheet, looks: _Looks, others: Sequence[OtherFile]) -> None:
    _headings(sheet, looks, ["文件", "为什么没有读"], [60, 80])
    for row, other in enumerate(others, 2):
        texts = (other.place, other.why)
        _set_height(sheet, row, texts, (60, 80))
        for column, text in enumerate(texts):
            sheet.write_string(row, column, text, looks.warn if other.may_hold_input else looks.text)
    sheet.write_string(0, 0, f"输入文件夹里另有 {len(others)} 个文件没有读", looks.plain)


def _figures(sheet: Worksheet, looks: _Looks, row: int, column: int, figure: list[str] | None) -> None:
    """This year, last year, change and rate; no rate on a zero base, and no cell for a year that is not
    known."""
    now, before = (Decimal(text) if text else None for text in figure or ("", ""))
    printed = [None if amount is None else money.wan(amount) for amount in (now, before)]
    if now is not None and before is not None:
        printed.append(money.change(now, before))
        rate = money.rate(now, before)
        if rate is not None:
            sheet.write_number(row, column + 3, float(rate), looks.rate)
    for offset, amount in enumerate(printed):
        if amount is not None:
            sheet.write_number(row, column + offset, float(amount), looks.amount)


def _kind(name: str) -> str:
    """The key of `_LINKS` for a written file; the longest suffix counts, since a check report is a workbook too."""
    plain = _BESIDE.sub("", name)
    return max([suffix for suffix in _LINKS if plain.endswith(suffix)], key=len, default="")


def _links(
    sheet: Worksheet,
    looks: _Looks,
    row: int,
    column: int,
    result: Result,
    folder: Path,
    kinds: list[str],
) -> None:
    names = {_kind(name): name for name in result.outputs}
    for offset, kind in enumerate(kinds):
        if name := names.get(kind):
            put_link(sheet, row, column + offset, folder / name, looks.link, "打开")


def _findings(sheet: Worksheet, looks: _Looks, results: list[Result], findings: FindingsOf) -> None:
    """Every error and warning, and the errors of departments that could not be read."""
    _headings(
        sheet,
        looks,
        ["单位名称", "输入文件", "级别", "规则", "工作表", "位置", "问题", "改法"],
        _WIDTHS,
    )
    row = 2
    for result in results:
        wanted = result.counts.get("错误", 0) + result.counts.get("警告", 0)
        if not wanted:
            continue
        listed = [finding for finding in findings(result.key) if finding["level"] != "提示"]
        for finding in listed:
            _line(sheet, looks, row, result, finding)
            row += 1
        if wanted > len(listed):
            rest = f"还有 {wanted - len(listed)} 条没有列出"
            hint = "先改好上面的，再运行一次；或者用 gongkai check 单独核对"
            _line(sheet, looks, row, result, {"level": "", "code": "", "message": rest, "hint": hint})
            row += 1
    sheet.write_string(0, 0, f"需要处理的问题 {row - 2} 条（错误和警告）", looks.plain)
    sheet.autofilter(1, 0, max(row - 1, 1), 7)
    sheet.freeze_panes(2, 1)


def _line(sheet: Worksheet, looks: _Looks, row: int, result: Result, finding: dict[str, Any]) -> None:
    where: dict[str, Any] = finding.get("location", {})
    line = where.get("line")
    place = where.get("cell") or (f"第 {line} 行" if line else "")
    values: tuple[str, ...] = (
        result.name,
        result.key,
        finding["level"],
        finding["code"],
        where.get("sheet") or str(where.get("path", "")).split("/", 1)[0],
        place,
        finding["message"],
        finding.get("hint", ""),
    )
    _set_height(sheet, row, values, _WIDTHS)
    for column, text in enumerate(values):
        sheet.write_string(row, column, text, looks.text)


def _missing(sheet: Worksheet, looks: _Looks, missing: Sequence[str], files: Mapping[str, str]) -> None:
    _headings(sheet, looks, ["应报送而没有收到的单位", "收到而读不出的文件（按文件名猜）"], [50, 60])
    for row, name in enumerate(missing, 2):
        sheet.write_string(row, 0, name, looks.text)
        sheet.write_string(row, 1, files.get(name, ""), looks.text)


def _unread_of(
    missing: Sequence[str], results: Sequence[Result], others: Sequence[OtherFile]
) -> dict[str, str]:
    """The files that may be a missing department's and could not be read, by the words of their names: it did send
    something, and whoever calls it must know."""
    named = [(guessed_words(result.key), result.key) for result in results if not result.name]
    named += [(guessed_words(other.place), other.place) for other in others]
    found: dict[str, list[str]] = {}
    for words, place in named:
        found.setdefault(normal(words), []).append(place)
    return {name: "、".join(found[normal(name)]) for name in missing if normal(name) in found}


def _repeated(sheet: Worksheet, looks: _Looks, repeated: Sequence[Sequence[Result]]) -> None:
    _headings(sheet, looks, ["单位名称", "格式", "输入文件", "状态"], [40, 30, 50, 14])
    results = [result for group in repeated for result in group]
    for row, result in enumerate(results, 2):
        for column, text in enumerate((result.name, result.format, result.key, result.state)):
            sheet.write_string(row, column, text, looks.text)
    sheet.write_string(0, 0, "同一单位、同一年度、同一格式有不止一份输入，请只留一份", looks.plain)


def _set_height(sheet: Worksheet, row: int, texts: Sequence[str], widths: Sequence[float]) -> None:
    """Set the height of a row by its texts, with some air, since programs differ in the height of a line."""
    height = wrapped_height(texts, widths)
    sheet.set_row(row, WRAPPED_LINE + _AIR if height is None else height + _AIR)


def _headings(sheet: Worksheet, looks: _Looks, heads: list[str], widths: Sequence[float]) -> None:
    for column, (head, width) in enumerate(zip(heads, widths, strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(1, column, head, looks.head)
    sheet.hide_gridlines(0)  # which prints them too
    sheet.set_row(0, WRAPPED_LINE + _AIR)
    sheet.set_row(1, 2 * WRAPPED_LINE + _AIR)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.set_footer("&C第 &P 页，共 &N 页", {"margin": 0.3})
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(1)


def missing_departments(expected: Sequence[str], results: Sequence[Result]) -> list[str]:
    """The expected names that no input gave, in their order; blanks and the width of brackets do not count."""
    given = {normal(result.name) for result in results}
    return [name for name in expected if normal(name) not in given]


def repeated_departments(results: Sequence[Result]) -> list[list[Result]]:
    """The results of each department that has more than one input for a year and format, by place in the batch."""
    groups: dict[tuple[str, str, str], list[Result]] = {}
    for result in sorted(results, key=lambda result: result.key):
        if result.name and result.state != SKIPPED:
            groups.setdefault((normal(result.name), result.format, result.year), []).append(result)
    return [group for group in groups.values() if len(group) > 1]


def ended_well(results: Sequence[Result]) -> bool:
    return all(result.state in GOOD for result in results)
