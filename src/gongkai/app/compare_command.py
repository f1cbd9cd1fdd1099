"""`gongkai compare`: what changed from one version to another, in the input and in the report."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gongkai.app.environment import library
from gongkai.app.printed_findings import finding_text, findings_texts
from gongkai.app.terminal import say
from gongkai.app.wrong_usage import UserFault
from gongkai.files import write_all
from gongkai.own_files import places_beside
from gongkai.source import Source
from gongkai.tree.change_marks import ADDED_FROM, ADDED_TO, REMOVED_FROM, REMOVED_TO

if TYPE_CHECKING:
    from gongkai.comparing.comparison import VersionComparison
    from gongkai.comparing.difference import ReportDifference
    from gongkai.comparing.inputs import InputChange

_MOST_CAUSES, _MOST_PLACES = 30, 40
_WIDEST = 60  # characters of a text on the screen
_CHANGE = re.compile(
    f"{REMOVED_FROM}([^{REMOVED_TO}]*){REMOVED_TO}(?:{ADDED_FROM}([^{ADDED_TO}]*){ADDED_TO})?"
    f"|{ADDED_FROM}([^{ADDED_TO}]*){ADDED_TO}"
)
_AROUND = 12  # characters before and after a change in a long sentence


def compare(
    old: Annotated[Path, typer.Argument(metavar="原来", help="原来的输入，或原来公开的 .docx、.xlsx、.pdf")],
    new: Annotated[Path, typer.Argument(metavar="现在", help="现在的输入，或现在公开的材料")],
    output: Annotated[
        Path | None,
        typer.Option("-o", metavar="文件夹", help="另写对照网页和带修订标记的 Word，写到哪个文件夹"),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON，供其他程序使用")] = False,
    force: Annotated[
        bool, typer.Option("--force", help="有人改过的成品也覆盖（平时写在旁边，不覆盖）")
    ] = False,
) -> None:
    """对照两份输入或两份公开材料：输入改了哪些格，报告里变了哪些句子和单元格。"""
    from gongkai.comparing.comparison import CannotCompare, compare_files

    try:
        found = compare_files(Source.from_path(old), Source.from_path(new), library())
    except CannotCompare as fault:
        raise UserFault("\n".join([str(fault), *map(finding_text, fault.findings)])) from fault
    written = [] if output is None else _write(found, output, force, (old, new))
    if as_json:
        say(json.dumps(found.as_dict(), ensure_ascii=False, indent=1))
    else:
        for line in screen_lines(found):
            say(line)
        for text in findings_texts(found.unread):
            say(text, err=True)
    for line in written:
        say(line, err=as_json)


def _write(found: VersionComparison, folder: Path, force: bool, inputs: tuple[Path, Path]) -> list[str]:
    """Write both files; what the user should know of it."""
    from gongkai.comparing.comparison import CannotCompare
    from gongkai.comparing.files import comparison_files

    try:
        files = comparison_files(found, library())
    except CannotCompare as fault:
        raise UserFault(str(fault)) from fault
    beside = {} if force else places_beside(folder, files)
    paths = write_all(folder, {beside.get(name, name): files[name] for name in files}, *inputs)
    return [
        *(f"已写出：{path}" for path in paths),
        *(
            f"“{name}”有人改过（或者不是这个程序写的），没有覆盖，新的写在“{other}”；要覆盖请加 --force。"
            for name, other in beside.items()
        ),
    ]


def screen_lines(found: VersionComparison) -> Iterator[str]:
    """The causes, then the places of the report; what is too long for a screen is counted."""
    yield f"原来：{found.old.said}"
    yield f"现在：{found.new.said}"
    yield from (f"注意：{remark}" for remark in found.remarks)
    if found.same:
        yield "没有变动。" if found.inputs is not None else "文字和数字都没有变动。"
        return
    if found.inputs is not None:
        yield f"输入改动 {len(found.inputs)} 处" + ("：" if found.inputs else "")
        yield from _causes(found.inputs)
    places = found.merged.differences
    yield f"报告里变动 {len(places)} 处" + ("：" if places else "")
    for part, group in groupby(places[:_MOST_PLACES], key=lambda item: item.part):
        yield f"  {part}"
        yield from (f"    {_place(item)}" for item in group)
    if len(places) > _MOST_PLACES:
        yield f"  另有 {len(places) - _MOST_PLACES} 处；加 -o 文件夹 看对照网页和带修订标记的 Word，或加 --json"


def _causes(inputs: Sequence[InputChange]) -> Iterator[str]:
    from gongkai.comparing.inputs import place_name
    from gongkai.comparing.words import marked_text

    for item in inputs[:_MOST_CAUSES]:
        old, new = place_name(item.old_place), place_name(item.new_place)
        where = new or old if new == old or not (old and new) else f"原 {old}，现 {new}"
        name = " ".join(part for part in (item.schedule, item.row, item.column) if part)
        doubt = "（推定）" if item.presumed else ""
        said = shown_change(marked_text(item.old, item.new)) if item.is_text else _values(item.old, item.new)
        yield f"  {item.kind}{doubt} {name}：{said}（{where}）"
    if len(inputs) > _MOST_CAUSES:
        yield f"  另有 {len(inputs) - _MOST_CAUSES} 处"


def _values(old: str, new: str) -> str:
    if old and new:
        return f"{_cut(old)} → {_cut(new)}"
    return _cut(new or old)


def _place(item: ReportDifference) -> str:
    doubt = "（推定）" if item.presumed else ""
    name = f" {item.inside}：" if item.inside else "："
    if item.kind == "换位":
        return f"{item.kind}{doubt} {item.what}{name}{_cut(item.new)}"
    if item.kind != "改动":
        return f"{item.kind}{doubt} {item.what}{name}{_cut(item.new or item.old)}"
    step = f"（{item.difference}）" if item.difference else ""
    said = _values(item.old, item.new) if item.difference else shown_change(item.marked)
    return f"{item.kind}{doubt}{name}{said}{step}"


def shown_change(marked: str) -> str:
    """A changed text on one line: 支出总计【5.00→6.00】万元；of a long one what stands around the changes."""
    line = " ".join(marked.split())
    begin = min(place for mark in (REMOVED_FROM, ADDED_FROM) if (place := line.find(mark)) >= 0)
    end = max(line.rfind(REMOVED_TO), line.rfind(ADDED_TO)) + 1
    head = line[:begin] if begin <= _AROUND else f"…{line[begin - _AROUND : begin]}"
    tail = line[end:] if len(line) - end <= _AROUND else f"{line[end : end + _AROUND]}…"
    return head + _CHANGE.sub(_both, line[begin:end]) + tail


def _both(found: re.Match[str]) -> str:
    old, new = found[1] or "", found[2] or found[3] or ""
    return f"【{old}→{new}】" if old and new else f"【删：{old}】" if old else f"【增：{new}】"


def _cut(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _WIDEST else f"{line[:_WIDEST]}…"
