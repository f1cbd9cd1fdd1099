"""The jobs behind the pages, as generators: they call the pipeline and compute nothing themselves."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Collection, Generator, Mapping
from typing import TYPE_CHECKING

from gongkai import pipeline
from gongkai.findings import has_errors
from gongkai.frozen import frozen

if TYPE_CHECKING:
    from gongkai.comparing.comparison import VersionComparison
    from gongkai.desk.begun_input import Begun
    from gongkai.filling.fill import Filled
    from gongkai.findings import Finding
    from gongkai.packs.library import Library
    from gongkai.packs.pack import Pack
    from gongkai.source import Source
    from gongkai.stages import Checked, Loaded
    from gongkai.tree.nodes import Document

_ALONE = {"html": "写网页", "图解": "画一图读懂", "data": "写开放数据"}
"""Kinds of files that are made on their own, with the message while they are."""
_FIXED_TIME = (1980, 1, 1, 0, 0, 0)


@frozen
class CheckedInput:
    """A checked input, with the input (last year's, or the budget) that it was compared with, if any.

    `key` identifies the latter; `useless` says in Chinese why it could not be compared.
    """

    source: Source
    checked: Checked
    last: Loaded | None = None
    useless: str = ""
    key: str = ""


@frozen
class Made:
    """The finished files by name, and what was found in making them."""

    files: Mapping[str, bytes]
    findings: list[Finding]


def check(
    source: Source, library: Library, last: Source | None, key: str = ""
) -> Generator[str, None, CheckedInput]:
    """Read and check an input, compared with another one, named by `key`, if given."""
    other = None
    if last is not None:
        yield "读上年的工作簿"
        other = pipeline.read(last, library)
    yield "读工作簿"
    loaded = pipeline.read(source, library)
    yield "算出全部数字，逐条核对"
    checked = pipeline.check_department(loaded, other)
    useless = ""
    if other is not None:
        useless = pipeline.useless_comparison(checked) if other.department is not None else "读不出来"
    yield "整理结果"
    return CheckedInput(source, checked, other, useless, key)


def begin_input(
    pack: Pack, sources: Collection[Source], library: Library
) -> Generator[str, None, tuple[Begun | None, str]]:
    """A new input from last year's files; None and a Chinese reason where they do not fit the format."""
    from gongkai.desk.begun_input import begun
    from gongkai.desk.new_input import CannotCarry

    yield "读上年的材料"
    try:
        return begun(pack, list(sources), library), ""
    except CannotCarry as fault:
        return None, str(fault)


def fill_in(source: Source, exports: Collection[Source], library: Library) -> Generator[str, None, Filled]:
    """The exports' numbers in a copy of a workbook, as the command line fills them in."""
    from gongkai.filling.fill import fill_workbook

    yield f"读 {len(exports)} 个导出文件，填进“{source.name}”"
    return fill_workbook(source, list(exports), library)


def make(result: CheckedInput, kinds: Collection[str], draft: bool) -> Generator[str, None, Made]:
    """Write the publication of a checked input as the command line does: the same names, the same bytes."""
    checked = result.checked
    assert checked.subject is not None
    from gongkai.tracing.told_cells import with_told_cells

    yield "排好全文和各张表"
    document = pipeline.compose(checked, draft)
    if document is None:
        return Made({}, checked.findings)
    usual = "写 Word 和 Excel" + ("，请 LibreOffice 排出 PDF" if "pdf" in kinds else "")
    yield next((said for kind, said in _ALONE.items() if kind in kinds), usual)
    rendered = pipeline.render(with_told_cells(document, checked, result.source), checked.subject.pack, kinds)
    checked = pipeline.with_more(checked, rendered.findings)
    if has_errors(rendered.findings):
        return Made({}, checked.findings)
    yield "写校核报告"
    files = {**rendered.files, **pipeline.check_report(checked, document)}
    return Made(files, checked.findings)


@frozen
class Changed:
    """Two versions compared: as HTML to be put into a page, and as the files of the command line."""

    comparison: VersionComparison
    pages: str
    files: Mapping[str, bytes]


def changes_between(
    before: CheckedInput, after: CheckedInput, names: tuple[str, str], library: Library
) -> Generator[str, None, Changed]:
    """What changed from one version to another. Raises CannotCompare."""
    from gongkai.comparing.comparison import compare_checked
    from gongkai.comparing.files import comparison_files, comparison_page
    from gongkai.writers.html.comparison import comparison_fragment

    yield "逐句逐格对照"
    found = compare_checked(before.checked, after.checked, names)
    yield "写对照网页和 Word"
    return Changed(found, comparison_fragment(comparison_page(found)), comparison_files(found, library))


def preview(document: Document) -> Generator[str, None, str]:
    """The pages of a document as HTML."""
    from gongkai.writers.html_fragment import fragment

    yield "排好全文和各张表"
    return fragment(document)


def zipped(files: Mapping[str, bytes]) -> bytes:
    """The files as one zip package with their Chinese names; the same files, the same bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in files.items():
            info = zipfile.ZipInfo(name, _FIXED_TIME)
            info.compress_type = zipfile.ZIP_STORED  # they are packages themselves
            info.create_system = 3
            archive.writestr(info, content)
    return buffer.getvalue()


def unzipped(content: bytes) -> dict[str, bytes]:
    """The files of a package that `zipped` made."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}
