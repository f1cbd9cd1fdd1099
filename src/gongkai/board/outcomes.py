"""From the row of a job to its task, and from its outcome back into works."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from gongkai.board import course, records
from gongkai.board.tasks import Handed, QueuedTask
from gongkai.web.refusal import Refusal

if TYPE_CHECKING:
    import sqlite3

    from gongkai.board.house import House
    from gongkai.board.tasks import TaskOutcome

OFF, TRIED, ON, STOPPED = "检查中", "试用", "启用", "停用"
"""The states of a format that was brought along."""


def packages(house: House, *more: str) -> tuple[str, ...]:
    """The keys of the formats that are switched on, in the order of their coming."""
    rows = house.database.rows("SELECT file FROM formats WHERE state = ? ORDER BY id", ON)
    return (*(row["file"] for row in rows), *more)


def make_task(house: House, row: sqlite3.Row) -> QueuedTask:
    """What a process needs to know of a job."""
    asked = json.loads(row["asked"])
    files: dict[str, tuple[Handed, ...]] = {}
    more: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    if row["kind"] in ("check", "finish"):
        files, asked = _of_work(house, row)
    elif isinstance(asked, dict):
        files = {
            role: tuple(Handed(*each) for each in given) for role, given in asked.pop("handed", {}).items()
        }
        more, without = tuple(asked.pop("packages", ())), tuple(asked.pop("without", ()))
    root = str(house.formats.own.root)
    folder = house.folder
    return QueuedTask(
        row["id"],
        row["kind"],
        root,
        tuple(key for key in packages(house, *more) if key not in without),
        str(folder.files),
        str(folder.office_lock),
        files,
        asked,
    )


def _of_work(house: House, row: sqlite3.Row) -> tuple[dict[str, tuple[Handed, ...]], Any]:
    """The version that is asked for, and what it is compared with: what was handed in, else last year's final one."""
    database = house.database
    version = database.row("SELECT * FROM versions WHERE id = ?", row["version"])
    work = database.row(
        "SELECT works.*, departments.name AS department_name, rounds.format FROM works"
        " JOIN departments ON departments.id = works.department JOIN rounds ON rounds.id = works.round"
        " WHERE works.id = ?",
        row["work"],
    )
    assert version is not None and work is not None
    files: dict[str, tuple[Handed, ...]] = {"input": (Handed(version["name"], version["file"]),)}
    last = database.row(
        "SELECT * FROM versions WHERE work = ? AND kind = 'last' ORDER BY number DESC LIMIT 1", row["work"]
    )
    if last is not None:
        files["last"] = (Handed(last["name"], last["file"]),)
    return files, {"format": work["format"], "department": work["department_name"]}


def checked(house: House, row: sqlite3.Row, outcome: TaskOutcome) -> None:
    """Keep what was found; the work moves on if the version is still its newest."""
    database = house.database
    answer = outcome.answer or _unchecked(outcome.failed)
    result, counts = answer["result"], answer["result"]["counts"]
    database.change("DELETE FROM checks WHERE version = ?", row["version"])
    database.add(
        "checks",
        version=row["version"],
        state=answer["state"],
        errors=counts["错误"],
        warnings=counts["警告"],
        reasons=result["missing_reasons"],
        # Those of another department, or of another publication, belong into no sum here.
        figures=json.dumps({} if answer["others"] else result["figures"], ensure_ascii=False),
        result=json.dumps(answer, ensure_ascii=False),
    )
    newest = database.row(
        "SELECT id, number FROM versions WHERE work = ? AND kind = 'input' ORDER BY number DESC LIMIT 1",
        row["work"],
    )
    if newest is None or newest["id"] != row["version"]:
        return
    moved = database.change(
        "UPDATE works SET state = ? WHERE id = ? AND state = ?", answer["state"], row["work"], course.CHECKING
    )
    if moved:
        words = f"{answer['state']}（错误 {counts['错误']}，警告 {counts['警告']}）"
        records.note(house, row["work"], "程序", "核对完", words=words, version=newest["number"])


def _unchecked(why: str) -> dict[str, Any]:
    counts = {"错误": 1, "警告": 0, "提示": 0}
    result = {"counts": counts, "missing_reasons": 0, "figures": {}, "findings": []}
    return {"state": course.HAS_ERRORS, "others": [why], "result": result}


def finished(house: House, row: sqlite3.Row, outcome: TaskOutcome) -> None:
    """The files are there: the work is final, with the digest of the package; or it stays where it was."""
    version = house.database.value("SELECT number FROM versions WHERE id = ?", row["version"])
    if outcome.failed:
        records.move(house, row["work"], course.NOT_FINISHED, row["by"], outcome.failed, version)
        return
    columns = {
        "final_file": outcome.blobs[0].key,
        "final_hash": outcome.answer["hash"],
        "final_at": house.now,
        "final_by": row["by"],
        "final_version": version,
    }
    words = f"SHA-256 {outcome.answer['hash']}"
    records.move(house, row["work"], course.FINISHED, row["by"], words, version, columns)


def sorted_in(house: House, row: sqlite3.Row, outcome: TaskOutcome) -> None:
    """Each file of a bulk upload becomes a version of its department; where it cannot, its line says why."""
    blobs = {blob.key: blob for blob in outcome.blobs}
    for line in outcome.answer.get("files", ()):
        if "department" not in line:
            continue
        work = house.database.value(
            "SELECT id FROM works WHERE round = ? AND department = ?", row["round"], line["department"]
        )
        line.update(work=work, of=_name_of(house, line["department"]))
        if same := _same_as_newest(house, work, blobs[line["key"]].sha256):
            line.update(why=f"与第 {same} 版完全相同，没有再收")
            continue
        # The row of the file was written with the outcome; the version only names it.
        house.database.change("DELETE FROM files WHERE key = ?", line["key"])
        try:
            records.hand_in(house, work, "input", line["name"], blobs[line["key"]], "财政局代交", row["by"])
        except Refusal as refusal:
            house.keep(blobs[line["key"]])
            line.update(why=refusal.heading)


def _name_of(house: House, department: int) -> str:
    return str(house.database.value("SELECT name FROM departments WHERE id = ?", department))


def _same_as_newest(house: House, work: int, sha256: str) -> int:
    """The number of the newest version where its content is this one; 0 where it is not, or was returned: then the
    same may come again."""
    return int(
        house.database.value(
            "SELECT versions.number FROM versions JOIN files ON files.key = versions.file"
            " JOIN works ON works.id = versions.work WHERE versions.work = ? AND versions.kind = 'input'"
            " AND files.sha256 = ? AND works.state != ? AND versions.number ="
            " (SELECT max(number) FROM versions AS every WHERE every.work = ? AND every.kind = 'input')",
            work,
            sha256,
            course.RETURNED,
            work,
        )
        or 0
    )


def tried(house: House, row: sqlite3.Row, outcome: TaskOutcome) -> None:
    answer = {"failed": outcome.failed} if outcome.failed else outcome.answer
    house.database.change(
        "UPDATE formats SET state = ?, report = ? WHERE id = ? AND state = ?",
        TRIED,
        json.dumps(answer, ensure_ascii=False),
        json.loads(row["asked"])["format_row"],
        OFF,
    )


OUTCOMES = {"check": checked, "finish": finished, "sort": sorted_in, "try": tried}
