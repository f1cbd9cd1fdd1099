"""The first page: where a work is begun, and a list of those begun."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from gongkai.packs.pack import DOCUMENT_KINDS
from gongkai.web.advice import on_pages
from gongkai.web.answers import download, see
from gongkai.web.refusal import Refusal, not_found
from gongkai.web.store import INPUT_FILE
from gongkai.web.uploads import read_form

if TYPE_CHECKING:
    from collections.abc import Iterable

    from starlette.requests import Request
    from starlette.responses import Response

    from gongkai.packs.load import FormatInfo
    from gongkai.source import Source
    from gongkai.web.desk import Desk

_YEAR = re.compile(r"[（(]\d{4}年度[）)]$")


@dataclass(slots=True)
class Province:
    """The formats of one province by kind of document."""

    name: str
    kinds: dict[str, list[FormatInfo]] = field(default_factory=dict)


def provinces(listed: Iterable[FormatInfo]) -> list[Province]:
    """Formats grouped by province and kind; the general ones (通用) first."""
    found: dict[str, Province] = {}
    for info in listed:
        folder, kind, _ = info.format.split("/")
        name, title = _names(info.name, kind)
        province = found.setdefault(folder, Province(name))
        province.kinds.setdefault(title, []).append(info)
    return sorted(found.values(), key=lambda province: province.name != "通用")


def _names(name: str, kind: str) -> tuple[str, str]:
    """The province and the kind of document in the name of a format: 某省, 部门决算公开."""
    plain = _YEAR.sub("", name)
    title = DOCUMENT_KINDS.get(kind, "")
    at = plain.find("部门")
    return (plain[:at], title) if at > 0 and title else (plain, title or plain)


async def start(desk: Desk, request: Request) -> Response:
    works = await desk.store.works()
    names = {info.format: info.name for info in desk.formats.published}
    return desk.show(
        "start.html", provinces=provinces(desk.formats.published), works=works, names=names, store=desk.store
    )


async def begin(desk: Desk, request: Request) -> Response:
    """Begin a new work with a chosen format, or with a filled workbook that names its format."""
    form = await read_form(request)
    format, source = form.text("format"), await form.file("workbook")
    if source is not None:
        format = _format_of(source)
    pack = desk.pack(format)
    work = await desk.store.begin(pack.format)
    if source is None:
        return see(f"/works/{work.key}")
    await desk.store.add(work.key, INPUT_FILE, source.name, source.content, "交回")
    return see(f"/works/{work.key}/findings")


def _format_of(source: Source) -> str:
    """The format that a filled workbook names. Raises Refusal with what is wrong with the file."""
    from gongkai.intake import open_input

    opened, findings = open_input(source)
    if opened is None:
        first = findings[0]
        raise Refusal(422, "这个文件读不了", f"{first.message}。{on_pages(first.hint)}")
    return opened.format


async def keep(desk: Desk, request: Request) -> Response:
    """Keep everything beyond this run, or stop doing so; nothing is kept before the user agreed."""
    form = await read_form(request)
    await desk.store.keep(form.text("keep") == "yes")
    return see("/")


async def clear(desk: Desk, request: Request) -> Response:
    await desk.store.clear()
    desk.forget()
    return see("/")


async def offline_page(desk: Desk, request: Request) -> Response:
    if desk.page is None:
        raise not_found()
    return download("gongkai.html", desk.page)


PAGES = (
    ("GET", "/", start),
    ("POST", "/works", begin),
    ("POST", "/keep", keep),
    ("POST", "/clear", clear),
    ("GET", "/gongkai.html", offline_page),
)
