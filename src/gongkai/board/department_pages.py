"""The page of one department's publication, for its accountant and for the bureau: where it stands, what was found,
what is asked for; and the steps that lead on."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, cast

from gongkai.board import course, records
from gongkai.board.board_lines import BoardLine, board_line
from gongkai.board.board_pages import LONGEST_WORDS, give_back, harmless_name
from gongkai.board.course import (
    DROP,
    EXTEND,
    FINISH,
    HAND_IN,
    PUBLISH,
    RELIST,
    RESUME,
    RETURN,
    SEND,
    TAKE_BACK,
    WITHHOLD,
    CourseStep,
)
from gongkai.board.round_pages import LONGEST_NAME, day_of
from gongkai.board.shown_findings import shown_findings
from gongkai.board.who import ACCOUNTANT, BUREAU, SEES_WORKS, WRITES_WORKS
from gongkai.files import printable
from gongkai.model.labels import normal
from gongkai.web.answers import download, see
from gongkai.web.refusal import Refusal, not_found
from gongkai.web.store import INPUT_FILE
from gongkai.web.uploads import read_form
from gongkai.web.work_pages import ALIKE, by_sheet, uploaded

if TYPE_CHECKING:
    import sqlite3

    from starlette.requests import Request
    from starlette.responses import Response

    from gongkai.board.desk import BoardDesk
    from gongkai.findings import Finding

_BUREAU = frozenset((BUREAU,))
_ACCOUNTANT = frozenset((ACCOUNTANT,))
_CELL = re.compile(r"(?P<sheet>[^!！]{1,60})[!！](?P<cell>[A-Za-z]{1,3}[0-9]{1,6})")
_WEB = re.compile(r"https?://[^\s/]{1,200}(?:/\S{0,1800})?")
MOST_REMARKS = 5


def _work(desk: BoardDesk, request: Request) -> sqlite3.Row:
    return records.find_work(desk.house, desk.who, request.path_params["work"])


def _there(row: sqlite3.Row) -> Response:
    return see(f"/departments/{row['id']}")


async def department(desk: BoardDesk, request: Request) -> Response:
    row, house = _work(desk, request), desk.house
    work = await desk.work(request)
    version, found = _asked_version(desk, row, request)
    job = house.database.row(
        "SELECT * FROM jobs WHERE work = ? AND kind IN ('check', 'finish') AND state IN ('等待', '在做')"
        " ORDER BY id DESC LIMIT 1",
        row["id"],
    )
    audits = house.database.rows(
        "SELECT id, title, state, at FROM jobs WHERE work = ? AND kind = 'published' ORDER BY id DESC LIMIT 5",
        row["id"],
    )
    result = found.get("result", {})
    findings = shown_findings(result.get("findings", ()))
    level = request.query_params.get("level", "")
    shown = [item for item in findings if level in ("", item.severity.value)]
    history = records.history(house, row["id"])
    line = board_line(row, house.clock().date())
    return desk.show(
        "department.html",
        row=row,
        line=line,
        next=_next(desk, line),
        said={item["what"]: item["words"] for item in reversed(history)},
        work=work,
        version=version,
        found=found,
        counts=result.get("counts", {}),
        level=level,
        sheets=by_sheet(cast("list[Finding]", shown)),
        alike=ALIKE,
        rest=max(sum(result.get("counts", {}).values()) - len(findings) - len(found.get("others", ())), 0),
        remarks=records.remarks(house, row["id"]),
        history=history,
        job=job,
        audits=audits,
        acts=_acts(desk, row),
        most_remarks=MOST_REMARKS,
        fresh=desk.who.fresh,
        today=house.clock().date().isoformat(),
    )


def _next(desk: BoardDesk, line: BoardLine) -> str:
    """What is to be done now, and by whom, for whoever asks."""
    if desk.who.role == ACCOUNTANT:
        return course.TO_DO.get(line.state) or course.WAITS[line.state]
    return course.BUREAU_TO_DO.get(line.state) or f"等部门交工作簿：{course.TO_DO[line.state]}"


def _asked_version(
    desk: BoardDesk, row: sqlite3.Row, request: Request
) -> tuple[sqlite3.Row | None, dict[str, Any]]:
    """The version that the address names, else the newest, with what was found in it."""
    number = records.id_in_address(request.query_params.get("version", "")) or row["number"]
    version = desk.house.database.row(
        "SELECT versions.*, checks.result FROM versions LEFT JOIN checks ON checks.version = versions.id"
        " WHERE work = ? AND kind = 'input' AND number = ?",
        row["id"],
        number,
    )
    return version, json.loads(version["result"]) if version is not None and version["result"] else {}


def _acts(desk: BoardDesk, row: sqlite3.Row) -> frozenset[str]:
    """What may be done now, and by whom it is asked."""
    steps = {
        ACCOUNTANT: (HAND_IN, SEND, TAKE_BACK),
        BUREAU: (HAND_IN, SEND, RETURN, FINISH, PUBLISH, EXTEND, WITHHOLD, RESUME, DROP, RELIST),
    }
    return frozenset(step.name for step in steps.get(desk.who.role, ()) if row["state"] in step.before)


async def hand_in(desk: BoardDesk, request: Request) -> Response:
    row = _work(desk, request)
    source = await uploaded(request)
    await desk.store.add(str(row["id"]), INPUT_FILE, source.name, source.content, "交回")
    return _there(row)


async def send(desk: BoardDesk, request: Request) -> Response:
    """To the bureau: the version that was seen, and no other that came meanwhile."""
    row = _work(desk, request)
    form = await read_form(request)
    if form.text("version") != str(row["number"]):
        raise Refusal(409, "刚刚又交了一版", "没有送审。请看过最新的一版再送。")
    records.move(
        desk.house, row["id"], SEND, desk.who.name, form.text("words")[:LONGEST_WORDS], row["number"]
    )
    return _there(row)


async def take_back(desk: BoardDesk, request: Request) -> Response:
    row = _work(desk, request)
    records.back_to_work(desk.house, row["id"], TAKE_BACK, desk.who.name, row["number"])
    return _there(row)


async def give_back_one(desk: BoardDesk, request: Request) -> Response:
    """Returned with remarks; a place is a cell of the input (支出!F12) or a sentence that stands in the report."""
    row = _work(desk, request)
    form = await read_form(request)
    _, found = _asked_version(desk, row, request)
    remarks = []
    for number in range(1, MOST_REMARKS + 1):
        words = form.text(f"words-{number}").strip()[:LONGEST_WORDS]
        place = form.text(f"place-{number}").strip()[:LONGEST_WORDS]
        if place and not words:
            raise Refusal(422, "有一条意见没有写", f"位置“{place[:60]}”旁边没有写要改什么。什么也没有改动。")
        if words:
            remarks.append((_place(place, found), words))
    give_back(desk, row["id"], remarks)
    return _there(row)


def _place(given: str, found: dict[str, Any]) -> str:
    """A place that the accountant can find. Raises Refusal for one that is not there."""
    if not given:
        return ""
    cell = _CELL.fullmatch(given)
    if cell is not None:
        sheet = cell["sheet"].strip(" “”'")
        if sheet not in found.get("sheets", ()):
            raise Refusal(
                422, "没有这张表", f"填报表里没有“{sheet}”。单元格请写成“支出!F12”。什么也没有改动。"
            )
        return f"{sheet}!{cell['cell'].upper()}"
    if "".join(given.split()) not in "".join(found.get("text", "").split()):
        raise Refusal(
            422,
            "报告里没有这句话",
            f"“{given[:60]}”在这一版的报告里找不到。请从预览里复制，或者写单元格（支出!F12）。什么也没有改动。",
        )
    return given


async def answer(desk: BoardDesk, request: Request) -> Response:
    """A word of either side on what is asked for."""
    row = _work(desk, request)
    words = (await read_form(request)).text("words").strip()[:LONGEST_WORDS]
    if not words:
        raise Refusal(422, "没有写内容", "请先写，再按按钮。")
    records.note(desk.house, row["id"], desk.who.name, "答复", words=words, version=row["number"])
    return _there(row)


async def finish(desk: BoardDesk, request: Request) -> Response:
    """The files are made of the version that was looked at; with them the work is final."""
    row = _work(desk, request)
    form = await read_form(request)
    if form.text("version") != str(row["number"]):
        raise Refusal(409, "刚刚又交了一版", "没有定稿。请看过最新的一版。")
    with desk.house.database.transaction():
        records.move(desk.house, row["id"], FINISH, desk.who.name, version=row["number"])
        title = f"生成“{row['department_name']}”的定稿"
        records.ask(desk.house, "finish", title, desk.who.name, work=row["id"], version=row["version"])
    return _there(row)


async def publish(desk: BoardDesk, request: Request) -> Response:
    row = _work(desk, request)
    form = await read_form(request)
    address, day = form.text("address").strip(), day_of(form, "published")
    if not _WEB.fullmatch(address):
        raise Refusal(422, "网址没有写对", "要以 http:// 或 https:// 开头，中间没有空格。什么也没有改动。")
    if day > desk.house.clock().date().isoformat():
        raise Refusal(422, "公开的日期还没有到", f"{day} 在今天以后。挂到网上以后再记。什么也没有改动。")
    columns = {"address": address, "published": day}
    records.move(
        desk.house, row["id"], PUBLISH, desk.who.name, f"{day} {address}", row["final_version"], columns
    )
    return _there(row)


async def extend(desk: BoardDesk, request: Request) -> Response:
    row = _work(desk, request)
    form = await read_form(request)
    day, why = day_of(form, "extended"), form.text("words").strip()[:LONGEST_WORDS]
    if day <= row["deadline"]:
        words = f"要晚于这一次的截止日期 {row['deadline']}。什么也没有改动。"
        raise Refusal(422, "延到的日期没有写对", words)
    said = f"延到 {day}：{why}" if why else ""
    records.move(desk.house, row["id"], EXTEND, desk.who.name, said, columns={"extended": day, "why": why})
    return _there(row)


async def withhold(desk: BoardDesk, request: Request) -> Response:
    return await _with_words(desk, request, WITHHOLD)


async def resume(desk: BoardDesk, request: Request) -> Response:
    return _back_to_work(desk, request, RESUME)


async def drop(desk: BoardDesk, request: Request) -> Response:
    """Off the list, where it stands by mistake; what was handed in stays."""
    return await _with_words(desk, request, DROP)


async def relist(desk: BoardDesk, request: Request) -> Response:
    return _back_to_work(desk, request, RELIST)


async def _with_words(desk: BoardDesk, request: Request, step: CourseStep) -> Response:
    row = _work(desk, request)
    words = (await read_form(request)).text("words").strip()[:LONGEST_WORDS]
    records.move(desk.house, row["id"], step, desk.who.name, words)
    return _there(row)


def _back_to_work(desk: BoardDesk, request: Request, step: CourseStep) -> Response:
    row = _work(desk, request)
    records.back_to_work(desk.house, row["id"], step, desk.who.name)
    return _there(row)


async def rename(desk: BoardDesk, request: Request) -> Response:
    """The name on the list as it should be, in all rounds; what was handed in is held against it anew."""
    house, row = desk.house, _work(desk, request)
    name = printable((await read_form(request)).text("name").strip())
    plain = normal(name)
    if not plain or len(name) > LONGEST_NAME:
        raise Refusal(422, "名称没有写对", f"请写部门的全称，最多 {LONGEST_NAME} 个字。什么也没有改动。")
    with house.database.transaction():
        if house.database.value(
            "SELECT 1 FROM departments WHERE plain = ? AND id != ?", plain, row["department"]
        ):
            raise Refusal(409, "名单里已经有这个名称", "两个部门不能同名。什么也没有改动。")
        house.database.change(
            "UPDATE departments SET name = ?, plain = ? WHERE id = ?", name, plain, row["department"]
        )
        said = f"“{row['department_name']}”改为“{name}”"
        records.note(house, row["id"], desk.who.name, "改名单上的名称", words=said)
        works = house.database.rows("SELECT id, state FROM works WHERE department = ?", row["department"])
        records.recheck(house, works, desk.who.name)
    return _there(row)


async def final_files(desk: BoardDesk, request: Request) -> Response:
    row = _work(desk, request)
    if not row["final_file"]:
        raise not_found()
    return download(
        f"{harmless_name(row['department_name'])}定稿.zip", desk.house.blobs.read(row["final_file"])
    )


PAGES = (
    ("GET", "/departments/{work}", department, SEES_WORKS),
    ("POST", "/departments/{work}/input", hand_in, WRITES_WORKS),
    ("POST", "/departments/{work}/send", send, WRITES_WORKS),
    ("POST", "/departments/{work}/take-back", take_back, _ACCOUNTANT),
    ("POST", "/departments/{work}/return", give_back_one, _BUREAU),
    ("POST", "/departments/{work}/answer", answer, WRITES_WORKS),
    ("POST", "/departments/{work}/finish", finish, _BUREAU),
    ("POST", "/departments/{work}/publish", publish, _BUREAU),
    ("POST", "/departments/{work}/extend", extend, _BUREAU),
    ("POST", "/departments/{work}/withhold", withhold, _BUREAU),
    ("POST", "/departments/{work}/resume", resume, _BUREAU),
    ("POST", "/departments/{work}/drop", drop, _BUREAU),
    ("POST", "/departments/{work}/relist", relist, _BUREAU),
    ("POST", "/departments/{work}/rename", rename, _BUREAU),
    ("GET", "/departments/{work}/final.zip", final_files, SEES_WORKS),
)
