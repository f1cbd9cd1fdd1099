"""The pages of one publication up to the check: the workbook to fill in, and what was found in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gongkai.copies.workbook_copy import COPIED_SUFFIXES
from gongkai.desk.counts import coverage_lines, totals_not_given
from gongkai.desk.marked_copy import marked_copy
from gongkai.desk.new_input import NewInput
from gongkai.findings import Finding, Severity, is_cause
from gongkai.frozen import frozen
from gongkai.model.labels import REASON_SCHEDULE
from gongkai.web import handbook
from gongkai.web.answers import download, see
from gongkai.web.compared import Compared, compare_findings
from gongkai.web.refusal import Refusal, not_found
from gongkai.web.store import INPUT_FILE, LAST_FILE, PUBLISHED
from gongkai.web.uploads import read_form, small_number

if TYPE_CHECKING:
    from collections.abc import Iterable

    from starlette.requests import Request
    from starlette.responses import Response

    from gongkai.desk.begun_input import Begun
    from gongkai.source import Source
    from gongkai.web.desk import Desk
    from gongkai.web.store import File, Work
    from gongkai.web.walk import CheckedInput

ALIKE = 5
"""If one rule has more findings in one sheet, they are shown together."""


async def overview(desk: Desk, request: Request) -> Response:
    work = await desk.work(request)
    found, refused = await begun_input(desk, work)
    last = last_files(work)
    return desk.show(
        "work.html",
        work=work,
        pack=found.made.pack,
        last="、".join(file.name for file in last),
        refused=refused,
        remarks=found.made.remarks,
        read_as=found.read_as,
        noted=found.findings,
        can_read_pdf=desk.can_read_pdf,
        entries=handbook.sections_titled(handbook.ON_FILLING),
    )


def last_files(work: Work) -> tuple[File, ...]:
    """The files that the new input is begun from: last year's workbook, or else the published documents."""
    last = work.newest(LAST_FILE)
    return (last,) if last is not None else work.batch(PUBLISHED)


async def begun_input(desk: Desk, work: Work, patient: bool = False) -> tuple[Begun, str]:
    """The input to fill in, begun from last year's files if given, and the Chinese reason if they do not fit. Raises
    Working."""
    from gongkai.desk.begun_input import Begun
    from gongkai.web import walk

    pack, last = desk.pack(work.format), last_files(work)
    if not last:
        return Begun(NewInput(pack)), ""
    sources = [await desk.source(file) for file in last]
    key = ("begin", desk.library, work.format, *(file.key for file in last))
    found, refused = await desk.result(
        key, "读上年的材料", lambda: walk.begin_input(pack, sources, desk.library), patient
    )
    return found or Begun(NewInput(pack)), refused


async def blank(desk: Desk, request: Request) -> Response:
    work = await desk.work(request)
    found, _ = await begun_input(desk, work, patient=True)
    return download(f"{found.made.pack.name}填报表.xlsx", found.made.workbook())


async def last_year(desk: Desk, request: Request) -> Response:
    """Last year's input, to begin from and to compare with."""
    work = await desk.work(request)
    source = await uploaded(request)
    await desk.store.add(work.key, LAST_FILE, source.name, source.content)
    return see(f"/works/{work.key}")


async def published(desk: Desk, request: Request) -> Response:
    """What was published last year, in place of last year's input."""
    work = await desk.work(request)
    await add_batch(desk, work, PUBLISHED, await (await read_form(request)).files("published"))
    return see(f"/works/{work.key}")


async def add_batch(desk: Desk, work: Work, kind: str, sources: list[Source]) -> None:
    """Keep files that were handed in together. Raises Refusal."""
    if not sources:
        raise nothing_chosen()
    note = f"第 {len({file.note for file in work.of_kind(kind)}) + 1} 批"
    for source in sources:
        await desk.store.add(work.key, kind, source.name, source.content, note)


def nothing_chosen() -> Refusal:
    return Refusal(422, "没有选文件", "请先选一个文件，再按按钮。")


async def upload(desk: Desk, request: Request) -> Response:
    work = await desk.work(request)
    source = await uploaded(request)
    await desk.store.add(work.key, INPUT_FILE, source.name, source.content, "交回")
    return see(f"/works/{work.key}/findings")


async def uploaded(request: Request, field: str = "workbook") -> Source:
    """The file of a form. Raises Refusal."""
    source = await (await read_form(request)).file(field)
    if source is None:
        raise nothing_chosen()
    return source


async def kept_input(desk: Desk, request: Request) -> Response:
    """A version of the input as it was handed in or written."""
    work = await desk.work(request)
    file = chosen(work, request)
    return download(file.name, await desk.store.content(file))


async def remove(desk: Desk, request: Request) -> Response:
    work = await desk.work(request)
    await desk.store.remove(work.key)
    return see("/")


def chosen(work: Work, request: Request) -> File:
    """The version that the address asks for, else the newest. Raises Refusal."""
    number = request.query_params.get("version", "")
    version = small_number(number)
    file = work.newest() if version is None else work.version(version)
    if file is None:
        raise not_found()
    return file


@frozen
class Group:
    """Findings of one rule and level in one sheet."""

    found: list[Finding]


def by_sheet(findings: Iterable[Finding]) -> list[tuple[str, list[Group]]]:
    """Findings by sheet in order of appearance; within a sheet those of one rule and level together."""
    sheets: dict[str, dict[tuple[Severity, str], Group]] = {}
    for item in findings:
        sheet = item.location.sheet or item.location.path.partition("/")[0]
        groups = sheets.setdefault(sheet, {})
        groups.setdefault((item.severity, item.code), Group([])).found.append(item)
    return [(sheet, list(groups.values())) for sheet, groups in sheets.items()]


async def findings(desk: Desk, request: Request) -> Response:
    from gongkai.pipeline import reasons

    work = await desk.work(request)
    file = chosen(work, request)
    result = await desk.checked(work, file)
    checked, level = result.checked, request.query_params.get("level", "")
    compared = await _compared(desk, work, file, result)
    own = desk.pack(work.format)
    pack = checked.loaded.pack or own
    return desk.show(
        "findings.html",
        work=work,
        pack=pack,
        other_format=pack.name if pack.format != own.format else "",
        file=file,
        here=f"/works/{work.key}/findings?version={file.number}",
        checked=checked,
        publishable=checked.publishable,
        open_reasons=sum(1 for line in reasons(checked) if line.open),
        only_reasons=all(
            item.location.sheet == REASON_SCHEDULE
            for item in checked.findings
            if item.severity is Severity.ERROR
        ),
        useless=result.useless,
        copied=checked.readable and result.source.suffix in COPIED_SUFFIXES,
        level=level,
        counts={kind.value: sum(item.severity is kind for item in checked.findings) for kind in Severity},
        sheets=by_sheet(item for item in checked.findings if level in ("", item.severity.value)),
        alike=ALIKE,
        compared=compared,
        fresh=compared.fresh if compared is not None else [],
        coverage=coverage_lines(checked.coverage) if checked.readable else [],
        no_totals=totals_not_given(checked.coverage),
        entries=handbook.sections_titled(handbook.ON_CHECKING),
        causes=[item for item in checked.findings if item.severity is Severity.ERROR and is_cause(item)],
    )


async def _compared(desk: Desk, work: Work, file: File, result: CheckedInput) -> Compared | None:
    """What changed since the version before; None for the first. Raises Working."""
    earlier = work.version(file.number - 1)
    if earlier is None:
        return None
    before = await desk.checked(work, earlier)
    one, other = before.checked, result.checked
    return compare_findings(
        earlier.number, one.findings, other.findings, one.readable, (one.held, other.held)
    )


async def marked(desk: Desk, request: Request) -> Response:
    work = await desk.work(request)
    file = chosen(work, request)
    result = await desk.checked(work, file, patient=True)
    content, _ = marked_copy(result.source, result.checked)
    return download(f"{file.name.rpartition('.')[0]}（标注）.xlsx", content)


PAGES = (
    ("GET", "/works/{work}", overview),
    ("GET", "/works/{work}/blank.xlsx", blank),
    ("POST", "/works/{work}/last", last_year),
    ("POST", "/works/{work}/published", published),
    ("POST", "/works/{work}/input", upload),
    ("GET", "/works/{work}/input", kept_input),
    ("POST", "/works/{work}/remove", remove),
    ("GET", "/works/{work}/findings", findings),
    ("GET", "/works/{work}/marked.xlsx", marked),
)
