"""The page of what changed since the version before: first in the input, then in the report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gongkai.comparing.comparison import CannotCompare
from gongkai.web import walk
from gongkai.web.answers import download
from gongkai.web.refusal import Refusal, not_found
from gongkai.web.work_pages import chosen

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from gongkai.web.desk import Desk
    from gongkai.web.store import File, Work


async def changes(desk: Desk, request: Request) -> Response:
    work = await desk.work(request)
    file = chosen(work, request)
    found = await _changed(desk, work, file)
    return desk.show(
        "changes.html",
        work=work,
        pack=found.comparison.pack,
        file=file,
        before=file.number - 1,
        pages=found.pages,
    )


async def _changed(desk: Desk, work: Work, file: File, patient: bool = False) -> walk.Changed:
    """A version and the one before it. Raises Working, and Refusal where there is none or it cannot be read."""
    earlier = work.version(file.number - 1)
    if earlier is None:
        raise not_found()
    before = await desk.checked(work, earlier, patient)
    after = await desk.checked(work, file, patient)
    names = f"第 {earlier.number} 版 {earlier.name}", f"第 {file.number} 版 {file.name}"
    key = ("changes", desk.library, earlier.key, file.key)
    try:
        found: walk.Changed = await desk.result(
            key, "对照两版", lambda: walk.changes_between(before, after, names, desk.library), patient
        )
    except CannotCompare as fault:
        raise Refusal(409, "不能对照", f"{fault}。改好以后再交一次。") from fault
    return found


async def package(desk: Desk, request: Request) -> Response:
    """The page to keep and the Word file with tracked changes, as the command line writes them."""
    work = await desk.work(request)
    file = chosen(work, request)
    found = await _changed(desk, work, file, patient=True)
    return download(f"第{file.number}版的变动.zip", walk.zipped(found.files))


PAGES = (
    ("GET", "/works/{work}/changes", changes),
    ("GET", "/works/{work}/changes.zip", package),
)
