"""The page of reasons: each change with its figures and draft; what is written goes into a new version of the input."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from starlette.responses import Response

from gongkai import money
from gongkai.desk.reason_copy import NOT_COPIED, reason_copy, reason_row
from gongkai.money import digits, percent, wan
from gongkai.pipeline import reasons
from gongkai.readers.input_suffixes import YAML_SUFFIXES
from gongkai.web import handbook
from gongkai.web.answers import see
from gongkai.web.refusal import Refusal
from gongkai.web.store import INPUT_FILE
from gongkai.web.uploads import read_form, small_number
from gongkai.web.work_pages import chosen

if TYPE_CHECKING:
    from collections.abc import Iterator

    from starlette.requests import Request

    from gongkai.copies.reason_rows import DraftRow
    from gongkai.rules.reason_drafts import ReasonLine
    from gongkai.stages import Checked
    from gongkai.web.desk import Desk
    from gongkai.web.uploads import SentForm

_MARK = "（原因）"
_MOST = 2_000
_EMPTIED = (
    "清空的原因没有删掉：变动原因不能空着，原来的话还在，改标为“待核实”。不要这一条的，在工作簿里删去那一行。"
)
Told = dict[tuple[str, str], tuple[str, bool]]
"""Slot and code of a change, with the text of its reason and whether it was marked as verified."""


async def reason_page(desk: Desk, request: Request) -> Response:
    work = await desk.work(request)
    file = chosen(work, request)
    checked = (await desk.checked(work, file)).checked
    if not checked.readable:
        return see(f"/works/{work.key}/findings?version={file.number}")
    lines = reasons(checked)
    assert checked.subject is not None
    texts = [(line.text or line.draft, not line.open) for line in lines]
    drafted = _drafted(await desk.store.draft(work.key))
    shown = [drafted.get((line.slot, line.coordinate), text) for line, text in zip(lines, texts, strict=True)]
    return desk.show(
        "reasons.html",
        work=work,
        pack=checked.subject.pack,
        file=file,
        lines=lines,
        texts=shown,
        left=shown != texts,
        figures=[_figures(line) for line in lines],
        rounded=[_rounded(line) for line in lines],
        waiting=sum(1 for line in lines if line.open),
        written="written" in request.query_params,
        anew=NOT_COPIED if "anew" in request.query_params else "",
        emptied=_EMPTIED if "emptied" in request.query_params else "",
        entries=handbook.sections_titled(handbook.ON_REASONS),
    )


def _figures(line: ReasonLine) -> tuple[str, ...]:
    """This year's amount, the base, the change and the rate, as printed."""
    rate = "" if line.rate is None else percent(line.rate)
    return (*(digits(amount) for amount in (wan(line.now), wan(line.before), line.printed_change)), rate)


def _rounded(line: ReasonLine) -> str:
    """By how much the printed change differs from the difference of the printed amounts; empty if it does not."""
    now, before = (money.rounded(amount / money.WAN, line.decimals) for amount in (line.now, line.before))
    apart = abs(now - before - line.printed_change)
    return money.plain(apart) if apart else ""


async def write_reasons(desk: Desk, request: Request) -> Response:
    """Write the reasons into a new version of the input, unless nothing was changed."""
    work = await desk.work(request)
    file = chosen(work, request)
    told = _told(await read_form(request))
    await desk.store.keep_draft(work.key, _kept(told))  # kept even if the rest fails
    result = await desk.checked(work, file)
    if not result.checked.readable:
        return see(f"/works/{work.key}/findings")
    rows = list(_changed(result.checked, told))
    emptied = any(_is_emptied(line, told) for line in reasons(result.checked))
    await desk.store.keep_draft(work.key, b"")
    if not rows:
        return see(f"/works/{work.key}/reasons{'?emptied=yes' if emptied else ''}")
    suffix = result.source.suffix if result.source.suffix in YAML_SUFFIXES else ".xlsx"
    content, own = reason_copy(result.source, result.checked, rows, suffix)
    stem = file.name.rpartition(".")[0].removesuffix(_MARK)
    await desk.store.add(work.key, INPUT_FILE, f"{stem}{_MARK}{suffix}", content, "写入变动原因")
    return see(
        f"/works/{work.key}/reasons?written=yes{'' if own else '&anew=yes'}{'&emptied=yes' if emptied else ''}"
    )


async def keep_draft(desk: Desk, request: Request) -> Response:
    """Keep the unsaved texts of the form, so that they are there when the user comes back."""
    work = await desk.work(request)
    told = _told(await read_form(request))
    await desk.store.keep_draft(work.key, _kept(told))
    return Response(status_code=204)


def _kept(told: Told) -> bytes:
    return json.dumps([[*key, *said] for key, said in told.items()], ensure_ascii=False).encode()


def _drafted(content: bytes) -> Told:
    return {(slot, code): (text, done) for slot, code, text, done in json.loads(content or b"[]")}


def _changed(checked: Checked, told: Told) -> Iterator[DraftRow]:
    """A row for each reason whose text or status differs from the input.

    An emptied reason keeps its text but is marked as not verified, because a change must not go without a reason.
    """
    for line in reasons(checked):
        text, verified = told.get((line.slot, line.coordinate), ("", False))
        if _is_emptied(line, told) and not line.open:
            yield reason_row(checked, line, line.text, False)
        elif text and (text != line.text or verified == line.open):
            yield reason_row(checked, line, text, verified)


def _is_emptied(line: ReasonLine, told: Told) -> bool:
    return bool(line.text) and not told.get((line.slot, line.coordinate), (line.text, False))[0]


def _told(form: SentForm) -> Told:
    """The reasons in the form. Raises Refusal."""
    count = small_number(form.text("count"))
    if count is None or count > _MOST:
        raise Refusal(400, "表单不完整", "什么也没有写进工作簿。请回到上一页再试一次。")
    return {
        (form.text(f"slot-{number}"), form.text(f"code-{number}")): (
            form.text(f"text-{number}").strip(),
            form.text(f"done-{number}") == "yes",
        )
        for number in range(1, count + 1)
    }


PAGES = (
    ("GET", "/works/{work}/reasons", reason_page),
    ("POST", "/works/{work}/reasons", write_reasons),
    ("POST", "/works/{work}/draft", keep_draft),
)
