"""Indicators of forms as runs of cells: name, target, weight, what was done, rate of completion, score.

A run is told by what stands in it, so that forms whose cells lost their rows are read too.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal

from gongkai.auditing.document import AuditedDocument, AuditedTable
from gongkai.auditing.outcome import AuditFinding, Spot, found_in
from gongkai.findings import Severity
from gongkai.frozen import frozen
from gongkai.money import percent, rounded
from gongkai.readers.printed_document import PrintedCell

_TARGET = re.compile(r"(>=|<=|=|≥|≤|＝)\s*(\d[\d,]*(?:\.\d+)?)\s*([%％]|[一-龥/()（）]{0,8})")
_DONE = re.compile(r"(>=|<=|=|≥|≤|＝)?\s*(\d[\d,]*(?:\.\d+)?)\s*([%％]|[一-龥/()（）]{0,8})")
_RATE = re.compile(r"\d(?:\.\d{1,2})?")
_SAID = re.compile(
    r"(>=|<=|=|≥|≤)\s*(\d+(?:\.\d+)?)([^,，。;；]{0,8})[,，]\s*执行数[:：]?\s*(\d+(?:\.\d+)?)([^,，。;；]{0,8})[,，]\s*完成值\s*(\d+(?:\.\d+)?)%"
)
_BEGINS = re.compile(r"项目名称|年度资金总额|项目支出绩效")
_RULE = "赋分"
_MUCH = Decimal(130)
_HALF = Decimal("0.0051")


@frozen
class _Run:
    name: PrintedCell
    target: re.Match[str]
    done: re.Match[str]
    done_cell: PrintedCell
    rate: PrintedCell | None
    rule: str
    weight: Decimal | None
    score: Decimal | None


def check_indicators(document: AuditedDocument) -> list[AuditFinding]:
    """All runs of indicators in all tables, and those that are told in sentences."""
    found: list[AuditFinding] = []
    for table in document.tables:
        cells = [cell for cell in table.match.recognised.table.cells if cell.text.strip()]
        for part in _parts(cells):
            runs = list(_runs(part))
            for run in runs:
                found += _run(table, run)
            found += _twice(table, runs)
    for writing in document.prose:
        for match in _SAID.finditer(writing.text):
            right = _completion(match[1], Decimal(match[2]), Decimal(match[4])) * 100
            printed = Decimal(match[6])
            spot = writing.spot(max(0, match.start() - 14), match.end())
            allowed = Decimal(10) ** -len(match[6].partition(".")[2]) / 2 + Decimal("0.0001")
            if (
                abs(right - printed) > max(allowed, Decimal("0.005"))
                and abs(right - printed) < 1
                and "." in match[6]
            ):
                found.append(
                    found_in(
                        "SJ-42",
                        f"完成值应是 {percent(right / 100)}，印的是 {printed}%",
                        spot,
                        found=f"{printed}%",
                        expected=percent(right / 100),
                    )
                )
            if right > _MUCH:
                found.append(
                    found_in(
                        "SJ-42",
                        f"完成值 {printed}%，超过目标三成以上，没有写原因",
                        spot,
                        severity=Severity.WARNING,
                        found=f"{printed}%",
                    )
                )
    return found


def _parts(cells: Sequence[PrintedCell]) -> Iterator[list[PrintedCell]]:
    """The cells of each form in a table that holds several."""
    part: list[PrintedCell] = []
    for cell in cells:
        if _BEGINS.search(cell.text) and len(cell.text) < 20 and part:
            yield part
            part = []
        part.append(cell)
    yield part


def _runs(cells: Sequence[PrintedCell]) -> Iterator[_Run]:
    for at, cell in enumerate(cells):
        target = _TARGET.fullmatch(cell.text.strip())
        if target is None or at == 0:
            continue
        name = cells[at - 1]
        if _DONE.fullmatch(name.text.strip()):
            continue
        following = cells[at + 1 : at + 9]
        done_at = next(
            (
                place
                for place, each in enumerate(following, at + 1)
                if place > at + 2 and _TARGET.fullmatch(each.text.strip())
            ),
            -1,
        )
        rule_at = next((place for place, each in enumerate(following, at + 1) if _RULE in each.text), -1)
        if rule_at < 0 or done_at < rule_at:
            continue
        rest = cells[done_at + 1 : done_at + 3]
        rate = rest[0] if rest and _RATE.fullmatch(rest[0].text.strip()) else None
        done = _TARGET.fullmatch(cells[done_at].text.strip())
        assert done is not None
        yield _Run(name, target, done, cells[done_at], rate, cells[rule_at].text.strip(), None, None)


def _completion(sign: str, target: Decimal, done: Decimal) -> Decimal:
    """The part of a target that was reached; 1 is all of it."""
    if sign in ("<=", "≤"):
        return target / done if done else Decimal(1)
    return done / target if target else Decimal(1)


def _run(table: AuditedTable, run: _Run) -> Iterator[AuditFinding]:
    name = run.name.text.strip()
    target, done = (Decimal(each[2].replace(",", "")) for each in (run.target, run.done))
    if run.rate is not None and run.target[3] == run.done[3] and target and done:
        right = _completion(run.target[1], target, done)
        printed = Decimal(run.rate.text.strip())
        exact = run.done[1] in ("=", "＝")
        if exact and abs(right - printed) > _HALF and run.target[1] in (">=", "≥", "=", "＝"):
            yield found_in(
                "SJ-42",
                f"“{name}”目标 {run.target[0]}，完成 {run.done[0]}，完成率应是 {rounded(right)}，印的是 {printed}",
                _spot(table, run.name),
                found=str(printed),
                expected=f"{rounded(right)}",
                compared_with="同一行的指标值和完成值",
            )
    if run.done[1] in (">=", "≥", "<=", "≤"):
        yield found_in(
            "SJ-42",
            f"“{name}”的完成值“{run.done[0]}”照抄指标值，没有写实际数",
            _spot(table, run.done_cell),
            severity=Severity.HINT,
            found=run.done[0],
        )
    if "满意度" in run.rule and "满意" not in name:
        yield found_in(
            "SJ-42",
            f"“{name}”不是满意度，用了“{run.rule}”",
            _spot(table, run.name),
            severity=Severity.WARNING,
            found=run.rule,
        )
    if re.search(r"(?:失业率|投诉率|上访率)$", name) and run.target[1] in (">=", "≥"):
        yield found_in(
            "SJ-42",
            f"“{name}”应当越低越好，指标值写“{run.target[0]}”",
            _spot(table, run.name),
            severity=Severity.HINT,
        )


def _twice(table: AuditedTable, runs: Sequence[_Run]) -> Iterator[AuditFinding]:
    """One form with the same indicator twice."""
    counts = Counter((run.name.text.strip(), run.target[0]) for run in runs)
    seen: set[tuple[str, str]] = set()
    for run in runs:
        name = run.name.text.strip()
        if (name, run.target[0]) in seen:
            yield found_in(
                "SJ-42",
                f"指标“{name}”在同一张表里列了 {counts[name, run.target[0]]} 次",
                _spot(table, run.name),
                found=name,
            )
        seen.add((name, run.target[0]))


def _spot(table: AuditedTable, cell: PrintedCell) -> Spot:
    return Spot(cell.place, cell.text.strip()[:80], table.number, cell.row + 1, cell.column + 1)
