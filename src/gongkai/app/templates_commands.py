"""`gongkai templates …`: tools for maintainers of formats."""

from __future__ import annotations

import os
import shlex
import shutil
from pathlib import Path
from typing import Annotated

import typer

from gongkai.app.environment import VARIABLE, library, library_to_write
from gongkai.app.learn_command import templates_input, templates_learn
from gongkai.app.printed_findings import finding_text
from gongkai.app.terminal import say
from gongkai.app.wrong_usage import FOUND, UserFault
from gongkai.desk.counts import summary
from gongkai.files import shown_path, why_refused, write_all
from gongkai.findings import Finding, has_errors

templates = typer.Typer(
    help="格式（模板）：查看、检查、比较、新建。", no_args_is_help=True, rich_markup_mode=None
)

Format = Annotated[str, typer.Argument(metavar="格式", help="如 gongkai templates list 所列")]


@templates.command("list")
def templates_list() -> None:
    """列出可用的格式。"""
    for info in library().published():
        parent = f"（继承 {info.extends}）" if info.extends else ""
        status = f"【{info.status}】" if info.status else ""
        say(f"{info.format}\t{info.name}{status}{parent}")


@templates.command("explain")
def templates_explain(
    format: Format,
    markdown: Annotated[bool, typer.Option("--markdown", help="输出 Markdown")] = False,
) -> None:
    """说明一个格式：要填什么、公开什么，每一处来自继承链上的哪个格式。"""
    from gongkai.maintenance.format_page import explain
    from gongkai.maintenance.page import as_markdown, as_text

    page, opened = explain(format, library())
    if page is None:
        raise UserFault(_told(opened.findings), _code(opened.findings))
    say((as_markdown if markdown else as_text)(page), nl=False)
    if opened.findings:
        say(_told(opened.findings), err=True)
        raise typer.Exit(FOUND)


@templates.command("lint")
def templates_lint(
    format: Annotated[str, typer.Argument(metavar="[格式]", help="不写就检查全部格式")] = "",
    hints: Annotated[bool, typer.Option("--hints/--no-hints", help="是否列出“提示”级")] = True,
) -> None:
    """检查格式：名称、继承、科目、变动原因，并用虚拟单位的数试写全部表格和文字。"""
    from gongkai.maintenance.lint import lint_format

    formats = [format] if format else library().formats()
    if not formats:
        raise UserFault(f"{library().root} 中没有一个格式")
    wrong = False
    for name in formats:
        found = lint_format(name, library())
        wrong = wrong or has_errors(found)
        shown = [item for item in found if hints or item.severity.rank < 2]
        say(f"{name}：{summary(found) if found else '没有发现问题'}")
        for finding in shown:
            say(_lint_text(finding))
    if wrong:
        raise typer.Exit(FOUND)


@templates.command("diff")
def templates_diff(
    old: Annotated[str, typer.Argument(metavar="旧格式")],
    new: Annotated[str, typer.Argument(metavar="新格式")],
    markdown: Annotated[bool, typer.Option("--markdown", help="输出 Markdown")] = False,
) -> None:
    """写给会计的说明：从旧格式到新格式，填写、表样、文字、名词和规则变了什么。"""
    from gongkai.maintenance.format_difference import diff
    from gongkai.maintenance.page import as_markdown, as_text

    page, findings = diff(old, new, library())
    if page is None:
        raise UserFault(_told(findings), _code(findings))
    say((as_markdown if markdown else as_text)(page), nl=False)
    if findings:
        say(_told(findings), err=True)
        raise typer.Exit(FOUND)


@templates.command("new")
def templates_new(
    format: Annotated[str, typer.Argument(metavar="格式", help="新格式，如 省名拼音/final_accounts/2025")],
    parent: Annotated[str, typer.Option("--from", metavar="上级格式", help="继承哪个格式")],
    name: Annotated[str, typer.Option("--name", metavar="名称", help="中文名称")] = "",
) -> None:
    """新建一个格式，继承已有的格式；建好就能用，此后只写不同之处。"""
    from gongkai.maintenance.lint import lint_format
    from gongkai.maintenance.new_format import new_pack

    formats = library_to_write()
    made = new_pack(format, parent, formats, name)
    if not made.files:
        raise UserFault(_told(made.findings), _code(made.findings))
    for path, text in made.files.items():
        target = made.folder / path
        for written in write_all(target.parent, {target.name: text.encode()}, target):
            say(f"已写出：{written}")
    found = [item for item in lint_format(format, formats) if item.severity.rank < 2]
    for finding in found:
        say(_lint_text(finding))
    say(f"检查结果：{summary(found) if found else '没有发现问题'}")
    if has_errors(found):
        raise typer.Exit(FOUND)


@templates.command("copy")
def templates_copy(
    folder: Annotated[Path, typer.Argument(metavar="文件夹", help="复制到哪里，不能是已经有的")],
) -> None:
    """把自带的格式复制出来：新建、修改都在复制的这一份里，程序升级也不会丢。"""
    from gongkai.packs.inheritance import list_formats

    if folder.exists():
        raise UserFault(f"{shown_path(folder)} 已经有了，不覆盖；请换一个名称")
    formats = library_to_write().root
    try:
        shutil.copytree(formats, folder)
    except OSError as error:
        raise UserFault(f"写不了 {shown_path(folder)}：{why_refused(error)}") from error
    say(f"已复制：{shown_path(folder)}（{len(list_formats(folder))} 个格式）")
    say("先在这个窗口里运行下面一行，以后的命令就都用这一份；换了窗口再运行一次：")
    say(_setting(VARIABLE, str(shown_path(folder.resolve()))))


def _setting(name: str, value: str) -> str:
    """The line that sets a variable in the shell of this system."""
    return f"set {name}={value}" if os.name == "nt" else f"export {name}={shlex.quote(value)}"


@templates.command("preview")
def templates_preview(
    format: Format,
    output: Annotated[Path, typer.Option("-o", metavar="文件夹", help="写到哪个文件夹")] = Path(),
) -> None:
    """用虚拟单位的数写出一份 Word，看这个格式的样子。"""
    from gongkai import pipeline
    from gongkai.maintenance.balanced_department import balanced

    pack, faults = library().pack(format)
    if pack is None or faults:
        raise UserFault(_told(faults), _code(faults))
    if pack.abstract:
        raise UserFault(f"格式“{format}”是供各省继承的底稿，没有报告可看")
    department = balanced(pack)
    checked = pipeline.check_department(pipeline.Loaded(department, pack, []))
    document = pipeline.compose(checked, draft=True)
    if document is None:
        raise UserFault(_told([item for item in checked.findings if item.code.startswith("PK-")]), FOUND)
    rendered = pipeline.render(document, pack, ("docx",))
    if has_errors(rendered.findings):
        raise UserFault(_told(rendered.findings), FOUND)
    stem = f"预览-{format.replace('/', '-')}.docx"
    for content in rendered.files.values():
        for path in write_all(output, {stem: content}, output / "输入"):
            say(f"已写出：{path}")


@templates.command("prove")
def templates_prove(
    format: Format,
    source: Annotated[Path, typer.Argument(metavar="输入", help="照公开的材料填好的输入，.xlsx 或 .yaml")],
    published: Annotated[Path, typer.Argument(metavar="公开的材料", help=".docx、.xlsx 或 .pdf")],
    show: Annotated[
        int, typer.Option("--show", metavar="条数", help="没有印出的行、句子各最多列出多少处")
    ] = 40,
    rows: Annotated[
        float, typer.Option("--rows", metavar="百分比", help="表的行不到这个百分比就算没通过")
    ] = 0,
    sentences: Annotated[
        float, typer.Option("--sentences", metavar="百分比", help="句子不到这个百分比就算没通过")
    ] = 0,
) -> None:
    """用一份公开的材料验收格式：表的行、写数的句子照样印出了多少，没有印出的在格式的哪一行。"""
    from gongkai import pipeline
    from gongkai.app.proof_text import proof_text
    from gongkai.proving import CannotProve, proof_of
    from gongkai.readers.document import read_document
    from gongkai.source import Source

    checked = pipeline.check(Source.from_path(source), library())
    if checked.subject is None:
        raise UserFault(_told(checked.findings) or f"{source.name} 读不出来", FOUND)
    if checked.subject.pack.format != format:
        raise UserFault(f"{source.name} 写的公开格式是 {checked.subject.pack.format}，不是 {format}")
    document = read_document(Source.from_path(published))
    if not document.parts:
        raise UserFault(_told(document.findings), FOUND)
    try:
        proof = proof_of(checked, document, library())
    except CannotProve as fault:
        raise UserFault(str(fault), FOUND) from fault
    say(proof_text(proof, published.name, show))
    if proof.rows.rate * 100 < rows or proof.sentences.rate * 100 < sentences:
        raise typer.Exit(FOUND)


templates.command("learn")(templates_learn)
templates.command("input")(templates_input)


@templates.command("pack")
def templates_pack(
    formats: Annotated[list[str], typer.Argument(metavar="格式…", help="如 gongkai templates list 所列")],
    output: Annotated[Path, typer.Option("-o", metavar="文件.zip", help="写到哪里")],
) -> None:
    """把格式打成一个压缩包，交给别人装入网页、Windows 文件夹或者服务。"""
    from gongkai.packs.travelling import packed

    for format in formats:
        _, faults = library().pack(format)
        if faults:
            raise UserFault(_told(faults), _code(faults))
    [path] = write_all(output.parent, {output.name: packed(library().root, formats)}, Path())
    say(f"已写出：{path}")


def _told(findings: tuple[Finding, ...] | list[Finding]) -> str:
    return "\n".join(finding_text(finding) for finding in findings)


def _code(findings: tuple[Finding, ...] | list[Finding]) -> int:
    """A format that does not exist is wrong usage; a faulty format is a finding."""
    from gongkai.app.wrong_usage import USAGE

    return USAGE if any(item.code in ("PK-00", "PK-40", "PK-41") for item in findings) else FOUND


def _lint_text(finding: Finding) -> str:
    """A finding with the chain of parents of its pack."""
    text = finding_text(finding)
    chain = finding.location.path
    return f"{text}\n    继承：{chain}" if " → " in chain else text
