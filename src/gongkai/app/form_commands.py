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
    summary,
)
from gongkai.app.terminal import say
from gongkai.app.wrong_usage import FOUND, OK, USAGE, UserFault, prints_everything
from gongkai.files import is_there, write_all
from gongkai.findings import Finding, has_errors
from gongkai.money import digits, percent, wan
from gongkai.source import Source

if TYPE_CHECKING:
    from gongkai.blanks.new_year import Carried
    from gongkai.copies.reason_rows import DraftRow
    from gongkai.packs.pack import Pack
    from gongkai.rules.reason_drafts import ReasonLine

WORKBOOK, YAML = (".xlsx",), (".yaml", ".yml")
_WORKBOOKS_READ = (".xlsx", ".xlsm")

InputFile = Annotated[
    Path, typer.Argument(metavar="输入文件", help="填好的工作簿（.xlsx）或 YAML 文件（.yaml）")
]


def new(
    format: Annotated[str, typer.Option("--format", metavar="格式", help="格式，见 gongkai templates list")],
    output: Annotated[Path, typer.Option("-o", metavar="文件", help="写到哪个文件（.xlsx 或 .yaml）")],
    last: Annotated[
        Path | None,
        typer.Option("--from", metavar="上年输入", help="从上年的输入带来文字、上年数、年初数、名单"),
    ] = None,
) -> None:
    """写出一份空白工作簿（或 YAML），供填写；加 --from 从上年的输入开始。"""
    from dataclasses import replace

    from gongkai.blanks import write_workbook, write_yaml

    pack = _pack(format)
    _check_new_file(output, WORKBOOK + YAML)
    carried = _carried(last, pack) if last is not None else None
    department = carried.department if carried is not None else None
    remarks = carried.remarks() if carried is not None else ()
    inputs = replace(pack.inputs, guide=(*pack.inputs.guide, *remarks))
    if output.suffix.lower() in YAML:
        content = write_yaml(inputs, pack.classification, department).encode()
    else:
        content = write_workbook(inputs, pack.classification, department)
    for path in write_all(output.parent, {output.name: content}, last or output):
        say(f"已写出：{path}")
    for remark in remarks:
        say(remark)
    if pack.status:
        say(f"注意：{pack.name}{pack.status}")


def _pack(format: str) -> Pack:
    from gongkai.packs.load import formats_beside, how_to_make_next

    pack, faults = library().pack(format)
    if pack is None and all(item.code == "PK-00" for item in faults):
        beside = formats_beside(format, library().root)
        if beside:
            newest = beside[-1]
            what = f"没有格式“{format}”；最新的是 {newest.format}（{newest.name}）"
            raise UserFault(f"{what}。{how_to_make_next(newest.format)}")
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


def _carried(last: Path, pack: Pack) -> Carried:
    from gongkai.blanks.new_year import carry

    loaded = _readable(last)
    assert loaded.department is not None
    assert loaded.pack is not None
    if loaded.pack.kind != pack.kind:
        raise UserFault(f"{last.name} 是“{loaded.pack.name}”的输入，不能带到“{pack.name}”")
    if has_errors(loaded.findings):
        say(f"注意：{last.name} 有读不懂的内容，没有带过来；用 gongkai check {last.name} 查看", err=True)
    return carry(loaded.department, loaded.pack, pack)


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
        _check_new_file(mark, WORKBOOK)
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
        content = _marked(source, checked)
        for path in write_all(mark.parent, {mark.name: content}, input_file):
            say(f"已写出标注：{path}", err=json)
    raise typer.Exit(exit_code(checked))


def _marked(source: Source, checked: pipeline.Checked) -> bytes:
    from gongkai.copies.marked_workbook import list_workbook, mark_workbook

    head = f"{source.name}：{summary(checked.findings)}" if checked.findings else "没有发现问题"
    if checked.readable:
        head += "；" + coverage_text(checked.coverage).split("\n", 1)[0]
    if checked.readable and source.suffix in _WORKBOOKS_READ:
        try:
            return mark_workbook(source.content, checked.findings, head)
        except Exception:
            # We can read more workbooks than openpyxl can copy, and it raises almost anything.
            say("这份工作簿不能照样复制，标注文件里只有问题清单。", err=True)
    return list_workbook(checked.findings, head)


def reasons(
    input_file: InputFile,
    output: Annotated[Path, typer.Option("-o", metavar="文件", help="写到哪个新文件（.xlsx 或 .yaml）")],
) -> None:
    """把还没有写的变动原因连同草稿写进一份新的输入，标为“待核实”；不改动原来的输入。"""
    _check_new_file(output, WORKBOOK + YAML)
    source = Source.from_path(input_file)
    checked = pipeline.check(source, library())
    if not checked.readable:
        show_findings(checked.findings)
        raise typer.Exit(USAGE)
    lines = pipeline.reasons(checked)
    missing = [line for line in lines if line.state == "没有写"]
    if not missing:
        say(reasons_text(lines) or "这份输入没有要写原因的变动")
        say("没有缺少的原因，没有写出文件。")
        return
    content = _with_drafts(source, output, checked, missing)
    for path in write_all(output.parent, {output.name: content}, input_file):
        say(f"已写出：{path}")
    for line in missing:
        say(f"    [待核实] {line.label}：{line.draft or '（没有草稿，请自己写）'}")
    say(
        f"补了 {len(missing)} 个原因的草稿。请逐条核实、改写，再把“核实状态”改为“已核实”；待核实的不能出正式报告。"
    )


def _with_drafts(source: Source, output: Path, checked: pipeline.Checked, missing: list[ReasonLine]) -> bytes:
    """The input with a row for each missing reason: the user's own workbook where it is one."""
    from gongkai.blanks import write_workbook, write_yaml
    from gongkai.copies.reason_rows import add_to_department, add_to_workbook
    from gongkai.model.labels import REASON_SCHEDULE

    assert checked.subject is not None
    pack, department = checked.subject.pack, checked.subject.department
    rows = [_draft_row(line) for line in missing]
    spec = pack.inputs.schedule(REASON_SCHEDULE)
    assert spec is not None
    if output.suffix.lower() in WORKBOOK and source.suffix in _WORKBOOKS_READ:
        try:
            content = add_to_workbook(source.content, spec, rows)
        except Exception:
            content = None  # as in marking
        if content is not None:
            return content
        say("这份工作簿不能照样复制，已按格式重新写出；您自己加的工作表和批注请从原件复制。", err=True)
    filled = add_to_department(department, REASON_SCHEDULE, rows)
    if output.suffix.lower() in YAML:
        return write_yaml(pack.inputs, pack.classification, filled).encode()
    return write_workbook(pack.inputs, pack.classification, filled)


def _draft_row(line: ReasonLine) -> DraftRow:
    from gongkai.copies.reason_rows import DraftRow
    from gongkai.model.labels import REASON_CODE, REASON_SLOT, REASON_TEXT
    from gongkai.rules.reason_drafts import PENDING, STATUS

    texts = {REASON_SLOT: line.slot, REASON_CODE: line.coordinate, REASON_TEXT: line.draft, STATUS: PENDING}
    rate = "" if line.rate is None else percent(line.rate)
    figures = tuple(digits(amount) for amount in (wan(line.now), wan(line.before), line.printed_change))
    return DraftRow({name: text for name, text in texts.items() if text}, (*figures, rate))


def show_findings(findings: list[Finding]) -> None:
    for text in findings_texts(findings):
        say(text)
    say(f"核对结果：{summary(findings)}" if findings else "核对结果：没有发现问题")


def exit_code(checked: pipeline.Checked) -> int:
    if not checked.readable:
        return USAGE
    return FOUND if has_errors(checked.findings) else OK
