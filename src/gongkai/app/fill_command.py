"""`gongkai fill`: figures from the finance system's exports into a new copy of the input workbook."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from gongkai.app.environment import library
from gongkai.app.printed_findings import finding_text
from gongkai.app.terminal import say
from gongkai.app.wrong_usage import FOUND, USAGE, UserFault
from gongkai.files import is_there, write_all
from gongkai.findings import has_errors
from gongkai.readers.input_suffixes import WRITTEN_WORKBOOK
from gongkai.readers.workbook import WORKBOOKS
from gongkai.source import Source


def fill(
    input_file: Annotated[Path, typer.Argument(metavar="工作簿", help="要填的输入工作簿（.xlsx），不改动")],
    exports: Annotated[
        list[Path],
        typer.Option(
            "--from",
            metavar="导出文件",
            help="财政系统导出的 .xls、.xlsx，或者放着它们的文件夹；几个就写几次",
        ),
    ],
    output: Annotated[Path, typer.Option("-o", metavar="文件", help="写到哪个新文件（.xlsx）")],
) -> None:
    """把财政系统导出表里的数填进输入工作簿的新副本，每一格注明来源；已经填的不改，不能确定的列出来。"""
    from gongkai.filling.fill import fill_workbook

    if output.suffix.lower() != WRITTEN_WORKBOOK:
        raise UserFault(f"{output} 的扩展名应是 {WRITTEN_WORKBOOK}")
    if is_there(output):
        raise UserFault(f"{output} 已经存在，为免覆盖您填的内容，请换一个文件名")
    filled = fill_workbook(Source.from_path(input_file), _sources(exports), library())
    for finding in filled.findings:
        say(finding_text(finding), err=True)
    if filled.content is None:
        raise typer.Exit(USAGE)
    for table in filled.tables:
        say(f"读了：{table}")
    decision = filled.decision
    say(
        f"填了 {len(decision.writes)} 格，已经填好并且相同的 {decision.agreed} 格；没有填的和原因见“填入来源”"
    )
    for path in write_all(output.parent, {output.name: filled.content}, input_file):
        say(f"已写出：{path}")
    for line in filled.left.lines() if filled.left is not None else ():
        say(line)
    if has_errors(filled.findings):
        raise typer.Exit(FOUND)


def _sources(paths: list[Path]) -> list[Source]:
    """The files, of a folder every workbook in it by name."""
    found = []
    for path in paths:
        if not is_there(path):
            raise UserFault(f"{path} 不存在")
        inside = sorted(path.iterdir()) if path.is_dir() else [path]
        found += [
            each
            for each in inside
            if each == path or (each.suffix.lower() in WORKBOOKS and not each.name.startswith((".", "~$")))
        ]
    return [Source.from_path(each) for each in found]
