"""`gongkai audit`: published documents held against themselves, their neighbours and last year."""

from __future__ import annotations

import json
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gongkai.app.environment import library
from gongkai.app.terminal import say
from gongkai.app.wrong_usage import FOUND, USAGE, UserFault
from gongkai.codes import CODES
from gongkai.files import write_all
from gongkai.findings import Severity
from gongkai.source import Source

if TYPE_CHECKING:
    from gongkai.auditing.outcome import AuditFinding, AuditResult

_SHOWN = 20  # findings of one cause on the screen
_SUFFIXES = (".docx", ".xlsx", ".xlsm", ".xls", ".et", ".ods", ".pdf")


def audit(
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="文件...",
            help="一份公开材料：.docx、.xlsx、.xls、.et、.ods 或 .pdf；文字和表分开的写几个文件。"
            "写一个文件夹，就逐份审里面的文件",
        ),
    ],
    format: Annotated[
        str, typer.Option("--format", metavar="格式", help="公开格式；写了就查规定的表是不是齐全")
    ] = "",
    others: Annotated[
        list[Path] | None,
        typer.Option("--with", metavar="文件", help="对照的材料：上年的、同年预算的；可以写几次"),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON，供其他程序使用")] = False,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="报告.xlsx", help="把结果写成 Excel 报告")
    ] = None,
    mark: Annotated[
        Path | None,
        typer.Option("--mark", metavar="标注.docx|pdf", help="另存一份，在原话处加批注；原文件不动"),
    ] = None,
) -> None:
    """审已经公开的材料：数与数、表与表、表与文字是不是对得上；拿不准的不说错，列为未核。"""
    results = _audited(files, format, others or [], quiet=as_json)
    if as_json:
        whole = [result.as_dict() for result in results]
        say(json.dumps(whole[0] if len(whole) == 1 else whole, ensure_ascii=False, indent=1))
    else:
        for result in results:
            _tell(result, short=len(results) > 1)
    if output is not None:
        from gongkai.auditing.report_sheets import report_workbook

        write_all(output.parent, {output.name: report_workbook(results)}, *files)
        say(f"已写出：{output}", err=as_json)
    if mark is not None:
        _mark(files, mark, results, quiet=as_json)
    if any(each.severity is Severity.ERROR for result in results for each in result.findings):
        raise typer.Exit(FOUND)


def _audited(files: list[Path], format: str, others: list[Path], quiet: bool) -> list[AuditResult]:
    """One result for the files of a document, or one for each file of a folder."""
    from gongkai.auditing.audit import audit_published

    near = [Source.from_path(path) for path in others]
    if not any(path.is_dir() for path in files):
        return [audit_published([Source.from_path(path) for path in files], library(), format, near)]
    inside = sorted(
        found
        for path in files
        for found in (path.rglob("*") if path.is_dir() else [path])
        if found.suffix.lower() in _SUFFIXES and not found.name.startswith((".", "~$"))
    )
    if not inside:
        say("文件夹里没有能审的文件（.docx、.xlsx、.xls、.et、.ods、.pdf）", err=True)
        raise typer.Exit(USAGE)
    results = []
    for number, path in enumerate(inside, 1):
        if not quiet:
            say(f"（{number}/{len(inside)}）{path.name}", err=True)
        results.append(audit_published([Source.from_path(path)], library(), format, near))
        results[-1].account.close()
    return results


def _mark(files: list[Path], mark: Path, results: list[AuditResult], quiet: bool) -> None:
    """A copy of the one file that has the suffix of `mark`, with its findings."""
    suffix = mark.suffix.lower()
    chosen = [path for path in files if path.suffix.lower() == suffix]
    if suffix not in (".docx", ".pdf") or len(chosen) != 1 or len(results) != 1:
        say("--mark 要写一个 .docx 或 .pdf，文件里也要正好有一个同种的", err=True)
        raise typer.Exit(USAGE)
    if mark.exists() and mark.samefile(chosen[0]):
        say("标注要另存，不能写在原文件上", err=True)
        raise typer.Exit(USAGE)
    source = Source.from_path(chosen[0])
    findings = [each for each in results[0].findings if each.finding.location.file in ("", source.name)]
    if suffix == ".docx":
        from gongkai.auditing.marked_word import marked_word as marked
    else:
        from gongkai.auditing.marked_pdf import marked_pdf as marked
    try:
        content, placed = marked(source.content, findings)
    except ImportError as error:  # the Windows folder carries neither library
        raise UserFault(
            "这里不能写标注：没有 python-docx（Word）或 pypdfium2（PDF）；可以用 -o 写出报告"
        ) from error
    write_all(mark.parent, {mark.name: content}, *files)
    say(f"已写出：{mark}（{len(findings)} 条，{placed} 条标在原话处，其余标在开头或页边）", err=quiet)


def _tell(result: AuditResult, short: bool) -> None:
    say("、".join(result.files))
    account = result.account
    say(f"  表：认出 {result.tables_recognised} 张，共 {result.tables} 张")
    say(
        f"  数：认出 {account.bound} 个；核对 {account.done} 个，未核 {account.all - account.done} 个，"
        f"共 {account.all} 个"
    )
    if short:
        levels = [f"{level.value} {_count(result, level)}" for level in Severity]
        say(f"  问题：{'，'.join(levels)}")
        return
    not_run = [f"{rule['name']}（{rule['why']}）" for rule in result.rules if not rule["run"]]
    say(f"  检查：做了 {len(result.rules) - len(not_run)} 项，没有做 {len(not_run)} 项")
    for name in not_run:
        say(f"    没有做：{name}")
    for reason, count in sorted(account.unchecked().items(), key=lambda each: -each[1]):
        say(f"    未核 {count} 个：{reason}")
    ordered = sorted(result.findings, key=lambda each: (each.severity.rank, each.finding.code))
    for (severity, code), group in groupby(ordered, key=lambda each: (each.severity, each.finding.code)):
        found = list(group)
        say(f"{severity.value} {code} {CODES[code].title}（{len(found)} 处）")
        for each in found[:_SHOWN]:
            _tell_finding(each)
        if len(found) > _SHOWN:
            say(f"  ……还有 {len(found) - _SHOWN} 处，用 -o 报告.xlsx 看全部")
    if not result.findings:
        say("没有发现问题")


def _count(result: AuditResult, level: Severity) -> int:
    return sum(each.severity is level for each in result.findings)


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
