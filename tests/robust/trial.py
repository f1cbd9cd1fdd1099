"""One trial: an input, good or bad, through the whole pipeline; how it ended, or an assertion that failed."""

from __future__ import annotations

import re
import signal
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from types import FrameType

from gongkai import pipeline
from gongkai.app.printed_findings import as_json, coverage_text, finding_text
from gongkai.findings import Finding, Severity, has_errors
from gongkai.intake.submission import InputForm, OpenedInput
from gongkai.model.department import Department
from gongkai.tree.nodes import Document, Table
from gongkai.writers.docx import write_docx
from tests.robust.grids import Grid, docx_grids, number, xlsx_grids
from tests.robust.readd import add_again
from tests.robust.reprose import add_prose, paragraphs
from tests.support.library import load_pack
from tests.support.tree_text import dump

UNREADABLE, STOPPED, WARNED, CLEAN = "无法读取", "有错误（不生成）", "有警告（报告相符）", "通过（报告相符）"
OUTCOMES = (UNREADABLE, STOPPED, WARNED, CLEAN)
_CHINESE = re.compile("[\u4e00-\u9fff]")
_BROKEN = re.compile(r"Traceback|Error\b|Exception|<[a-z.]+ object at|\bNone\b|�")


class Hang(BaseException):
    """A trial took longer than it may. Not an Exception: what catches those must not take it for a damaged file."""


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Raise Hang in what takes more seconds of the processor, or six times as many of the clock.

    A machine that stands still for a while (it is shared) is no hang of ours. Limits may stand within each
    other; without signals (Windows) nothing is limited.
    """
    if not hasattr(signal, "setitimer"):
        yield
        return

    def ring(number: int, frame: FrameType | None) -> None:
        raise Hang(f"still running after {seconds} s")

    timers = (
        (signal.SIGPROF, signal.ITIMER_PROF, seconds),
        (signal.SIGALRM, signal.ITIMER_REAL, 6 * seconds),
    )
    before = [(signal.signal(name, ring), signal.setitimer(timer, limit)[0]) for name, timer, limit in timers]
    try:
        yield
    finally:
        for (name, timer, _), (handler, rest) in zip(timers, before, strict=True):
            signal.setitimer(timer, rest)
            signal.signal(name, handler)


def check_form(form: InputForm) -> pipeline.Checked:
    """`pipeline.check` for an input that is already parsed: format, pack, department, rules."""
    name, _ = form.format()
    if not name:
        return pipeline.Checked(pipeline.Loaded(None, None, [_no_format()]), None, [_no_format()])
    pack, faults = load_pack(name)
    if pack is None or pack.abstract or faults:
        found = faults or [_no_format()]
        return pipeline.Checked(pipeline.Loaded(None, None, found), None, found)
    department, findings = OpenedInput(name, "变异", form).read(pack.inputs, pack.classification)
    return pipeline.check_department(pipeline.Loaded(department, pack, findings))


def _no_format() -> Finding:
    return Finding("SR-24", Severity.ERROR, "没有写明公开格式")


def outcome(checked: pipeline.Checked, *, draft: bool = False, forms: bool = True) -> str:
    """How an input ended. Asserts all that must hold for any input whatever.

    `draft` writes the report of an input with errors too; without `forms` the forms, which hold no sums of
    ledger tables and take most of the time, are left out of the written files.
    """
    for finding in checked.findings:
        _finding_is_told(finding)
    assert as_json("变异", checked)
    if not checked.readable:
        assert has_errors(checked.findings), "an input that cannot be read must say why"
        return UNREADABLE
    coverage_text(checked.coverage)
    document = pipeline.compose(checked, draft=not checked.publishable)
    assert document is not None, "a template failed on a user's data: " + "; ".join(
        finding.message for finding in checked.findings if finding.code.startswith("PK")
    )
    if checked.publishable or draft:
        if not forms:
            kept = (block for block in document.blocks if not (isinstance(block, Table) and block.form))
            document = replace(document, blocks=tuple(kept))
        _report_adds_up(checked, document)
    if not checked.publishable:
        return STOPPED
    warned = any(finding.severity is Severity.WARNING for finding in checked.findings)
    return WARNED if warned else CLEAN


def _finding_is_told(finding: Finding) -> None:
    assert finding.code, finding
    assert _CHINESE.search(finding.message), finding
    assert not _BROKEN.search(re.sub("“.*”", "", finding.message, flags=re.DOTALL)), finding
    told = finding_text(finding)
    assert len(told) < 5000, len(told)
    assert not re.search("[\x00-\x09\x0b-\x1f\ud800-\udfff]", told), repr(told)


def _report_adds_up(checked: pipeline.Checked, document: Document) -> None:
    pack = checked.loaded.pack
    assert pack is not None
    stem = pipeline.file_stem(document)
    assert Path(stem).name == stem, stem
    assert stem.strip(". ") == stem, stem
    assert dump(document)
    word = write_docx(document, pipeline.style_of(pack))
    excel = pipeline.render(document, pack, ("xlsx",)).files[f"{stem}.xlsx"]
    written_adds_up(word, excel, checked if checked.publishable else None)


def written_adds_up(word: bytes, excel: bytes, checked: pipeline.Checked | None) -> None:
    """Read finished files again and add up what they print. A draft (no `checked`) need not agree."""
    in_tables = docx_grids(word)
    first, second = add_again(in_tables), add_again(xlsx_grids(excel))
    assert first.checked == second.checked, "Word and Excel print different tables"
    if checked is None:
        return
    prose = add_prose(paragraphs(word), in_tables)
    wrong = [*first.wrong, *second.wrong, *prose.wrong]
    assert not wrong, wrong[:5]
    assert checked.loaded.department is not None and checked.loaded.pack is not None
    _prints_what_was_entered(checked.loaded.department, checked.loaded.pack.kind, in_tables)


# Which columns of the schedules 收入 and 支出 make up the totals of this year, by the kind of publication.
_ENTERED = {
    "final_accounts": {"本年收入合计": ("收入", ("决算/",)), "本年支出合计": ("支出", ("决算/",))},
    # Of a budget's expenditure the projects stand in a schedule of their own.
    "budget": {"本年收入合计": ("收入", ("当年预算安排",))},
}


def _prints_what_was_entered(department: Department, kind: str, grids: Sequence[Grid]) -> None:
    """The totals of the first table are the sums of the cells of this very input, added here one by one.

    Parts and total could agree and both be another department's.
    """
    for label, (name, columns) in _ENTERED.get(kind, {}).items():
        schedule = department.schedule(name)
        printed = _after(grids, label)
        if schedule is None or printed is None:
            continue
        entered = sum(
            (entry.number(column) or Decimal(0))
            for entry in schedule
            for column in entry.values
            if column.startswith(columns)
        )
        wan = (Decimal(entered) / 10_000).quantize(Decimal("0.01"), ROUND_HALF_UP)
        assert printed == wan, f"{label}：填的合计是 {wan}，印的是 {printed}"


def _after(grids: Sequence[Grid], label: str) -> Decimal | None:
    """The amount to the right of a label, in the first table that has it."""
    for grid in grids:
        for row in grid.rows:
            texts = [re.sub(r"\s", "", slot.text) for slot in row]
            if label in texts:
                behind = texts[texts.index(label) + 1 :]
                amounts = [number(text) for text in behind if "." in text]
                return amounts[0] if amounts else None
    return None
