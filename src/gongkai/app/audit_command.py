"""`gongkai audit`: published documents held against themselves."""

from __future__ import annotations

import json
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gongkai.app.environment import library
from gongkai.app.terminal import say
from gongkai.app.wrong_usage import FOUND
from gongkai.codes import CODES
from gongkai.findings import Severity
from gongkai.source import Source

if TYPE_CHECKING:
    from gongkai.auditing.outcome import AuditFinding, AuditResult

_SHOWN = 20  # findings of one cause on the screen


def audit(
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="文件...",
            help="一份公开材料：.docx、.xlsx、.xls、.et、.ods 或 .pdf；文字和表分开的写几个文件",
        ),
    ],
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON，供其他程序使用")] = False,
) -> None:
    """审已经公开的材料：数与数、表与表、表与文字是不是对得上；拿不准的不说错，列为未核。"""
    from gongkai.auditing.audit import audit_published

    result = audit_published([Source.from_path(path) for path in files], library())
    if as_json:
        say(json.dumps(result.as_dict(), ensure_ascii=False, indent=1))
    else:
        _tell(result)
    if any(each.severity is Severity.ERROR for each in result.findings):
        raise typer.Exit(FOUND)


def _tell(result: AuditResult) -> None:
    say("、".join(result.files))
    account = result.account
    say(f"  表：认出 {result.tables_recognised} 张，共 {result.tables} 张")
    say(f"  数：核对 {account.done} 个，未核 {account.all - account.done} 个，共 {account.all} 个")
    for reason, count in sorted(account.unchecked().items(), key=lambda each: -each[1]):
        say(f"    未核 {count} 个：{reason}")
    ordered = sorted(result.findings, key=lambda each: (each.severity.rank, each.finding.code))
    for (severity, code), group in groupby(ordered, key=lambda each: (each.severity, each.finding.code)):
        found = list(group)
        say(f"{severity.value} {code} {CODES[code].title}（{len(found)} 处）")
        for each in found[:_SHOWN]:
            _tell_finding(each)
        if len(found) > _SHOWN:
            say(f"  ……还有 {len(found) - _SHOWN} 处，用 --json 看全部")
    if not result.findings:
        say("没有发现问题")


def _tell_finding(each: AuditFinding) -> None:
    place = each.finding.location
    where = "，".join(
        text
        for text in (
            place.page and f"第 {place.page} 页",
            place.sheet and f"工作表“{place.sheet}”",
            each.table and f"第 {each.table} 张表",
            each.row and f"第 {each.row} 行第 {each.column} 列",
            not each.table and place.paragraph and f"第 {place.paragraph} 段",
        )
        if text
    )
    quoted = f"“{each.quote[:80]}”" if each.quote else ""
    say(f"  {where}{quoted}")
    say(f"    {each.finding.message}")
    if each.compared_with:
        say(f"    对照：{each.compared_with}")
