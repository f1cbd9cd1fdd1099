"""The pages that do not belong to one publication: formats, rules, the handbook."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gongkai.web import handbook
from gongkai.web.refusal import Refusal, not_found
from gongkai.web.start import provinces
from gongkai.web.work_pages import uploaded

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from gongkai.packs.pack import Pack
    from gongkai.web.desk import Desk


async def formats(desk: Desk, request: Request) -> Response:
    return _formats(desk, [])


def _formats(desk: Desk, loaded: list[str]) -> Response:
    return desk.show(
        "formats.html", provinces=provinces(desk.formats.published), own=desk.formats.brought, loaded=loaded
    )


async def bring_format(desk: Desk, request: Request) -> Response:
    """Add a format that is sent as one zip."""
    from gongkai.packs.travelling import Unusable, formats_of, unpacked

    source = await uploaded(request, "format")
    try:
        files = unpacked(source.content)
        await desk.bring(files)
    except Unusable as fault:
        raise Refusal(422, "这个格式不能装入", f"{source.name} {fault}。什么也没有改动。") from fault
    await desk.store.add_format(source.name, source.content)
    return _formats(desk, formats_of(files))


async def rules(desk: Desk, request: Request) -> Response:
    """The rules of a format that match a query."""
    from gongkai.rules.catalogue import catalogue

    pack = _asked(desk, request)
    query = request.query_params.get("q", "").strip()
    entries = catalogue([pack]) if pack is not None else []
    wanted = query.casefold()
    return desk.show(
        "rules.html",
        pack=pack,
        query=query,
        entries=[entry for entry in entries if wanted in f"{entry.code} {entry.name}".casefold()],
        provinces=provinces(desk.formats.published),
    )


async def rule(desk: Desk, request: Request) -> Response:
    """The manual of a rule, as worded by a format if one is given, or of any other registered code."""
    from gongkai.codes import CODES
    from gongkai.rules.catalogue import RuleEntry, catalogue, registered_manual

    code, pack = request.path_params["code"], _asked(desk, request)
    entries = [entry for entry in catalogue([pack] if pack is not None else []) if entry.code == code]
    registered = CODES.get(code)
    if not entries and registered is not None:
        manual = registered_manual(registered)
        entries = [RuleEntry(code, registered.title, registered.severity.value, "程序", manual)]
    if not entries:
        raise not_found()
    return desk.show("rule.html", code=code, entries=entries, format=pack.format if pack is not None else "")


def _asked(desk: Desk, request: Request) -> Pack | None:
    format = request.query_params.get("format", "")
    return desk.pack(format) if format else None


async def help_page(desk: Desk, request: Request) -> Response:
    return desk.show("help.html", entries=handbook.sections())


PAGES = (
    ("GET", "/formats", formats),
    ("POST", "/formats", bring_format),
    ("GET", "/rules", rules),
    ("GET", "/rules/{code}", rule),
    ("GET", "/help", help_page),
)
