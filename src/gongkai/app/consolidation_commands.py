"""`gongkai consolidate`: units added up into their department, or a department checked against its units."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gongkai.app.environment import library
from gongkai.app.printed_findings import finding_text
from gongkai.app.terminal import say
from gongkai.app.wrong_usage import FOUND, OK, UserFault
from gongkai.desk.counts import summary
from gongkai.files import shown_name
from gongkai.readers.input_suffixes import WRITTEN_SUFFIXES, YAML_SUFFIXES

if TYPE_CHECKING:
    from gongkai.consolidation.adding_up import Consolidated
    from gongkai.findings import Finding
    from gongkai.model.department import Department
    from gongkai.packs.pack import Pack
    from gongkai.pipeline import Loaded


def consolidate(
    units: Annotated[list[Path], typer.Argument(metavar="单位输入...", help="各单位的输入，本级放在最前")],
    output: Annotated[
        Path | None, typer.Option("-o", metavar="文件", help="汇总成的部门输入（.xlsx 或 .yaml）")
    ] = None,
    compare: Annotated[
        Path | None, typer.Option("--compare", metavar="部门输入", help="与已有的部门输入逐格核对")
    ] = None,
    name: Annotated[
        str, typer.Option("--name", metavar="名称", help="部门全称，默认取第一个单位的名称去掉“本级”")
    ] = "",
) -> None:
    """把所属单位汇总成部门：明细逐项相加，单位间往来冲销，每个数都记着来自哪些单位。"""
    from gongkai.consolidation.adding_up import add_up
    from gongkai.consolidation.adding_up import compare_with_units as compare_with
    from gongkai.findings import has_errors, presented
    from gongkai.intake.workbook_form import sheets_in_order

    if output is None and compare is None:
        raise UserFault("请用 -o 写明汇总到哪个文件，或者用 --compare 写明与哪个部门输入核对")
    if output is not None and output.suffix.lower() not in WRITTEN_SUFFIXES:
        raise UserFault(f"{output} 的扩展名应是 .xlsx 或 .yaml")
    pack, departments = _read([(path, _loaded(path)) for path in units])
    result = add_up(pack, departments, name)
    findings = list(result.findings)
    if compare is not None:
        other = _loaded(compare)
        whole = _one_of(compare, other, pack)
        findings += compare_with(pack, whole, result)
    findings = presented(findings, sheets_in_order(pack.inputs))
    for finding in findings:
        say(finding_text(finding))
    say(f"汇总 {len(departments)} 个单位，{len(result.sums)} 个数：{_verdict(findings)}")
    if has_errors(result.findings):
        # Differences from an existing input (--compare) are for people to judge; these findings make the sum
        # wrong.
        if output is not None:
            say("汇总有错误，没有写出文件")
        raise typer.Exit(FOUND)
    if output is not None:
        _write(output, units, pack, result)
    raise typer.Exit(FOUND if has_errors(findings) else OK)


def _loaded(path: Path) -> Loaded:
    from gongkai import pipeline
    from gongkai.source import Source

    return pipeline.read(Source.from_path(path), library())


def _verdict(findings: list[Finding]) -> str:
    return summary(findings) if findings else "没有发现问题"


def _read(loaded: list[tuple[Path, Loaded]]) -> tuple[Pack, list[Department]]:
    first = next((item.pack for _, item in loaded if item.pack is not None), None)
    if first is None:
        raise UserFault(_told(*loaded[0]))
    return first, [_one_of(path, item, first) for path, item in loaded]


def _one_of(path: Path, loaded: Loaded, pack: Pack) -> Department:
    if loaded.department is None or loaded.pack is None:
        raise UserFault(_told(path, loaded))
    if loaded.pack.format != pack.format:
        raise UserFault(
            f"“{shown_name(path)}”的格式是 {loaded.pack.format}，与其他输入的 {pack.format} 不同，不能相加"
        )
    from gongkai.findings import Severity

    if any(item.severity is Severity.ERROR for item in loaded.findings):
        faults = "\n".join(finding_text(item) for item in loaded.findings if item.severity is Severity.ERROR)
        raise UserFault(f"{faults}\n“{shown_name(path)}”有读不出的内容，请改正后再汇总", FOUND)
    return loaded.department


def _told(path: Path, loaded: Loaded) -> str:
    return "\n".join(
        [*(finding_text(item) for item in loaded.findings), f"“{shown_name(path)}”读不出，没有汇总"]
    )


def _write(output: Path, units: list[Path], pack: Pack, result: Consolidated) -> None:
    from gongkai.blanks import write_workbook, write_yaml
    from gongkai.consolidation.adding_up import source_sheet
    from gongkai.files import is_there, write_all

    if any(is_there(output) and path.exists() and output.samefile(path) for path in units):
        raise UserFault(f"{output} 是一个单位的输入，不能覆盖，请用 -o 换一个文件名")
    if is_there(output):
        raise UserFault(f"{output} 已经存在，为免覆盖您填的内容，请换一个文件名")
    if output.suffix.lower() not in YAML_SUFFIXES:
        content = write_workbook(pack.inputs, pack.classification, result.department, [source_sheet(result)])
    else:
        content = write_yaml(pack.inputs, pack.classification, result.department).encode()
    for path in write_all(output.parent, {output.name: content}, output):
        say(f"已写出：{path}")
    if output.suffix.lower() not in YAML_SUFFIXES:
        say("每个数来自哪些单位，见工作表“汇总来源（自动计算）”")
