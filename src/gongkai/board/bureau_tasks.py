"""Tasks of the bureau: many files sorted by department, departments added up, what was published held against the
final files, a format tried."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from gongkai import pipeline
from gongkai.batch.zip_inputs import ZIP, ZipFault, members
from gongkai.batch.zip_inputs import source as read_member
from gongkai.board.tasks import JobAnswer, QueuedTask, TaskOutcome
from gongkai.findings import Finding, Severity, has_errors, presented
from gongkai.model.labels import IDENTITY_SCHEDULE, UNIT_NAME_LINE, normal
from gongkai.readers.input_suffixes import INPUT_SUFFIXES
from gongkai.source import Source
from gongkai.web import walk

if TYPE_CHECKING:
    from gongkai.model.department import Department
    from gongkai.packs.library import Library
    from gongkai.packs.pack import Pack

_MOST_LISTED = 200


def sort(task: QueuedTask) -> Generator[str, None, TaskOutcome]:
    """Whose each workbook is, by the name in it. Asked: the names of the departments by their ids, and the format."""
    names = {normal(name): int(key) for key, name in task.asked["departments"].items()}
    listed: list[JobAnswer] = []
    outcome = TaskOutcome({"files": listed})
    taken: dict[int, str] = {}
    for place, source, trouble in _inputs(task):
        yield f"读“{place}”"
        department, why = (0, trouble) if source is None else _whose(source, names, task)
        if source is None or not department:
            listed.append({"place": place, "why": why})
        elif department in taken:
            listed.append({"place": place, "why": f"与“{taken[department]}”是同一个部门的，只收了前一份"})
        else:
            taken[department] = place
            blob = task.keep(source.content)
            outcome.blobs.append(blob)
            listed.append({"place": place, "name": source.name, "department": department, "key": blob.key})
    return outcome


def _inputs(task: QueuedTask) -> Iterator[tuple[str, Source | None, str]]:
    """Each file, those in zips too: its place, and its content or why it is not read."""
    for given in task.sources("files"):
        if not given.name.lower().endswith(ZIP):
            yield given.name, given, ""
            continue
        with TemporaryDirectory(prefix="gongkai-bulk-") as room:
            path = Path(room) / "报送.zip"
            path.write_bytes(given.content)
            try:
                found = members(path)
            except ZipFault as fault:
                yield given.name, None, f"压缩包{fault}"
                continue
            for member in found:
                place = f"{given.name}/{member.path.relative_to(path).as_posix()}"
                if member.why or member.path.suffix.lower() not in INPUT_SUFFIXES:
                    yield place, None, member.why or "不是填好的工作簿"
                    continue
                source = read_member(member.path)
                yield place, source if source.trouble is None else None, "读不出来，或者太大"


def _whose(source: Source, names: dict[str, int], task: QueuedTask) -> tuple[int, str]:
    loaded = pipeline.read(source, task.library)
    if loaded.department is None or loaded.pack is None:
        return 0, loaded.findings[0].message if loaded.findings else "读不出来"
    if loaded.pack.format != task.asked["format"]:
        return 0, f"格式是“{loaded.pack.name}”，不是这一次的"
    name = loaded.department.line_text(IDENTITY_SCHEDULE, UNIT_NAME_LINE)
    if not name:
        return 0, f"“{IDENTITY_SCHEDULE}”里没有填“{UNIT_NAME_LINE}”，不知道是哪个部门的"
    found = names.get(normal(name), 0)
    return found, "" if found else f"名单里没有“{name}”"


def together(task: QueuedTask) -> Generator[str, None, TaskOutcome]:
    """The departments added up, and where a whole input that was given differs from that. Asked: the whole's name."""
    from gongkai.blanks import write_workbook
    from gongkai.consolidation.adding_up import add_up, compare_with_units, source_sheet
    from gongkai.intake.workbook_form import sheets_in_order

    pack: Pack | None = None
    units: list[Department] = []
    for source in task.sources("units"):
        yield f"读“{source.name}”"
        loaded = pipeline.read(source, task.library)
        if loaded.department is None or loaded.pack is None or has_errors(loaded.findings):
            return TaskOutcome(failed=f"“{source.name}”里有读不出的内容，没有汇总")
        pack = pack or loaded.pack
        units.append(loaded.department)
    if pack is None:
        return TaskOutcome(failed="没有可以汇总的部门")
    yield f"把 {len(units)} 个部门相加"
    result = add_up(pack, units, task.asked["name"])
    findings = list(result.findings)
    whole = task.source("whole")
    if whole is not None:
        yield f"与“{whole.name}”逐格核对"
        loaded = pipeline.read(whole, task.library)
        if loaded.department is None or loaded.pack is None or loaded.pack.format != pack.format:
            return TaskOutcome(failed=f"“{whole.name}”读不出来，或者不是同一个格式，没有核对")
        findings += compare_with_units(pack, loaded.department, result)
    outcome = TaskOutcome({"units": len(units), "sums": len(result.sums)})
    if not has_errors(result.findings):
        yield "写汇总的工作簿"
        sheets = [source_sheet(result)]
        content = write_workbook(pack.inputs, pack.classification, result.department, sheets)
        outcome.blobs.append(task.keep(content))
    found = presented(findings, sheets_in_order(pack.inputs))
    outcome.answer |= {"findings": _listed(found), "more": max(len(found) - _MOST_LISTED, 0)}
    return outcome


def _listed(findings: list[Finding]) -> list[dict[str, object]]:
    return [item.as_dict() for item in findings[:_MOST_LISTED]]


def published(task: QueuedTask) -> Generator[str, None, TaskOutcome]:
    """Whether what was published is what was made final, and what an audit of it says.

    The same bytes are the same; a file that was only saved anew is compared sentence by sentence, cell by cell.
    """
    from gongkai.auditing.audit import audit_published

    given = task.sources("published")
    final = task.source("final")
    assert final is not None
    made = walk.unzipped(final.content)
    rows = []
    for source in given:
        yield f"把“{source.name}”与定稿对照"
        rows.append(_against(source, made, task.library))
    yield "审挂网的材料"
    audit = audit_published(given, task.library, task.asked["format"])
    found = [each.finding for each in audit.findings if each.severity is not Severity.HINT]
    answer = {"files": rows, "findings": _listed(found), "more": max(len(found) - _MOST_LISTED, 0)}
    return TaskOutcome({**answer, "same": bool(rows) and all(row["same"] for row in rows)})


def _against(source: Source, made: dict[str, bytes], library: Library) -> JobAnswer:
    """One published file beside the final one of its kind."""
    from gongkai.comparing.comparison import CannotCompare, compare_files

    exact = next((name for name, content in made.items() if content == source.content), "")
    if exact:
        return {"name": source.name, "with": exact, "same": True, "exact": True, "places": []}
    name = _beside(source, made)
    if not name:
        return {
            "name": source.name,
            "with": "",
            "same": False,
            "why": "定稿里没有可以对照的文件",
            "places": [],
        }
    try:
        found = compare_files(Source(name, made[name], None, len(made[name])), source, library)
    except CannotCompare as fault:
        return {"name": source.name, "with": name, "same": False, "why": str(fault), "places": []}
    unread = [str(finding.message) for finding in found.unread]
    places = [item.as_dict() for item in found.merged.differences[:_MOST_LISTED]]
    return {
        "name": source.name,
        "with": name,
        "same": not places and not unread,
        "exact": False,
        "why": "；".join(unread[:3]),
        "places": places,
        "more": max(len(found.merged.differences) - _MOST_LISTED, 0),
    }


def _beside(source: Source, made: dict[str, bytes]) -> str:
    """The final file that a published one is held against: a workbook beside a workbook, else the Word report."""
    wanted = ".xlsx" if source.suffix in (".xlsx", ".xls", ".et", ".ods") else ".docx"
    return next((name for name in made if name.endswith(wanted) and "校核报告" not in name), "")


def try_format(task: QueuedTask) -> Generator[str, None, TaskOutcome]:
    """A format before anybody uses it: its faults, what changed, what a report of it looks like. Asked: its ids."""
    from gongkai.maintenance.format_difference import diff
    from gongkai.maintenance.lint import lint_format
    from gongkai.maintenance.page import as_text

    library = task.library
    tried = []
    for format in task.asked["formats"]:
        yield f"检查“{format}”"
        findings = lint_format(format, library)
        pack, _ = library.pack(format)
        before = _earlier(format, library)
        page = diff(before, format, library)[0] if before else None
        preview = None
        if pack is not None and not pack.abstract and not has_errors(findings):
            yield f"试写一份“{pack.name}”"
            preview = _preview(pack)
        blob = task.keep(preview.encode()) if preview is not None else None
        tried.append(
            {
                "format": format,
                "name": pack.name if pack is not None else format,
                "usable": pack is not None and not has_errors(findings),
                "findings": [
                    {**item.as_dict(), "where": str(item.location)} for item in findings[:_MOST_LISTED]
                ],
                "before": before,
                "changes": as_text(page) if page is not None else "",
                "preview": blob.key if blob is not None else "",
                "blob": blob,
            }
        )
    blobs = [item.pop("blob") for item in tried]
    return TaskOutcome({"formats": tried}, [blob for blob in blobs if blob is not None])


def _earlier(format: str, library: Library) -> str:
    """The format of the same province and kind in the latest year before; else the one that it extends."""
    folder, kind, _ = format.split("/")
    same = [each for each in library.formats() if each.startswith(f"{folder}/{kind}/") and each < format]
    if same:
        return max(same)
    return next((info.extends for info in library.published() if info.format == format), "")


def _preview(pack: Pack) -> str:
    """The pages of a report of a department that there is not."""
    from gongkai.maintenance.invented_department import Scenario, synthetic
    from gongkai.model.book import Book
    from gongkai.model.ledger import Ledger
    from gongkai.sections.compose import compose_document
    from gongkai.writers.html_fragment import fragment

    department = synthetic(pack, Scenario.TYPICAL)
    document = compose_document(pack, department, Book(Ledger(department), pack.definitions)).document
    return fragment(document) if document is not None else ""


TASKS = {"sort": sort, "together": together, "published": published, "try": try_format}
