"""`gongkai templates learn`: a draft of a format out of published documents, tried on them at once."""

from __future__ import annotations

import tempfile
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gongkai.app.environment import library, library_to_write
from gongkai.app.printed_findings import finding_text
from gongkai.app.terminal import say
from gongkai.app.wrong_usage import FOUND, UserFault
from gongkai.files import shown_name, shown_path, write_all
from gongkai.findings import Severity

if TYPE_CHECKING:
    from gongkai.learning.draft import FormatDraft
    from gongkai.learning.trying import Trial
    from gongkai.packs.pack import Pack
    from gongkai.readers.printed_document import PrintedDocument

_SHOWN, _PRINTED = 12, 24
_REMARKS, _LONG = 3, 120


def templates_learn(
    published: Annotated[
        list[Path],
        typer.Argument(metavar="公开的材料…", help="同一种类、同一格式的 .docx、.pdf、.xlsx，一份或几份"),
    ],
    parent: Annotated[
        str, typer.Option("--from", metavar="上级格式", help="继承哪个底稿，如 national/budget/2025")
    ],
    output: Annotated[str, typer.Option("-o", metavar="格式", help="新格式，如 省名拼音/budget/2025")],
    sample: Annotated[
        Path | None,
        typer.Option("--sample", metavar="官方样张", help="财政部门下发的 XX 样张，次序和句子以它为准"),
    ] = None,
    name: Annotated[str, typer.Option("--name", metavar="名称", help="中文名称")] = "",
) -> None:
    """从公开的材料学出一个格式的草稿：次序、报表、句子；拿不准的列成待核清单，并当场用这些材料验收。"""
    _must_be_here()
    from gongkai.learning.learn import CannotLearn, learn
    from gongkai.learning.trying import Trial, mended
    from gongkai.maintenance.new_format import new_pack

    formats = library_to_write()
    made = new_pack(output, parent, formats, name)
    if not made.files:
        raise UserFault("\n".join(map(finding_text, made.findings)), FOUND)
    base, faults = formats.pack(parent)
    assert base is not None and not faults
    documents = [_read(path) for path in ([sample] if sample is not None else []) + published]
    try:
        draft = learn(documents, formats, base, output, name or f"{base.name}（{output}，草稿）")
    except CannotLearn as fault:
        raise UserFault(str(fault), FOUND) from fault
    with tempfile.TemporaryDirectory(prefix="gongkai-learn-") as folder:
        trial = Trial(formats.root, Path(folder), output)
        left = mended(draft, trial)
        if any(each.severity is Severity.ERROR for each in left):
            raise UserFault("草稿写不成能用的格式：\n" + "\n".join(map(finding_text, left)), FOUND)
        _write(draft, made.folder, [*published, *([sample] if sample is not None else [])])
        learnt, _ = trial.library(draft.files()).pack(output)
        assert learnt is not None
        for document in documents:
            _prove(document, learnt, trial, draft)


def templates_input(
    format: Annotated[str, typer.Argument(metavar="格式", help="如 gongkai templates list 所列")],
    published: Annotated[
        Path, typer.Argument(metavar="公开的材料", help="照这个格式公开的 .docx、.xlsx 或 .pdf")
    ],
    output: Annotated[Path, typer.Option("-o", metavar="文件.yaml", help="写到哪里")],
) -> None:
    """从一份公开的材料草拟同一年度的输入，只供 templates prove 验收格式，不能用于公开。"""
    _must_be_here()
    from gongkai.blanks import write_yaml
    from gongkai.learning.drafted_input import drafted_input
    from gongkai.learning.learn import CannotLearn

    pack, faults = library().pack(format)
    if pack is None or faults:
        raise UserFault("\n".join(map(finding_text, faults)), FOUND)
    if pack.abstract:
        raise UserFault(f"格式“{format}”是供各省继承的底稿，没有输入可填")
    try:
        made = drafted_input(_read(published), library(), pack)
    except CannotLearn as fault:
        raise UserFault(str(fault), FOUND) from fault
    text = write_yaml(pack.inputs, pack.classification, made.department)
    for path in write_all(output.parent, {output.name: text.encode()}, published):
        say(f"已写出：{path}（只供验收格式，不能用于公开）")
    if made.remarks:
        say(f"有 {len(made.remarks)} 处数没有读全或者互相对不上：")
    for remark in made.remarks[:_REMARKS]:
        say(f"- {remark if len(remark) <= _LONG else remark[:_LONG] + '…'}")


def _must_be_here() -> None:
    """The folder for Windows has no learning. Raises UserFault there."""
    if find_spec("gongkai.learning") is None:
        raise UserFault("这份程序里没有学格式的部分；请在用 pip 安装的 gongkai 上做")


def _read(path: Path) -> PrintedDocument:
    from gongkai.readers.document import read_document
    from gongkai.source import Source

    document = read_document(Source.from_path(path))
    if not document.parts:
        raise UserFault("\n".join(map(finding_text, document.findings)), FOUND)
    return document


def _write(draft: FormatDraft, root: Path, inputs: list[Path]) -> None:
    """The files of the format, and the list of what is open, beside which nothing is to be lost."""
    from gongkai.learning.questions_page import questions_page

    target = root / draft.format
    files = {name: text.encode() for name, text in draft.files().items()}
    for folder in sorted({str(Path(name).parent) for name in files}):
        own = {Path(name).name: text for name, text in files.items() if str(Path(name).parent) == folder}
        write_all(target / folder, own, *inputs)
    lines = sum(text.count(b"\n") for text in files.values())
    say(f"已写出：{shown_path(target)}（{len(files)} 个文件，{lines} 行）")
    tables, sentences = len(draft.tables()), sum(len(each.units) for each in draft.prose())
    say(
        f"学到：{len(draft.parts)} 个部分，{tables} 张报表，{sentences} 段文字，{len(draft.glossary)} 条名词解释"
    )
    questions = draft.open_questions()
    page = f"待核清单-{draft.format.replace('/', '-')}.md"
    [path] = write_all(Path(), {page: questions_page(draft.format, questions).encode()}, *inputs)
    say(f"待核 {len(questions)} 条，列在 {path}：")
    for question in questions[:_SHOWN]:
        printed = f"（{question.printed[:_PRINTED]}）" if question.printed else ""
        say(f"- {question.file}：{question.text}{printed}")
    if len(questions) > _SHOWN:
        say(f"  ……另有 {len(questions) - _SHOWN} 条")


def _prove(document: PrintedDocument, pack: Pack, trial: Trial, draft: FormatDraft) -> None:
    """Draft an input from a document and hold the draft format against it; a sample has no amounts to be held."""
    from gongkai import pipeline
    from gongkai.app.proof_text import proof_text
    from gongkai.learning.drafted_input import drafted_input
    from gongkai.learning.learn import is_sample_document
    from gongkai.proving import CannotProve, proof_of
    from gongkai.stages import Loaded

    if is_sample_document(document):
        return
    formats = trial.library(draft.files())
    made = drafted_input(document, formats, pack)
    checked = pipeline.check_department(Loaded(made.department, pack, []))
    say("")
    try:
        say(proof_text(proof_of(checked, document, formats), shown_name(Path(document.file)), 0))
    except CannotProve as fault:
        say(str(fault))
    if made.remarks:
        say(f"这份材料里有 {len(made.remarks)} 处数没有读全或者互相对不上，不全是格式的错")
