"""`gongkai read`: what stands in published documents, as tables and figures."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gongkai.app.environment import library
from gongkai.app.printed_findings import finding_text
from gongkai.app.terminal import say
from gongkai.app.wrong_usage import FOUND
from gongkai.findings import has_errors
from gongkai.source import Source

if TYPE_CHECKING:
    from gongkai.recognition.reading import Reading


def read(
    files: Annotated[
        list[Path], typer.Argument(metavar="文件...", help="公开材料：.docx、.xlsx、.xls、.et、.ods 或 .pdf")
    ],
    format: Annotated[
        str, typer.Option("--format", metavar="格式", help="按哪个格式读；不写就找最像的一个")
    ] = "",
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON，供其他程序使用")] = False,
) -> None:
    """读公开材料：里面有哪些表、各是哪一种、每个数是什么；没有读出来的也说明。"""
    from gongkai.recognition.reading import read_published

    found = [read_published(Source.from_path(path), library(), format) for path in files]
    if as_json:
        whole = [reading.as_dict() for reading in found]
        say(json.dumps(whole[0] if len(whole) == 1 else whole, ensure_ascii=False, indent=1))
    else:
        for reading in found:
            _tell(reading)
    if any(has_errors(reading.findings) for reading in found):
        raise typer.Exit(FOUND)


def _tell(reading: Reading) -> None:
    from gongkai.recognition.tables import BY_TITLE

    pages = sum(1 for part in reading.document.parts if part.page)
    paragraphs = sum(1 for _ in reading.document.lines())
    say(reading.document.file)
    if reading.document.parts:
        known = reading.format or "没有找到合适的格式，只认表的种类"
        about = "，".join(
            text for text in (reading.unit_name, reading.year and f"{reading.year} 年度") if text
        )
        size = f"{pages} 页，" if pages else ""
        say(
            f"  {about or '没有写明单位和年度'}；格式：{known}；{size}{len(reading.tables)} 张表，{paragraphs} 段文字"
        )
    for number, table in enumerate(reading.tables, 1):
        found = table.recognised
        where = f"第 {found.table.place.page} 页" if found.table.place.page else found.table.place.sheet
        kind = table.key or found.kind or "没有认出"
        read_ = f"，读出 {len(table.facts)} 个数" if table.key or table.facts else ""
        left = f"，{len(table.unread)} 个没有读" if table.unread else ""
        size = f"{found.table.height} 行 {found.table.width} 列"
        say(f"  表{number}\t{where}\t{kind}\t{found.unit or '没有写单位'}\t{size}{read_}{left}")
        if found.kind and found.confidence < BY_TITLE:
            say(f"    {found.evidence}")
        for reason in found.table.joined:
            say(f"    接起来的：{reason}")
    for finding in reading.findings:
        say(finding_text(finding), err=True)
