"""The five reference texts and the real documents: what is known to be wrong is found, and hardly anything else is told.

They stand beside the repository, not in it; the trial is skipped where they are not.
"""

from __future__ import annotations

import csv
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from gongkai.auditing.audit import audit_published
from gongkai.auditing.outcome import AuditFinding
from gongkai.findings import Severity
from gongkai.source import Source
from tests.conftest import ROOT
from tests.support.library import LIBRARY

pytestmark = pytest.mark.trial
LEVELS = {"错误": 0, "警告": 1, "提示": 2}
JUDGED = yaml.safe_load(Path(__file__).with_name("judged.yaml").read_text(encoding="utf-8"))
BLANK = {"10.pdf", "16.xlsx", "20.xls"}  # official models, all of blanks
Found = dict[str, list[tuple[int, AuditFinding]]]


@pytest.fixture(scope="module")
def shared() -> Path:
    places = (ROOT.parent / "shared", ROOT.parents[1] / "shared")
    found = next((place for place in places if (place / "domain" / "seed_errors.csv").is_file()), None)
    if found is None:
        pytest.skip("the reference texts are not here")
    return found


@pytest.fixture(scope="module")
def seeds(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Found:
    """The findings of each text with the line that they are about, by its number."""
    folder = tmp_path_factory.mktemp("seeds")
    tool = shared / "tools" / "seeds_as_docx.py"
    subprocess.run([sys.executable, str(tool), str(folder)], check=True, capture_output=True, timeout=120)
    found: Found = {}
    for path in sorted(folder.glob("*.docx")):
        entries = [
            line.split() for line in path.with_suffix(".lines").read_text(encoding="utf-8").splitlines()
        ]
        paragraphs = [int(entry[1]) for entry in entries if entry[0] == "p"]
        rows = {(int(entry[1]), int(entry[2])): int(entry[3]) for entry in entries if entry[0] == "t"}
        for each in audit_published([Source.from_path(path)], LIBRARY).findings:
            at = each.finding.location.paragraph
            line = (
                rows.get((each.table - 1, each.row - 1), 0) if each.table else paragraphs[at - 1] if at else 0
            )
            found.setdefault(path.name[:3], []).append((line, each))
    assert len(found) == 5
    return found


def plain(text: str) -> str:
    return re.sub(r"[\s，,。；;：:（）()“”\"]", "", text)


def is_about(row: dict[str, str], line: int, finding: AuditFinding) -> bool:
    """Whether a finding tells a known error: at its line, with words of its quotation."""
    if abs(line - int(row["line"])) > 1:
        return False
    said, known = plain(finding.quote), plain(row["quote"])
    if said in known or known in said or known in plain(finding.finding.message):
        return True
    return any(said[at : at + 5] in known for at in range(len(said) - 4)) or any(
        known[at : at + 6] in said for at in range(max(1, len(known) - 5))
    )


def rows_of(shared: Path) -> list[dict[str, str]]:
    with (shared / "domain" / "seed_errors.csv").open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def test_known_errors_are_found(shared: Path, seeds: Found) -> None:
    wanted = [row for row in rows_of(shared) if (row["class"], row["detectable"]) == ("确定", "可查")]
    assert len(wanted) == 114
    missed = [
        row["id"]
        for row in wanted
        if not any(
            is_about(row, line, each) and LEVELS[each.severity.value] <= LEVELS[row["level"]] + 1
            for line, each in seeds[row["seed"]]
        )
    ]
    assert len(missed) <= 5, missed


def test_harmless_remainders_are_hints_at_most(shared: Path, seeds: Found) -> None:
    told = [
        (row["id"], each.finding.message)
        for row in rows_of(shared)
        if row["class"] == "尾差"
        for line, each in seeds[row["seed"]]
        if is_about(row, line, each) and each.severity is not Severity.HINT
    ]
    assert told == []


def test_every_error_and_warning_on_real_documents_was_judged(shared: Path) -> None:
    judged = JUDGED["real"]
    for path in sorted((shared / "real").iterdir()):
        if path.suffix not in (".pdf", ".xls", ".xlsx") or path.name in BLANK:
            continue
        known = [(entry["code"], plain(str(entry["quote"]))) for entry in judged.get(path.name, ())]
        for each in audit_published([Source.from_path(path)], LIBRARY).findings:
            if each.severity is Severity.HINT:
                continue
            said = plain(each.quote)
            assert any(
                code == each.finding.code and (quote in said or said in quote) for code, quote in known
            ), (path.name, each.finding.code, each.quote)
    wrong = [entry for entries in judged.values() for entry in entries if entry["judged"] != "right"]
    assert wrong == []
