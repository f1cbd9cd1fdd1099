"""The pages of one publication: the workbook to fill in, and what was found in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gongkai.desk.counts import coverage_lines, summary
from gongkai.desk.marked_copy import marked_copy
from gongkai.desk.new_input import CannotCarry, NewInput
from gongkai.findings import Severity
from gongkai.web.answers import download, see
from gongkai.web.refusal import Refusal, not_found
from gongkai.web.store import INPUT, LAST
from gongkai.web.uploads import read_form

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from gongkai.web.desk import Desk
    from gongkai.web.store import File, Work


async def overview(desk: Desk, request: Request) -> Response:
    work = await desk.work(request)
    return desk.show("work.html", work=work, pack=desk.pack(work.format), step="workbook")


async def blank(desk: Desk, request: Request) -> Response:
    """The workbook to fill in, from last year's where that was given."""
    from gongkai import pipeline

    work = await desk.work(request)
    pack, last = desk.pack(work.format), work.newest(LAST)
    loaded = pipeline.read(await desk.source(last), desk.library) if last is not None else None
    if loaded is not None and loaded.department is None:
        loaded = None
    try:
        made = NewInput(pack, loaded)
    except CannotCarry:
        made = NewInput(pack)
    return download(f"{pack.name}填报表.xlsx", made.workbook())


async def upload(desk: Desk, request: Request) -> Response:
    work = await desk.work(request)
    form = await read_form(request)
    source = await form.file("workbook")
    if source is None:
        raise Refusal(422, "没有选文件", "请先选填好的工作簿，再按“核对”。")
    await desk.store.add(work.key, INPUT, source.name, source.content, "上传")
    return see(f"/works/{work.key}/findings")


def chosen(work: Work, request: Request) -> File:
    """The version that the address asks for, else the newest. Raises Refusal."""
    number = request.query_params.get("version", "")
    file = work.version(int(number)) if number.isascii() and number.isdigit() else work.newest()
    if file is None:
        raise not_found()
    return file


async def findings(desk: Desk, request: Request) -> Response:
    work = await desk.work(request)
    file = chosen(work, request)
    result = await desk.checked(work, file)
    level = request.query_params.get("level", "")
    listed = [item for item in result.checked.findings if level in ("", item.severity.value)]
    by_sheet: dict[str, list[object]] = {}
    for item in listed:
        by_sheet.setdefault(item.location.sheet or item.location.path.partition("/")[0], []).append(item)
    return desk.show(
        "findings.html",
        work=work,
        pack=desk.pack(work.format),
        file=file,
        step="findings",
        result=result,
        level=level,
        levels=[item.value for item in Severity],
        by_sheet=by_sheet,
        summary=summary(result.checked.findings),
        coverage=coverage_lines(result.checked.coverage) if result.checked.readable else [],
    )


async def marked(desk: Desk, request: Request) -> Response:
    work = await desk.work(request)
    file = chosen(work, request)
    result = await desk.checked(work, file)
    content, _ = marked_copy(result.source, result.checked)
    return download(f"{file.name.rpartition('.')[0]}（标注）.xlsx", content)


PAGES = (
    ("GET", "/works/{work}", overview),
    ("GET", "/works/{work}/blank.xlsx", blank),
    ("POST", "/works/{work}/input", upload),
    ("GET", "/works/{work}/findings", findings),
    ("GET", "/works/{work}/marked.xlsx", marked),
)
