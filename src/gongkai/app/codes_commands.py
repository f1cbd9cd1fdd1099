"""`gongkai codes …`: the yearly lists of functional and economic codes."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated

import typer

from gongkai.app.environment import library_to_write
from gongkai.app.printed_findings import finding_text
from gongkai.app.terminal import say
from gongkai.app.wrong_usage import FOUND, UserFault, check_package_size
from gongkai.files import write_all
from gongkai.findings import has_errors
from gongkai.maintenance.code_rows import LIST_KINDS

_SHOWN = 40  # additions listed one by one; renamed and abolished codes are all listed

codes = typer.Typer(
    help="科目字典：读入财政部每年公布的科目表。", no_args_is_help=True, rich_markup_mode=None
)


@codes.callback()
def codes_group() -> None:
    """科目字典：读入财政部每年公布的科目表。"""


@codes.command("import")
def codes_import(
    file: Annotated[Path, typer.Argument(metavar="文件", help="公布的科目表，.xlsx 或 .csv")],
    year: Annotated[str, typer.Option("--year", metavar="年度", help="这是哪一年的科目，如 2025")],
    kind: Annotated[
        str, typer.Option("--kind", metavar="种类", help="functions 或 economic；不写就按编码分辨")
    ] = "",
    partial: Annotated[bool, typer.Option("--partial", help="取消的科目很多也照写")] = False,
) -> None:
    """读入一年的功能分类或经济分类科目表，说明新增、改名和取消了哪些。"""
    from gongkai.maintenance.code_list_import import import_codes

    if kind and kind not in LIST_KINDS:
        raise UserFault(f"--kind 只能是 {'、'.join(LIST_KINDS)}")
    if not file.is_file():
        raise UserFault(f"找不到文件 {file}")
    check_package_size(file)
    formats = library_to_write()
    made = import_codes(file, year, formats.root, kind, partial)
    for finding in made.findings:
        say(finding_text(finding), err=True)
    if has_errors(made.findings) or not made.files:
        say("没有写入：请先改正以上问题。", err=True)
        raise typer.Exit(FOUND)
    for name, count in made.counts.items():
        say(f"{LIST_KINDS[name]}：{count} 个科目")
        _show_changes(made.changes.get(name, []), made.compared.get(name, ""))
    for text in made.carried:
        say(f"没有给出的：{text}")
    contents = {name: text.encode() for name, text in sorted(made.files.items())}
    for path in write_all(made.folder, contents, file):
        say(f"已写出：{path}")
    _bring(formats.root, year, file)


@codes.command("learn")
def codes_learn(
    published: Annotated[
        list[Path],
        typer.Argument(metavar="公开的材料…", help="这一年公开的 .docx、.pdf、.xlsx，印着科目编码和名称"),
    ],
    year: Annotated[str, typer.Option("--year", metavar="年度", help="这是哪一年的科目，如 2019")],
) -> None:
    """没有这一年的科目表时：照公开的材料印的编码和名称，在最近一年的字典上补出这一年的。"""
    from gongkai.maintenance.published_codes import learn_codes
    from gongkai.readers.document import read_document
    from gongkai.source import Source

    if not re.fullmatch(r"20\d\d", year):
        raise UserFault("--year 应是四位数字，如 2019")
    documents = []
    for path in published:
        document = read_document(Source.from_path(path))
        if not document.parts:
            raise UserFault("\n".join(map(finding_text, document.findings)), FOUND)
        documents.append(document)
    formats = library_to_write()
    made = learn_codes(documents, year, formats.root)
    if not made.printed:
        raise UserFault("材料里没有印着“科目编码”“科目名称”的表；请找有这种表的材料", FOUND)
    for kind, count in made.printed.items():
        say(f"{LIST_KINDS[kind]}：材料里印了 {count} 个科目")
        _show_changes(made.changes[kind], made.base)
    if made.doubts:
        say(f"拿不准的 {len(made.doubts)} 个没有收进，仍照 {made.base} 年：")
    for doubt in made.doubts:
        say(f"- {doubt.place}：{doubt.text}")
    if not made.files:
        say(f"{year} 年的字典不用改")
        return
    contents = {name: text.encode() for name, text in sorted(made.files.items())}
    for path in write_all(made.folder, contents, *published):
        say(f"已写出：{path}")
    if made.base != year:
        say(f"没有印出的科目照 {made.base} 年；有了 {year} 年的科目表，再用 gongkai codes import 换成全的")
    _bring(formats.root, year, *published)


def _bring(root: Path, year: str, *protected: Path) -> None:
    """The formats of that year, made before its codes were there, use them from now on."""
    from gongkai.maintenance.dictionary_year import on_other_codes

    changed = on_other_codes(root, year)
    if not changed:
        return
    write_all(root, {name: text.encode() for name, text in changed.items()}, *protected)
    for name in changed:
        say(f"已改用 {year} 年的科目字典：{name}")


def _show_changes(changes: list[str], year: str) -> None:
    if not year:
        return
    if not changes:
        say(f"  与 {year} 年相同")
        return
    added = [text for text in changes if text.startswith("新增")]
    others = [text for text in changes if not text.startswith("新增")]
    abolished = sum(1 for text in others if text.startswith("取消"))
    say(f"  与 {year} 年相比：新增 {len(added)} 个，改名 {len(others) - abolished} 个，取消 {abolished} 个")
    for text in [*added[:_SHOWN], *others]:
        say(f"    {text}")
    if len(added) > _SHOWN:
        say(f"    ……新增的另有 {len(added) - _SHOWN} 个")
