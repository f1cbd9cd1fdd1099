"""The accountant's loop: a new input (from last year's), check with a marked copy, drafts of reasons."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gongkai import pipeline
from gongkai.app.environment import library
from gongkai.app.printed_findings import (
    as_json,
    coverage_text,
    finding_text,
    findings_texts,
    reasons_text,
)
from gongkai.app.terminal import say
from gongkai.app.wrong_usage import FOUND, OK, USAGE, UserFault, prints_everything
from gongkai.desk.counts import summary
from gongkai.desk.marked_copy import ONLY_LISTED, marked_copy
from gongkai.desk.reason_copy import NOT_COPIED, draft_row, reason_copy
from gongkai.files import is_there, write_all
from gongkai.findings import Finding, has_errors
from gongkai.readers.input_suffixes import WRITTEN_SUFFIXES, WRITTEN_WORKBOOK, YAML_SUFFIXES
from gongkai.source import Source

if TYPE_CHECKING:
    from gongkai.desk.new_input import NewInput
    from gongkai.packs.pack import Pack


InputFile = Annotated[
    Path, typer.Argument(metavar="输入文件", help="填好的工作簿（.xlsx）或 YAML 文件（.yaml）")
]


def new(
    format: Annotated[str, typer.Option("--format", metavar="格式", help="格式，见 gongkai templates list")],
    output: Annotated[Path, typer.Option("-o", metavar="文件", help="写到哪个文件（.xlsx 或 .yaml）")],
    last: Annotated[
        list[Path] | None,
        typer.Option(
            "--from",
            metavar="上年文件",
            help="从上年的输入，或上年公开的 .docx、.xlsx、.pdf（可以写几个 --from）带来文字、上年数、年初数、名单",
        ),
    ] = None,
    last_format: Annotated[
        str, typer.Option("--last-format", metavar="格式", help="上年公开的材料是按哪个格式的；一般不用写")
    ] = "",
) -> None:
    """写出一份空白工作簿（或 YAML），供填写；加 --from 从上年的输入或上年公开的材料开始。"""
    from gongkai.desk.new_input import CannotCarry

    last = last or []
    pack = _pack(format)
    _check_new_file(output, WRITTEN_SUFFIXES)
    try:
        made = _begun(pack, last, last_format)
    except CannotCarry as fault:
        raise UserFault(f"{'、'.join(path.name for path in last)} {fault}") from fault
    content = made.yaml() if output.suffix.lower() in YAML_SUFFIXES else made.workbook()
    for path in write_all(output.parent, {output.name: content}, (last or [output])[0]):
        say(f"已写出：{path}")
    for remark in made.remarks:
        say(remark)
    if pack.status:
        say(f"注意：{pack.name}{pack.status}")


def _begun(pack: Pack, last: list[Path], last_format: str) -> NewInput:
    """The new input with what last year's files bring, and what is to be known of them on the screen."""
    from gongkai.desk.begun_input import Unreadable, begun

    if last_format:
        _pack(last_format)
    try:
        found = begun(pack, list(map(Source.from_path, last)), library(), last_format)
    except Unreadable as fault:
        raise UserFault("\n".join(finding_text(finding) for finding in fault.findings)) from None
    if found.unread:
        name = last[0].name
        say(f"注意：{name} 有读不懂的内容，没有带过来；用 gongkai check {name} 查看", err=True)
    for text in findings_texts(found.findings, "逐条：用 gongkai read 读这份材料"):
        say(text, err=True)
    if found.read_as:
        say(found.read_as)
    return found.made


def _pack(format: str) -> Pack:
    from gongkai.packs.load import formats_beside, how_to_make_next, which_formats

    pack, faults = library().pack(format)
    if pack is None and all(item.code == "PK-00" for item in faults):
        beside = formats_beside(format, library().root)
        if beside:
            newest = beside[-1]
            what = f"没有格式“{format}”；最新的是 {newest.format}（{newest.name}）"
            raise UserFault(f"{what}。{how_to_make_next(newest.format)}")
        raise UserFault(f"没有格式“{format}”。{which_formats(format, library().root)}")
    if pack is None or faults:
        raise UserFault("\n".join(finding_text(finding) for finding in faults))
    if pack.abstract:
        raise UserFault(f"格式“{format}”是供各省继承的底稿，请用 gongkai templates list 列出的格式")
    return pack


def _check_new_file(path: Path, suffixes: tuple[str, ...]) -> None:
    """A file that the user asks for must be new and of a kind that can be written."""
    if path.suffix.lower() not in suffixes:
        names = " 或 ".join(suffix for suffix in suffixes if suffix != ".yml")
        raise UserFault(f"{path} 的扩展名应是 {names}")
    if is_there(path):
        raise UserFault(f"{path} 已经存在，为免覆盖您填的内容，请换一个文件名")


def _readable(path: Path) -> pipeline.Loaded:
    loaded = pipeline.read(Source.from_path(path), library())
    if loaded.department is None or loaded.pack is None:
        raise UserFault("\n".join(finding_text(finding) for finding in loaded.findings))
    return loaded


def check(
    input_file: InputFile,
    json: Annotated[bool, typer.Option("--json", help="输出 JSON，含全部规则的核对情况")] = False,
    mark: Annotated[
        Path | None,
        typer.Option("--mark", metavar="文件", help="另写一份标注了问题的工作簿（.xlsx），不改动输入"),
    ] = None,
    last_year: Annotated[
        Path | None,
        typer.Option("--last-year", metavar="文件", help="与上年的输入（或同一年度的预算输入）对照"),
    ] = None,
) -> None:
    """核对一份输入，列出全部问题和改法，以及要写原因的变动；不改动输入。"""
    if mark is not None:
        _check_new_file(mark, (WRITTEN_WORKBOOK,))
    other = _readable(last_year) if last_year is not None else None
    source = Source.from_path(input_file)
    checked = pipeline.check(source, library(), other)
    if last_year is not None and (useless := pipeline.useless_comparison(checked)):
        raise UserFault(f"{last_year.name} 不能用来对照：{useless}")
    lines = pipeline.reasons(checked)
    if json:
        say(as_json(source.name, checked, lines, only_ascii=not prints_everything()))
    else:
        show_findings(checked.findings)
        if checked.readable:
            say(coverage_text(checked.coverage))
            if lines:
                say(reasons_text(lines))
    if mark is not None:
        content, copied = marked_copy(source, checked)
        if not copied:
            say(ONLY_LISTED, err=True)
        for path in write_all(mark.parent, {mark.name: content}, input_file):
            say(f"已写出标注：{path}", err=json)
    raise typer.Exit(exit_code(checked))


def reasons(
    input_file: InputFile,
    output: Annotated[Path, typer.Option("-o", metavar="文件", help="写到哪个新文件（.xlsx 或 .yaml）")],
) -> None:
    """把还没有写的变动原因连同草稿、缺少的科目用途等各行写进一份新的输入；不改动原来的输入。"""
    _check_new_file(output, WRITTEN_SUFFIXES)
    source = Source.from_path(input_file)
    checked = pipeline.check(source, library())
    if not checked.readable:
        show_findings(checked.findings)
        raise typer.Exit(USAGE)
    lines = pipeline.reasons(checked)
    missing = [line for line in lines if line.state == "没有写"]
    more = pipeline.unwritten_rows(checked)
    if not missing and not more:
        say(reasons_text(lines) or "这份输入没有要写原因的变动")
        say("没有缺少的原因，没有写出文件；接着用原来的文件：gongkai generate。")
        return
    rows = [draft_row(line) for line in missing]
    content, copied = reason_copy(source, checked, rows, output.suffix.lower(), more)
    if not copied:
        say(NOT_COPIED, err=True)
    for path in write_all(output.parent, {output.name: content}, input_file):
        say(f"已写出：{path}")
    for line in missing:
        say(f"    [草稿] {line.shown}：{line.draft or '（没有草稿，请自己写）'}")
    for schedule, wanted in dict.fromkeys((row.schedule, row.wanted) for row in more):
        codes = [row.code for row in more if row.schedule == schedule]
        say(f"“{schedule}”补了 {len(codes)} 行科目，请写上“{wanted}”")
    if not missing:
        return
    say(
        f"补了 {len(missing)} 个原因的草稿。请逐条写清为何变动（“核实状态”不用再改）；草稿本身就是原因的，“核实状态”选“已核实”。只有草稿的不能出正式报告。"
    )


def show_findings(findings: list[Finding]) -> None:
    for text in findings_texts(findings):
        say(text)
    say(f"核对结果：{summary(findings)}" if findings else "核对结果：没有发现问题")


def exit_code(checked: pipeline.Checked) -> int:
    if not checked.readable:
        return USAGE
    return FOUND if has_errors(checked.findings) else OK
