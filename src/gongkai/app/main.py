"""The command line. Exit codes: 0 fine, 1 errors found, 2 wrong usage or unreadable file, 3 our bug."""

from __future__ import annotations

import logging
import os
import sys
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from gongkai import __version__, pipeline
from gongkai.app.audit_command import audit
from gongkai.app.batch_commands import batch
from gongkai.app.board_commands import board
from gongkai.app.codes_commands import codes
from gongkai.app.compare_command import compare
from gongkai.app.consolidation_commands import consolidate
from gongkai.app.environment import library
from gongkai.app.fill_command import fill
from gongkai.app.form_commands import InputFile, check, exit_code, new, reasons, show_findings
from gongkai.app.kinds_option import USUAL, KindsOption, chosen_kinds
from gongkai.app.page_commands import page
from gongkai.app.read_command import read
from gongkai.app.rules_commands import rules
from gongkai.app.serve_command import serve
from gongkai.app.templates_commands import templates
from gongkai.app.terminal import lost_output, say
from gongkai.app.trace_command import trace
from gongkai.app.wrong_usage import FOUND, OK, USAGE, UserFault, explain_usage, prepare_printing
from gongkai.files import WriteFault, write_all
from gongkai.findings import Finding, has_errors
from gongkai.memory import collect_seldom, end_quickly
from gongkai.own_files import places_beside
from gongkai.source import Source

app = typer.Typer(
    help="部门预算、部门决算和绩效自评公开：填一份工作簿，得到整套公开文件。",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
app.add_typer(templates, name="templates")
app.add_typer(codes, name="codes")
app.command()(new)
app.command()(check)
app.command()(fill)
app.command()(reasons)
app.command()(rules)
app.command()(batch)
app.command()(consolidate)
app.command()(read)
app.command()(audit)
app.command()(trace)
app.command()(compare)
app.command()(serve)
app.add_typer(board, name="board")
app.command()(page)


def _version(wanted: bool) -> None:
    if wanted:
        say(f"gongkai {__version__}")
        raise typer.Exit


@app.callback()
def main(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="显示版本")
    ] = False,
) -> None:
    """部门预算、部门决算和绩效自评公开：填一份工作簿，得到整套公开文件。"""


@app.command()
def generate(
    input_file: InputFile,
    output: Annotated[Path, typer.Option("-o", metavar="文件夹", help="写到哪个文件夹")] = Path(),
    to: KindsOption = USUAL,
    draft: Annotated[bool, typer.Option("--draft", help="有错误也生成，每页和文件名标“草稿”")] = False,
    sources: Annotated[
        bool,
        typer.Option("--sources", help="网页最后附上“数据来源”，列出每个数从哪里来（与 --to html 一起用）"),
    ] = False,
    force: Annotated[
        bool, typer.Option("--force", help="有人改过的成品也覆盖（平时写在旁边，不覆盖）")
    ] = False,
    look: Annotated[
        bool,
        typer.Option("--audit/--no-audit", help="正式的 Word、Excel 读回来再审一遍，自相矛盾的不写出"),
    ] = True,
) -> None:
    """生成整套公开文件。有“错误”级问题时不生成，除非加 --draft。"""
    kinds = chosen_kinds(to)
    if sources and "html" not in kinds:
        raise UserFault("--sources 列在网页最后，请与 --to html 一起用")
    source = Source.from_path(input_file)
    checked = pipeline.check(source, library())
    if not checked.readable or (has_errors(checked.findings) and not draft):
        show_findings(checked.findings)
        if checked.readable:
            say("没有生成：请先改正“错误”级问题；要先看样子可以加 --draft。", err=True)
        raise typer.Exit(exit_code(checked))
    document = pipeline.compose(checked, draft)
    if document is None:  # a template of the pack is wrong: a finding says so
        show_findings(checked.findings)
        raise typer.Exit(FOUND)
    assert checked.subject is not None
    from gongkai.tracing.told_cells import with_told_cells

    told = with_told_cells(document, checked, source)
    rendered = pipeline.render(told, checked.subject.pack, kinds, sources=sources)
    contradictions = [] if draft or not look else _second_look(rendered.files, checked)
    checked = pipeline.with_more(checked, [*rendered.findings, *contradictions])
    show_findings(checked.findings)
    if contradictions:
        say("没有写出：程序生成的文件自己对不上，这是程序的错。请把输入文件和上面的话报告给我们。", err=True)
    if has_errors([*rendered.findings, *contradictions]):
        raise typer.Exit(FOUND)
    files = {**rendered.files, **pipeline.check_report(checked, document)}
    beside = {} if force else places_beside(output, files)
    for path in write_all(output, {beside.get(name, name): files[name] for name in files}, input_file):
        say(f"已写出：{path}")
    for name, other in beside.items():
        say(f"“{name}”有人改过（或者不是这个程序写的），没有覆盖，新的写在“{other}”；要覆盖请加 --force。")


def _second_look(files: Mapping[str, bytes], checked: pipeline.Checked) -> list[Finding]:
    """What the finished files say against themselves, read back."""
    from gongkai.auditing.second_look import second_look

    assert checked.subject is not None
    return second_look(files, library(), checked.subject.department.texts())


def run() -> None:
    """Entry point: the one place where a user's fault and a fault of ours end."""
    if not os.environ.get("GONGKAI_DEBUG"):
        warnings.simplefilter("ignore")  # libraries warn in English about things that do not concern the user
        logging.getLogger().addHandler(
            logging.NullHandler()
        )  # as they log: without any handler it is printed
    collect_seldom()
    try:
        prepare_printing()
        code = app(standalone_mode=False)
    except UserFault as fault:
        say(str(fault), err=True)
        code = fault.code
    except WriteFault as fault:
        say(str(fault), err=True)
        code = USAGE
    except KeyboardInterrupt:
        say("已中断，没有写出不完整的文件。", err=True)
        code = USAGE
    except Exception as error:
        code = explain_usage(error)
    if why := lost_output():
        say(f"结果没有能够显示出来（{why}）；写出的文件都是完整的。", err=True)
        code = USAGE
    end_quickly()
    sys.exit(code if isinstance(code, int) else OK)
