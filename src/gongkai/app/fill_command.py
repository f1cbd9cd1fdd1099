"""`gongkai fill`: figures from the finance system's exports into a new copy of the input workbook."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from gongkai.app.environment import library
from gongkai.app.printed_findings import finding_text
from gongkai.app.terminal import say
from gongkai.app.wrong_usage import FOUND, USAGE, UserFault
from gongkai.batch import zip_inputs
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
            help="财政系统导出的 .xls、.xlsx，或者放着它们的文件夹、.zip；几个就写几次",
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
    """The files, of a folder or a zip every workbook in it by name; what else is there is told."""
    found, others = [], []
    for path in paths:
        if not is_there(path):
            raise UserFault(f"{path} 不存在")
        for each in _inside(path):
            if each == path or each.suffix.lower() in WORKBOOKS:
                found.append(zip_inputs.source(each))
            elif not zip_inputs.hidden(each.name) and not each.is_dir():
                others.append(each.name)
    if others:
        say(f"没有读（不是 Excel、WPS 的表格文件）：{'、'.join(others)}", err=True)
    return found


def _inside(path: Path) -> list[Path]:
    """The files of a folder or a zip by name, without hidden ones; a file itself."""
    if path.is_dir():
        return [each for each in sorted(path.iterdir()) if not zip_inputs.hidden(each.name)]
    if path.suffix.lower() != zip_inputs.ZIP:
        return [path]
    try:
        inside = zip_inputs.members(path)
    except zip_inputs.ZipFault as fault:
        raise UserFault(f"压缩包 {path} {fault}") from None
    for member in inside:
        if member.why:
            say(f"没有读：{member.path}：{member.why}", err=True)
    return sorted(member.path for member in inside if not member.why)
