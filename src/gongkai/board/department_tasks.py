"""Tasks for one department's input: checked, and made into the files that are published."""

from __future__ import annotations

import hashlib
from collections.abc import Generator
from pathlib import Path
from typing import TYPE_CHECKING

from gongkai.batch.job import fill_figures, fill_findings
from gongkai.batch.work_list import DONE, FAULTY, UNREADABLE, Result
from gongkai.board import course
from gongkai.board.file_lock import held
from gongkai.board.tasks import QueuedTask, TaskOutcome
from gongkai.findings import Severity, has_errors
from gongkai.model.labels import REASON_SCHEDULE, normal
from gongkai.tree.nodes import Paragraph
from gongkai.web import walk

if TYPE_CHECKING:
    from gongkai.web.walk import CheckedInput as Checked

FINAL_KINDS = ("docx", "xlsx")


def check(task: QueuedTask) -> Generator[str, None, TaskOutcome]:
    """Asked: the format and the name of the department. Answer: the state of the work, counts, a Result."""
    found = yield from _checked(task)
    checked = found.checked
    result = Result(found.source.name, UNREADABLE)
    findings = list(checked.findings)
    if checked.subject is not None:
        fill_figures(result, checked)
        result.state = FAULTY if has_errors(findings) else DONE
    elif checked.loaded.pack is not None:
        result.format = checked.loaded.pack.format
    others = _of_others(result, task)
    fill_findings(result, findings)
    errors = [item for item in findings if item.severity is Severity.ERROR]
    only_reasons = all(item.location.sheet == REASON_SCHEDULE for item in errors)
    if not checked.readable or others or not only_reasons:
        state = course.HAS_ERRORS
    else:
        state = course.LACKS_REASONS if errors else course.READY
    result.counts[Severity.ERROR.value] += len(others)
    return TaskOutcome(
        {
            "state": state,
            "others": others,
            "result": result.as_dict(),
            "sheets": _sheets(found),
            "text": _text(found),
        }
    )


def _sheets(found: Checked) -> list[str]:
    """The sheets of the input in which a remark may have its place."""
    pack = found.checked.loaded.pack
    return [schedule.name for schedule in pack.inputs.schedules] if pack is not None else []


def _text(found: Checked) -> str:
    """The sentences of the report, so that a remark can be told to be about one of them."""
    subject = found.checked.subject
    document = subject.document if subject is not None else None
    blocks = document.blocks if document is not None else ()
    return "\n".join(block.text for block in blocks if isinstance(block, Paragraph))


def _checked(task: QueuedTask) -> Generator[str, None, Checked]:
    source = task.source("input")
    assert source is not None
    return (yield from walk.check(source, task.library, task.source("last")))


def _of_others(result: Result, task: QueuedTask) -> list[str]:
    """What is wrong when a department hands in what is not its own, or not of this round, as sentences."""
    found = []
    wanted, name = task.asked["format"], task.asked["department"]
    if result.format and result.format != wanted:
        given, asked = (_named(format, task) for format in (result.format, wanted))
        found.append(f"这份工作簿是“{given}”，这一次要的是“{asked}”。请用这一次的工作簿填。")
    if result.name and normal(result.name) != normal(name):
        found.append(
            f"工作簿里的单位名称是“{result.name}”，名单上是“{name}”。"
            "交错了的，请交自己部门的；名单写得不对的，请财政局改名单。"
        )
    return found


def _named(format: str, task: QueuedTask) -> str:
    pack, _ = task.library.pack(format)
    return pack.name if pack is not None else format


def finish(task: QueuedTask) -> Generator[str, None, TaskOutcome]:
    """Make the files that are published, LibreOffice held by nobody else meanwhile. Answer: names and digests."""
    yield "等前面的做完"
    with held(Path(task.office_lock)):
        found = yield from _checked(task)
        if not found.checked.publishable:
            return TaskOutcome(failed="核对又有了错误，没有定稿。请看核对结果")
        made = yield from walk.make(found, FINAL_KINDS, draft=False)
    if not made.files:
        return TaskOutcome(failed="没有做出文件。请看核对结果里的问题")
    blob = task.keep(walk.zipped(made.files))
    names = {name: hashlib.sha256(content).hexdigest() for name, content in made.files.items()}
    return TaskOutcome({"files": names, "hash": blob.sha256}, [blob])


TASKS = {"check": check, "finish": finish}
