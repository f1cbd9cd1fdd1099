"""The board: who is missing, who must mend what, what goes out; and what is done with many at once."""

from __future__ import annotations

import io
import json
from datetime import date
from typing import TYPE_CHECKING

from gongkai.board import course, records
from gongkai.board.board_lines import BoardLine, Filter, board_line, counted, totals
from gongkai.board.course import FINAL, PUBLIC, RETURN
from gongkai.board.sheets import table_workbook
from gongkai.board.who import BUREAU, READER
from gongkai.files import printable
from gongkai.web import walk
from gongkai.web.answers import download, see
from gongkai.web.refusal import Refusal
from gongkai.web.uploads import read_form

if TYPE_CHECKING:
    import sqlite3

    from starlette.requests import Request
    from starlette.responses import Response

    from gongkai.board.desk import BoardDesk

_BUREAU, _SEEING = frozenset((BUREAU,)), frozenset((BUREAU, READER))


async def board(desk: BoardDesk, request: Request) -> Response:
    round = records.find_round(desk.house, request.path_params["round"])
    query = request.query_params
    chosen = Filter(query.get("state", ""), query.get("q", ""), query.get("sort", ""), "down" in query)
    every = _lines(desk, round)
    lines = [line for line in every if line.state != course.DROPPED]
    shown = chosen.lines(every if chosen.state == course.DROPPED else lines)
    counts = counted(desk.house, round["id"])
    if late := sum(line.late for line in lines):
        counts["逾期"] = late
    return desk.show(
        "board.html",
        round=round,
        lines=shown,
        counts=counts,
        all=len(lines),
        labels=list(dict.fromkeys(label for line in lines for label in line.figures)),
        totals=totals(shown),
        errors=sum(line.row["errors"] or 0 for line in shown),
        warnings=sum(line.row["warnings"] or 0 for line in shown),
        reasons=sum(line.row["reasons"] or 0 for line in shown),
        chosen=chosen,
        round_days=_days_of(round["deadline"], desk.house.clock().date()),
    )


def _days_of(deadline: str, today: date) -> str:
    days = (date.fromisoformat(deadline) - today).days
    return "（今天）" if days == 0 else f"（还有 {days} 天）" if days > 0 else f"（过了 {-days} 天）"


def _lines(desk: BoardDesk, round: sqlite3.Row) -> list[BoardLine]:
    today = desk.house.clock().date()
    return [board_line(row, today) for row in records.works_of_round(desk.house, desk.who, round["id"])]


async def return_chosen(desk: BoardDesk, request: Request) -> Response:
    """Return several works with the same words: all of them or none."""
    round = records.find_round(desk.house, request.path_params["round"])
    form = await read_form(request)
    chosen = [line for line in _lines(desk, round) if form.text(f"work-{line.row['id']}")]
    if not chosen:
        raise Refusal(422, "没有选部门", "请先在表里勾选要退回的部门。什么也没有改动。")
    words = form.text("words").strip()[:LONGEST_WORDS]
    if not words:
        raise Refusal(422, RETURN.needs, "各部门都会看到这段意见。什么也没有改动。")
    if too_early := [line for line in chosen if line.row["state"] not in RETURN.before]:
        names = "、".join(f"{line.row['department_name']}（{line.state}）" for line in too_early[:10])
        more = f"等 {len(too_early)} 个部门" if len(too_early) > 10 else ""
        raise Refusal(
            409,
            "有的部门现在不能退回",
            f"送审、定稿、公开了的才能退回；{names}{more}不是。什么也没有改动，请去掉这些部门的勾再退。",
        )
    with desk.house.database.transaction():
        for line in chosen:
            give_back(desk, line.row["id"], [("", words)])
    return see(f"/rounds/{round['id']}")


def give_back(desk: BoardDesk, work: int, remarks: list[tuple[str, str]]) -> None:
    """Return a work with remarks, each with the place that it is about, or none. Raises Refusal."""
    house = desk.house
    with house.database.transaction():
        said = [(place, words) for place, words in remarks if words]
        records.move(
            house, work, RETURN, desk.who.name, f"意见 {len(said)} 条" if said else "", columns=_NOT_FINAL
        )
        for place, words in said:
            records.note(house, work, desk.who.name, "意见", words=words, place=place)


LONGEST_WORDS = 2_000
_NOT_FINAL = {
    "final_file": None,
    "final_hash": "",
    "final_at": "",
    "final_by": "",
    "final_version": None,
    "address": "",
    "published": "",
}


async def reminders(desk: BoardDesk, request: Request) -> Response:
    """Whom to remind, of what, the most urgent first."""
    round = records.find_round(desk.house, request.path_params["round"])
    lines = sorted(
        (line for line in _lines(desk, round) if line.days is not None), key=lambda line: line.days or 0
    )
    rows = [
        (
            line.row["department_name"],
            line.state,
            line.row["extended"] or line.row["deadline"],
            line.days,
            line.row["errors"],
            line.row["reasons"],
            course.TO_DO[line.state],
        )
        for line in lines
    ]
    heads = ("部门", "状态", "截止日期", "剩余天数", "错误", "待写原因", "要做什么")
    stream = io.BytesIO()
    table_workbook(stream, "催报名单", heads, (36, 12, 14, 10, 8, 10, 40), rows)
    return download(f"{harmless_name(round['title'])}催报名单.xlsx", stream.getvalue())


async def final_files(desk: BoardDesk, request: Request) -> Response:
    """All final files, a folder for each department, with a list of their digests."""
    house = desk.house
    round = records.find_round(house, request.path_params["round"])
    rows = [
        row
        for row in records.works_of_round(house, desk.who, round["id"])
        if row["state"] in (FINAL, PUBLIC) and row["final_file"]
    ]
    if not rows:
        raise Refusal(404, "还没有定稿", "有部门定稿以后才有可以下载的文件。")
    files: dict[str, bytes] = {}
    listed = []
    taken: set[str] = set()
    for row in rows:
        folder = _free_name(harmless_name(row["department_name"]), taken)
        answer = house.database.value(
            "SELECT answer FROM jobs WHERE work = ? AND kind = 'finish' AND file = ?",
            row["id"],
            row["final_file"],
        )
        for name, content in walk.unzipped(house.blobs.read(row["final_file"])).items():
            files[f"{folder}/{name}"] = content
            listed.append((row["department_name"], name, json.loads(answer)["files"].get(name, "")))
    stream = io.BytesIO()
    table_workbook(stream, "定稿清单", ("部门", "文件", "SHA-256"), (36, 60, 70), listed)
    files["定稿清单.xlsx"] = stream.getvalue()
    return download(f"{harmless_name(round['title'])}定稿.zip", walk.zipped(files))


def _free_name(name: str, taken: set[str]) -> str:
    """A name that no other folder has, on systems too for which large and small letters are the same."""
    free, number = name, 1
    while free.casefold() in taken:
        number += 1
        free = f"{name}（{number}）"
    taken.add(free.casefold())
    return free


def harmless_name(words: str) -> str:
    """Words as the name of a file or a folder that leads nowhere else."""
    kept = "".join("_" if char in '/\\:*?"<>|' else char for char in printable(words))
    return kept.strip(" .")[:80] or "_"


PAGES = (
    ("GET", "/rounds/{round}", board, _SEEING),
    ("POST", "/rounds/{round}/return", return_chosen, _BUREAU),
    ("GET", "/rounds/{round}/reminders.xlsx", reminders, _SEEING),
    ("GET", "/rounds/{round}/final.zip", final_files, _SEEING),
)
