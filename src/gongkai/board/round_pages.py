"""A round: one publication of a year that all departments of a list are expected to hand in."""

from __future__ import annotations

import sqlite3
import tempfile
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from gongkai.batch.expected_list import read_expected
from gongkai.board import course, records
from gongkai.board.who import BUREAU
from gongkai.files import printable
from gongkai.model.labels import normal
from gongkai.web.answers import see
from gongkai.web.refusal import Refusal
from gongkai.web.uploads import read_form

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from gongkai.board.desk import BoardDesk
    from gongkai.board.house import House
    from gongkai.source import Source
    from gongkai.web.uploads import SentForm

_BUREAU = frozenset((BUREAU,))
_MOST, LONGEST_NAME = 5_000, 100


async def begin(desk: BoardDesk, request: Request) -> Response:
    """A round of a format, with its deadline and its list of departments."""
    house, form = desk.house, await read_form(request)
    pack = desk.pack(form.text("format"))
    deadline = day_of(form, "deadline")
    names = await expected_names(form)
    with house.database.transaction():
        try:
            made = house.database.add("rounds", format=pack.format, title=pack.name, deadline=deadline)
        except sqlite3.IntegrityError as fault:
            raise Refusal(409, "这一次公开已经有了", f"“{pack.name}”已经开始，请从公开台打开。") from fault
        add_departments(house, made, names, desk.who.name)
    return see(f"/rounds/{made}")


async def more_departments(desk: BoardDesk, request: Request) -> Response:
    """Departments that the list lacked; those that are there stay as they are."""
    round = records.find_round(desk.house, request.path_params["round"])
    names = await expected_names(await read_form(request))
    with desk.house.database.transaction():
        add_departments(desk.house, round["id"], names, desk.who.name)
    return see(f"/rounds/{round['id']}")


async def new_deadline(desk: BoardDesk, request: Request) -> Response:
    round = records.find_round(desk.house, request.path_params["round"])
    house, deadline = desk.house, day_of(await read_form(request), "deadline")
    if deadline == round["deadline"]:
        return see(f"/rounds/{round['id']}")
    with house.database.transaction():
        house.database.change("UPDATE rounds SET deadline = ? WHERE id = ?", deadline, round["id"])
        for row in house.database.rows("SELECT id, state FROM works WHERE round = ?", round["id"]):
            if row["state"] in course.HAND_IN.before:  # the others have nothing to do any more
                said = f"从 {round['deadline']} 改到 {deadline}"
                records.note(house, row["id"], desk.who.name, "改截止日期", words=said)
    return see(f"/rounds/{round['id']}")


def day_of(form: SentForm, field: str) -> str:
    """A date of a form, as ISO text. Raises Refusal."""
    try:
        return date.fromisoformat(form.text(field).strip()).isoformat()
    except ValueError as fault:
        raise Refusal(422, "日期没有写对", "请写成 2024-09-20 的样子。什么也没有改动。") from fault


async def expected_names(form: SentForm) -> list[str]:
    """The names of an uploaded list, as `--expect` reads it, or those typed one to a line. Raises Refusal."""
    source = await form.file("expected")
    typed = [line.strip() for line in form.text("names").split("\n") if line.strip()]
    names = [printable(name) for name in (*typed, *(_read(source) if source is not None else ()))]
    if not names:
        raise Refusal(422, "名单里没有部门", "请选一个名单文件（有“单位名称”一栏），或者一行一个写在框里。")
    if len(names) > _MOST or max(map(len, names)) > LONGEST_NAME:
        raise Refusal(
            422,
            "名单不对",
            f"部门最多 {_MOST} 个，一个名称最多 {LONGEST_NAME} 个字。请看一看是不是选错了文件。",
        )
    return names


def _read(source: Source) -> list[str]:
    with tempfile.TemporaryDirectory(prefix="gongkai-list-") as room:
        path = Path(room) / f"名单{source.suffix}"
        path.write_bytes(source.content)
        try:
            return read_expected(path)
        except Exception as fault:
            words = f"“{source.name}”不是工作簿、CSV 或者文本，或者已经损坏。"
            raise Refusal(422, "名单读不出来", words) from fault


def add_departments(house: House, round: int, names: list[str], by: str) -> None:
    """A work for each department; one of that name in an earlier round is the same department."""
    for name in names:
        plain = normal(name)
        if not plain:
            continue
        department = house.database.value("SELECT id FROM departments WHERE plain = ?", plain)
        if department is None:
            department = house.database.add("departments", name=name, plain=plain)
        there = house.database.row(
            "SELECT id, state FROM works WHERE round = ? AND department = ?", round, department
        )
        if there is not None:
            if there["state"] == course.DROPPED:
                records.back_to_work(house, there["id"], course.RELIST, by)
            continue
        work = house.database.add("works", round=round, department=department, state=course.ABSENT)
        records.note(house, work, by, "列入名单")
        _bring_last(house, work, round, department, by)


def _bring_last(house: House, work: int, round: int, department: int, by: str) -> None:
    """The final input of the year before, to begin from and to compare with, where it was made here."""
    folder, kind, year = house.database.value("SELECT format FROM rounds WHERE id = ?", round).split("/")
    before = f"{folder}/{kind}/{int(year) - 1}" if year.isdigit() else ""
    last = house.database.row(
        "SELECT versions.* FROM versions JOIN works ON works.id = versions.work"
        " JOIN rounds ON rounds.id = works.round WHERE rounds.format = ? AND works.department = ?"
        " AND versions.kind = 'input' AND versions.number = works.final_version",
        before,
        department,
    )
    if last is None:
        return
    house.database.add(
        "versions",
        work=work,
        kind="last",
        number=1,
        name=last["name"],
        note="上年的定稿",
        file=last["file"],
        by=by,
        at=house.now,
    )
    records.note(house, work, by, "带来上年的定稿", words=last["name"])


PAGES = (
    ("POST", "/rounds", begin, _BUREAU),
    ("POST", "/rounds/{round}/departments", more_departments, _BUREAU),
    ("POST", "/rounds/{round}/deadline", new_deadline, _BUREAU),
)
