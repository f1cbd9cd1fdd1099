"""What we make ourselves, audited: no error, and nothing but the faults that the samples carry in their input.

Amounts and words of a sample are then made wrong, by fixed seed; the long run is a trial.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

import pytest
import yaml

from gongkai import pipeline
from gongkai.auditing.audit import audit_published
from gongkai.auditing.outcome import AuditResult
from gongkai.findings import Severity
from gongkai.source import Source
from gongkai.writers.pdf import convert_to_pdf
from tests.auditing.planted import KINDS, Planted, planted
from tests.conftest import ROOT
from tests.support.library import LIBRARY, check_file

SAMPLES = sorted(path.parent.name for path in (ROOT / "sample_inputs").glob("*/input.yaml"))
HINTS = {"SJ-11", "SJ-20", "SJ-23", "SJ-40", "SJ-41", "SJ-42", "SJ-43"}
"""Hints at what the inputs hold, which are figures and indicators of real documents: targets copied as results, a unit
called （汇总）, central money in the column of the province; and at zeros that a form prints. None is about a sum."""
JUDGED = yaml.safe_load((ROOT / "tests" / "auditing" / "judged.yaml").read_text(encoding="utf-8"))["own"]


@lru_cache(maxsize=8)
def made(sample: str, kind: str) -> bytes:
    checked = check_file(ROOT / "sample_inputs" / sample / "input.yaml")
    document = pipeline.compose(checked)
    assert document is not None and checked.loaded.pack is not None
    files = pipeline.render(document, checked.loaded.pack, (kind,), pages=False).files
    suffix = "pdf" if kind == "图解" else kind
    return next(content for name, content in files.items() if name.endswith(suffix))


def audit(content: bytes, name: str = "a.docx") -> AuditResult:
    return audit_published([Source(name, content)], LIBRARY)


@pytest.mark.parametrize(
    "kind",
    ["docx", "xlsx", *(pytest.param(kind, marks=pytest.mark.trial) for kind in ("pdf", "图解"))],
)
@pytest.mark.parametrize("sample", SAMPLES)
def test_nothing_but_what_the_input_carries(sample: str, kind: str) -> None:
    result = audit(made(sample, kind), f"a.{kind}" if kind != "图解" else "a.pdf")
    known = [(entry["code"], entry["quote"]) for entry in JUDGED.get(sample, ())]
    told = [each for each in result.findings if each.severity is not Severity.HINT]
    assert [
        (each.finding.code, each.quote) for each in told if (each.finding.code, each.quote) not in known
    ] == []
    assert {each.finding.code for each in result.findings} <= HINTS | {code for code, _ in known}
    assert result.account.all > 20 or kind == "图解"
    if kind in ("docx", "pdf"):
        assert len(told) == len(known)


def found_at_its_place(content: bytes, fault: Planted, name: str = "a.docx") -> bool:
    """Whether an error or a warning that the file had not before tells a fault, in its table or its paragraph."""
    for each in audit(content, name).findings:
        if each.severity is Severity.HINT or (each.finding.code, each.quote) in CARRIED_BY_ALL:
            continue
        if fault.table:
            if each.table or fault.words in each.finding.message + each.compared_with:
                return True
        elif each.quote and plain(each.quote) in plain(fault.words):
            return True
    return False


def plain(text: str) -> str:
    return re.sub(r"\s", "", text)


CARRIED_BY_ALL = {(entry["code"], entry["quote"]) for entries in JUDGED.values() for entry in entries}
WITH_TEXT = [sample for sample in SAMPLES if "evaluation" not in sample]  # the others explain no tables


def missed(seeds: Iterable[int]) -> list[tuple[int, str, str]]:
    """What was planted in our Word files and not found at its place."""
    result = []
    for seed in seeds:
        fault = planted(made(WITH_TEXT[seed // len(KINDS) % len(WITH_TEXT)], "docx"), seed)
        if not found_at_its_place(fault.content, fault):
            result.append((seed, fault.kind, fault.words[:60]))
    return result


def test_a_few_planted_faults_are_found_at_their_place() -> None:
    assert missed((2, 3, 5, 6, 10)) == []


@pytest.mark.trial
@pytest.mark.parametrize("first", range(0, 250, 50))
def test_planted_faults(first: int) -> None:
    """Of the 250 together 10 were missed when this was written."""
    found = missed(range(first, first + 50))
    assert len(found) <= 6, found


@pytest.mark.trial
def test_planted_faults_in_pdf() -> None:
    """Through LibreOffice, as a department would save its Word file."""
    found = []
    for seed in range(2 * len(KINDS)):
        fault = planted(made(WITH_TEXT[seed // len(KINDS)], "docx"), seed)
        content = convert_to_pdf(fault.content)
        if content is None:
            pytest.skip("no LibreOffice")
        if not found_at_its_place(content, fault, "a.pdf"):
            found.append((seed, fault.kind, fault.words[:60]))
    assert len(found) <= 6, found
