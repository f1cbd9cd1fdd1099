"""The page on which the finance system's exports are filled into the workbook."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gongkai.copies.workbook_copy import COPIED_SUFFIXES
from gongkai.readers.input_suffixes import WRITTEN_WORKBOOK
from gongkai.source import Source
from gongkai.web import handbook, walk
from gongkai.web.answers import download, see
from gongkai.web.refusal import not_found
from gongkai.web.store import EXPORT, INPUT_FILE
from gongkai.web.uploads import read_form
from gongkai.web.work_pages import add_batch, begun_input

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from gongkai.filling.fill import Filled
    from gongkai.web.desk import Desk
    from gongkai.web.store import Work

_MARK = "（已填）"


async def hand_in(desk: Desk, request: Request) -> Response:
    work = await desk.work(request)
    await add_batch(desk, work, EXPORT, await (await read_form(request)).files("exports"))
    return see(f"/works/{work.key}/exports")


async def show(desk: Desk, request: Request) -> Response:
    """What was filled in, and what not; it becomes a version of the input only by `use`."""
    work = await desk.work(request)
    source, filled = await _filled(desk, work)
    return desk.show(
        "exports.html",
        work=work,
        pack=desk.pack(work.format),
        into=source.name,
        exports=work.batch(EXPORT),
        tables=filled.tables,
        written=len(filled.decision.writes),
        agreed=filled.decision.agreed,
        readable=filled.content is not None,
        findings=filled.findings,
        left=filled.left.lines() if filled.left is not None else [],
        entries=handbook.sections_titled(handbook.ON_EXPORTS),
    )


async def _filled(desk: Desk, work: Work, patient: bool = False) -> tuple[Source, Filled]:
    """The workbook before filling in, and the result. Raises Refusal, Working."""
    exports = work.batch(EXPORT)
    if not exports:
        raise not_found()
    newest = work.newest()
    if newest is not None and newest.name.lower().endswith(COPIED_SUFFIXES):
        source = await desk.source(newest)
        into = newest.key
    else:
        found, _ = await begun_input(desk, work, patient)
        content = found.made.workbook()
        source, into = Source(f"{found.made.pack.name}填报表.xlsx", content, None, len(content)), "blank"
    sources = [await desk.source(file) for file in exports]
    key = ("fill", desk.library, into, *(file.key for file in exports))
    title = "从导出表填入"
    filled: Filled = await desk.result(
        key, title, lambda: walk.fill_in(source, sources, desk.library), patient
    )
    return source, filled


def _name(source: Source) -> str:
    stem = source.name.rpartition(".")[0].removesuffix(_MARK)
    return f"{stem}{_MARK}{WRITTEN_WORKBOOK}"


async def filled_workbook(desk: Desk, request: Request) -> Response:
    work = await desk.work(request)
    source, filled = await _filled(desk, work, patient=True)
    if filled.content is None:
        raise not_found()
    return download(_name(source), filled.content)


async def use(desk: Desk, request: Request) -> Response:
    """The filled workbook as the newest version of the input."""
    work = await desk.work(request)
    source, filled = await _filled(desk, work, patient=True)
    if filled.content is None:
        raise not_found()
    await desk.store.add(work.key, INPUT_FILE, _name(source), filled.content, "从导出表填入")
    return see(f"/works/{work.key}/findings")


PAGES = (
    ("POST", "/works/{work}/exports", hand_in),
    ("GET", "/works/{work}/exports", show),
    ("GET", "/works/{work}/filled.xlsx", filled_workbook),
    ("POST", "/works/{work}/filled", use),
)
