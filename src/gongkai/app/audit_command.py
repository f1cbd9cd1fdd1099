"""`gongkai audit`: published documents held against themselves, their neighbours and last year."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gongkai.app.audit_files import SUFFIXES, AuditFiles, documents_in
from gongkai.app.audit_state import AuditState
from gongkai.app.audit_text import tell
from gongkai.app.environment import library
from gongkai.app.printed_findings import finding_text
from gongkai.app.terminal import say
from gongkai.app.wrong_usage import FOUND, USAGE, UserFault
from gongkai.files import shown_name
from gongkai.source import Source

if TYPE_CHECKING:
    from gongkai.auditing.outcome import AuditResult

_NAMED = 5  # files named that are not audited


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
        typer.Option(
            "--with",
            metavar="文件",
            help="对照的材料：上年的、同年预算的、所属单位的；可以写几次，也可以是文件夹",
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON，供其他程序使用")] = False,
    output: Annotated[
        list[Path] | None,
        typer.Option(
            "-o",
            "--output",
            metavar="报告",
            help="把结果写成报告，按名称的结尾：.html 网页，.xlsx 工作簿，.docx 公开前自查表，.json；可以写几次",
        ),
    ] = None,
    mark: Annotated[
        Path | None,
        typer.Option("--mark", metavar="标注.docx|pdf", help="另存一份，在原话处加批注；原文件不动"),
    ] = None,
    answers: Annotated[
        bool,
        typer.Option(
            "--answers", help="在材料旁边写出（或更新）核实表：看过没有错的在里面写理由，下次审时算数"
        ),
    ] = False,
    force: Annotated[
        bool, typer.Option("--force", help="文件夹里没有变动的也重审，有人改过的报告也覆盖（平时写在旁边）")
    ] = False,
) -> None:
    """审已经公开的材料：数与数、表与表、表与文字是不是对得上；拿不准的不说错，列为未核。"""
    written = AuditFiles(files, output or [], mark, answers, force)
    audited = _audited(files, format, others or [], output or [], force, quiet=as_json)
    results = [result for _, result in audited]
    if as_json:
        whole = [result.as_dict() for result in results]
        say(json.dumps(whole[0] if len(whole) == 1 else whole, ensure_ascii=False, indent=1))
    else:
        for result in results:
            tell(result, short=len(results) > 1)
    written.write(audited, quiet=as_json)
    if len(results) == 1 and results[0].is_unreadable:
        raise typer.Exit(USAGE)
    if any(result.has_open_errors for result in results):
        raise typer.Exit(FOUND)


def _audited(
    files: list[Path], format: str, others: list[Path], reports: list[Path], force: bool, quiet: bool
) -> list[tuple[Path, AuditResult]]:
    """One result for the files of a document, or one for each document of folders; each with its first file."""
    beside = [each for path in others for each in (documents_in([path])[0] if path.is_dir() else [path])]
    near = [Source.from_path(path) for path in beside]
    if format and library().pack(format)[0] is None:
        raise UserFault("\n".join(map(finding_text, library().pack(format)[1])))
    if any(path.is_dir() for path in files):
        return _folder(files, format, near, AuditState(reports, format, near, force), quiet)
    return [(files[0], _one(*_given(files), format, near))]


def _folder(
    files: list[Path], format: str, near: list[Source], state: AuditState, quiet: bool
) -> list[tuple[Path, AuditResult]]:
    """One result for each document of folders, with its file; those that have not changed are not audited again."""
    inside, left = documents_in(files)
    if left:
        names = "、".join(shown_name(path) for path in left[:_NAMED])
        say(
            f"另有 {len(left)} 个文件不是能审的种类，没有审：{names}{'等' if len(left) > _NAMED else ''}",
            err=True,
        )
    if not inside:
        raise UserFault(f"文件夹里没有能审的文件（{'、'.join(SUFFIXES)}）")
    audited: list[tuple[Path, AuditResult]] = []
    for number, (path, place) in enumerate(inside.items(), 1):
        sources, beside = _given([path])
        fingerprint = state.fingerprint([*sources, beside])
        kept = state.kept(path, fingerprint)
        if not quiet:
            same = "（没有变动）" if kept is not None else ""
            say(f"（{number}/{len(inside)}）{place}{same}", err=True)
        result = kept or _one(sources, beside, format, near)
        if result.is_no_publication:  # reports of earlier runs, inputs: told, and not in the overview
            say(result.findings[0].finding.message, err=True)
            continue
        if kept is None:
            result.account.close()
            state.keep(path, fingerprint, result)
        result.place = place
        audited.append((path, result))
    if not audited:
        raise UserFault("文件夹里没有公开材料，没有可审的")
    return audited


def _given(paths: list[Path]) -> tuple[list[Source], Source]:
    """The files of a document, and the file of answers beside the first."""
    from gongkai.auditing.answers import ENDING

    beside = paths[0].with_name(paths[0].name + ENDING)
    return [Source.from_path(path) for path in paths], Source.from_path(beside)


def _one(sources: list[Source], beside: Source, format: str, near: list[Source]) -> AuditResult:
    from gongkai.auditing.answers import read_answers
    from gongkai.auditing.audit import audit_published

    return audit_published(sources, library(), format, near, read_answers(beside, sources[0].name))
