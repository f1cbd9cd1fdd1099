"""Works, their versions and their history: what is asked of them, and the one way in which they change."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal

from gongkai.board import course
from gongkai.board.course import CourseStep
from gongkai.web.refusal import Refusal, not_found
from gongkai.web.store import INPUT_FILE

if TYPE_CHECKING:
    import sqlite3

    from gongkai.board.blobs import Blob
    from gongkai.board.house import House
    from gongkai.board.who import Who

CHECK_JOB = "check"
_NEWEST = (
    " LEFT JOIN versions ON versions.work = works.id AND versions.kind = 'input' AND versions.number ="
    " (SELECT max(number) FROM versions AS every WHERE every.work = works.id AND every.kind = 'input')"
)
_WORKS = (
    "SELECT works.*, departments.name AS department_name, rounds.format, rounds.title, rounds.deadline,"
    " versions.id AS version, versions.number, versions.name AS file_name, versions.at AS handed_in,"
    " checks.errors, checks.warnings, checks.reasons, checks.figures FROM works"
    " JOIN departments ON departments.id = works.department JOIN rounds ON rounds.id = works.round"
    f"{_NEWEST} LEFT JOIN checks ON checks.version = versions.id"
)


def works_of_round(house: House, who: Who, round: int) -> list[sqlite3.Row]:
    """The works of a round that somebody may see, each with its newest version and what was found in it."""
    return house.database.rows(
        f"{_WORKS} WHERE works.round = ? AND {who.sees()} ORDER BY departments.id", round
    )


def own_works(house: House, who: Who) -> list[sqlite3.Row]:
    """The works that somebody may see, of all rounds, the newest round first."""
    return house.database.rows(f"{_WORKS} WHERE {who.sees()} ORDER BY rounds.id DESC, departments.id")


def find_work(house: House, who: Who, key: str) -> sqlite3.Row:
    """A work that somebody may see. Raises Refusal: whether there is another's is not told."""
    found = house.database.row(f"{_WORKS} WHERE works.id = ? AND {who.sees()}", id_in_address(key))
    if found is None:
        raise not_found()
    return found


def find_round(house: House, key: str) -> sqlite3.Row:
    """Raises Refusal."""
    return find_row(house, "rounds", key)


def find_row(house: House, table: Literal["accounts", "formats", "rounds"], key: str) -> sqlite3.Row:
    """The row that an address names, of a table that all who may ask for the page may see. Raises Refusal."""
    found = house.database.row(f"SELECT * FROM {table} WHERE id = ?", id_in_address(key))
    if found is None:
        raise not_found()
    return found


def id_in_address(key: str) -> int:
    """The id in an address; 0, which nothing has, for anything else."""
    return int(key) if key.isascii() and key.isdigit() and len(key) < 12 else 0


def history(house: House, work: int) -> list[sqlite3.Row]:
    """Newest first."""
    return house.database.rows("SELECT * FROM history WHERE work = ? ORDER BY id DESC", work)


def remarks(house: House, work: int) -> list[sqlite3.Row]:
    """What was asked for when the work was last returned, and what was said of it since, in order."""
    return house.database.rows(
        "SELECT * FROM history WHERE work = ? AND what IN ('意见', '答复') AND id >="
        " ifnull((SELECT max(id) FROM history WHERE work = ? AND what = '退回'), 0) ORDER BY id",
        work,
        work,
    )


def note(house: House, work: int, by: str, what: str, **more: Any) -> None:
    """One more line of a history: `words`, `version`, `place`."""
    house.database.add("history", work=work, at=house.now, by=by, what=what, **more)


def move(
    house: House,
    work: int,
    step: CourseStep,
    by: str,
    words: str = "",
    version: int | None = None,
    columns: Mapping[str, Any] | None = None,
) -> None:
    """Take a step, in whatever transaction there is. Raises Refusal where the work is not so far, or too far."""
    if step.needs and not words.strip():
        raise Refusal(422, step.needs, "什么也没有改动。请回到上一页补上。")
    values: dict[str, Any] = {**(columns or {}), **({"state": step.after} if step.after else {})}
    marks = ", ".join(f"{name} = ?" for name in values) or "state = state"
    before = ", ".join("?" * len(step.before))
    with house.database.transaction():
        changed = house.database.change(
            f"UPDATE works SET {marks} WHERE id = ? AND state IN ({before})",
            *values.values(),
            work,
            *sorted(step.before),
        )
        if not changed:
            state = house.database.value("SELECT state FROM works WHERE id = ?", work)
            raise Refusal(
                409, f"现在是“{state}”，不能{step.name}", "可能别人刚刚处理过。请回到上一页看现在的状态。"
            )
        note(house, work, by, step.name, words=words.strip(), version=version)


def hand_in(house: House, work: int, kind: str, name: str, blob: Blob, note_: str, by: str) -> sqlite3.Row:
    """A new version: the input goes back to checking, wherever it was. Raises Refusal once it is final."""
    database = house.database
    with database.transaction():
        taken = (
            database.value("SELECT max(number) FROM versions WHERE work = ? AND kind = ?", work, kind) or 0
        )
        if kind == INPUT_FILE:
            move(house, work, course.HAND_IN, by, name, taken + 1)
        else:
            state = database.value("SELECT state FROM works WHERE id = ?", work)
            if state not in course.HAND_IN.before:
                raise Refusal(409, f"现在是“{state}”，不能再交", "要改的，请财政局先退回。")
            note(house, work, by, "交来参考材料", words=name)
        made = database.add(
            "versions",
            work=work,
            kind=kind,
            number=taken + 1,
            name=name,
            note=note_,
            file=house.keep(blob),
            by=by,
            at=house.now,
        )
        if kind == INPUT_FILE:
            ask(house, CHECK_JOB, f"核对“{name}”", by, work=work, version=made)
        elif kind == "last":
            check_again(house, work, by)
        found = database.row("SELECT * FROM versions WHERE id = ?", made)
    assert found is not None
    return found


def back_to_work(house: House, work: int, step: CourseStep, by: str, version: int | None = None) -> None:
    """A step after which the work is where its newest input leads it. Raises Refusal."""
    with house.database.transaction():
        move(house, work, step, by, version=version)
        check_again(house, work, by)


def check_again(house: House, work: int, by: str) -> None:
    """Have the newest input of a work checked once more, if there is one and the work is not further."""
    newest = house.database.row(
        "SELECT id, name FROM versions WHERE work = ? AND kind = 'input' ORDER BY number DESC LIMIT 1", work
    )
    if newest is None:
        house.database.change("UPDATE works SET state = ? WHERE id = ?", course.ABSENT, work)
        return
    house.database.change("UPDATE works SET state = ? WHERE id = ?", course.CHECKING, work)
    ask(house, CHECK_JOB, f"核对“{newest['name']}”", by, work=work, version=newest["id"])


def recheck(house: House, works: list[sqlite3.Row], by: str) -> None:
    """Have what departments have in hand checked anew: what it is held against has changed. `works`: id and state."""
    for row in works:
        if row["state"] in (course.CHECKING, course.HAS_ERRORS, course.LACKS_REASONS, course.READY):
            check_again(house, row["id"], by)


def ask(house: House, kind: str, title: str, by: str, asked: object = None, **places: int | None) -> int:
    """A job for the processes: it is done even if the server is ended before. `places`: round, work, version."""
    made = house.database.add(
        "jobs",
        kind=kind,
        title=title,
        asked=json.dumps(asked, ensure_ascii=False),
        state="等待",
        by=by,
        at=house.now,
        **places,
    )
    house.queue.wake()
    return made
